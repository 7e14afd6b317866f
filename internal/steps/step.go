package steps

import (
	"slices"
	"strings"
	"unicode/utf8"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// step checks one step's definition, in a request or in an environment. base
// is what the environment says of the step, nil where that is not known.
func (c *checker) step(v jsontext.Value, base *Step) {
	baseKnown := base != nil
	if !baseKnown {
		base = &Step{}
	}
	c.current = v
	defer func() { c.current = jsontext.Value{} }()
	for part := v.FirstMember(); part.Exists(); part = part.Next() {
		switch name := part.Key(); name {
		case "type":
			c.stepType(part)
		case "texts":
			c.texts(part)
		case "fields":
			c.fields(part)
		case "settings":
			c.settings(part)
		default:
			c.unknownStepKey(part)
		}
	}
	merged := overlayRules(base, v)
	if typeGiven := v.Member("type"); slices.Contains(catalogue.StepTypes, typeGiven.Text()) || baseKnown && !typeGiven.Exists() {
		c.fieldsForType(v, merged)
	}
	if settings := v.Member("settings"); settings.Kind() == jsontext.Object {
		c.settingsTogether(settings, merged.Settings, baseKnown)
	}
	c.untitled(v, baseKnown && len(base.Texts) > 0)
	if texts := v.Member("texts"); !texts.Empty() && texts.Kind() == jsontext.Object && v.Key() != utilityBill {
		c.englishText(texts, base)
	}
}

func (c *checker) unknownStepKey(v jsontext.Value) {
	if v.Key() == v.Parent().Key() && alone(v) && v.Kind() == jsontext.Object {
		c.twice(v, v.Key())
		return
	}
	if sameWord(v.Key(), catalogue.StepKeys) != "" || !c.misplaced(v) {
		c.unknownKey(v, codeUnknownStepKey, catalogue.StepKeys, nil, "A step")
	}
}

// untitled says that a payload's step which the environment does not have has no text, so that the person sees no title.
func (c *checker) untitled(v jsontext.Value, titled bool) {
	name := v.Key()
	if titled || name == utilityBill || c.stepMeant(name) != "" || given(v.Member("texts")) && !v.Member("texts").Empty() || !c.grammar.Exists() || c.grammar != v.Parent().Parent().Parent() || c.env.Step(name) != nil {
		return
	}
	unless := ""
	if c.env == nil {
		if typeIn(v) == "" {
			return // it is taken as it is configured
		}
		unless = ", unless the environment has one"
	}
	c.reportName(codeTextsMissing, v, "The step "+show(name)+" has no text, so the person sees no title and no word of what to do"+unless+`; write "texts": {"en": {"name": …, "description": …}}.`).param("step", name)
}

// oneType says that steps of several types are asked for, of which an
// environment has one enabled (source: iDenfy's page on additional steps).
func (c *checker) oneType(steps jsontext.Value) {
	if c.env != nil || c.unsure {
		return
	}
	var first, other jsontext.Value
	for _, s := range c.plan().asked() {
		switch t := s.changes.Member("type"); {
		case typeIn(s.changes) == "":
		case !first.Exists():
			first = t
		case t.Text() != first.Text() && !other.Exists():
			other = t
		}
	}
	if other.Exists() {
		c.report(codeSeveralTypes, other, "Steps of the types "+first.Text()+" and "+other.Text()+" stand in one payload, and by contract an environment has one type enabled; ask iDenfy which is yours.")
	}
}

func (c *checker) stepType(v jsontext.Value) {
	if slices.Contains(catalogue.StepTypes, v.Text()) {
		return
	}
	if v.Kind() != jsontext.String {
		e := c.report(codeUnknownStepType, v, "A step's type is "+orList(catalogue.StepTypes)+", in double quotes, not "+kindPhrase(v)+".")
		if e.unpack(jsontext.String); v.Kind() == jsontext.Null {
			e.delete("Leave it out")
		}
		return
	}
	meant := nearest(v.Text(), catalogue.StepTypes)
	if meant == "" {
		c.report(codeUnknownStepType, v, show(v.Text())+" is no type of step; write "+orList(catalogue.StepTypes)+".").param("type", v.Text())
		return
	}
	c.report(codeUnknownStepType, v, show(v.Text())+" is not how iDenfy writes this type; write "+meant+".").
		param("type", v.Text()).write(meant)
}

func (c *checker) texts(v jsontext.Value) {
	if v.Kind() == jsontext.Array && !v.Empty() {
		c.textList(v)
		return
	}
	if !c.requireKind(v, jsontext.Object, codeTextsNotObject, "texts", `{"en": {"name": …, "description": …}}`) {
		return
	}
	if c.textsSwapped(v) {
		return
	}
	if only := v.Member("name").Exists() || v.Member("description").Exists(); only && v.FirstMember().Kind() == jsontext.String {
		c.report(codeTextWithoutLocale, v, `The locale is missing between texts and the text; write {"en": {"name": …, "description": …}}.`).
			wrap("Make it the English text", `{"en": `, "}")
		return
	}
	for text := v.FirstMember(); text.Exists(); text = text.Next() {
		if !slices.Contains(catalogue.Locales, text.Key()) {
			if localeMeant(text.Key()) == "" && c.misplaced(text) {
				continue
			}
			c.locale(text)
		}
		c.localeText(text)
	}
}

// textsSwapped is for {"name": {"en": …, "lt": …}, "description": {…}}.
func (c *checker) textsSwapped(v jsontext.Value) bool {
	var all []rule
	for part := v.FirstMember(); part.Exists(); part = part.Next() {
		if !slices.Contains(catalogue.TextKeys, part.Key()) || part.Kind() != jsontext.Object {
			return false
		}
		for in := part.FirstMember(); in.Exists() && len(all) <= mostWords; in = in.Next() {
			if in.Kind() != jsontext.String || localeWritten(in.Key()) == "" || slices.Contains(catalogue.TextKeys, in.Key()) {
				return false
			}
			all = append(all, rule{in.Key(), part.Key(), in.Source()})
		}
	}
	if all == nil {
		return false
	}
	e := c.report(codeTextWithoutLocale, v, `Locale and text are the wrong way round; write the locale first: {"en": {"name": …, "description": …}}.`)
	if text := nested(all); text != "" && !hasComment(v) {
		e.put("Put the locale first", text)
	}
	return true
}

// textList is for texts that are a list and say their locales inside.
func (c *checker) textList(v jsontext.Value) {
	e := c.report(codeTextsNotObject, v, `texts is an object that holds a text for each locale, not a list; write {"en": {"name": …, "description": …}}.`)
	if v.FirstItem().FirstMember().Kind() == jsontext.Object && e.unpack(jsontext.Object) {
		return
	}
	var out, given []string
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		locale, parts := "", []string{}
		for m := item.FirstMember(); m.Exists(); m = m.Next() {
			switch key := m.Key(); key {
			case "locale", "language", "lang", "code":
				locale = m.Text()
			default:
				parts = append(parts, quote(key)+": "+m.Source())
			}
		}
		if locale == "" || slices.Contains(given, locale) {
			return
		}
		given, out = append(given, locale), append(out, quote(locale)+": {"+strings.Join(parts, ", ")+"}")
	}
	if !hasComment(v) {
		e.put("Name each text by its locale", "{"+strings.Join(out, ", ")+"}")
	}
}

