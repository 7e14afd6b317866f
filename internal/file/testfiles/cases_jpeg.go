package testfiles

import (
	"bytes"
	"encoding/binary"
)

// The markers of JPEG that the cases are made with.
const (
	sof0 = 0xc0
	dht  = 0xc4
	soi  = 0xd8
	eoi  = 0xd9
	sos  = 0xda
	dqt  = 0xdb
	dri  = 0xdd
	app1 = 0xe1
	app2 = 0xe2
)

// A jpegFile is a JPEG in pieces, to be put together with a fault.
type jpegFile []jpegSegment

type jpegSegment struct {
	marker byte
	data   []byte // without its length
	scan   []byte // what follows a start of scan
}

// smallJPEG is a grey picture of 16 by 8 pixels: two blocks, each of one bit
// that says "no different from the one before" and one that ends it.
func smallJPEG() jpegFile {
	table := func(class byte) []byte { return append([]byte{class, 1}, make([]byte, 16)...) } // one code: 0
	return jpegFile{
		{marker: dqt, data: append([]byte{0}, bytes.Repeat([]byte{1}, 64)...)},
		{marker: sof0, data: []byte{8, 0, 8, 0, 16, 1, 1, 0x11, 0}},
		{marker: dht, data: table(0x00)},
		{marker: dht, data: table(0x10)},
		{marker: sos, data: []byte{1, 1, 0, 0, 63, 0}, scan: []byte{0x0f}},
	}
}

// bytes writes the picture with a start and an end.
func (f jpegFile) bytes() []byte {
	out := []byte{0xff, soi}
	for _, s := range f {
		out = append(out, 0xff, s.marker)
		out = binary.BigEndian.AppendUint16(out, uint16(len(s.data)+2))
		out = append(append(out, s.data...), s.scan...)
	}
	return append(out, 0xff, eoi)
}

// with returns the picture with a segment before the first of its own.
func (f jpegFile) with(marker byte, data []byte) jpegFile {
	return append(jpegFile{{marker: marker, data: data}}, f...)
}

// without returns the picture without the segments of a marker.
func (f jpegFile) without(marker byte) jpegFile {
	var out jpegFile
	for _, s := range f {
		if s.marker != marker {
			out = append(out, s)
		}
	}
	return out
}

// change returns the picture with a change to the first segment of a marker.
func (f jpegFile) change(marker byte, change func(*jpegSegment)) jpegFile {
	out := append(jpegFile(nil), f...)
	for i := range out {
		if out[i].marker == marker {
			out[i].data = bytes.Clone(out[i].data)
			change(&out[i])
			break
		}
	}
	return out
}

// scan returns the picture with other entropy-coded data.
func (f jpegFile) scan(data ...byte) jpegFile {
	return f.change(sos, func(s *jpegSegment) { s.scan = data })
}

// scans returns scans of DC coefficients.
func scans(n int) (f jpegFile) {
	for range n {
		f = append(f, jpegSegment{marker: sos, data: []byte{1, 1, 0, 0, 0, 0}, scan: []byte{0x3f}})
	}
	return f
}

// frame returns the picture with another kind of frame and precision.
func (f jpegFile) frame(marker, precision byte) jpegFile {
	return f.change(sof0, func(s *jpegSegment) { s.marker, s.data[0] = marker, precision })
}

// progressiveJPEG has one scan with all that its two blocks are.
func progressiveJPEG() jpegFile {
	return smallJPEG().frame(0xc2, 8).change(sos, func(s *jpegSegment) { s.data[4], s.scan = 0, []byte{0x3f} })
}

// EXIF returns EXIF with an orientation and, if wanted, a place.
func EXIF(orientation uint16, place bool) []byte {
	tag := func(out []byte, tag, kind uint16, count, value uint32) []byte {
		out = binary.LittleEndian.AppendUint16(out, tag)
		out = binary.LittleEndian.AppendUint16(out, kind)
		out = binary.LittleEndian.AppendUint32(out, count)
		return binary.LittleEndian.AppendUint32(out, value)
	}
	out := []byte("II*\x00\x08\x00\x00\x00\x02\x00")
	out = tag(out, 0x0112, 3, 1, uint32(orientation))
	out = tag(out, 0x8825, 4, 1, 8+2+2*12+4)
	out = append(out, 0, 0, 0, 0)
	if !place {
		return append(out, 0, 0)
	}
	out = append(out, 2, 0)
	out = tag(out, 2, 5, 3, 100)
	out = tag(out, 4, 5, 3, 124)
	return append(out, make([]byte, 70)...)
}

func jpegEXIF(orientation uint16, place bool) []byte {
	return append([]byte("Exif\x00\x00"), EXIF(orientation, place)...)
}

