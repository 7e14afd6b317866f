package testfiles

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// A pngFile is a PNG in pieces, to be put together with a fault.
type pngFile []pngPiece

type pngPiece struct {
	name string
	data []byte
}

// pngHeader returns the data of IHDR.
func pngHeader(width, height uint32, depth, colorType, interlace byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, width)
	out = binary.BigEndian.AppendUint32(out, height)
	return append(out, depth, colorType, 0, 0, interlace)
}

// smallPNG is a grey picture of 3 by 2 pixels.
func smallPNG() pngFile {
	return pngFile{
		{"IHDR", pngHeader(3, 2, 8, 0, 0)},
		{"IDAT", []byte(Deflated("\x00\x10\x80\xf0\x01\x20\x20\x20"))},
		{"IEND", nil},
	}
}

func (f pngFile) bytes() []byte {
	out := []byte("\x89PNG\r\n\x1a\n")
	for _, p := range f {
		out = append(out, pngChunk(p.name, p.data)...)
	}
	return out
}

func pngChunk(name string, data []byte) []byte {
	c := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	c = append(append(c, name...), data...)
	return binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:]))
}

// with returns the picture with a chunk before that of a name.
func (f pngFile) with(before, name string, data []byte) pngFile {
	var out pngFile
	for _, p := range f {
		if p.name == before {
			out = append(out, pngPiece{name, data})
		}
		out = append(out, p)
	}
	return out
}

// replace returns the picture with other data in the chunk of a name.
func (f pngFile) replace(name string, data []byte) pngFile {
	out := append(pngFile(nil), f...)
	for i := range out {
		if out[i].name == name {
			out[i].data = data
		}
	}
	return out
}

// spoil returns the file with the checksum of a chunk wrong.
func spoil(file []byte, name string, dataLength int) []byte {
	out := bytes.Clone(file)
	out[bytes.Index(out, []byte(name))+4+dataLength] ^= 0xff
	return out
}

