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

// additionalSteps checks the grammar from its first level down.
func (c *checker) additionalSteps(v jsontext.Value) {
	c.grammar = v
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
	switch first := v.FirstMember(); {
	case v.Empty():
		c.report(codeAdditionalStepsEmpty, v, `An empty additionalSteps says nothing for any country; write {"ALL": {"ALL": {}}} to ask for no steps, or leave the key out for the environment's own.`).
			put("Ask for no steps", noSteps)
	case c.nameless(v):
		c.stepNameMissing(v, everyone, everyoneEnd)
	case v.Member("country").Kind() == jsontext.String:
		c.labelled(v)
	case only(is, placeStep):
		c.stepsWithoutLevels(v)
	case is[placeDocument] && !is[placeCountry] && !is[placeStep] && !is[placeUnknown] && c.levels(v) == 1:
		c.report(codeCountryMissing, v, "The document types stand where the country belongs; put them under ALL or under an alpha-2 code.").
			wrap("Put them under ALL countries", allCountries, "}")
	case !first.Next().Exists() && c.tooMany(v, first):
		c.levelTooMany(first, unwrapped(first))
	case is[placeCountry] && !is[placeDocument] && !is[placeStep] && !is[placeUnknown] && first.Next().Exists() && c.levels(v) == 1:
		c.documentsMissing(v)
	case c.anySwapped(v):
		c.levelsSwapped(v)
	default:
		for country := v.FirstMember(); country.Exists(); country = country.Next() {
			c.country(country)
		}
	}
}

// labelled is for {"country": "LT", "documentType": "ALL", "steps": […]}.
func (c *checker) labelled(v jsontext.Value) {
	e := c.report(codeLevelsMissing, v, "Country and document type are names here, not values; "+rightForm+".")
	if r := labels(v); r.source != "" && !hasComment(v) {
		e.put("Write them as names", nested([]rule{r}))
	}
}

// labels reads a rule from an object that says its country, document type and steps; without a source where not all of it is understood.
func labels(v jsontext.Value) (r rule) {
	r.document = anyone
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		switch name := m.Key(); {
		case name == "country" && m.Kind() == jsontext.String:
			r.country = m.Text()
		case name == "steps" && (m.Kind() == jsontext.Array || m.Kind() == jsontext.Object):
			r.source = m.Source()
		case lowerCase(name[:min(len(name), len("document"))]) == "document" && m.Kind() == jsontext.String:
			r.document = m.Text()
		default:
			return rule{}
		}
	}
	if r.country == "" {
		return rule{}
	}
	return r
}

// levels counts the levels of names above the steps: two are right in
// additionalSteps, one under a country, none under a document type.
func (c *checker) levels(v jsontext.Value) int { return c.levelsAbove(v, 4) }

func (c *checker) levelsAbove(v jsontext.Value, most int) int {
	if v.Kind() != jsontext.Object || hasStepKey(v) || most == 0 {
		return 0
	}
	is, deepest := c.places(v), 0
	if !is[placeCountry] && !is[placeDocument] && !is[placeEither] {
		return 0
	}
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if c.placeOf(m) != placeStep {
			deepest = max(deepest, c.levelsAbove(m, most-1))
		}
	}
	return 1 + deepest
}

// tooMany tells whether the one member of additionalSteps stands around all that additionalSteps should be.
func (c *checker) tooMany(v, m jsontext.Value) bool {
	if plainWord(m.Key()) == "additionalSteps" {
		return false
	}
	is := c.places(m)
	if is[placeUnknown] && !is[placeEither] && !is[placeCountry] || is[placeDocument] || is[placeStep] || !is[placeEither] && !is[placeCountry] {
		return false
	}
	for country := m.FirstMember(); country.Exists(); country = country.Next() {
		if country.Kind() == jsontext.Array {
			return false
		}
		for document := country.FirstMember(); document.Exists(); document = document.Next() {
			if noDocuments(document) {
				return false
			}
		}
	}
	switch c.placeOf(m) {
	case placeStep, placeDocument:
		return false
	case placeUnknown:
		return c.levels(m) == 2
	}
	return c.levels(m) == 2 && (plainWord(m.Key()) == anyone || m.Member(m.Key()).Exists())
}

// noDocuments tells whether names of document types may be those of steps, taken
// as they are configured: {"OTHER": {}}.
func noDocuments(v jsontext.Value) bool {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if !m.Empty() || m.Kind() != jsontext.Object || documentMeant(m.Key()) == anyone {
			return false
		}
	}
	return v.Kind() == jsontext.Object && !v.Empty()
}

// levelTooMany is for a level that stands around what stands alone.
func (c *checker) levelTooMany(v jsontext.Value, edits []finding.Edit) {
	c.reportName(codeLevelTooMany, v, "There is one level too many here: under additionalSteps stand a country, a document type and then the steps; take "+show(v.Key())+" out.").
		param("name", v.Key()).fix("Take this level out", edits...)
}

