package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// steps checks what stands for one country and document type.
func (c *checker) steps(v jsontext.Value) {
	first := v.FirstMember()
	switch {
	case v.Kind() == jsontext.Array:
		c.stepList(v)
	case c.nameless(v):
		c.stepNameMissing(v, "", "")
	case v.Kind() == jsontext.Object && c.levels(v) > 0 && (first.Key() == v.Key() || !noDocuments(v)):
		c.levelBelow(v)
	case v.Kind() == jsontext.Object:
		for s := first; s.Exists(); s = s.Next() {
			if !isStepDefinition(s) && c.misplaced(s) {
				continue
			}
			c.stepOverride(s)
		}
	case v.Kind() == jsontext.String:
		if isNone(v.Text()) {
			c.namedNone(v, v.Start(), v.Text()).put("Ask for no steps", "{}")
			return
		}
		e := c.report(codeStepsNotListOrObject, v, `One step's name stands here alone; put it in a list, as in ["UTILITY_BILL"].`)
		if !e.unpack(jsontext.Object, jsontext.Array) {
			e.wrap("Put it in a list", "[", "]")
		}
	default:
		e := c.report(codeStepsNotListOrObject, v, "Here belongs a list of step names, an object of steps, or {} for none, not "+kindPhrase(v)+".")
		if v.Kind() == jsontext.Null || v.Source() == "false" {
			e.put("Ask for no steps", "{}")
		}
	}
}

// isStepDefinition tells whether a member of a rule is a step by its value alone.
func isStepDefinition(v jsontext.Value) bool {
	return v.Kind() == jsontext.Object && (hasStepKey(v) || v.Empty()) && sameWord(v.Key(), catalogue.StepKeys) == ""
}

// levelBelow is for names of countries or document types that stand where the steps do.
func (c *checker) levelBelow(v jsontext.Value) {
	first, country := v.FirstMember(), v.Parent()
	var edits []finding.Edit
	switch {
	case first.Next().Exists():
	case plainWord(first.Key()) == anyone || first.Key() == v.Key() || first.Key() == country.Key():
		edits = unwrapped(first)
	case v.Key() == anyone && !country.Member(first.Key()).Exists() && c.placeOf(first) == placeDocument:
		c.levelTooMany(v, []finding.Edit{{Start: v.Name().Start(), End: first.Name().Start()}, {Start: first.End(), End: v.End()}})
		return
	}
	c.levelTooMany(first, edits)
}

func (c *checker) stepList(v jsontext.Value) {
	if v.Empty() {
		c.report(codeEmptyStepList, v, "An empty list is not documented; write {} to ask for no steps here.").
			put("Write {}", "{}")
	}
	if c.listOfSteps(v) {
		return
	}
	seen := map[string]bool{}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		if item.Kind() != jsontext.String {
			e := c.report(codeStepNameNotString, item, "A list holds the names of steps, not "+kindPhrase(item)+"; to say more about a step write {NAME: {…}} instead of the list.")
			if item.Kind() == jsontext.Array && alone(item) {
				e.fix("Take it out of the list", unwrapped(item)...)
			}
			continue
		}
		name := item.Text()
		bare := string(appendBare(nil, plainWord(name)))
		switch {
		case seen[name] && name == utilityBill:
			c.report(codeSecondUtilityBill, item, "iDenfy takes one utility bill in a verification; have a second step configured under a name of its own, such as POA2, and ask for that.").
				delete("Delete the repetition")
		case seen[name]:
			c.report(codeDuplicateStepName, item, "The step "+show(name)+" is in this list already; delete the repetition.").
				param("step", name).delete("Delete the repetition")
		case seen[bare] && c.env.Step(name) == nil:
			c.report(codeStepNameMisspelt, item, "The step "+show(name)+" is in this list already, spelt otherwise"+oddity(name)+", and is another step to iDenfy; delete one of the two.").
				param("step", name).delete("Delete the repetition")
		default:
			c.stepName(item, item, func(meant string) []finding.Edit { return renameItem(item, meant) })
			c.chosen(item)
		}
		seen[name], seen[bare] = true, true
	}
}

