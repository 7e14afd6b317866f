// Package catalogue holds what is known of iDenfy, and the numbers that more
// than one part of this project needs, each stated once.
//
// catalogue.json is the one place to write a fact: each entry has its source,
// and each source says how far it is trusted. The program in generate makes from
// it the tables of this package, the codes of internal/steps and internal/file,
// the identifiers of internal/idenfy and internal/grant, the page's
// web/src/catalogue.gen.ts, the JSON Schema of payloads, and the enums of
// docs/gateway.openapi.yaml. No program of the page reads the JSON itself, and
// what only the page needs (names of languages and countries) is in no Go table.
//
// The lists are not to be changed by whoever reads them.
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
	// Words are those that a Word may be.
	Words []string
	// Required says that iDenfy wants the field.
	Required bool
	// NullRefused says that iDenfy takes no null here; elsewhere null is as if the field were left out.
	NullRefused bool
}

// A Route is one of the gateway's.
type Route struct {
	// Route is as net/http writes it: "GET /v1/verifications/{scanRef}".
	Route string
	// Caller says that the call needs a JWT, Length that it must say the length of its body.
	Caller, Length bool
	// MaxBytes is how long its body may be; 0 for one that has none.
	MaxBytes int64
}

// A Tag is a mismatch tag of a webhook that is about additional steps.
type Tag struct {
	Name string
	// Reason is why the person has to give the document again: too-old, other-address, …
	Reason string
}