// documentsMissing is for countries of which none has a document type.
func (c *checker) documentsMissing(v jsontext.Value) {
	var edits []finding.Edit
	for country := v.FirstMember(); country.Exists(); country = country.Next() {
		if country.Kind() != jsontext.Array && country.Kind() != jsontext.Object || c.nameless(country) {
			c.country(country)
			return
		}
		edits = append(edits, wrap(country, allDocuments, "}")...)
	}
	c.report(codeDocumentMissing, v.FirstMember(), "The level of the document type is missing under these countries; put the steps under ALL or under a document type such as PASSPORT.").
		fix(wrapDocumentAll, edits...)
}

// nameless tells whether an object says what a step is, and nothing else.
func (c *checker) nameless(v jsontext.Value) bool {
	if !hasStepKey(v) {
		return false
	}
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if name := m.Key(); sameWord(name, catalogue.StepKeys) == "" && sameWord(name, catalogue.Settings) == "" && sameWord(name, catalogue.TextKeys) == "" {
			return false
		}
	}
	return true
}

// stepNameMissing is for a step's type, texts or settings that stand where the step's name belongs.
func (c *checker) stepNameMissing(v jsontext.Value, before, behind string) {
	if name, step := namedStep(v); name != "" && v.Member("name").Text() == name && !hasComment(v) {
		c.report(codeStepNameMissing, v, "The step's name stands within what the step is; write {"+show(name)+": {…}} around the rest.").
			put("Call the step "+name, before+"{"+quote(name)+": "+step+"}"+behind)
		return
	}
	c.report(codeStepNameMissing, v, `What a step is stands here without the step's name; write {"UTILITY_BILL": {…}} around it, with the name of your step.`).
		wrap("Call the step UTILITY_BILL", before+`{"UTILITY_BILL": `, "}"+behind)
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
	return is == placeDocument && !v.Empty() && v.Kind() == jsontext.Object || is == placeEither && holds[placeCountry] && c.levels(v) == 1
}

func (c *checker) country(v jsontext.Value) {
	name := v.Key()
	is := c.placeOf(v)
	switch {
	case is == placeDocument || is == placeStep && (v.Kind() != jsontext.Object || hasStepKey(v) || v.Empty()):
		c.countryMissing(v, is)
		return
	case is == placeUnknown && c.misplaced(v):
		return
	}
	switch meant := countryWritten(name); {
	case c.placeholderName(v):
	case name == userAssignedXK:
		c.reportName(codeUserAssignedCountry, v, "XK is in use for Kosovo but is not in ISO 3166-1; ask iDenfy whether it is accepted.")
	case meant == "":
		if !c.severalKeys(v, "countries", countryWritten) {
			c.reportName(codeUnknownCountry, v, show(name)+" is no country; write ALL or an ISO 3166-1 alpha-2 code such as LT.").param("country", name)
		}
	case meant != name:
		c.misnamed(v, codeCountryNotAlpha2, "country", show(name)+" is not how iDenfy writes this country", meant)
	}
	c.countryValue(v)
}

func (c *checker) countryValue(v jsontext.Value) {
	is := c.places(v)
	first := v.FirstMember()
	switch {
	case v.Kind() == jsontext.Array && packedRules(v):
		c.listOfOne(codeCountryNotObject, v, "A country holds an object of document types, not a list; "+rightForm+".")
	case v.Kind() == jsontext.Array, v.Empty(), v.Kind() == jsontext.Object && only(is, placeStep):
		c.report(codeDocumentMissing, v, "The level of the document type is missing under this country; put the steps under ALL or under a document type such as PASSPORT.").
			wrap(wrapDocumentAll, allDocuments, "}")
	case c.nameless(v):
		c.stepNameMissing(v, allDocuments, "}")
	case first.Exists() && !first.Next().Exists() && c.levels(first) == 1 && (plainWord(first.Key()) == anyone || first.Key() == v.Key()) && !c.places(first)[placeCountry]:
		c.levelTooMany(first, unwrapped(first))
	case v.Kind() == jsontext.Object:
		for document := first; document.Exists(); document = document.Next() {
			switch {
			case c.stepBeside(document):
				c.reportName(codeDocumentMissing, document, show(document.Key())+" is a step and stands where the document type belongs; put it under ALL or under a document type such as PASSPORT.").
					fix(wrapDocumentAll, underAll(document, `"ALL": {`, "}")...)
			case c.placeOf(document) == placeUnknown && c.misplaced(document):
			case c.placeOf(document) == placeCountry && c.levels(document) == 1:
				c.belongs(document, document.Key(), "among the countries", into(c.grammar).put(document, ""))
			default:
				c.documentType(document)
			}
		}
	case v.Kind() == jsontext.String && isStepName(v.Text()):
		c.report(codeCountryNotObject, v, "A country holds document types, not a string; "+rightForm+".").
			wrap("Make it a list under ALL document types", allDocuments+"[", "]}")
	default:
		c.report(codeCountryNotObject, v, "A country holds an object of document types, not "+kindPhrase(v)+"; "+rightForm+".").unpack(jsontext.Object)
	}
}

