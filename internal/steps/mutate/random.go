package mutate

import (
	"math/rand/v2"
	"slices"
)

var (
	documentTypes = []string{"ID_CARD", "PASSPORT", "RESIDENCE_PERMIT", "DRIVER_LICENSE", "PAN_CARD", "AADHAAR", "OTHER"}
	someCountries = []string{"LT", "DE", "FR", "GB", "US", "PL", "SE", "CH", "BR", "IN", "JP", "UA", "EE", "CZ", "IE"}
	stepNames     = []string{"UTILITY_BILL", "UTILITY_BILL", "POA2", "ADDITIONAL_PHOTO", "ADDITIONAL_DOCUMENT", "BANK_STATEMENT", "SELFIE_WITH_ID", "PROOF_2"}
	someLocales   = []string{"lt", "ru", "pl", "de", "fr", "sv", "es", "ja", "pt", "uk", "cs", "th"}
	sentences     = map[string]string{
		"en": "Please upload the bill", "lt": "Įkelkite sąskaitą ir patikrinkite, ar matyti adresas", "ru": "Загрузите счёт", "pl": "Proszę przesłać rachunek za prąd",
		"de": "Bitte laden Sie die Bestätigung der Adresse hoch", "fr": "Téléchargez le relevé, s’il vous plaît", "sv": "Ladda upp räkningen", "es": "Suba una factura, por favor: año y dirección",
		"ja": "請求書をアップロードしてください", "pt": "Envie a conta de água", "uk": "Завантажте рахунок", "cs": "Nahrajte prosím účet", "th": "โปรดอัปโหลดบิล",
	}
)

// Random makes a payload without a mistake: a token request mostly.
func Random(r *rand.Rand) Payload {
	m := &maker{Rand: r}
	switch r.IntN(10) {
	case 0:
		return Payload{Steps, m.randomSteps(map[string]*Value{})}
	case 1:
		return Payload{Upload, m.randomUpload()}
	}
	root := object("clientId", text("user-"+string(rune('0'+r.IntN(10)))))
	for _, f := range []struct {
		name  string
		value *Value
	}{
		{"firstName", text("Jonė")}, {"lastName", text("O'Brien-Łukasz")}, {"locale", text("en")}, {"tokenType", text("IDENTIFICATION")},
		{"expiryTime", literal("3600")}, {"sessionLength", literal("600")}, {"dateOfBirth", text("1990-12-31")}, {"sex", text("F")},
		{"showInstructions", literal("true")}, {"generateDigitString", literal("false")}, {"externalRef", text("order-17")}, {"address", text("Gedimino pr. 1, Vilnius")},
		{"nationality", text("LT")}, {"successUrl", text("https://example.com/done")}, {"callbackUrl", text("https://example.com/hook")},
		{"checkLiveness", literal("true")}, {"questionnaire", text("q-1")},
	} {
		if r.IntN(5) == 0 {
			root.set(f.name, f.value)
		}
	}
	data := map[string]*Value{}
	root.set("additionalSteps", m.randomSteps(data))
	if len(data) > 0 {
		all := &Value{Kind: Object}
		for _, name := range stepNames {
			if data[name] != nil {
				all.set(name, data[name])
			}
		}
		root.set("additionalData", all)
	}
	return Payload{Token, root}
}

func (m *maker) randomUpload() *Value {
	v := object("scanRef", text("6a31253e-e10a-11eb-cc95-02cb49d118ed"))
	v.set("image", text("/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAARCAABAAEDASIAAhEBAxEB/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/xAAUAQEAAAAAAAAAAAAAAAAAAAAA/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAwDAQACEQMRAD8AR//Z"))
	v.set("step", text(stepNames[m.IntN(len(stepNames))]))
	if m.IntN(2) == 0 {
		v.set("additionalData", object("address", text("12 Harbour Street, Riga")))
	}
	return v
}

// randomSteps makes additionalSteps, and notes the data that its steps compare.
func (m *maker) randomSteps(data map[string]*Value) *Value {
	steps := &Value{Kind: Object}
	countries := []string{"ALL"}
	if m.IntN(3) > 0 {
		countries = append(countries, someCountries[m.IntN(len(someCountries))])
	}
	if m.IntN(3) == 0 {
		countries = append(countries, someCountries[m.IntN(len(someCountries))])
	}
	if m.IntN(4) == 0 {
		countries = countries[len(countries)-1:]
	}
	m.Shuffle(len(countries), func(i, j int) { countries[i], countries[j] = countries[j], countries[i] })
	definitions := map[string]*Value{} // of one name everywhere the same
	for _, country := range countries {
		documents := &Value{Kind: Object}
		for range 1 + m.IntN(3) {
			name := "ALL"
			if m.IntN(2) == 0 {
				name = documentTypes[m.IntN(len(documentTypes))]
			}
			documents.set(name, m.randomRule(definitions, data))
		}
		steps.set(country, documents)
	}
	for name := range data { // a rule that took another's place may have been the only one to ask for it
		asked := false
		for _, documents := range steps.Items {
			for _, rule := range documents.Items {
				asked = asked || rule.Get(name) != nil
			}
		}
		if !asked {
			delete(data, name)
		}
	}
	return steps
}

func (m *maker) randomRule(definitions, data map[string]*Value) *Value {
	if m.IntN(8) == 0 {
		return &Value{Kind: Object}
	}
	names := []string{}
	for range 1 + m.IntN(3) {
		if name := stepNames[m.IntN(len(stepNames))]; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	rule := &Value{Kind: Array}
	if m.IntN(3) == 0 {
		for _, name := range names {
			rule.Items = append(rule.Items, text(name))
		}
		return rule
	}
	rule.Kind = Object
	for _, name := range names {
		if definitions[name] == nil {
			definitions[name] = m.randomStep(name, data)
		}
		rule.set(name, definitions[name].Clone())
	}
	return rule
}

func (m *maker) randomStep(name string, data map[string]*Value) *Value {
	kind := []string{"UPLOAD", "COMPARE", "EXTRACT"}[m.IntN(3)]
	step := object("type", text(kind))
	if name != "UTILITY_BILL" || m.IntN(2) == 0 {
		texts := object("en", m.randomText("en"))
		for range m.IntN(3) {
			locale := someLocales[m.IntN(len(someLocales))]
			texts.set(locale, m.randomText(locale))
		}
		step.set("texts", texts)
	}
	if kind != "UPLOAD" {
		fields := list(text("address"))
		if m.IntN(3) == 0 {
			fields.Items = append(fields.Items, text("ssn"))
		}
		step.set("fields", fields)
	}
	if kind == "COMPARE" {
		given := &Value{Kind: Object}
		for _, f := range step.Get("fields").Items {
			given.set(f.Text, text("12 Harbour Street, Riga"))
		}
		data[name] = given
	}
	if m.IntN(2) == 0 {
		settings := &Value{Kind: Object}
		for i, name := range []string{"canUpload", "canCapture", "canUploadPDF"} {
			if m.IntN(3) > 0 {
				settings.set(name, literal([]string{"true", "false"}[m.IntN(2)*(i&1)]))
			}
		}
		if len(settings.Items) > 0 {
			step.set("settings", settings)
		}
	}
	return step
}

func (m *maker) randomText(locale string) *Value {
	v := object("name", text(sentences[locale]))
	v.set("description", text(sentences[locale]+". 1/2"))
	return v
}
