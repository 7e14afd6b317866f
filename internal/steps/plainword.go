package steps

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// lookalikes are letters of other alphabets and the letters of ASCII that they look like, two by two.
const lookalikes = "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTХXҮYУYаaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝw" +
	"ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvρp" + "‐-‑-–-—-―-−-’'‘'"

// plainWord returns a word as iDenfy could know it: letters of ASCII in the
// place of those that only look like them, nothing invisible, no blanks at the
// edges. It is the word itself nearly always.
func plainWord(word string) string {
	odd := strings.ContainsFunc(word, func(r rune) bool { return r <= ' ' || r >= 0x7f })
	if !odd || len(word) > 4*longestWord {
		return word
	}
	out := make([]byte, 0, len(word))
	for _, r := range word {
		if !isInvisible(r) {
			out = utf8.AppendRune(out, lookAlike(r))
		}
	}
	return strings.Trim(string(out), " ")
}

// lookAlike returns the letter of ASCII that a letter looks like, or the letter itself.
func lookAlike(r rune) rune {
	switch {
	case r < utf8.RuneSelf && r > ' ':
		return r
	case '！' <= r && r <= '～':
		return r - '！' + '!'
	case isSpace(r):
		return ' '
	}
	found := false
	for _, a := range lookalikes {
		if found {
			return a
		}
		found = a == r
	}
	return r
}

// isSpace tells whether a character is white space, as unicode.IsSpace does with tables.
func isSpace(r rune) bool {
	return r == ' ' || '\t' <= r && r <= '\r' || r == 0x85 || r == 0xa0 || r == 0x1680 || 0x2000 <= r && r <= 0x200a || r == 0x2028 || r == 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000
}

// isInvisible tells whether a character takes no room: soft hyphens, joiners, marks of direction, byte order marks.
func isInvisible(r rune) bool {
	return r == 0xad || r == 0x34f || r == 0x180e || 0x200b <= r && r <= 0x200f || 0x202a <= r && r <= 0x202e || 0x2060 <= r && r <= 0x206f || r == 0xfeff
}

// oddity says what no eye sees in a word: " (U+0410 in it only looks like A)". It is "" for most words.
func oddity(word string) string {
	for _, r := range word {
		switch as := lookAlike(r); {
		case isInvisible(r):
			return " (" + codePoint(r) + " in it cannot be seen)"
		case as == r || as == ' ':
		default:
			return " (" + codePoint(r) + " in it only looks like " + string(as) + ")"
		}
	}
	if word != "" && plainWord(word) != word {
		return " (there is a blank at its edge)"
	}
	return ""
}

// codePoint writes U+200B.
func codePoint(r rune) string {
	const digits = "0123456789ABCDEF"
	out := []byte("U+")
	for shift := 12; shift >= 0; shift -= 4 {
		out = append(out, digits[r>>shift&15])
	}
	return string(out)
}

// sameWord returns the one of words that a word is but for case, marks and letters that only look alike; "" for none.
func sameWord(word string, words []string) string {
	if slices.Contains(words, word) {
		return word
	}
	word = plainWord(word)
	if len(word) > longestWord {
		return ""
	}
	var writtenBuffer, knownBuffer [longestWord]byte
	written := string(appendBare(writtenBuffer[:0], word))
	for _, w := range words {
		if len(w) <= longestWord && string(appendBare(knownBuffer[:0], w)) == written {
			return w
		}
	}
	return ""
}

// isSeparator tells whether a character stands between names that somebody wrote as one.
func isSeparator(r rune) bool { return strings.ContainsRune(",;|/+&", r) }

// severalNames takes "LT, DE" apart, where known tells the name that each part
// means; nil where that is one name, or where a part means none. Parts with
// nothing but blanks between them must be the names themselves.
func severalNames(word string, known func(string) string) []string {
	names := partsOf(word, false, known)
	if names == nil {
		names = partsOf(word, true, func(part string) string {
			if known(part) == part {
				return part
			}
			return ""
		})
	}
	return names
}

func partsOf(word string, blanks bool, known func(string) string) []string {
	if len(word) > 8*longestWord {
		return nil
	}
	var names []string
	for _, part := range strings.FieldsFunc(word, func(r rune) bool { return isSeparator(r) || blanks && isSpace(r) }) {
		name := known(strings.TrimSpace(part))
		if name == "" {
			return nil
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) < 2 {
		return nil
	}
	return names
}
