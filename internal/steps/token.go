package steps

import (
	"slices"
	"strings"
	"unicode/utf8"

	"idenfysteps/internal/jsontext"
)

// form is what the value of a token request's field looks like.
type form uint8

const (
	formAny      form = iota
	formText          // from min to max characters
	formClientID      // ASCII text
	formPerson        // a person's name: text without digits and marks
	formURL           // text
	formCallback      // an https URL
	formFlag          // true or false
	formWhole         // a whole number from min to max
	formNumber
	formDate // YYYY-MM-DD
	formUUID
	formWord // one of words
	formTexts
	formLocale
	formCountry
	formCountries // one country, or a list
	formDocuments // a list of identity documents
)

// A field is one field of a token request with its documented limits; a
// maximum of 0 means that none is documented.
type field struct {
	name     string
	form     form
	min, max int
	words    string
}

// tokenFields are the documented fields of a token request, the older ones
// included. Every one but clientId may be null.
var tokenFields = func() []field {
	fields := slices.Clip(limitedFields)
	for _, name := range strings.Split(tokenFlagList, " ") {
		fields = append(fields, field{name: name, form: formFlag})
	}
	return fields
}()

// limitedFields are those that are more than a flag.
var limitedFields = []field{
	{name: "clientId", form: formClientID, min: 1, max: 100},
	{name: "personScanRef", form: formClientID, min: 1, max: 100},
	{name: "tokenType", form: formWord, words: "IDENTIFICATION DOCUMENT VIDEO_CALL VIDEO_CALL_PHOTOS VIDEO_CALL_IDENTIFICATION"},
	{name: "firstName", form: formPerson, min: 1, max: 100},
	{name: "lastName", form: formPerson, min: 1, max: 100},
	{name: "successUrl", form: formURL, min: 5, max: 2048},
	{name: "errorUrl", form: formURL, min: 5, max: 2048},
	{name: "unverifiedUrl", form: formURL, min: 5, max: 2048},
	{name: "callbackUrl", form: formCallback, min: 5, max: 2048},
	{name: "locale", form: formLocale},
	{name: "country", form: formCountries},
	{name: "documents", form: formDocuments},
	{name: "expiryTime", form: formWhole, max: 2592000},
	{name: "sessionLength", form: formWhole, min: 60, max: 3600},
	{name: "dateOfBirth", form: formDate},
	{name: "dateOfExpiry", form: formDate},
	{name: "dateOfIssue", form: formDate},
	{name: "nationality", form: formCountry},
	{name: "personalNumber", form: formText, min: 1, max: 50},
	{name: "documentNumber", form: formText, min: 1, max: 50},
	{name: "sex", form: formWord, words: "M F"},
	{name: "address", form: formText, max: 255},
	{name: "externalRef", form: formText, max: 40},
	{name: "additionalSteps"},
	{name: "additionalData"},
	{name: "dummyStatus", form: formWord, words: "APPROVED DENIED SUSPECTED EXPIRED ACTIVE"},
	{name: "questionnaire", form: formText},
	{name: "riskAssessmentProfile", form: formUUID},
	{name: "theme", form: formUUID},
	{name: "registryCentersCountries", form: formTexts},
	{name: "ageLimit", form: formWhole, max: 150},
	{name: "ageMax", form: formWhole, max: 150},
	{name: "faceMatchingThresholdModifier", form: formNumber},
	{name: "videoCallQuestions"},
	{name: "fraudServices"},
	{name: "detectionTypes"},
	{name: "maxAttemptCount", form: formWhole},
	{name: "levenshteinTextMatchRatio", form: formNumber},
	{name: "levenshteinMrzMatchRatio", form: formNumber},
}

