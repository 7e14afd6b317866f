package file

import (
	"bytes"
	"slices"
	"strconv"

	"idenfysteps/internal/finding"
)

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

// segment reads or skips a segment and leaves the walk behind it.
func (w *jpegWalk) segment(marker byte) string {
	var length [2]byte
	if w.src.Read(length[:], w.at) < 2 {
		return truncated
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
		return truncated
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
