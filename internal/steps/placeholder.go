package steps

import (
	"strings"

	"idenfysteps/internal/jsontext"
)

// isPlaceholder tells whether a text is, or has in it, what a program or a
// person should have filled in: {{x}}, ${X}, $X, %s, {0}, <x>, YOUR_…; undefined,
// null, NaN and [object Object] where nothing was there to fill in.
func isPlaceholder(text string) bool {
	if text == "" || len(text) > 4*longestWord {
		return false
	}
	if strings.IndexByte("unN[(YyCcRrIi", text[0]) < 0 {
		if isPlain(text) {
			return false // without the cost of a closer look, for nearly every text
		}
		return hasPlaceholder(text)
	}
	switch text {
	case "undefined", "null", "NaN", "None", "nil", "[object Object]", "[object Undefined]", "(null)":
		return true
	}
	if upper := upperCase(text[:min(len(text), len("REPLACE_ME"))]); strings.IndexByte(text, ' ') < 0 {
		for _, beginning := range []string{"YOUR_", "YOUR-", "CHANGEME", "CHANGE_ME", "REPLACE_ME", "INSERT_"} {
			if strings.HasPrefix(upper, beginning) {
				return true
			}
		}
	}
	return hasPlaceholder(text)
}

func hasPlaceholder(text string) bool {
	for i := range len(text) {
		if unusual[text[i]] && strings.IndexByte("{$%<", text[i]) >= 0 && beginsPlaceholder(text, i) {
			return true
		}
	}
	return false
}

// beginsPlaceholder tells whether a placeholder begins at an offset of a text, at a mark that may begin one.
func beginsPlaceholder(text string, at int) bool {
	rest := text[at:]
	switch {
	case rest[0] == '{':
		return enclosed(rest, "{{", "}}") || enclosed(rest, "{", "}")
	case rest[0] == '<':
		return at == 0 && strings.HasSuffix(text, ">") && enclosed(text, "<", ">") || enclosed(rest, "<", ">") && at > 0 && text[at-1] != ' ' && strings.ContainsAny(rest, "_-")
	case rest[0] == '%' && len(rest) > 1 && strings.IndexByte("sdv@", rest[1]) >= 0 && (len(rest) == 2 || !isNameByte(rest[2])) && (at == 0 || !isDigitByte(text[at-1])),
		enclosed(rest, "%(", ")s"), enclosed(rest, "${", "}"):
		return true
	}
	name := rest[1:] // $NAME or %NAME%, as shells have it: capitals, or the whole text
	n := 0
	for n < len(name) && isNameByte(name[n]) {
		n++
	}
	if rest[0] == '%' && !strings.HasPrefix(name[n:], "%") {
		return false
	}
	if n < 2 || isDigitByte(name[0]) || at > 0 && isNameByte(text[at-1]) {
		return false
	}
	return at == 0 && n == len(name) || upperCase(name[:n]) == name[:n]
}

// enclosed tells whether a text begins with something that looks like a name between two marks.
func enclosed(text, open, closed string) bool {
	rest, found := strings.CutPrefix(text, open)
	if !found {
		return false
	}
	name, _, found := strings.Cut(rest, closed)
	if !found || name == "" && open != "{" || len(name) > longestWord {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return !(r < 0x80 && isNameByte(byte(r))) && !strings.ContainsRune(" .-:|", r) && r < 0xc0
	})
}

func isDigitByte(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || isDigitByte(c) || c == '_'
}

// placeholderName reports a member whose name was not filled in.
func (c *checker) placeholderName(v jsontext.Value) bool {
	if !isPlaceholder(v.Key()) {
		return false
	}
	c.reportName(codePlaceholder, v, "This name is a placeholder that was not filled in; write the real one here.")
	return true
}

// placeholder reports a text that was not filled in.
func (c *checker) placeholder(v jsontext.Value) {
	text := v.Text()
	switch {
	case isPlaceholder(text) && !c.mayBeMeant(v):
		c.report(codePlaceholder, v, "This is a placeholder that was not filled in, or a value that was not there; put the real one here before sending.")
	case text != "" && isBlank(text) && v.Name().Exists() && v.Parent() == c.doc.Root():
		c.report(codePlaceholder, v, "There is nothing but blanks here, as where a value was not filled in; write what "+fieldName(v)+" should be, or leave out what need not be there.")
	}
}

// mayBeMeant tells whether what looks like a placeholder can be what is to be
// sent: iDenfy fills {{token_string}} in itself, and a text for people may have
// tags and percentages in it.
func (c *checker) mayBeMeant(v jsontext.Value) bool {
	text := v.Text()
	if v.Parent() == c.doc.Root() && strings.HasSuffix(v.Key(), "Url") && strings.Contains(text, "{{token_string}}") {
		return true
	}
	if v.Key() == "lastName" || v.Key() == "firstName" {
		return text == "None" || text == "nil"
	}
	return (v.Key() == "name" || v.Key() == "description") && hasHTML(text) && !strings.ContainsAny(text, "${%_") && strings.Contains(text[1:], "<")
}
