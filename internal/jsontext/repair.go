package jsontext

import "strings"

const (
	// longestRepaired is the longest text in bytes that is looked at for one missing character.
	longestRepaired = 1 << 17
	// triesPerByte bounds what all tries read together, as a multiple of the text.
	triesPerByte = 32
)

// A point is a place where a token begins.
type point struct {
	// end is where the token before it ends, at where it begins.
	end, at int
	next    expect
	// open are the objects and lists that are open, the outermost first.
	open []Kind
}

// Repair looks at a problem that Parse found for the one character that makes
// the text JSON. It tries all of a kind at every place up to the failure: where
// two lead to different values, only a person can decide, and nothing is offered.
// So a text of which one character was lost never becomes one of another value.
func Repair(text []byte, f *Problem) {
	if f.Code != CodeSyntax || len(text) > longestRepaired {
		return
	}
	t := &tries{text: string(text), budget: triesPerByte*len(text) + 1<<14}
	r := reader{text: t.text, doc: &Document{text: t.text}, points: &t.points}
	r.read()
	last := t.points[len(t.points)-1]
	odd := oddQuotes(t.text)
	if odd {
		t.quotes(r.at)
	} else {
		t.brackets()
		switch last.next {
		case expectComma:
			t.add(last.end, last.end, ",")
		case expectColon:
			t.add(last.end, last.end, ":")
		}
	}
	switch {
	case t.budget < 0 || t.several || len(t.found) == 0:
		if t.several || odd && !r.quoted {
			f.Fix, f.Edits = "", nil
		}
		return
	case last.next == expectComma && t.found[0].Text == ",":
		f.Message = "A comma is missing before this; put one."
	case last.next == expectColon && t.found[0].Text == ":":
		f.Message = "A colon is missing before this; put one."
	default:
		f.Start, f.End = t.found[0].Start, min(t.found[0].Start+1, len(t.text))
		f.Message = "A " + called(t.found[0].Text) + " is missing here; put one."
		if t.found[0].End > t.found[0].Start {
			f.Message = "This closes what is not open; write " + t.found[0].Text + ", which closes what is."
		}
	}
	f.Fix, f.Edits = "Put the "+called(t.found[0].Text), t.found
}

// called is what a character is called.
func called(sign string) string {
	switch sign {
	case `"`:
		return "double quote"
	case ":":
		return "colon"
	case ",":
		return "comma"
	}
	return sign
}

// oddQuotes tells whether a text has an odd number of quotes that are not escaped.
func oddQuotes(text string) (odd bool) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			odd = !odd
		}
	}
	return odd
}

// tries are the edits that are tried on a text.
type tries struct {
	text   string
	points []point
	// near is the first point that is not before the last edit.
	near int
	// budget is how many bytes may still be read.
	budget int
	// found is the edit that makes it JSON, said is what it makes, without blanks; several says that another makes something else.
	found   []Edit
	said    string
	several bool
}

// add tries one edit.
func (t *tries) add(start, end int, sign string) {
	if t.several || t.budget < 0 {
		return
	}
	text := t.text[:start] + sign + t.text[end:]
	r := reader{text: text, doc: &Document{text: text}, trial: true}
	from := 0
	for t.near < len(t.points) && t.points[t.near].at < start {
		t.near++
	}
	for t.near > 0 && t.points[t.near-1].at >= start {
		t.near--
	}
	if t.near > 3 { // before, the text may have no outer braces
		p := t.points[t.near-1]
		r.braceless, r.at, from = t.points[0].open != nil, p.at, p.at
		for _, kind := range p.open {
			r.push(kind, 0)
		}
		r.next = p.next
		r.tokens()
	} else {
		r.read()
	}
	t.budget -= r.at - from + len(text)>>6
	if r.failure != nil {
		return
	}
	said := make([]byte, 0, len(text))
	for i := range len(text) {
		if !isSpace(text[i]) {
			said = append(said, text[i])
		}
	}
	t.several = t.found != nil && string(said) != t.said
	t.found, t.said = []Edit{{start, end, sign}}, string(said)
}

// quotes tries a double quote wherever one may open or close a string.
func (t *tries) quotes(end int) {
	before := byte(',')
	for at := 0; at <= end; at++ {
		rest := strings.TrimLeft(t.text[at:min(at+64, len(t.text))], " \t\r\n")
		blank := at == len(t.text) || isSpace(t.text[at])
		if strings.IndexByte(",:[{", before) >= 0 && !blank ||
			(rest == "" || strings.IndexByte(",:]}", rest[0]) >= 0) && at > 0 && !isSpace(t.text[at-1]) {
			t.add(at, at, `"`)
		}
		if !blank {
			before = t.text[at]
		}
	}
}

// brackets tries every bracket wherever one may open or close an object or a list.
func (t *tries) brackets() {
	for i, p := range t.points {
		switch p.next {
		case expectValue, expectFirstItem, expectItem:
			t.add(p.at, p.at, "{")
			t.add(p.at, p.at, "[")
		}
		if i == 0 && p.open != nil {
			t.add(p.at, p.at, "{")
		}
		if n := len(p.open); n > 0 && (p.next == expectComma || p.next == expectFirstItem || p.next == expectFirstName) {
			right := closer(p.open[n-1])
			t.add(p.end, p.end, right)
			if i == len(t.points)-1 && p.at < len(t.text) && (t.text[p.at] == ']' || t.text[p.at] == '}') {
				t.add(p.at, p.at+1, right)
			}
		}
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