// locale is for a name that is no locale of a step's texts.
func (c *checker) locale(v jsontext.Value) {
	name := v.Key()
	meant := localeWritten(plainWord(name))
	switch {
	case c.placeholderName(v):
	case meant != "" && meant != name:
		c.misnamed(v, codeUnknownLocale, "locale", show(name)+" is not how iDenfy writes this locale", meant)
	case c.severalKeys(v, "locales", localeWritten):
	case isLanguageTag(name):
		c.reportName(codeLocaleNotListed, v, "The locale "+show(name)+" is not among the "+number(len(catalogue.Locales))+" that the page on additional steps names; what becomes of this text is not documented: try it, or write one of "+orList(catalogue.Locales)+".").param("locale", name)
	default:
		c.reportName(codeUnknownLocale, v, show(name)+" is none of the "+number(len(catalogue.Locales))+" locales of a step's texts; write "+orList(catalogue.Locales)+".").param("locale", name)
	}
}

// localeWritten returns the locale that was meant by a word, or the word where it is a language tag.
func localeWritten(word string) string {
	if meant := localeMeant(word); meant != "" || !isLanguageTag(word) {
		return meant
	}
	return word
}

// isLanguageTag tells whether a name is written as a language tag is (BCP 47): da, zh-Hant, zh_TW.
func isLanguageTag(name string) bool {
	for i, part := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' }) {
		if len(part) > 8 || i == 0 && (len(part) < 2 || len(part) > 3) || strings.ContainsFunc(part, func(r rune) bool { return (r|0x20 < 'a' || r|0x20 > 'z') && (i == 0 || r < '0' || r > '9') }) {
			return false
		}
	}
	return name != "" && name[0] > '@'
}

