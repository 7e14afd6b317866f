package steps

import (
	"strings"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// maxFindings bounds the errors, and the other findings, that one report tells.
const maxFindings = 1000

// A checker gathers the findings of one text.
type checker struct {
	*source
	env  *Environment
	kind Kind
	// grammar is the value of additionalSteps, once it is checked.
	grammar jsontext.Value
	// current is the step whose definition is checked; absent outside of one.
	current jsontext.Value
	// unsure says that a level, a step or what a step is has an error, so that nothing follows from what is asked for.
	unsure bool
	// misread is the fix of the texts of UTF-8 that were read as Latin-1; nil for none.
	misread *finding.Fix
	// plan is the payload's.
	plan func() *plan
	// told are the names, each with its object, that members were told to take.
	told map[string]bool
	// twiceThere are names that came twice and are told to be put under one, so that what one of the two lacks is no mistake.
	twiceThere map[string]bool
	// known are the names of steps that another may be a misspelling of; nil until one is looked for.
	known []string

	entries []entry
	// failed says that something found is an error, told or not.
	failed               bool
	errors, others, more int
}

// An entry is a finding on its way into a report.
type entry struct {
	finding.Finding
	start int
	// of is the value that it is about.
	of jsontext.Value
}

func newChecker(s *source, env *Environment) *checker {
	c := &checker{source: s, env: env, kind: Unknown}
	for _, p := range s.problems {
		e := c.reportAt(codeNamed(p.Code), p.At, p.Start, p.Message)
		for _, edit := range p.Edits {
			e.Fix = &finding.Fix{Title: p.Fix, Edits: append(e.edits(), finding.Edit(edit))}
		}
		if p.Again {
			e.fix("Delete the repetition", remove(p.At)...)
		} else if codes[codeJSONDuplicateName].name == p.Code && s.doc != nil && p.At.Parent().Len() <= mostWords {
			c.duplicate(e, p.At)
		}
	}
	return c
}

// reportAt adds a finding about a value, at an offset; the zero Value is the whole text.
func (c *checker) reportAt(which code, v jsontext.Value, start int, message string) *entry {
	if rest, empty := strings.CutPrefix(message, `"" `); empty {
		message = "An empty name " + rest
	}
	kind := codes[which]
	count := &c.others
	if kind.severity == finding.Error {
		count, c.failed = &c.errors, true
		c.unsure = c.unsure || codeAdditionalStepsNotObject <= which && which <= codeUnknownStepType
	}
	if *count++; *count > maxFindings {
		c.more++
		return &entry{of: v}
	}
	c.entries = append(c.entries, entry{start: start, of: v, Finding: finding.Finding{
		Code: kind.name, Severity: kind.severity, Pointer: v.Pointer(), Message: message}})
	return &c.entries[len(c.entries)-1]
}

// report adds a finding about a value.
func (c *checker) report(which code, v jsontext.Value, message string) *entry {
	return c.reportAt(which, v, v.Start(), message)
}

// reportName adds a finding about a member's name.
func (c *checker) reportName(which code, v jsontext.Value, message string) *entry {
	return c.reportAt(which, v, v.Name().Start(), message)
}

func (e *entry) edits() []finding.Edit {
	if e.Fix == nil {
		return nil
	}
	return e.Fix.Edits
}

// param notes something that the message names; what could be more than a word is left out.
func (e *entry) param(name, value string) *entry {
	if !isWord(value) {
		return e
	}
	e.Params = append(e.Params, finding.Param{Name: name, Value: value})
	return e
}

// fix adds the edits that make the finding go away.
func (e *entry) fix(title string, edits ...finding.Edit) {
	if len(edits) > 0 {
		e.Fix = &finding.Fix{Title: title, Edits: edits}
	}
}

// put offers another text in the place of the value.
func (e *entry) put(title, text string) { e.fix(title, replace(e.of, text)) }

// write offers the word that was meant.
func (e *entry) write(meant string) { e.param("meant", meant).put("Write "+meant, quote(meant)) }

// delete offers to take the value away.
func (e *entry) delete(title string) { e.fix(title, remove(e.of)...) }

// wrap offers to put text before and behind the value.
func (e *entry) wrap(title, before, behind string) { e.fix(title, wrap(e.of, before, behind)...) }

// unpack offers to take a value of one of those kinds out of a string, or out of a list of one.
func (e *entry) unpack(kinds ...jsontext.Kind) bool {
	title, edits := packed(e.of, kinds...)
	e.fix(title, edits...)
	return edits != nil
}

// findings returns what was found, in the order of the text.
func (c *checker) findings() []finding.Finding {
	c.entries = inOrder(c.entries)
	if c.more > 0 {
		c.entries = append(c.entries, entry{start: len(c.text), Finding: finding.Finding{
			Code: codes[codeMoreFindings].name, Severity: codes[codeMoreFindings].severity,
			Message: "There are " + number(c.more) + " more findings than are told here; fix these first and check again."}})
	}
	if len(c.entries) == 0 {
		return nil
	}
	lines := jsontext.NewLines(c.text)
	out := make([]finding.Finding, len(c.entries))
	for i, e := range c.entries {
		e.Line, e.Column = lines.At(e.start)
		out[i] = e.Finding
	}
	return out
}

// inOrder sorts entries by where they are, those of one place as they came.
// (slices.SortStableFunc would cost the page 3 kB.)
func inOrder(entries []entry) []entry {
	if len(entries) < 2 {
		return entries
	}
	half := len(entries) / 2
	a, b := inOrder(entries[:half]), inOrder(entries[half:])
	out := make([]entry, 0, len(entries))
	for len(a) > 0 && len(b) > 0 {
		if b[0].start < a[0].start {
			out, b = append(out, b[0]), b[1:]
		} else {
			out, a = append(out, a[0]), a[1:]
		}
	}
	return append(append(out, a...), b...)
}

// requireKind adds a finding, and says false, where a value is not of a kind; example shows what to write.
func (c *checker) requireKind(v jsontext.Value, kind jsontext.Kind, which code, what, example string) bool {
	if v.Kind() == kind {
		return true
	}
	e := c.report(which, v, what+" must be "+kind.String()+", not "+kindPhrase(v)+"; write "+example+".")
	if e.unpack(kind); v.Kind() == jsontext.Null && v.Name().Exists() {
		e.delete("Leave it out")
	}
	return false
}

// unknownKey adds a finding about a member whose name is none of those known,
// and returns the one that was meant, "" for none.
func (c *checker) unknownKey(v jsontext.Value, which code, known []string, synonyms []synonym, where string) string {
	name := v.Key()
	meant := keyMeant(name, known, synonyms)
	if meant == "" {
		c.reportName(which, v, where+" has no "+show(name)+"; it may have "+orList(known)+".").param("name", name)
		return ""
	}
	c.misnamed(v, which, "name", where+" has no "+show(name), meant)
	return meant
}

// misnamed adds a finding about a member that should have another name. Where a
// member has that name already, or was told to take it, it does not make it twice.
func (c *checker) misnamed(v jsontext.Value, which code, param, message, meant string) {
	there := v.Parent().Member(meant)
	same, taken := there.Exists() && there.Source() == v.Source(), c.told[nameAt(v.Parent(), meant)]
	var merged []finding.Edit
	if there.Exists() && !same && there != v {
		merged = mergedInto(v, there)
	}
	advice := "; write " + meant + "."
	switch {
	case same:
		advice = "; " + meant + " stands beside it and says the same: delete this."
	case merged != nil:
		advice = "; " + meant + " stands beside it already: put what both hold under that."
	case there.Exists() || taken:
		advice = "; " + meant + " stands beside it already, so put what belongs here there, and delete this."
	}
	e := c.reportName(which, v, message+oddity(v.Key())+advice).param(param, v.Key()).param("meant", meant)
	switch {
	case same:
		e.delete("Delete the repetition")
	case merged != nil:
		e.fix("Put both under "+meant, merged...)
	case !there.Exists() && !taken:
		if c.told == nil {
			c.told = map[string]bool{}
		}
		c.told[nameAt(v.Parent(), meant)] = true
		e.fix("Write "+meant, replace(v.Name(), quote(meant)))
	}
}

// nameAt is a name in an object.
func nameAt(object jsontext.Value, name string) string { return number(object.Start()) + name }

func keyMeant(name string, known []string, synonyms []synonym) string {
	if meant := meantBy(name, synonyms); meant != "" {
		return meant
	}
	if meant := nearest(name, known); meant != "" {
		return meant
	}
	return shortened(name, known)
}

// shortened returns the one of words that a word is the beginning of, as desc is of description; "" for none or several.
func shortened(word string, words []string) (meant string) {
	for _, w := range words {
		if len(word) < 3 || len(word) >= len(w) || lowerCase(word) != lowerCase(w[:len(word)]) {
			continue
		}
		if meant != "" {
			return ""
		}
		meant = w
	}
	return meant
}

// codeNamed returns the code of a problem that the reader found.
func codeNamed(name string) code {
	for c := range codes {
		if codes[c].name == name {
			return code(c)
		}
	}
	panic("steps: no code " + name)
}
