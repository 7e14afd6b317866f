package jsonedit

import (
	"strings"

	"idenfysteps/internal/jsontext"
)

// An Error says why operations cannot be made. None of them is made then.
type Error struct {
	Code string
	// Index is that of the operation, from 0.
	Index int
	// At is the innermost value that is there, as the operation finds it; Start is its offset in the first text.
	At    jsontext.Value
	Start int
	// Message is one English sentence: what is wrong and how to fix it. It repeats nothing of the text.
	Message string
}

// Edit makes operations one after the other, each the smallest change of the text:
//
//	{"op": "set", "at", "value"}               writes a value in the place of another, or adds a member behind the others
//	{"op": "remove", "at"}                     takes a member or an element away
//	{"op": "rename", "at", "name"}             gives a member another name
//	{"op": "insert", "at", "value", "before"?} adds a member, before another or behind all; or an element before the one
//	                                           that has its index, with the index - behind all
//	{"op": "move", "at", "to"?, "before"?}     takes a member or an element, as it is written, where insert would put it in
//	                                           the text without it; by itself to its own place or before another member
//
// at and to are JSON Pointers (RFC 6901), before is a member's name. Edit returns
// the new document, and the edits of the first text that lead to it, in the order
// of their start and without overlap: one step to undo.
func Edit(d *jsontext.Document, operations jsontext.Value) (*jsontext.Document, []jsontext.Edit, *Error) {
	e := &editor{doc: d}
	if operations.Kind() != jsontext.Array {
		e.misused(d.Root(), `Operations are a list; write [{"op": "set", "at": "/…", "value": …}].`)
	}
	for o := operations.FirstItem(); o.Exists() && e.err == nil; o = o.Next() {
		if e.do(o); e.err != nil {
			e.err.Index = o.Index()
		}
	}
	if e.err != nil {
		return nil, nil, e.err
	}
	var edits []edit
	for _, one := range e.edits {
		if d.Text()[one.Start:one.End] != one.Text {
			edits = append(edits, one)
		}
	}
	return e.doc, edits, nil
}

// An editor makes operations.
type editor struct {
	doc *jsontext.Document
	// edits lead from the first text to the document's.
	edits []edit
	err   *Error
}

// A place is where a pointer leads.
type place struct {
	in value
	// name is the pointer's last part.
	name string
	// v is what is there; absent where there is nothing yet.
	v value
}

func (e *editor) do(o value) {
	op, at, v, name := o.Member("op").Text(), o.Member("at"), o.Member("value"), o.Member("name")
	if at.Kind() != jsontext.String || (op == "set" || op == "insert") && !v.Exists() || op == "rename" && name.Kind() != jsontext.String {
		op = ""
	}
	p := e.find(at.Text())
	if e.err != nil {
		return
	}
	switch op {
	case "set":
		if !p.v.Exists() && p.in.Kind() != jsontext.Array {
			e.insert(p, value{}, &item{v: v})
		} else if e.there(p) {
			e.change(replacement(nil, p.v, v))
		}
	case "insert":
		e.insert(p, o.Member("before"), &item{v: v})
	case "remove":
		if e.part(p) {
			e.change(Removal(p.v))
		}
	case "rename":
		if e.part(p) {
			e.rename(p, name.Text())
		}
	case "move":
		if e.part(p) {
			e.move(p, at, o)
		}
	default:
		e.misused(p.v, `This is no operation: op is "set", "remove", "rename", "move" or "insert" and at a JSON Pointer, with a value for set and insert and a name for rename; write what is missing.`)
	}
}

func (e *editor) rename(p *place, name string) {
	switch {
	case p.in.Kind() != jsontext.Object:
		e.misused(p.v, "An element of a list has no name; use set.")
	case name == p.name:
	case p.in.Member(name).Exists():
		e.taken(p.in.Member(name))
	default:
		e.change(Renaming(p.v, name))
	}
}

func (e *editor) move(p *place, at, o value) {
	to := o.Member("to")
	if to.Kind() != jsontext.String {
		to = at
	}
	if strings.HasPrefix(to.Text(), at.Text()+"/") {
		e.misused(p.v, "Nothing can be moved into itself; give another place.")
		return
	}
	e.change(Removal(p.v))
	if e.err == nil {
		e.insert(e.find(to.Text()), o.Member("before"), &item{v: p.v, moved: true})
	}
}

// part tells whether a place is one of a part that is there.
func (e *editor) part(p *place) bool {
	if !p.in.Exists() {
		e.misused(p.v, "The whole text can only be set; give the pointer of a part.")
		return false
	}
	return e.there(p)
}

func (e *editor) there(p *place) bool {
	if !p.v.Exists() {
		e.notThere(p.in)
	}
	return p.v.Exists()
}

