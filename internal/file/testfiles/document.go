package testfiles

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Document is a PDF in the making: objects by number, all of generation 0.
// The zero value is an empty one.
type Document struct {
	objects map[int]string
}

// Set gives the object of that number.
func (d *Document) Set(number int, object string) {
	if d.objects == nil {
		d.objects = map[int]string{}
	}
	d.objects[number] = object
}

// SetStream gives a stream; dict is what its dictionary holds beside Length.
func (d *Document) SetStream(number int, dict, data string) {
	d.Set(number, stream(dict, data))
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// pdfHeader marks the file as binary, as the specification asks for.
const pdfHeader = "%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"

// Bytes writes the document with a cross-reference table; trailer is what the
// trailer's dictionary holds beside Size.
func (d *Document) Bytes(trailer string) []byte {
	return d.AppendTo([]byte(pdfHeader), trailer)
}

// AppendTo appends the objects, a table of them and a trailer, which is an
// incremental update where the document so far has its own.
func (d *Document) AppendTo(out []byte, trailer string) []byte {
	out, offsets := d.appendObjects(out, d.numbers())
	start := len(out)
	return fmt.Appendf(d.appendTable(out, offsets), "trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n", d.size(), trailer, start)
}

// appendTable writes a subsection for every run of numbers. The first also has
// object 0.
func (d *Document) appendTable(out []byte, offsets map[int]int) []byte {
	out = append(out, "xref\n0 1\n0000000000 65535 f \n"...)
	for number := 1; number < d.size(); number++ {
		if at, ok := offsets[number]; ok {
			out = fmt.Appendf(out, "%d 1\n%010d 00000 n \n", number, at)
		}
	}
	return out
}

// Packed writes the document with its objects in an object stream and a
// cross-reference stream, as programs have since PDF 1.5. The filter of the
// cross-reference stream is "Flate", "Predicted", "ASCII85", "ASCIIHex" or "".
func (d *Document) Packed(filter, trailer string) []byte {
	var packed, header, body []string
	length := 0
	var plain []int
	for _, number := range d.numbers() {
		object := d.objects[number]
		if strings.Contains(object, "stream\n") {
			plain = append(plain, number)
			continue
		}
		header = append(header, fmt.Sprintf("%d %d", number, length))
		body = append(body, object)
		packed = append(packed, fmt.Sprint(number))
		length += len(object) + 1
	}
	head := strings.Join(header, " ") + "\n"
	container, table := d.size(), d.size()+1
	data := Deflated(head + strings.Join(body, "\n"))
	d.SetStream(container, fmt.Sprintf("/Type /ObjStm /N %d /First %d /Filter /FlateDecode", len(body), len(head)), data)

	out, offsets := d.appendObjects([]byte(pdfHeader), append(plain, container))
	start := len(out)
	offsets[table] = start
	var entries []byte
	for number := range table + 1 {
		at, used := offsets[number]
		index := slices.Index(packed, fmt.Sprint(number))
		switch {
		case used:
			entries = append(entries, 1, byte(at>>16), byte(at>>8), byte(at), 0)
		case index >= 0:
			entries = append(entries, 2, byte(container>>16), byte(container>>8), byte(container), byte(index))
		default:
			entries = append(entries, 0, 0, 0, 0, 255)
		}
	}
	params, text := xrefFilter(filter, entries)
	dict := fmt.Sprintf("/Type /XRef /Size %d /W [1 3 1] %s %s", table+1, params, trailer)
	return fmt.Appendf(out, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", table, stream(dict, text), start)
}

// xrefFilter packs the entries, of five bytes each.
func xrefFilter(filter string, entries []byte) (params, data string) {
	switch filter {
	case "Flate":
		return "/Filter /FlateDecode", Deflated(string(entries))
	case "Predicted":
		var rows []byte
		for i, b := range entries {
			if i%5 == 0 {
				rows = append(rows, 2) // PNG's Up
			}
			if i >= 5 {
				b -= entries[i-5]
			}
			rows = append(rows, b)
		}
		return "/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 5 >>", Deflated(string(rows))
	case "ASCIIHex":
		return "/Filter [/ASCIIHexDecode]", fmt.Sprintf("%X>", entries)
	case "ASCII85":
		return "/Filter /ASCII85Decode", ascii85(entries) + "~>"
	}
	return "", string(entries)
}

func ascii85(data []byte) string {
	var out strings.Builder
	for group := range slices.Chunk(data, 4) {
		var four [4]byte
		copy(four[:], group)
		value := uint32(four[0])<<24 | uint32(four[1])<<16 | uint32(four[2])<<8 | uint32(four[3])
		if value == 0 && len(group) == 4 {
			out.WriteByte('z')
			continue
		}
		var five [5]byte
		for i := range five {
			five[4-i] = byte(value%85) + '!'
			value /= 85
		}
		out.Write(five[:len(group)+1])
		out.WriteByte('\n')
	}
	return out.String()
}

// Deflated packs data as a zlib stream.
func Deflated(data string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(data)); err != nil {
		panic(err) // a buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func (d *Document) appendObjects(out []byte, numbers []int) ([]byte, map[int]int) {
	offsets := map[int]int{}
	for _, number := range numbers {
		offsets[number] = len(out)
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", number, d.objects[number])
	}
	return out, offsets
}

func (d *Document) numbers() []int { return slices.Sorted(maps.Keys(d.objects)) }

func (d *Document) size() int {
	numbers := d.numbers()
	return numbers[len(numbers)-1] + 1
}
