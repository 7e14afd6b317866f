package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// What turns a wrong shape into the nested one.
const (
	allCountries    = `{"ALL": `
	allDocuments    = `{"ALL": `
	everyone        = allCountries + allDocuments
	everyoneEnd     = "}}"
	noSteps         = everyone + "{}" + everyoneEnd
	rightForm       = `write {"ALL": {"ALL": ["UTILITY_BILL"]}}: first the country, then the document type, then the steps`
	proofOfAddress  = "PROOF_OF_ADDRESS"
	userAssignedXK  = "XK"
	wrapTitle       = "Put it under ALL countries and ALL document types"
	wrapDocumentAll = "Put it under ALL document types"
)

// A place is the level of the grammar that a member's name belongs to.
type place int

const (
	placeUnknown place = iota
	placeEither        // ALL
	placeCountry
	placeDocument
	placeStep
)

// placeOf tells where a member belongs, from its name and, where that says
// nothing, from its value.
func (c *checker) placeOf(m jsontext.Value) place {
	name := m.Key()
	switch {
	case isCountry(name):
		return placeCountry
	case slices.Contains(catalogue.DocumentTypes, name):
		return placeDocument
	case countryMeant(name) == anyone:
		return placeEither
	case c.isStep(name, m):
		return placeStep
	case name == userAssignedXK || len(name) <= 3 && countryMeant(name) != "":
		return placeCountry
	case documentMeant(name) != "":
		return placeDocument
	}
	return placeUnknown
}

// isStep tells whether a member looks like a step: by a name that is known, or
// by a value that can be nothing else.
func (c *checker) isStep(name string, m jsontext.Value) bool {
	if c.env.Step(name) != nil || name == utilityBill || name == proofOfAddress {
		return true
	}
	if !isStepName(name) || len(name) < 3 {
		return false
	}
	switch m.Kind() {
	case jsontext.Object:
		return hasStepKey(m)
	case jsontext.Array:
		return false
	}
	return true
}

// isStepName tells whether a name is written as iDenfy writes those of steps: UTILITY_BILL, POA2.
func isStepName(name string) bool {
	if name == "" || name[0] < 'A' || name[0] > 'Z' {
		return false
	}
	for i := range len(name) {
		c := name[i]
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

func hasStepKey(v jsontext.Value) bool {
	return slices.ContainsFunc(catalogue.StepKeys, func(key string) bool { return v.Member(key).Exists() })
}

// places tells which places the members of an object belong to.
func (c *checker) places(v jsontext.Value) (is [placeStep + 1]bool) {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		is[c.placeOf(m)] = true
	}
	return is
}

func only(is [placeStep + 1]bool, wanted place) bool {
	for p, found := range is {
		if found != (place(p) == wanted) {
			return false
		}
	}
	return true
}

// additionalSteps checks the grammar from its first level down.
func (c *checker) additionalSteps(v jsontext.Value) {
	switch v.Kind() {
	case jsontext.Object:
		c.countries(v)
	case jsontext.Array:
		c.listWithoutLevels(v)
	case jsontext.String:
		c.stepsInString(v)
	default:
		c.stepsScalar(v)
	}
}

func (c *checker) countries(v jsontext.Value) {
	is := c.places(v)
	switch {
	case v.Empty():
		c.value(codeAdditionalStepsEmpty, v, `An empty additionalSteps says nothing for any country; write {"ALL": {"ALL": {}}} to ask for no steps, or leave the key out for the environment's own.`).
			mend("Ask for no steps", replace(v, noSteps))
	case hasStepKey(v):
		c.stepNameMissing(v, everyone, everyoneEnd)
	case only(is, placeStep):
		c.stepsWithoutLevels(v)
	case only(is, placeDocument) && !c.anySwapped(v):
		c.value(codeCountryMissing, v, "The document types stand where the country belongs; put them under ALL or under an alpha-2 code.").
			mend("Put them under ALL countries", wrap(v, allCountries, "}")...)
	default:
		for country := v.FirstMember(); country.Exists(); country = country.Next() {
			c.country(country)
		}
	}
}

// stepNameMissing is for a step's type, texts or settings that stand where the step's name belongs.
func (c *checker) stepNameMissing(v jsontext.Value, before, behind string) {
	c.value(codeStepNameMissing, v, `What a step is stands here without the step's name; write {"UTILITY_BILL": {…}} around it, with the name of your step.`).
		mend("Call the step UTILITY_BILL", wrap(v, before+`{"UTILITY_BILL": `, "}"+behind)...)
}

// anySwapped tells whether a document type holds countries, or ALL of them.
func (c *checker) anySwapped(v jsontext.Value) bool {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if c.swapped(m) {
			return true
		}
	}
	return false
}

