// Package steps checks and resolves payloads of iDenfy's additional steps.
//
// # Which functions to use
//
// [Read] reads a payload: its text, which may have comments, and an [Environment],
// or nil if it is unknown what iDenfy's staff configured ([ReadEnvironment] reads
// one). The [Payload] has the rest: [Payload.Findings] says what is wrong, where, and
// how to fix it; [Payload.Resolve] returns the steps that one person will see, and
// [Payload.Review] both; [Payload.Matrix] resolves it for everybody; [Payload.Expand]
// returns it as iDenfy echoes it. [Explain] compares two. [Import] takes the payload
// out of what people paste for one.
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
// Source: iDenfy's page on additional steps. Where that page is silent, one function
// decides, and the result says that it is assumed: overlay merges a partly defined
// step, plan.decide chooses between countries and document types.
package steps

//go:generate go test -run TestFindingsPage . -update

import (
	"sync/atomic"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/paste"
)

// Kind is the kind of a payload. A `fragment` is `"additionalSteps": {…}` without
// braces around it; a `response` is what iDenfy answered or sent; an
// `other-request` is the body of a call that has nothing to do with additional steps.
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
	// OtherRequest is the body of another call of iDenfy's, such as direct processing.
	OtherRequest Kind = "other-request"
	// Unknown is every other kind.
	Unknown Kind = "unknown"
)

// A Payload is a text that was parsed. Its findings and its plan are computed by the
// first method that needs them, and kept. A Payload is safe for concurrent use.
// Callers must not change what its methods return.
type Payload struct {
	*source
	env  *Environment
	kind Kind
	// pasted is what stands around the payload, or how it is written; nil for a plain one.
	pasted *paste.Found

	// Both are nil until they are needed. Goroutines may compute one at the same time; the first result is kept. sync.Once
	// would cost the page 2 kB.
	report atomic.Pointer[report]
	asked  atomic.Pointer[plan]
}

// A report is the result of checking.
type report struct {
	findings []finding.Finding
	failed   bool
}

// Read reads a payload. A text that is not JSON becomes a payload of kind [Unknown]
// with exactly one finding, an error. With a nil env there are no findings about
// what an environment must allow. The caller may change text afterwards, but not env.
func Read(text []byte, env *Environment) *Payload {
	p := &Payload{source: readSource(text), env: env, kind: Unknown}
	if p.doc == nil {
		jsontext.Repair(text, &p.problems[0])
		p.text = string(text[:min(max(p.problems[0].Start+1, len(p.text)), len(text))])
	} else {
		p.kind = (&checker{source: p.source, env: env}).detectKind(p.doc.Root(), p.braceless())
	}
	p.recognise(text)
	return p
}

// ReadAs reads a request whose kind is known by the URL that it is sent to. A text
// that is no JSON object becomes a payload of kind [Unknown] with an error.
func ReadAs(kind Kind, text []byte, env *Environment) *Payload {
	p := &Payload{source: readSource(text), env: env, kind: Unknown}
	if p.doc != nil && p.doc.Root().Kind() == jsontext.Object {
		p.kind = kind
	}
	return p
}

// Root returns the payload's value; the zero Value for a text that is not JSON.
func (p *Payload) Root() jsontext.Value {
	if p.doc == nil {
		return jsontext.Value{}
	}
	return p.doc.Root()
}

// Kind returns the kind of the payload.
func (p *Payload) Kind() Kind { return p.kind }

// Findings returns the findings in the order of the text.
func (p *Payload) Findings() []finding.Finding { return p.check().findings }

// Valid reports whether no finding is an error.
func (p *Payload) Valid() bool { return !p.check().failed }

func (p *Payload) check() *report {
	if p.report.Load() == nil {
		c := newChecker(p.source, p.env)
		c.kind, c.plan = p.kind, p.plan
		switch {
		case p.pasted != nil:
			c.imported(p.pasted)
		case p.doc != nil:
			c.payload(p.doc.Root())
		}
		p.report.CompareAndSwap(nil, &report{c.findings(), c.failed})
	}
	return p.report.Load()
}

// refusal returns the findings if one of them is an error.
func (p *Payload) refusal() []finding.Finding {
	if p.Valid() {
		return nil
	}
	return p.Findings()
}

// plan returns nil for a text that is not JSON.
func (p *Payload) plan() *plan {
	if p.asked.Load() == nil && p.doc != nil {
		p.asked.CompareAndSwap(nil, newPlan(p.kind, p.doc.Root(), p.env))
	}
	return p.asked.Load()
}

// Normalised returns the payload as plain JSON, see [jsontext.Document.Plain]; nil
// for a text that is not JSON.
func (p *Payload) Normalised() []byte {
	if p.doc == nil {
		return nil
	}
	return p.doc.Plain()
}

// A Check is the kind and the findings of a payload.
type Check struct {
	// File is the name of the payload's file, set by the command line.
	File string `json:"file,omitempty" ts:"-"`
	// Kind is what the payload was taken for.
	Kind Kind `json:"kind"`
	// Valid says that no finding is an error.
	Valid bool `json:"valid"`
	// Findings are in the order of the text.
	Findings []finding.Finding `json:"findings"`
}

// Check returns the payload's kind and findings.
func (p *Payload) Check() *Check { return &Check{"", p.Kind(), p.Valid(), p.Findings()} }

// A source is a text and the result of parsing it.
type source struct {
	text string
	// doc is nil where the text is not JSON.
	doc      *jsontext.Document
	problems []jsontext.Problem
}

func readSource(text []byte) *source {
	doc, problems := jsontext.Parse(text)
	if doc != nil {
		return &source{doc.Text(), doc, problems}
	}
	// Only the position of the problem is needed from here on.
	return &source{string(text[:min(problems[0].Start+1, len(text))]), nil, problems}
}

func (s *source) braceless() bool {
	for i := range s.problems {
		if s.problems[i].Code == jsontext.CodeMissingBraces {
			return true
		}
	}
	return false
}
