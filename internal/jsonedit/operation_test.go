package jsonedit_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/jsonedit"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/jsontext/jsontest"
)

// operations reads a list of operations.
func operations(t testing.TB, text string) (list []jsontest.Operation) {
	require.NoError(t, json.Unmarshal([]byte(text), &list), text)
	return list
}

func TestEdit(t *testing.T) {
	for _, tt := range []struct{ name, text, operations, want string }{
		{"set a member", `{"a": 1, "b": 2}`, `[{"op": "set", "at": "/a", "value": [true]}]`, `{"a": [true], "b": 2}`},
		{"set what is not there", "{\n\t\"a\": 1\n}", `[{"op": "set", "at": "/b", "value": {"c": {}}}]`, "{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": {}\n\t}\n}"},
		{"set the whole", "// x\n[1] // y", `[{"op": "set", "at": "", "value": "a"}]`, "// x\n\"a\" // y"},
		{"set what is alike", "{\"a\": {\"b\": 1, // one\n \"c\": [1,2]}}", `[{"op": "set", "at": "", "value": {"a": {"b": 1, "c": [1, 3]}}}]`, "{\"a\": {\"b\": 1, // one\n \"c\": [1,3]}}"},
		{"insert first", "{\n  // about a\n  \"a\": 1\n}", `[{"op": "insert", "at": "/b", "before": "a", "value": 2}]`, "{\n  \"b\": 2,\n  // about a\n  \"a\": 1\n}"},
		{"insert in the middle", "[\n  1, // one\n  // two\n  2\n]", `[{"op": "insert", "at": "/1", "value": 9}]`, "[\n  1, // one\n  9,\n  // two\n  2\n]"},
		{"insert last", "[\n  1 // one\n]", `[{"op": "insert", "at": "/-", "value": 9}]`, "[\n  1, // one\n  9\n]"},
		{"insert behind a trailing comma", "[\n  1, // one\n]", `[{"op": "insert", "at": "/1", "value": 9}]`, "[\n  1, // one\n  9,\n]"},
		{"insert into one line", `{"a":{"b":1}}`, `[{"op": "insert", "at": "/a/c", "value": {"d": [1, 2]}}]`, `{"a":{"b":1,"c":{"d":[1,2]}}}`},
		{"insert into nothing", "{}", `[{"op": "insert", "at": "/a", "value": ["b"]}]`, "{\n  \"a\": [\"b\"]\n}"},
		{"insert below nothing", "{\r\n    \"a\": {}\r\n}", `[{"op": "insert", "at": "/a/b", "value": {}}]`, "{\r\n    \"a\": {\r\n        \"b\": {}\r\n    }\r\n}"},
		{"insert beside a comment", "{\n  \"a\": {\n    // nothing yet\n  }\n}", `[{"op": "insert", "at": "/a/b", "value": 1}]`, "{\n  \"a\": {\n    // nothing yet\n    \"b\": 1\n  }\n}"},
		{"insert an element below nothing", "{\n  \"a\": []\n}", `[{"op": "insert", "at": "/a/-", "value": "b"}]`, "{\n  \"a\": [\"b\"]\n}"},
		{"insert without braces", `"a": 1`, `[{"op": "insert", "at": "/b", "before": "a", "value": 2}]`, `"b": 2, "a": 1`},
		{"insert before lines without braces", "\"a\": {\n  \"x\": 1\n}", `[{"op": "insert", "at": "/b", "before": "a", "value": {"y": 1}}]`, "\"b\": {\n  \"y\": 1\n},\n\"a\": {\n  \"x\": 1\n}"},
		{"insert behind lines without braces", "\"a\": {\n  \"x\": 1\n} // a", `[{"op": "insert", "at": "/b", "value": 2}]`, "\"a\": {\n  \"x\": 1\n},\n\"b\": 2 // a"},
		{"rename", `{"a" : 1}`, `[{"op": "rename", "at": "/a", "name": "b\"/"}]`, `{"b\"/" : 1}`},
		{"rename to its own", `{"\u0061" : 1}`, `[{"op": "rename", "at": "/a", "name": "a"}]`, `{"\u0061" : 1}`},
		{"remove", "{\n  \"a\": 1,\n  \"b\": 2 // two\n}", `[{"op": "remove", "at": "/b"}]`, "{\n  \"a\": 1 // two\n}"},
		{"remove the only one", "{\n  \"a\": [ 1, ]\n}", `[{"op": "remove", "at": "/a/0"}]`, "{\n  \"a\": []\n}"},
		{"remove the only one without braces", "// x\n\"a\": 1,\n", `[{"op": "remove", "at": "/a"}]`, "// x\n{}\n"},
		{"reorder", "{\n  \"a\": {\n    \"x\": 1\n  },\n  \"b\": 2\n}", `[{"op": "move", "at": "/b", "before": "a"}]`, "{\n  \"b\": 2,\n  \"a\": {\n    \"x\": 1\n  }\n}"},
		{"move deeper", "{\n  \"a\": {\n    \"x\": 1 // one\n  },\n  \"b\": {\n    \"c\": {}\n  }\n}", `[{"op": "move", "at": "/a", "to": "/b/c/d"}]`, "{\n  \"b\": {\n    \"c\": {\n      \"d\": {\n        \"x\": 1 // one\n      }\n    }\n  }\n}"},
		{"move in a list", `[1, 2, 3]`, `[{"op": "move", "at": "/0", "to": "/2"}]`, `[2, 3, 1]`},
		{"one after the other", "{\"a\": 1, // a\n \"b\": []}", `[{"op": "rename", "at": "/a", "name": "c"}, {"op": "move", "at": "/c", "to": "/b/0"}, {"op": "insert", "at": "/b/1", "value": 2}]`, "{// a\n \"b\": [1, 2]}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, _ := jsontext.Parse([]byte(tt.text))
			require.NotNil(t, doc)
			list := operations(t, tt.operations)
			after, _, refused := jsonedit.Edit(doc, jsontest.Operations(t, list...))
			require.Nil(t, refused, "%+v", refused)
			assert.Equal(t, tt.want, after.Text())
			if len(list) == 1 {
				jsontest.Edit(t, tt.text, list[0])
			}
		})
	}
}

