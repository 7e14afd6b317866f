package jsontext_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/jsontext"
)

func parse(t *testing.T, text string) *jsontext.Document {
	doc, problems := jsontext.Parse([]byte(text))
	require.NotNil(t, doc, "%v", problems)
	return doc
}

func ExampleParse() {
	doc, _ := jsontext.Parse([]byte(`{"limits": {"maxBytes": 6000000, "pdf": true}}`))
	limits := doc.Root().Member("limits")
	n, _ := limits.Member("maxBytes").Int()
	fmt.Println(n, limits.Member("pdf").IsTrue(), limits.Member("pages").Exists())
	fmt.Println(limits.Member("pdf").Pointer(), limits.Member("pdf").Start())
	// Output:
	// 6000000 true false
	// /limits/pdf 40
}

func TestValue(t *testing.T) {
	doc := parse(t, `{"a": [null, true, -1.5, "x\u0041\n\ud83d\ude00", {}, []], "b/c~d": {"": 0}}`)
	root := doc.Root()
	assert.Equal(t, jsontext.Object, root.Kind())
	assert.Equal(t, 2, root.Len())
	assert.False(t, root.Parent().Exists())
	assert.False(t, root.Name().Exists())
	assert.Equal(t, "", root.Pointer())

	list := root.Member("a")
	assert.Equal(t, 6, list.Len())
	var kinds []jsontext.Kind
	var pointers []string
	for item := list.FirstItem(); item.Exists(); item = item.Next() {
		kinds = append(kinds, item.Kind())
		pointers = append(pointers, item.Pointer())
		assert.Equal(t, list, item.Parent())
		assert.False(t, item.Name().Exists())
	}
	assert.Equal(t, []jsontext.Kind{jsontext.Null, jsontext.Bool, jsontext.Number, jsontext.String, jsontext.Object, jsontext.Array}, kinds)
	assert.Equal(t, []string{"/a/0", "/a/1", "/a/2", "/a/3", "/a/4", "/a/5"}, pointers)

	odd := root.Member("b/c~d")
	assert.Equal(t, "/b~1c~0d", odd.Pointer())
	assert.Equal(t, "/b~1c~0d/", odd.Member("").Pointer())
	assert.Equal(t, `"b/c~d"`, odd.Name().Source())
	assert.Equal(t, "b/c~d", odd.Key())
	assert.False(t, odd.Empty())
	for item := list.FirstItem(); item.Exists(); item = item.Next() {
		if item.Kind() == jsontext.String {
			assert.Equal(t, "xA\n\U0001f600", item.Text())
		} else {
			assert.Equal(t, "", item.Text())
		}
	}
}

// What is not there can be asked for more.
func TestAbsentValue(t *testing.T) {
	var v jsontext.Value
	assert.False(t, v.Exists())
	assert.Equal(t, jsontext.Absent, v.Kind())
	assert.False(t, v.Member("a").Member("b").Exists())
	assert.Equal(t, "", v.Text())
	assert.Equal(t, "", v.Source())
	assert.Equal(t, "", v.Pointer())
	assert.False(t, v.IsTrue())
	assert.False(t, v.Empty())
	assert.Zero(t, v.Len())
	assert.False(t, v.Parent().Exists())
	assert.False(t, parse(t, `[1]`).Root().Member("a").Exists())
}

func TestFollowingGivesEveryValueInOrder(t *testing.T) {
	doc := parse(t, `{"a": [1, {"b": 2}], "c": "d"}`)
	var pointers []string
	for v := doc.Root(); v.Exists(); v = v.Following() {
		pointers = append(pointers, v.Pointer())
	}
	assert.Equal(t, []string{"", "/a", "/a/0", "/a/1", "/a/1/b", "/c"}, pointers)
}

func TestLines(t *testing.T) {
	text := "\ufeffa\nž\U0001f600b\r\nc\rd\n"
	lines := jsontext.NewLines(text)
	for part, want := range map[string][2]int{"a": {1, 1}, "ž": {2, 1}, "\U0001f600": {2, 2}, "b": {2, 4}, "c": {3, 1}, "d": {4, 1}} {
		line, column := lines.At(strings.Index(text, part))
		assert.Equal(t, want, [2]int{line, column}, part)
	}
	line, column := lines.At(len(text))
	assert.Equal(t, [2]int{5, 1}, [2]int{line, column})
}

// An offset far into a long line, and one behind many lines, are as right as the first.
func TestLinesOfLongTexts(t *testing.T) {
	long := jsontext.NewLines(strings.Repeat("ž", 50000))
	line, column := long.At(2 * 49999)
	assert.Equal(t, [2]int{1, 50000}, [2]int{line, column})
	many := jsontext.NewLines(strings.Repeat("ab\r\n", 50000))
	line, column = many.At(4*49999 + 1)
	assert.Equal(t, [2]int{50000, 2}, [2]int{line, column})
	line, column = jsontext.NewLines("").At(0)
	assert.Equal(t, [2]int{1, 1}, [2]int{line, column})
}
