package mutate

import (
	"slices"
	"strings"
)

// Lost returns the names of steps, and the texts that a person reads, which a
// payload has and a later form of it has less often. Of what is no JSON it says nothing.
func Lost(before, after []byte) (lost []string) {
	a, err := Parse(before)
	if err != nil {
		return nil
	}
	b, err := Parse(after)
	if err != nil {
		return []string{"all of it: what is left is no JSON"}
	}
	left := map[string]int{}
	b.sayings(func(s string) { left[s]++ })
	a.sayings(func(s string) {
		if left[s]--; left[s] < 0 {
			lost = append(lost, s)
		}
	})
	return lost
}

// sayings calls f with each name of a step, and with each text of more than a word.
func (v *Value) sayings(f func(string)) {
	say := func(s string) {
		if slices.Contains(stepNames, s) || strings.Contains(strings.TrimSpace(s), " ") && !strings.ContainsAny(s, "{[\\") && !mayBeNames(s) {
			f(s)
		}
	}
	if v.Kind == String {
		say(v.Text)
	}
	for i, item := range v.Items {
		if v.Kind == Object {
			if slices.Contains(stepNames, v.Names[i]) {
				f(v.Names[i])
			}
			if v.Names[i] == "fields" { // names, of which several may be joined
				continue
			}
		}
		item.sayings(f)
	}
}

// mayBeNames tells whether a text with blanks in it is names that somebody joined, or one with blanks at its edges.
func mayBeNames(s string) bool { return strings.ToUpper(s) == s || len(s) < 20 }