func TestEditRefuses(t *testing.T) {
	for _, tt := range []struct {
		text, operations, code, at string
		index, start               int
	}{
		{`{"a": {"b": 1}}`, `[{"op": "remove", "at": "/a/c"}]`, "edit-not-there", "/a", 0, 1},
		{`{"a": {"b": 1}}`, `[{"op": "set", "at": "/a/b/c", "value": 1}]`, "edit-not-there", "/a/b", 0, 7},
		{`{"a": {"b": 1}}`, `[{"op": "set", "at": "/x/y", "value": 1}]`, "edit-not-there", "", 0, 0},
		{`{"a": {"b": 1}}`, `[{"op": "insert", "at": "/a/c", "before": "d", "value": 1}]`, "edit-not-there", "/a", 0, 1},
		{`{"a": {"b": 1}}`, `[{"op": "remove", "at": "/a/b"}, {"op": "remove", "at": "/a/b"}]`, "edit-not-there", "/a", 1, 1},
		{`[0, {"a": 1}]`, `[{"op": "remove", "at": "/0"}, {"op": "remove", "at": "/0/b"}]`, "edit-not-there", "/0", 1, 4},
		{`{"a": 1, "b": 2}`, `[{"op": "rename", "at": "/a", "name": "b"}]`, "edit-name-taken", "/b", 0, 9},
		{`{"a": 1, "b": 2}`, `[{"op": "insert", "at": "/b", "value": 1}]`, "edit-name-taken", "/b", 0, 9},
		{`{"a": {"x": 1}, "x": 2}`, `[{"op": "move", "at": "/a/x", "to": "/x"}]`, "edit-name-taken", "/x", 0, 16},
		{`[1, 2]`, `[{"op": "set", "at": "/2", "value": 1}]`, "edit-index", "", 0, 0},
		{`[1, 2]`, `[{"op": "insert", "at": "/3", "value": 1}]`, "edit-index", "", 0, 0},
		{`[1, 2]`, `[{"op": "insert", "at": "/01", "value": 1}]`, "edit-index", "", 0, 0},
		{`[1, 2]`, `[{"op": "remove", "at": "/-"}]`, "edit-index", "", 0, 0},
		{`{"a": 1, "a": 2}`, `[{"op": "set", "at": "/a", "value": 3}]`, "edit-ambiguous", "/a", 0, 9},
		{`{"a": {"b": 1}}`, `[{"op": "move", "at": "/a", "to": "/a/b/c"}]`, "edit-operation", "/a", 0, 1},
		{`[1]`, `[{"op": "rename", "at": "/0", "name": "a"}]`, "edit-operation", "/0", 0, 1},
		{` [1]`, `[{"op": "remove", "at": ""}]`, "edit-operation", "", 0, 1},
		{`[1]`, `[{"op": "insert", "at": "", "value": 1}]`, "edit-operation", "", 0, 0},
		{`[1]`, `[{"op": "set", "at": "0", "value": 1}]`, "edit-operation", "", 0, 0},
		{`[[[1]]]`, `[{"op": "set", "at": "/0/0/0", "value": ` + strings.Repeat("[", 510) + strings.Repeat("]", 510) + `}]`, "json-too-deep", "", 0, 0},
	} {
		t.Run(tt.operations[:min(len(tt.operations), 80)], func(t *testing.T) {
			doc, _ := jsontext.Parse([]byte(tt.text))
			_, edits, refused := jsonedit.Edit(doc, jsontest.Operations(t, operations(t, tt.operations)...))
			require.NotNil(t, refused)
			assert.Nil(t, edits)
			assert.Equal(t, tt.code, refused.Code)
			assert.Equal(t, tt.at, refused.At.Pointer())
			assert.Equal(t, tt.index, refused.Index)
			assert.Equal(t, tt.start, refused.Start)
			assert.Regexp(t, `^[A-Z].*[;.,] .*\.$`, refused.Message)
		})
	}
}

