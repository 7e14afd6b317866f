package main

import (
	"bytes"
	"encoding/json"
	"strings"
)

type object = map[string]any

const (
	anyone         = "ALL"
	userAssignedXK = "XK"
	utilityBill    = "UTILITY_BILL"
)

// schemaFile makes the JSON Schema of payloads, for editors.
func schemaFile(_ string, c *catalogue, files map[string][]byte) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(c.schema()); err != nil {
		return err
	}
	files["web/schema/payload.schema.json"] = text.Bytes()
	return nil
}

// schema is the JSON Schema (draft 2020-12) of every payload. It says which
// kind a payload is in the same order as internal/steps, and refuses only what
// check finds to be an error.
func (c *catalogue) schema() object {
	has := func(name string) object { return object{"required": []string{name}} }
	when := func(condition object, then string, otherwise object) object {
		return object{"if": condition, "then": object{"$ref": "#/$defs/" + then}, "else": otherwise}
	}
	names := object{"propertyNames": object{"anyOf": []object{{"$ref": "#/$defs/country"}, {"pattern": "^[A-Za-z]{2,3}$"}}}, "minProperties": 1}
	other := []object{has("authToken"), has("scanRef"), {"required": []string{"identifier", "message"}}}
	for _, b := range append(c.OtherCalls.Items, c.Answers.Items...) {
		for _, words := range b.Has {
			other = append(other, object{"required": strings.Fields(words)})
		}
	}
	root := when(object{"anyOf": []object{has("image"), {"required": []string{"scanRef", "step"}}}}, "uploadRequest",
		when(object{"anyOf": other}, "response",
			when(names, "additionalSteps", object{"$ref": "#/$defs/tokenRequest"})))
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "What iDenfy's additional steps are asked with"
	root["description"] = "A token request, an upload, an answer or the body of another call, or the value of additionalSteps alone. Made from internal/catalogue."
	root["type"] = "object"
	countries := codesOf(c.Countries.Items, func(l country) string { return l.Code })
	root["$defs"] = object{
		"country":         object{"enum": append([]string{anyone, userAssignedXK}, countries...)},
		"documentType":    object{"enum": append([]string{anyone}, c.documentCodes()...)},
		"additionalSteps": additionalStepsSchema(),
		"steps":           stepsSchema(),
		"step":            c.stepSchema(),
		"tokenRequest":    c.tokenSchema(),
		"uploadRequest":   c.uploadSchema(),
		"response":        object{"type": "object"},
	}
	return root
}

func additionalStepsSchema() object {
	return object{
		"description":   "Country, then document type, then steps.",
		"type":          "object",
		"minProperties": 1,
		"propertyNames": object{"$ref": "#/$defs/country"},
		"additionalProperties": object{
			"type":                 "object",
			"minProperties":        1,
			"propertyNames":        object{"$ref": "#/$defs/documentType"},
			"additionalProperties": object{"$ref": "#/$defs/steps"},
		},
	}
}

func stepsSchema() object {
	return object{
		"description": "{} for no steps, a list of the names of configured steps, or an object of steps with what this request changes.",
		"type":        []string{"array", "object"},
		"items":       object{"type": "string", "pattern": `\S`, "examples": []string{utilityBill}},
		"minItems":    1,
		"uniqueItems": true,
		"properties":  object{utilityBill: object{"$ref": "#/$defs/step"}},
		"additionalProperties": object{
			"$ref": "#/$defs/step",
		},
	}
}

func (c *catalogue) stepSchema() object {
	settings, texts := object{}, object{}
	for _, name := range c.names(c.Settings.Items) {
		settings[name] = object{"type": "boolean"}
	}
	text := object{
		"type":                 "object",
		"required":             c.names(c.TextKeys.Items),
		"additionalProperties": false,
		"properties":           object{"name": object{"type": "string", "pattern": `\S`}, "description": object{"type": "string", "pattern": `\S`}},
	}
	for _, locale := range c.localeCodes() {
		texts[locale] = text
	}
	return object{
		"type":                 "object",
		"additionalProperties": false,
		"properties": object{
			"type":     object{"enum": c.names(c.StepTypes.Items)},
			"texts":    object{"type": "object", "additionalProperties": false, "properties": texts, "patternProperties": object{`^[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*$`: text}},
			"fields":   object{"type": "array", "items": object{"type": "string", "pattern": `\S`, "examples": []string{"address"}}, "uniqueItems": true},
			"settings": object{"type": "object", "additionalProperties": false, "properties": settings},
		},
	}
}

func (c *catalogue) tokenSchema() object {
	properties := object{}
	for _, f := range c.TokenFields.Items {
		properties[f.Name] = c.fieldSchema(f)
	}
	return object{
		"type":       "object",
		"required":   []string{"clientId"},
		"properties": properties,
	}
}

// fieldSchema is the schema of one field; every one but clientId may be null.
func (c *catalogue) fieldSchema(f field) object {
	out := object{}
	kind := "string"
	switch f.Form {
	case "any":
		if f.Name == "additionalSteps" {
			return object{"anyOf": []object{{"$ref": "#/$defs/additionalSteps"}, {"type": "null"}}}
		}
		if f.Name == "additionalData" {
			return object{"type": []string{"object", "null"}, "additionalProperties": object{"type": "object", "additionalProperties": object{"type": "string"}}}
		}
		return out
	case "flag":
		kind = "boolean"
	case "whole":
		kind = "integer"
		out["minimum"] = f.Min
		if f.Max > 0 {
			out["maximum"] = f.Max
		}
	case "number":
		kind = "number"
	case "word":
		out["enum"] = append(anyOf(f.Words), nil)
	case "texts", "documents":
		kind = "array"
		out["items"] = object{"type": "string"}
		if f.Form == "documents" {
			out["items"] = object{"type": "string", "examples": c.identityDocuments()}
		}
	case "locale":
		out["examples"] = c.localeCodes()
	case "country", "countries":
		code := object{"anyOf": []object{{"$ref": "#/$defs/country"}, {"type": "string", "pattern": "^[a-z]{2}$"}}}
		return object{"anyOf": []object{code, {"type": "null"}, {"type": "array", "items": code}}}
	case "https-url":
		out["pattern"] = "^https://"
	case "date":
		out["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
	}
	if kind == "string" && f.Form != "word" && f.Max > 0 {
		out["minLength"], out["maxLength"] = f.Min, f.Max
	}
	out["type"] = []string{kind, "null"}
	if f.Name == "clientId" {
		out["type"] = kind
	}
	return out
}

func anyOf(words []string) []any {
	var out []any
	for _, w := range words {
		out = append(out, w)
	}
	return out
}

func (c *catalogue) uploadSchema() object {
	return object{
		"type":     "object",
		"required": required(c.UploadFields.Items),
		"properties": object{
			"scanRef":        object{"type": "string", "minLength": 1, "maxLength": 40},
			"image":          object{"type": "string", "minLength": 1},
			"step":           object{"type": "string", "pattern": `\S`, "examples": []string{utilityBill}},
			"additionalData": object{"type": []string{"object", "null"}, "additionalProperties": object{"type": "string"}},
		},
	}
}

// required names the fields that a request cannot do without.
func required(fields []field) []string {
	var names []string
	for _, f := range fields {
		if f.Required {
			names = append(names, f.Name)
		}
	}
	return names
}
