// Package finding defines a finding: one thing that is wrong with a payload or a
// file, or worth knowing about it.
//
// A [Finding] says what (Code, Message), where (Pointer, Line, Column) and how
// to fix it (Fix). Packages that report findings keep their codes and messages
// beside the check; this package defines only the shape and its JSON.
package finding

import "idenfysteps/internal/jsontext"

// Severity is how bad a finding is: iDenfy would refuse or misread an `error`, a
// `warning` works but may surprise, an `info` needs no action.
type Severity string

const (
	// Error: iDenfy would refuse it or silently misread it.
	Error Severity = "error"
	// Warning: it works, but may not do what its author expects.
	Warning Severity = "warning"
	// Info: worth knowing, no action needed.
	Info Severity = "info"
)

// A Finding is one thing found in a payload or a file.
type Finding struct {
	// Code names the kind of finding: lower-case words with dashes, stable.
	// Codes for a configurable limit that is exceeded begin with `limit-`.
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	// Pointer is the JSON Pointer (RFC 6901) of the value that the finding is about; "" is the whole payload. Absent for files.
	Pointer string `json:"pointer" ts:"optional" if:"Line"`
	// Line counts from 1. Absent for files.
	Line int `json:"line,omitempty"`
	// Column counts from 1, in UTF-16 units. Absent for files.
	Column int `json:"column,omitempty"`
	// Message is one English sentence: what is wrong and how to fix it.
	Message string `json:"message"`
	// Params are the values in the message, for translations of it.
	// `remedy: "fit"` says that `Engine.fit` fixes the picture that the finding is about.
	Params Params `json:"params,omitempty" ts:"Record<string, string>"`
	// Fix makes the finding go away; absent where only a person can decide how. See `applyFix`.
	Fix *Fix `json:"fix,omitempty"`
}

// Params are the values in a message.
type Params []Param

// A Param is one value in a message.
type Param struct{ Name, Value string }

// A Fix is a set of edits that makes a finding go away and changes nothing else.
type Fix struct {
	// Title says in a few words what the edits do.
	Title string `json:"title"`
	// Edits are in order of their start and do not overlap.
	Edits []Edit `json:"edits"`
}

// An Edit changes the text that was checked.
type Edit = jsontext.Edit

// Apply returns the text that was checked with the fix's edits made.
func (f *Fix) Apply(text []byte) []byte { return jsontext.Apply(string(text), f.Edits) }

// AnyError reports whether one of the findings is an error.
func AnyError(findings []Finding) bool {
	for _, f := range findings {
		if f.Severity == Error {
			return true
		}
	}
	return false
}

// WriteJSON writes the findings as a JSON array, as every program of the project does:
//
//	[{"code","severity","pointer","line","column","message","params"?,"fix"?}]
//
// Findings about files have no pointer, line and column.
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

// MarshalJSON implements [json.Marshaler]: the params are one object.
func (p Params) MarshalJSON() ([]byte, error) {
	var w jsontext.Writer
	p.writeJSON(&w)
	return w.Bytes(), nil
}

// ByWorth returns the findings in the order in which people should read them:
// errors, warnings, the rest; of each those that an edit fixes first; of one
// place as they came. The findings themselves stay as they are.
func ByWorth(findings []Finding) []Finding {
	out := make([]Finding, 0, len(findings))
	for _, severity := range []Severity{Error, Warning, Info} {
		for _, fixable := range []bool{true, false} {
			for _, f := range findings {
				if f.Severity == severity && (f.Fix != nil) == fixable {
					out = append(out, f)
				}
			}
		}
	}
	return out
}