// swapped tells whether a document type, or ALL, stands around countries. Below
// a document type ALL can only be a country; below ALL it needs one beside it.
func (c *checker) swapped(v jsontext.Value) bool {
	is, holds := c.placeOf(v), c.places(v)
	if holds[placeUnknown] || holds[placeDocument] || holds[placeStep] {
		return false
	}
	return is == placeDocument && !v.Empty() && v.Kind() == jsontext.Object || is == placeEither && holds[placeCountry]
}

func (c *checker) country(v jsontext.Value) {
	name := v.Key()
	if c.swapped(v) {
		c.levelsSwapped(v)
		return
	}
	if is := c.placeOf(v); is == placeDocument || is == placeStep {
		c.countryMissing(v, is)
		return
	}
	if meant := countryMeant(name); name == userAssignedXK {
		c.name(codeUserAssignedCountry, v, "XK is in use for Kosovo but is not in ISO 3166-1; ask iDenfy whether it is accepted.")
	} else if meant == "" {
		c.name(codeUnknownCountry, v, show(name)+" is no country; write ALL or an ISO 3166-1 alpha-2 code such as LT.").param("country", name)
	} else if meant != name {
		c.name(codeCountryNotAlpha2, v, show(name)+" is not how iDenfy writes this country; write "+meant+".").
			param("country", name).param("meant", meant).
			mend("Write "+meant, rename(v, meant)...)
	}
	c.countryValue(v)
}

func (c *checker) countryValue(v jsontext.Value) {
	is := c.places(v)
	switch {
	case v.Kind() == jsontext.Array, v.Empty(), v.Kind() == jsontext.Object && only(is, placeStep):
		c.value(codeDocumentMissing, v, "The level of the document type is missing under this country; put the steps under ALL or under a document type such as PASSPORT.").
			mend(wrapDocumentAll, wrap(v, allDocuments, "}")...)
	case v.Kind() == jsontext.Object && hasStepKey(v):
		c.stepNameMissing(v, allDocuments, "}")
	case v.Kind() == jsontext.Object:
		for document := v.FirstMember(); document.Exists(); document = document.Next() {
			if c.stepBeside(document) {
				c.name(codeDocumentMissing, document, show(document.Key())+" is a step and stands where the document type belongs; put it under ALL or under a document type such as PASSPORT.").
					mend(wrapDocumentAll, underAll(document, `"ALL": {`, "}")...)
				continue
			}
			c.documentType(document)
		}
	case v.Kind() == jsontext.String && isStepName(v.Text()):
		c.value(codeCountryNotObject, v, "A country holds document types, not a string; "+rightForm+".").
			mend("Make it a list under ALL document types", wrap(v, allDocuments+"[", "]}")...)
	default:
		c.value(codeCountryNotObject, v, "A country holds an object of document types, not "+standing(v)+"; "+rightForm+".")
	}
}

// stepBeside tells whether a member that stands among document types is a step.
func (c *checker) stepBeside(v jsontext.Value) bool {
	name := v.Key()
	return c.placeOf(v) == placeStep && (v.Kind() == jsontext.Object || name == utilityBill) &&
		documentMeant(name) == "" && !slices.Contains(catalogue.IdentityDocuments, name)
}

