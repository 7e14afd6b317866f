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
		c.report(codeAdditionalStepsEmpty, v, `An empty additionalSteps says nothing for any country; write {"ALL": {"ALL": {}}} to ask for no steps, or leave the key out for the environment's own.`).
			fix("Ask for no steps", replace(v, noSteps))
	case hasStepKey(v):
		c.stepNameMissing(v, everyone, everyoneEnd)
	case only(is, placeStep):
		c.stepsWithoutLevels(v)
	case only(is, placeDocument) && !c.anySwapped(v):
		c.report(codeCountryMissing, v, "The document types stand where the country belongs; put them under ALL or under an alpha-2 code.").
			fix("Put them under ALL countries", wrap(v, allCountries, "}")...)
	default:
		for country := v.FirstMember(); country.Exists(); country = country.Next() {
			c.country(country)
		}
	}
}

// stepNameMissing is for a step's type, texts or settings that stand where the step's name belongs.
func (c *checker) stepNameMissing(v jsontext.Value, before, behind string) {
	c.report(codeStepNameMissing, v, `What a step is stands here without the step's name; write {"UTILITY_BILL": {…}} around it, with the name of your step.`).
		fix("Call the step UTILITY_BILL", wrap(v, before+`{"UTILITY_BILL": `, "}"+behind)...)
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
		c.reportName(codeUserAssignedCountry, v, "XK is in use for Kosovo but is not in ISO 3166-1; ask iDenfy whether it is accepted.")
	} else if meant == "" {
		c.reportName(codeUnknownCountry, v, show(name)+" is no country; write ALL or an ISO 3166-1 alpha-2 code such as LT.").param("country", name)
	} else if meant != name {
		c.reportName(codeCountryNotAlpha2, v, show(name)+" is not how iDenfy writes this country; write "+meant+".").
			param("country", name).param("meant", meant).
			fix("Write "+meant, rename(v, meant)...)
	}
	c.countryValue(v)
}

func (c *checker) countryValue(v jsontext.Value) {
	is := c.places(v)
	switch {
	case v.Kind() == jsontext.Array, v.Empty(), v.Kind() == jsontext.Object && only(is, placeStep):
		c.report(codeDocumentMissing, v, "The level of the document type is missing under this country; put the steps under ALL or under a document type such as PASSPORT.").
			fix(wrapDocumentAll, wrap(v, allDocuments, "}")...)
	case v.Kind() == jsontext.Object && hasStepKey(v):
		c.stepNameMissing(v, allDocuments, "}")
	case v.Kind() == jsontext.Object:
		for document := v.FirstMember(); document.Exists(); document = document.Next() {
			if c.stepBeside(document) {
				c.reportName(codeDocumentMissing, document, show(document.Key())+" is a step and stands where the document type belongs; put it under ALL or under a document type such as PASSPORT.").
					fix(wrapDocumentAll, underAll(document, `"ALL": {`, "}")...)
				continue
			}
			c.documentType(document)
		}
	case v.Kind() == jsontext.String && isStepName(v.Text()):
		c.report(codeCountryNotObject, v, "A country holds document types, not a string; "+rightForm+".").
			fix("Make it a list under ALL document types", wrap(v, allDocuments+"[", "]}")...)
	default:
		c.report(codeCountryNotObject, v, "A country holds an object of document types, not "+kindPhrase(v)+"; "+rightForm+".")
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
	e := c.reportName(which, v, message).param("name", name)
	e.fix("Put it under ALL", underAll(v, before, behind)...)
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
	e := c.reportName(codeLevelsSwapped, v, "Document type and country are the wrong way round; write the country first, and the document type under it.")
	e.fix("Put the country first", c.swapLevels(v)...)
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
		c.reportName(codeUnsupportedDocumentType, v, show(name)+" is an identity document that a token may ask for, but additionalSteps cannot name it; write ALL, "+orList(catalogue.DocumentTypes)+".").param("document", name)
	case meant != "":
		c.reportName(codeUnknownDocumentType, v, show(name)+" is not how iDenfy writes this document type; write "+meant+".").
			param("document", name).param("meant", meant).
			fix("Write "+meant, rename(v, meant)...)
	default:
		c.reportName(codeUnknownDocumentType, v, show(name)+" is no document type; write ALL, "+orList(catalogue.DocumentTypes)+".").param("document", name)
		if hasStepKey(v) {
			return // it may well be the step's name
		}
	}
	c.steps(v)
}
