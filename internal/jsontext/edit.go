package jsontext

// An Edit replaces the bytes from its start to its end (exclusive; offsets in UTF-8 bytes) by its text.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Apply returns the text with edits made. They belong to this text, are in order and do not overlap.
func Apply(text string, edits []Edit) []byte {
	out := make([]byte, 0, len(text))
	at := 0
	for _, e := range edits {
		out = append(out, text[at:e.Start]...)
		out = append(out, e.Text...)
		at = e.End
	}
	return append(out, text[at:]...)
}

// Removal returns the edits that remove a member or an element from its object
// or list, with one comma. Comments around it stay.
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

// commaBehind returns the offset of the comma after at, white space and comments
// skipped; -1 for none. near reports that there are no comments between.
func commaBehind(text string, at int) (comma int, near bool) {
	r := &reader{text: text, at: at, doc: &Document{}}
	r.space()
	if r.at == len(text) || text[r.at] != ',' {
		return -1, false
	}
	return r.at, len(r.comments) == 0
}

// wholeLine extends a removal to its line when nothing else is on it, and
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