func jpegCases() []Case {
	small := smallJPEG()
	whole := small.bytes()
	good := func(name string, data []byte, codes ...string) Case {
		return picture("jpeg-"+name+".jpg", "jpeg", data, 16, 8, codes...)
	}
	bad := func(name string, data []byte, code string) Case { return broken(good(name, data, code)) }
	unsized := func(c Case) Case {
		c.Width, c.Height = 0, 0
		return c
	}
	turned := good("turned", small.with(app1, jpegEXIF(6, false)).bytes())
	turned.Width, turned.Height = 8, 16
	flat := bad("no-height", small.change(sof0, func(s *jpegSegment) { s.data[2] = 0 }).bytes(), "damaged")
	flat.Height = 0

	return []Case{
		good("small", whole),
		good("progressive", progressiveJPEG().bytes()),
		turned,
		good("upside-down", small.with(app1, jpegEXIF(3, false)).bytes()),
		good("orientation-unknown", small.with(app1, jpegEXIF(9, false)).bytes()),
		good("second-exif-turned", small.with(app1, jpegEXIF(6, false)).with(app1, jpegEXIF(1, false)).bytes()),
		good("turned-behind-its-pixels", append(small, jpegSegment{marker: app1, data: jpegEXIF(6, false)}).bytes()),
		good("location", small.with(app1, jpegEXIF(1, true)).bytes(), "exif-location"),
		good("exif-cut-off", small.with(app1, jpegEXIF(6, true)[:20]).bytes()),
		good("fill-bytes", bytes.Replace(whole, []byte{0xff, dqt}, []byte{0xff, 0xff, 0xff, dqt}, 1)),
		good("restarts", small.with(dri, []byte{0, 1}).scan(0x3f, 0xff, 0xd0, 0x3f).bytes()),
		good("garbage-between-restarts", small.with(dri, []byte{0, 1}).scan(0x3f, 0xff, 0x22, 0xff, 0xd0, 0x3f).bytes()),
		good("standard-tables", small.without(dht).bytes()),
		good("trailing-data", append(bytes.Clone(whole), "something else"...), "trailing-data"),
		good("two-pictures", append(small.with(app2, []byte("MPF\x00")).bytes(), whole...)),
		picture("jpeg-named.png", "jpeg", whole, 16, 8, "type-disguised"),

		good("scan-empty", small.scan().bytes(), "picture-damaged"),
		good("progressive-scan-empty", progressiveJPEG().scan().bytes(), "picture-damaged"),

		bad("end-missing", whole[:len(whole)-2], "truncated"),
		unsized(bad("cut-off-early", whole[:20], "truncated")),
		unsized(bad("start-only", []byte{0xff, soi, 0xff}, "truncated")),
		unsized(bad("end-only", []byte{0xff, soi, 0xff, eoi}, "damaged")),
		bad("lossless", small.frame(0xc3, 8).bytes(), "coding-not-supported"),
		bad("hierarchical", small.frame(0xc5, 8).bytes(), "coding-not-supported"),
		bad("arithmetic", small.frame(0xc9, 8).bytes(), "coding-not-supported"),
		bad("12-bit", small.frame(0xc1, 12).bytes(), "coding-not-supported"),
		bad("jpeg-ls", small.frame(0xf7, 8).bytes(), "coding-not-supported"),
		flat,
		bad("two-components", small.change(sof0, func(s *jpegSegment) { s.data = append(s.data[:5], 2, 1, 0x11, 0, 2, 0x11, 0) }).bytes(), "damaged"),
		bad("sampling", small.change(sof0, func(s *jpegSegment) { s.data[7] = 0x51 }).bytes(), "damaged"),
		bad("second-frame", small.with(sof0, small[1].data).bytes(), "damaged"),
		bad("second-start", append(append([]byte{}, whole[:len(whole)-2]...), whole...), "damaged"),
		bad("quantization-table-missing", small.without(dqt).bytes(), "damaged"),
		unsized(bad("quantization-table-short", small.change(dqt, func(s *jpegSegment) { s.data = s.data[:40] }).bytes(), "damaged")),
		bad("huffman-table-impossible", small.change(dht, func(s *jpegSegment) { s.data[1] = 2; s.data = append(s.data, 0) }).bytes(), "damaged"),
		bad("huffman-table-short", small.change(dht, func(s *jpegSegment) { s.data[2] = 9 }).bytes(), "damaged"),
		bad("huffman-table-length-impossible", bytes.Replace(whole, []byte{0xff, dht, 0, 20}, []byte{0xff, dht, 0, 0}, 1), "damaged"),
		bad("scan-of-another-component", small.change(sos, func(s *jpegSegment) { s.data[1] = 7 }).bytes(), "damaged"),
		bad("second-scan", append(small, small[4]).bytes(), "damaged"),
		unsized(bad("scan-without-frame", small.without(sof0).bytes(), "damaged")),
		bad("progression-impossible", progressiveJPEG().change(sos, func(s *jpegSegment) { s.data[4] = 63 }).bytes(), "damaged"),
		bad("garbage-in-scan", small.scan(0x0f, 0xff, 0x22).bytes(), "damaged"),
		unsized(bad("restart-interval-length", small.with(dri, []byte{1}).bytes(), "damaged")),
		bad("too-many-scans", append(small.change(sof0, func(s *jpegSegment) { s.marker = 0xc2 }).without(sos), scans(100)...).bytes(), "damaged"),
		unsized(bad("unknown-marker", small.with(0xf0, nil).bytes(), "damaged")),
	}
}
