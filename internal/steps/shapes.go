package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsonedit"
	"idenfysteps/internal/jsontext"
)

// stepsWithoutLevels reports steps where the countries belong. The first step
// determines the code.
func (c *checker) stepsWithoutLevels(v jsontext.Value) {
	const missing = "Steps stand here without country and document type"
	edits := nestSteps(v)
	step := v.FirstMember()
	if c.levels(step) > 0 { // the levels stand inside the step
		edits = nil
	}
	which, message := codeLevelsMissing, missing+"; "+rightForm+"."
	switch step.Kind() {
	case jsontext.Number:
		which, message = codeStepNumber, missing+", and a number in the place of a step, which takes one document; "+rightForm+"."
	case jsontext.Null:
		which, message = codeStepNull, missing+", and null in the place of a step; "+rightForm+"."
	case jsontext.Bool:
		which, message = codeStepBoolean, missing+", and "+step.Source()+" in the place of a step; "+rightForm+"."
	case jsontext.String:
		which, message = codeStepTypeOnly, missing+`, and a type in the place of a step; write {"ALL": {"ALL": {"UTILITY_BILL": {"type": "UPLOAD"}}}}.`
	}
	c.report(which, v, message).fix("Ask everyone for these steps", edits...)
}

// nestSteps turns an object of steps into the nested form: into a list if the
// members define nothing, else into an object.
func nestSteps(v jsontext.Value) []finding.Edit {
	plain := true
	for step := v.FirstMember(); step.Exists(); step = step.Next() {
		plain = plain && (step.Kind() == jsontext.Number || step.Kind() == jsontext.Null || step.IsTrue())
		if step.Source() == "false" || step.Kind() == jsontext.Array || step.Kind() == jsontext.String && nearest(step.Text(), catalogue.StepTypes) == "" {
			return nil
		}
	}
	if plain {
		edits := []finding.Edit{{Start: v.Start(), End: v.Start() + 1, Text: everyone + "["}}
		for step := v.FirstMember(); step.Exists(); step = step.Next() {
			edits = append(edits, jsonedit.NameRemoval(step)...)
		}
		return append(edits, finding.Edit{Start: v.End() - 1, End: v.End(), Text: "]" + everyoneEnd})
	}
	edits := []finding.Edit{insert(v.Start(), everyone)}
	for step := v.FirstMember(); step.Exists(); step = step.Next() {
		if step.Kind() != jsontext.Object {
			edits = append(edits, replace(step, stepFrom(step)))
		}
	}
	return append(edits, insert(v.End(), everyoneEnd))
}

// listWithoutLevels reports a list in place of additionalSteps.
func (c *checker) listWithoutLevels(v jsontext.Value) {
	var strings, objects, others int
	var bill jsontext.Value
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		switch {
		case item.Kind() == jsontext.Object:
			objects++
		case item.Kind() != jsontext.String:
			others++
		default:
			strings++
			if item.Text() == proofOfAddress && c.env.Step(proofOfAddress) == nil && !holds(v, utilityBill) {
				bill = item
			}
		}
	}
	switch {
	case v.Empty():
		c.report(codeEmptyListWithoutLevels, v, `An empty list is no additionalSteps; write {"ALL": {"ALL": {}}} to ask for no steps.`).
			put("Ask for no steps", noSteps)
	case objects > 0 && strings == 0 && others == 0:
		c.report(codeListOfObjects, v, "additionalSteps is no list of objects; "+rightForm+"; how many documents a step takes cannot be said.").
			fix(wrapTitle, nestObjects(v)...)
	case bill.Exists() && objects == 0 && others == 0:
		c.report(codeProofOfAddressList, v, "iDenfy's step for a proof of address is called UTILITY_BILL, and a list of steps stands under a country and a document type; "+rightForm+".").
			fix("Ask everyone for UTILITY_BILL", insert(v.Start(), everyone), replace(bill, quote(utilityBill)), insert(v.End(), everyoneEnd))
	case objects == 0 && others == 0:
		c.report(codeListWithoutLevels, v, "A list of steps stands under a country and a document type, not alone; "+rightForm+".").
			wrap(wrapTitle, everyone, everyoneEnd)
	default:
		c.report(codeAdditionalStepsNotObject, v, "additionalSteps is an object, not a list; "+rightForm+".")
	}
}

