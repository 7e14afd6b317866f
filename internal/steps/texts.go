package steps

import (
	"strings"
	"unicode/utf8"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// windows1252 are the characters that windows-1252 has for the bytes from 0x80 on; blanks are bytes that it has none for.
const windows1252 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ"

// wrongEncoding reports a text of UTF-8 that was read as Latin-1 or windows-1252: Ã¤ for ä.
func (c *checker) wrongEncoding(v jsontext.Value) bool {
	text := v.Text()
	if !mayBeMisread(text) {
		return false
	}
	meant := decodedAgain(text)
	if meant == text {
		return false
	}
	edit := replace(v, quote(meant))
	if c.misread != nil { // it is one mistake, of all the text
		if len(c.misread.Edits) < mostMisread {
			c.misread.Edits = addedTo(c.misread.Edits, edit)
		}
		return true
	}
	e := c.report(codeWrongEncoding, v, "This text looks like UTF-8 that was read as Latin-1, so that an ä became Ã¤; people would read it so. Write it as it was.")
	e.fix("Restore the letters", edit)
	c.misread = e.Fix
	return true
}

// mostMisread texts are put right at once; those behind them are told after that.
const mostMisread = 100

// addedTo puts an edit among others in the order of the text.
func addedTo(edits []finding.Edit, edit finding.Edit) []finding.Edit {
	edits = append(edits, edit)
	for i := len(edits) - 1; i > 0 && edits[i-1].Start > edit.Start; i-- {
		edits[i-1], edits[i] = edit, edits[i-1]
	}
	return edits
}

// mayBeMisread tells, at little cost, whether a letter that can be the first byte
// of a character stands before another that is not of ASCII.
func mayBeMisread(text string) bool {
	for {
		at := strings.IndexByte(text, 0xc3)
		if at < 0 || at+2 >= len(text) {
			return false
		}
		if text[at+2] >= utf8.RuneSelf {
			return true
		}
		text = text[at+2:]
	}
}

// unusual are the bytes that a text of plain words has none of: only where one is, a closer look is taken.
var unusual = func() (is [256]bool) {
	for i := range is {
		is[i] = i < ' ' || i >= 0x7f || strings.IndexByte("{$%<&", byte(i)) >= 0
	}
	return is
}()

// isPlain tells whether a text has nothing unusual in it.
func isPlain(text string) bool {
	for i := range len(text) {
		if unusual[text[i]] {
			return false
		}
	}
	return true
}

// decodedAgain puts the characters of UTF-8 in the place of what Latin-1 or windows-1252 made of their bytes.
func decodedAgain(text string) string {
	out := make([]byte, 0, len(text))
	before := ' '
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if meant, length := misread(text[at:]); length > 0 && !(isCapital(before) && !isLetterAt(text[at+length:]) && len(text) > at+length) {
			out = append(out, meant...)
			at += length
			before = 'a'
			continue
		}
		out = append(out, text[at:at+size]...)
		before = r
		at += size
	}
	return string(out)
}

func isCapital(r rune) bool { return 'A' <= r && r <= 'Z' || 'À' <= r && r <= 'Þ' }

func isLetterAt(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r != utf8.RuneError && (r|0x20 >= 'a' && r|0x20 <= 'z' || r >= 0xc0)
}

// misread returns the one character of UTF-8 whose bytes a text begins with, each read as a character, and how long that is; 0 where it does not.
func misread(text string) (meant string, length int) {
	var raw [utf8.UTFMax]byte
	n, want := 0, 1
	for n < want {
		r, size := utf8.DecodeRuneInString(text[length:])
		b, found := byteOf(r)
		if size == 0 || !found {
			return "", 0
		}
		raw[n] = b
		n++
		length += size
		if n > 1 {
			continue
		}
		switch {
		case 0xc2 <= b && b <= 0xdf:
			want = 2
		case 0xe0 <= b && b <= 0xef:
			want = 3
		case 0xf0 <= b && b <= 0xf4:
			want = 4
		default:
			return "", 0
		}
	}
	if !utf8.Valid(raw[:n]) {
		return "", 0
	}
	return string(raw[:n]), length
}

// byteOf returns the byte that Latin-1 or windows-1252 reads as a character.
func byteOf(r rune) (byte, bool) {
	if 0x80 <= r && r <= 0xff {
		return byte(r), true
	}
	b := byte(0x80)
	for _, known := range windows1252 {
		if known == r && r > 0xff {
			return b, true
		}
		b++
	}
	return 0, false
}

// html says that a text has HTML in it, of which no source says what becomes.
func (c *checker) html(v jsontext.Value) {
	if text := v.Text(); hasHTML(text) {
		c.report(codeTextHTML, v, "There is HTML in the "+v.Key()+"; what iDenfy's window makes of it is not documented, and it may show it as it stands. Write plain text, or try it.")
	}
}

// hasHTML tells whether there is a tag (<b>, </p>, <br/>) or an entity (&nbsp;, &#8211;) in a text.
func hasHTML(text string) bool {
	if strings.IndexByte(text, '<') < 0 && strings.IndexByte(text, '&') < 0 {
		return false
	}
	for i := 0; i < len(text); i++ {
		end := byte(0)
		switch text[i] {
		case '<':
			end = '>'
		case '&':
			end = ';'
		default:
			continue
		}
		rest := strings.TrimLeft(text[i+1:min(len(text), i+200)], "/#!")
		if rest == "" || end == '>' && !isLetterAt(rest) {
			continue
		}
		for j := range len(rest) {
			if rest[j] == end && j > 0 {
				return true
			}
			if c := rest[j]; end == ';' && (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') || c == '<' {
				break
			}
		}
	}
	return false
}
