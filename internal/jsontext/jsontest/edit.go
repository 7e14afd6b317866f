package jsontest

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/jsonedit"
	"idenfysteps/internal/jsontext"
)

// An Operation is one of [jsonedit.Edit]'s.
type Operation struct {
	Op     string          `json:"op"`
	At     string          `json:"at"`
	Value  json.RawMessage `json:"value,omitempty"`
	Name   *string         `json:"name,omitempty"`
	To     *string         `json:"to,omitempty"`
	Before *string         `json:"before,omitempty"`
}

// Operations are what jsonedit reads.
func Operations(t testing.TB, operations ...Operation) jsontext.Value {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // a value is written as it is given
	require.NoError(t, e.Encode(append([]Operation{}, operations...)))
	doc, _ := jsontext.Parse(b.Bytes())
	require.NotNil(t, doc, "%s", b.Bytes())
	return doc.Root()
}

// Edit asserts the laws of an operation on a text that can be read: the value
// changes as the operation says, nothing else changes but separators and
// indentation, and the way back gives the text again. What the operation may do
// is worked out with encoding/json, and on tokens, without what is tested. It
// returns the new text, and whether the operation could be made.
func Edit(t *testing.T, text string, o Operation) (string, bool) {
	t.Helper()
	doc, _ := jsontext.Parse([]byte(text))
	require.NotNil(t, doc, "%q", text)
	before, err := decode([]byte(plain(text)))
	require.NoError(t, err, "%q", text)
	want, possible := operate(before, o)
	after, edits, refused := jsonedit.Edit(doc, Operations(t, o))
	if !possible {
		require.NotNil(t, refused, "%q: %+v gives %v", text, o, edits)
		assert.NotEmpty(t, refused.Code)
		assert.NotEmpty(t, refused.Message)
		assert.LessOrEqual(t, refused.Start, len(text))
		return text, false
	}
	if refused != nil && strings.HasPrefix(refused.Code, "json-") {
		return text, false // too deep, or too large
	}
	require.Nil(t, refused, "%q: %+v", text, o)
	edited := after.Text()
	require.Equal(t, edited, apply(t, text, edits), "%q: %+v", text, o)
	require.Equal(t, text, apply(t, edited, inverse(text, edits)))
	got, err := decode([]byte(plain(edited)))
	require.NoError(t, err, "%q: %+v gives %q", text, o, edited)
	require.Equal(t, want, got, "%q: %+v gives %q", text, o, edited)
	requireLittle(t, doc, edited, edits, o)
	requireWayBack(t, doc, after, o)
	requireLayout(t, doc, after, o)
	return edited, true
}

// plain makes a text into what encoding/json reads.
func plain(text string) string {
	text = strings.TrimPrefix(text, "\ufeff")
	var out strings.Builder
	comma := false
	tokens := tokensOf(text)
	bare := false
	for i, token := range tokens {
		if i == 0 || tokens[i-1].kind == '/' {
			bare = bare || out.Len() == 0 && token.kind == '"' && nextKind(tokens[i+1:]) == ':'
		}
		if token.kind == '/' || token.kind == ',' {
			comma = comma || token.kind == ','
			continue
		}
		if comma && token.kind != ']' && token.kind != '}' {
			out.WriteByte(',')
		}
		comma = false
		out.WriteString(token.text)
	}
	if bare {
		return "{" + out.String() + "}"
	}
	return out.String()
}

func nextKind(tokens []token) byte {
	for _, t := range tokens {
		if t.kind != '/' {
			return t.kind
		}
	}
	return 0
}

// A token is a piece of a text that is no white space.
type token struct {
	// kind is the bracket, comma or colon, " for a string, / for a comment, 1 for any other scalar.
	kind       byte
	start, end int
	text       string
}

func tokensOf(text string) (out []token) {
	for at := 0; at < len(text); {
		start, kind := at, text[at]
		switch {
		case strings.HasPrefix(text[at:], "\ufeff"):
			at += 3
			continue
		case strings.IndexByte(" \t\r\n", kind) >= 0:
			at++
			continue
		case strings.IndexByte("{}[],:", kind) >= 0:
			at++
		case kind == '"':
			for at++; at < len(text) && text[at] != '"'; at++ {
				if text[at] == '\\' {
					at++
				}
			}
			at++
		case strings.HasPrefix(text[at:], "/*"):
			at += 2 + strings.Index(text[at+2:], "*/") + 2
		case kind == '/':
			at += (strings.IndexAny(text[at:]+"\n", "\r\n"))
		default:
			kind = '1'
			at += strings.IndexAny(text[at:]+" ", " \t\r\n{}[],:/\"")
		}
		out = append(out, token{kind, start, at, text[start:at]})
	}
	return out
}

