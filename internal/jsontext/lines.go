package jsontext

import (
	"sort"
	"strings"
)

// lineStep is the distance in bytes between the positions that a [Lines] stores.
const lineStep = 4096

// Lines turns byte offsets into lines and columns. The cost for an offset is
// bounded, however long the lines are, and almost nothing for offsets in order.
type Lines struct {
	text  string
	marks []mark
	// last is the result of the last call of At.
	last mark
}

type mark struct{ offset, line, column int }

// NewLines returns the Lines of text, which it scans once.
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

// advance moves m to the first character boundary at or after offset.
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