// countryMissing is for a document type or a step that stands among countries.
func (c *checker) countryMissing(v jsontext.Value, is place) {
	name := v.Key()
	before, behind := `"ALL": {`, "}"
	message := show(name) + " is a document type and stands where the country belongs; put it under ALL or under an alpha-2 code."
	which := codeCountryMissing
	if is == placeStep {
		before, behind = before+`"ALL": {`, behind+"}"
		message = show(name) + " is a step and stands where the country belongs; " + rightForm + "."
		which = codeLevelsMissing
	}
	e := c.name(which, v, message).param("name", name)
	e.mend("Put it under ALL", underAll(v, before, behind)...)
}

// underAll puts a member under ALL. There is no edit when the object has an ALL already.
func underAll(v jsontext.Value, before, behind string) []finding.Edit {
	if v.Parent().Member(anyone).Exists() {
		return nil
	}
	return []finding.Edit{insert(v.Name().Start(), before), insert(v.End(), behind)}
}

// levelsSwapped is for a document type (or ALL) that holds countries.
func (c *checker) levelsSwapped(v jsontext.Value) {
	e := c.name(codeLevelsSwapped, v, "Document type and country are the wrong way round; write the country first, and the document type under it.")
	e.mend("Put the country first", c.swapLevels(v)...)
}

// swapLevels turns D: {C: x, E: y} into C: {D: x}, E: {D: y}; where ALL stands
// around countries that hold document types already, it only goes. It gives no
// edits where that would make a name twice, or lose a comment, a comma or a level.
func (c *checker) swapLevels(v jsontext.Value) []finding.Edit {
	document := quote(v.Key())
	var edits []finding.Edit
	var last jsontext.Value
	for country := v.FirstMember(); country.Exists(); country = country.Next() {
		if v.Parent().Member(country.Key()).Exists() && country.Key() != v.Key() {
			return nil
		}
		if !last.Exists() {
			edits = append(edits, finding.Edit{Start: v.Name().Start(), End: country.Name().Start()})
		}
		last = country
		switch is := c.places(country); {
		case !is[placeCountry] && !is[placeDocument] && !is[placeEither]:
			edits = append(edits, wrap(country, "{"+document+": ", "}")...)
		case is[placeCountry] || v.Key() != anyone:
			return nil
		}
	}
	if hasComment(v) || strings.Contains(v.Source()[last.End()-v.Start():], ",") {
		return nil
	}
	return append(edits, finding.Edit{Start: last.End(), End: v.End()})
}

func (c *checker) documentType(v jsontext.Value) {
	name := v.Key()
	meant := documentMeant(name)
	switch {
	case name == anyone || slices.Contains(catalogue.DocumentTypes, name):
	case slices.Contains(catalogue.IdentityDocuments, name):
		c.name(codeUnsupportedDocumentType, v, show(name)+" is an identity document that a token may ask for, but additionalSteps cannot name it; write ALL, "+listed(catalogue.DocumentTypes)+".").param("document", name)
	case meant != "":
		c.name(codeUnknownDocumentType, v, show(name)+" is not how iDenfy writes this document type; write "+meant+".").
			param("document", name).param("meant", meant).
			mend("Write "+meant, rename(v, meant)...)
	default:
		c.name(codeUnknownDocumentType, v, show(name)+" is no document type; write ALL, "+listed(catalogue.DocumentTypes)+".").param("document", name)
		if hasStepKey(v) {
			return // it may well be the step's name
		}
	}
	c.steps(v)
}

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
		c.value(codeStepsNotListOrObject, v, `One step's name stands here alone; put it in a list, as in ["UTILITY_BILL"].`).
			mend("Put it in a list", wrap(v, "[", "]")...)
	default:
		e := c.value(codeStepsNotListOrObject, v, "Here belongs a list of step names, an object of steps, or {} for none, not "+standing(v)+".")
		if v.Kind() == jsontext.Null || v.Source() == "false" {
			e.mend("Ask for no steps", replace(v, "{}"))
		}
	}
}

