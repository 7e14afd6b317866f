// Package jsonedit changes JSON text, as people have written it, by as little
// as possible: comments, order, line ends, indentation and whatever is not named
// stay as they are, byte for byte, and what is new is laid out as what stands
// beside it. [Edit] makes operations; [Removal], [Renaming] and [NameRemoval]
// are single edits, of which a fix is made.
//
// It is no part of jsontext, whose reader is built for speed; this is built
// small (docs/decisions/0014-building.md).
package jsonedit

import (
	"strings"

	"idenfysteps/internal/jsontext"
)

type (
	value = jsontext.Value
	edit  = jsontext.Edit
)

// first returns the first member or element of a value.
func first(v value) value {
	if v.Kind() == jsontext.Object {
		return v.FirstMember()
	}
	return v.FirstItem()
}

// before returns the child of v that stands before another, or the last of all where there is no other.
func before(v, other value) value {
	found, c := value{}, first(v)
	for c.Exists() && c != other {
		found, c = c, c.Next()
	}
	return found
}

// begin returns where a member's name begins, or any other value.
func begin(v value) int {
	if name := v.Name(); name.Exists() {
		return name.Start()
	}
	return v.Start()
}

func textOf(v value) string { return v.Document().Text() }

// isContainer tells whether a value is an object or a list.
func isContainer(v value) bool { return v.Kind() == jsontext.Object || v.Kind() == jsontext.Array }

// isBare tells whether v is an outermost object without braces.
func isBare(v value) bool { return v.Kind() == jsontext.Object && textOf(v)[v.Start()] != '{' }

// open returns the offset behind the bracket or brace that opens v.
func open(v value) int {
	if isBare(v) {
		return v.Start()
	}
	return v.Start() + 1
}

// A join is what stands between two tokens that are no commas: white space, comments, and a comma at most.
type join struct {
	// comma, line and last are offsets, -1 for none: of the comma, and of the first and the last line break behind it (or
	// behind the beginning where there is no comma) that stand in no comment.
	comma, line, last int
	// comment says that there is a comment before that first line break.
	comment bool
	// end is where the next token begins.
	end int
}

func joinAt(text string, at int) *join {
	j := &join{comma: -1, line: -1, last: -1}
	for at < len(text) {
		switch c := text[at]; {
		case c == ',' && j.comma < 0:
			j = &join{comma: at, line: -1, last: -1}
		case isBreak(c):
			if j.line < 0 {
				j.line = at
			}
			j.last = at
			at += len(breakAt(text, at))
			continue
		case c == '/':
			j.comment = j.comment || j.line < 0
			at = commentEnd(text, at)
			continue
		case !isBlank(c):
			j.end = at
			return j
		}
		at++
	}
	j.end = at
	return j
}

// joinBefore returns the join that ends where v, which is no root, begins.
func joinBefore(v value) *join {
	at := open(v.Parent())
	if b := before(v.Parent(), v); b.Exists() {
		at = b.End()
	}
	return joinAt(textOf(v), at)
}

// commentEnd returns where the comment that begins at an offset ends.
func commentEnd(text string, at int) int {
	if text[at+1] == '*' {
		return at + 4 + strings.Index(text[at+2:], "*/")
	}
	if end := nextBreak(text, at); end >= 0 {
		return end
	}
	return len(text)
}

func isBreak(c byte) bool { return c == '\n' || c == '\r' }

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// breakAt returns the line break at an offset.
func breakAt(text string, at int) string {
	if text[at] == '\r' && at+1 < len(text) && text[at+1] == '\n' {
		return text[at : at+2]
	}
	return text[at : at+1]
}

// nextBreak returns the offset of the first line break from at on, -1 for none.
func nextBreak(text string, at int) int {
	for ; at < len(text); at++ {
		if isBreak(text[at]) {
			return at
		}
	}
	return -1
}

// blanksAt returns the blanks that stand at an offset.
func blanksAt(text string, at int) string {
	end := at
	for end < len(text) && isBlank(text[end]) {
		end++
	}
	return text[at:end]
}

// blanksBefore returns where the blanks before an offset begin.
func blanksBefore(text string, at int) int {
	for at > 0 && isBlank(text[at-1]) {
		at--
	}
	return at
}

// indentOf returns the blanks that begin the line of an offset.
func indentOf(text string, at int) string {
	for at > 0 && !isBreak(text[at-1]) {
		at--
	}
	if at == 0 && len(text) > 2 && text[:3] == "\ufeff" {
		at = 3
	}
	return blanksAt(text, at)
}

func onlySpace(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isBlank(s[i]) && !isBreak(s[i]) {
			return false
		}
	}
	return true
}
