package steps

import (
	"strings"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// replace puts text in the place of a value.
func replace(v jsontext.Value, text string) finding.Edit {
	return finding.Edit{Start: v.Start(), End: v.End(), Text: text}
}

// insert puts text at an offset.
func insert(at int, text string) finding.Edit {
	return finding.Edit{Start: at, End: at, Text: text}
}

// wrap puts text before and behind a value.
func wrap(v jsontext.Value, before, behind string) []finding.Edit {
	return []finding.Edit{insert(v.Start(), before), insert(v.End(), behind)}
}

// quote writes s as a JSON string.
func quote(s string) string { return string(jsontext.AppendString(nil, s)) }

// rename gives a member another name. There is no edit when the object has a
// member of that name already: a person must decide which of the two stays.
func rename(v jsontext.Value, name string) []finding.Edit {
	if v.Parent().Member(name).Exists() {
		return nil
	}
	return []finding.Edit{replace(v.Name(), quote(name))}
}

// renameItem puts another name in a list, on the same terms.
func renameItem(v jsontext.Value, name string) []finding.Edit {
	if holds(v.Parent(), name) {
		return nil
	}
	return []finding.Edit{replace(v, quote(name))}
}

// holds tells whether a list has a text in it.
func holds(list jsontext.Value, text string) bool {
	for item := list.FirstItem(); item.Exists(); item = item.Next() {
		if item.Text() == text {
			return true
		}
	}
	return false
}

// remove takes a member or an element away.
func remove(v jsontext.Value) []finding.Edit { return findingEdits(v.Removal()) }

func findingEdits(edits []jsontext.Edit) []finding.Edit {
	out := make([]finding.Edit, len(edits))
	for i, e := range edits {
		out[i] = finding.Edit(e)
	}
	return out
}

// hasComment tells whether there may be a comment in a value's text, which an
// edit that writes the value anew would lose.
func hasComment(v jsontext.Value) bool {
	return strings.Contains(v.Source(), "//") || strings.Contains(v.Source(), "/*")
}
