package file

import (
	"strings"

	"idenfysteps/internal/window"
)

// A PNG (PNG specification, third edition) is walked from chunk to chunk, with
// the rules of the decoder in Chromium: the checksums of critical chunks hold,
// ancillary ones may be damaged, and what follows the first picture matters no
// more once it has begun.

const (
	pngSignature = 8 // bytes
	pngChunkHead = 8 // length and type
)

// pngMaxChunks is after how many chunks the walk ends. Programs write pixel data
// in chunks of some kB.
const pngMaxChunks = 1 << 18

// A pngWalk is a walk in progress.
type pngWalk struct {
	rep *Report
	src *window.Source
	at  int64

	header   pngHeader
	palette  bool
	animated bool
	frames   uint32   // how many chunks of an animation's frames were met
	awaited  bool     // the animation's first frame is not the picture, and is not whole yet
	begun    bool     // it has begun
	exif     bool     // EXIF was met
	chunks   int      // how many were met
	data     pngChunk // the first IDAT
	packed   int64    // bytes in all of them
}

type pngHeader struct {
	width, height    int64
	depth, colorType byte
	interlaced       bool
}

// A pngChunk is where a chunk's data stands.
type pngChunk struct {
	name   string
	at     int64
	length int64
}

func (c pngChunk) critical() bool { return c.name[0]&0x20 == 0 }

// inspectPNG walks a PNG, and returns where the picture ends.
func (rep *Report) inspectPNG(src *window.Source) int64 {
	w := &pngWalk{rep: rep, src: src, at: pngSignature}
	switch reason := w.walk(); reason {
	case "":
		if w.animated {
			rep.find(codeAnimated, "This picture moves. Only its first frame will be seen.")
		}
	default:
		rep.refusePicture(reason, "PNG or JPEG")
	}
	return w.at
}

// pngTooManyChunks is a reason of walk.
const pngTooManyChunks = "too-many-chunks"

// walk goes to the end of the pixel data. It returns "" or the reason why the
// picture does not open.
func (w *pngWalk) walk() string {
	chunk, ok := w.next()
	switch {
	case !ok:
		return truncated
	case chunk.name != "IHDR" || chunk.length != 13:
		return "header-missing"
	}
	for {
		if reason := w.readChunk(chunk); reason != "" {
			return reason
		}
		w.at = chunk.at + chunk.length + 4
		if chunk, ok = w.next(); !ok {
			return truncated
		}
		if w.data.name != "" && chunk.name != "IDAT" {
			if reason := w.checkData(); reason != "" {
				return reason
			}
			return w.checkRest()
		}
	}
}

// next reads a chunk's head.
func (w *pngWalk) next() (pngChunk, bool) {
	var head [pngChunkHead]byte
	w.chunks++
	if w.src.Read(head[:], w.at) < len(head) {
		return pngChunk{}, false
	}
	return pngChunk{string(head[4:]), w.at + pngChunkHead, int64(be32(head[:]))}, true
}

func (w *pngWalk) readChunk(c pngChunk) string {
	if c.at+c.length+4 > w.src.Size {
		return truncated
	}
	if w.chunks > pngMaxChunks {
		return pngTooManyChunks
	}
	if c.critical() && !w.checksumHolds(c) {
		return "checksum"
	}
	switch c.name {
	case "IHDR":
		return w.readHeader(c)
	case "PLTE":
		return w.readPalette(c)
	case "IDAT":
		if w.data.name == "" {
			w.data = c
		}
		w.packed += c.length
	case "IEND":
		return "no-pixels"
	case "acTL":
		w.readAnimation(c)
	case "fcTL":
		return w.readFrame(c)
	case "fdAT":
		return "frame"
	case "eXIf":
		w.readEXIF(c, true)
	default:
		if c.critical() {
			return "unknown-chunk"
		}
	}
	return ""
}

// checksumHolds computes the CRC over a chunk's name and data.
func (w *pngWalk) checksumHolds(c pngChunk) bool {
	crc := updateCRC(0, []byte(c.name))
	for at, end := c.at, c.at+c.length; at < end; {
		chunk := w.src.At(at)
		if len(chunk) == 0 {
			return false
		}
		chunk = chunk[:min(int64(len(chunk)), end-at)]
		crc = updateCRC(crc, chunk)
		at += int64(len(chunk))
	}
	var want [4]byte
	return w.src.Read(want[:], c.at+c.length) == 4 && be32(want[:]) == crc
}

