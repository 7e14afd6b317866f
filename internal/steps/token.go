package steps

import (
	"slices"
	"strings"
	"unicode/utf8"

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
	for v := root.FirstMember(); v.Exists(); v = v.Next() {
		name := v.Key()
		i := slices.Index(tokenFieldNames, name)
		meant := name
		switch {
		case i >= 0 && v.Kind() != jsontext.Null:
			c.tokenField(v, &catalogue.TokenFields[i])
		case i >= 0 && catalogue.TokenFields[i].NullRefused:
			c.value(codeWrongKind, v, "clientId must be a string, not null; write your own identifier for the person.")
		case i < 0:
			meant = c.unknownTokenField(v)
		}
		named = named || meant == "clientId" || meant == "personScanRef"
	}
	if !named {
		c.value(codeClientIDMissing, root, "A token request needs a clientId; add your own identifier for the person, up to 100 characters.")
	}
	c.billSwitch(root)
	c.unusedBranches(root)
}

// unknownTokenField returns the field that was meant, "" for none.
func (c *checker) unknownTokenField(v jsontext.Value) string {
	name := v.Key()
	lower := lowerCase(name)
	meant := nearest(name, tokenFieldNames)
	switch {
	case isSecretName(name):
	case strings.HasSuffix(lower, "count"):
		c.name(codeCountField, v, "iDenfy knows no field "+show(name)+", and how many documents it wants cannot be said: a step takes one document; have a second step configured and ask for it in additionalSteps.").
			param("field", name).mend("Delete it", remove(v)...)
	case slices.Contains(catalogue.InventedFields, name):
		c.name(codeInventedField, v, "iDenfy knows no field "+show(name)+" and ignores it; delete it, and ask iDenfy for what it should do.").
			param("field", name).mend("Delete it", remove(v)...)
	case meant != "":
		c.name(codeMisspeltField, v, "iDenfy knows no field "+show(name)+" and ignores it; write "+meant+".").
			param("field", name).param("meant", meant).mend("Write "+meant, rename(v, meant)...)
		return meant
	default:
		c.name(codeUnknownField, v, "iDenfy's documentation has no field "+show(name)+" in a token request, and it is probably ignored; check how it is spelt, or delete it.").
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
		c.name(codeDummyStatus, v, "dummyStatus makes an invented result and works in a DEV environment only; leave it out for real people.").mend("Leave it out", remove(v)...)
	}
}

// fieldName names a field for a message; what stands in a list is named by the list.
func fieldName(v jsontext.Value) string {
	if v.Name().Exists() {
		return v.Key()
	}
	return "What " + fieldName(v.Parent()) + " lists"
}

func (c *checker) fieldKind(v jsontext.Value, kind jsontext.Kind) bool {
	if v.Kind() == kind {
		return true
	}
	e := c.value(codeWrongKind, v, fieldName(v)+" must be "+kind.String()+", not "+standing(v)+"; write "+wayToWrite(kind)+".").param("wanted", kind.String())
	switch {
	case kind == jsontext.String && v.Kind() == jsontext.Number:
		e.mend("Put it in quotes", wrap(v, `"`, `"`)...)
	case kind == jsontext.Array && v.Kind() == jsontext.String:
		e.mend("Put it in a list", wrap(v, "[", "]")...)
	}
	return false
}

func wayToWrite(kind jsontext.Kind) string {
	switch kind {
	case jsontext.String:
		return "it in double quotes"
	case jsontext.Array:
		return "it in [ and ]"
	}
	return "a number without quotes"
}

func (c *checker) fieldFlag(v jsontext.Value) {
	if v.Kind() == jsontext.Bool {
		return
	}
	e := c.value(codeWrongKind, v, fieldName(v)+" is true or false without quotes, not "+standing(v)+".").param("wanted", jsontext.Bool.String())
	if meant := booleanMeant(v); meant != "" {
		e.mend("Write "+meant, replace(v, meant))
	}
}

