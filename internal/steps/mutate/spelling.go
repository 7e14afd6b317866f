package mutate

import (
	"slices"
	"strings"
)

// lookalikes are letters of other alphabets that look like A to z.
var lookalikes = map[rune][]rune{
	'A': {'А', 'Α'}, 'B': {'В', 'Β'}, 'C': {'С'}, 'E': {'Е', 'Ε'}, 'H': {'Н', 'Η'}, 'I': {'І', 'Ι'}, 'J': {'Ј'}, 'K': {'К', 'Κ'}, 'M': {'М', 'Μ'}, 'N': {'Ν'},
	'O': {'О', 'Ο'}, 'P': {'Р', 'Ρ'}, 'S': {'Ѕ'}, 'T': {'Т', 'Τ'}, 'X': {'Х', 'Χ'}, 'Y': {'Ү', 'Υ'}, 'Z': {'Ζ'},
	'a': {'а'}, 'c': {'с'}, 'e': {'е'}, 'i': {'і'}, 'j': {'ј'}, 'o': {'о', 'ο'}, 'p': {'р'}, 's': {'ѕ'}, 'x': {'х'}, 'y': {'у'},
}

var invisible = []string{"\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e"}

var blanks = []string{" ", "\u00a0", "\t", "  ", "\u2009", "\n"}

// words are the enumerated values of a payload, and the names of steps and fields wherever they stand.
func (m *maker) words() (out []site) {
	out = append(out, m.partsNamed("type")...)
	for _, t := range m.tokens() {
		if slices.Contains([]string{"tokenType", "locale", "nationality", "country", "sex"}, t.name()) && t.value().Kind == String {
			out = append(out, t)
		}
		if t.name() == "documents" {
			out = append(out, elements(t.value(), "document item")...)
		}
	}
	for _, u := range m.uploads() {
		if u.name() == "step" {
			out = append(out, u)
		}
	}
	return slices.Concat(out, m.listed(), m.fields())
}

// everyWord is every name and word in which a letter may be another.
func (m *maker) everyWord() (out []site, isName []bool) {
	for _, s := range slices.Concat(m.names(), m.defined(), m.dataSteps(), m.dataFields()) {
		if s.role != "token" || known(s.name()) {
			out, isName = append(out, s), append(isName, true)
		}
	}
	for _, s := range m.words() {
		out, isName = append(out, s), append(isName, false)
	}
	return out, isName
}

func known(name string) bool {
	return slices.Contains([]string{"clientId", "firstName", "lastName", "locale", "tokenType", "expiryTime", "sessionLength", "dateOfBirth", "sex", "showInstructions",
		"generateDigitString", "externalRef", "address", "nationality", "successUrl", "callbackUrl", "checkLiveness", "questionnaire", "additionalSteps", "additionalData",
		"country", "documents"}, name)
}

// respell changes one word of those, where the change makes it another.
func (m *maker) respell(sites []site, change func(word string) string) bool {
	s, found := one(m, sites)
	if !found {
		return false
	}
	to := change(s.name())
	if to == s.name() || s.in.Get(to) != nil {
		return false
	}
	if s.role == "token" && !known(s.name()) {
		return false
	}
	m.at(s.value())
	m.severe(s)
	s.rename(to)
	return true
}

// severe says how bad a wrong letter is there: another step, or other data, is a
// request that iDenfy takes; it knows no other word in any other place.
func (m *maker) severe(s site) {
	switch s.role {
	case "step", "listed", "data step", "data field", "field":
		m.severity = "warning"
	case "token":
		if s.name() == "locale" {
			m.severity = "error"
		}
	case "upload":
		m.severity = "error"
	}
}

// respellAny changes a name or a value.
func (m *maker) respellAny(change func(word string) string) bool {
	sites, isName := m.everyWord()
	if len(sites) == 0 {
		return false
	}
	i := m.IntN(len(sites))
	s := sites[i]
	if isName[i] {
		return m.respell([]site{s}, change)
	}
	to := change(s.value().Text)
	if to == s.value().Text || s.role == "token" && s.name() == "locale" && languageNames[s.value().Text] == "" {
		return false
	}
	m.severe(s)
	switch {
	case s.role == "token" && (s.name() == "locale"), s.role == "document item", s.role == "upload":
		m.severity = "warning"
	}
	s.put(text(to))
	m.at(s.value())
	return true
}

// otherCase gives a word another case.
func (m *maker) otherCase(word string) string {
	switch upper, lower := strings.ToUpper(word), strings.ToLower(word); m.IntN(3) {
	case 0:
		return lower
	case 1:
		return upper
	default:
		return upper[:1] + lower[1:]
	}
}

