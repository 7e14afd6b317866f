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
	if texts := v.Member("texts"); !texts.Empty() && texts.Kind() == jsontext.Object && v.Key() != utilityBill {
		c.englishText(texts, base)
	}
}

func (c *checker) unknownStepKey(v jsontext.Value) {
	name := v.Key()
	if setting := nearest(name, catalogue.Settings); setting != "" {
		e := c.reportName(codeSettingOutsideSettings, v, setting+` belongs in settings; write "settings": {"`+setting+`": …}.`).param("setting", setting)
		if !v.Parent().Member("settings").Exists() {
			e.fix("Put it in settings", replace(v.Name(), `"settings": {`+quote(setting)), insert(v.End(), "}"))
		}
		return
	}
	c.unknownKey(v, codeUnknownStepKey, catalogue.StepKeys, nil, "A step")
}

func (c *checker) stepType(v jsontext.Value) {
	if slices.Contains(catalogue.StepTypes, v.Text()) {
		return
	}
	if v.Kind() != jsontext.String {
		c.report(codeUnknownStepType, v, "A step's type is "+orList(catalogue.StepTypes)+", in double quotes, not "+kindPhrase(v)+".")
		return
	}
	meant := nearest(v.Text(), catalogue.StepTypes)
	if meant == "" {
		c.report(codeUnknownStepType, v, show(v.Text())+" is no type of step; write "+orList(catalogue.StepTypes)+".").param("type", v.Text())
		return
	}
	c.report(codeUnknownStepType, v, show(v.Text())+" is not how iDenfy writes this type; write "+meant+".").
		param("type", v.Text()).param("meant", meant).
		fix("Write "+meant, replace(v, quote(meant)))
}

func (c *checker) texts(v jsontext.Value) {
	if !c.requireKind(v, jsontext.Object, codeTextsNotObject, "texts", `{"en": {"name": …, "description": …}}`) {
		return
	}
	if v.Member("name").Exists() || v.Member("description").Exists() {
		c.report(codeTextWithoutLocale, v, `The locale is missing between texts and the text; write {"en": {"name": …, "description": …}}.`).
			fix("Make it the English text", wrap(v, `{"en": `, "}")...)
		return
	}
	for text := v.FirstMember(); text.Exists(); text = text.Next() {
		c.locale(text)
		c.localeText(text)
	}
}

func (c *checker) locale(v jsontext.Value) {
	name := v.Key()
	if slices.Contains(catalogue.Locales, name) {
		return
	}
	meant := localeMeant(name)
	if meant == "" {
		c.reportName(codeUnknownLocale, v, show(name)+" is none of the "+number(len(catalogue.Locales))+" locales of a step's texts; write "+orList(catalogue.Locales)+".").param("locale", name)
		return
	}
	c.reportName(codeUnknownLocale, v, show(name)+" is not how iDenfy writes this locale; write "+meant+".").
		param("locale", name).param("meant", meant).
		fix("Write "+meant, rename(v, meant)...)
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
			key = c.unknownKey(part, codeUnknownTextKey, catalogue.TextKeys, []synonym{{"title", "name"}, {"text", "description"}}, "A text")
		}
		if i := slices.Index(catalogue.TextKeys, key); i >= 0 {
			given[i] = true
		}
	}
	for i, key := range catalogue.TextKeys {
		if !given[i] {
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
	if isBlank(text) {
		c.report(codeTextEmpty, v, "The "+name+" is empty; write what the person should read, or leave the locale out.")
	}
	if hasControl(text, "") && hasControl(strings.TrimRight(text, "\r\n"), allowed) {
		c.report(codeTextControlCharacter, v, "The "+name+" has a control character in it, which people see as a box or as reversed text; delete it.").
			fix("Delete the control characters", replace(v, quote(withoutControl(text, allowed))))
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
		if localeMeant(text.Key()) == "en" {
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
			c.unknownKey(setting, codeUnknownSetting, catalogue.Settings, nil, "settings")
		case setting.Kind() != jsontext.Bool:
			e := c.report(codeSettingNotBoolean, setting, name+" is true or false without quotes, not "+kindPhrase(setting)+".").param("setting", name)
			if meant := booleanMeant(setting); meant != "" {
				e.fix("Write "+meant, replace(setting, meant))
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
			fix("Allow no PDF", replace(v.Member("canUploadPDF"), "false"))
	}
}

func (c *checker) fields(v jsontext.Value) {
	if v.Kind() == jsontext.String {
		c.report(codeFieldsNotList, v, `fields is a list; write ["address"].`).fix("Put it in a list", wrap(v, "[", "]")...)
		return
	}
	if !c.requireKind(v, jsontext.Array, codeFieldsNotList, "fields", `["address"]`) {
		return
	}
	seen := map[string]bool{}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		name := item.Text()
		switch {
		case strings.TrimSpace(name) == "":
			c.report(codeFieldNotString, item, `A field is a name in double quotes, such as "address"; write it, or delete this.`).fix("Delete it", remove(item)...)
		case seen[name]:
			c.report(codeDuplicateField, item, "The field "+show(name)+" is in this list already; delete the repetition.").
				param("field", name).fix("Delete the repetition", remove(item)...)
		}
		seen[name] = true
	}
}

// fieldsForType checks a step's fields against its type.
func (c *checker) fieldsForType(v jsontext.Value, merged *Step) {
	fields := v.Member("fields")
	switch {
	case merged.Type == TypeUpload && len(merged.Fields) > 0 && fields.Exists():
		c.report(codeFieldsOnUpload, fields, "An UPLOAD step is stored and not read, so its fields mean nothing; write [] or choose COMPARE or EXTRACT.").
			fix("Write []", replace(fields, "[]"))
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
