package idenfy

import "encoding/json"

// lax reads a T where it can. Anything else is T's zero value and no error, so that a
// member of a shape that nobody documents costs no verdict.
type lax[T any] struct{ value T }

func (l *lax[T]) UnmarshalJSON(text []byte) error {
	var value, none T
	if json.Unmarshal(text, &value) != nil {
		value = none
	}
	l.value = value
	return nil
}

// textsOf returns the strings of a list, and leaves out what else is in it.
func textsOf(list lax[[]lax[string]]) []string {
	var texts []string
	for _, one := range list.value {
		if one.value != "" {
			texts = append(texts, one.value)
		}
	}
	return texts
}
