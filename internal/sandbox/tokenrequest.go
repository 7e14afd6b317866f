package sandbox

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"idenfysteps/internal/steps"
)

// A tokenRequest holds the checked members of a request, with defaults filled in.
type tokenRequest map[string]any

func (r tokenRequest) text(name string) string {
	text, _ := r[name].(string)
	return text
}

func (r tokenRequest) whole(name string) int {
	n, _ := r[name].(int)
	return n
}

// A tokenField is one member of the request: how it is read, and what the reply
// says where it was not sent.
type tokenField struct {
	name     string
	read     func(raw json.RawMessage) (value any, problem string)
	absent   any
	required bool
	// quiet fields are echoed only where they were sent: the documented replies do not show them.
	quiet bool
}

// tokenFields stand in the order of the documented replies. Limits are the
// documented ones.
var tokenFields = []tokenField{
	{name: "clientId", read: text(1, 100, ascii), required: true},
	{name: "personScanRef", read: text(1, 100, ascii)},
	{name: "firstName", read: upper(text(1, 100, personName))},
	{name: "lastName", read: upper(text(1, 100, personName))},
	{name: "successUrl", read: text(5, 2048, webURL)},
	{name: "errorUrl", read: text(5, 2048, webURL)},
	{name: "unverifiedUrl", read: text(5, 2048, webURL)},
	{name: "callbackUrl", read: text(5, 2048, secureURL)},
	{name: "locale", read: text(2, 7, ascii)},
	{name: "country", read: ruled(country)},
	{name: "expiryTime", read: whole(1, 2_592_000), absent: 3600},
	{name: "sessionLength", read: whole(60, 3600), absent: 600},
	{name: "documents", read: list(oneOf(documentTypes...)), absent: documentTypes[:4]},
	{name: "dateOfBirth", read: ruled(date)},
	{name: "dateOfExpiry", read: ruled(date)},
	{name: "dateOfIssue", read: ruled(date)},
	{name: "nationality", read: ruled(nationality)},
	{name: "personalNumber", read: text(1, 50, anything)},
	{name: "documentNumber", read: text(1, 50, anything)},
	{name: "sex", read: ruled(oneOf("M", "F"))},
	{name: "address", read: text(1, 255, anything)},
	{name: "showInstructions", read: boolean, absent: true},
	{name: "tokenType", read: text(1, 30, oneOf("IDENTIFICATION", "DOCUMENT", "VIDEO_CALL", "VIDEO_CALL_PHOTOS", "VIDEO_CALL_IDENTIFICATION")), absent: "IDENTIFICATION"},
	{name: "utilityBill", read: boolean},
	{name: "additionalSteps", read: anyJSON},
	{name: "additionalData", read: stepData, quiet: true},
	{name: "externalRef", read: text(1, 40, anything)},
	{name: "generateDigitString", read: boolean, quiet: true},
	{name: "dummyStatus", read: text(1, 30, oneOf("APPROVED", "DENIED", "SUSPECTED", "EXPIRED")), quiet: true},
}

// documentTypes are those that a request may name; an environment begins with the first four.
var documentTypes = strings.Fields(`ID_CARD PASSPORT DRIVER_LICENSE RESIDENCE_PERMIT AADHAAR PAN_CARD VISA BORDER_CROSSING
	ASYLUM NATIONAL_PASSPORT INTERNATIONAL_PASSPORT VOTER_CARD OLD_ID_CARD TRAVEL_CARD PHOTO_CARD MILITARY_CARD
	PROOF_OF_AGE_CARD DIPLOMATIC_ID OTHER`)

// A rule says what is wrong with a text, or "".
type rule func(string) (problem string)

func text(shortest, longest int, also rule) func(json.RawMessage) (any, string) {
	return func(raw json.RawMessage) (any, string) {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return nil, "must be a string."
		}
		if n := utf8.RuneCountInString(s); n < shortest || n > longest {
			return nil, "must be " + strconv.Itoa(shortest) + " to " + strconv.Itoa(longest) + " characters long."
		}
		return s, also(s)
	}
}

// ruled is a text of which the rule alone says what is wrong, its length included.
func ruled(rule rule) func(json.RawMessage) (any, string) { return text(0, math.MaxInt, rule) }

// upper echoes a name as iDenfy does.
func upper(read func(json.RawMessage) (any, string)) func(json.RawMessage) (any, string) {
	return func(raw json.RawMessage) (any, string) {
		value, problem := read(raw)
		if problem != "" {
			return nil, problem
		}
		return strings.ToUpper(value.(string)), ""
	}
}

func whole(least, most int) func(json.RawMessage) (any, string) {
	return func(raw json.RawMessage) (any, string) {
		var n int
		if json.Unmarshal(raw, &n) != nil {
			return nil, "must be a whole number."
		}
		if n < least || n > most {
			return nil, "must be " + strconv.Itoa(least) + " to " + strconv.Itoa(most) + "."
		}
		return n, ""
	}
}

func boolean(raw json.RawMessage) (any, string) {
	var b bool
	if json.Unmarshal(raw, &b) != nil {
		return nil, "must be true or false."
	}
	return b, ""
}

func list(each rule) func(json.RawMessage) (any, string) {
	return func(raw json.RawMessage) (any, string) {
		var items []string
		if json.Unmarshal(raw, &items) != nil || len(items) == 0 {
			return nil, "must be a list of strings."
		}
		for _, item := range items {
			if problem := each(item); problem != "" {
				return nil, problem
			}
		}
		return items, ""
	}
}

// anyJSON is for additionalSteps, which the grammar judges and the reply spells out.
func anyJSON(raw json.RawMessage) (any, string) { return raw, "" }

func stepData(raw json.RawMessage) (any, string) {
	var data map[string]map[string]string
	if json.Unmarshal(raw, &data) != nil {
		return nil, `must be like {"UTILITY_BILL": {"address": "1 Main St"}}.`
	}
	return data, ""
}

func anything(string) string { return "" }

func ascii(s string) string {
	for _, c := range s {
		if c > 0x7e || c < 0x20 {
			return "must hold ASCII characters only."
		}
	}
	return ""
}

func personName(s string) string {
	if strings.ContainsAny(s, "0123456789~!@#$%^*()_+={}[]\\|:;\",<>/?") {
		return "must hold no digits and none of ~!@#$%^*()_+={}[]\\|:;\",<>/?."
	}
	return ""
}

func webURL(s string) string {
	if !strings.HasPrefix(s, "https://") && !strings.HasPrefix(s, "http://") {
		return "must be a valid URL."
	}
	return ""
}

func secureURL(s string) string {
	if !strings.HasPrefix(s, "https://") {
		return "must be a valid URL that begins with https://."
	}
	return ""
}

// countries are the codes of ISO 3166-1, in order.
var countries = steps.Countries()

func country(s string) string {
	if _, known := slices.BinarySearch(countries, s); !known {
		return "must be a valid ISO 3166-1 alpha-2 code."
	}
	return ""
}

func nationality(s string) string {
	if s == "ALL" {
		return ""
	}
	return country(s)
}

func date(s string) string {
	if _, err := time.Parse(time.DateOnly, s); err != nil {
		return "must be a date like 2026-01-31."
	}
	return ""
}

func oneOf(values ...string) rule {
	return func(s string) string {
		for _, value := range values {
			if s == value {
				return ""
			}
		}
		return "must be one of " + strings.Join(values, ", ") + "."
	}
}
