package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// misplaced tells, and reports, that a member's name is known and belongs to
// another part of the payload; the fix moves it there where one place is meant.
func (c *checker) misplaced(v jsontext.Value) bool {
	name := plainWord(v.Key())
	in, step := v.Parent(), c.current
	switch {
	case !isStepName(name) && sameWord(name, tokenFieldNames) != "" && (name != "address" || in == c.grammar) && (v.Kind() == jsontext.Object || v.Kind() == jsontext.Null) == (sameWord(name, dataOrSteps) != ""):
		c.misplacedField(v, sameWord(name, tokenFieldNames))
	case sameWord(name, catalogue.StepKeys) != "" && in != step:
		c.misplacedPart(v, sameWord(name, catalogue.StepKeys), step)
	case sameWord(name, catalogue.Settings) != "":
		c.misplacedSetting(v, sameWord(name, catalogue.Settings), step)
	case step.Exists() && sameWord(name, catalogue.TextKeys) != "" && v.Kind() == jsontext.String:
		c.misplacedText(v, sameWord(name, catalogue.TextKeys), step)
	case in == step && step.Exists() && localeWritten(name) != "" && (v.Member("name").Exists() || v.Member("description").Exists()):
		c.belongs(v, name, "texts", c.part(step, "texts").put(v, ""))
	case step.Exists() && v.Kind() == jsontext.Object && (hasStepKey(v) || v.Empty() && in == step) && isStepName(name):
		c.belongs(v, name, "beside the step", into(step.Parent()).put(v, ""))
	default:
		return false
	}
	return true
}

var dataOrSteps = []string{"additionalSteps", "additionalData"}

// belongs reports a misplaced member; edits move it.
func (c *checker) belongs(v jsontext.Value, name, where string, edits []finding.Edit) {
	if where == "texts" || where == "settings" {
		where = "in " + where
	}
	c.reportName(codeMisplaced, v, show(name)+" does not belong here but "+where+"; move it there.").
		param("name", name).fix("Move it "+strings.Replace(where, "in ", "into ", 1), edits...)
}

// twice reports a member that stands alone in one of its own name.
func (c *checker) twice(v jsontext.Value, name string) {
	c.reportName(codeMisplaced, v, show(name)+" stands in "+show(name)+"; write it once.").param("name", name).fix("Write it once", unwrapped(v)...)
}

// A spot is where a member can be put: an object, or what must be written around it.
type spot struct {
	in             jsontext.Value
	before, behind string
}

func into(object jsontext.Value) spot { return spot{in: object} }

// part is where a step's texts or settings are, or where they begin.
func (c *checker) part(step jsontext.Value, name string) spot {
	if in := step.Member(name); in.Exists() {
		return into(in)
	}
	return spot{step, quote(name) + ": {", "}"}
}

// put moves a member to the spot under a name, its own for ""; nil where that would make the name twice.
func (s spot) put(v jsontext.Value, name string) []finding.Edit {
	if name == "" {
		name = plainWord(v.Key())
	}
	if s.in.Kind() != jsontext.Object || s.before == "" && s.in.Member(name).Exists() && s.in.Member(name) != v || hasComment(v) {
		return nil
	}
	if s.before != "" && s.in == v.Parent() { // it stays where it is, and the object begins around it
		return []finding.Edit{{Start: v.Name().Start(), End: v.Name().End(), Text: s.before + quote(name)}, insert(v.End(), s.behind)}
	}
	return moved(v, s.in, s.before+quote(name)+": "+v.Source()+s.behind)
}

// moved takes a member away and puts text into an object, as its last member.
func moved(v, into jsontext.Value, text string) []finding.Edit {
	at, edit := into.Start()+1, finding.Edit{}
	last := jsontext.Value{}
	for m := into.FirstMember(); m.Exists(); m = m.Next() {
		if m != v {
			last = m
		}
	}
	if last.Exists() {
		at, text = last.End(), ", "+text
	}
	edit = insert(at, text)
	gone := remove(v)
	if len(gone) == 0 || at > gone[0].Start && at < gone[len(gone)-1].End {
		return nil
	}
	if at <= gone[0].Start {
		return append([]finding.Edit{edit}, gone...)
	}
	return append(gone, edit)
}

