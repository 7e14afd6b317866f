package jsontext_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/jsontext"
)

func TestParseRefuses(t *testing.T) {
	tests := []struct {
		name, text string
		code       string
		start      int
		message    string
	}{
		{"nothing", " \n", "json-empty", 2, "There is nothing here"},
		{"only a comment", "// x", "json-empty", 4, "There is nothing here"},
		{"no end", `{"a": [1`, "json-syntax", 8, "The text ends inside a list that begins at line 1, column 7; close it with ]."},
		{"no end of a bare member", `"a": `, "json-syntax", 5, "The text ends where a value belongs"},
		{"wrong bracket", `{"a": [1}`, "json-syntax", 8, "This } closes the wrong thing: a list is open, which begins at line 1, column 7; close it with ] first."},
		{"bracket of nothing", `{"a": 1]`, "json-syntax", 7, "This ] closes a list, and none is open here"},
		{"two values", `{} {}`, "json-syntax", 3, "The JSON value ended before this"},
		{"no comma", `{"a": 1 "b": 2}`, "json-syntax", 8, "A comma is missing"},
		{"no colon", `{"a" x}`, "json-syntax", 5, "Here belongs a colon, not a bare word."},
		{"two commas", `[1,,2]`, "json-syntax", 3, "not a comma"},
		{"only a comma", `[,]`, "json-syntax", 1, "not a comma"},
		{"no value", `{"a":}`, "json-syntax", 5, "Here belongs a value"},
		{"bare name", `{a: 1}`, "json-syntax", 1, "Here belongs a name in double quotes, not a bare word."},
		{"single quotes", `{'a': 1}`, "json-syntax", 1, "double quotes"},
		{"typographic quotes", `{“a”: 1}`, "json-syntax", 1, "typographic"},
		{"Python", `[None]`, "json-syntax", 1, "write null"},
		{"JavaScript", `[undefined]`, "json-syntax", 1, "leave the name out"},
		{"no-break space", "{\u00a0}", "json-syntax", 1, "ordinary space"},
		{"leading zero", `[01]`, "json-syntax", 1, "not a JSON number"},
		{"no digit behind the point", `[1.]`, "json-syntax", 1, "not a JSON number"},
		{"no digit before the point", `[.5]`, "json-syntax", 1, "begins with a digit"},
		{"hexadecimal", `[0x1F]`, "json-syntax", 1, "not a JSON number"},
		{"minus alone", `[-]`, "json-syntax", 1, "not a JSON number"},
		{"no exponent", `[1e]`, "json-syntax", 1, "not a JSON number"},
		{"minus infinity", `[-Infinity]`, "json-syntax", 1, "no Infinity"},
		{"too large a number", `[1e400]`, "json-number-range", 1, "too large"},
		{"string without end", `["abc`, "json-syntax", 1, "does not end"},
		{"line break in a string", "[\"a\nb\"]", "json-syntax", 3, `write \n`},
		{"tab in a string", "[\"a\tb\"]", "json-syntax", 3, `\t for a tab`},
		{"unknown escape", `["\x"]`, "json-syntax", 2, "A backslash begins an escape"},
		{"short escape", `["\u12"]`, "json-syntax", 2, "A backslash begins an escape"},
		{"high surrogate alone", `["\ud83d"]`, "json-lone-surrogate", 2, "half of a character"},
		{"low surrogate alone", `["\ude00"]`, "json-lone-surrogate", 2, "half of a character"},
		{"two high surrogates", `["\ud83d\ud83d"]`, "json-lone-surrogate", 2, "half of a character"},
		{"comment without end", `[1 /* ]`, "json-syntax", 3, "does not end"},
		{"one stroke", `[1 / 2]`, "json-syntax", 3, "A comment begins with"},
		{"not UTF-8", "[\"\xff\"]", "json-not-utf8", 2, "save the text as UTF-8"},
		{"surrogate in UTF-8", "[\"\xed\xa0\x80\"]", "json-not-utf8", 2, "save the text as UTF-8"},
		{"UTF-16", "\xff\xfe[\x00", "json-not-utf8", 0, "The text is UTF-16"},
		{"HTML", "<!DOCTYPE html>", "json-syntax", 0, "HTML"},
		{"control character", "[\x00]", "json-syntax", 1, "not a control character"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, problems := jsontext.Parse([]byte(tt.text))
			assert.Nil(t, doc)
			require.Len(t, problems, 1)
			p := problems[0]
			assert.Equal(t, tt.code, p.Code)
			assert.True(t, p.Fatal())
			assert.Equal(t, tt.start, p.Start)
			assert.LessOrEqual(t, p.Start, p.End)
			assert.LessOrEqual(t, p.End, len(tt.text))
			assert.Contains(t, p.Message, tt.message)
		})
	}
}

