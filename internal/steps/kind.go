package steps

import (
	"slices"

	"idenfysteps/internal/jsontext"
)

// kindOfPayload tells what a payload is from the names of its members.
func kindOfPayload(root jsontext.Value, braceless bool) Kind {
	switch root.Kind() {
	case jsontext.Array:
		return AdditionalSteps
	case jsontext.Object:
	default:
		return Unknown
	}
	has := func(name string) bool { return root.Member(name).Exists() }
	switch {
	case has("authToken") || has("scanRef") && !has("image") && !has("step"):
		return Response
	case has("image") || has("step") && has("scanRef"):
		return UploadRequest
	case braceless && has("additionalSteps") && !has("clientId"):
		return Fragment
	case root.Empty():
		return TokenRequest
	}
	steps := 0
	for v := range root.Members {
		name := v.Name().Text()
		if isTokenField(name) {
			return TokenRequest
		}
		if levelOf(name) != levelNone || isStepName(name) {
			steps++
		}
	}
	if steps > 0 {
		return AdditionalSteps
	}
	return Unknown
}

func isTokenField(name string) bool {
	return slices.Contains([]string{"clientId", "additionalSteps", "additionalData", "locale", "country", "documents"}, name)
}

// level is the place of the grammar that a name belongs to.
type level int

const (
	levelNone level = iota
	levelAny
	levelCountry
	levelDocument
)

func levelOf(name string) level {
	switch {
	case name == anyone:
		return levelAny
	case len(name) <= 3 && countryMeant(name) != "":
		return levelCountry
	case slices.Contains(documentTypes, name):
		return levelDocument
	}
	return levelNone
}

// isStepName tells whether a name is written as iDenfy writes those of steps: UTILITY_BILL, POA2.
func isStepName(name string) bool {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
