package file

import (
	"bytes"

	"idenfysteps/internal/catalogue"
)

// HeadSize is how many of a file's first bytes [Sniff] looks at. With fewer it
// may not see a PDF's header behind other bytes, or what a ZIP holds.
const HeadSize = catalogue.HeadBytes

// pdfHeaderWithin is how far from the beginning readers look for %PDF-
// (ISO 32000-1, annex H.3.4.1: the first 1,024 bytes).
const pdfHeaderWithin = 1024

// A magic is what files of a type have at an offset.
type magic struct {
	at    int
	bytes string
	is    Type
}

// magics are tried in order, so what is longer and surer comes first.
var magics = []magic{
	{0, "\xff\xd8\xff", JPEG},
	{0, "\x89PNG\r\n\x1a\n", PNG},
	{0, "%PDF", PDF},
	{0, "%!PS", Text}, // PostScript
	{0, "GIF87a", GIF},
	{0, "GIF89a", GIF},
	{0, "II*\x00", TIFF},
	{0, "MM\x00*", TIFF},
	{0, "II+\x00", TIFF}, // BigTIFF
	{0, "MM\x00+", TIFF},

	{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Office}, // OLE: doc, xls, ppt, msg, msi
	{0, "{\\rtf", Office},

	{0, "PK\x05\x06", Archive}, // an empty ZIP
	{0, "PK\x07\x08", Archive}, // a ZIP in parts
	{0, "Rar!\x1a\x07", Archive},
	{0, "7z\xbc\xaf\x27\x1c", Archive},
	{0, "\x1f\x8b", Archive},
	{0, "\x1f\x9d", Archive},
	{0, "\x1f\xa0", Archive},
	{0, "\xfd7zXZ\x00", Archive},
	{0, "\x04\x22\x4d\x18", Archive}, // LZ4
	{0, "\x28\xb5\x2f\xfd", Archive}, // Zstandard
	{0, "!<arch>\n", Archive},
	{0, "\xc7\x71", Archive},
	{0, "\xed\xab\xee\xdb", Archive}, // RPM
	{0, "\x60\xea", Archive},         // ARJ
	{257, "ustar", Archive},
	{0, "vhdxfile", Archive}, // disk images
	{0, "conectix", Archive},
	{0, "QFI\xfb", Archive},
	{0, "MSWIM\x00", Archive},
	{0, "hsqs", Archive},

	{0, "\x7fELF", Executable},
	{0, "\xce\xfa\xed\xfe", Executable}, // Mach-O
	{0, "\xcf\xfa\xed\xfe", Executable},
	{0, "\xfe\xed\xfa\xce", Executable},
	{0, "\xfe\xed\xfa\xcf", Executable},
	{0, "\xca\xfe\xba\xbe", Executable}, // universal Mach-O, and a Java class
	{0, "\x00asm", Executable},
	{0, "dex\n", Executable},
	{0, "L\x00\x00\x00\x01\x14\x02\x00", Executable}, // a Windows shortcut
	{0, "#!AMR", Audio},                              // would be a script by its first two bytes
	{0, "#!SILK", Audio},
	{0, "#!", Executable},

	{0, "FORM\x00", Audio},
	{0, "\x0b\x77", Audio}, // AC-3
	{0, "\xff\xfb", Audio}, // MPEG layer 3
	{0, "\xff\xf3", Audio},
	{0, "\xff\xf2", Audio},
	{0, "\xff\xfa", Audio},
	{0, "\xff\xf1", Audio}, // AAC
	{0, "\xff\xf9", Audio},

	{0, "FLV\x01", Video},
	{0, "\x1a\x45\xdf\xa3", Video}, // Matroska, WebM
	{0, "\x00\x00\x01\xba", Video}, // MPEG
	{0, "\x00\x00\x01\xb3", Video},
	{0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", Video}, // ASF: wmv, wma
	{0, "\x06\x0e\x2b\x34\x02\x05\x01\x01", Video}, // MXF
}

// binaryMagics are those that a text may begin with too, so they count only in
// a head that is none, or that a PDF hides behind.
var binaryMagics = []magic{
	{0, "BZh", Archive},
	{0, "LZIP", Archive},
	{0, "MSCF", Archive},
	{0, "ISc(", Archive},
	{0, "xar!", Archive},
	{0, "ITSF", Archive}, // compiled help
	{0, "Cr24", Archive}, // a Chrome extension
	{0, "MZ", Executable},
	{0, "FWS", Executable},
	{0, "CWS", Executable},
	{0, "ZWS", Executable},
	{0, "ID3", Audio},
	{0, "fLaC", Audio},
	{0, "MThd", Audio},
	{0, "MAC ", Audio},
	{0, "wvpk", Audio},
	{0, "MPCK", Audio},
	{0, "MP+", Audio},
	{0, "DSD ", Audio},
	{0, ".snd", Audio},
	{0, "caff", Audio},
	{0, "IMPM", Audio},
	{2, "-lh", Archive},
	{7, "**ACE**", Archive},
	{0, "Creative Voice File", Audio},
	{0, "Extended Module:", Audio},
	{510, "\x55\xaa", Archive}, // a disk image that starts a computer
	{0, "KDMV", Archive},       // a disk image
	{0, "070701", Archive},     // cpio
	{0, "070702", Archive},
	{0, "070707", Archive},
	{4, "moov", Video}, // QuickTime of old, without ftyp
	{4, "mdat", Video},
	{4, "wide", Video},
	{4, "free", Video},
	{4, "skip", Video},
	{4, "pnot", Video},
}

// Sniff tells what a file is from its first bytes, at best [HeadSize] of them.
// A file is what it begins as: HTML, a program or an archive with a PDF or a
// picture behind it is not that PDF or picture. A PDF may start anywhere in the
// first 1,024 bytes, because readers accept that: behind headers of mail, say.
func Sniff(head []byte) Type {
	if len(head) == 0 {
		return Empty
	}
	head = head[:min(len(head), HeadSize)]
	pdf := pdfStart(head)
	text := isText(head)
	if t := match(magics, head); t != Unknown {
		return t
	}
	if t := match(binaryMagics, head); t != Unknown && (!text || pdf > 0) {
		return t
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return sniffZIP(head)
	case bytes.HasPrefix(head, []byte("RIFF")) && len(head) >= 12:
		return sniffRIFF(string(head[8:12]))
	case bytes.HasPrefix(head, []byte("OggS")):
		return sniffOgg(head)
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return sniffFtyp(head)
	case isBMP(head):
		return BMP
	case isTransportStream(head):
		return Video
	case isOldTar(head):
		return Archive
	}
	if markup := sniffMarkup(head); markup != Unknown {
		return markup
	}
	switch {
	case pdf > 0:
		if code := sniffCode(head[:pdf]); code != Unknown {
			return code
		}
		return PDF
	case text:
		return Text
	}
	return Unknown
}

// pdfStart returns where a PDF's header starts, or -1.
func pdfStart(head []byte) int {
	const header = "%PDF-"
	return bytes.Index(head[:min(len(head), pdfHeaderWithin-1+len(header))], []byte(header))
}

// match returns the type of the first magic that the head has.
func match(magics []magic, head []byte) Type {
	for _, m := range magics {
		if len(head) >= m.at && bytes.HasPrefix(head[m.at:], []byte(m.bytes)) {
			return m.is
		}
	}
	return Unknown
}

// sniffZIP tells an Office document from another archive by the names of the
// first entries, which is where Office, OpenDocument and iWork put their own.
func sniffZIP(head []byte) Type {
	for _, name := range []string{
		"[Content_Types].xml", "_rels/", "docProps/", "word/", "xl/", "ppt/", "visio/",
		"mimetypeapplication/vnd.oasis.opendocument", "mimetypeapplication/vnd.sun.xml",
		"Index/",
	} {
		if bytes.HasPrefix(head[min(len(head), 30):], []byte(name)) {
			return Office
		}
	}
	return Archive
}

func sniffRIFF(form string) Type {
	switch form {
	case "WEBP":
		return WebP
	case "AVI ":
		return Video
	case "WAVE", "QLCM", "RMID":
		return Audio
	}
	return Unknown
}

func sniffOgg(head []byte) Type {
	for _, codec := range []string{"\x80theora", "\x01video", "BBCD"} {
		if bytes.Contains(head[:min(len(head), 64)], []byte(codec)) {
			return Video
		}
	}
	return Audio
}

// sniffFtyp reads the brands of an ISO base media file (ISO 14496-12, 4.3).
// Phones write "mif1" as the main brand of pictures and put what they are
// coded with among the compatible ones.
func sniffFtyp(head []byte) Type {
	size := min(len(head), int(be32(head)))
	major := string(head[8:12])
	brands := []string{major}
	for at := 16; at+4 <= size; at += 4 {
		brands = append(brands, string(head[at:at+4]))
	}
	for _, brand := range brands {
		switch {
		case listed(" avif avis ", brand):
			return AVIF
		case listed(" heic heix heim heis hevc hevx hevm hevs ", brand):
			return HEIC
		}
	}
	for _, family := range ftypFamilies {
		if listed(family.brands, major) {
			return family.is
		}
	}
	return Video
}

// ftypFamilies are the main brands of what is no film.
var ftypFamilies = []struct {
	is     Type
	brands string
}{
	{HEIC, " mif1 mif2 msf1 "},
	{Unknown, " crx  jxl  jp2  jpx  jpm  "}, // pictures of a raw or rare kind
	{Audio, " M4A  M4B  M4P  F4A  F4B  "},
}

// isBMP asks for more than "BM", with which a text may begin: for the four
// reserved bytes, which are zero, or for a header size that exists.
func isBMP(head []byte) bool {
	if len(head) < 18 || head[0] != 'B' || head[1] != 'M' {
		return false
	}
	if string(head[6:10]) == "\x00\x00\x00\x00" {
		return true
	}
	switch le32(head[14:]) {
	case 12, 16, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

// isTransportStream tells an MPEG transport stream by its packets of 188 bytes,
// or 192 with a time in front (camcorders).
func isTransportStream(head []byte) bool {
	return len(head) > 384 && (head[0] == 'G' && head[188] == 'G' && head[376] == 'G' ||
		head[4] == 'G' && head[196] == 'G' && len(head) > 388 && head[388] == 'G')
}

// isOldTar tells a tar of before POSIX, which has no magic, by its checksum.
func isOldTar(head []byte) bool {
	if len(head) < 512 || head[0] == 0 {
		return false
	}
	sum, want := 0, 0
	for i, c := range head[:512] {
		if i >= 148 && i < 156 {
			c = ' '
		}
		sum += int(c)
	}
	for _, c := range head[148:156] {
		switch {
		case c >= '0' && c <= '7':
			want = want*8 + int(c-'0')
		case c != ' ' && c != 0:
			return false
		}
	}
	return sum == want
}