func TestEditRefusesWhatIsNoOperation(t *testing.T) {
	for text, says := range map[string]string{
		`{}`:                             "are a list",
		`1`:                              "are a list",
		`[1]`:                            "no operation",
		`[{"op": "add", "at": "/a"}]`:    "no operation",
		`[{"op": "remove", "at": 1}]`:    "no operation",
		`[{"op": "set", "at": "/a"}]`:    "no operation",
		`[{"op": "insert", "at": "/b"}]`: "no operation",
		`[{"op": "rename", "at": "/a"}]`: "no operation",
	} {
		doc, _ := jsontext.Parse([]byte(`{"a": 1}`))
		list, _ := jsontext.Parse([]byte(text))
		_, edits, refused := jsonedit.Edit(doc, list.Root())
		require.NotNil(t, refused, text)
		assert.Nil(t, edits)
		assert.Equal(t, jsontext.CodeEditOperation, refused.Code)
		assert.Contains(t, refused.Message, says)
	}
}

// How many operations the laws were held to is printed with -v.
const randomDocuments = 1000

func TestEditLawsOfRandomDocuments(t *testing.T) {
	made, refused := 0, 0
	for seed := range uint64(randomDocuments) {
		r := rand.New(rand.NewPCG(seed, 1))
		g := newGenerator(r)
		text := g.document()
		for range 4 {
			doc, _ := jsontext.Parse([]byte(text))
			require.NotNil(t, doc, "%q", text)
			edited, possible := jsontest.Edit(t, text, g.operation(doc))
			if !possible {
				refused++
				continue
			}
			made++
			if text = edited; t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		}
	}
	t.Logf("%d operations made, %d refused", made, refused)
	assert.Greater(t, made, randomDocuments)
	assert.Greater(t, refused, randomDocuments/10)
}

// Every value of every vector is set, removed, renamed, moved and inserted beside.
func TestEditLawsOfVectors(t *testing.T) {
	paths, err := filepath.Glob("../steps/testdata/vectors/*.txt")
	require.NoError(t, err)
	texts, made := 0, 0
	for i, path := range paths {
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, part := range strings.Split(string(data), "\n-- ")[1:] {
			title, text, _ := strings.Cut(part, " --\n")
			if title != "input" && title != "environment" && title != "new" {
				continue
			}
			doc, _ := jsontext.Parse([]byte(text))
			if doc == nil {
				continue
			}
			texts++
			g := newGenerator(rand.New(rand.NewPCG(uint64(i), 2)))
			for range 30 {
				if _, possible := jsontest.Edit(t, text, g.operation(doc)); possible {
					made++
				}
			}
		}
	}
	t.Logf("%d operations on %d texts", made, texts)
	assert.Greater(t, texts, 150)
	assert.Greater(t, made, 20*texts)
}

