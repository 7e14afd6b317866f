package file_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math/rand"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"idenfysteps/internal/file"
	"idenfysteps/internal/file/testfiles"
)

// hostileSize is how large the files that are made to take for ever are: what
// the work that a document may cost (work.go) no longer grows with is smaller. In
// wasm they would take too long to make.
var hostileSize = map[bool]int{false: 700_000, true: 100_000}[runtime.GOOS == "js"]

// TestHostileFilesEnd inspects files that are made to take for ever, and holds
// how many blocks of statements run and what is read of them. Without bounds some
// take minutes.
func TestHostileFilesEnd(t *testing.T) {
	blocks := blocksOf(t)
	for _, shapes := range []map[string]func() []byte{hostileJPEG, hostilePNG, hostilePDF} {
		for name, shape := range shapes {
			t.Run(name, func(t *testing.T) {
				data := shape()
				r := &countingReader{Reader: bytes.NewReader(data)}
				rep := file.Inspect(r, int64(len(data)), file.Options{Limits: file.Limits{Pages: 1000}})
				ran := blocks(data)
				t.Logf("%s %v, %d blocks, %d bytes of %d read", rep.Type, codes(rep), ran, r.bytes, len(data))
				assert.LessOrEqual(t, r.bytes, int64(8*len(data)+40_000_000))
				assert.Less(t, ran, int64(10*len(data)+100_000_000))
			})
		}
	}
}

// filled repeats a unit up to the hostile size between a beginning and an end.
func filled(before, unit, after string) []byte {
	n := max(0, hostileSize-len(before)-len(after)) / len(unit)
	out := make([]byte, 0, hostileSize)
	out = append(out, before...)
	for range n {
		out = append(out, unit...)
	}
	return append(out, after...)
}

const (
	jpegStart = "\xff\xd8\xff\xdb\x00\x43\x00" + "0123456789012345678901234567890123456789012345678901234567890123" +
		"\xff\xc0\x00\x0b\x08\x00\x08\x00\x10\x01\x01\x11\x00\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
	jpegEnd = "\xff\xd9"
)

var hostileJPEG = map[string]func() []byte{
	"JPEG of empty tables":         func() []byte { return filled("\xff\xd8", "\xff\xdb\x00\x02", jpegEnd) },
	"JPEG of empty comments":       func() []byte { return filled("\xff\xd8", "\xff\xfe\x00\x02", jpegEnd) },
	"JPEG of fill bytes":           func() []byte { return filled("\xff\xd8", "\xff", "") },
	"JPEG of fill bytes in a scan": func() []byte { return filled(jpegStart, "\xff", "") },
	"JPEG of restarts":             func() []byte { return filled(jpegStart, "\xff\xd0", jpegEnd) },
	"JPEG of escapes":              func() []byte { return filled(jpegStart, "\xff\x00", jpegEnd) },
	"JPEG of TEM":                  func() []byte { return filled(jpegStart, "\xff\x01", jpegEnd) },
	"JPEG of unknown markers":      func() []byte { return filled("\xff\xd8\xff\xdd\x00\x04\x00\x01"+jpegStart[2:], "\xff\x22", jpegEnd) },
	"JPEG of huffman tables": func() []byte {
		return filled("\xff\xd8", "\xff\xc4\xff\xe8"+strings.Repeat(strings.Repeat("\x00", 17), 3854), jpegEnd)
	},
	"JPEG of places": func() []byte { return filled("\xff\xd8", "\xff\xe1\xff\xff"+string(places()), jpegEnd) },
	"JPEG of small EXIF": func() []byte {
		return filled("\xff\xd8", "\xff\xe1\x00\x10Exif\x00\x00II*\x00\x08\x00\x00\x00", jpegEnd)
	},
}

var hostilePNG = map[string]func() []byte{
	"PNG of empty pixel data": func() []byte { return filled(pngStart, pngPiece("IDAT", ""), pngPiece("IEND", "")) },
	"PNG of empty texts":      func() []byte { return filled(pngStart, pngPiece("tEXt", ""), pngPiece("IEND", "")) },
	"PNG of empty texts behind": func() []byte {
		return filled(pngStart+pngPiece("IDAT", testfiles.Deflated("\x00\x00")), pngPiece("tEXt", ""), pngPiece("IEND", ""))
	},
	"PNG of small pixel data": func() []byte { return filled(pngStart, pngPiece("IDAT", "\x00"), pngPiece("IEND", "")) },
	"PNG of places": func() []byte {
		return filled(pngStart, pngPiece("eXIf", string(places()[6:])), pngPiece("IEND", ""))
	},
	"PNG of empty blocks":    func() []byte { return packedPNG("\x78\x9c", "\x00\x00\x00\xff\xff") },
	"PNG of blocks of codes": func() []byte { return packedPNG("\x78\x9c", emptyBlock) },
	"PNG of fixed blocks":    func() []byte { return packedPNG("\x78\x9c", "\x02\x08\x20\x80\x00") },
}