// listOfSteps is for a list of objects that say what the steps are, which an object of steps should be.
func (c *checker) listOfSteps(v jsontext.Value) bool {
	var members []string
	var first jsontext.Value
	var given []string
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		name, step := item.Text(), "{}"
		if item.Kind() == jsontext.Object {
			if !first.Exists() {
				first = item
			}
			only := item.FirstMember()
			if name, step = namedStep(item); only.Exists() && !only.Next().Exists() && c.placeOf(only) == placeStep && only.Kind() == jsontext.Object {
				name, step = only.Key(), only.Source()
			}
		}
		if name == "" || slices.Contains(given, name) || len(given) == mostWords {
			members = nil
			if first.Exists() {
				break
			}
			return false
		}
		given, members = append(given, name), append(members, quote(name)+": "+step)
	}
	if !first.Exists() {
		return false
	}
	e := c.report(codeStepNameNotString, first, "A list holds the names of steps, not objects; to say what a step is write {NAME: {…}} instead of the list.")
	if members != nil && !hasComment(v) {
		e.fix("Name each step", replace(v, "{"+strings.Join(members, ", ")+"}"))
	}
	return true
}

// stepName checks how the step at v is called; rename makes the edits for another name.
func (c *checker) stepName(v, name jsontext.Value, rename func(string) []finding.Edit) {
	text := name.Text()
	if c.env.Step(text) != nil || text == utilityBill {
		return
	}
	plain := plainWord(text)
	switch {
	case isPlaceholder(text):
		if v.Kind() != jsontext.String || v != name {
			c.placeholderName(v)
		}
	case isNone(plain):
		e := c.namedNone(v, name.Start(), text)
		if alone(v) && v != c.doc.Root().Member("step") {
			e.fix("Ask for no steps", replace(v.Parent(), "{}"))
		}
	case isStepName(plain) && plain != text:
		meant := c.stepMeant(text)
		if meant == "" {
			meant = plain
		}
		c.misspeltStep(v, name, meant, rename)
	case strings.TrimSpace(text) == "" || hasControl(text, ""):
		c.reportAt(codeStepNameEmpty, v, name.Start(), "A step's name is empty or has a control character in it; write the name that is configured, such as UTILITY_BILL.")
	case text == proofOfAddress:
		c.reportAt(codeProofOfAddressName, v, name.Start(), "iDenfy's own step for a proof of address is called UTILITY_BILL; write that, unless a step is configured under the name PROOF_OF_ADDRESS.").
			fix("Write UTILITY_BILL", rename(utilityBill)...)
	case text == anyone || isCountry(text) || slices.Contains(catalogue.DocumentTypes, text):
		c.reportAt(codeStepNameOfLevel, v, name.Start(), show(text)+" stands where a step's name belongs, and is the name of a country, a document type or ALL of them; write the name that is configured, such as UTILITY_BILL.").
			param("step", text)
	default:
		if names := c.severalSteps(text); names != nil {
			c.severalNamesOfSteps(v, name, names)
		} else if meant := c.stepMeant(text); meant != "" {
			c.misspeltStep(v, name, meant, rename)
		}
	}
}

// isNone tells whether a word in the place of a step says that there is none.
func isNone(word string) bool {
	return slices.Contains([]string{"NONE", "NO", "NOTHING", "NO_STEPS", "FALSE", "NULL"}, upperCase(word))
}

func (c *checker) namedNone(v jsontext.Value, start int, word string) *entry {
	return c.reportAt(codeStepNamedNone, v, start, show(word)+" is no step, and iDenfy has no word for none; write {} in the place of the list to ask for no steps here.")
}

func (c *checker) misspeltStep(v, name jsontext.Value, meant string, rename func(string) []finding.Edit) {
	text := name.Text()
	message := show(text) + " looks like " + meant + " and is another step to iDenfy" + oddity(text)
	e := c.reportAt(codeStepNameMisspelt, v, name.Start(), message+"; write "+meant+" if you mean it.").param("step", text).param("meant", meant)
	if edits := rename(meant); edits != nil {
		e.fix("Write "+meant, edits...)
	} else if there := v.Parent().Member(meant); v == name || there.Exists() && there.Source() == v.Source() {
		e.delete("Delete the repetition")
	}
}

