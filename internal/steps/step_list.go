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
	switch {
	case v.Kind() == jsontext.Array:
		c.stepList(v)
	case v.Kind() == jsontext.Object && hasStepKey(v):
		c.stepNameMissing(v, "", "")
	case v.Kind() == jsontext.Object:
		for s := v.FirstMember(); s.Exists(); s = s.Next() {
			c.stepOverride(s)
		}
	case v.Kind() == jsontext.String:
		c.report(codeStepsNotListOrObject, v, `One step's name stands here alone; put it in a list, as in ["UTILITY_BILL"].`).
			fix("Put it in a list", wrap(v, "[", "]")...)
	default:
		e := c.report(codeStepsNotListOrObject, v, "Here belongs a list of step names, an object of steps, or {} for none, not "+kindPhrase(v)+".")
		if v.Kind() == jsontext.Null || v.Source() == "false" {
			e.fix("Ask for no steps", replace(v, "{}"))
		}
	}
}

func (c *checker) stepList(v jsontext.Value) {
	if v.Empty() {
		c.report(codeEmptyStepList, v, "An empty list is not documented; write {} to ask for no steps here.").
			fix("Write {}", replace(v, "{}"))
	}
	seen := map[string]bool{}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		if item.Kind() != jsontext.String {
			c.report(codeStepNameNotString, item, "A list holds the names of steps, not "+kindPhrase(item)+"; to say more about a step write {NAME: {…}} instead of the list.")
			continue
		}
		name := item.Text()
		switch {
		case seen[name] && name == utilityBill:
			c.report(codeSecondUtilityBill, item, "iDenfy takes one utility bill in a verification; have a second step configured under a name of its own, such as POA2, and ask for that.").
				fix("Delete the repetition", remove(item)...)
		case seen[name]:
			c.report(codeDuplicateStepName, item, "The step "+show(name)+" is in this list already; delete the repetition.").
				param("step", name).fix("Delete the repetition", remove(item)...)
		default:
			c.stepName(item, item, func(meant string) []finding.Edit { return renameItem(item, meant) })
			c.chosen(item)
		}
		seen[name] = true
	}
}

// stepName checks how the step at v is called; rename makes the edits for another name.
func (c *checker) stepName(v, name jsontext.Value, rename func(string) []finding.Edit) {
	text := name.Text()
	if c.env.Step(text) != nil || text == utilityBill {
		return
	}
	switch {
	case strings.TrimSpace(text) == "" || hasControl(text, ""):
		c.reportAt(codeStepNameEmpty, v, name.Start(), "A step's name is empty or has a control character in it; write the name that is configured, such as UTILITY_BILL.")
	case text == proofOfAddress:
		c.reportAt(codeProofOfAddressName, v, name.Start(), "iDenfy's own step for a proof of address is called UTILITY_BILL; write that, unless a step is configured under the name PROOF_OF_ADDRESS.").
			fix("Write UTILITY_BILL", rename(utilityBill)...)
	case text == anyone || isCountry(text) || slices.Contains(catalogue.DocumentTypes, text):
		c.reportAt(codeStepNameOfLevel, v, name.Start(), show(text)+" stands where a step's name belongs, and is the name of a country, a document type or ALL of them; write the name that is configured, such as UTILITY_BILL.").
			param("step", text)
	default:
		if meant := c.stepMeant(text); meant != "" {
			c.reportAt(codeStepNameMisspelt, v, name.Start(), show(text)+" looks like "+meant+" and is another step to iDenfy; write "+meant+" if you mean it.").
				param("step", text).param("meant", meant).
				fix("Write "+meant, rename(meant)...)
		}
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
			e.fix("Take it as configured", replace(v, "{}"))
		} else {
			e.fix("Leave the step out", remove(v)...)
		}
	case jsontext.Array:
		c.report(codeStepList, v, `A step is an object, not a list; write {"type": …, "texts": …, "fields": […], "settings": {…}}, or {} to take it as configured.`).
			fix("Take it as configured", emptied(v)...)
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
		if nearest(v.Text(), catalogue.StepTypes) != "" {
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
