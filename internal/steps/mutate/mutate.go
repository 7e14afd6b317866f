// Package mutate makes mistakes: it takes a payload without any, makes one that
// people make, and keeps what the payload was, so that a test can tell whether a
// check led back to it. It knows iDenfy's grammar from iDenfy's page alone and
// imports nothing of what it tests.
//
// [Operators] are the mistakes; [Operator.Mutate] makes one, [Random] a payload to begin with.
package mutate

import (
	"math/rand/v2"
	"slices"
)

// A Shape is what a payload is.
type Shape string

// The shapes, named as a check names its kinds.
const (
	Token  Shape = "token-request"
	Steps  Shape = "additional-steps"
	Upload Shape = "upload-request"
)

// A Payload is one without a mistake.
type Payload struct {
	Shape Shape
	Value *Value
}

// A Mutant is a payload with one mistake in it, or with two.
type Mutant struct {
	Operator string
	// Text is what would be pasted.
	Text string
	// Original is what is meant; nil where the mistake lost it.
	Original *Value
	// Severity is the worst that may be told, and that must be: error, warning or info.
	Severity string
	// Shell says that the mistake hides others, which it shows once it is fixed.
	Shell bool
	// Places are the JSON Pointers, one of which names the place of the mistake.
	Places []string
}

// An Operator makes one kind of mistake.
type Operator struct {
	Name string
	// Severity of the mistake.
	Severity string
	// Lossy says that nobody can tell from the mutant what was meant.
	Lossy bool
	// Two says that it makes two mistakes.
	Two bool
	// Shell says that the mistake hides others.
	Shell bool

	// make changes m.root, and notes the place; false where the payload has no place for the mistake.
	make func(m *maker) bool
}

// A maker makes one mistake.
type maker struct {
	*rand.Rand
	shape Shape
	root  *Value
	// original is changed by operators that need a payload of their own.
	original *Value
	places   []*Value
	severity string
	// text is set by an operator whose mistake no value can hold.
	text string
}

// Mutate makes the mistake in a payload; nil where the payload has no place for it.
func (o *Operator) Mutate(r *rand.Rand, p Payload) *Mutant {
	m := &maker{Rand: r, shape: p.Shape, original: p.Value.Clone(), severity: o.Severity}
	m.root = m.original.Clone()
	if !o.make(m) || Same(m.root, m.original) && m.text == "" {
		return nil
	}
	out := &Mutant{Operator: o.Name, Text: m.text, Severity: m.severity, Shell: o.Shell || o.Two}
	if !o.Lossy {
		out.Original = m.original
	}
	if out.Text == "" {
		out.Text = m.root.Write(Style(r.IntN(int(styles))))
	}
	for _, at := range m.places {
		if pointer, found := m.root.pointer(at); found && !slices.Contains(out.Places, pointer) {
			out.Places = append(out.Places, pointer)
		}
	}
	return out
}

// at notes where the mistake is.
func (m *maker) at(places ...*Value) { m.places = append(m.places, places...) }

// one chooses one, false of none.
func one[T any](m *maker, from []T) (T, bool) {
	if len(from) == 0 {
		var none T
		return none, false
	}
	return from[m.IntN(len(from))], true
}

// A site is a member or an element.
type site struct {
	in *Value
	i  int
	// role is what its name stands for: a level, a key; "" for an element.
	role string
}

func (s site) name() string     { return s.in.Names[s.i] }
func (s site) value() *Value    { return s.in.Items[s.i] }
func (s site) rename(to string) { s.in.Names[s.i] = to }
func (s site) put(v *Value)     { s.in.Items[s.i] = v }
func (s site) clear() *Value    { return s.in.remove(s.i) }

func members(v *Value, role string) (out []site) {
	if v == nil || v.Kind != Object {
		return nil
	}
	for i := range v.Items {
		out = append(out, site{v, i, role})
	}
	return out
}

func elements(v *Value, role string) (out []site) {
	if v == nil || v.Kind != Array {
		return nil
	}
	for i := range v.Items {
		out = append(out, site{v, i, role})
	}
	return out
}

// steps is the value of additionalSteps; nil for none.
func (m *maker) steps() *Value {
	v := m.root
	if m.shape == Token {
		v = m.root.Get("additionalSteps")
	}
	if m.shape == Upload || v == nil || v.Kind != Object || len(v.Items) == 0 {
		return nil
	}
	return v
}

func (m *maker) countries() []site { return members(m.steps(), "country") }

func (m *maker) documents() (out []site) {
	for _, c := range m.countries() {
		out = append(out, members(c.value(), "document")...)
	}
	return out
}

// listed are the names of steps in lists.
func (m *maker) listed() (out []site) {
	for _, d := range m.documents() {
		out = append(out, elements(d.value(), "listed")...)
	}
	return out
}

// defined are the steps of objects.
func (m *maker) defined() (out []site) {
	for _, d := range m.documents() {
		out = append(out, members(d.value(), "step")...)
	}
	return out
}

func (m *maker) parts() (out []site) {
	for _, s := range m.defined() {
		out = append(out, members(s.value(), "part")...)
	}
	return out
}

func (m *maker) partsNamed(name string) (out []site) {
	for _, p := range m.parts() {
		if p.name() == name {
			out = append(out, p)
		}
	}
	return out
}

func (m *maker) locales() (out []site) {
	for _, t := range m.partsNamed("texts") {
		out = append(out, members(t.value(), "locale")...)
	}
	return out
}

func (m *maker) texts() (out []site) {
	for _, l := range m.locales() {
		out = append(out, members(l.value(), "text")...)
	}
	return out
}

func (m *maker) settings() (out []site) {
	for _, s := range m.partsNamed("settings") {
		out = append(out, members(s.value(), "setting")...)
	}
	return out
}

func (m *maker) fields() (out []site) {
	for _, f := range m.partsNamed("fields") {
		out = append(out, elements(f.value(), "field")...)
	}
	return out
}

// tokens are the fields of a token request.
func (m *maker) tokens() []site {
	if m.shape != Token {
		return nil
	}
	return members(m.root, "token")
}

func (m *maker) uploads() []site {
	if m.shape != Upload {
		return nil
	}
	return members(m.root, "upload")
}

func (m *maker) dataSteps() []site {
	if m.shape != Token {
		return nil
	}
	return members(m.root.Get("additionalData"), "data step")
}

func (m *maker) dataFields() (out []site) {
	for _, s := range m.dataSteps() {
		out = append(out, members(s.value(), "data field")...)
	}
	if m.shape == Upload {
		out = append(out, members(m.root.Get("additionalData"), "data field")...)
	}
	return out
}

// names are every name that iDenfy gives: they can be told when they are misspelt.
func (m *maker) names() []site {
	return slices.Concat(m.countries(), m.documents(), m.parts(), m.locales(), m.texts(), m.settings(), m.tokens(), m.uploads())
}
