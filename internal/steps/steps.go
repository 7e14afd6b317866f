// Package steps knows the grammar of iDenfy's additional steps.
//
// # Which functions to use
//
// [Read] reads a payload: the text as it was written, comments and all, and an
// [Environment], or nil where nobody knows what iDenfy's staff configured
// ([ReadEnvironment] reads one). The [Payload] answers everything else:
// [Payload.Findings] says everything that is wrong, where, and how to fix it;
// [Payload.Resolve] says what one person will see because of it, and
// [Payload.Review] both at once; [Payload.Matrix] resolves it for everybody;
// [Payload.Expand] spells it out as iDenfy echoes it; [Explain] compares two.
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

//go:generate go test -run TestFindingsPage . -update

import (
	"sync/atomic"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// Kind is what a payload is. A `fragment` is `"additionalSteps": {…}` without
// braces around it; a `response` is what iDenfy answered or sent.
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

// A Payload is a text that was read: its JSON is parsed, and what is wrong with
// it and what it asks for is worked out by the first method that needs it, and
// kept. To its users it never changes: any number of goroutines may share one,
// and what its methods return belongs to it and must not be changed.
type Payload struct {
	*source
	env  *Environment
	kind Kind

	// These are nil until they are needed. Of goroutines that need one at the same time the first to have it keeps its own
	// for all; sync.Once would cost the page 2 kB.
	report atomic.Pointer[report]
	asked  atomic.Pointer[plan]
}

// A report is what checking found.
type report struct {
	findings []finding.Finding
	failed   bool
}

// Read reads a payload. A text that is not JSON gives a payload of kind
// [Unknown] with exactly one finding, an error. env may be nil: then nothing is
// said about what the environment must allow. The text may be used again once
// Read has returned; the environment must stay as it is.
func Read(text []byte, env *Environment) *Payload {
	p := &Payload{source: readSource(text), env: env, kind: Unknown}
	if p.doc != nil {
		p.kind = (&checker{source: p.source, env: env}).detectKind(p.doc.Root(), p.braceless())
	}
	return p
}

// ReadAs reads a request whose kind is known, as by the address that it is sent
// to. What is no JSON object gives a payload of kind [Unknown] with an error.
func ReadAs(kind Kind, text []byte, env *Environment) *Payload {
	p := &Payload{source: readSource(text), env: env, kind: Unknown}
	if p.doc != nil && p.doc.Root().Kind() == jsontext.Object {
		p.kind = kind
	}
	return p
}

// Root returns the payload's value; the zero Value where it is not JSON.
func (p *Payload) Root() jsontext.Value {
	if p.doc == nil {
		return jsontext.Value{}
	}
	return p.doc.Root()
}

// Kind tells what the payload is.
func (p *Payload) Kind() Kind { return p.kind }

// Findings says what is wrong with the payload, in the order of the text.
func (p *Payload) Findings() []finding.Finding { return p.check().findings }

// Valid tells whether no finding is an error.
func (p *Payload) Valid() bool { return !p.check().failed }

func (p *Payload) check() *report {
	if p.report.Load() == nil {
		c := newChecker(p.source, p.env)
		c.kind, c.plan = p.kind, p.plan
		if p.doc != nil {
			c.payload(p.doc.Root())
		}
		p.report.CompareAndSwap(nil, &report{c.findings(), c.failed})
	}
	return p.report.Load()
}

// refusal returns the findings where one of them is an error.
func (p *Payload) refusal() []finding.Finding {
	if p.Valid() {
		return nil
	}
	return p.Findings()
}

// plan returns what the payload asks for; nil where the text is not JSON.
func (p *Payload) plan() *plan {
	if p.asked.Load() == nil && p.doc != nil {
		p.asked.CompareAndSwap(nil, newPlan(p.kind, p.doc.Root(), p.env))
	}
	return p.asked.Load()
}

// Normalised returns the payload as plain JSON: layout kept, comments and
// trailing commas gone, missing outer braces added. It is nil when the text
// could not be read.
func (p *Payload) Normalised() []byte {
	if p.doc == nil {
		return nil
	}
	return p.doc.Plain()
}

// A Check is what a payload is and what is wrong with it.
type Check struct {
	// File is the name of the file that it was read from, for the command line.
	File string `json:"file,omitempty" ts:"-"`
	// Kind is what it was taken for.
	Kind Kind `json:"kind"`
	// Valid says that no finding is an error.
	Valid bool `json:"valid"`
	// Findings are in the order of the text.
	Findings []finding.Finding `json:"findings"`
}

// Check says what the payload is and what is wrong with it.
func (p *Payload) Check() *Check { return &Check{"", p.Kind(), p.Valid(), p.Findings()} }

// A source is a text and what reading its JSON gave.
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
	// Of a text that is not JSON, no more is asked than where its problem stands.
	return &source{string(text[:min(problems[0].Start+1, len(text))]), nil, problems}
}

// braceless tells whether the outermost braces are missing.
func (s *source) braceless() bool {
	for i := range s.problems {
		if s.problems[i].Code == jsontext.CodeMissingBraces {
			return true
		}
	}
	return false
}
