package steps

import (
	"strings"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// mergedInto moves what an object or a list holds to the end of another one of its kind beside
// it, with its comments, and takes the first away. It gives no edits where a name would be
// there twice, or where one of the two is empty, which may be said on purpose.
func mergedInto(v, there jsontext.Value) []finding.Edit {
	if v.Kind() != there.Kind() || v.Empty() || there.Empty() || v.Len() > mostWords || there.Len() > mostWords {
		return nil
	}
	last := jsontext.Value{}
	switch v.Kind() {
	case jsontext.Object:
		for m := there.FirstMember(); m.Exists(); m = m.Next() {
			if v.Member(m.Key()).Exists() {
				return nil
			}
			last = m
		}
	case jsontext.Array:
		for item := there.FirstItem(); item.Exists(); item = item.Next() {
			if item.Kind() != jsontext.String || holds(v, item.Text()) {
				return nil
			}
			last = item
		}
	default:
		return nil
	}
	source := v.Source()
	inner := strings.TrimSpace(source[1 : len(source)-1])
	if hasComment(v) {
		inner += "\n" // behind a comment to the end of a line
	}
	at, gone := last.End(), remove(v)
	edit := insert(at, ", "+strings.TrimSuffix(inner, ","))
	switch {
	case len(gone) == 0 || at > gone[0].Start && at < gone[len(gone)-1].End:
		return nil
	case at <= gone[0].Start:
		return append([]finding.Edit{edit}, gone...)
	}
	return append(gone, edit)
}

// duplicate says of a name that came twice how to make it one, where both can be kept.
func (c *checker) duplicate(e *entry, v jsontext.Value) {
	first := v.Parent().FirstMember()
	for first.Key() != v.Key() {
		first = first.Next()
	}
	edits := mergedInto(v, first)
	if first == v || edits == nil {
		return
	}
	name := show(v.Key())
	where, _, _ := strings.Cut(e.Message, "; ")
	e.Message = strings.Replace(where, "This name stands", name+" stands", 1) + "; put what both hold under one " + name + "."
	if c.twiceThere == nil {
		c.twiceThere = map[string]bool{}
	}
	c.twiceThere[nameAt(v.Parent(), v.Key())] = true
	e.fix("Put both under one "+name, edits...)
}
