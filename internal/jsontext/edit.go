package jsontext

// Removal returns the edits that take a member or an element out of its object
// or list, with the one comma that goes with it. Comments around it stay.
func (v Value) Removal() []Edit {
	text := v.doc.text
	start, end := v.Start(), v.End()
	if name := v.Name(); name.Exists() {
		start = name.Start()
	}
	if comma, near := commaBehind(text, end); comma >= 0 {
		if !near {
			return []Edit{{Start: start, End: end}, {Start: comma, End: comma + 1}}
		}
		return []Edit{wholeLine(text, start, comma+1)}
	}
	before := v.previous()
	if !before.Exists() {
		return []Edit{{Start: start, End: end}}
	}
	comma, _ := commaBehind(text, before.End())
	if onlySpace(text[comma+1 : start]) {
		return []Edit{{Start: comma, End: end}}
	}
	return []Edit{{Start: comma, End: comma + 1}, {Start: start, End: end}}
}

// previous returns the sibling before v.
func (v Value) previous() Value {
	before, s := Value{}, v.Parent().FirstItem()
	if v.Name().Exists() {
		s = v.Parent().FirstMember()
	}
	for s != v {
		before, s = s, s.Next()
	}
	return before
}

// commaBehind returns the offset of the comma that follows at, behind white
// space and comments, and whether only white space lies between; -1 for none.
func commaBehind(text string, at int) (comma int, near bool) {
	r := &reader{text: text, at: at, doc: &Document{}}
	r.space()
	if r.at == len(text) || text[r.at] != ',' {
		return -1, false
	}
	return r.at, len(r.comments) == 0
}

// wholeLine widens a removal to its line when nothing else stands there, and
// otherwise to the blanks behind it.
func wholeLine(text string, start, end int) Edit {
	lineStart, lineEnd := start, end
	for lineStart > 0 && isBlank(text[lineStart-1]) {
		lineStart--
	}
	for lineEnd < len(text) && isBlank(text[lineEnd]) {
		lineEnd++
	}
	alone := lineStart > 0 && text[lineStart-1] == '\n' && lineEnd < len(text) && (text[lineEnd] == '\n' || text[lineEnd] == '\r')
	if !alone {
		return Edit{Start: start, End: lineEnd}
	}
	start = lineStart - 1
	if start > 0 && text[start-1] == '\r' {
		start--
	}
	return Edit{Start: start, End: lineEnd}
}

func onlySpace(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isBlank(s[i]) && s[i] != '\n' && s[i] != '\r' {
			return false
		}
	}
	return true
}
