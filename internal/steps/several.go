package steps

import (
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// several reports an element of a list that is several names in one string.
func (c *checker) several(item jsontext.Value, what string, names []string) {
	var quoted []string
	for _, name := range names {
		if !holds(item.Parent(), name) {
			quoted = append(quoted, quote(name))
		}
	}
	e := c.report(codeSeveralNames, item, "These are several "+what+" in one string; write each in quotes of its own.")
	if len(quoted) > 0 {
		e.put("Part them", strings.Join(quoted, ", "))
	} else {
		e.delete("Delete the repetition")
	}
}

// severalKeys reports, and tells, that a member's name is several; the fix says the same under each of them.
func (c *checker) severalKeys(v jsontext.Value, what string, known func(string) string) bool {
	names := severalNames(v.Key(), known)
	if names == nil {
		return false
	}
	e := c.reportName(codeSeveralNames, v, "These are several "+what+" in one name; write the same under each of them.")
	edits := []finding.Edit{replace(v.Name(), quote(names[0]))}
	text := ""
	for i, name := range names {
		if v.Parent().Member(name).Exists() {
			return true
		}
		if i > 0 {
			text += ", " + quote(name) + ": " + v.Source()
		}
	}
	e.fix("Write each of them", append(edits, insert(v.End(), text))...)
	return true
}

// severalSteps takes a string apart in which several names of steps stand; nil
// where it is one. Of names with only blanks between them each must look like one.
func (c *checker) severalSteps(text string) []string {
	if names := partsOf(text, false, func(part string) string {
		if part = plainWord(part); isStepName(part) {
			return part
		}
		return c.stepMeant(part)
	}); names != nil {
		return names
	}
	return partsOf(text, true, func(part string) string {
		if isStepName(part) && (part == utilityBill || c.env.Step(part) != nil || strings.ContainsAny(part, "_0123456789")) {
			return part
		}
		return ""
	})
}

// severalFields is the same for fields.
func severalFields(text string) []string {
	known := func(part string) string { return sameWord(part, catalogue.DataFields) }
	if names := partsOf(text, true, known); names != nil {
		return names
	}
	listed := strings.ContainsAny(text, ",;|")
	first, _, _ := strings.Cut(strings.ReplaceAll(text, "+", "/"), "/")
	if !listed && known(strings.TrimSpace(first)) == "" {
		return nil // name/date may be a field
	}
	return partsOf(text, false, plainWord)
}