// operate makes an operation on a plain value; false where it cannot be made.
func operate(root any, o Operation) (any, bool) {
	value := func() any {
		v, err := decode([]byte(string(o.Value)))
		if err != nil {
			panic(err)
		}
		return v
	}
	switch o.Op {
	case "set":
		if o.At == "" {
			return value(), true
		}
		return at(root, o.At, func(in any, name string) (any, bool) {
			if list, is := in.([]any); is {
				i, ok := indexOf(name, len(list)-1)
				if !ok {
					return nil, false
				}
				list = slices.Clone(list)
				list[i] = value()
				return list, true
			}
			members := slices.Clone(in.(object))
			if i := members.index(name); i >= 0 {
				members[i].value = value()
				return members, true
			}
			return append(members, member{name, value()}), true
		})
	case "remove":
		out, _, ok := removed(root, o.At)
		return out, ok
	case "rename":
		return at(root, o.At, func(in any, name string) (any, bool) {
			members, is := in.(object)
			if !is || members.index(name) < 0 || *o.Name != name && members.index(*o.Name) >= 0 {
				return nil, false
			}
			members = slices.Clone(members)
			members[members.index(name)].name = *o.Name
			return members, true
		})
	case "insert":
		return inserted(root, o.At, o.Before, value())
	case "move":
		to := o.At
		if o.To != nil {
			to = *o.To
		}
		if strings.HasPrefix(to, o.At+"/") {
			return nil, false
		}
		rest, v, ok := removed(root, o.At)
		if !ok {
			return nil, false
		}
		return inserted(rest, to, o.Before, v)
	}
	return nil, false
}

func (o object) index(name string) int {
	return slices.IndexFunc(o, func(m member) bool { return m.name == name })
}

func indexOf(name string, last int) (int, bool) {
	i, err := strconv.Atoi(name)
	return i, err == nil && 0 <= i && i <= last && strconv.Itoa(i) == name
}

// at changes the object or list in which a pointer ends. A name that is not the only one of its object leads nowhere.
func at(root any, pointer string, change func(in any, name string) (any, bool)) (any, bool) {
	rest, found := strings.CutPrefix(pointer, "/")
	if !found {
		return nil, false
	}
	name, rest, more := strings.Cut(rest, "/")
	name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
	ambiguous := false
	switch in := root.(type) {
	case object:
		n := 0
		for _, m := range in {
			if m.name == name {
				n++
			}
		}
		ambiguous = n > 1
	case []any:
	default:
		return nil, false
	}
	switch {
	case ambiguous:
		return nil, false
	case !more:
		return change(root, name)
	}
	switch in := root.(type) {
	case object:
		i := in.index(name)
		if i < 0 {
			return nil, false
		}
		inner, ok := at(in[i].value, "/"+rest, change)
		in = slices.Clone(in)
		in[i].value = inner
		return in, ok
	case []any:
		i, ok := indexOf(name, len(in)-1)
		if !ok {
			return nil, false
		}
		inner, ok := at(in[i], "/"+rest, change)
		in = slices.Clone(in)
		in[i] = inner
		return in, ok
	}
	return nil, false
}

func removed(root any, pointer string) (out, value any, ok bool) {
	out, ok = at(root, pointer, func(in any, name string) (any, bool) {
		if list, is := in.([]any); is {
			i, ok := indexOf(name, len(list)-1)
			if !ok {
				return nil, false
			}
			value = list[i]
			return slices.Delete(slices.Clone(list), i, i+1), true
		}
		members := in.(object)
		i := members.index(name)
		if i < 0 {
			return nil, false
		}
		value = members[i].value
		return slices.Delete(slices.Clone(members), i, i+1), true
	})
	return out, value, ok
}

func inserted(root any, pointer string, before *string, value any) (any, bool) {
	return at(root, pointer, func(in any, name string) (any, bool) {
		if list, is := in.([]any); is {
			i, ok := indexOf(name, len(list))
			if name == "-" {
				i, ok = len(list), true
			}
			if !ok {
				return nil, false
			}
			return slices.Insert(slices.Clone(list), i, value), true
		}
		members := in.(object)
		i := len(members)
		if before != nil {
			i = members.index(*before)
			n := 0
			for _, m := range members {
				if m.name == *before {
					n++
				}
			}
			if n != 1 {
				return nil, false
			}
		}
		if members.index(name) >= 0 {
			return nil, false
		}
		return slices.Insert(slices.Clone(members), i, member{name, value}), true
	})
}

