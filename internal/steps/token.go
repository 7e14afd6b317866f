package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

const (
	// personMarks are the characters that a first or last name may not have.
	personMarks = "~!@#$%^*()_+={}[]\\|:;\",<>/?"

	longestUUID = 36
)

var tokenFieldNames = fieldNames(catalogue.TokenFields)

func fieldNames(fields []catalogue.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// tokenRequest checks the fields of a token request, additionalSteps apart.
func (c *checker) tokenRequest(root jsontext.Value) {
	named := c.kind == Fragment
	var old, rules jsontext.Value
	for v := root.FirstMember(); v.Exists(); v = v.Next() {
		name := v.Key()
		i := slices.Index(tokenFieldNames, name)
		meant := name
		switch {
		case i >= 0 && v.Kind() != jsontext.Null:
			c.tokenField(v, &catalogue.TokenFields[i])
		case i >= 0 && catalogue.TokenFields[i].NullRefused:
			c.report(codeWrongKind, v, "clientId must be a string, not null; write your own identifier for the person.")
		case i < 0:
			if c.isRule(v) {
				if !rules.Exists() {
					c.rulesBeside(v)
				}
				rules = v
				continue
			}
			meant = c.unknownTokenField(v)
		}
		named = named || meant == "clientId"
		if meant == "personScanRef" {
			old = v
		}
	}
	if inside := root.Member("additionalSteps").Member("clientId"); !named && inside.Exists() {
		named = true // it is told where it stands
	}
	if !named && old.Exists() {
		e := c.reportName(codeClientIDMissing, old, "A token request needs a clientId, and personScanRef is its old name; write clientId.")
		e.fix("Write clientId", rename(old, "clientId")...)
	} else if !named {
		c.report(codeClientIDMissing, root, "A token request needs a clientId; add your own identifier for the person, up to 100 characters.")
	}
	c.billSwitch(root)
	c.unusedBranches(root)
}

// isRule tells whether a member of a token request is what belongs in them.
func (c *checker) isRule(v jsontext.Value) bool {
	if is := c.placeOf(v); is != placeCountry && is != placeEither || countryWritten(v.Key()) == "" {
		return false
	}
	return c.levels(v) > 0 || v.Kind() == jsontext.Array && isStepName(v.FirstItem().Text())
}

// rulesBeside is for countries that stand where additionalSteps does.
func (c *checker) rulesBeside(first jsontext.Value) {
	e := c.reportName(codeMisplaced, first, show(first.Key())+` belongs in additionalSteps, and is ignored beside clientId; write "additionalSteps": {`+show(first.Key())+": …}.").param("name", first.Key())
	if steps := c.doc.Root().Member("additionalSteps"); steps.Exists() {
		e.fix("Put it into additionalSteps", into(steps).put(first, "")...)
		return
	}
	last := first
	for last.Next().Exists() && c.isRule(last.Next()) {
		last = last.Next()
	}
	e.fix("Put it into additionalSteps", insert(first.Name().Start(), `"additionalSteps": {`), insert(last.End(), "}"))
}

// unknownTokenField returns the field that was meant, "" for none.
func (c *checker) unknownTokenField(v jsontext.Value) string {
	name := v.Key()
	lower := lowerCase(name)
	meant := nearest(name, tokenFieldNames)
	if name == utilityBill && v.Kind() == jsontext.Object {
		meant = "" // it is the step, not the switch
	}
	switch {
	case isSecretName(name) || name == authToken:
	case strings.HasSuffix(lower, "count"):
		c.reportName(codeCountField, v, "iDenfy knows no field "+show(name)+", and how many documents it wants cannot be said: a step takes one document; have a second step configured and ask for it in additionalSteps.").
			param("field", name).delete("Delete it")
	case c.levels(v) == 2 && !v.Parent().Member("additionalSteps").Exists():
		c.misnamed(v, codeMisspeltField, "field", "iDenfy knows no field "+show(name)+" and ignores it", "additionalSteps")
		return "additionalSteps"
	case slices.Contains(catalogue.InventedFields, name):
		c.reportName(codeInventedField, v, "iDenfy knows no field "+show(name)+" and ignores it; delete it, and ask iDenfy for what it should do.").
			param("field", name).delete("Delete it")
	case meant != "":
		c.misnamed(v, codeMisspeltField, "field", "iDenfy knows no field "+show(name)+" and ignores it", meant)
		return meant
	default:
		c.reportName(codeUnknownField, v, "iDenfy's documentation has no field "+show(name)+" in a token request, and it is probably ignored; check how it is spelt, or delete it.").
			param("field", name)
	}
	return ""
}

func (c *checker) tokenField(v jsontext.Value, f *catalogue.Field) {
	switch f.Form {
	case catalogue.Any:
	case catalogue.PlainText, catalogue.ClientID, catalogue.PersonName, catalogue.URL, catalogue.HTTPSURL, catalogue.UUID:
		c.fieldText(v, f)
	case catalogue.Flag:
		c.fieldFlag(v)
	case catalogue.Whole:
		c.fieldWhole(v, f)
	case catalogue.Number:
		c.fieldKind(v, jsontext.Number)
	case catalogue.Date:
		c.fieldDate(v)
	case catalogue.Word:
		c.fieldWord(v, f.Words)
	case catalogue.Texts:
		if c.fieldKind(v, jsontext.Array) {
			for item := v.FirstItem(); item.Exists(); item = item.Next() {
				c.fieldKind(item, jsontext.String)
			}
		}
	case catalogue.Locale:
		c.tokenLocale(v)
	case catalogue.Country:
		c.tokenCountry(v, v.Text() == anyone)
	case catalogue.CountryList:
		c.tokenCountries(v)
	case catalogue.DocumentList:
		if c.fieldKind(v, jsontext.Array) {
			if v.Empty() {
				c.emptyList(v, "every document of the environment")
			}
			for item := v.FirstItem(); item.Exists(); item = item.Next() {
				c.tokenDocument(item)
			}
		}
	}
	if f.Name == "dummyStatus" {
		c.reportName(codeDummyStatus, v, "dummyStatus makes an invented result and works in a DEV environment only; leave it out for real people.").delete("Leave it out")
	}
}

func (c *checker) tokenLocale(v jsontext.Value) {
	if !c.fieldKind(v, jsontext.String) || slices.Contains(catalogue.Locales, v.Text()) {
		return
	}
	if isPlaceholder(v.Text()) {
		return
	}
	e := c.report(codeTokenLocale, v, "The locale is not among the "+number(len(catalogue.Locales))+" that the page on additional steps names, so no step has texts in it, and iDenfy's window may not speak it; write "+orList(catalogue.Locales)+", or try it.")
	if meant := localeMeant(v.Text()); meant != "" {
		e.write(meant)
	}
}

func (c *checker) tokenCountry(v jsontext.Value, allowed bool) {
	if !c.fieldKind(v, jsontext.String) || allowed || isCountry(v.Text()) {
		return
	}
	meant := countryWritten(v.Text())
	switch {
	case isPlaceholder(v.Text()):
	case v.Text() == userAssignedXK:
		c.report(codeUserAssignedCountry, v, "XK is in use for Kosovo but is not in ISO 3166-1; ask iDenfy whether it is accepted.")
	case meant == "" && v.Key() == "country" && severalNames(v.Text(), countryMeant) != nil:
		w := &jsontext.Writer{}
		w.Strings(severalNames(v.Text(), countryMeant))
		c.report(codeSeveralNames, v, "These are several countries in one string; write a list of them, which one example of iDenfy's shows.").
			put("Make it a list", string(w.Bytes()))
	case meant == "" || meant == anyone:
		instead := "leave it out to allow every country."
		if v.Key() == "nationality" {
			instead = "write one such as LT, or leave it out."
		}
		c.report(codeTokenCountry, v, fieldName(v)+" must be a valid ISO 3166-1 alpha-2 code; "+instead)
	case upperCase(v.Text()) == meant: // a blank at the edge is more than that
		c.report(codeCountryLowerCase, v, fieldName(v)+" is in small letters, as in one example of iDenfy's; everywhere else it is in capitals: write "+meant+".").
			param("meant", meant).
			put("Write "+meant, quote(meant))
	default:
		c.report(codeTokenCountry, v, fieldName(v)+" must be a valid ISO 3166-1 alpha-2 code"+oddity(v.Text())+"; write "+meant+".").
			param("meant", meant).
			put("Write "+meant, quote(meant))
	}
}

// tokenCountries checks country, which one example of iDenfy's shows as a list.
func (c *checker) tokenCountries(v jsontext.Value) {
	switch {
	case v.Kind() != jsontext.Array:
		c.tokenCountry(v, false)
	case v.Empty():
		c.emptyList(v, "every country")
	default:
		c.report(codeCountryListAssumed, v, "A list of countries is in one example of iDenfy's alone; it is assumed that the person may be from any of them. Try it before you rely on it.")
	}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		c.tokenCountry(item, false)
	}
}