const (
	tokenFlagList = "showInstructions generateDigitString utilityBill questionnaireRequired reviewSuccessful reviewFailed " +
		"verifyEmail verifyPhone verifyBank verifyBankAccounts verifyBankBalances verifyBankTransactions verifyAddress " +
		"bankCardVerification bankCardPdfUpload checkAml checkCriminal checkLiveness checkFaceBlacklist checkDocFaceBlacklist " +
		"checkPersonBlacklist checkDuplicateFaces checkDuplicateDocFaces checkDuplicatePersonalData checkDriverLicense checkLid " +
		"checkIpProxy allowBsnMasking nfcRequired nfcOptional autoAmlMonitoring driverLicenseBack checkUrjanet"

	// tokenDocumentList are the identity documents that a token may be limited to.
	tokenDocumentList = documentTypeList + " VISA BORDER_CROSSING ASYLUM NATIONAL_PASSPORT INTERNATIONAL_PASSPORT VOTER_CARD " +
		"OLD_ID_CARD TRAVEL_CARD PHOTO_CARD MILITARY_CARD PROOF_OF_AGE_CARD DIPLOMATIC_ID PROVISIONAL_DRIVER_LICENSE ADDRESS_CARD " +
		"SMART_ID CLEAR ONE_ID BANK_ID_SE BANK_ID_NO BANK_ID_CZ FTN MIT_ID VERIMI LA_WALLET SAMSUNG_WALLET MOJE_ID_CZ YOTI_ID " +
		"SOCIAL_SECURITY_CARD WORK_PERMIT"

	// personMarks are the characters that a first or last name may not have.
	personMarks = "~!@#$%^*()_+={}[]\\|:;\",<>/?"

	longestUUID = 36
)

var (
	tokenDocuments  = strings.Split(tokenDocumentList, " ")
	tokenFieldNames = func() []string {
		names := make([]string, len(tokenFields))
		for i, f := range tokenFields {
			names[i] = f.name
		}
		return names
	}()
	// inventedFields were seen in requests and never did anything.
	inventedFields = strings.Split("skipFaceMatching skipFace skipSelfie skipDocument skipLiveness stepsOnly onlyAdditionalSteps documentOnly", " ")
)