func apply(t *testing.T, text string, edits []jsontext.Edit) string {
	t.Helper()
	var out strings.Builder
	done := 0
	for _, e := range edits {
		require.LessOrEqual(t, done, e.Start, "edits out of order: %v", edits)
		require.LessOrEqual(t, e.Start, e.End)
		out.WriteString(text[done:e.Start] + e.Text)
		done = e.End
	}
	return out.String() + text[done:]
}

func inverse(text string, edits []jsontext.Edit) (back []jsontext.Edit) {
	moved := 0
	for _, e := range edits {
		start := e.Start + moved
		back = append(back, jsontext.Edit{Start: start, End: start + len(e.Text), Text: text[e.Start:e.End]})
		moved += len(e.Text) - (e.End - e.Start)
	}
	return back
}

// value finds a value by its pointer; of names that come twice, the last.
func value(doc *jsontext.Document, pointer string) (in, found jsontext.Value, name string) {
	found = doc.Root()
	if pointer == "" {
		return in, found, ""
	}
	for _, part := range strings.Split(pointer, "/")[1:] {
		in, name = found, strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		found = in.Member(name)
		if i, err := strconv.Atoi(name); in.Kind() == jsontext.Array && err == nil {
			for found = in.FirstItem(); i > 0; i-- {
				found = found.Next()
			}
		}
	}
	return in, found, name
}

// extent is where a value stands with its name.
func extent(v jsontext.Value) (start, end int) {
	if name := v.Name(); name.Exists() {
		return name.Start(), v.End()
	}
	return v.Start(), v.End()
}

// words are the tokens of a text but its commas, and where asked its comments.
func words(text string, from, to int, comments bool) (out []string) {
	for _, token := range tokensOf(text) {
		if token.start >= from && token.end <= to && token.kind != ',' && (comments || token.kind != '/') {
			out = append(out, token.text)
		}
	}
	return out
}

// same compares words by what they say: a string may be escaped otherwise.
func same(a, b []string) bool {
	return slices.EqualFunc(a, b, func(a, b string) bool {
		if a == b || a[0] != '"' || b[0] != '"' {
			return a == b
		}
		var x, y string
		return json.Unmarshal([]byte(a), &x) == nil && json.Unmarshal([]byte(b), &y) == nil && x == y
	})
}

// requireLittle asserts that nothing but what the operation names, separators and white space beside it has changed.
func requireLittle(t *testing.T, doc *jsontext.Document, edited string, edits []jsontext.Edit, o Operation) {
	t.Helper()
	text := doc.Text()
	in, old, name := value(doc, o.At)
	start, end := 0, 0
	if old.Exists() && (o.Op != "insert" || in.Kind() != jsontext.Array) {
		start, end = extent(old)
		switch o.Op {
		case "set":
			start = old.Start()
		case "rename":
			end = old.Name().End()
		case "insert":
			start, end = 0, 0
		}
	}
	for _, e := range edits {
		outside := text[e.Start:e.End]
		if e.Start < end && start < e.End {
			require.LessOrEqual(t, e.Start, max(start, e.Start))
			outside = text[e.Start:max(start, e.Start)] + text[min(end, e.End):e.End]
		}
		require.Empty(t, strings.Trim(outside, " \t\r\n,"), "%q: %+v: %v", text, o, edits)
		if o.Op == "set" || o.Op == "rename" {
			require.Empty(t, strings.Trim(outside, " \t\r\n,"))
		}
	}
	rest := append(words(text, 0, start, true), words(text, end, len(text), true)...)
	if end == 0 {
		rest = words(text, 0, len(text), true)
	}
	all := words(edited, 0, len(edited), true)
	if o.Op == "set" && old.Exists() { // what is alike in old and new keeps its comments
		all, rest = words(edited, 0, len(edited), false), append(words(text, 0, start, false), words(text, end, len(text), false)...)
	}
	bare := doc.Root().Exists() && text[doc.Root().Start()] != '{' && doc.Root().Kind() == jsontext.Object
	if bare && (o.At == "" || doc.Root().Len() == 1 && (o.Op == "remove" || o.Op == "move")) {
		return // braces may come, or stay away
	}
	var put []string
	switch o.Op {
	case "set", "insert":
		put = words(string(o.Value), 0, len(o.Value), false)
		if in.Kind() == jsontext.Object && (o.Op == "insert" || !old.Exists()) {
			put = append([]string{quoted(name), ":"}, put...)
		}
	case "rename":
		put = []string{quoted(*o.Name)}
	case "move":
		put = words(text, old.Start(), old.End(), true)
		after, _ := jsontext.Parse([]byte(edited))
		to := o.At
		if o.To != nil {
			to = *o.To
		}
		if where, _, key := value(after, to); where.Kind() == jsontext.Object {
			put = append([]string{quoted(key), ":"}, put...)
			if key == old.Key() && old.Name().Exists() {
				put = words(text, start, end, true)
			}
		}
	}
	require.Len(t, all, len(rest)+len(put), "%q: %+v gives %q", text, o, edited)
	for i := 0; ; i++ {
		if same(all[i:i+len(put)], put) && slices.Equal(all[i+len(put):], rest[i:]) {
			return
		}
		require.Less(t, i, len(rest), "%q: %+v gives %q", text, o, edited)
		require.Equal(t, rest[i], all[i], "%q: %+v gives %q", text, o, edited)
	}
}