// misplacedField is for a field of a token request somewhere in additionalSteps.
func (c *checker) misplacedField(v jsontext.Value, name string) {
	root := c.doc.Root()
	where := "beside additionalSteps"
	var edits []finding.Edit
	switch {
	case alone(v) && (v.Parent() == root.Member(name) || name == "additionalSteps" && v.Parent() == root && c.kind == AdditionalSteps):
		c.twice(v, name)
		return
	case c.kind == AdditionalSteps:
	case name == "additionalData":
		edits = c.dataMoved(v)
	default:
		edits = into(root).put(v, name)
	}
	if there := root.Member(name); there.Exists() && v.Parent() != root && c.kind != AdditionalSteps {
		advice := show(name) + " does not belong here, and stands beside additionalSteps already, where it says "
		switch {
		case there.Source() == v.Source() || len(edits) > 0 && !slices.ContainsFunc(edits, func(e finding.Edit) bool { return e.Text != "" }):
			c.reportName(codeMisplaced, v, advice+"the same; delete it here.").param("name", name).fix("Delete it here", remove(v)...)
			return
		case edits == nil:
			c.reportName(codeMisplaced, v, advice+"something else; keep the right one there, and delete it here.").param("name", name)
			return
		}
	}
	c.belongs(v, name, where, edits)
}

// dataMoved moves additionalData to where it belongs, and keys it by the step that it stood in.
func (c *checker) dataMoved(v jsontext.Value) []finding.Edit {
	root := c.doc.Root()
	text := v.Source()
	step := c.current
	if step.Exists() && isFlat(v) {
		text = "{" + quote(step.Key()) + ": " + text + "}"
	}
	have := root.Member("additionalData")
	if !have.Exists() {
		if hasComment(v) {
			return nil
		}
		return moved(v, root, `"additionalData": `+text)
	}
	name, inner := step.Key(), v
	if first := v.FirstMember(); !isFlat(v) {
		if v.Empty() {
			return remove(v)
		}
		if first.Next().Exists() {
			return nil
		}
		name, inner = first.Key(), first
	}
	switch there := have.Member(name); {
	case have.Kind() != jsontext.Object || name == "" || hasComment(v):
	case !there.Exists():
		return moved(v, have, quote(name)+": "+inner.Source())
	case there.Source() == inner.Source():
		return remove(v)
	}
	return nil
}

// alone tells whether a value is the only one in its object or list.
func alone(v jsontext.Value) bool {
	in := v.Parent()
	return (in.FirstMember() == v || in.FirstItem() == v) && !v.Next().Exists()
}

// unwrapped takes an object, or a list, away from around its one value.
func unwrapped(inner jsontext.Value) []finding.Edit {
	outer := inner.Parent()
	if !alone(inner) || hasComment(outer) && !hasComment(inner) {
		return nil
	}
	return []finding.Edit{{Start: outer.Start(), End: inner.Start()}, {Start: inner.End(), End: outer.End()}}
}

// misplacedPart is for type, texts, fields or settings outside their step.
func (c *checker) misplacedPart(v jsontext.Value, name string, step jsontext.Value) {
	if v.Parent().Key() == name && alone(v) && v.Parent().Parent() == step {
		c.twice(v, name)
		return
	}
	where := "in its step"
	if !step.Exists() {
		step = c.lacking(v.Parent(), name)
	}
	if step.Exists() {
		where = "in the step " + show(step.Key())
	}
	if setting := v.Parent(); setting.Key() == "settings" && setting.Parent() == step && alone(v) {
		where = "beside settings"
	}
	c.belongs(v, name, where, into(step).put(v, name))
}

// misplacedSetting is for canUpload and its like outside settings.
func (c *checker) misplacedSetting(v jsontext.Value, name string, step jsontext.Value) {
	if !step.Exists() {
		step = c.only(v.Parent())
	}
	var edits []finding.Edit
	if step.Exists() {
		edits = c.part(step, "settings").put(v, name)
	}
	c.reportName(codeSettingOutsideSettings, v, name+` belongs in settings; write "settings": {"`+name+`": …} in its step.`).
		param("setting", name).fix("Put it in settings", edits...)
}