func (m *maker) letter(word string, change func(r rune) string) string {
	letters := []rune(word)
	i := m.IntN(len(letters))
	return string(letters[:i]) + change(letters[i]) + string(letters[i+1:])
}

func (m *maker) homoglyph(word string) string {
	return m.letter(word, func(r rune) string {
		if like, found := one(m, lookalikes[r]); found {
			return string(like)
		}
		return string(r)
	})
}

func (m *maker) zeroWidth(word string) string {
	i := m.IntN(len(word) + 1)
	hidden, _ := one(m, invisible)
	return word[:i] + hidden + word[i:]
}

func (m *maker) fullWidth(word string) string {
	wide := func(r rune) string {
		if '!' <= r && r <= '~' {
			return string(r - '!' + '！')
		}
		return string(r)
	}
	if m.IntN(2) == 0 {
		return m.letter(word, wide)
	}
	return strings.Join(strings.Split(strings.Map(func(r rune) rune { return []rune(wide(r))[0] }, word), ""), "")
}

func (m *maker) edge(word string) string {
	blank, _ := one(m, blanks)
	switch m.IntN(3) {
	case 0:
		return blank + word
	case 1:
		return word + blank
	default:
		return blank + word + blank
	}
}

// slip makes a slip of the keyboard in a word long enough to be known again.
func (m *maker) slip(word string) string {
	if len(word) < 6 {
		return word
	}
	i := 1 + m.IntN(len(word)-2)
	switch m.IntN(3) {
	case 0:
		return word[:i] + word[i+1:]
	case 1:
		return word[:i] + word[i:i+1] + word[i:]
	default:
		return word[:i-1] + word[i:i+1] + word[i-1:i] + word[i+1:]
	}
}

// snake writes canUpload as can_upload, can-upload or "can upload".
func (m *maker) snake(word string) string {
	mark := []string{"_", "-", " "}[m.IntN(3)]
	var b strings.Builder
	for i, r := range word {
		if 'A' <= r && r <= 'Z' && i > 0 && word[i-1] > 'Z' {
			b.WriteString(mark)
		}
		b.WriteString(strings.ToLower(string(r)))
	}
	return b.String()
}

var alpha3 = map[string]string{"LT": "LTU", "DE": "DEU", "FR": "FRA", "GB": "GBR", "US": "USA", "PL": "POL", "SE": "SWE", "CH": "CHE", "BR": "BRA", "IN": "IND", "JP": "JPN", "UA": "UKR", "EE": "EST", "CZ": "CZE", "IE": "IRL"}

var countryNames = map[string]string{"LT": "Lithuania", "DE": "Germany", "FR": "France", "GB": "United Kingdom", "US": "United States", "PL": "Poland", "SE": "Sweden", "CH": "Switzerland", "BR": "Brazil",
	"IN": "India", "JP": "Japan", "UA": "Ukraine", "EE": "Estonia", "IE": "Ireland", "LV": "Latvia", "AT": "Austria"}

var languageNames = map[string]string{"lt": "Lithuanian", "en": "English", "ru": "Russian", "pl": "Polish", "lv": "Latvian", "et": "Estonian", "it": "Italian", "de": "German", "fr": "French", "sv": "Swedish", "es": "Spanish",
	"ja": "Japanese", "pt": "Portuguese", "uk": "Ukrainian", "cs": "Czech", "th": "Thai", "nl": "Dutch", "hu": "Hungarian"}

// from looks a word up, and gives it another case.
func (m *maker) from(table map[string]string) func(string) string {
	return func(word string) string {
		if name := table[word]; name != "" {
			return m.caseOfName(name)
		}
		return word
	}
}

func (m *maker) caseOfName(name string) string {
	return []string{name, name, strings.ToLower(name), strings.ToUpper(name)}[m.IntN(4)]
}

func (m *maker) region(word string) string {
	regions := map[string][]string{"en": {"en-US", "en_GB", "en-us"}, "de": {"de-DE", "de_AT"}, "fr": {"fr-FR", "fr_CA"}, "pt": {"pt-BR", "pt_PT"}, "es": {"es-ES", "es_MX"}, "lt": {"lt-LT"}, "pl": {"pl_PL"}, "ja": {"ja-JP"}, "sv": {"sv_SE"}}
	if to, found := one(m, regions[word]); found {
		return to
	}
	return word
}

