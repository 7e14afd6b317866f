package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/jsontext"
)

// isPlaceholder tells whether a text is, or has in it, what a program or a
// person should have filled in: {{x}}, ${X}, $X, %s, {0}, <x>, YOUR_…; undefined,
// null, NaN and [object Object] where nothing was there to fill in; TODO, and
// what documentation and its tools put in the place of a value.
func isPlaceholder(text string) bool {
	_, sure := placeholderIn(text)
	return sure
}

// nothings are what programs make of a value that is not there.
var nothings = strings.Split("undefined null NaN None nil", " ")

// examples are what stands for a value in documentation, in its tools and in drafts.
var examples = strings.Split("TODO TBD FIXME string STEP_NAME STEP_CODE", " ")

// placeholderIn returns the first placeholder that a text is or has in it, ""
// for none. It is not sure of a word in braces within a text, which may be meant.
func placeholderIn(text string) (found string, sure bool) {
	if text == "" || len(text) > 4*longestWord {
		return "", false
	}
	if strings.IndexByte("unN[(YyCcRrIiTFsSxX", text[0]) < 0 {
		if isPlain(text) {
			return "", false // without the cost of a closer look, for nearly every text
		}
		return markedPlaceholder(text)
	}
	switch text {
	case "[object Object]", "[object Undefined]", "(null)":
		return text, true
	}
	if slices.Contains(examples, text) || isNothing(text) || isFiller(text) {
		return text, true
	}
	if upper := upperCase(text[:min(len(text), len("REPLACE_ME"))]); strings.IndexByte(text, ' ') < 0 {
		for _, beginning := range []string{"YOUR_", "YOUR-", "CHANGEME", "CHANGE_ME", "REPLACE_ME", "INSERT_"} {
			if strings.HasPrefix(upper, beginning) {
				return text, true
			}
		}
	}
	return markedPlaceholder(text)
}

// isNothing tells whether all words of a text say that a value was not there: "undefined, undefined".
func isNothing(text string) bool {
	if strings.IndexByte("unN", text[0]) < 0 {
		return false
	}
	for text != "" {
		word, rest, _ := strings.Cut(text, " ")
		if !slices.Contains(nothings, strings.TrimRight(word, ",;")) {
			return false
		}
		text = rest
	}
	return true
}

// isFiller tells whether a text is x in the place of each of its characters: xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx.
func isFiller(text string) bool {
	return 3 < len(text) && len(text) <= longestUUID && text[0]|0x20 == 'x' && (strings.Trim(text, "xX-") == "" || len(text) == longestUUID && strings.Trim(text, "xXyYMN4-") == "")
}

// markedPlaceholder finds a placeholder by the mark that it begins with.
func markedPlaceholder(text string) (found string, sure bool) {
	for i := range len(text) {
		if !unusual[text[i]] || strings.IndexByte("{$%<", text[i]) < 0 {
			continue
		}
		n := placeholderAt(text, i)
		switch {
		case n == 0:
		case text[i] != '{' || n == len(text) || strings.HasPrefix(text[i:], "{{"):
			return text[i : i+n], true
		case found == "":
			found = text[i : i+n]
		}
	}
	return found, false
}

// placeholderAt returns the length of the placeholder that begins at an offset of a text, at a mark that may begin one; 0 for none.
func placeholderAt(text string, at int) int {
	rest := text[at:]
	switch {
	case rest[0] == '{':
		return max(enclosed(rest, "{{", "}}"), enclosed(rest, "{", "}"))
	case rest[0] == '<':
		n := enclosed(rest, "<", ">")
		if at == 0 && strings.HasSuffix(text, ">") || at > 0 && text[at-1] != ' ' && strings.ContainsAny(rest, "_-") {
			return n
		}
		return 0
	case rest[0] == '%' && len(rest) > 1 && strings.IndexByte("sdv@", rest[1]) >= 0 && (len(rest) == 2 || !isNameByte(rest[2])) && (at == 0 || !isDigitByte(text[at-1])):
		return 2
	}
	if n := max(enclosed(rest, "%(", ")s"), enclosed(rest, "${", "}")); n > 0 {
		return n
	}
	name := rest[1:] // $NAME or %NAME%, as shells have it: capitals, or the whole text
	n := 0
	for n < len(name) && isNameByte(name[n]) {
		n++
	}
	end := n + 1
	if rest[0] == '%' {
		if !strings.HasPrefix(name[n:], "%") {
			return 0
		}
		end++
	}
	if n < 2 || isDigitByte(name[0]) || at > 0 && isNameByte(text[at-1]) {
		return 0
	}
	if at == 0 && n == len(name) || upperCase(name[:n]) == name[:n] {
		return end
	}
	return 0
}