func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

// requireWayBack asserts that the opposite of an operation gives the text again.
func requireWayBack(t *testing.T, doc, after *jsontext.Document, o Operation) {
	t.Helper()
	in, old, name := value(doc, o.At)
	back := Operation{At: o.At}
	switch {
	case o.Op == "insert", o.Op == "set" && !old.Exists():
		text := doc.Text()
		if inner := text[in.Start():in.End()]; in.Empty() && len(inner) > 2 && len(strings.Trim(inner[1:len(inner)-1], " \t\r\n")) == 0 {
			return // white space alone between brackets is not kept
		}
		back.Op = "remove"
		if name == "-" && in.Kind() == jsontext.Array {
			back.At = strings.TrimSuffix(o.At, "-") + strconv.Itoa(in.Len())
		}
	case o.Op == "rename":
		if quoted(name) != old.Name().Source() {
			return
		}
		back.Op, back.Name = "rename", &name
		parent := strings.LastIndex(o.At, "/")
		back.At = o.At[:parent+1] + strings.NewReplacer("~", "~0", "/", "~1").Replace(*o.Name)
	case o.Op == "set" && old.Kind() != jsontext.Object && old.Kind() != jsontext.Array && o.At != "":
		back.Op, back.Value = "set", json.RawMessage(old.Source())
	default:
		return
	}
	again, _, refused := jsonedit.Edit(after, Operations(t, back))
	require.Nil(t, refused, "%q: %+v and back", doc.Text(), o)
	require.Equal(t, doc.Text(), again.Text(), "%+v gives %q", o, after.Text())
}

// requireLayout asserts that what is new is laid out as its neighbours are.
func requireLayout(t *testing.T, doc, after *jsontext.Document, o Operation) {
	t.Helper()
	text, edited := doc.Text(), after.Text()
	if !strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") && strings.Contains(text, "\r\n") {
		require.NotContains(t, strings.ReplaceAll(edited, "\r\n", ""), "\n", "%q: %+v: every line ends with CR LF", text, o)
	}
	in, _, name := value(doc, o.At)
	if o.Op != "insert" || in == doc.Root() && text[in.Start()] == '"' {
		return // before the first member of an object without braces there need be no line
	}
	lines, indent, first := 0, "", in.FirstItem()
	if in.Kind() == jsontext.Object {
		first = in.FirstMember()
	}
	n := 0
	for c := first; c.Exists(); c = c.Next() {
		n++
		at, _ := extent(c)
		if line, own := lineStart(text, at); own && (lines == 0 || line == indent) {
			lines, indent = lines+1, line
		}
	}
	if n == 0 {
		return
	}
	if name == "-" && in.Kind() == jsontext.Array {
		o.At = strings.TrimSuffix(o.At, "-") + strconv.Itoa(in.Len())
	}
	_, put, _ := value(after, o.At)
	at, end := extent(put)
	line, own := lineStart(edited, at)
	if lines == n {
		require.True(t, own, "%q: %+v gives %q", text, o, edited)
		require.Equal(t, indent, line, "%q: %+v gives %q", text, o, edited)
	}
	if !strings.ContainsAny(in.Source(), "\r\n") {
		require.NotContains(t, edited[at:end], "\n", "%q: %+v gives %q", text, o, edited)
	}
}

// lineStart returns what stands before a place on its line, and whether that is blanks alone, behind a line break.
func lineStart(text string, at int) (string, bool) {
	line := text[strings.LastIndexAny(text[:at], "\r\n")+1 : at]
	return line, len(line) < at && strings.Trim(line, " \t") == ""
}
