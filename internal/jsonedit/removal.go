package jsonedit

import "idenfysteps/internal/jsontext"

// Removal returns the edits that take a member or an element out of its object
// or list, with the one comma that goes with it and its line where nothing else
// stands there. Comments around it stay.
func Removal(v jsontext.Value) []jsontext.Edit {
	text, in, start, end := textOf(v), v.Parent(), begin(v), v.End()
	behind := joinAt(text, end)
	comma := behind.comma
	isFirst := first(in) == v
	if isFirst && !v.Next().Exists() {
		if isBare(in) { // braces stand for it from now on
			return without(comma, edit{Start: start, End: end, Text: "{}"})
		}
		if onlySpace(text[open(in):start]) && onlySpace(text[end:max(end, comma)]) && onlySpace(text[max(end, comma+1):behind.end]) {
			return []edit{{Start: open(in), End: behind.end}}
		}
	}
	switch {
	case comma >= 0 && onlySpace(text[end:comma]):
		return []edit{widened(v, start, comma+1)}
	case comma >= 0:
		return without(comma, edit{Start: start, End: end})
	case isFirst:
		return []edit{widened(v, start, end)}
	}
	comma = joinBefore(v).comma
	if onlySpace(text[comma+1 : start]) {
		return []edit{{Start: comma, End: end}}
	}
	return []edit{{Start: comma, End: comma + 1}, widened(v, start, end)}
}

// without adds to an edit that of a comma behind it, which there may be.
func without(comma int, e edit) []edit {
	edits := []edit{e}
	if comma >= 0 {
		edits = append(edits, edit{Start: comma, End: comma + 1})
	}
	return edits
}

// widened takes the white space that goes with a removal: its line when nothing
// else stands there, the blanks behind it before a sibling, and those before it at the end.
func widened(v value, start, end int) edit {
	text, in := textOf(v), v.Parent()
	isFirst := first(in) == v
	lineStart, lineEnd := blanksBefore(text, start), end+len(blanksAt(text, end))
	if lineStart > 0 && isBreak(text[lineStart-1]) && lineEnd < len(text) && isBreak(text[lineEnd]) {
		lineStart--
		if lineStart > 0 && len(breakAt(text, lineStart-1)) == 2 {
			lineStart--
		}
		return edit{Start: lineStart, End: lineEnd}
	}
	if next := v.Next(); next.Exists() {
		if isFirst && isBare(in) && onlySpace(text[end:begin(next)]) { // nothing stands before it
			lineEnd = begin(next)
		}
		return edit{Start: start, End: lineEnd}
	}
	from := open(in)
	if !isFirst {
		from = joinBefore(v).comma + 1
	}
	if !onlySpace(text[from:start]) {
		from = lineStart
	}
	return edit{Start: from, End: end}
}

// Renaming returns the edit that gives a member another name; none where its
// object has a member of that name.
func Renaming(v jsontext.Value, name string) []jsontext.Edit {
	if v.Parent().Member(name).Exists() {
		return nil
	}
	return []edit{{Start: v.Name().Start(), End: v.Name().End(), Text: quote(name)}}
}

// NameRemoval returns the edits that take the colon and the value away from a
// member's name, so that the name can stand in a list. Comments stay.
func NameRemoval(v jsontext.Value) []jsontext.Edit {
	text, end := textOf(v), v.Name().End()
	colon := joinAt(text, end).end
	if onlySpace(text[end:colon]) && onlySpace(text[colon+1:v.Start()]) {
		return []edit{{Start: end, End: v.End()}}
	}
	return []edit{{Start: colon, End: colon + 1}, {Start: v.Start(), End: v.End()}}
}

func quote(s string) string { return string(jsontext.AppendString(nil, s)) }