func (c *checker) localeText(v jsontext.Value) {
	if !c.requireKind(v, jsontext.Object, codeTextNotObject, "A locale's text", `{"name": …, "description": …}`) {
		return
	}
	var given [2]bool // in the order of textKeys
	for part := v.FirstMember(); part.Exists(); part = part.Next() {
		key := part.Key()
		switch key {
		case "name":
			c.textPart(part, catalogue.TextNameLength, "")
		case "description":
			c.textPart(part, catalogue.TextDescriptionLength, "\n\t")
		default:
			if key == v.Key() && part.Kind() == jsontext.Object && alone(part) {
				c.twice(part, key)
				return
			}
			if sameWord(key, catalogue.TextKeys) == "" && c.misplaced(part) {
				continue
			}
			key = c.unknownKey(part, codeUnknownTextKey, catalogue.TextKeys, []synonym{{"title", "name"}, {"label", "name"}, {"text", "description"}, {"body", "description"}}, "A text")
		}
		if i := slices.Index(catalogue.TextKeys, key); i >= 0 {
			given[i] = true
		}
	}
	for i, key := range catalogue.TextKeys {
		if !given[i] && !c.twiceThere[nameAt(v.Parent(), v.Key())] {
			c.report(codeTextIncomplete, v, "This text has no "+key+"; write both a name and a description.").param("missing", key)
		}
	}
}

// textPart checks a name or a description; allowed are the control characters that it may have.
func (c *checker) textPart(v jsontext.Value, longest int, allowed string) {
	name := v.Key()
	if v.Kind() != jsontext.String {
		c.requireKind(v, jsontext.String, codeTextNotString, "A text's "+name, "it in double quotes")
		return
	}
	text := v.Text()
	plain := isPlain(text)
	if !plain && c.wrongEncoding(v) {
		return // what it will be is checked once it is right
	}
	if !plain && (!isPlaceholder(text) || c.mayBeMeant(v)) {
		c.html(v)
	}
	if isBlank(text) {
		c.report(codeTextEmpty, v, "The "+name+" is empty; write what the person should read, or leave the locale out.")
	}
	if !plain && hasControl(text, "") && hasControl(strings.TrimRight(text, "\r\n"), allowed) {
		c.report(codeTextControlCharacter, v, "The "+name+" has a control character in it, which people see as a box or as reversed text; delete it.").
			put("Delete the control characters", quote(withoutControl(text, allowed)))
	}
	if len(text) <= longest {
		return // no character has less than a byte
	}
	if n := utf8.RuneCountInString(text); n > longest {
		c.report(codeTextTooLong, v, "The "+name+" has "+number(n)+" characters, which will hardly fit iDenfy's window; write at most "+number(longest)+".").
			param("length", number(n)).param("longest", number(longest))
	}
}

// isBlank tells whether a text is nothing but white space.
func isBlank(text string) bool {
	if text != "" && ' ' < text[0] && text[0] < 0x7f { // without the cost of a closer look, for nearly every text
		return false
	}
	return strings.TrimSpace(text) == ""
}

// isControl tells whether a character does something instead of showing:
// control characters and those that reverse the direction of writing.
func isControl(r rune) bool {
	return r < ' ' || 0x7f <= r && r <= 0x9f || 0x202a <= r && r <= 0x202e || 0x2066 <= r && r <= 0x2069
}

