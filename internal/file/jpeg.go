package file

import (
	"bytes"

	"idenfysteps/internal/window"
)

// A JPEG (ITU-T T.81) is walked from marker to marker up to EOI, with the rules
// of libjpeg-turbo as Chromium runs it: what makes that give up is an error
// here. Errors inside the entropy-coded data do not, it draws grey instead, so
// that data is only searched for the marker that ends it. (It does give up on
// them in a baseline picture of several scans, which are rare: there the browser
// is the judge.)

// The markers that the walk knows by name.
const (
	markerTEM   = 0x01
	markerSOF0  = 0xc0
	markerSOF2  = 0xc2
	markerDHT   = 0xc4
	markerJPG   = 0xc8
	markerDAC   = 0xcc
	markerSOF15 = 0xcf
	markerRST0  = 0xd0
	markerRST7  = 0xd7
	markerSOI   = 0xd8
	markerEOI   = 0xd9
	markerSOS   = 0xda
	markerDQT   = 0xdb
	markerDNL   = 0xdc
	markerDRI   = 0xdd
	markerAPP0  = 0xe0
	markerAPP1  = 0xe1
	markerAPP2  = 0xe2
	markerAPP15 = 0xef
	markerLS    = 0xf7 // SOF55, JPEG-LS
	markerCOM   = 0xfe
)

const (
	// jpegMaxSide is libjpeg's JPEG_MAX_DIMENSION.
	jpegMaxSide = 65500
	// jpegMaxScans is where Chromium stops reading a picture that is made to take for ever.
	jpegMaxScans = 100
	// jpegMaxMarkers is after how many markers the walk ends, those of restarts not
	// counted. Cameras write a few dozen.
	jpegMaxMarkers = 1 << 16
)

// A jpegWalk is a walk in progress.
type jpegWalk struct {
	rep *Report
	src *window.Source
	at  int64

	frame      *jpegFrame // nil before SOF
	quant      [4]bool    // which quantization tables there are
	dc, ac     [4]huffman
	restarts   bool // a restart interval is set
	scans      int
	coded      int64 // bytes of entropy-coded data in all scans
	interleave bool  // the first scan holds all components: no other may follow
	multiple   bool  // the file says that other pictures follow this one (MPF)
	exif       bool  // EXIF was met
}

// inspectJPEG walks a JPEG, and returns where the picture ends.
func (rep *Report) inspectJPEG(src *window.Source) int64 {
	w := &jpegWalk{rep: rep, src: src, at: 2}
	switch reason := w.walk(); reason {
	case "":
		if !w.multiple { // else phones put a second picture there: depth, or the gain map of Ultra HDR
			rep.checkTrailingData(src.Size - w.at)
		}
	case jpegCoding:
		// Said where it was met.
	default:
		rep.refusePicture(reason, "JPEG")
	}
	return w.at
}

// jpegCoding is the reason of walk that is said where it is met.
const jpegCoding = "coding"

// walk goes to EOI. It returns "" or the reason why the picture does not open.
func (w *jpegWalk) walk() string {
	inScan, start := false, int64(0) // of the data behind a start of scan
	for range jpegMaxMarkers {
		marker, ok := w.nextMarker()
		if inScan {
			w.coded += w.at - 2 - start
		}
		switch {
		case !ok:
			return truncated
		case marker == markerEOI:
			return w.checkComplete()
		case marker == markerTEM || marker >= markerRST0 && marker <= markerRST7:
			continue
		case marker == markerSOI:
			return "second-start"
		case !jpegKnown(marker):
			if w.restarts && w.scans > 0 && marker < markerSOF0 {
				continue // within a scan with restarts, readers skip to the next one
			}
			return "unknown-marker"
		}
		if reason := w.segment(marker); reason != "" {
			return reason
		}
		inScan, start = marker == markerSOS, w.at
	}
	return "too-many-segments"
}

// isSOF tells a start of frame, of whatever coding, JPEG-LS included.
func isSOF(marker byte) bool {
	return marker >= markerSOF0 && marker <= markerSOF15 &&
		marker != markerDHT && marker != markerJPG && marker != markerDAC || marker == markerLS
}

func jpegKnown(marker byte) bool {
	switch marker {
	case markerDHT, markerDAC, markerSOS, markerDQT, markerDNL, markerDRI, markerCOM:
		return true
	}
	return isSOF(marker) || marker >= markerAPP0 && marker <= markerAPP15
}

// nextMarker finds the next marker, which is never 0 or 0xff, and leaves the
// walk behind it. Whatever stands before it, entropy-coded data or garbage, is
// skipped.
func (w *jpegWalk) nextMarker() (byte, bool) {
	for chunk := w.src.At(w.at); len(chunk) > 0; chunk = w.src.At(w.at) {
		ff := indexMarker(chunk)
		if ff < 0 {
			w.at += int64(len(chunk))
			continue
		}
		w.at += int64(ff) + 1
		marker, ok := w.byteAfterFill()
		if !ok {
			return 0, false
		}
		if marker != 0 {
			return marker, true
		}
	}
	return 0, false
}

// indexMarker returns where the first 0xff stands that neither a 0 nor the rest
// of a restart follows, and -1 where there is none; the last byte counts. In
// entropy-coded data no other 0xff stands, so this is what the time of a walk
// goes into.
func indexMarker(b []byte) int {
	for i := 0; ; i += 2 {
		if i >= len(b) {
			return -1
		}
		if b[i] != 0xff {
			ff := bytes.IndexByte(b[i:], 0xff)
			if ff < 0 {
				return -1
			}
			i += ff
		}
		if i+1 == len(b) || b[i+1] != 0 && b[i+1]&^7 != markerRST0 {
			return i
		}
	}
}

// byteAfterFill takes the byte after any number of further 0xff.
func (w *jpegWalk) byteAfterFill() (byte, bool) {
	for chunk := w.src.At(w.at); len(chunk) > 0; chunk = w.src.At(w.at) {
		for _, c := range chunk {
			w.at++
			if c != 0xff {
				return c, true
			}
		}
	}
	return 0, false
}

// checkComplete judges at EOI whether there was a whole picture.
func (w *jpegWalk) checkComplete() string {
	if w.scans == 0 {
		return "no-picture"
	}
	for _, c := range w.frame.components {
		if w.frame.marker == markerSOF2 && !c.seen {
			return "component-missing"
		}
	}
	if w.coded*8 < w.leastBits() {
		w.rep.warnDamaged()
	}
	return ""
}

// leastBits is how many bits the picture's blocks have at least: a bit of DC
// coefficient each, and one that ends it where the picture is not progressive.
// Readers draw grey where there are fewer.
func (w *jpegWalk) leastBits() (bits int64) {
	for _, c := range w.frame.components {
		columns := (int64(w.frame.width*c.h) + int64(8*w.frame.maxH) - 1) / int64(8*w.frame.maxH)
		rows := (int64(w.frame.height*c.v) + int64(8*w.frame.maxV) - 1) / int64(8*w.frame.maxV)
		bits += columns * rows
	}
	if w.frame.marker != markerSOF2 {
		bits *= 2
	}
	return bits
}
