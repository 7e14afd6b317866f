package jsontext

import (
	"sort"
	"strconv"
)

// Kind is the kind of a [Value].
type Kind uint8

// The kinds of JSON values; Absent is that of the zero [Value], such as a missing member.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

var kindNames = [...]string{"nothing", "null", "true or false", "a number", "a string", "a list", "an object"}

// String returns the kind as messages name it: "a list", "null".
func (k Kind) String() string { return kindNames[k] }

// A Document is a text that was read. It is immutable, so any number of goroutines may share it.
type Document struct {
	text  string
	nodes []node
	// cuts are the edits that make the text plain JSON, in order.
	cuts []Edit
	// names finds the members of large objects: node of the object -> name -> node of the value.
	names map[int32]map[string]int32
}

// A node is one value or one member's name of a document. Nodes are in the order
// of the text, a name right before its value.
type node struct {
	start, end   int32
	parent, next int32
	// index counts the elements of an array from 0.
	index   int32
	kind    Kind
	escaped bool
	// large says that the object's members are in the document's names.
	large bool
}

// Root returns the outermost value.
func (d *Document) Root() Value { return Value{d, 0} }

// Text returns the text that was parsed.
func (d *Document) Text() string { return d.text }

// Plain returns the text as plain JSON: layout kept, comments, trailing commas
// and a byte order mark removed, missing outer braces added.
func (d *Document) Plain() []byte { return Apply(d.text, d.cuts) }

// A Value is one value of a [Document]. The zero Value is absent: looking
// something up in it returns the zero Value.
type Value struct {
	doc *Document
	at  int32
}

func (v Value) node() *node { return &v.doc.nodes[v.at] }

// Exists reports whether there is a value; null is one.
func (v Value) Exists() bool { return v.doc != nil }

// Document returns the document that the value is of; nil for the zero Value.
func (v Value) Document() *Document { return v.doc }

// Kind returns the kind of the value; Absent for the zero Value.
func (v Value) Kind() Kind {
	if v.doc == nil {
		return Absent
	}
	return v.node().kind
}

// Start is the byte offset of the value in the text.
func (v Value) Start() int { return int(v.node().start) }

// End is the byte offset right after the value.
func (v Value) End() int { return int(v.node().end) }

// Source returns the value's part of the text, comments included.
func (v Value) Source() string {
	if v.doc == nil {
		return ""
	}
	return v.doc.text[v.node().start:v.node().end]
}

// HasComment tells whether a comment stands within the value's text.
func (v Value) HasComment() bool {
	cuts := v.doc.cuts
	for i := sort.Search(len(cuts), func(i int) bool { return cuts[i].Start >= v.Start() }); i < len(cuts) && cuts[i].End <= v.End(); i++ {
		if v.doc.text[cuts[i].Start] != ',' {
			return true
		}
	}
	return false
}

// Text returns a string, decoded; "" for every other kind.
func (v Value) Text() string {
	if v.Kind() != String {
		return ""
	}
	return v.doc.characters(v.node())
}

func (d *Document) characters(n *node) string {
	inner := d.text[n.start+1 : n.end-1]
	if n.escaped {
		return unescape(inner)
	}
	return inner
}

// IsTrue reports whether the value is true.
func (v Value) IsTrue() bool { return v.Kind() == Bool && v.Source() == "true" }

// Int returns an integer of up to 18 digits; ok is false for everything else, 1.5 and 1e99 included.
func (v Value) Int() (n int, ok bool) {
	if v.Kind() != Number {
		return 0, false
	}
	return whole(v.Source())
}