func hasControl(s, allowed string) bool {
	for _, r := range s {
		if ' ' <= r && r < 0x7f { // without the cost of a closer look, for nearly every character
			continue
		}
		if isControl(r) && !strings.ContainsRune(allowed, r) {
			return true
		}
	}
	return false
}

func withoutControl(s, allowed string) string {
	out := make([]byte, 0, len(s))
	for _, r := range s {
		switch {
		case !isControl(r) || strings.ContainsRune(allowed, r):
			out = utf8.AppendRune(out, r)
		case r == '\n' || r == '\t':
			out = append(out, ' ')
		}
	}
	return string(out)
}

// englishText says that there is no English text, which is what iDenfy falls back to.
func (c *checker) englishText(texts jsontext.Value, base *Step) {
	if texts.Member("en").Exists() || texts.Member("name").Exists() || slices.ContainsFunc(base.Texts, func(t catalogue.Text) bool { return t.Locale == "en" }) {
		return
	}
	for text := texts.FirstMember(); text.Exists(); text = text.Next() {
		if localeMeant(text.Key()) == "en" || slices.Contains(severalNames(text.Key(), localeWritten), "en") {
			return
		}
	}
	c.report(codeEnglishTextMissing, texts, "There is no English text, which is what people see whose language is missing; add en, unless the environment has it.")
}

func (c *checker) settings(v jsontext.Value) {
	if !c.requireKind(v, jsontext.Object, codeSettingsNotObject, "settings", `{"canUpload": true, "canCapture": true, "canUploadPDF": true}`) {
		return
	}
	for setting := v.FirstMember(); setting.Exists(); setting = setting.Next() {
		name := setting.Key()
		switch {
		case !slices.Contains(catalogue.Settings, name):
			if sameWord(name, catalogue.Settings) == "" && c.misplaced(setting) {
				continue
			}
			c.unknownKey(setting, codeUnknownSetting, catalogue.Settings, nil, "settings")
		case setting.Kind() != jsontext.Bool:
			e := c.report(codeSettingNotBoolean, setting, name+" is true or false without quotes, not "+kindPhrase(setting)+".").param("setting", name)
			if meant := booleanMeant(setting); meant != "" {
				e.put("Write "+meant, meant)
			} else if setting.Kind() == jsontext.Null {
				e.delete("Leave it out")
			} else {
				e.unpack(jsontext.Bool)
			}
		}
	}
}

// booleanMeant returns the boolean that a value of another kind stands for, "" for none.
func booleanMeant(v jsontext.Value) string {
	switch lowerCase(strings.Trim(v.Source(), `"`)) {
	case "true", "1", "yes", "on":
		return "true"
	case "false", "0", "no", "off":
		return "false"
	}
	return ""
}

// settingsTogether checks what the settings leave the person to do. Those that
// the request leaves out count as far as the environment's are known.
func (c *checker) settingsTogether(v jsontext.Value, merged Settings, baseKnown bool) {
	off := func(name string) bool {
		given := v.Member(name)
		return !*merged.flag(name) && (given.Kind() == jsontext.Bool || baseKnown && !given.Exists())
	}
	switch {
	case off("canUpload") && off("canCapture"):
		c.report(codeSettingsAllFalse, v, "With canUpload and canCapture false the person can do nothing in this step, whatever canUploadPDF says; set one of the two to true.")
	case off("canUpload") && v.Member("canUploadPDF").IsTrue():
		c.report(codePDFWithoutUpload, v.Member("canUploadPDF"), "canUploadPDF allows PDF among the files that a person uploads, and canUpload is false; set canUpload to true, or canUploadPDF to false.").
			put("Allow no PDF", "false")
	}
}

