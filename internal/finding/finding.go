// Package finding is the one shape in which everything that is wrong, or worth
// knowing, about a payload or a file is told.
//
// A [Finding] says what (Code, Message), where (Pointer, Line, Column) and how
// to fix it (Fix). Packages that find things keep their codes and sentences
// beside the check; this package only fixes the shape and its JSON.
package finding

import "idenfysteps/internal/jsontext"

// Severity tells how bad a finding is: an `error` is what iDenfy would refuse or
// misread, a `warning` surprises, an `info` asks for nothing.
type Severity string

const (
	// Error is what iDenfy would refuse or silently misread.
	Error Severity = "error"
	// Warning is what works and would surprise.
	Warning Severity = "warning"
	// Info is worth knowing and asks for nothing.
	Info Severity = "info"
)

// A Finding is one thing found in a payload or a file.
type Finding struct {
	// Code names the kind of finding: lower-case words with dashes, stable.
	// Those that only say that a configurable limit is exceeded begin with `limit-`.
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	// Pointer is the JSON Pointer (RFC 6901) of the value that it is about; "" is the whole payload. Absent for files.
	Pointer string `json:"pointer" ts:"optional" if:"Line"`
	// Line counts from 1. Absent for files.
	Line int `json:"line,omitempty"`
	// Column counts from 1, in UTF-16 units. Absent for files.
	Column int `json:"column,omitempty"`
	// Message is one English sentence: what is wrong and what to do instead.
	Message string `json:"message"`
	// Params is what the message names, so that it can be said in another
	// language. `remedy: "fit"` says that `Engine.fit` fixes the picture that it is about.
	Params Params `json:"params,omitempty" ts:"Record<string, string>"`
	// Fix makes the finding go away; absent where only a person can decide. See `applyFix`.
	Fix *Fix `json:"fix,omitempty"`
}

// Params are what a message names.
type Params []Param

// A Param is one value that a message names.
type Param struct{ Name, Value string }

// A Fix is a set of edits that makes a finding go away and changes nothing else.
type Fix struct {
	// Title says what the edits do, in a few words.
	Title string `json:"title"`
	// Edits are in the order of their start, without overlap.
	Edits []Edit `json:"edits"`
}

// An Edit replaces the bytes from its start to its end (exclusive; offsets in UTF-8 bytes) by its text.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Apply returns text with the fix's edits made. The edits must belong to that text.
func (f *Fix) Apply(text []byte) []byte {
	out := make([]byte, 0, len(text))
	at := 0
	for _, e := range f.Edits {
		out = append(out, text[at:e.Start]...)
		out = append(out, e.Text...)
		at = e.End
	}
	return append(out, text[at:]...)
}

// AnyError tells whether one of the findings is an error.
func AnyError(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity == Error {
			return true
		}
	}
	return false
}

// WriteJSON writes the findings as a JSON array, the form in which every
// program of the project shows them:
//
//	[{"code","severity","pointer","line","column","message","params"?,"fix"?}]
//
// Line and column are left out where there are none (files).
func WriteJSON(w *jsontext.Writer, findings []Finding) {
	w.BeginArray()
	for i := range findings {
		findings[i].WriteJSON(w)
	}
	w.EndArray()
}

func (p Params) writeJSON(w *jsontext.Writer) {
	w.BeginObject()
	for _, one := range p {
		w.Name(one.Name).String(one.Value)
	}
	w.EndObject()
}

// MarshalJSON writes the params as an object, for who uses encoding/json.
func (p Params) MarshalJSON() ([]byte, error) {
	var w jsontext.Writer
	p.writeJSON(&w)
	return w.Bytes(), nil
}
