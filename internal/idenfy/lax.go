package idenfy

import (
	"encoding/json"

	"idenfysteps/internal/catalogue"
)

// The Lax types read what they can of a member and never fail, so that one of a
// shape that nobody documents costs no verdict.

// LaxText is a string; anything else is "".
type LaxText string

// UnmarshalJSON never fails.
func (t *LaxText) UnmarshalJSON(text []byte) error {
	var s string
	_ = json.Unmarshal(text, &s)
	*t = LaxText(s)
	return nil
}

// LaxBool is true or false; anything else is false.
type LaxBool bool

// UnmarshalJSON never fails.
func (f *LaxBool) UnmarshalJSON(text []byte) error {
	*f = string(text) == "true"
	return nil
}

// LaxSeconds is Unix seconds; fractions are dropped. Anything but a number, and
// what lies before 1970 or after 9999, is 0.
type LaxSeconds int64

// UnmarshalJSON never fails.
func (t *LaxSeconds) UnmarshalJSON(text []byte) error {
	var seconds float64
	_ = json.Unmarshal(text, &seconds)
	if seconds < 0 || seconds > catalogue.LastSecond {
		seconds = 0
	}
	*t = LaxSeconds(seconds)
	return nil
}

// LaxTexts is a list of strings, what else is in it left out; anything else is empty.
type LaxTexts []string

// UnmarshalJSON never fails.
func (t *LaxTexts) UnmarshalJSON(text []byte) error {
	var list []LaxText
	_ = json.Unmarshal(text, &list)
	*t = nil
	for _, one := range list {
		if one != "" {
			*t = append(*t, string(one))
		}
	}
	return nil
}

// LaxMap is an object; anything else is empty.
type LaxMap[V any] map[string]V

// UnmarshalJSON never fails.
func (m *LaxMap[V]) UnmarshalJSON(text []byte) error {
	var members map[string]V
	if json.Unmarshal(text, &members) != nil {
		members = nil
	}
	*m = members
	return nil
}

// laxObject takes an object of T's members; anything else says nothing.
type laxObject[T any] struct{ value T }

func (o *laxObject[T]) UnmarshalJSON(text []byte) error {
	var value T
	_ = json.Unmarshal(text, &value)
	o.value = value
	return nil
}