// fieldWhole checks a whole number. What is one is [jsontext.Value.Int]'s to say:
// 1.0 and 1e3 are, as in JSON Schema, in which iDenfy describes its requests. Whether
// iDenfy's own reader takes them is not documented, so of these it is said that it is assumed.
func (c *checker) fieldWhole(v jsontext.Value, f *catalogue.Field) {
	n, whole := v.Int()
	switch {
	case !whole:
		e := c.value(codeWrongKind, v, f.Name+" must be a whole number; write it without quotes and without a fraction.").param("wanted", jsontext.Number.String())
		if text := v.Text(); text != "" && len(text) < 10 && strings.Trim(text, "0123456789") == "" && (text == "0" || text[0] != '0') {
			e.mend("Take it out of the quotes", replace(v, text))
		}
	case n < f.Min || f.Max > 0 && n > f.Max:
		e := c.value(codeOutOfRange, v, f.Name+" is "+number(n)+"; write a number from "+number(f.Min)+upTo(f.Max)+".").param("least", number(f.Min))
		if f.Max > 0 {
			e.param("most", number(f.Max))
		}
	case n == 0 && f.Name == "expiryTime":
		c.value(codeExpiresAtOnce, v, "A token with an expiryTime of 0 can be used for no second, where iDenfy takes it at all: one of its pages begins at 0, another asks for more; write the seconds that the person has, such as 3600.").
			mend("Leave it out for iDenfy's own time", remove(v)...)
	case v.Source() != number(n):
		c.value(codeNumberFormAssumed, v, "This is another form of "+number(n)+", and it is assumed that iDenfy reads it so; write "+number(n)+" to be sure.").
			mend("Write "+number(n), replace(v, number(n)))
	}
}

// upTo names the end of a range; 0 is none.
func upTo(most int) string {
	if most == 0 {
		return " on"
	}
	return " to " + number(most)
}

func (c *checker) fieldText(v jsontext.Value, f *catalogue.Field) {
	if !c.fieldKind(v, jsontext.String) {
		return
	}
	text := v.Text()
	n := utf8.RuneCountInString(text)
	switch {
	case n < f.Min:
		instead := ", or leave it out."
		if f.Form == catalogue.ClientID || f.Name == "scanRef" {
			instead = "." // iDenfy needs it
		}
		c.value(codeTooShort, v, f.Name+" has "+number(n)+" characters; write "+number(f.Min)+" to "+number(f.Max)+" characters"+instead).param("least", number(f.Min))
	case f.Max > 0 && n > f.Max:
		c.value(codeTooLong, v, f.Name+" has "+number(n)+" characters; iDenfy takes at most "+number(f.Max)+", so shorten it.").param("most", number(f.Max))
	case f.Form == catalogue.ClientID && strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || r < ' ' }):
		c.value(codeNotASCII, v, f.Name+" may have ASCII characters only; use an identifier that is not the person's name.")
	case f.Form == catalogue.PersonName && (strings.ContainsAny(text, personMarks) || strings.ContainsAny(text, "0123456789")):
		c.value(codePersonName, v, f.Name+" may have neither digits nor any of "+personMarks+" in it; leave them out.")
	case f.Form == catalogue.URL:
		c.address(v, f)
	case f.Form == catalogue.HTTPSURL && !strings.HasPrefix(text, "https://"):
		e := c.value(codeCallbackNotHTTPS, v, "callbackUrl must begin with https://; iDenfy sends results nowhere else.")
		if rest, found := strings.CutPrefix(text, "http://"); found {
			e.mend("Write https", replace(v, quote("https://"+rest)))
		}
	case f.Form == catalogue.UUID && !isUUID(text):
		c.value(codeNotUUID, v, f.Name+" is a UUID, such as 6a31253e-e10a-11eb-cc95-02cb49d118ed; copy it from iDenfy's dashboard.")
	}
}

