package jsonedit

import (
	"strings"

	"idenfysteps/internal/jsontext"
)

// A layout writes text as what stands around it is written.
type layout struct {
	text string
	// colon stands between a name and its value, comma between the values of one line.
	colon, comma string
	// line is what ends a line; "" where all stands in one.
	line string
	// indent begins the line, and each level adds unit.
	indent, unit string
	out          []byte
}

// beside returns the layout around v, in one line.
func beside(v value) *layout {
	l := &layout{text: textOf(v), colon: colonAt(v), comma: ", ", indent: indentOf(textOf(v), begin(v))}
	if l.colon[len(l.colon)-1] == ':' {
		l.comma = ","
	}
	return l
}

// inLines has lines begin as that of v does; at is a line break to write as, -1 for the text's first.
func (l *layout) inLines(at int, v value) {
	l.line, l.unit = "\n", unitAt(v)
	if at < 0 {
		at = nextBreak(l.text, 0)
	}
	if at >= 0 {
		l.line = breakAt(l.text, at)
	}
}

// colonAt returns what stands between names and values, as near to v as possible.
func colonAt(v value) string {
	const looked = 100 // values of the text's beginning
	root := v.Document().Root()
	for near := v; near.Exists(); near = near.Parent() {
		if s := ownColon(near); s != "" {
			return s
		}
	}
	for i := 0; i < looked && root.Exists(); i++ {
		if s := ownColon(root); s != "" {
			return s
		}
		root = root.Following()
	}
	return ": "
}

// ownColon is "" where v has no name, or something else stands at the colon.
func ownColon(v value) string {
	name := v.Name()
	if !name.Exists() {
		return ""
	}
	s := textOf(v)[name.End():v.Start()]
	if strings.Trim(s, " \t") != ":" {
		return ""
	}
	return s
}

// unitAt returns what a level of indentation adds, as near to v as possible.
func unitAt(v value) string {
	text := textOf(v)
	for in := v.Parent(); in.Exists(); v, in = in, in.Parent() {
		if unit, found := strings.CutPrefix(indentOf(text, begin(v)), indentOf(text, begin(in))); found && unit != "" {
			return unit
		}
	}
	for at := 0; at >= 0; {
		blanks := blanksAt(text, at)
		if end := at + len(blanks); blanks != "" && end < len(text) && text[end] == '"' {
			return blanks
		}
		if at = nextBreak(text, at); at >= 0 {
			at++
		}
	}
	return "  "
}

// lineBefore returns the line break before v, behind the comma or bracket that
// stands there; -1 for none. Before the first member of an object without braces
// there is one if the member has some.
func lineBefore(v value) int {
	if first(v.Parent()) != v || !isBare(v.Parent()) {
		return joinBefore(v).line
	}
	return nextBreak(textOf(v)[:v.End()], v.Start())
}

func (l *layout) put(s string) { l.out = append(l.out, s...) }

// putLine begins a line, deeper by so many levels.
func (l *layout) putLine(depth int) {
	l.put(l.line)
	l.put(l.indent)
	for ; depth > 0; depth-- {
		l.put(l.unit)
	}
}

// putValue writes a value of any document.
func (l *layout) putValue(v value, depth int) {
	if !isContainer(v) {
		l.put(v.Source())
		return
	}
	brackets, lines := "[]", l.line != "" && holdsContainer(v)
	if v.Kind() == jsontext.Object {
		brackets, lines = "{}", l.line != "" && !v.Empty()
	}
	l.put(brackets[:1])
	comma := ""
	for c := first(v); c.Exists(); c = c.Next() {
		l.put(comma)
		comma = l.comma
		if lines {
			l.putLine(depth + 1)
			comma = ","
		}
		if name := c.Name(); name.Exists() {
			l.put(name.Source())
			l.put(l.colon)
		}
		l.putValue(c, depth+1)
	}
	if lines {
		l.putLine(depth)
	}
	l.put(brackets[1:])
}

// holdsContainer tells whether a list is more than one of names or numbers, which stand in one line.
func holdsContainer(v value) bool {
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		if isContainer(item) {
			return true
		}
	}
	return false
}

// putMoved writes a text of which the lines began with old. Comments stay as they are.
func (l *layout) putMoved(text, old string) {
	done := 0
	for at := 0; at < len(text); {
		switch c := text[at]; {
		case c == '"':
			for at++; text[at] != '"'; at++ {
				if text[at] == '\\' {
					at++
				}
			}
			at++
		case c == '/':
			at = commentEnd(text, at)
		case isBreak(c):
			at += len(breakAt(text, at))
			l.put(text[done:at])
			l.put(l.indent)
			at += len(text[at:]) - len(strings.TrimPrefix(text[at:], old))
			done = at
		default:
			at++
		}
	}
	l.put(text[done:])
}

// An item is what is put into an object or list.
type item struct {
	// name is that of a member.
	name string
	// v is the value: of what is moved, with the name if it keeps it.
	v     value
	moved bool
}