// tokenRequest checks the fields of a token request, additionalSteps apart.
func (c *checker) tokenRequest(root jsontext.Value) {
	named := c.kind == Fragment
	for v := root.FirstMember(); v.Exists(); v = v.Next() {
		name := v.Key()
		i := slices.Index(tokenFieldNames, name)
		meant := name
		switch {
		case i >= 0 && v.Kind() != jsontext.Null:
			c.tokenField(v, &tokenFields[i])
		case i >= 0 && name == "clientId":
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
	case slices.Contains(inventedFields, name):
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

func (c *checker) tokenField(v jsontext.Value, f *field) {
	switch f.form {
	case formAny:
	case formText, formClientID, formPerson, formURL, formCallback, formUUID:
		c.fieldText(v, f)
	case formFlag:
		c.fieldFlag(v)
	case formWhole:
		c.fieldWhole(v, f)
	case formNumber:
		c.fieldKind(v, jsontext.Number)
	case formDate:
		c.fieldDate(v)
	case formWord:
		c.fieldWord(v, strings.Split(f.words, " "))
	case formTexts:
		if c.fieldKind(v, jsontext.Array) {
			for item := v.FirstItem(); item.Exists(); item = item.Next() {
				c.fieldKind(item, jsontext.String)
			}
		}
	case formLocale:
		c.tokenLocale(v)
	case formCountry:
		c.tokenCountry(v, v.Text() == anyone)
	case formCountries:
		if v.Kind() != jsontext.Array {
			c.tokenCountry(v, false)
		}
		for item := v.FirstItem(); item.Exists(); item = item.Next() {
			c.tokenCountry(item, false)
		}
	case formDocuments:
		if c.fieldKind(v, jsontext.Array) {
			for item := v.FirstItem(); item.Exists(); item = item.Next() {
				c.tokenDocument(item)
			}
		}
	}
	if f.name == "dummyStatus" {
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

func (c *checker) fieldWhole(v jsontext.Value, f *field) {
	n, whole := v.Int()
	switch {
	case !whole:
		e := c.value(codeWrongKind, v, f.name+" must be a whole number; write it without quotes and without a fraction.").param("wanted", jsontext.Number.String())
		if text := v.Text(); text != "" && len(text) < 10 && strings.Trim(text, "0123456789") == "" && (text == "0" || text[0] != '0') {
			e.mend("Take it out of the quotes", replace(v, text))
		}
	case n < f.min || f.max > 0 && n > f.max:
		c.value(codeOutOfRange, v, f.name+" is "+number(n)+"; write a number from "+number(f.min)+" to "+number(f.max)+".").
			param("least", number(f.min)).param("most", number(f.max))
	}
}

func (c *checker) fieldText(v jsontext.Value, f *field) {
	if !c.fieldKind(v, jsontext.String) {
		return
	}
	text := v.Text()
	n := utf8.RuneCountInString(text)
	switch {
	case n < f.min:
		instead := ", or leave it out."
		if f.form == formClientID || f.name == "scanRef" {
			instead = "." // iDenfy needs it
		}
		c.value(codeTooShort, v, f.name+" has "+number(n)+" characters; write "+number(f.min)+" to "+number(f.max)+" characters"+instead).param("least", number(f.min))
	case f.max > 0 && n > f.max:
		c.value(codeTooLong, v, f.name+" has "+number(n)+" characters; iDenfy takes at most "+number(f.max)+", so shorten it.").param("most", number(f.max))
	case f.form == formClientID && strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || r < ' ' }):
		c.value(codeNotASCII, v, f.name+" may have ASCII characters only; use an identifier that is not the person's name.")
	case f.form == formPerson && (strings.ContainsAny(text, personMarks) || strings.ContainsAny(text, "0123456789")):
		c.value(codePersonName, v, f.name+" may have neither digits nor any of "+personMarks+" in it; leave them out.")
	case f.form == formCallback && !strings.HasPrefix(text, "https://"):
		e := c.value(codeCallbackNotHTTPS, v, "callbackUrl must begin with https://; iDenfy sends results nowhere else.")
		if rest, found := strings.CutPrefix(text, "http://"); found {
			e.mend("Write https", replace(v, quote("https://"+rest)))
		}
	case f.form == formUUID && !isUUID(text):
		c.value(codeNotUUID, v, f.name+" is a UUID, such as 6a31253e-e10a-11eb-cc95-02cb49d118ed; copy it from iDenfy's dashboard.")
	}
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
	if !c.fieldKind(v, jsontext.String) || slices.Contains(locales, v.Text()) {
		return
	}
	e := c.value(codeTokenLocale, v, "The locale is none of the 24, and iDenfy shows English instead; write "+listed(locales)+".")
	if meant := localeMeant(v.Text()); meant != "" {
		e.param("meant", meant).mend("Write "+meant, replace(v, quote(meant)))
	}
}

func (c *checker) tokenCountry(v jsontext.Value, allowed bool) {
	if !c.fieldKind(v, jsontext.String) || allowed || isCountry(v.Text()) || v.Text() == userAssignedXK {
		return
	}
	meant := countryMeant(v.Text())
	if meant == "" || meant == anyone {
		c.value(codeTokenCountry, v, fieldName(v)+" must be an ISO 3166-1 alpha-2 code such as LT; leave it out to allow every country.")
		return
	}
	c.value(codeTokenCountry, v, fieldName(v)+" must be an ISO 3166-1 alpha-2 code; write "+meant+".").
		param("meant", meant).
		mend("Write "+meant, replace(v, quote(meant)))
}

func (c *checker) tokenDocument(v jsontext.Value) {
	if !c.fieldKind(v, jsontext.String) || slices.Contains(tokenDocuments, v.Text()) {
		return
	}
	e := c.value(codeTokenDocument, v, "This is no identity document that iDenfy's documentation lists; write ID_CARD, PASSPORT, DRIVER_LICENSE, RESIDENCE_PERMIT or another of its list.")
	if meant := documentMeant(v.Text()); meant != "" && meant != anyone {
		e.param("meant", meant).mend("Write "+meant, replace(v, quote(meant)))
	}
}

// billSwitch checks the old switch utilityBill, which must not stand beside additionalSteps.
func (c *checker) billSwitch(root jsontext.Value) {
	bill := root.Member("utilityBill")
	if bill.Kind() == jsontext.Bool && root.Member("additionalSteps").Exists() {
		c.name(codeBillWithSteps, bill, "utilityBill must not be sent together with additionalSteps; delete it, and ask for UTILITY_BILL in additionalSteps.").
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
			if slices.Contains(documentTypes, name) && !limits.allowsDocument(name) {
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
	return documentType == "OTHER" && slices.ContainsFunc(l.documents, func(d string) bool { return !slices.Contains(documentTypes, d) })
}
