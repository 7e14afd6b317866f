package jsontext

import (
	"sort"
	"strings"
)

// lineStep is how far apart, in bytes, a [Lines] remembers a place.
const lineStep = 4096

// Lines turns byte offsets into lines and columns, at the same small cost for
// every offset, however long the text's lines are. Offsets in order cost next
// to nothing.
type Lines struct {
	text  string
	marks []mark
	// last is the place that was asked for last.
	last mark
}

type mark struct{ offset, line, column int }

// NewLines reads text once.
func NewLines(text string) *Lines {
	l := &Lines{text: text}
	m := mark{0, 1, 1}
	for m.offset < len(text) {
		l.marks = append(l.marks, m)
		m = l.advance(m, m.offset+lineStep)
	}
	l.marks = append(l.marks, m)
	return l
}

// At returns the line and the column of an offset, both from 1, the column in
// UTF-16 units as editors and JavaScript count. LF, CR LF and CR end a line. A
// byte order mark at the beginning takes no column.
func (l *Lines) At(offset int) (line, column int) {
	i := sort.Search(len(l.marks), func(i int) bool { return l.marks[i].offset > offset }) - 1
	from := l.marks[i]
	if from.offset < l.last.offset && l.last.offset <= offset {
		from = l.last
	}
	l.last = l.advance(from, offset)
	return l.last.line, l.last.column
}

// advance moves m to the first character boundary at or behind offset.
func (l *Lines) advance(m mark, offset int) mark {
	for m.offset < offset && m.offset < len(l.text) {
		c := l.text[m.offset]
		next := m.offset + 1
		switch {
		case c == '\n', c == '\r' && (next == len(l.text) || l.text[next] != '\n'):
			m.line, m.column = m.line+1, 1
		case c == '\r': // the LF behind it ends the line
		case m.offset == 0 && strings.HasPrefix(l.text, bom):
			next = len(bom)
		case c < 0x80:
			m.column++
		case c >= 0xf0:
			m.column += 2
		case c >= 0xc0:
			m.column++
		}
		m.offset = next
	}
	return m
}

const bom = "\ufeff"