// In a text that is laid out alike everywhere, what is moved or removed comes
// back to the very text, and what is written is as encoding/json would.
func TestEditKeepsALayoutThatIsTheSameEverywhere(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 3))
		g := newGenerator(r)
		g.lists = false
		value := g.value(0)
		for value[0] != '{' {
			value = g.value(0)
		}
		value = strings.ReplaceAll(value, `"\u0061`, `"a`) // a name is written anew
		indent := []string{"  ", "    ", "\t", ""}[seed%4]
		var b bytes.Buffer
		if indent == "" {
			require.NoError(t, json.Compact(&b, []byte(value)))
		} else {
			require.NoError(t, json.Indent(&b, []byte(value), "", indent))
		}
		text := b.String()
		doc, _ := jsontext.Parse([]byte(text))
		var all []jsontext.Value
		for v := doc.Root().Following(); v.Exists(); v = v.Following() {
			all = append(all, v)
		}
		if len(all) == 0 {
			continue
		}
		v := all[r.IntN(len(all))]
		back := jsontest.Operation{Op: "insert", At: v.Pointer(), Value: json.RawMessage(v.Source())}
		if next := v.Next(); next.Exists() {
			name := next.Key()
			back.Before = &name
		}
		if v.Parent() == doc.Root() && v.Parent().Len() == 1 {
			continue // what has lost its only member has no layout to follow
		}
		after, _, refused := jsonedit.Edit(doc, jsontest.Operations(t, jsontest.Operation{Op: "remove", At: v.Pointer()}, back))
		require.Nil(t, refused, "%q", text)
		assert.Equal(t, text, after.Text(), "remove %s and insert it", v.Pointer())
		name := v.Pointer() + "x"
		if v.Parent().Member(v.Key() + "x").Exists() {
			continue
		}
		after, _, refused = jsonedit.Edit(doc, jsontest.Operations(t, jsontest.Operation{Op: "move", At: v.Pointer(), To: &name}, jsontest.Operation{Op: "move", At: name, To: &back.At, Before: back.Before}))
		require.Nil(t, refused, "%q: %+v", text, refused)
		assert.Equal(t, text, after.Text(), "move %s and back", v.Pointer())
	}
}

// Several operations are the same as one after the other, and one list of edits.
func TestOperationsTogether(t *testing.T) {
	for seed := range uint64(500) {
		g := newGenerator(rand.New(rand.NewPCG(seed, 4)))
		text := g.document()
		now, _ := jsontext.Parse([]byte(text))
		first := now
		var all []jsontest.Operation
		for len(all) < 5 {
			o := g.operation(now)
			after, _, refused := jsonedit.Edit(now, jsontest.Operations(t, o))
			if refused != nil {
				_, _, together := jsonedit.Edit(first, jsontest.Operations(t, append(slices.Clone(all), o)...))
				require.NotNil(t, together)
				assert.Equal(t, len(all), together.Index)
				assert.Equal(t, refused.Code, together.Code)
				break
			}
			all, now = append(all, o), after
		}
		after, edits, refused := jsonedit.Edit(first, jsontest.Operations(t, all...))
		require.Nil(t, refused)
		assert.Equal(t, now.Text(), after.Text())
		var made strings.Builder
		at := 0
		for _, e := range edits {
			require.LessOrEqual(t, at, e.Start, "%q: %+v", text, edits)
			made.WriteString(text[at:e.Start] + e.Text)
			at = e.End
		}
		assert.Equal(t, now.Text(), made.String()+text[at:])
	}
}

// A generator makes documents as people and programs write them.
type generator struct {
	r *rand.Rand
	// join is how often something stands between two tokens, of 100: white space or a comment.
	comments, spaces int
	newline, indent  string
	trailing, lists  bool
}

