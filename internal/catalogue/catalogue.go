// Package catalogue holds the facts about iDenfy, and the numbers that more
// than one part of this project needs, each stated once.
//
// catalogue.json is the one place to write a fact: each entry has its source,
// and each source says how far it is trusted. The program in generate makes from
// it the tables of this package, the codes of internal/steps and internal/file,
// the identifiers of internal/idenfy and internal/grant, the page's
// web/src/catalogue.gen.ts, the JSON Schema of payloads, and the enums of
// docs/gateway.openapi.yaml. No program of the page reads the JSON itself. Facts
// that only the page needs (names of languages and countries) are in no Go table.
//
// Callers must not change the lists.
package catalogue

//go:generate go run ./generate

// A Text is what a step says in one locale.
type Text struct{ Locale, Name, Description string }

// A Form is what the value of a token request's field looks like.
type Form uint8

// The forms of fields.
const (
	Any          Form = iota
	PlainText         // from Min to Max characters
	ClientID          // ASCII text
	PersonName        // text without digits and marks
	URL               // text
	HTTPSURL          // an https URL
	Flag              // true or false
	Whole             // a whole number from Min to Max
	Number            // any number
	Date              // YYYY-MM-DD
	UUID              // 8-4-4-4-12 hexadecimal digits
	Word              // one of Words
	Texts             // a list of texts
	Locale            // a language
	Country           // one country
	CountryList       // one country, or a list
	DocumentList      // a list of identity documents
)

// A Field is one field of a request with its documented limits; a Max of 0
// means that none is documented.
type Field struct {
	Name     string
	Form     Form
	Min, Max int
	// Words are the values that a field of form Word may have.
	Words []string
	// Required says that iDenfy refuses a request without the field.
	Required bool
	// NullRefused says that iDenfy refuses null here; elsewhere null means the same as no field.
	NullRefused bool
}

// A Route is one route of the gateway.
type Route struct {
	// Route is a pattern of net/http: "GET /v1/verifications/{scanRef}".
	Route string
	// Caller says that the call needs a JWT, Length that it needs a Content-Length.
	Caller, Length bool
	// MaxBytes is the largest body in bytes; 0 for a route without a body.
	MaxBytes int64
}

// A Tag is a mismatch tag of a webhook that is about additional steps.
type Tag struct {
	Name string
	// Reason is why the person has to give the document again: too-old, other-address, …
	Reason string
}

// A Body is that of a request to iDenfy, or of its answer, which no rule here is about.
type Body struct {
	Name string
	// Has are the members that tell it: all words of one of them are there.
	Has []string
	// Path is where a request goes.
	Path string
	// Webhook says that iDenfy sends it by itself.
	Webhook bool
}

// An Identifier is one of iDenfy's errors: what it is called, its HTTP status
// (of 2025; 400 before), whether the same call may succeed later, and what it says.
type Identifier struct {
	Name   string
	Status int
	Retry  bool
	Is     string
}
