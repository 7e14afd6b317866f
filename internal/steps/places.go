package steps

import (
	"slices"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// A place is the level of the grammar that a member's name belongs to.
type place int

const (
	placeUnknown place = iota
	placeEither        // ALL
	placeCountry
	placeDocument
	placeStep
)

// placeOf guesses where a member belongs, by its name or else by its value.
func (c *checker) placeOf(m jsontext.Value) place {
	name := plainWord(m.Key())
	switch {
	case isCountry(name):
		return placeCountry
	case slices.Contains(catalogue.DocumentTypes, name):
		return placeDocument
	case countryMeant(name) == anyone:
		return placeEither
	case isLevelExample(name):
		if name[0]|0x20 == 'c' {
			return placeCountry
		}
		return placeDocument
	case c.isStep(name, m):
		return placeStep
	case name == userAssignedXK || countryMeant(name) != "":
		return placeCountry
	case severalNames(name, documentMeant) != nil || documentMeant(name) != "":
		return placeDocument
	case severalNames(name, countryWritten) != nil:
		return placeCountry
	}
	return placeUnknown
}

// isStep reports whether a member looks like a step: by a known name, or by a value
// that only a step can have.
func (c *checker) isStep(name string, m jsontext.Value) bool {
	if c.env.Step(name) != nil || name == utilityBill || name == proofOfAddress {
		return true
	}
	if !isStepName(name) || len(name) < 3 {
		return false
	}
	switch m.Kind() {
	case jsontext.Object:
		return hasStepKey(m)
	case jsontext.Array:
		return false
	}
	return true
}

// isStepName reports whether a name is spelled like those of steps: UTILITY_BILL, POA2.
func isStepName(name string) bool {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

func hasStepKey(v jsontext.Value) bool {
	return slices.ContainsFunc(catalogue.StepKeys, func(key string) bool { return v.Member(key).Exists() })
}

// places returns the places that members of an object belong to.
func (c *checker) places(v jsontext.Value) (is [placeStep + 1]bool) {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		is[c.placeOf(m)] = true
	}
	return is
}

func only(is [placeStep + 1]bool, wanted place) bool {
	for p, found := range is {
		if found != (place(p) == wanted) {
			return false
		}
	}
	return true
}