// enclosed returns the length of what a text begins with, where that looks like a name between two marks; 0 where it does not.
func enclosed(text, open, closed string) int {
	rest, found := strings.CutPrefix(text, open)
	if !found {
		return 0
	}
	name, _, found := strings.Cut(rest, closed)
	if !found || name == "" && open != "{" || len(name) > longestWord || strings.ContainsFunc(name, func(r rune) bool {
		return !(r < 0x80 && isNameByte(byte(r))) && !strings.ContainsRune(" .-:|", r) && r < 0xc0
	}) {
		return 0
	}
	return len(open) + len(name) + len(closed)
}

func isDigitByte(c byte) bool { return '0' <= c && c <= '9' }

func isNameByte(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || isDigitByte(c) || c == '_'
}

// placeholderName reports a member whose name was not filled in.
func (c *checker) placeholderName(v jsontext.Value) bool {
	if !isPlaceholder(v.Key()) && !isLevelExample(v.Key()) {
		return false
	}
	c.reportName(codePlaceholder, v, "The name "+showPlaceholder(v.Key())+" is a placeholder that was not filled in; write the real one here.")
	return true
}

// placeholder reports a text that was not filled in.
func (c *checker) placeholder(v jsontext.Value) {
	text := v.Text()
	switch found, sure := placeholderIn(text); {
	case found != "" && c.mayBeMeant(v):
	case sure && isNothing(found):
		c.report(codePlaceholder, v, holder(v)+" "+showPlaceholder(found)+", as where a value was not there; write the real one before sending.")
	case sure:
		c.report(codePlaceholder, v, holder(v)+" "+showPlaceholder(found)+", a placeholder that was not filled in; write the real value before sending.")
	case found != "":
		c.report(codePlaceholderLike, v, holder(v)+" "+showPlaceholder(found)+", which looks like a placeholder that was not filled in; write the real value, unless this is meant.")
	case text != "" && isBlank(text) && v.Name().Exists() && v.Parent() == c.doc.Root():
		c.report(codePlaceholder, v, "There is nothing but blanks here, as where a value was not filled in; write what "+fieldName(v)+" should be, or leave out what need not be there.")
	}
}

// holder names what holds a text, as the beginning of a message.
func holder(v jsontext.Value) string {
	if in := v.Parent(); !v.Name().Exists() && in.Exists() {
		if !in.Name().Exists() {
			return "This list holds"
		}
		return "The list " + show(in.Key()) + " holds"
	} else if !in.Exists() {
		return "This is"
	}
	if !isWord(v.Key()) {
		return show(v.Key()) + " holds"
	}
	return v.Key() + " holds"
}

// showPlaceholder quotes a placeholder, but for one that is long, or has so many digits that it may be somebody's.
func showPlaceholder(found string) string {
	digits := 0
	for i := range len(found) {
		if isDigitByte(found[i]) {
			digits++
		}
	}
	if digits > 3 || len(found) > longestWord || strings.IndexByte(found, '"') >= 0 || hasControl(found, "") {
		return `"…"`
	}
	return `"` + found + `"`
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
		return text == "None" || text == "nil" || text == "TODO"
	}
	return (v.Key() == "name" || v.Key() == "description") && hasHTML(text) && !strings.ContainsAny(text, "${%_") && strings.Contains(text[1:], "<")
}

// isLevelExample tells whether a name says what belongs in its place, as in {"COUNTRY": {"DOCUMENT_TYPE": …}}.
func isLevelExample(name string) bool {
	return slices.Contains([]string{"COUNTRY", "COUNTRY_CODE", "DOCUMENT", "DOCUMENT_TYPE", "DOCUMENTTYPE"}, upperCase(name))
}