var spellings = []Operator{
	{Name: "country in another case", Severity: "error", make: func(m *maker) bool { return m.respell(m.countries(), m.otherCase) }},
	{Name: "document in another case", Severity: "error", make: func(m *maker) bool { return m.respell(m.documents(), m.otherCase) }},
	{Name: "UTILITY_BILL in another case", Severity: "warning", make: func(m *maker) bool {
		s, found := one(m, slices.DeleteFunc(slices.Concat(m.listed(), m.uploads()), func(s site) bool { return s.value().Text != "UTILITY_BILL" }))
		if found {
			s.put(text(m.otherCase("UTILITY_BILL")))
			m.at(s.value())
			return true
		}
		return m.respell(slices.DeleteFunc(m.defined(), func(s site) bool { return s.name() != "UTILITY_BILL" }), m.otherCase)
	}},
	{Name: "key in another case", Severity: "error", make: func(m *maker) bool {
		return m.respell(slices.Concat(m.parts(), m.texts(), m.settings(), m.tokens(), m.uploads()), m.otherCase)
	}},
	{Name: "key with marks", Severity: "error", make: func(m *maker) bool {
		return m.respell(slices.Concat(m.settings(), m.tokens(), m.uploads()), m.snake)
	}},
	{Name: "locale in another case", Severity: "error", make: func(m *maker) bool {
		return m.respell(slices.DeleteFunc(m.locales(), func(s site) bool { return languageNames[s.name()] == "" }), m.otherCase)
	}},
	{Name: "locale with a region", Severity: "error", make: func(m *maker) bool { return m.respell(m.locales(), m.region) }},
	{Name: "language by its name", Severity: "error", make: func(m *maker) bool { return m.respell(m.locales(), m.from(languageNames)) }},
	{Name: "country by its name", Severity: "error", make: func(m *maker) bool { return m.respell(m.countries(), m.from(countryNames)) }},
	{Name: "country by three letters", Severity: "error", make: func(m *maker) bool { return m.respell(m.countries(), m.from(alpha3)) }},
	{Name: "type in another case", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.partsNamed("type"))
		if !found || s.value().Kind != String {
			return false
		}
		s.put(text(m.otherCase(s.value().Text)))
		m.at(s.value())
		return true
	}},
	{Name: "data in another case", Severity: "warning", make: func(m *maker) bool {
		return m.respell(slices.Concat(m.dataStepsAsked(), m.dataFieldsCompared()), m.otherCase)
	}},
	{Name: "field misspelt", Severity: "warning", make: func(m *maker) bool {
		s, found := one(m, m.comparedFields())
		if !found {
			return false
		}
		to := m.slip(s.value().Text)
		if to == s.value().Text {
			to = m.otherCase(to)
		}
		s.put(text(to))
		m.at(s.value())
		return true
	}},
	{Name: "slip of the keyboard", Severity: "error", make: func(m *maker) bool {
		return m.respell(slices.Concat(m.parts(), m.texts(), m.settings(), m.tokens(), m.uploads(), m.documents()), m.slip)
	}},
	{Name: "letter that looks like another", Severity: "error", make: func(m *maker) bool { return m.respellAny(m.homoglyph) }},
	{Name: "invisible letter", Severity: "error", make: func(m *maker) bool { return m.respellAny(m.zeroWidth) }},
	{Name: "full-width letters", Severity: "error", make: func(m *maker) bool { return m.respellAny(m.fullWidth) }},
	{Name: "blanks at the edges", Severity: "error", make: func(m *maker) bool { return m.respellAny(m.edge) }},
}

// comparedFields are the fields of steps whose data names them too.
func (m *maker) comparedFields() (out []site) {
	data := m.root.Get("additionalData")
	if m.shape != Token || data == nil {
		return nil
	}
	for _, s := range m.defined() {
		for _, f := range elements(s.value().Get("fields"), "field") {
			if data.Get(s.name()).Get(f.value().Text) != nil {
				out = append(out, f)
			}
		}
	}
	return out
}

func (m *maker) dataFieldsCompared() (out []site) {
	for _, s := range m.dataSteps() {
		for _, f := range members(s.value(), "data field") {
			for _, d := range m.defined() {
				if fields := d.value().Get("fields"); d.name() == s.name() && fields != nil && slices.ContainsFunc(fields.Items, func(v *Value) bool { return v.Text == f.name() }) {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// dataStepsAsked is the data of steps that the request asks for.
func (m *maker) dataStepsAsked() []site {
	return slices.DeleteFunc(m.dataSteps(), func(s site) bool {
		return !slices.ContainsFunc(m.defined(), func(d site) bool { return d.name() == s.name() }) &&
			!slices.ContainsFunc(m.listed(), func(l site) bool { return l.value().Text == s.name() })
	})
}