// severalNamesOfSteps is for several steps in one string, in a list, as a name or as an upload's step.
func (c *checker) severalNamesOfSteps(v, name jsontext.Value, names []string) {
	switch {
	case v != name:
		c.severalKeys(v, "steps", func(part string) string {
			for _, n := range names {
				if plainWord(part) == n || c.stepMeant(part) == n {
					return n
				}
			}
			return ""
		})
	case v.Parent().Kind() == jsontext.Array:
		c.several(v, "steps", names)
	default:
		c.report(codeSeveralNames, v, "These are several steps in one string, and an upload is for one; send each in a request of its own.")
	}
}

// stepMeant returns the known step that a name is nearly the same as, "" for
// none. A number at the end makes it another step on purpose: UTILITY_BILL_2.
func (c *checker) stepMeant(name string) string {
	if c.known == nil {
		c.known = append([]string{utilityBill}, c.env.names()...)
	}
	meant := nearest(name, c.known)
	if meant == "" || strings.TrimRight(name, "0123456789") != name {
		return ""
	}
	return meant
}

// stepOverride checks a step that a request defines or changes.
func (c *checker) stepOverride(v jsontext.Value) {
	c.stepName(v, v.Name(), func(meant string) []finding.Edit { return rename(v, meant) })
	switch v.Kind() {
	case jsontext.Object:
		base := c.env.Step(v.Key())
		if base == nil && c.env != nil {
			base = plainStep(v.Key())
		}
		c.step(v, base)
		c.overridden(v)
	case jsontext.Bool:
		e := c.report(codeStepBoolean, v, "A step is an object, not "+v.Source()+"; write {} to take it as configured, or leave it out.")
		if v.IsTrue() {
			e.put("Take it as configured", "{}")
		} else {
			e.delete("Leave the step out")
		}
	case jsontext.Array:
		if alone(v) && isStepName(v.FirstItem().Text()) && !isStepName(v.Key()) { // {"steps": […]}
			c.levelTooMany(v, unwrapped(v))
			return
		}
		e := c.report(codeStepList, v, `A step is an object, not a list; write {"type": …, "texts": …, "fields": […], "settings": {…}}, or {} to take it as configured.`)
		if e.unpack(jsontext.Object); v.Empty() {
			e.fix("Take it as configured", emptied(v)...)
		}
	default:
		c.stepShorthand(v)
	}
}

// emptied replaces an empty list by an empty object.
func emptied(v jsontext.Value) []finding.Edit {
	if !v.Empty() {
		return nil
	}
	return []finding.Edit{replace(v, "{}")}
}

// stepShorthand is for a number, null or text in the place of a step.
func (c *checker) stepShorthand(v jsontext.Value) {
	edit := replace(v, stepFrom(v))
	switch v.Kind() {
	case jsontext.Number:
		c.report(codeStepNumber, v, "A step is an object, not a number, and takes one document; write {} to take it as configured, and ask for a second document with a second step.").
			fix("Take the step as configured", edit)
	case jsontext.Null:
		c.report(codeStepNull, v, "A step is an object, not null; write {} to take it as configured, or leave it out.").
			fix("Take the step as configured", edit)
	case jsontext.String:
		e := c.report(codeStepTypeOnly, v, `A step is an object, not a string; write {"type": "UPLOAD"} to say its type.`)
		if !e.unpack(jsontext.Object) && nearest(v.Text(), catalogue.StepTypes) != "" {
			e.fix("Make it the step's type", edit)
		}
	}
}

// stepFrom writes the step that a shorthand means.
func stepFrom(v jsontext.Value) string {
	if v.Kind() == jsontext.String {
		return `{"type": ` + quote(nearest(v.Text(), catalogue.StepTypes)) + `}`
	}
	return "{}"
}
