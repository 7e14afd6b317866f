package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
)

// A synonym is a word that people write in place of iDenfy's.
type synonym struct{ written, meant string }

func meantBy(word string, synonyms []synonym) string {
	for _, s := range synonyms {
		if s.written == word {
			return s.meant
		}
	}
	return ""
}

const (
	// longestWord is the longest word that is compared with iDenfy's.
	longestWord = 40
	// mostWords bounds the words of a list that it is compared with.
	mostWords = 200
	// mostMarks is the largest difference in the number of separators.
	mostMarks = 4
)

// nearest returns the one of words that was probably meant, "" for none: it differs
// only in case and separators, in at most one letter of four, or by two swapped
// neighbours.
func nearest(word string, words []string) string {
	word = plainWord(word)
	if word == "" || len(word) > longestWord {
		return ""
	}
	var writtenBuffer, knownBuffer [longestWord]byte
	written := appendBare(writtenBuffer[:0], word)
	best, limit := "", len(word)/4
	for _, w := range words[:min(len(words), mostWords)] {
		if d := len(w) - len(word); d > limit+mostMarks || -d > limit+mostMarks || len(w) > longestWord {
			continue
		}
		known := appendBare(knownBuffer[:0], w)
		if string(written) == string(known) {
			return w
		}
		if limit > 0 && neighboursSwapped(written, known) {
			best, limit = w, 0
			continue
		}
		if d := distance(written, known, limit); d <= limit {
			best, limit = w, d-1
		}
	}
	return best
}

// appendBare appends a word in capitals, without separators.
func appendBare(dst []byte, word string) []byte {
	for i := range len(word) {
		switch c := word[i]; {
		case c == '_' || c == '-' || c == ' ' || c == '.':
		case 'a' <= c && c <= 'z':
			dst = append(dst, c-'a'+'A')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// upperCase and lowerCase change ASCII letters only: iDenfy's words have no others,
// and Unicode's tables would cost the page 5 kB.
func upperCase(word string) string { return recased(word, 'a', 'z') }
func lowerCase(word string) string { return recased(word, 'A', 'Z') }

func recased(word string, from, to byte) string {
	out := []byte(word)
	for i, c := range out {
		if from <= c && c <= to {
			out[i] = c ^ ('a' ^ 'A')
		}
	}
	return string(out)
}

// neighboursSwapped reports whether b is a with two adjacent letters swapped.
func neighboursSwapped(a, b []byte) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) - 1 {
		if a[i] != b[i] {
			return a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
		}
	}
	return false
}

// distance is the Levenshtein distance of a and b; above the limit, any number above it.
func distance(a, b []byte, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var row [longestWord + 1]int
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		least := row[0]
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
			least = min(least, row[j+1])
		}
		if least > limit {
			return least
		}
	}
	return row[len(b)]
}

// documentMeant returns the document type, or ALL, that was meant by a word, "" for none.
func documentMeant(word string) string {
	word = plainWord(word)
	upper := upperCase(strings.ReplaceAll(word, " ", "_"))
	if meant := meantBy(upper, []synonym{
		{"ID", "ID_CARD"}, {"IDENTITY_CARD", "ID_CARD"}, {"NATIONAL_ID", "ID_CARD"}, {"PAN", "PAN_CARD"},
		{"AADHAAR_CARD", "AADHAAR"}, {"DL", "DRIVER_LICENSE"}, {"DRIVING_LICENCE", "DRIVER_LICENSE"}, {"*", anyone}, {"ANY", anyone}, {anyone, anyone},
	}); meant != "" {
		return meant
	}
	return nearest(word, catalogue.DocumentTypes)
}

// localeMeant returns the locale that was meant by a word, "" for none: en for
// en-US, EN and English, ja for jp.
func localeMeant(word string) string {
	word = plainWord(word)
	language, _, _ := strings.Cut(strings.ReplaceAll(lowerCase(word), "_", "-"), "-")
	if slices.Contains(catalogue.Locales, language) {
		return language
	}
	if name := sameWord(word, catalogue.Languages); name != "" {
		return catalogue.Locales[slices.Index(catalogue.Languages, name)]
	}
	return meantBy(language, []synonym{
		{"jp", "ja"}, {"ua", "uk"}, {"cz", "cs"}, {"ee", "et"}, {"se", "sv"}, {"vn", "vi"}, {"us", "en"}, {"gb", "en"}, {"br", "pt"}, {"in", "id"},
	})
}