func newGenerator(r *rand.Rand) *generator {
	return &generator{r: r, comments: []int{0, 0, 10, 60}[r.IntN(4)], spaces: []int{0, 0, 30, 90}[r.IntN(4)],
		newline: []string{"\n", "\r\n", "\r", ""}[r.IntN(4)], indent: []string{"  ", "    ", "\t", " "}[r.IntN(4)],
		trailing: r.IntN(4) == 0, lists: true}
}

var generatedNames = []string{`"a"`, `"b"`, `"ALL"`, `"DE"`, `"UTILITY_BILL"`, `""`, `"a/b"`, `"~1"`, `"0"`, `"ž"`, `"\u0061\n"`, `"//"`, `"/*"`, `"-"`}
var generatedScalars = []string{`1`, `-0.5e3`, `true`, `null`, `"x"`, `"\"\\\u00e9"`, `"// no comment"`, `"😀"`, `1.0`, `""`, `false`}

// value is plain JSON in one line.
func (g *generator) value(depth int) string {
	n := g.r.IntN(4)
	var parts []string
	switch kind := g.r.IntN(6); {
	case depth == 4 || kind < 2:
		return generatedScalars[g.r.IntN(len(generatedScalars))]
	case kind < 3 && g.lists:
		for range n {
			parts = append(parts, g.value(depth+1))
		}
		return "[" + strings.Join(parts, ",") + "]"
	default:
		for _, i := range g.r.Perm(len(generatedNames))[:n] {
			parts = append(parts, generatedNames[i]+":"+g.value(depth+1))
		}
		return "{" + strings.Join(parts, ",") + "}"
	}
}

// document is a value with this generator's white space and comments.
func (g *generator) document() string {
	doc, _ := jsontext.Parse([]byte(g.value(0)))
	var out strings.Builder
	if g.r.IntN(20) == 0 {
		out.WriteString("\ufeff")
	}
	root := doc.Root()
	if root.Kind() == jsontext.Object && !root.Empty() && g.r.IntN(6) == 0 {
		g.members(&out, root, 0)
		out.WriteString(g.gap(0, false))
		return out.String()
	}
	out.WriteString(g.gap(0, false))
	g.write(&out, root, 0)
	out.WriteString(g.gap(0, false))
	return out.String()
}

func (g *generator) write(out *strings.Builder, v jsontext.Value, depth int) {
	switch v.Kind() {
	case jsontext.Object:
		out.WriteString("{")
		g.members(out, v, depth+1)
		out.WriteString(g.gap(depth, v.Empty()) + "}")
	case jsontext.Array:
		out.WriteString("[")
		for item := v.FirstItem(); item.Exists(); item = item.Next() {
			out.WriteString(g.gap(depth+1, false))
			g.write(out, item, depth+1)
			g.comma(out, item)
		}
		out.WriteString(g.gap(depth, v.Empty()) + "]")
	default:
		out.WriteString(v.Source())
	}
}

func (g *generator) members(out *strings.Builder, v jsontext.Value, depth int) {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		out.WriteString(g.gap(depth, false) + m.Name().Source())
		if g.comments > 20 {
			out.WriteString(g.gap(depth, true))
		}
		out.WriteString(":")
		if g.comments > 20 {
			out.WriteString(g.gap(depth, true))
		} else if g.spaces > 0 {
			out.WriteString(" ")
		}
		g.write(out, m, depth)
		g.comma(out, m)
	}
}

func (g *generator) comma(out *strings.Builder, v jsontext.Value) {
	if !v.Next().Exists() && !g.trailing {
		return
	}
	if g.comments > 20 {
		out.WriteString(g.gap(1, true))
	}
	out.WriteString(",")
}

// gap is what stands between two tokens; short is where hardly anybody ends a line.
func (g *generator) gap(depth int, short bool) string {
	var out strings.Builder
	line := func() {
		out.WriteString(g.newline + strings.Repeat(g.indent, depth))
	}
	if g.r.IntN(100) < g.comments {
		switch kind := g.r.IntN(4); {
		case kind == 0 && g.newline != "":
			out.WriteString(" // it's \"one\", [two" + g.newline)
		case kind == 1 && g.newline != "":
			out.WriteString(" /* one" + g.newline + "   two */")
		default:
			out.WriteString(" /* {one, */ ")
		}
	}
	switch {
	case short:
	case g.newline != "" && g.r.IntN(100) >= 5:
		line()
	case g.r.IntN(100) < g.spaces:
		out.WriteString([]string{" ", "  ", "\t"}[g.r.IntN(3)])
	}
	if g.r.IntN(100) < g.comments/2 {
		out.WriteString("/**/")
	}
	return out.String()
}

