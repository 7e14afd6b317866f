package steps

import (
	"strconv"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// longestPhrase is the longest text with blanks or accents that a message quotes, in bytes.
const longestPhrase = 20

func kindPhrase(v jsontext.Value) string {
	if v.Kind() == jsontext.Bool {
		return v.Source()
	}
	return v.Kind().String()
}

func number(n int) string { return strconv.Itoa(n) }

// show quotes a word of the payload in a message, but nothing that could be personal
// or secret (an address, a key).
func show(word string) string {
	if word == "" || isWord(word) {
		return `"` + word + `"`
	}
	if plain := plainWord(word); !isWord(plain) && !isPhrase(word) {
		return `"…"`
	}
	return `"` + strings.ReplaceAll(word, " ", "␣") + `"`
}

// isPhrase reports whether a text is short, and only of European letters and blanks:
// addresses, numbers and keys have digits.
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

// orList joins words with commas and "or"; of a long list only the beginning.
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
