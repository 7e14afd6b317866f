package steps

import (
	"strconv"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// longestPhrase is the longest text, in bytes, with blanks or accents in it that a message repeats.
const longestPhrase = 20

// kindPhrase names what a value is, for a message.
func kindPhrase(v jsontext.Value) string {
	if v.Kind() == jsontext.Bool {
		return v.Source()
	}
	return v.Kind().String()
}

func number(n int) string { return strconv.Itoa(n) }

// show quotes a word of the payload for a message. What could be more than a
// word (an address, a key) is not repeated.
func show(word string) string {
	if word == "" || isWord(word) {
		return `"` + word + `"`
	}
	if !isPhrase(word) {
		return `"…"`
	}
	return `"` + strings.ReplaceAll(word, " ", "␣") + `"`
}

// isPhrase tells whether a text is short, of the letters of Europe and blanks,
// and without the digits that addresses, numbers and keys have.
func isPhrase(s string) bool {
	return len(s) <= longestPhrase && !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' || r == '"' || '0' <= r && r <= '9' || '~' < r && r < 'À' || r > 'ԯ'
	})
}

func isWord(s string) bool {
	if s == "" || len(s) > longestWord {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c == '"' || c > '~' {
			return false
		}
	}
	return true
}

// orList joins words as a sentence does; of a long list it names the beginning.
func orList(words []string) string {
	if len(words) > len(catalogue.Locales) {
		return strings.Join(words[:len(catalogue.Locales)], ", ") + " and so on"
	}
	out := ""
	for i, w := range words {
		switch {
		case i == 0:
		case i == len(words)-1:
			out += " or "
		default:
			out += ", "
		}
		out += w
	}
	return out
}