// operation is one on a value of a document; of ten, one cannot be made or means nothing there.
func (g *generator) operation(doc *jsontext.Document) jsontest.Operation {
	var all []jsontext.Value
	for v := doc.Root(); v.Exists(); v = v.Following() {
		all = append(all, v)
	}
	some := func() jsontext.Value { return all[g.r.IntN(len(all))] }
	value, _ := jsontext.Parse([]byte(g.value(1)))
	name := func() string { // of a name that may be new
		n, _ := jsontext.Parse([]byte(generatedNames[g.r.IntN(len(generatedNames))]))
		return n.Root().Text()
	}
	inside := func(v jsontext.Value) (at string, before *string) {
		if v.Kind() == jsontext.Array {
			i := g.r.IntN(v.Len() + 2)
			if i > v.Len() && g.r.IntN(3) > 0 {
				return v.Pointer() + "/-", nil
			}
			return v.Pointer() + "/" + strconv.Itoa(i), nil
		}
		if m := v.FirstMember(); m.Exists() && g.r.IntN(2) == 0 {
			for n := g.r.IntN(v.Len()); n > 0; n-- {
				m = m.Next()
			}
			key := m.Key()
			before = &key
		}
		return v.Pointer() + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name()), before
	}
	container := func() jsontext.Value {
		v := some()
		for n := 0; n < 10 && v.Kind() != jsontext.Object && v.Kind() != jsontext.Array; n++ {
			v = some()
		}
		return v
	}
	o := jsontest.Operation{Value: json.RawMessage(value.Text())}
	switch g.r.IntN(7) {
	case 0:
		o.Op, o.At = "set", some().Pointer()
	case 1:
		o.Op = "set"
		o.At, _ = inside(container())
	case 2:
		o.Op, o.At = "remove", some().Pointer()
	case 3:
		n := name()
		o.Op, o.At, o.Name = "rename", some().Pointer(), &n
	case 4, 5:
		o.Op = "insert"
		o.At, o.Before = inside(container())
	default:
		o.Op, o.At = "move", some().Pointer()
		if g.r.IntN(3) > 0 {
			var to string
			to, o.Before = inside(container())
			o.To = &to
		} else if m := some(); m.Name().Exists() {
			key := m.Key()
			o.Before = &key
		}
	}
	return o
}

// Whatever the text and the operations, the laws hold.
func FuzzEdit(f *testing.F) {
	for seed := range uint64(50) {
		g := newGenerator(rand.New(rand.NewPCG(seed, 5)))
		text := g.document()
		doc, _ := jsontext.Parse([]byte(text))
		o := g.operation(doc)
		list, err := json.Marshal([]jsontest.Operation{o})
		require.NoError(f, err)
		f.Add([]byte(text), list)
	}
	f.Fuzz(func(t *testing.T, text, list []byte) {
		doc, _ := jsontext.Parse(text)
		given, _ := jsontext.Parse(list)
		if doc == nil || given == nil {
			return
		}
		var all []jsontest.Operation
		if json.Unmarshal(list, &all) != nil || slices.ContainsFunc(all, isNone) {
			_, _, _ = jsonedit.Edit(doc, given.Root())
			return
		}
		together := jsontest.Operations(t, all...)
		now := string(text)
		for i, o := range all {
			edited, possible := jsontest.Edit(t, now, o)
			if !possible {
				_, _, refused := jsonedit.Edit(doc, together)
				require.NotNil(t, refused)
				require.Equal(t, i, refused.Index)
				return
			}
			now = edited
		}
		after, _, refused := jsonedit.Edit(doc, together)
		require.Nil(t, refused)
		require.Equal(t, now, after.Text())
	})
}

// isNone tells whether an operation says too little.
func isNone(o jsontest.Operation) bool {
	switch o.Op {
	case "set", "insert":
		return o.Value == nil
	case "rename":
		return o.Name == nil
	}
	return o.Op != "remove" && o.Op != "move"
}