// One fix does all characters of a kind that are no white space of JSON's, and leaves those in texts.
func TestInvisibleCharacters(t *testing.T) {
	for _, sign := range []string{"\u00a0", "\u200b", "\ufeff"} {
		text := "{" + sign + `"a":` + sign + `"b` + sign + `\"",` + sign + `"c":1}`
		_, problems := jsontext.Parse([]byte(text))
		require.Len(t, problems, 1)
		doc, left := jsontext.Parse(jsontext.Apply(text, problems[0].Edits))
		require.Empty(t, left)
		assert.Equal(t, "b"+sign+`"`, doc.Root().Member("a").Text())
	}
}

func TestParseAcceptsWhatPeoplePaste(t *testing.T) {
	tests := []struct {
		name, text string
		codes      []string
		plain      string
	}{
		{"plain", `{"a": 1}`, nil, `{"a": 1}`},
		{"line comment", "{\n  \"a\": 1 // one\n}", []string{"json-comments"}, "{\n  \"a\": 1\n}"},
		{"comment on its own line", "{\n  // one\n  \"a\": 1\n}", []string{"json-comments"}, "{\n  \"a\": 1\n}"},
		{"block comments", "{/* a */\"a\": /* b */ 1}", []string{"json-comments"}, `{"a": 1}`},
		{"comment behind the value", "1 // one", []string{"json-comments"}, "1"},
		{"trailing commas", `{"a": [1,],}`, []string{"json-trailing-commas"}, `{"a": [1]}`},
		{"byte order mark", "\ufeff{}", []string{"json-byte-order-mark"}, `{}`},
		{"no braces", `"a": {}`, []string{"json-missing-braces"}, `{"a": {}}`},
		{"no braces, comma behind", "\"a\": 1,\n", []string{"json-missing-braces", "json-trailing-commas"}, "{\"a\": 1}\n"},
		{"no braces, two members", `"a": 1, "b": 2 // c`, []string{"json-missing-braces", "json-comments"}, `{"a": 1, "b": 2}`},
		{"everything", "\ufeff// x\n\"a\": [1, // y\n],", []string{"json-byte-order-mark", "json-missing-braces", "json-comments", "json-trailing-commas"}, "\n{\"a\": [1\n]}"},
		{"a string is no member", `"a"`, nil, `"a"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, problems := jsontext.Parse([]byte(tt.text))
			require.NotNil(t, doc, "%v", problems)
			var codes []string
			for _, p := range problems {
				codes = append(codes, p.Code)
				assert.False(t, p.Fatal())
			}
			assert.Equal(t, tt.codes, codes)
			assert.Equal(t, tt.plain, string(doc.Plain()))
			assert.True(t, json.Valid(doc.Plain()))
		})
	}
}

func TestDuplicateNames(t *testing.T) {
	tests := []struct {
		name, text string
		messages   []string
		again      bool
	}{
		{"alike", "{\"a\": 1,\n \"a\": 1}", []string{"line 1, column 2"}, true},
		{"different", `{"a": 1, "a": 2}`, []string{"line 1, column 2"}, false},
		{"by an escape", `{"a": 1, "\u0061": 2}`, []string{"line 1, column 2"}, false},
		{"three", `{"a": 1, "a": 2, "a": 3}`, []string{"column 2", "column 2"}, false},
		{"at different depths", `{"a": {"a": 1}}`, nil, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc, problems := jsontext.Parse([]byte(tt.text))
			require.NotNil(t, doc)
			require.Len(t, problems, len(tt.messages))
			for i, p := range problems {
				assert.Equal(t, jsontext.CodeDuplicateName, p.Code)
				assert.Contains(t, p.Message, tt.messages[i])
				assert.Equal(t, tt.again, p.Again)
			}
		})
	}
}

func TestManyMembers(t *testing.T) {
	var text strings.Builder
	text.WriteString("{")
	for i := range 1000 {
		text.WriteString(`"n` + strconv.Itoa(i) + `": ` + strconv.Itoa(i) + ",")
	}
	text.WriteString(`"n7": true}`)
	doc, problems := jsontext.Parse([]byte(text.String()))
	require.NotNil(t, doc)
	require.Len(t, problems, 1)
	assert.Equal(t, jsontext.CodeDuplicateName, problems[0].Code)
	n, ok := doc.Root().Member("n999").Int()
	assert.True(t, ok)
	assert.Equal(t, 999, n)
	assert.True(t, doc.Root().Member("n7").IsTrue(), "the last of a name wins")
	assert.False(t, doc.Root().Member("n1000").Exists())
	assert.Equal(t, 1001, doc.Root().Len())
}

// Deep nesting must cost neither memory nor stack.
func TestParseRefusesDepth(t *testing.T) {
	for _, unit := range []string{"[", `{"a":`, `[{"a":`} {
		text := []byte(strings.Repeat(unit, 1<<20/len(unit)))
		doc, problems := jsontext.Parse(text)
		assert.Less(t, testing.AllocsPerRun(1, func() { jsontext.Parse(text) }), 4.0*jsontext.MaxDepth)
		assert.Nil(t, doc)
		require.Len(t, problems, 1)
		assert.Equal(t, jsontext.CodeTooDeep, problems[0].Code)
	}
	deepest := strings.Repeat("[", jsontext.MaxDepth) + strings.Repeat("]", jsontext.MaxDepth)
	doc, _ := jsontext.Parse([]byte(deepest))
	assert.NotNil(t, doc)
	doc, _ = jsontext.Parse([]byte("[" + deepest + "]"))
	assert.Nil(t, doc)
}

func TestParseRefusesSize(t *testing.T) {
	_, problems := jsontext.Parse(make([]byte, jsontext.MaxBytes+1))
	require.Len(t, problems, 1)
	assert.Equal(t, jsontext.CodeTooLarge, problems[0].Code)
}

// goValue is what encoding/json makes of a value.
func goValue(v jsontext.Value) any {
	switch v.Kind() {
	case jsontext.Bool:
		return v.IsTrue()
	case jsontext.Number:
		f, _ := strconv.ParseFloat(v.Source(), 64)
		return f
	case jsontext.String:
		return v.Text()
	case jsontext.Array:
		out := []any{}
		for item := v.FirstItem(); item.Exists(); item = item.Next() {
			out = append(out, goValue(item))
		}
		return out
	case jsontext.Object:
		out := map[string]any{}
		for m := v.FirstMember(); m.Exists(); m = m.Next() {
			out[m.Key()] = goValue(m)
		}
		return out
	}
	return nil
}

// refusedOnPurpose are the codes for what encoding/json accepts and Parse does not.
var refusedOnPurpose = map[string]bool{
	jsontext.CodeTooDeep: true, jsontext.CodeTooLarge: true, jsontext.CodeNotUTF8: true,
	jsontext.CodeLoneSurrogate: true, jsontext.CodeNumberRange: true,
}

// Apart from what it refuses on purpose, what json.Valid accepts Parse accepts
// with an equal value; and what Parse accepts without its extensions, or with
// them gone, json.Valid accepts.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"additionalSteps": {"ALL": {"ALL": ["UTILITY_BILL"]}}}`, `"additionalSteps": {"ALL": {"ALL": {}}},`,
		"\ufeff{\"a\": 1, // c\n \"b\": [1, 2e3, -0.5,], /* d */ }", `["\ud83d\ude00", "\u0000", "\\\"", "ž", true, false, null]`,
		`{"a": 1, "a": 1}`, `[1e400]`, `["\ud800"]`, "[\"\xff\"]", "[[[[]]]]", " 1 ", `""`, "{", "[1,,2]", "'a'", "/**/",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		doc, problems := jsontext.Parse(text)
		if doc == nil {
			require.Len(t, problems, 1)
			require.True(t, problems[0].Fatal())
			require.LessOrEqual(t, 0, problems[0].Start)
			require.LessOrEqual(t, problems[0].Start, problems[0].End)
			require.LessOrEqual(t, problems[0].End, len(text))
			if json.Valid(text) {
				require.True(t, refusedOnPurpose[problems[0].Code], "%q: %+v", text, problems[0])
			}
			return
		}
		var want any
		plain := doc.Plain()
		require.NoError(t, json.Unmarshal(plain, &want), "%q became %q", text, plain)
		got := goValue(doc.Root())
		require.Equal(t, want, got, "%q", text)
		extended := false
		for _, p := range problems {
			require.False(t, p.Fatal())
			extended = extended || p.Code != jsontext.CodeDuplicateName
			for i, e := range p.Edits {
				require.LessOrEqual(t, e.Start, e.End)
				require.LessOrEqual(t, e.End, len(text))
				require.True(t, i == 0 || p.Edits[i-1].End <= e.Start, "%q: edits overlap", text)
			}
		}
		require.Equal(t, !extended, json.Valid(text), "%q", text)
		if !extended {
			require.Equal(t, string(text), string(plain))
		}
	})
}
