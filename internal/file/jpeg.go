package file

import (
	"bytes"
	"slices"
	"strconv"

	"idenfysteps/internal/finding"
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

type jpegFrame struct {
	marker        byte
	width, height int
	components    []jpegComponent
	maxH, maxV    int
}

type jpegComponent struct {
	id, quant byte
	h, v      int
	seen      bool // a scan with its DC coefficients has been met
}

// huffman is what is known of one table.
type huffman byte

const (
	huffmanMissing huffman = iota
	huffmanGood
	huffmanBad // libjpeg refuses it when a scan uses it, not before
)

// inspectJPEG returns where the picture ends, as the functions for other types do.
func (rep *Report) inspectJPEG(src *window.Source) int64 {
	rep.Orientation = 1
	w := &jpegWalk{rep: rep, src: src, at: 2}
	switch reason := w.walk(); reason {
	case "":
		w.checkTrailingData()
	case jpegTruncated:
		rep.find(codeTruncated, "This picture is cut off: its end is missing. Choose it again, or save or send it again from where it came from.")
	case jpegCoding:
		// Said where it was met.
	default:
		rep.find(codeDamaged, "This picture is damaged and does not open. Save it again as JPEG, or take a new photo.", finding.Param{Name: "reason", Value: reason})
	}
	if rep.Orientation > 4 {
		rep.Width, rep.Height = rep.Height, rep.Width
	}
	return w.at
}

// The reasons of walk that are not damage.
const (
	jpegTruncated = "truncated"
	jpegCoding    = "coding"
)

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
			return jpegTruncated
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

// segment reads or skips a segment and leaves the walk behind it.
func (w *jpegWalk) segment(marker byte) string {
	var length [2]byte
	if w.src.Read(length[:], w.at) < 2 {
		return jpegTruncated
	}
	// Readers take a length below two, which cannot be, for no data; not that of tables.
	size := int(be16(length[:])) - 2
	if size < 0 && (marker == markerDQT || marker == markerDHT) {
		return "table-length"
	}
	size = max(0, size)
	from := w.at + 2
	w.at = from + int64(size)
	if !jpegRead(marker) {
		return "" // the walk ends by itself where the file does
	}
	data := make([]byte, size)
	if w.src.Read(data, from) < size {
		return jpegTruncated
	}
	switch marker {
	case markerDQT:
		return w.readDQT(data)
	case markerDHT:
		return w.readDHT(data)
	case markerDRI:
		return w.readDRI(data)
	case markerSOS:
		return w.readSOS(data)
	case markerAPP1:
		w.readAPP1(data)
	case markerAPP2:
		w.multiple = w.multiple || bytes.HasPrefix(data, []byte("MPF\x00"))
	default:
		return w.readSOF(marker, data)
	}
	return ""
}

// jpegRead tells whether what a segment holds is read.
func jpegRead(marker byte) bool {
	switch marker {
	case markerDQT, markerDHT, markerDRI, markerSOS, markerAPP1, markerAPP2:
		return true
	}
	return isSOF(marker)
}

func (w *jpegWalk) readSOF(marker byte, s []byte) string {
	if w.frame != nil {
		return "second-frame"
	}
	if len(s) < 6 {
		return "frame-length"
	}
	w.rep.Height, w.rep.Width = int(be16(s[1:])), int(be16(s[3:]))
	if coding := jpegCodingName(marker, s[0]); coding != "" {
		w.rep.find(codeCodingNotSupported,
			"This JPEG is "+coding+", which not every browser opens. Save it again as an ordinary JPEG, or take a new photo.",
			finding.Param{Name: "coding", Value: coding})
		return jpegCoding
	}
	count := int(s[5])
	if w.rep.Width == 0 || w.rep.Height == 0 || count == 0 {
		return "no-pixels"
	}
	if len(s) != 6+3*count {
		return "frame-length"
	}
	if w.rep.Width > jpegMaxSide || w.rep.Height > jpegMaxSide {
		return "too-many-pixels"
	}
	if count != 1 && count != 3 && count != 4 {
		return "components"
	}
	w.frame = &jpegFrame{marker: marker, width: w.rep.Width, height: w.rep.Height, maxH: 1, maxV: 1}
	for c := s[6:]; len(c) > 0; c = c[3:] {
		w.frame.add(jpegComponent{id: c[0], h: int(c[1] >> 4), v: int(c[1] & 15), quant: c[2]})
	}
	return w.frame.checkSampling()
}

// jpegCodingName names a coding that not every browser opens (Chromium opens what
// is arithmetic, and Firefox does not), and returns "" for the others. The
// precision is in bits per sample.
func jpegCodingName(marker, precision byte) string {
	switch marker {
	case 0xc3:
		return "lossless"
	case 0xc5, 0xc6, 0xc7:
		return "hierarchical"
	case 0xc9, 0xca:
		return "arithmetic"
	case 0xcb:
		return "lossless arithmetic"
	case 0xcd, 0xce, 0xcf:
		return "hierarchical arithmetic"
	case markerLS:
		return "JPEG-LS"
	}
	if precision != 8 {
		return strconv.Itoa(int(precision)) + "-bit"
	}
	return ""
}

func (f *jpegFrame) add(c jpegComponent) {
	f.components = append(f.components, c)
	f.maxH, f.maxV = max(f.maxH, c.h), max(f.maxV, c.v)
}

func (f *jpegFrame) checkSampling() string {
	for _, c := range f.components {
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || f.maxH%c.h != 0 || f.maxV%c.v != 0 {
			return "sampling"
		}
	}
	return ""
}

func (w *jpegWalk) readDQT(s []byte) string {
	for len(s) > 0 {
		size := 64
		if s[0]>>4 != 0 {
			size = 128
		}
		if s[0]&15 > 3 || len(s) < 1+size {
			return "quantization-table"
		}
		w.quant[s[0]&15] = true
		s = s[1+size:]
	}
	return ""
}

func (w *jpegWalk) readDHT(s []byte) string {
	for len(s) > 16 {
		count := 0
		for _, n := range s[1:17] {
			count += int(n)
		}
		if count > 256 || count > len(s)-17 || s[0]&0xef > 3 {
			return "huffman-table"
		}
		if s[0]&0x10 != 0 {
			w.ac[s[0]&3] = judgeHuffman(s[1:17], nil)
		} else {
			w.dc[s[0]&3] = judgeHuffman(s[1:17], s[17:17+count])
		}
		s = s[17+count:]
	}
	if len(s) != 0 {
		return "huffman-table"
	}
	return ""
}

// judgeHuffman checks that the counts of codes by length make a tree in which
// no code is all ones, and that a DC table's values are numbers of bits.
func judgeHuffman(counts, dcValues []byte) huffman {
	code := 0
	for i, n := range counts {
		code += int(n)
		if n > 0 && code >= 1<<(i+1) {
			return huffmanBad
		}
		code <<= 1
	}
	for _, v := range dcValues {
		if v > 15 {
			return huffmanBad
		}
	}
	return huffmanGood
}

func (w *jpegWalk) readDRI(s []byte) string {
	if len(s) != 2 {
		return "restart-interval"
	}
	w.restarts = be16(s) != 0
	return ""
}

// A jpegScan is what a start of scan says.
type jpegScan struct {
	components []*jpegComponent
	tables     []byte // DC table, AC table, of each
	from, to   int    // the band of coefficients
	high, low  int    // the bits of them: successive approximation
}

func (w *jpegWalk) readSOS(s []byte) string {
	if w.frame == nil {
		return "scan-without-frame"
	}
	scan, reason := w.frame.readScan(s)
	if reason != "" {
		return reason
	}
	w.scans++
	switch {
	case w.scans == 1:
		w.interleave = len(scan.components) == len(w.frame.components) && w.frame.marker != markerSOF2
		w.useStandardTables()
	case w.interleave:
		return "second-scan"
	case w.scans >= jpegMaxScans:
		return "too-many-scans"
	}
	for _, c := range scan.components {
		if c.quant > 3 || !w.quant[c.quant] {
			return "quantization-table-missing"
		}
	}
	if w.frame.marker == markerSOF2 {
		return w.checkProgressive(scan)
	}
	for _, t := range scan.tables {
		if reason := w.checkTables(t>>4, t&15); reason != "" {
			return reason
		}
	}
	return ""
}

func (f *jpegFrame) readScan(s []byte) (scan jpegScan, reason string) {
	if len(s) == 0 || s[0] < 1 || s[0] > 4 || len(s) != int(s[0])*2+4 {
		return scan, "scan-length"
	}
	blocks := 0
	for spec := s[1 : len(s)-3]; len(spec) > 0; spec = spec[2:] {
		c := f.component(spec[0], len(scan.components))
		if c == nil || slices.Contains(scan.components, c) {
			return scan, "scan-component"
		}
		scan.components = append(scan.components, c)
		scan.tables = append(scan.tables, spec[1])
		blocks += c.h * c.v
	}
	if len(scan.components) > 1 && blocks > 10 {
		return scan, "sampling"
	}
	p := s[len(s)-3:]
	scan.from, scan.to, scan.high, scan.low = int(p[0]), int(p[1]), int(p[2]>>4), int(p[2]&15)
	return scan, ""
}

// component finds the component with that id which stands in the frame at or
// behind its place in the scan: libjpeg looks no further, and so holds a scan
// to the order of the frame, as T.81, B.2.3 does.
func (f *jpegFrame) component(id byte, place int) *jpegComponent {
	for i := place; i < len(f.components); i++ {
		if f.components[i].id == id {
			return &f.components[i]
		}
	}
	return nil
}

// useStandardTables puts the tables of T.81, annex K, where none were given:
// the frames of motion JPEG come without.
func (w *jpegWalk) useStandardTables() {
	for _, tables := range []*[4]huffman{&w.dc, &w.ac} {
		for i := range 2 {
			if tables[i] == huffmanMissing && w.frame.marker != markerSOF2 {
				tables[i] = huffmanGood
			}
		}
	}
}

func (w *jpegWalk) checkProgressive(scan jpegScan) string {
	dc := scan.from == 0
	if dc && scan.to != 0 || !dc && (scan.from > scan.to || scan.to > 63 || len(scan.components) != 1) ||
		scan.high != 0 && scan.low != scan.high-1 || scan.low > 13 {
		return "progression"
	}
	for i, t := range scan.tables {
		switch {
		case !dc:
			if w.ac[t&3] != huffmanGood || t&15 > 3 {
				return "huffman-table-missing"
			}
		case scan.high == 0:
			if w.dc[t>>4&3] != huffmanGood || t>>4 > 3 {
				return "huffman-table-missing"
			}
			fallthrough
		default:
			scan.components[i].seen = true
		}
	}
	return ""
}

func (w *jpegWalk) checkTables(dc, ac byte) string {
	if dc > 3 || ac > 3 || w.dc[dc] == huffmanMissing || w.ac[ac] == huffmanMissing {
		return "huffman-table-missing"
	}
	if w.dc[dc] == huffmanBad || w.ac[ac] == huffmanBad {
		return "huffman-table"
	}
	return ""
}

func (w *jpegWalk) readAPP1(s []byte) {
	if tiff, ok := bytes.CutPrefix(s, []byte("Exif\x00")); ok && len(tiff) > 1 {
		w.rep.readEXIF(tiff[1:], !w.exif && w.scans == 0)
		w.exif = true
	}
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

// checkTrailingData tells of bytes behind the picture. Phones put a second
// picture there (MPF: depth, or the gain map of Ultra HDR) and say so.
func (w *jpegWalk) checkTrailingData() {
	if rest := w.src.Size - w.at; rest > 0 && !w.multiple {
		w.rep.find(codeTrailingData, "Something else follows this picture in the file. It is sent along and will not be seen.",
			finding.Param{Name: "bytes", Value: strconv.FormatInt(rest, 10)})
	}
}