const pngStart = "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55"

func pngPiece(name, data string) string {
	c := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	c = append(append(c, name...), data...)
	return string(binary.BigEndian.AppendUint32(c, crc32.ChecksumIEEE(c[4:])))
}

// packedPNG is a picture of one pixel whose data is made of a unit.
func packedPNG(before, unit string) []byte {
	data := filled(before, unit, "")
	return []byte(pngStart + pngPiece("IDAT", string(data)) + pngPiece("IEND", ""))
}

// emptyBlock is a DEFLATE block that brings its own codes and holds nothing, made
// so that it ends at a byte: with an empty stored block behind it.
var emptyBlock = func() string {
	var b bitWriter
	b.write(0, 1) // not the last
	b.write(2, 2)
	b.write(0, 5)  // 257 literals
	b.write(0, 5)  // 1 distance
	b.write(14, 4) // 18 lengths of lengths
	for _, symbol := range []int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1} {
		b.write(map[int]int{18: 1, 1: 1}[symbol], 3)
	}
	b.write(1, 1) // 18: zeros, 138 of them
	b.write(127, 7)
	b.write(1, 1)
	b.write(107, 7) // 118 more, which is 256
	b.write(0, 1)   // 1: the end of a block has a code of one bit
	b.write(0, 1)   // 1: the distance
	b.write(0, 1)   // the end
	b.write(0, 3)   // an empty stored block
	b.write(0, (8-b.n%8)%8)
	return string(append(b.bytes, 0, 0, 0xff, 0xff))
}()

type bitWriter struct {
	bytes []byte
	n     int
}

func (w *bitWriter) write(v, bits int) {
	for i := range bits {
		if w.n%8 == 0 {
			w.bytes = append(w.bytes, 0)
		}
		w.bytes[w.n/8] |= byte(v>>i&1) << (w.n % 8)
		w.n++
	}
}

const (
	hostileRoot    = "/Root 1 0 R"
	hostileTrailer = "\ntrailer\n<< /Root 1 0 R >>\n"
)

// pdfWith has an object 2, the page tree, that is made of a unit.
func pdfWith(before, unit, after string) func() []byte {
	return func() []byte {
		var d testfiles.Document
		d.Set(1, "<< /Type /Catalog /Pages 2 0 R >>")
		d.Set(2, string(filled(before, unit, after)))
		d.Set(3, "<< /Type /Page >>")
		return d.Bytes(hostileRoot)
	}
}

// pdfOf has no cross-reference, so that all of it is looked through.
func pdfOf(unit string) func() []byte {
	return func() []byte { return filled("%PDF-1.4\n", unit, hostileTrailer) }
}

// pdfOfXRef has a cross-reference stream whose data is made of a unit.
func pdfOfXRef(dict, before, unit, after string) func() []byte {
	return func() []byte {
		out := []byte("%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 3 0 R >>\nendobj\n")
		data := filled(before, unit, after)
		at := len(out)
		out = fmt.Appendf(out, "2 0 obj\n<< /Type /XRef /Root 1 0 R %s /Length %d >>\nstream\n%s\nendstream\nendobj\n", dict, len(data), data)
		return fmt.Appendf(out, "startxref\n%d\n%%%%EOF", at)
	}
}