// emptyList is for a list that limits a token to nothing: no source says what that is.
func (c *checker) emptyList(v jsontext.Value, all string) {
	c.report(codeEmptyListAssumed, v, "What an empty list says is not documented; it is assumed that "+fieldName(v)+" then allows "+all+", as if it were left out: leave it out.").
		delete("Leave it out")
}

func (c *checker) tokenDocument(v jsontext.Value) {
	if !c.fieldKind(v, jsontext.String) || slices.Contains(catalogue.IdentityDocuments, v.Text()) || isPlaceholder(v.Text()) {
		return
	}
	if names := severalNames(v.Text(), documentMeant); names != nil && documentMeant(v.Text()) == "" {
		c.several(v, "documents", names)
		return
	}
	e := c.report(codeTokenDocument, v, "This is no identity document that iDenfy's documentation lists; write ID_CARD, PASSPORT, DRIVER_LICENSE, RESIDENCE_PERMIT or another of its list.")
	if meant := documentMeant(v.Text()); meant != "" && meant != anyone {
		e.write(meant)
	}
}

// billSwitch checks the old switch utilityBill, which must not stand beside
// additionalSteps; false may, as in an example of iDenfy's.
func (c *checker) billSwitch(root jsontext.Value) {
	bill := root.Member("utilityBill")
	if bill.IsTrue() && given(root.Member("additionalSteps")) {
		title := "Delete utilityBill"
		if !mentions(root.Member("additionalSteps"), utilityBill) {
			title += ", and with it the step UTILITY_BILL"
		}
		c.reportName(codeUtilityBillWithSteps, bill, "utilityBill must not be sent together with additionalSteps; delete it, and ask for UTILITY_BILL in additionalSteps.").
			delete(title)
	} else if c.env != nil && bill.IsTrue() && c.env.Step(utilityBill) == nil {
		c.notConfigured(bill, utilityBill)
	}
}

// mentions tells whether a name stands anywhere in a value.
func mentions(v jsontext.Value, name string) bool {
	for part := v.Following(); part.Exists() && part.Start() < v.End(); part = part.Following() {
		if part.Key() == name || part.Text() == name {
			return true
		}
	}
	return false
}