// misplacedText is for a name or a description outside a locale's text. Both of
// them are told at once: one alone is no text.
func (c *checker) misplacedText(v jsontext.Value, name string, step jsontext.Value) {
	in := v.Parent()
	other := in.Member(catalogue.TextKeys[1-slices.Index(catalogue.TextKeys, name)])
	if other.Kind() == jsontext.String && other.Start() < v.Start() && in == step {
		return // told with it
	}
	var edits []finding.Edit
	texts := step.Member("texts")
	switch locale := texts.FirstMember(); {
	case in == texts || hasComment(v) || v.Key() != name:
	case !texts.Exists() && other.Kind() == jsontext.String && other == v.Next():
		edits = []finding.Edit{insert(v.Name().Start(), `"texts": {"en": {`), insert(other.End(), "}}")}
	case !texts.Exists() && !other.Exists():
		edits = spot{step, `"texts": {"en": {`, "}}"}.put(v, name)
	case !texts.Exists() && other.Kind() == jsontext.String:
		edits = movedBoth(v, other, step)
	case locale.Exists() && !locale.Next().Exists() && !other.Exists():
		edits = into(locale).put(v, name)
	}
	c.reportName(codeMisplaced, v, show(name)+` is a text that the person reads and belongs to a locale; write "texts": {"en": {"name": …, "description": …}}.`).
		param("name", name).fix("Make it the English text", edits...)
}

// movedBoth makes two members that stand apart the English text.
func movedBoth(first, second, step jsontext.Value) []finding.Edit {
	gone := remove(second)
	if len(gone) == 0 || gone[0].Start < first.End() || hasComment(second) {
		return nil
	}
	return append([]finding.Edit{insert(first.Name().Start(), `"texts": {"en": {`),
		insert(first.End(), ", "+second.Name().Source()+": "+second.Source()+"}}")}, gone...)
}

// steps that stand somewhere in a part of additionalSteps; f says whether to go on.
func (c *checker) eachStep(v jsontext.Value, depth int, f func(step jsontext.Value) bool) bool {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if m.Kind() != jsontext.Object || sameWord(m.Key(), catalogue.StepKeys) != "" {
			continue
		}
		switch is := c.placeOf(m); {
		case hasStepKey(m) || is == placeStep || depth == 0:
			if !f(m) {
				return false
			}
		case depth > 0 && !c.eachStep(m, depth-1, f):
			return false
		}
	}
	return true
}

// lacking returns the one step in a part of additionalSteps that has no such
// part itself; the zero Value where there is none or more than one.
func (c *checker) lacking(v jsontext.Value, part string) jsontext.Value {
	var found jsontext.Value
	n := 0
	c.eachStep(v, c.below(v), func(step jsontext.Value) bool {
		if !step.Member(part).Exists() {
			found = step
			n++
		}
		return n < 2
	})
	if n != 1 {
		return jsontext.Value{}
	}
	return found
}

// only returns the one step in a part of additionalSteps.
func (c *checker) only(v jsontext.Value) jsontext.Value { return c.lacking(v, "") }

// below says how many levels stand between a part of additionalSteps and its steps.
func (c *checker) below(v jsontext.Value) int {
	levels := 2
	for p := v; p.Exists() && p != c.grammar && levels > 0; p = p.Parent() {
		levels--
	}
	return levels
}

// packed makes the edits for a value in a string, or alone in a list, that should be of a kind itself.
func packed(v jsontext.Value, kinds ...jsontext.Kind) (title string, edits []finding.Edit) {
	if inner := v.FirstMember(); inner.Exists() && inner.Key() == v.Key() && slices.Contains(kinds, inner.Kind()) {
		return "Write it once", unwrapped(inner)
	}
	if inner := v.FirstItem(); inner.Exists() && slices.Contains(kinds, inner.Kind()) {
		return "Take it out of the list", unwrapped(inner)
	}
	text := strings.TrimSpace(v.Text())
	if text == "" || text[0] != '{' && text[0] != '[' {
		return "", nil
	}
	if inner, _ := jsontext.Parse([]byte(text)); inner != nil && slices.Contains(kinds, inner.Root().Kind()) {
		return "Take it out of the string", []finding.Edit{replace(v, string(inner.Plain()))}
	}
	return "", nil
}

func packedTitle(v jsontext.Value, kinds ...jsontext.Kind) string {
	title, _ := packed(v, kinds...)
	return title
}