// nestObjects turns [{"type": "UTILITY_BILL", …}] into the nested form. It returns no
// edits if that would lose or invent anything but a number of documents.
func nestObjects(v jsontext.Value) []finding.Edit {
	if hasComment(v) {
		return nil
	}
	first := v.FirstItem()
	if !first.Next().Exists() && namesCountries(first) {
		return []finding.Edit{replace(v, first.Source())}
	}
	if text := labelledRules(v); text != "" {
		return []finding.Edit{replace(v, text)}
	}
	var names, members []string
	plain := true
	for item := first; item.Exists(); item = item.Next() {
		name, step := namedStep(item)
		member := quote(name) + ":" + step
		if name == "" || slices.Contains(names, name) && !slices.Contains(members, member) {
			return nil
		}
		if slices.Contains(names, name) {
			continue
		}
		names, members = append(names, name), append(members, member)
		plain = plain && step == "{}"
	}
	if plain {
		w := &jsontext.Writer{}
		w.Strings(names)
		return []finding.Edit{replace(v, everyone+string(w.Bytes())+everyoneEnd)}
	}
	return []finding.Edit{replace(v, everyone+"{"+strings.Join(members, ",")+"}"+everyoneEnd)}
}

// labelledRules writes [{"country": …, "documentType": …, "steps": […]}] with names; "" where not all is understood, or a rule is there twice.
func labelledRules(v jsontext.Value) string {
	var rules []rule
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		r := labels(item)
		if r.source == "" || len(rules) == mostWords {
			return ""
		}
		rules = append(rules, r)
	}
	return nested(rules)
}

func namesCountries(v jsontext.Value) bool {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if name := m.Key(); name != anyone && countryWritten(name) == "" {
			return false
		}
	}
	return !v.Empty()
}

// namedStep reads a step from an object of another format, and returns its name and
// its definition; the name is "" if not every member is understood. An object with
// only a type or a number of documents means the utility bill.
func namedStep(v jsontext.Value) (name, step string) {
	var typed bool
	var parts []string
	bill := !v.Empty()
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		key, text := m.Key(), m.Text()
		naming := key == "type" || key == "step" || key == "name"
		switch {
		case naming && !typed && slices.Contains(catalogue.StepTypes, text):
			typed, bill = true, bill && key == "type"
			parts = append(parts, `"type":`+quote(text))
		case naming && name == "" && isStepName(text) && !slices.Contains(catalogue.StepTypes, text) && !slices.Contains(catalogue.DocumentTypes, text):
			name = text
		case m.Kind() == jsontext.Number && (key == "numberOfDocuments" || strings.HasSuffix(lowerCase(key), "count")):
		case key != "type" && slices.Contains(catalogue.StepKeys, key):
			bill = false
			parts = append(parts, quote(key)+":"+m.Source())
		default:
			return "", ""
		}
	}
	if name == "" && bill {
		name = utilityBill
	}
	return name, "{" + strings.Join(parts, ",") + "}"
}

func (c *checker) stepsInString(v jsontext.Value) {
	inner, _ := jsontext.Parse([]byte(strings.TrimSpace(v.Text())))
	switch {
	case inner != nil && (inner.Root().Kind() == jsontext.Object || inner.Root().Kind() == jsontext.Array):
		c.report(codeAdditionalStepsInString, v, "additionalSteps is JSON inside a string here; send the object itself, without the quotes around it.").
			put("Take it out of the string", string(inner.Plain()))
	case isStepName(v.Text()):
		c.report(codeAdditionalStepsNotObject, v, "additionalSteps is an object, not a string; "+rightForm+".").
			wrap(wrapTitle, everyone+"[", "]"+everyoneEnd)
	default:
		c.report(codeAdditionalStepsNotObject, v, "additionalSteps is an object, not a string; "+rightForm+".")
	}
}

func (c *checker) stepsScalar(v jsontext.Value) {
	e := c.report(codeAdditionalStepsNotObject, v, "additionalSteps is an object, not "+kindPhrase(v)+`; leave it out for the environment's own steps, write {"ALL": {"ALL": {}}} for none.`)
	switch {
	case v.Source() == "false":
		e.put("Ask for no steps", noSteps)
	case v.Name().Exists() && v.Kind() != jsontext.Number:
		e.delete("Leave it out for the environment's own steps")
	}
}