// By colour type: the bits per sample that it may have, and its samples.
var (
	pngDepths  = [7]string{0: "\x01\x02\x04\x08\x10", 2: "\x08\x10", 3: "\x01\x02\x04\x08", 4: "\x08\x10", 6: "\x08\x10"}
	pngSamples = [7]int64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
)

func (w *pngWalk) readHeader(c pngChunk) string {
	if w.header.width != 0 {
		return "second-header"
	}
	var b [13]byte
	if c.length != 13 || w.src.Read(b[:], c.at) < 13 {
		return "header"
	}
	w.header = pngHeader{int64(be32(b[:])), int64(be32(b[4:])), b[8], b[9], b[12] == 1}
	w.rep.Width, w.rep.Height = int(w.header.width), int(w.header.height)
	if w.header.width == 0 || w.header.height == 0 {
		return "no-pixels"
	}
	if b[9] > 6 || strings.IndexByte(pngDepths[b[9]], b[8]) < 0 || b[10] != 0 || b[11] != 0 || b[12] > 1 {
		return "header"
	}
	return ""
}

// readAnimation reads how many frames there are. What cannot be is no animation.
func (w *pngWalk) readAnimation(c pngChunk) {
	var b [8]byte
	if c.length == 8 && w.src.Read(b[:], c.at) == 8 && w.checksumHolds(c) &&
		be32(b[:]) > 0 && be32(b[:])|be32(b[4:]) < 1<<31 {
		w.animated, w.awaited = true, w.frames == 0
	}
}

// readFrame reads what an animation says of a frame before the picture, which is
// that, or of the first one behind it, which is shown instead and may be smaller.
// The browser gives up where it is wrong, and looks at no other frame.
func (w *pngWalk) readFrame(c pngChunk) string {
	var b [26]byte
	if c.length != 26 || w.src.Read(b[:], c.at) < 26 || !w.checksumHolds(c) || be32(b[:]) != w.frames || b[24] > 2 || b[25] > 1 {
		return "frame"
	}
	width, height := int64(be32(b[4:])), int64(be32(b[8:]))
	left, top := w.header.width-width-int64(be32(b[12:])), w.header.height-height-int64(be32(b[16:]))
	behind := w.data.name != ""
	if width == 0 || height == 0 || left < 0 || top < 0 ||
		!behind && (width != w.header.width || height != w.header.height) {
		return "frame"
	}
	w.frames++
	w.awaited = w.awaited && behind
	return ""
}

// awaitFrame reads on to the end of the first frame behind the picture.
func (w *pngWalk) awaitFrame(c pngChunk) string {
	switch {
	case w.begun && c.name != "fdAT":
		w.awaited = false
	case c.name == "fcTL":
		return w.readFrame(c)
	case c.name == "fdAT":
		var number [4]byte
		if c.length <= 4 || w.frames == 0 || w.src.Read(number[:], c.at) < 4 || be32(number[:]) != w.frames {
			return "frame"
		}
		w.frames++
		w.begun = true
	case c.critical():
		return "frame"
	}
	return ""
}

func (w *pngWalk) readPalette(c pngChunk) string {
	if w.palette || c.length == 0 || c.length > 768 {
		return "palette"
	}
	w.palette = true
	return ""
}

// readEXIF reads EXIF up to the size that a JPEG's can have.
func (w *pngWalk) readEXIF(c pngChunk, orients bool) {
	tiff := make([]byte, min(c.length, 1<<16))
	w.rep.readEXIF(tiff[:w.src.Read(tiff, c.at)], orients && !w.exif && w.checksumHolds(c))
	w.exif = true
}

// checkRest goes on to IEND and tells what is there or is not. Nothing depends
// on it any more, unless the frame that is shown stands there.
func (w *pngWalk) checkRest() string {
	for {
		c, ok := w.next()
		if ok && w.awaited {
			if reason := w.awaitFrame(c); reason != "" {
				return reason
			}
		}
		if !ok || c.at+c.length+4 > w.src.Size {
			if w.awaited {
				return truncated
			}
			w.rep.find(codeEndMissing, "The end of this file is missing. The picture opens; if it does not look whole, choose it again or take a new photo.")
			return ""
		}
		if w.chunks > pngMaxChunks {
			return pngTooManyChunks
		}
		if c.name == "eXIf" {
			w.readEXIF(c, false)
		}
		w.at = c.at + c.length + 4
		if c.name == "IEND" {
			break
		}
	}
	w.rep.checkTrailingData(w.src.Size - w.at)
	return ""
}