// address checks where a person is sent: a web address, or one that opens an app. What
// iDenfy does with a text that says no scheme is not documented; a browser takes it for
// a path of iDenfy's own host.
func (c *checker) address(v jsontext.Value, f *catalogue.Field) {
	const https = "https://"
	text := v.Text()
	switch scheme := lowerCase(schemeOf(text)); scheme {
	case "":
		e := c.value(codeURLWithoutScheme, v, v.Key()+" says no scheme, so a browser takes it for a path of the page that it is on; begin it with https://.")
		if text[0] != '/' && !strings.Contains(text, " ") && utf8.RuneCountInString(text)+len(https) <= f.Max {
			e.mend("Write https:// before it", replace(v, quote(https+text)))
		}
	case "javascript", "data", "vbscript", "blob":
		c.value(codeURLScript, v, v.Key()+" begins with "+scheme+": and is a script or a file, not an address; write where the person goes, beginning with https://.")
	}
}

// schemeOf returns what stands before the colon of a URL (RFC 3986, 3.1), "" for none.
func schemeOf(url string) string {
	scheme, _, found := strings.Cut(url, ":")
	for i, c := range []byte(scheme) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.')) {
			return ""
		}
	}
	if !found {
		return ""
	}
	return scheme
}

func isUUID(s string) bool {
	if len(s) != longestUUID {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", rune(s[i])) {
			return false
		}
	}
	return true
}

func (c *checker) fieldWord(v jsontext.Value, words []string) {
	if !c.fieldKind(v, jsontext.String) || slices.Contains(words, v.Text()) {
		return
	}
	e := c.value(codeUnknownValue, v, fieldName(v)+" is none of the values that iDenfy takes; write "+listed(words)+".")
	if meant := nearest(v.Text(), words); meant != "" {
		e.mend("Write "+meant, replace(v, quote(meant)))
	}
}

func (c *checker) fieldDate(v jsontext.Value) {
	if !c.fieldKind(v, jsontext.String) || isDate(v.Text()) {
		return
	}
	e := c.value(codeNotDate, v, fieldName(v)+" is no date as iDenfy writes it; write year, month and day, such as 1990-12-31.")
	if meant := strings.ReplaceAll(strings.ReplaceAll(v.Text(), "/", "-"), ".", "-"); isDate(meant) {
		e.mend("Write it with dashes", replace(v, quote(meant)))
	}
}

// isDate tells whether s is a day of the calendar, as YYYY-MM-DD.
func isDate(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || strings.Trim(s[:4]+s[5:7]+s[8:], "0123456789") != "" {
		return false
	}
	two := func(at int) int { return int(s[at]-'0')*10 + int(s[at+1]-'0') }
	year, month, day := two(0)*100+two(2), two(5), two(8)
	days := 31
	switch month {
	case 4, 6, 9, 11:
		days = 30
	case 2:
		days = 28
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			days = 29
		}
	}
	return month >= 1 && month <= 12 && day >= 1 && day <= days
}

func (c *checker) tokenLocale(v jsontext.Value) {
	if !c.fieldKind(v, jsontext.String) || slices.Contains(catalogue.Locales, v.Text()) {
		return
	}
	e := c.value(codeTokenLocale, v, "The locale is not among the 24 that the page on additional steps names, so no step has texts in it, and iDenfy's window may not speak it; write "+listed(catalogue.Locales)+", or try it.")
	if meant := localeMeant(v.Text()); meant != "" {
		e.param("meant", meant).mend("Write "+meant, replace(v, quote(meant)))
	}
}

func (c *checker) tokenCountry(v jsontext.Value, allowed bool) {
	if !c.fieldKind(v, jsontext.String) || allowed || isCountry(v.Text()) {
		return
	}
	meant := countryMeant(v.Text())
	switch {
	case v.Text() == userAssignedXK:
		c.value(codeUserAssignedCountry, v, "XK is in use for Kosovo but is not in ISO 3166-1; ask iDenfy whether it is accepted.")
	case meant == "" || meant == anyone:
		c.value(codeTokenCountry, v, fieldName(v)+" must be a valid ISO 3166-1 alpha-2 code; leave it out to allow every country.")
	case upperCase(v.Text()) == meant:
		c.value(codeCountryLowerCase, v, fieldName(v)+" is in small letters, as in one example of iDenfy's; everywhere else it is in capitals: write "+meant+".").
			param("meant", meant).
			mend("Write "+meant, replace(v, quote(meant)))
	default:
		c.value(codeTokenCountry, v, fieldName(v)+" must be a valid ISO 3166-1 alpha-2 code; write "+meant+".").
			param("meant", meant).
			mend("Write "+meant, replace(v, quote(meant)))
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
		c.value(codeCountryListAssumed, v, "A list of countries is in one example of iDenfy's alone; it is assumed that the person may be from any of them. Try it before you rely on it.")
	}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		c.tokenCountry(item, false)
	}
}

