package jsonedit_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/jsonedit"
	"idenfysteps/internal/jsontext"
)

func parse(t *testing.T, text string) *jsontext.Document {
	doc, _ := jsontext.Parse([]byte(text))
	require.NotNil(t, doc)
	return doc
}

func TestRemoval(t *testing.T) {
	tests := []struct{ name, text, pointer, want string }{
		{"only member", `{"a": 1}`, "/a", `{}`},
		{"first member", `{"a": 1, "b": 2}`, "/a", `{"b": 2}`},
		{"last member", `{"a": 1, "b": 2}`, "/b", `{"a": 1}`},
		{"member on its line", "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}", "/b", "{\n  \"a\": 1,\n  \"c\": 3\n}"},
		{"last on its line", "{\n  \"a\": 1,\n  \"b\": 2\n}", "/b", "{\n  \"a\": 1\n}"},
		{"Windows lines", "{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}", "/a", "{\r\n  \"b\": 2\r\n}"},
		{"element", `[1, 2, 3]`, "/1", `[1, 3]`},
		{"before a trailing comma", `[1, 2,]`, "/1", `[1,]`},
		{"comment before the comma", `{"a": 1 /* x */, "b": 2}`, "/a", `{ /* x */ "b": 2}`},
		{"comment behind the comma", "{\"a\": 1, // x\n\"b\": 2}", "/b", "{\"a\": 1 // x\n}"},
		{"comment behind it", "{\n  \"a\": 1, // x\n  \"b\": 2\n}", "/a", "{\n  // x\n  \"b\": 2\n}"},
		{"only element in lines", "[\n  1\n]", "/0", `[]`},
		{"only member without braces", `"a": 1,`, "/a", `{}`},
		{"no braces", `"a": 1, "b": 2`, "/a", `"b": 2`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := parse(t, tt.text)
			assert.Equal(t, tt.want, apply(tt.text, jsonedit.Removal(find(t, doc, tt.pointer))))
		})
	}
}

func TestNameRemoval(t *testing.T) {
	assert.Equal(t, `{"a", "b" /* x */  /* y */}`, apply(`{"a": 1, "b" /* x */ : /* y */2}`,
		append(jsonedit.NameRemoval(parse(t, `{"a": 1, "b" /* x */ : /* y */2}`).Root().Member("a")),
			jsonedit.NameRemoval(parse(t, `{"a": 1, "b" /* x */ : /* y */2}`).Root().Member("b"))...)))
}

func find(t *testing.T, doc *jsontext.Document, pointer string) jsontext.Value {
	for v := doc.Root(); v.Exists(); v = v.Following() {
		if v.Pointer() == pointer {
			return v
		}
	}
	require.Fail(t, "no value", pointer)
	return jsontext.Value{}
}

func apply(text string, edits []jsontext.Edit) string {
	var out strings.Builder
	at := 0
	for _, e := range edits {
		out.WriteString(text[at:e.Start] + e.Text)
		at = e.End
	}
	return out.String() + text[at:]
}