func (l *layout) putItem(in value, i *item) {
	if !i.moved {
		if in.Kind() == jsontext.Object {
			l.put(quote(i.name))
			l.put(l.colon)
		}
		l.putValue(i.v, 0)
		return
	}
	start := i.v.Start()
	switch {
	case in.Kind() != jsontext.Object:
	case i.v.Name().Exists() && i.v.Key() == i.name: // as it is, up to a comment at its colon
		start = begin(i.v)
	default:
		l.put(quote(i.name))
		l.put(l.colon)
	}
	text := textOf(i.v)
	l.putMoved(text[start:i.v.End()], indentOf(text, begin(i.v)))
}

// insertion returns the edits that put something before a child of an object or
// list, or behind all of them where next does not exist.
func insertion(in, next value, i *item) []edit {
	text, last := textOf(in), before(in, next)
	at := open(in)
	if last.Exists() {
		at = last.End()
	}
	here := joinAt(text, at)
	like := next
	if !like.Exists() {
		like = last
	}
	if !like.Exists() {
		return firstInsertion(in, here, i)
	}
	l := beside(like)
	line, space := here.line, l.comma[1:]
	if !next.Exists() || !last.Exists() {
		line = lineBefore(like)
	}
	isFirst := first(in) == like
	switch {
	case line >= 0:
		l.inLines(line, like)
	case next.Exists() && last.Exists():
		space = blanksAt(text, here.comma+1)
	case !isFirst:
		space = blanksAt(text, joinBefore(like).comma+1)
	case next.Exists():
		if comma := joinAt(text, next.End()).comma; comma >= 0 {
			space = blanksAt(text, comma+1)
		}
	}
	separate := func() {
		if line >= 0 {
			l.putLine(0)
		} else {
			l.put(space)
		}
	}
	if next.Exists() && !last.Exists() && (line < 0 || isBare(in)) { // before the first of one line
		l.putItem(in, i)
		l.put(",")
		separate()
		at += len(blanksAt(text, at))
		return []edit{{Start: at, End: at, Text: string(l.out)}}
	}
	var edits []edit
	switch comma := here.comma >= 0; {
	case line >= 0 && here.line >= 0 && (comma || here.comment || next.Exists()):
		at = here.line
		if !comma && !next.Exists() {
			edits = []edit{{Start: last.End(), End: last.End(), Text: ","}}
		}
	case comma:
		at = here.comma + 1
	default:
		l.put(",")
	}
	separate()
	l.putItem(in, i)
	if here.comma >= 0 || next.Exists() {
		l.put(",")
	}
	return append(edits, edit{Start: at, End: at, Text: string(l.out)})
}

// firstInsertion puts something into an empty object or list.
func firstInsertion(in value, here *join, i *item) []edit {
	l, text, start := beside(in), textOf(in), open(in)
	end, line := here.end, here.line
	empty := onlySpace(text[start:end])
	lines := line >= 0
	if !lines && empty && (in.Kind() == jsontext.Object || isContainer(i.v)) {
		lines = !in.Parent().Exists()
		if !lines {
			line = lineBefore(in)
			lines = line >= 0
		}
	}
	outer := l.indent
	if lines {
		l.inLines(line, in)
		l.indent += l.unit
		l.putLine(0)
	}
	switch {
	case here.last >= 0:
		start, end = here.last, here.last
	case !empty: // behind a comment
		end = blanksBefore(text, end)
		start = end
		l.put(" ")
	}
	l.putItem(in, i)
	if lines && here.last < 0 {
		l.put(l.line)
		l.put(outer)
	}
	return []edit{{Start: start, End: end, Text: string(l.out)}}
}

// replacement adds the edits that make a value another one: where both hold the
// same names, or as many elements, only what differs in them is written anew.
func replacement(edits []edit, v, to value) []edit {
	if isAlike(v, to) {
		for a, b := first(v), first(to); a.Exists(); a, b = a.Next(), b.Next() {
			edits = replacement(edits, a, b)
		}
		return edits
	}
	if v.Source() == to.Source() || v.Kind() == jsontext.String && to.Kind() == jsontext.String && v.Text() == to.Text() {
		return edits
	}
	l, line, lines, comma := beside(v), -1, false, -1
	if v.Parent().Exists() {
		line = lineBefore(v)
		lines = line >= 0
	} else {
		lines = !first(v).Exists() || nextBreak(v.Source(), 0) >= 0
		if isBare(v) {
			comma = joinAt(l.text, v.End()).comma
		}
	}
	if lines {
		l.inLines(line, v)
	}
	l.putValue(to, 0)
	return append(edits, without(comma, edit{Start: v.Start(), End: v.End(), Text: string(l.out)})...)
}

// isAlike tells whether two values are objects with the same names in the same order, or lists of one length.
func isAlike(v, to value) bool {
	if v.Kind() != to.Kind() || !isContainer(v) {
		return false
	}
	a, b := first(v), first(to)
	for a.Exists() && b.Exists() && a.Key() == b.Key() {
		a, b = a.Next(), b.Next()
	}
	return !a.Exists() && !b.Exists()
}
