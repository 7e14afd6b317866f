package jsontext_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/jsontext"
)

// repaired is the text with its fix, and the message of the problem; the text is "" where nothing is offered.
func repaired(t *testing.T, text string) (fixed, message string) {
	doc, problems := jsontext.Parse([]byte(text))
	require.Nil(t, doc, "%s", text)
	p := problems[0]
	jsontext.Repair([]byte(text), &p)
	require.LessOrEqual(t, p.Start, p.End)
	require.LessOrEqual(t, p.End, len(text))
	if p.Edits == nil {
		return "", p.Message
	}
	require.NotEmpty(t, p.Fix)
	return string(jsontext.Apply(text, p.Edits)), p.Message
}

func TestRepair(t *testing.T) {
	tests := []struct{ name, text, want, message string }{
		{"quote behind an item", `{"a":["BILL, "POA2"]}`, `{"a":["BILL", "POA2"]}`, "double quote is missing here"},
		{"quote behind a value", `{"a":"u-1,"b":{"c":["d"]}}`, `{"a":"u-1","b":{"c":["d"]}}`, "double quote"},
		{"quote behind a name", `{"a: "u-1"}`, `{"a": "u-1"}`, "double quote"},
		{"quote before a name", `{a": "u-1"}`, `{"a": "u-1"}`, "double quote"},
		{"quote before a value", `{"a": u-1", "b": 2}`, `{"a": "u-1", "b": 2}`, "double quote"},
		{"quote before what is a literal", `["x", true"]`, `["x", "true"]`, "double quote"},
		{"quote at the end of a line", "{\"a\": \"u-1,\n \"b\": 2}", "{\"a\": \"u-1\",\n \"b\": 2}", "double quote"},
		{"last quote", `["a", "b]`, `["a", "b"]`, "double quote"},
		{"last quote of a text with a bracket", `["a", "b]]`, `["a", "b]"]`, "double quote"},
		{"a number may be meant", `["a, 5, "b"]`, "", "A double quote within"},
		{"a comma may be a text", `["a, ",", "b"]`, "", ""},
		{"two quotes", `["a, "b, "c"]`, "", "A double quote within"},
		{"quotes in a text", `{"a": "a "b" c", "d": 1}`, `{"a": "a \"b\" c", "d": 1}`, "A double quote within"},
		{"one quote in a text", `["5"x4", "b"]`, `["5\"x4", "b"]`, "A double quote within"},
		{"colon", `{"a" "b", "c": 1}`, `{"a": "b", "c": 1}`, "A colon is missing before this"},
		{"comma", `{"a": 1 "b": 2}`, `{"a": 1, "b": 2}`, "A comma is missing before this"},
		{"two commas", `["a" "b" "c"]`, `["a", "b" "c"]`, "A comma is missing before this"},
		{"bracket before a list", `{"a": "b"], "c": 1}`, `{"a": ["b"], "c": 1}`, "A [ is missing here"},
		{"bracket behind a list", `{"a": ["b", "c": 1}`, `{"a": ["b"], "c": 1}`, ""},
		{"brace before an object", `{"a": "b": {"c": []}}}`, `{"a": {"b": {"c": []}}}`, "A { is missing here"},
		{"outer brace before", `"a": {"b": 1}}`, `{"a": {"b": 1}}`, "A { is missing here"},
		{"outer brace behind", `{"a": {"b": ["c"]}`, `{"a": {"b": ["c"]}}`, "A } is missing here"},
		{"a brace that may stand in two places", `{"a": {"b": 1, "c": 2}`, "", "The text ends inside"},
		{"wrong bracket", `{"a": ["b"}}`, `{"a": ["b"]}`, "write ]"},
		{"wrong bracket at the end", `{"a": 1]`, `{"a": 1}`, "write }"},
		{"a comment", "{\"a\": 1 // don't\n \"b\": 2}", "{\"a\": 1, // don't\n \"b\": 2}", "comma"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fixed, message := repaired(t, tt.text)
			assert.Equal(t, tt.want, fixed)
			assert.Contains(t, message, tt.message)
		})
	}
}

// blankAtEdge finds a blank at the edge of a text, which nobody can tell from one beside it.
var blankAtEdge = regexp.MustCompile(`" | "`)

// Whatever one quote, colon, comma or bracket is lost of a payload, the fixes lead to its value, or to none.
func TestRepairNeverGivesAnotherValue(t *testing.T) {
	files, err := filepath.Glob("../steps/testdata/vectors/*")
	require.NoError(t, err)
	texts := []string{
		`{"a":["b, c","d: {e}, [f]",", "],"g":{"h":"","i":{},"j":[]},"k":[1,2,[true,"x"],{"l":null}]}`,
		"{\n  \"a\": \"b\",\n  \"c\": {\n    \"d\": [\n      \"e\",\n      \"f\"\n    ]\n  }\n}",
		`{"a":"\"b\", \"c\"","d":["5","true","-1"]}`,
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, part := range strings.Split(string(text), "\n-- ") {
			_, part, _ = strings.Cut(part, " --\n")
			var compact bytes.Buffer
			if len(part) < 400 && json.Compact(&compact, []byte(part)) == nil && !blankAtEdge.MatchString(compact.String()) {
				texts = append(texts, part)
			}
		}
	}
	require.Greater(t, len(texts), 50)
	lost, back := map[byte]int{}, map[byte]int{}
	for _, text := range texts {
		for at := range len(text) {
			if strings.IndexByte(`":,[]{}`, text[at]) < 0 {
				continue
			}
			broken := text[:at] + text[at+1:]
			if doc, _ := jsontext.Parse([]byte(broken)); doc != nil {
				continue // it stood in a text, or the outer braces
			}
			lost[text[at]]++
			end := broken
			for doc := (*jsontext.Document)(nil); doc == nil; doc, _ = jsontext.Parse([]byte(end)) {
				fixed, message := repaired(t, end)
				if end = fixed; end == "" {
					require.NotEmpty(t, message)
					break
				}
			}
			if end != "" {
				require.JSONEq(t, text, end, "%s", broken)
				back[text[at]]++
			}
		}
	}
	for sign, least := range map[byte]int{'"': 95, ':': 99, ',': 95, '[': 90, ']': 60, '{': 90, '}': 20} {
		t.Logf("%c: %d of %d lead back", sign, back[sign], lost[sign])
		assert.GreaterOrEqual(t, 100*back[sign], least*lost[sign], "%c", sign)
	}
}

// What is looked for costs a fixed multiple of the text.
func TestRepairEnds(t *testing.T) {
	for _, text := range []string{strings.Repeat(`[{"a":`, 80) + strings.Repeat(`["b","c",`, 9000), `["` + strings.Repeat(`a, `, 40000), strings.Repeat(`[`, 1<<16), "[1}" + strings.Repeat(" ", 1<<17)} {
		fixed, _ := repaired(t, text)
		assert.True(t, fixed == "", text[:20])
	}
}