func (c *checker) fields(v jsontext.Value) {
	if v.Kind() == jsontext.String {
		if e := c.report(codeFieldsNotList, v, `fields is a list; write ["address"].`); !e.unpack(jsontext.Array) {
			e.wrap("Put it in a list", "[", "]")
		}
		return
	}
	if !c.requireKind(v, jsontext.Array, codeFieldsNotList, "fields", `["address"]`) {
		return
	}
	if v.FirstItem().Kind() == jsontext.Array && alone(v.FirstItem()) {
		c.report(codeFieldNotString, v.FirstItem(), `fields is a list of names, not of lists; write ["address"].`).fix("Take it out of the list", unwrapped(v.FirstItem())...)
		return
	}
	if c.fieldObjects(v) {
		return
	}
	seen := map[string]bool{}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		name := item.Text()
		bare := string(appendBare(nil, plainWord(name)))
		switch {
		case strings.TrimSpace(name) == "":
			c.report(codeFieldNotString, item, `A field is a name in double quotes, such as "address"; write it, or delete this.`).delete("Delete it")
		case seen[name]:
			c.report(codeDuplicateField, item, "The field "+show(name)+" is in this list already; delete the repetition.").
				param("field", name).delete("Delete the repetition")
		case seen[bare]:
			c.report(codeFieldMisspelt, item, "The field "+show(name)+" is in this list already, spelt otherwise"+oddity(name)+"; delete the repetition.").
				param("field", name).delete("Delete the repetition")
		default:
			c.fieldName(item)
		}
		seen[name], seen[bare] = true, true
	}
}

// fieldObjects is for fields that are objects which say their names.
func (c *checker) fieldObjects(v jsontext.Value) bool {
	first := v.FirstItem()
	for first.Exists() && (first.Kind() != jsontext.Object || first.Empty()) {
		first = first.Next()
	}
	if !first.Exists() {
		return false
	}
	e := c.report(codeFieldNotString, first, `A field is a name in double quotes, such as "address", not an object; write the name alone.`)
	var edits []finding.Edit
	for item := first; item.Exists(); item = item.Next() {
		if item.Kind() != jsontext.Object {
			continue
		}
		name := item.FirstMember()
		if !name.Exists() || !alone(name) || isBlank(name.Text()) || hasComment(item) || !strings.Contains(" name field key id ", " "+name.Key()+" ") {
			return true
		}
		edits = append(edits, replace(item, name.Source()))
	}
	e.fix("Write the name alone", edits...)
	return true
}

// fieldName checks how a field is called: one that iDenfy's documentation shows may be meant.
func (c *checker) fieldName(item jsontext.Value) {
	name := item.Text()
	meant := sameWord(name, catalogue.DataFields)
	if meant == "" {
		meant = plainWord(name)
	}
	switch parts := severalFields(name); {
	case isPlaceholder(name):
	case parts != nil:
		c.several(item, "fields", parts)
	case meant != name && meant != "" && !holds(item.Parent(), meant):
		c.report(codeFieldMisspelt, item, show(name)+" looks like the field "+meant+" and is another"+oddity(name)+"; write "+meant+".").
			param("field", name).write(meant)
	}
}

// fieldsForType checks a step's fields against its type.
func (c *checker) fieldsForType(v jsontext.Value, merged *Step) {
	fields := v.Member("fields")
	switch {
	case merged.Type == TypeUpload && len(merged.Fields) > 0 && fields.Exists():
		c.report(codeFieldsOnUpload, fields, "An UPLOAD step is stored and not read, so its fields mean nothing; write [] or choose COMPARE or EXTRACT.").
			put("Write []", "[]")
	case merged.Type != TypeUpload && len(merged.Fields) == 0 && (!fields.Exists() || fields.Empty()):
		at := v.Member("type")
		if fields.Exists() {
			at = fields
		} else if !at.Exists() {
			at = v
		}
		c.report(codeFieldsMissing, at, `A step of type `+merged.Type+` without fields has nothing to `+verb(merged.Type)+`; write "fields": ["address"], unless the environment has them.`).
			param("type", merged.Type).fix("Put the field address", addFields(v)...)
	}
}

func verb(stepType string) string {
	if stepType == TypeCompare {
		return "compare"
	}
	return "extract"
}

func addFields(v jsontext.Value) []finding.Edit {
	if fields := v.Member("fields"); fields.Empty() {
		return []finding.Edit{replace(fields, `["address"]`)}
	}
	if t := v.Member("type"); t.Exists() && !v.Member("fields").Exists() {
		return []finding.Edit{insert(t.End(), `, "fields": ["address"]`)}
	}
	return nil
}