// packedRules tells whether a list holds one object, of levels and not of steps.
func packedRules(v jsontext.Value) bool {
	first := v.FirstItem()
	if first.Kind() != jsontext.Object || first.Next().Exists() || first.Empty() {
		return false
	}
	for m := first.FirstMember(); m.Exists(); m = m.Next() {
		if documentMeant(m.Key()) == "" && countryWritten(m.Key()) == "" {
			return false
		}
	}
	return true
}

// listOfOne is for an object that stands alone in a list.
func (c *checker) listOfOne(which code, v jsontext.Value, message string) {
	c.report(which, v, message).unpack(jsontext.Object)
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
	e := c.reportName(which, v, message).param("name", name)
	e.fix("Put it under ALL", underAll(v, before, behind)...)
}

// underAll puts a member under ALL: under the one that is there already, where
// that holds an object without such a member.
func underAll(v jsontext.Value, before, behind string) []finding.Edit {
	all := v.Parent().Member(anyone)
	switch {
	case !all.Exists():
		return []finding.Edit{insert(v.Name().Start(), before), insert(v.End(), behind)}
	case before == `"ALL": {`+`"ALL": {`:
		all = all.Member(anyone)
	}
	if all.Kind() != jsontext.Object || hasStepKey(all) {
		return nil
	}
	return into(all).put(v, "")
}

// levelsSwapped is for document types (or ALL) that hold countries.
func (c *checker) levelsSwapped(v jsontext.Value) {
	m := v.FirstMember()
	for !c.swapped(m) {
		m = m.Next()
	}
	c.reportName(codeLevelsSwapped, m, "Document type and country are the wrong way round; write the country first, and the document type under it.").
		fix("Put the country first", c.swapLevels(v)...)
}

// A rule is what is asked in one country of who shows one document type; or another value under two names.
type rule struct{ country, document, source string }

// swapLevels puts the countries first, in all of additionalSteps. It gives no
// edits where that would make a rule twice, or lose a comment or a level.
func (c *checker) swapLevels(v jsontext.Value) []finding.Edit {
	var rules []rule
	documents := c.places(v)
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if m.Kind() != jsontext.Object || m.Empty() {
			return nil
		}
		// Among document types ALL is one of them.
		swapped := c.swapped(m) || c.placeOf(m) == placeEither && documents[placeDocument] && !documents[placeCountry] && !c.places(m)[placeDocument]
		for in := m.FirstMember(); in.Exists(); in = in.Next() {
			r := rule{m.Key(), in.Key(), in.Source()}
			if swapped {
				r.country, r.document = r.document, r.country
			}
			if code := countryWritten(r.country); code != "" {
				r.country = code
			}
			if document := documentMeant(r.document); document != "" {
				r.document = document
			}
			if swapped && c.levels(in) > 0 || len(rules) == mostWords { // a check stays linear in its text
				return nil
			}
			rules = append(rules, r)
		}
	}
	text := nested(rules)
	if hasComment(v) || text == "" {
		return nil
	}
	return []finding.Edit{replace(v, text)}
}

// nested writes what stands under a name and a name in that, each outer name once; "" where a rule is there twice.
func nested(rules []rule) string {
	if len(rules) > mostWords {
		return ""
	}
	out, done := "{", ""
	for i, r := range rules {
		if strings.Contains(done, quote(r.country)) {
			continue
		}
		if i > 0 {
			out += ", "
		}
		done += quote(r.country)
		between, inner := quote(r.country)+": {", ""
		for _, other := range rules[i:] {
			if other.country != r.country {
				continue
			}
			name := quote(other.document)
			if strings.Contains(inner, name) {
				return ""
			}
			inner += name
			out += between + name + ": " + other.source
			between = ", "
		}
		out += "}"
	}
	return out + "}"
}

func (c *checker) documentType(v jsontext.Value) {
	name := v.Key()
	meant := documentMeant(name)
	switch {
	case name == anyone || slices.Contains(catalogue.DocumentTypes, name):
	case slices.Contains(catalogue.IdentityDocuments, name):
		c.reportName(codeUnsupportedDocumentType, v, show(name)+" is an identity document that a token may ask for, but additionalSteps cannot name it; write ALL, "+orList(catalogue.DocumentTypes)+".").param("document", name)
	case c.placeholderName(v):
	case sameWord(name, catalogue.DocumentTypes) == "" && c.severalKeys(v, "document types", documentMeant):
	case meant != "":
		c.misnamed(v, codeUnknownDocumentType, "document", show(name)+" is not how iDenfy writes this document type", meant)
	default:
		c.reportName(codeUnknownDocumentType, v, show(name)+" is no document type; write ALL, "+orList(catalogue.DocumentTypes)+".").param("document", name)
		if hasStepKey(v) {
			return // it may well be the step's name
		}
	}
	c.steps(v)
}
