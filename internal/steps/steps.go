// Package steps knows the grammar of iDenfy's additional steps.
//
// # Which two functions to use
//
// [Check] says everything that is wrong with a payload, where, and how to mend
// it. [Resolve] says what one person will see because of it. Both take the text
// as it was written, comments and all, and an [Environment], or nil where
// nobody knows what iDenfy's staff configured. [Matrix] resolves a payload for
// everybody, [Explain] compares two, and [Expand] spells one out as iDenfy
// echoes it; all of them read a payload by the same plan.
//
// # The grammar
//
//	additionalSteps := { COUNTRY : { DOCUMENT : STEPS } }
//	COUNTRY         := "ALL" | ISO 3166-1 alpha-2
//	DOCUMENT        := "ALL" | ID_CARD | PASSPORT | …
//	STEPS           := {}                   no additional steps
//	                 | [ NAME, … ]          some of the configured ones
//	                 | { NAME : STEP, … }   each with what this request changes
//
// Source: iDenfy's page on additional steps. Where that page is silent, one
// function decides, and what is shown says that it is assumed: overlay for what
// a step is when a request says only half of it, plan.decide for which country
// and document type wins.
package steps

import (
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// Kind is what a payload is.
type Kind string

// The kinds of payloads. Rules for requests do not apply to responses.
const (
	// TokenRequest is the body of a request for a token.
	TokenRequest Kind = "token-request"
	// AdditionalSteps is the value of additionalSteps alone.
	AdditionalSteps Kind = "additional-steps"
	// Fragment is "additionalSteps": {…} without the braces around it, as documentation prints it.
	Fragment Kind = "fragment"
	// UploadRequest is the body of a request to upload-additional-step.
	UploadRequest Kind = "upload-request"
	// Response is what iDenfy answered or sent: a token, a webhook.
	Response Kind = "response"
	// Unknown is everything else.
	Unknown Kind = "unknown"
)

// A Report is what [Check] found.
type Report struct {
	Kind Kind
	// Findings are in the order of the text.
	Findings []finding.Finding

	failed bool
	doc    *jsontext.Document
}

// Check reads a payload and says what is wrong with it. A text that is not
// JSON gives exactly one finding. env may be nil: then nothing is said about
// what the environment must allow.
func Check(text []byte, env *Environment) *Report {
	c := newChecker(text, env)
	if c.doc != nil {
		c.payload(c.doc.Root())
	}
	return &Report{Kind: c.kind, Findings: c.findings(), failed: c.failed, doc: c.doc}
}

// Valid tells whether no finding is an error.
func (r *Report) Valid() bool { return !r.failed }

// Normalised returns the payload as plain JSON: layout kept, comments and
// trailing commas gone, missing outer braces added. It is nil when the text
// could not be read.
func (r *Report) Normalised() []byte {
	if r.doc == nil {
		return nil
	}
	return r.doc.Plain()
}

// WriteJSON writes the report as the command line and the engine show it:
//
//	{"file"?,"kind","valid","findings":[…]}
//
// The file is left out when it is "".
func (r *Report) WriteJSON(w *jsontext.Writer, file string) {
	w.BeginObject()
	if file != "" {
		w.Name("file").String(file)
	}
	w.Name("kind").String(string(r.Kind))
	w.Name("valid").Bool(r.Valid())
	w.Name("findings")
	finding.WriteJSON(w, r.Findings)
	w.EndObject()
}