var hostilePDF = map[string]func() []byte{
	"PDF node of brackets":       pdfWith("", "[", ""),
	"PDF node of dictionaries":   pdfWith("", "<</A", ""),
	"PDF node of closed dicts":   pdfWith("[", "<<>>", "]"),
	"PDF node of arrays":         pdfWith("[", "[]", "]"),
	"PDF node of deep arrays":    pdfWith("[", strings.Repeat("[", 150)+strings.Repeat("]", 150), "]"),
	"PDF kids":                   pdfWith("<< /Type /Pages /Count 1000000 /Kids [", "3 0 R ", "] >>"),
	"PDF kids that are not":      pdfWith("<< /Type /Pages /Count 1 /Kids [", "4 0 R ", "] >>"),
	"PDF node of numbers":        pdfWith("[", "1 ", "]"),
	"PDF node of minus":          pdfWith("[", "-", "]"),
	"PDF node of names":          pdfWith("[", "/A", "]"),
	"PDF node of slashes":        pdfWith("[", "/", "]"),
	"PDF node of a long name":    pdfWith("/", "A", ""),
	"PDF node of escapes":        pdfWith("/", "#41", ""),
	"PDF node of words":          pdfWith("[", "a ", "]"),
	"PDF node of a long word":    pdfWith("", "a", ""),
	"PDF node of strings":        pdfWith("[", "()", "]"),
	"PDF node of a long string":  pdfWith("(", "(", ""),
	"PDF node of backslashes":    pdfWith("(", "\\", ""),
	"PDF node of hex strings":    pdfWith("[", "<>", "]"),
	"PDF node of a hex string":   pdfWith("<", "4", ""),
	"PDF node of a comment":      pdfWith("%", "%", "\n"),
	"PDF node of comments":       pdfWith("", "%\n", "1"),
	"PDF node of space":          pdfWith("", " ", "1"),
	"PDF node of bad characters": pdfWith("[", ")", "]"),
	"PDF node of members":        pdfWith("<<", "/A 1", ">>"),

	"PDF of newlines":            pdfOf("\n"),
	"PDF of zeros":               pdfOf("\x00"),
	"PDF of o":                   pdfOf("o"),
	"PDF of ob":                  pdfOf("ob"),
	"PDF of t":                   pdfOf("t"),
	"PDF of trailer":             pdfOf("trailer"),
	"PDF of 0xff":                pdfOf("\xff"),
	"PDF of lines of digits":     pdfOf("1\n"),
	"PDF of digits":              pdfOf("1"),
	"PDF of obj":                 pdfOf("obj"),
	"PDF of lines of obj":        pdfOf("\nobj"),
	"PDF of numbers and obj":     pdfOf("1 obj "),
	"PDF of endobj":              pdfOf("endobj"),
	"PDF of endobj and objects":  pdfOf("endobj1 0 obj"),
	"PDF of object heads":        pdfOf("1 0 obj\n"),
	"PDF of far object heads":    pdfOf("1 0 obj\n524287 0 obj\n9999999999 0 obj\n"),
	"PDF of objects":             pdfOf("1 0 obj<<>>endobj\n"),
	"PDF of trailers":            pdfOf("trailer\n"),
	"PDF of open trailers":       pdfOf("trailer\n<< /Root "),
	"PDF of trailers with roots": pdfOf("trailer\n<</Root 1 0 R>>\ntrailer\n<</Root 2 0 R>>\n"),
	"PDF of trailers [":          pdfOf("trailer\n<<[["),
	"PDF of noise": func() []byte {
		noise := make([]byte, 1<<16)
		rand.New(rand.NewSource(1)).Read(noise)
		return pdfOf(string(noise))()
	},
	"PDF of catalogs that are none": pdfOf("1 0 obj 1 endobj\ntrailer\n<</Root 2 0 R>>\n"),
	"PDF without root":              func() []byte { return filled("%PDF-1.4\n", "2 0 obj 1 endobj\n", "") },
	"PDF changed, linearized, of nothing": func() []byte {
		return filled("%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L 5 /T 9 /N 9 /A [", "1 ", "] >>\nendobj\n")
	},
	"PDF linearized, of nothing": func() []byte {
		return filled(fmt.Sprintf("%%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L %d /T 9 /N 9 /A [", hostileSize), "11", "]>>\nendobj\n")
	},

	"PDF table without end": func() []byte {
		return filled("%PDF-1.4\nxref\n0 2147483647\n", "0000000000 00000 n \n", "startxref\n9\n")
	},
	"PDF table": func() []byte {
		n := hostileSize / 20
		return filled(fmt.Sprintf("%%PDF-1.4\nxref\n0 %d\n", n), "0000000000 00000 n \n", "trailer<</Root 1 0 R>>startxref\n9\n")
	},
	"PDF table of small sections": func() []byte {
		return filled("%PDF-1.4\nxref\n", "0 1\n0 0 n\n", "trailer<</Root 1 0 R>>startxref\n9\n")
	},
	"PDF table of empty sections": func() []byte {
		return filled("%PDF-1.4\nxref\n", "0 0\n", "trailer<</Root 1 0 R>>startxref\n9\n")
	},
	"PDF of previous sections":       func() []byte { return previousSections(20_000, 0) },
	"PDF of large previous sections": func() []byte { return previousSections(1100, 1100) },

	"PDF cross-reference stream, plain":     pdfOfXRef("/Size 2147483647 /W [1 2 1]", "", "\x01\x00\x00\x00", ""),
	"PDF cross-reference stream of 1 byte":  pdfOfXRef("/Size 2147483647 /W [0 1 0]", "", "\x01", ""),
	"PDF cross-reference stream, index":     pdfOfXRef("/Size 2147483647 /W [0 1 0] /Index ["+strings.Repeat("9 0 ", 32_000)+"0 2147483647]", "", "\x01", ""),
	"PDF cross-reference stream, bomb":      packedXRef("/Size 2147483647 /W [1 2 1] /Filter /FlateDecode", 1),
	"PDF cross-reference stream, predicted": packedXRef("/Size 2147483647 /W [1 0 0] /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 1 >>", 1),
	"PDF cross-reference stream, long rows": packedXRef("/Size 2147483647 /W [1 0 0] /Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 65536 >>", 1),
	"PDF cross-reference stream, twice":     packedXRef("/Size 2147483647 /W [1 0 0] /Filter [/FlateDecode /FlateDecode]", 2),
	"PDF cross-reference stream, hundred":   pdfOfXRef("/Size 2147483647 /W [1 0 0] /Filter ["+strings.Repeat("/FlateDecode ", 100)+"]", "", "\x01", ""),
	"PDF cross-reference stream, hundred A": pdfOfXRef("/Size 2147483647 /W [1 0 0] /Filter ["+strings.Repeat("/ASCIIHexDecode ", 100)+"]", "", "01", ""),
	"PDF cross-reference stream of space":   pdfOfXRef("/Size 2147483647 /W [1 0 0] /Filter /ASCIIHexDecode", "", " ", ""),
	"PDF cross-reference stream of z":       pdfOfXRef("/Size 2147483647 /W [1 0 0] /Filter /ASCII85Decode", "", "z", ""),
	"PDF cross-reference stream of blocks":  pdfOfXRef("/Size 2147483647 /W [1 0 0] /Filter /FlateDecode", "\x78\x9c", "\x00\x00\x00\xff\xff", ""),
	"PDF cross-reference stream of codes":   pdfOfXRef("/Size 2147483647 /W [1 0 0] /Filter /FlateDecode", "\x78\x9c", emptyBlock, ""),

	"PDF objects that need one another": func() []byte {
		var loop testfiles.Document
		loop.Set(1, "<< /Type /Catalog /Pages 2 0 R >>")
		loop.Set(2, "<< /Kids [2 0 R] /Count 3 0 R >>")
		loop.Set(3, "<< /Length 4 0 R /Filter 5 0 R /N 4 0 R /First 5 0 R /Type /ObjStm >>\nstream\n\nendstream")
		loop.Set(4, "<< /Length 3 0 R >>\nstream\n\nendstream")
		loop.Set(5, "[3 0 R 4 0 R]")
		return loop.Bytes(hostileRoot)
	},
	"PDF tree that fans out": func() []byte {
		var tree testfiles.Document
		tree.Set(1, "<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>")
		tree.Set(2, "<< /Count 1 /Kids ["+strings.Repeat("3 0 R ", 60_000)+"] >>")
		tree.Set(3, "<< /Count 1 /Kids ["+strings.Repeat("4 0 R ", 60_000)+"] >>")
		tree.Set(4, "<< /Type /Page /Annots ["+strings.Repeat("5 0 R ", 60_000)+"] >>")
		tree.Set(5, "<< /S /GoTo /Next [5 0 R 5 0 R 5 0 R] >>")
		return tree.Bytes(hostileRoot)
	},
	"PDF pages with large annotations": func() []byte {
		var tree testfiles.Document
		tree.Set(1, "<< /Type /Catalog /Pages 2 0 R >>")
		tree.Set(2, "<< /Count 4000 /Kids ["+strings.Repeat("3 0 R ", 4000)+"] >>")
		tree.Set(3, "<< /Type /Page /Annots [4 0 R] /X ("+strings.Repeat("A", 100_000)+")>>")
		tree.Set(4, "<< /A ("+string(filled("", "A", ""))+")>>")
		return tree.Bytes(hostileRoot)
	},
	"PDF far apart": func() []byte {
		var tree testfiles.Document
		tree.Set(1, "<< /Type /Catalog /Pages 2 0 R >>")
		kids := ""
		n := hostileSize / 17_000
		for i := range n {
			kids += fmt.Sprintf("%d 0 R ", 3+(i*100)%n)
			tree.Set(3+i, "<< /Type /Page /X ("+strings.Repeat("A", 17_000)+") >>")
		}
		tree.Set(2, "<< /Count 4000 /Kids ["+kids+kids+"] >>")
		return tree.Bytes(hostileRoot)
	},
	"PDF object streams in turn":         func() []byte { return objectStreams(2, 2000, strings.Repeat(" ", 4_000_000)) },
	"PDF object streams of many objects": func() []byte { return objectStreams(1, 2000, strings.Repeat("9 9 ", 500_000)) },
}

