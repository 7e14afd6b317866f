package mutate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A Kind is what a value is.
type Kind int

// The kinds of values; a literal is a number, true, false or null.
const (
	Literal Kind = iota
	String
	Array
	Object
)

// A Value is a JSON value that keeps the order of its members.
type Value struct {
	Kind Kind
	// Text is what a string says, or a literal as it is written.
	Text string
	// Items are an array's elements or an object's values.
	Items []*Value
	// Names are an object's names, as long as Items.
	Names []string
}

// Parse reads plain JSON.
func Parse(text []byte) (*Value, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	v, err := parse(d)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is more than one value")
	}
	return v, nil
}

func parse(d *json.Decoder) (*Value, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		v := &Value{Kind: Array}
		if t == '{' {
			v.Kind = Object
		}
		for d.More() {
			if v.Kind == Object {
				name, err := d.Token()
				if err != nil {
					return nil, err
				}
				v.Names = append(v.Names, name.(string))
			}
			item, err := parse(d)
			if err != nil {
				return nil, err
			}
			v.Items = append(v.Items, item)
		}
		_, err := d.Token()
		return v, err
	case string:
		return text(t), nil
	case json.Number:
		return literal(t.String()), nil
	case bool:
		return literal(strconv.FormatBool(t)), nil
	}
	return literal("null"), nil
}

func text(s string) *Value    { return &Value{Kind: String, Text: s} }
func literal(s string) *Value { return &Value{Text: s} }
func list(items ...*Value) *Value {
	return &Value{Kind: Array, Items: items}
}
func object(name string, v *Value) *Value {
	return &Value{Kind: Object, Names: []string{name}, Items: []*Value{v}}
}

// Clone copies a value and all that it holds.
func (v *Value) Clone() *Value {
	out := *v
	out.Names = slices.Clone(v.Names)
	out.Items = make([]*Value, len(v.Items))
	for i, item := range v.Items {
		out.Items[i] = item.Clone()
	}
	return &out
}

// Get returns a member; nil where there is none.
func (v *Value) Get(name string) *Value {
	if v == nil || v.Kind != Object {
		return nil
	}
	if i := slices.Index(v.Names, name); i >= 0 {
		return v.Items[i]
	}
	return nil
}

func (v *Value) set(name string, value *Value) {
	if i := slices.Index(v.Names, name); i >= 0 {
		v.Items[i] = value
		return
	}
	v.Names, v.Items = append(v.Names, name), append(v.Items, value)
}

func (v *Value) remove(i int) *Value {
	gone := v.Items[i]
	v.Items = slices.Delete(v.Items, i, i+1)
	if v.Kind == Object {
		v.Names = slices.Delete(v.Names, i, i+1)
	}
	return gone
}

// Same tells whether two values say the same: an object's order says nothing.
func Same(a, b *Value) bool {
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Items) != len(b.Items) {
		return false
	}
	for i, item := range a.Items {
		other := b.Items[i]
		if a.Kind == Object {
			if other = b.Get(a.Names[i]); other == nil {
				return false
			}
		}
		if !Same(item, other) {
			return false
		}
	}
	return true
}

// A Style is how a value is written.
type Style int

// The styles: all on one line, with blanks, or indented.
const (
	Compact Style = iota
	Spaced
	Indented
	styles
)

// Write writes the value as JSON.
func (v *Value) Write(style Style) string {
	var b strings.Builder
	v.write(&b, style, 0)
	return b.String()
}

func (v *Value) write(b *strings.Builder, style Style, depth int) {
	switch v.Kind {
	case Literal:
		b.WriteString(v.Text)
		return
	case String:
		b.WriteString(quoted(v.Text))
		return
	}
	open, closed := "[", "]"
	if v.Kind == Object {
		open, closed = "{", "}"
	}
	b.WriteString(open)
	for i, item := range v.Items {
		if i > 0 {
			b.WriteString(",")
			if style == Spaced {
				b.WriteString(" ")
			}
		}
		if style == Indented {
			b.WriteString("\n" + strings.Repeat("  ", depth+1))
		}
		if v.Kind == Object {
			b.WriteString(quoted(v.Names[i]) + ":")
			if style != Compact {
				b.WriteString(" ")
			}
		}
		item.write(b, style, depth+1)
	}
	if style == Indented && len(v.Items) > 0 {
		b.WriteString("\n" + strings.Repeat("  ", depth))
	}
	b.WriteString(closed)
}

func quoted(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // of a string, it never fails
	return strings.TrimSuffix(b.String(), "\n")
}

// pointer returns the JSON Pointer of what stands in v; false where it does not.
func (v *Value) pointer(what *Value) (string, bool) {
	if v == what {
		return "", true
	}
	for i, item := range v.Items {
		name := strconv.Itoa(i)
		if v.Kind == Object {
			name = strings.ReplaceAll(strings.ReplaceAll(v.Names[i], "~", "~0"), "/", "~1")
		}
		if rest, found := item.pointer(what); found {
			return "/" + name + rest, true
		}
	}
	return "", false
}