// Member returns the value of an object's member; of a duplicate name the last, as Python and JavaScript do.
func (v Value) Member(name string) Value {
	if v.Kind() != Object {
		return Value{}
	}
	object := v.node()
	if object.large {
		if at, found := v.doc.names[v.at][name]; found {
			return Value{v.doc, at}
		}
		return Value{}
	}
	found := Value{}
	for at := v.at + 1; at < object.next; { // by the nodes themselves: a check looks members up thousands of times
		key := &v.doc.nodes[at]
		if (key.escaped || int(key.end-key.start) == len(name)+len(`""`)) && v.doc.characters(key) == name {
			found = Value{v.doc, at + 1}
		}
		at = v.doc.nodes[at+1].next
	}
	return found
}

// FirstMember returns the value of an object's first member, the zero Value
// for none. This is the loop over all of them:
//
//	for m := v.FirstMember(); m.Exists(); m = m.Next() {
//
// In wasm it is a third of the code of an iterator, and allocates nothing.
func (v Value) FirstMember() Value {
	if v.Kind() != Object || v.Empty() {
		return Value{}
	}
	return Value{v.doc, v.at + 2} // after its name
}

// FirstItem returns an array's first element, the zero Value for none.
func (v Value) FirstItem() Value {
	if v.Kind() != Array || v.Empty() {
		return Value{}
	}
	return Value{v.doc, v.at + 1}
}

// Next returns the next member or element of the same object or array, the zero
// Value after the last.
func (v Value) Next() Value {
	n := v.node()
	if n.parent < 0 {
		return Value{}
	}
	parent := &v.doc.nodes[n.parent]
	switch {
	case n.next == parent.next:
		return Value{}
	case parent.kind == Object:
		return Value{v.doc, n.next + 1}
	}
	return Value{v.doc, n.next}
}

// Following returns the value that begins next in the text, inside v or after
// it; the zero Value at the end. A loop from [Document.Root] on visits every value.
func (v Value) Following() Value {
	at := v.at + 1
	if int(at) == len(v.doc.nodes) {
		return Value{}
	}
	if v.doc.nodes[v.doc.nodes[at].parent].kind == Object {
		at++ // the name comes first
	}
	return Value{v.doc, at}
}

// Len counts the members of an object or the elements of an array, by walking them.
func (v Value) Len() int {
	n := 0
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		n++
	}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		n++
	}
	return n
}

// Empty reports whether the value is an object or array without members or elements.
func (v Value) Empty() bool {
	return (v.Kind() == Object || v.Kind() == Array) && v.node().next == v.at+1
}

// Parent returns the object or array that contains the value; the zero Value for the root.
func (v Value) Parent() Value {
	if v.doc == nil || v.node().parent < 0 {
		return Value{}
	}
	return Value{v.doc, v.node().parent}
}

// Name returns the name of a member's value, a string with a position in the
// text; the zero Value for a value that is no member's.
func (v Value) Name() Value {
	if v.doc == nil {
		return Value{}
	}
	parent := v.doc.nodes[v.at].parent
	if parent < 0 || v.doc.nodes[parent].kind != Object {
		return Value{}
	}
	return Value{v.doc, v.at - 1}
}

// Key returns the text of a member's name; "" for a value that is no member's.
func (v Value) Key() string {
	if v.doc == nil {
		return ""
	}
	parent := v.node().parent
	if parent < 0 || v.doc.nodes[parent].kind != Object {
		return ""
	}
	return v.doc.characters(&v.doc.nodes[v.at-1])
}

// Index returns the index of an array's element, from 0.
func (v Value) Index() int { return int(v.node().index) }

// Pointer returns the value's JSON Pointer (RFC 6901); "" for the root.
func (v Value) Pointer() string {
	p := v.Parent()
	switch p.Kind() {
	case Object:
		return p.Pointer() + "/" + escapePointer(v.Key())
	case Array:
		return p.Pointer() + "/" + strconv.Itoa(v.Index())
	}
	return ""
}

func escapePointer(name string) string {
	var out []byte
	for i := 0; i < len(name); i++ {
		switch name[i] {
		case '~':
			out = append(out, "~0"...)
		case '/':
			out = append(out, "~1"...)
		default:
			out = append(out, name[i])
		}
	}
	return string(out)
}