// insert puts something where there is nothing yet.
func (e *editor) insert(p *place, before value, i *item) {
	next := p.v
	switch {
	case e.err != nil:
	case !p.in.Exists():
		e.misused(p.v, "The whole text has one value; use set.")
	case p.in.Kind() == jsontext.Array:
		if !next.Exists() && p.name != "-" && index(p.name) != p.in.Len() {
			e.notThere(p.in)
		}
	case next.Exists():
		e.taken(next)
	case before.Kind() == jsontext.String:
		if next = e.child(p.in, before.Text()); e.err == nil && !next.Exists() {
			e.notThere(p.in)
		}
	}
	if e.err == nil {
		i.name = p.name
		e.change(insertion(p.in, next, i))
	}
}

// find follows a pointer. Its last part may be one that is not there yet.
func (e *editor) find(pointer string) *place {
	p := &place{v: e.doc.Root()}
	if pointer != "" && pointer[0] != '/' {
		e.misused(p.v, "A JSON Pointer begins with /, or is empty for the whole text; write it so.")
	}
	for more := pointer != ""; more && e.err == nil; {
		if !p.v.Exists() {
			e.notThere(p.in)
			break
		}
		var part string
		part, pointer, more = strings.Cut(pointer[1:], "/")
		pointer = "/" + pointer
		p.in, p.name = p.v, strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		p.v = e.child(p.in, p.name)
	}
	return p
}

// child returns a member, or an element by its index.
func (e *editor) child(v value, name string) (found value) {
	if !isContainer(v) {
		e.notThere(v)
	}
	if v.Kind() == jsontext.Array {
		if n := index(name); n >= 0 {
			for found = first(v); n > 0 && found.Exists(); n-- {
				found = found.Next()
			}
		}
		return found
	}
	for m := first(v); m.Exists(); m = m.Next() {
		if m.Key() != name {
			continue
		}
		if found.Exists() {
			e.fail(jsontext.CodeEditAmbiguous, m, "This name stands in its object twice, so it is not clear which is meant; delete one first.")
		}
		found = m
	}
	return found
}

// index reads the index of an element, -1 for what is none.
func index(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || s[0] == '0' && len(s) > 1 || i > 8 {
			return -1
		}
		n = 10*n + int(s[i]-'0')
	}
	if s == "" {
		return -1
	}
	return n
}

func (e *editor) taken(v value) {
	e.fail(jsontext.CodeEditNameTaken, v, "The object has a member of this name already; give another name, or remove that one first.")
}

func (e *editor) notThere(in value) {
	code, message := jsontext.CodeEditNotThere, "The operation names something in here that is not there, perhaps no longer; look at what is, and give its pointer or name."
	if in.Kind() == jsontext.Array {
		code, message = jsontext.CodeEditIndex, "The list has no element of this index; give one that it has, or to insert up to its length, or - for behind all."
	}
	e.fail(code, in, message)
}

func (e *editor) misused(at value, message string) {
	if !at.Exists() {
		at = e.doc.Root()
	}
	e.fail(jsontext.CodeEditOperation, at, message)
}

func (e *editor) fail(code string, at value, message string) {
	start := begin(at)
	for i := len(e.edits) - 1; i >= 0; i-- { // back to the first text
		one := &e.edits[i]
		if from := one.Start + e.shift(i); start >= from {
			if start -= from + len(one.Text); start < 0 {
				start = one.Start - one.End
			}
			start += one.End
			break
		}
	}
	if e.err == nil {
		e.err = &Error{Code: code, At: at, Start: start, Message: message}
	}
}

// shift is how much longer the edits before one have made the text.
func (e *editor) shift(n int) int {
	shift := 0
	for _, one := range e.edits[:n] {
		shift += len(one.Text) - one.End + one.Start
	}
	return shift
}

// change makes edits of the document's text, which are in order and do not overlap.
func (e *editor) change(edits []edit) {
	doc, problems := jsontext.Parse(jsontext.Apply(e.doc.Text(), edits))
	if doc == nil {
		e.fail(problems[0].Code, e.doc.Root(), "With this the text could not be read any more. "+problems[0].Message)
		return
	}
	for i := len(edits) - 1; i >= 0; i-- {
		e.note(edits[i])
	}
	e.doc = doc
}

// note adds an edit of the present text to those of the first: what touches it becomes one edit with it.
func (e *editor) note(now edit) {
	var out []edit
	shift, done := 0, false
	for _, one := range e.edits {
		start := one.Start + shift // in the present text
		end := start + len(one.Text)
		shift += len(one.Text) - one.End + one.Start
		switch {
		case end < now.Start:
			out = append(out, one)
			continue
		case start > now.End:
			if !done {
				done = true
				before := shift - (len(one.Text) - one.End + one.Start)
				out = append(out, edit{Start: now.Start - before, End: now.End - before, Text: now.Text})
			}
			out = append(out, one)
			continue
		}
		if start < now.Start {
			now.Text = one.Text[:now.Start-start] + now.Text
			now.Start = start
		}
		if end > now.End {
			now.Text += one.Text[len(one.Text)-(end-now.End):]
			now.End = end
		}
		// The edit is taken in: as if it had never been, but for the bytes of the first text that it took.
		grown := len(one.Text) - one.End + one.Start
		shift -= grown
		now.End -= grown
	}
	if !done {
		out = append(out, edit{Start: now.Start - shift, End: now.End - shift, Text: now.Text})
	}
	e.edits = out
}