// packedXRef is a cross-reference stream that is a bomb, packed a few times.
func packedXRef(dict string, times int) func() []byte {
	return func() []byte {
		data := strings.Repeat("\x00", 8*hostileSize)
		for range times {
			data = testfiles.Deflated(data)
		}
		return pdfOfXRef(dict, data, " ", "")()
	}
}

// objectStreams is a document with a page tree of kids that stand in so many
// object streams in turn, each with more in its list of numbers.
func objectStreams(streams, kids int, more string) []byte {
	var d testfiles.Document
	d.Set(1, "<< /Type /Catalog /Pages 2 0 R >>")
	list := ""
	for i := range kids {
		list += fmt.Sprintf("%d 0 R ", 100+i%streams)
	}
	d.Set(2, "<< /Type /Pages /Count 1 /Kids ["+list+"] >>")
	for i := range streams {
		head := fmt.Sprintf("%d 0 ", 100+i)
		d.SetStream(10+i, fmt.Sprintf("/Type /ObjStm /N %d /First %d /Filter /FlateDecode", 1+len(more)/4, len(head)+len(more)), testfiles.Deflated(head+more+"<< /Type /Page >>"))
	}
	whole := d.Bytes(hostileRoot)
	plain := whole[:bytes.LastIndex(whole, []byte("xref\n0"))]
	out := plain
	at := len(out)
	var entries []byte
	var index string
	offset := func(number int) int {
		return bytes.Index(plain, fmt.Appendf(nil, "\n%d 0 obj", number)) + 1
	}
	for _, number := range []int{1, 2} {
		o := offset(number)
		entries = append(entries, 1, byte(o>>24), byte(o>>16), byte(o>>8), byte(o), 0)
	}
	index = "1 2"
	for i := range streams {
		o := offset(10 + i)
		entries = append(entries, 1, byte(o>>24), byte(o>>16), byte(o>>8), byte(o), 0)
	}
	index += fmt.Sprintf(" 10 %d", streams)
	for i := range streams {
		entries = append(entries, 2, 0, 0, 0, byte(10+i), 0)
	}
	index += fmt.Sprintf(" 100 %d", streams)
	return fmt.Appendf(out, "300 0 obj\n<< /Type /XRef /Size 301 /W [1 4 1] /Index [%s] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		index, len(entries), entries, at)
}

// places is EXIF whose every entry points to a directory of places.
func places() []byte {
	tiff := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff")
	for len(tiff)+12 < 0xffff-2 {
		tiff = append(tiff, "\x25\x88\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00"...)
	}
	return append(tiff, make([]byte, 0xffff-2-len(tiff))...)
}

// previousSections has many sections, each of which names the one before it.
func previousSections(sections, entries int) []byte {
	out := []byte("%PDF-1.4\n")
	previous := 0
	for range sections {
		at := len(out)
		out = fmt.Appendf(out, "xref\n0 %d\n%strailer\n<< /Size 99999 /Root 5 0 R /Prev %d /XRefStm %d >>\n", entries,
			strings.Repeat("0000000000 00000 f \n", entries), previous, previous)
		previous = at
	}
	return fmt.Appendf(out, "startxref\n%d\n%%%%EOF", previous)
}

// TestManyObjects holds that an honest document of the largest kind is looked
// through to its end.
func TestManyObjects(t *testing.T) {
	const objects = 300_000
	out := []byte("%PDF-1.4\n")
	offsets := make([]int, objects)
	for number := 1; number < objects; number++ {
		offsets[number] = len(out)
		object := "<< /Type /Page /Parent 2 0 R >>"
		switch number {
		case 1:
			object = "<< /Type /Catalog /Pages 2 0 R >>"
		case 2:
			object = "<< /Type /Pages /Count 1000 /Kids [" + strings.Repeat("3 0 R ", 999) + "299999 0 R] >>"
		}
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", number, object)
	}
	table := len(out)
	out = fmt.Appendf(out, "xref\n0 %d\n0000000000 65535 f \n", objects)
	for _, at := range offsets[1:] {
		out = fmt.Appendf(out, "%010d 00000 n \n", at)
	}
	out = fmt.Appendf(out, "trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n", objects, hostileRoot, table)
	rep := inspect(out, file.Options{Limits: file.Limits{Pages: 1000}})
	assert.Empty(t, rep.Findings)
	assert.Equal(t, 1000, rep.Pages)
}
