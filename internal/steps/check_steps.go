package steps

import (
	"slices"

	"idenfysteps/internal/jsontext"
)

// payload checks the whole of what was read.
func (c *checker) payload(root jsontext.Value) {
	braceless := slices.ContainsFunc(c.entries, func(e entry) bool { return e.Code == jsontext.CodeMissingBraces })
	c.kind = kindOfPayload(root, braceless)
	switch c.kind {
	case Unknown:
		c.value(codeUnknownPayload, root, "This is none of what iDenfy takes or answers: write a token request with a clientId, an upload request with scanRef, image and step, or the value of additionalSteps.")
	case AdditionalSteps:
		c.additionalSteps(root)
	case TokenRequest, Fragment:
		if v := root.Member("additionalSteps"); v.Exists() {
			c.additionalSteps(v)
		}
	}
}

// additionalSteps checks the grammar from its first level down.
func (c *checker) additionalSteps(v jsontext.Value) {
	if !c.kindOf(v, jsontext.Object, "additionalSteps", codeStepsNotObject) {
		return
	}
	for country := range v.Members {
		c.country(country)
	}
}

func (c *checker) country(v jsontext.Value) {
	if name := v.Name().Text(); name != anyone && !isCountry(name) {
		c.name(codeUnknownCountry, v, show(name)+" is no country: write ALL or an ISO 3166-1 alpha-2 code such as LT.")
	}
	if !c.kindOf(v, jsontext.Object, "A country", codeCountryNotObject) {
		return
	}
	for document := range v.Members {
		c.documentType(document)
	}
}

func (c *checker) documentType(v jsontext.Value) {
	if name := v.Name().Text(); name != anyone && !slices.Contains(documentTypes, name) {
		c.name(codeUnknownDocumentType, v, show(name)+" is no document type: write ALL, "+listed(documentTypes)+".")
	}
	switch v.Kind() {
	case jsontext.Array:
		c.stepList(v)
	case jsontext.Object:
		for s := range v.Members {
			c.step(s)
		}
	default:
		c.value(codeStepsNotListOrObject, v, "Here belongs a list of step names, an object of steps, or {} for none, not "+v.Kind().String()+".")
	}
}

func (c *checker) stepList(v jsontext.Value) {
	seen := map[string]bool{}
	for item := range v.Items {
		if !c.kindOf(item, jsontext.String, "A step's name", codeStepNameNotString) {
			continue
		}
		name := item.Text()
		if seen[name] {
			c.value(codeDuplicateStepName, item, "The step "+show(name)+" is in this list already; delete the repetition.")
		}
		seen[name] = true
		if _, ok := c.env.Step(name); c.env != nil && !ok {
			c.value(codeStepNotConfigured, item, "The environment has no step "+show(name)+"; ask iDenfy to configure it, or choose one that it has.")
		}
	}
}

// step checks one step's definition, in a request or in an environment.
func (c *checker) step(v jsontext.Value) {
	if !c.kindOf(v, jsontext.Object, "A step", codeStepNotObject) {
		return
	}
	for part := range v.Members {
		switch part.Name().Text() {
		case "type":
			if !slices.Contains(stepTypes, part.Text()) {
				c.value(codeUnknownStepType, part, "A step's type is "+listed(stepTypes)+", in a string.")
			}
		case "texts":
			c.texts(part)
		case "fields":
			c.stringList(part, "fields", codeFieldsNotList)
		case "settings":
			c.settings(part)
		default:
			c.unknownKey(part, codeUnknownStepKey, stepKeys, "A step")
		}
	}
}

func (c *checker) texts(v jsontext.Value) {
	if !c.kindOf(v, jsontext.Object, "texts", codeTextsNotObject) {
		return
	}
	for text := range v.Members {
		if name := text.Name().Text(); !slices.Contains(locales, name) {
			c.name(codeUnknownLocale, text, show(name)+" is none of the 24 locales: "+listed(locales)+".")
		}
		if !c.kindOf(text, jsontext.Object, "A locale's text", codeTextNotObject) {
			continue
		}
		for _, key := range textKeys {
			if !text.Member(key).Exists() {
				c.value(codeTextIncomplete, text, "The text has no "+key+"; write both name and description.")
			}
		}
		for part := range text.Members {
			if !slices.Contains(textKeys, part.Name().Text()) {
				c.unknownKey(part, codeUnknownTextKey, textKeys, "A text")
				continue
			}
			c.kindOf(part, jsontext.String, "A text's "+part.Name().Text(), codeTextNotString)
		}
	}
}

func (c *checker) settings(v jsontext.Value) {
	if !c.kindOf(v, jsontext.Object, "settings", codeSettingsNotObject) {
		return
	}
	for setting := range v.Members {
		if !slices.Contains(settingNames, setting.Name().Text()) {
			c.unknownKey(setting, codeUnknownSetting, settingNames, "settings")
			continue
		}
		c.kindOf(setting, jsontext.Bool, setting.Name().Text(), codeSettingNotBoolean)
	}
}
