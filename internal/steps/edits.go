package steps

import (
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsonedit"
	"idenfysteps/internal/jsontext"
)

func replace(v jsontext.Value, text string) finding.Edit {
	return finding.Edit{Start: v.Start(), End: v.End(), Text: text}
}

func insert(at int, text string) finding.Edit {
	return finding.Edit{Start: at, End: at, Text: text}
}

func wrap(v jsontext.Value, before, behind string) []finding.Edit {
	return []finding.Edit{insert(v.Start(), before), insert(v.End(), behind)}
}

// quote writes s as a JSON string.
func quote(s string) string { return string(jsontext.AppendString(nil, s)) }

// rename renames a member. It returns no edit if the object has a member of that
// name already: a person must decide which of the two stays.
func rename(v jsontext.Value, name string) []finding.Edit {
	return jsonedit.Renaming(v, name)
}

// renameItem replaces a name in a list, under the same condition.
func renameItem(v jsontext.Value, name string) []finding.Edit {
	if holds(v.Parent(), name) {
		return nil
	}
	return []finding.Edit{replace(v, quote(name))}
}

func holds(list jsontext.Value, text string) bool {
	for item := list.FirstItem(); item.Exists(); item = item.Next() {
		if item.Text() == text {
			return true
		}
	}
	return false
}

func remove(v jsontext.Value) []finding.Edit { return jsonedit.Removal(v) }

// hasComment reports whether there is a comment in a value's text, which an edit
// that rewrites the value would lose.
func hasComment(v jsontext.Value) bool { return v.HasComment() }