func pngCases() []Case {
	small := smallPNG()
	whole := small.bytes()
	pixels := small[1].data
	good := func(name string, data []byte, codes ...string) Case {
		return picture("png-"+name+".png", "png", data, 3, 2, codes...)
	}
	bad := func(name string, data []byte, code string) Case { return broken(good(name, data, code)) }
	sized := func(c Case, width, height int) Case {
		c.Width, c.Height = width, height
		return c
	}
	header := func(h []byte) []byte { return small.replace("IHDR", h).bytes() }
	frame := append(binary.BigEndian.AppendUint32(nil, 0), "\x00\x00\x00\x03\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x0a\x00\x00"...)
	smaller := append([]byte{0, 0, 0, 0, 0, 0, 0, 2}, frame[8:]...)
	frames := []byte("\x00\x00\x00\x01\x00\x00\x00\x00")
	behind := small.with("IDAT", "acTL", frames) // the frames stand behind the picture
	frameData := append([]byte{0, 0, 0, 1}, pixels...)

	return []Case{
		good("small", whole),
		good("interlaced", small.replace("IHDR", pngHeader(3, 2, 8, 0, 1)).
			replace("IDAT", []byte(Deflated("\x00\x10\x00\xf0\x00\x80\x00\x20\x20\x20"))).bytes()),
		good("palette", small.replace("IHDR", pngHeader(3, 2, 8, 3, 0)).with("IDAT", "PLTE", []byte("\xff\xff\xff\x00\x00\x00")).
			replace("IDAT", []byte(Deflated("\x00\x00\x01\x00\x00\x01\x01\x01"))).bytes()),
		good("data-in-two-chunks", small.replace("IDAT", pixels[5:]).with("IDAT", "IDAT", pixels[:5]).bytes()),
		good("animated", small.with("IDAT", "acTL", frames).with("IDAT", "fcTL", frame).bytes(), "animated"),
		sized(good("turned", small.with("IDAT", "eXIf", EXIF(8, false)).bytes()), 2, 3),
		good("location", small.with("IDAT", "eXIf", EXIF(1, true)).bytes(), "exif-location"),
		good("location-behind-its-pixels", small.with("IEND", "eXIf", EXIF(8, true)).bytes(), "exif-location"),
		good("second-exif-turned", small.with("IDAT", "eXIf", EXIF(1, false)).with("IDAT", "eXIf", EXIF(8, false)).bytes()),
		good("turned-checksum-wrong", spoil(small.with("IDAT", "eXIf", EXIF(8, false)).bytes(), "eXIf", len(EXIF(8, false)))),
		good("animated-behind-its-picture", behind.with("IEND", "fcTL", frame).with("IEND", "fdAT", frameData).bytes(), "animated"),
		good("animated-behind-its-picture-with-a-smaller-frame", behind.with("IEND", "fcTL", smaller).
			with("IEND", "fdAT", append([]byte{0, 0, 0, 1}, Deflated("\x00\x10\x80\x00\x20\x20")...)).bytes(), "animated"),
		good("animated-without-frames", small.with("IDAT", "acTL", make([]byte, 8)).bytes()),
		good("animated-without-end", small.with("IDAT", "acTL", []byte("\x80\x00\x00\x00\x00\x00\x00\x00")).bytes()),
		good("ancillary-checksum-wrong", spoil(small.with("IDAT", "gAMA", []byte{0, 0, 0xb1, 0x8f}).bytes(), "gAMA", 4)),
		good("adler-wrong", small.replace("IDAT", append(bytes.Clone(pixels[:len(pixels)-1]), 0x55)).bytes(), "picture-damaged"),
		good("adler-missing", small.replace("IDAT", pixels[:len(pixels)-4]).bytes()),
		good("more-pixels-than-needed", small.replace("IDAT", []byte(Deflated("\x00\x10\x80\xf0\x01\x20\x20\x20\x00\x00\x00\x00"))).bytes()),
		good("end-missing", whole[:len(whole)-4], "end-missing"),
		good("trailing-data", append(bytes.Clone(whole), "something else"...), "trailing-data"),
		picture("png-named.pdf", "png", whole, 3, 2, "type-disguised"),

		sized(bad("cut-off-in-header", whole[:20], "truncated"), 0, 0),
		bad("frame-missing", small.with("IDAT", "acTL", frames).bytes(), "damaged"),
		bad("frame-out-of-order", small.with("IDAT", "fcTL", append([]byte{0, 0, 0, 1}, frame[4:]...)).bytes(), "damaged"),
		bad("frame-smaller-than-the-picture", small.with("IDAT", "acTL", frames).with("IDAT", "fcTL", smaller).bytes(), "damaged"),
		bad("frame-behind-out-of-order", behind.with("IEND", "fcTL", frame).with("IEND", "fdAT", append([]byte{0, 0, 0, 7}, frameData[4:]...)).bytes(), "damaged"),
		bad("frame-behind-empty", behind.with("IEND", "fcTL", frame).bytes(), "damaged"),
		bad("frame-behind-too-large", behind.with("IEND", "fcTL", append([]byte{0, 0, 0, 0, 0, 0, 0, 9}, frame[8:]...)).with("IEND", "fdAT", frameData).bytes(), "damaged"),
		bad("frame-behind-cut-off", bytes.TrimSuffix(behind.with("IEND", "fcTL", frame).with("IEND", "fdAT", frameData).bytes(), pngChunk("IEND", nil)), "truncated"),
		bad("frame-before-the-picture", small.with("IDAT", "fdAT", make([]byte, 8)).bytes(), "damaged"),
		bad("cut-off-in-pixels", whole[:50], "truncated"),
		bad("cut-off-behind-pixels", whole[:len(whole)-12], "truncated"),
		sized(bad("header-not-first", append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("gAMA", []byte{0, 0, 0xb1, 0x8f})...), "damaged"), 0, 0),
		sized(bad("header-checksum-wrong", spoil(whole, "IHDR", 13), "damaged"), 0, 0),
		bad("pixel-checksum-wrong", spoil(whole, "IDAT", len(pixels)), "damaged"),
		sized(bad("no-width", header(pngHeader(0, 2, 8, 0, 0)), "damaged"), 0, 2),
		bad("depth-impossible", header(pngHeader(3, 2, 16, 3, 0)), "damaged"),
		bad("color-type-impossible", header(pngHeader(3, 2, 8, 5, 0)), "damaged"),
		bad("second-header", small.with("IDAT", "IHDR", small[0].data).bytes(), "damaged"),
		bad("palette-missing", header(pngHeader(3, 2, 8, 3, 0)), "damaged"),
		good("palette-length", small.with("IDAT", "PLTE", []byte{1, 2, 3, 4}).bytes()),
		bad("palette-empty", small.with("IDAT", "PLTE", nil).bytes(), "damaged"),
		bad("palette-too-long", small.with("IDAT", "PLTE", make([]byte, 771)).bytes(), "damaged"),
		bad("second-palette", small.with("IDAT", "PLTE", make([]byte, 3)).with("IDAT", "PLTE", make([]byte, 3)).bytes(), "damaged"),
		bad("unknown-critical-chunk", small.with("IDAT", "ABCD", nil).bytes(), "damaged"),
		bad("no-pixels", pngFile{small[0], small[2]}.bytes(), "damaged"),
		bad("too-few-pixels", small.replace("IDAT", []byte(Deflated("\x00\x10\x80\xf0\x01"))).bytes(), "damaged"),
		bad("pixels-no-zlib", small.replace("IDAT", []byte("not packed at all")).bytes(), "damaged"),
		bad("filter-unknown", small.replace("IDAT", []byte(Deflated("\x00\x10\x80\xf0\x09\x20\x20\x20"))).bytes(), "damaged"),
		sized(bad("claims-more-than-it-packs", header(pngHeader(9000, 9000, 8, 0, 0)), "damaged"), 9000, 9000),
		sized(bad("bomb", header(pngHeader(60000, 60000, 8, 2, 0)), "decompression-bomb"), 60000, 60000),
	}
}
