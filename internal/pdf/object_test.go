package pdf

import (
	"fmt"
	"strings"
	"testing"

	"idenfysteps/internal/window"

	"github.com/stretchr/testify/assert"
)

// show writes an object in a short form of its own.
func show(o *object) string {
	var items []string
	for _, item := range o.items {
		items = append(items, show(item))
	}
	all := strings.Join(items, " ")
	return [...]string{
		kindNull: "null", kindBool: "bool", kindInt: fmt.Sprint(o.n), kindReal: fmt.Sprintf("%d.", o.n), kindString: "string",
		kindName: "/" + o.text, kindArray: "[" + all + "]", kindDict: "<" + all + ">", kindStream: fmt.Sprintf("stream@%d<%s>", o.n, all),
		kindRef: fmt.Sprintf("%d-%dR", o.n, o.gen), kindCommand: "cmd:" + o.text, kindBad: "bad", kindEnd: "end",
	}[o.kind]
}

func TestPDFObjects(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "end",
		"  % comment\r\n  12 ":            "12",
		"-7":                              "-7",
		"+3":                              "3",
		"-":                               "0",
		"4.75":                            "4.",
		".5":                              "0.",
		"1-2":                             "1",
		"1.5-2":                           "1.", // a minus in a real is not there
		"99999999999":                     "99999999999",
		"true":                            "bool",
		"null":                            "null",
		"/Name":                           "/Name",
		"/A#42C":                          "/ABC",
		"/A#zz":                           "/A#zz",
		"/":                               "/",
		"(a (nested) \\) string) 1":       "string",
		"(never ends":                     "string",
		"<48656c6c6f>":                    "string",
		"12 0 R":                          "12-0R",
		"12 0 obj":                        "12",
		"0 0 R":                           "null",
		"[1 2 3 R 4 /N (s) [5]]":          "[1 2-3R 4 /N string [5]]",
		"[1 R]":                           "[1 cmd:R]",
		"[1 2":                            "[1 2]",
		"<</A 1/B 2 0 R/C[3]/D<</E 4>>>>": "</A 1 /B 2-0R /C [3] /D </E 4>>",
		"<</A 1 junk 5 /B 2>>":            "</A 1 /B 2>",
		"<</A":                            "<>",
		"<</A 1/A 2>>":                    "</A 1 /A 2>",
		"<</A (x) >> stream\r\ndata":      "stream@20</A string>",
		"<</A ) /B 1>>":                   "<>",
		"xref":                            "cmd:xref",
		")":                               "bad",
		">":                               "bad",
	} {
		work := int64(1000)
		assert.Equal(t, want, show(newParser(memory(text), 0, &work).object()), "%q", text)
	}
}

func TestPDFObjectsAreBounded(t *testing.T) {
	work := int64(1 << 30)
	deep := newParser(memory(strings.Repeat("[", 100_000)), 0, &work).object()
	depth := 0
	for o := deep; len(o.items) > 0; o = o.items[0] {
		depth++
	}
	assert.LessOrEqual(t, depth, maxDepth+1)

	wide := newParser(memory("["+strings.Repeat("1 ", 3*maxItems)+"]"), 0, &work).object()
	assert.Len(t, wide.items, maxItems)

	work = 10
	tired := newParser(memory("[1 2 3 4 5 6 7 8 9]"), 0, &work).object()
	assert.Less(t, len(tired.items), 9, "the work was not counted")
}

func TestPDFGet(t *testing.T) {
	work := int64(1000)
	o := newParser(memory("<</A 1/B/A/A 2>>"), 0, &work).object()
	assert.Equal(t, "1", show(o.get("A")), "the first counts, and a value is no name")
	assert.Equal(t, "null", show(o.get("C")))
	assert.Equal(t, "null", show((&object{kind: kindInt}).get("A")))
}

func TestUnfilter(t *testing.T) {
	above := []byte{10, 20, 30, 40, 50, 60}
	for filter, want := range [][]byte{
		{1, 2, 3, 4, 5, 6},
		{1, 2, 4, 6, 9, 12},
		{11, 22, 33, 44, 55, 66},
		{6, 12, 21, 30, 40, 51},
		{11, 22, 33, 44, 55, 66},
	} {
		row := []byte{1, 2, 3, 4, 5, 6}
		unfilter(byte(filter), 2, row, above)
		assert.Equal(t, want, row, "filter %d", filter)
	}
}

func TestTIFFPredictor(t *testing.T) {
	d := newDocument(&window.Source{}, 0)
	work := int64(1000)
	param := newParser(memory("<</Predictor 2/Columns 3/Colors 1>>"), 0, &work).object()
	r := d.predicted(&bytesReader{b: []byte{1, 1, 1, 5, 0, 250, 9}, step: 2}, param)
	assert.Equal(t, []byte{1, 2, 3, 5, 5, 255, 9, 9, 9}, readUpTo(r, 100), "the last row is filled up")
}

func TestPDFImpossibleParameters(t *testing.T) {
	d := newDocument(&window.Source{}, 0)
	for _, text := range []string{
		"<</Predictor 12/Columns 0>>", "<</Predictor 12/Columns 999999>>", "<</Predictor 12/Colors -1>>",
		"<</Predictor 12/BitsPerComponent 64>>", "<</Predictor 2/BitsPerComponent 4>>",
	} {
		work := int64(1000)
		assert.Nil(t, d.predicted(&bytesReader{}, newParser(memory(text), 0, &work).object()), text)
	}
}

func TestASCIIReaders(t *testing.T) {
	for _, c := range []struct {
		mark        byte
		group       func(*asciiReader) []byte
		packed, out string
	}{
		{'>', hexGroup, "48 65\n6C6c 6F>rest", "Hello"},
		{'>', hexGroup, "48656", "He`"},
		{'>', hexGroup, ">", ""},
		{'~', base85Group, "87cUR\nD]i,\"Ebo80~>", "Hello World!"},
		{'~', base85Group, "87cURDZ~>", "Hello"},
		{'~', base85Group, "z!!~>", "\x00\x00\x00\x00\x00"},
		{'~', base85Group, "", ""},
	} {
		r := &asciiReader{from: &bytesReader{b: []byte(c.packed)}, mark: c.mark, group: c.group, work: enough()}
		assert.Equal(t, c.out, string(readUpTo(r, 100)), c.packed)
	}
}

// bytesReader reads bytes, at most step of them at a time where that is above 0.
type bytesReader struct {
	b    []byte
	step int
}

func (r *bytesReader) Read(p []byte) int {
	if r.step > 0 && len(p) > r.step {
		p = p[:r.step]
	}
	n := copy(p, r.b)
	r.b = r.b[n:]
	return n
}

// enough is more work than a test needs.
func enough() *int64 {
	work := int64(1 << 40)
	return &work
}