// emptyList is for a list that limits a token to nothing: no source says what that is.
func (c *checker) emptyList(v jsontext.Value, all string) {
	c.value(codeEmptyListAssumed, v, "What an empty list says is not documented; it is assumed that "+fieldName(v)+" then allows "+all+", as if it were left out: leave it out.").
		mend("Leave it out", remove(v)...)
}

func (c *checker) tokenDocument(v jsontext.Value) {
	if !c.fieldKind(v, jsontext.String) || slices.Contains(catalogue.IdentityDocuments, v.Text()) {
		return
	}
	e := c.value(codeTokenDocument, v, "This is no identity document that iDenfy's documentation lists; write ID_CARD, PASSPORT, DRIVER_LICENSE, RESIDENCE_PERMIT or another of its list.")
	if meant := documentMeant(v.Text()); meant != "" && meant != anyone {
		e.param("meant", meant).mend("Write "+meant, replace(v, quote(meant)))
	}
}

// given tells whether a field says something: null is as if it were left out.
func given(v jsontext.Value) bool { return v.Exists() && v.Kind() != jsontext.Null }

// billSwitch checks the old switch utilityBill, which must not stand beside
// additionalSteps; false may, as in an example of iDenfy's.
func (c *checker) billSwitch(root jsontext.Value) {
	bill := root.Member("utilityBill")
	if bill.IsTrue() && given(root.Member("additionalSteps")) {
		c.name(codeUtilityBillWithSteps, bill, "utilityBill must not be sent together with additionalSteps; delete it, and ask for UTILITY_BILL in additionalSteps.").
			mend("Delete utilityBill", remove(bill)...)
	} else if c.env != nil && bill.IsTrue() && c.env.Step(utilityBill) == nil {
		c.notConfigured(bill, utilityBill)
	}
}

// unusedBranches finds what can never apply because of the request's own country and documents.
func (c *checker) unusedBranches(root jsontext.Value) {
	limits := limitsOf(root)
	for country := root.Member("additionalSteps").FirstMember(); country.Exists(); country = country.Next() {
		name := country.Key()
		if isCountry(name) && !limits.allowsCountry(name) {
			c.name(codeUnusedBranch, country, "This never applies: the request's own country leaves out "+name+"; delete it, or change country.").param("name", name)
		}
		for document := country.FirstMember(); document.Exists(); document = document.Next() {
			name := document.Key()
			if slices.Contains(catalogue.DocumentTypes, name) && !limits.allowsDocument(name) {
				c.name(codeUnusedBranch, document, "This never applies: the request's own documents leave out "+name+"; delete it, or add it to documents.").param("name", name)
			}
		}
	}
}

// limits are what a token request allows at all; an empty list allows everything.
type limits struct{ countries, documents []string }

func limitsOf(root jsontext.Value) limits {
	l := limits{countries: texts(root.Member("country")), documents: texts(root.Member("documents"))}
	if one := root.Member("country").Text(); one != "" {
		l.countries = []string{one}
	}
	for i, country := range l.countries {
		if upper := upperCase(country); isCountry(upper) {
			l.countries[i] = upper
		}
	}
	return l
}

func (l *limits) allowsCountry(code string) bool {
	return len(l.countries) == 0 || slices.Contains(l.countries, code)
}

// allowsDocument tells whether a person may come with a document of a type;
// OTHER stands for every document that additionalSteps has no name for.
func (l *limits) allowsDocument(documentType string) bool {
	if len(l.documents) == 0 || slices.Contains(l.documents, documentType) {
		return true
	}
	return documentType == "OTHER" && slices.ContainsFunc(l.documents, func(d string) bool { return !slices.Contains(catalogue.DocumentTypes, d) })
}