func (c *checker) stepList(v jsontext.Value) {
	if v.Empty() {
		c.value(codeEmptyStepList, v, "An empty list is not documented; write {} to ask for no steps here.").
			mend("Write {}", replace(v, "{}"))
	}
	seen := map[string]bool{}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		if item.Kind() != jsontext.String {
			c.value(codeStepNameNotString, item, "A list holds the names of steps, not "+standing(item)+"; to say more about a step write {NAME: {…}} instead of the list.")
			continue
		}
		name := item.Text()
		switch {
		case seen[name] && name == utilityBill:
			c.value(codeSecondUtilityBill, item, "iDenfy takes one utility bill in a verification; have a second step configured under a name of its own, such as POA2, and ask for that.").
				mend("Delete the repetition", remove(item)...)
		case seen[name]:
			c.value(codeDuplicateStepName, item, "The step "+show(name)+" is in this list already; delete the repetition.").
				param("step", name).mend("Delete the repetition", remove(item)...)
		default:
			c.stepName(item, item, func(meant string) []finding.Edit { return renameItem(item, meant) })
			c.listed(item)
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
		c.add(codeStepNameEmpty, v, name.Start(), "A step's name is empty or has a control character in it; write the name that is configured, such as UTILITY_BILL.")
	case text == proofOfAddress:
		c.add(codeProofOfAddressName, v, name.Start(), "iDenfy's own step for a proof of address is called UTILITY_BILL; write that, unless a step is configured under the name PROOF_OF_ADDRESS.").
			mend("Write UTILITY_BILL", rename(utilityBill)...)
	case text == anyone || isCountry(text) || slices.Contains(catalogue.DocumentTypes, text):
		c.add(codeStepNameOfLevel, v, name.Start(), show(text)+" stands where a step's name belongs, and is the name of a country, a document type or ALL of them; write the name that is configured, such as UTILITY_BILL.").
			param("step", text)
	default:
		if meant := c.stepMeant(text); meant != "" {
			c.add(codeStepNameMisspelt, v, name.Start(), show(text)+" looks like "+meant+" and is another step to iDenfy; write "+meant+" if you mean it.").
				param("step", text).param("meant", meant).
				mend("Write "+meant, rename(meant)...)
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
		e := c.value(codeStepBoolean, v, "A step is an object, not "+v.Source()+"; write {} to take it as configured, or leave it out.")
		if v.IsTrue() {
			e.mend("Take it as configured", replace(v, "{}"))
		} else {
			e.mend("Leave the step out", remove(v)...)
		}
	case jsontext.Array:
		c.value(codeStepList, v, `A step is an object, not a list; write {"type": …, "texts": …, "fields": […], "settings": {…}}, or {} to take it as configured.`).
			mend("Take it as configured", emptied(v)...)
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
		c.value(codeStepNumber, v, "A step is an object, not a number, and takes one document; write {} to take it as configured, and ask for a second document with a second step.").
			mend("Take the step as configured", edit)
	case jsontext.Null:
		c.value(codeStepNull, v, "A step is an object, not null; write {} to take it as configured, or leave it out.").
			mend("Take the step as configured", edit)
	case jsontext.String:
		e := c.value(codeStepTypeOnly, v, `A step is an object, not a string; write {"type": "UPLOAD"} to say its type.`)
		if nearest(v.Text(), catalogue.StepTypes) != "" {
			e.mend("Make it the step's type", edit)
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

// stepsWithoutLevels is for steps that stand where the countries belong. What
// the first one looks like tells which mistake it was.
func (c *checker) stepsWithoutLevels(v jsontext.Value) {
	const missing = "Steps stand here without country and document type"
	edits := nestSteps(v)
	for step := v.FirstMember(); step.Exists(); step = step.Next() {
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
		c.value(which, v, message).mend("Ask everyone for these steps", edits...)
		return
	}
}

// nestSteps turns an object of steps into the nested form: into a list when
// the members say nothing about the steps, and else into an object.
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
			edits = append(edits, findingEdits(step.NameEdits())...)
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

// listWithoutLevels is for a list in the place of the whole grammar.
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
		c.value(codeEmptyListWithoutLevels, v, `An empty list is no additionalSteps; write {"ALL": {"ALL": {}}} to ask for no steps.`).
			mend("Ask for no steps", replace(v, noSteps))
	case objects > 0 && strings == 0 && others == 0:
		c.value(codeListOfObjects, v, "additionalSteps is no list of objects; "+rightForm+"; how many documents a step takes cannot be said.").
			mend(wrapTitle, nestObjects(v)...)
	case bill.Exists() && objects == 0 && others == 0:
		c.value(codeProofOfAddressList, v, "iDenfy's step for a proof of address is called UTILITY_BILL, and a list of steps stands under a country and a document type; "+rightForm+".").
			mend("Ask everyone for UTILITY_BILL", insert(v.Start(), everyone), replace(bill, quote(utilityBill)), insert(v.End(), everyoneEnd))
	case objects == 0 && others == 0:
		c.value(codeListWithoutLevels, v, "A list of steps stands under a country and a document type, not alone; "+rightForm+".").
			mend(wrapTitle, wrap(v, everyone, everyoneEnd)...)
	default:
		c.value(codeAdditionalStepsNotObject, v, "additionalSteps is an object, not a list; "+rightForm+".")
	}
}

// nestObjects turns [{"type": "UTILITY_BILL", …}] into the nested form. It gives
// no edits where that would lose or invent anything but a number of documents.
func nestObjects(v jsontext.Value) []finding.Edit {
	if hasComment(v) {
		return nil
	}
	first := v.FirstItem()
	if !first.Next().Exists() && namesCountries(first) {
		return []finding.Edit{replace(v, first.Source())}
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
		writeStrings(w, names)
		return []finding.Edit{replace(v, everyone+string(w.Bytes())+everyoneEnd)}
	}
	return []finding.Edit{replace(v, everyone+"{"+strings.Join(members, ",")+"}"+everyoneEnd)}
}

func namesCountries(v jsontext.Value) bool {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if name := m.Key(); name != anyone && !isCountry(name) {
			return false
		}
	}
	return !v.Empty()
}

// namedStep finds a step's name, and writes the step, from an object that is
// not the grammar's; the name is "" where not all of it is understood. Where a
// type or a number of documents is all that is said, the utility bill is meant.
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
	inner, _ := jsontext.Parse([]byte(v.Text()))
	switch {
	case inner != nil && (inner.Root().Kind() == jsontext.Object || inner.Root().Kind() == jsontext.Array):
		c.value(codeAdditionalStepsInString, v, "additionalSteps is JSON inside a string here; send the object itself, without the quotes around it.").
			mend("Take it out of the string", replace(v, string(inner.Plain())))
	case isStepName(v.Text()):
		c.value(codeAdditionalStepsNotObject, v, "additionalSteps is an object, not a string; "+rightForm+".").
			mend(wrapTitle, wrap(v, everyone+"[", "]"+everyoneEnd)...)
	default:
		c.value(codeAdditionalStepsNotObject, v, "additionalSteps is an object, not a string; "+rightForm+".")
	}
}

func (c *checker) stepsScalar(v jsontext.Value) {
	e := c.value(codeAdditionalStepsNotObject, v, "additionalSteps is an object, not "+standing(v)+`; leave it out for the environment's own steps, write {"ALL": {"ALL": {}}} for none.`)
	switch {
	case v.Source() == "false":
		e.mend("Ask for no steps", replace(v, noSteps))
	case v.Name().Exists() && v.Kind() != jsontext.Number:
		e.mend("Leave it out for the environment's own steps", remove(v)...)
	}
}
