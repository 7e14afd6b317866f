package pdf

import (
	"fmt"
	"strings"
	"testing"

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

func TestObjects(t *testing.T) {
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

func TestObjectsAreBounded(t *testing.T) {
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

func TestGet(t *testing.T) {
	work := int64(1000)
	o := newParser(memory("<</A 1/B/A/A 2>>"), 0, &work).object()
	assert.Equal(t, "1", show(o.get("A")), "the first counts, and a value is no name")
	assert.Equal(t, "null", show(o.get("C")))
	assert.Equal(t, "null", show((&object{kind: kindInt}).get("A")))
}
