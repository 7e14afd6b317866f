//go:build !js

// What is true natively of this is true under js, and costs ten times as much to show there.

package steps

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// schemaFile is the JSON Schema of payloads, for editors. It is made from the
// catalogue: go test ./internal/steps -run TestSchema -update
const schemaFile = "../../web/schema/payload.schema.json"

type object = map[string]any

// schema makes the JSON Schema (draft 2020-12) of every payload. It says which
// kind a payload is in the same order as kindOfPayload, and refuses only what
// check finds to be an error.
func schema() object {
	has := func(name string) object { return object{"required": []string{name}} }
	when := func(condition object, then string, otherwise object) object {
		return object{"if": condition, "then": object{"$ref": "#/$defs/" + then}, "else": otherwise}
	}
	names := object{"propertyNames": object{"anyOf": []object{{"$ref": "#/$defs/country"}, {"pattern": "^[A-Za-z]{2,3}$"}}}, "minProperties": 1}
	root := when(object{"anyOf": []object{has("image"), {"required": []string{"scanRef", "step"}}}}, "uploadRequest",
		when(object{"anyOf": []object{has("authToken"), has("scanRef"), {"required": []string{"identifier", "message"}}}}, "response",
			when(names, "additionalSteps", object{"$ref": "#/$defs/tokenRequest"})))
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "What iDenfy's additional steps are asked with"
	root["description"] = "A token request, an upload, an answer, or the value of additionalSteps alone. Made from the catalogue of internal/steps."
	root["type"] = "object"
	root["$defs"] = object{
		"country":         object{"enum": append([]string{anyone, userAssignedXK}, countryCodes()...)},
		"documentType":    object{"enum": append([]string{anyone}, documentTypes...)},
		"additionalSteps": additionalStepsSchema(),
		"steps":           stepsSchema(),
		"step":            stepSchema(),
		"tokenRequest":    tokenSchema(),
		"uploadRequest":   uploadSchema(),
		"response":        object{"type": "object"},
	}
	return root
}

func countryCodes() []string {
	var out []string
	for i := 0; i < len(alpha2); i += 2 {
		out = append(out, alpha2[i:i+2])
	}
	return out
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

func stepSchema() object {
	settings, texts := object{}, object{}
	for _, name := range settingNames {
		settings[name] = object{"type": "boolean"}
	}
	for _, locale := range locales {
		texts[locale] = object{
			"type":                 "object",
			"required":             textKeys,
			"additionalProperties": false,
			"properties":           object{"name": object{"type": "string", "pattern": `\S`}, "description": object{"type": "string", "pattern": `\S`}},
		}
	}
	return object{
		"type":                 "object",
		"additionalProperties": false,
		"properties": object{
			"type":     object{"enum": stepTypes},
			"texts":    object{"type": "object", "additionalProperties": false, "properties": texts},
			"fields":   object{"type": "array", "items": object{"type": "string", "pattern": `\S`, "examples": []string{"address"}}, "uniqueItems": true},
			"settings": object{"type": "object", "additionalProperties": false, "properties": settings},
		},
	}
}

func tokenSchema() object {
	properties := object{}
	for _, f := range tokenFields {
		properties[f.name] = fieldSchema(f)
	}
	return object{
		"type":       "object",
		"anyOf":      []object{{"required": []string{"clientId"}}, {"required": []string{"personScanRef"}}},
		"properties": properties,
	}
}

// fieldSchema is the schema of one field; every one but clientId may be null.
func fieldSchema(f field) object {
	out := object{}
	kind := "string"
	switch f.form {
	case formAny:
		if f.name == "additionalSteps" {
			return object{"$ref": "#/$defs/additionalSteps"}
		}
		if f.name == "additionalData" {
			return object{"type": []string{"object", "null"}, "additionalProperties": object{"type": "object", "additionalProperties": object{"type": "string"}}}
		}
		return out
	case formFlag:
		kind = "boolean"
	case formWhole:
		kind = "integer"
		out["minimum"] = f.min
		if f.max > 0 {
			out["maximum"] = f.max
		}
	case formNumber:
		kind = "number"
	case formWord:
		out["enum"] = append(anyOf(strings.Fields(f.words)), nil)
	case formTexts, formDocuments:
		kind = "array"
		out["items"] = object{"type": "string"}
		if f.form == formDocuments {
			out["items"] = object{"type": "string", "examples": tokenDocuments}
		}
	case formLocale:
		out["examples"] = locales
	case formCountry, formCountries:
		codes := object{"$ref": "#/$defs/country"}
		return object{"anyOf": []object{codes, {"type": "null"}, {"type": "array", "items": codes}}}
	case formCallback:
		out["pattern"] = "^https://"
	case formDate:
		out["pattern"] = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
	}
	if kind == "string" && f.form != formWord && f.max > 0 {
		out["minLength"], out["maxLength"] = f.min, f.max
	}
	out["type"] = []string{kind, "null"}
	if f.name == "clientId" {
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

func uploadSchema() object {
	return object{
		"type":     "object",
		"required": uploadKeys[:3],
		"properties": object{
			"scanRef":        object{"type": "string", "minLength": 1, "maxLength": 40},
			"image":          object{"type": "string", "minLength": 1},
			"step":           object{"type": "string", "pattern": `\S`, "examples": []string{utilityBill}},
			"additionalData": object{"type": []string{"object", "null"}, "additionalProperties": object{"type": "string"}},
		},
	}
}

func TestSchemaIsMadeFromTheCatalogue(t *testing.T) {
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	require.NoError(t, encoder.Encode(schema()))
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(schemaFile), 0o755))
		require.NoError(t, os.WriteFile(schemaFile, want.Bytes(), 0o644))
	}
	got, err := os.ReadFile(schemaFile)
	require.NoError(t, err)
	assert.True(t, want.String() == string(got), "the schema is out of date: go test ./internal/steps -run TestSchema -update")
}

func compiledSchema(t *testing.T) *jsonschema.Schema {
	file, err := os.Open(schemaFile)
	require.NoError(t, err)
	defer file.Close()
	document, err := jsonschema.UnmarshalJSON(file)
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("payload.schema.json", document))
	compiled, err := compiler.Compile("payload.schema.json")
	require.NoError(t, err)
	return compiled
}

// The schema refuses no payload that check accepts, and most of what check refuses.
func TestSchemaAgreesWithCheck(t *testing.T) {
	schema := compiledSchema(t)
	refused, wrong := 0, 0
	for _, v := range vectors(t) {
		report := Check(v.input(t), nil)
		if v.input(t) == nil || report.Normalised() == nil {
			continue
		}
		plain := report.Normalised()
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
		require.NoError(t, err)
		err = schema.Validate(value)
		if Check(plain, nil).Valid() {
			assert.NoError(t, err, "%s: check accepts %s", v.name, plain)
			continue
		}
		wrong++
		if err != nil {
			refused++
		}
	}
	assert.Greater(t, refused, wrong*2/3, "of %d wrong payloads", wrong)
}

// What an editor should underline while somebody types.
func TestSchemaRefuses(t *testing.T) {
	schema := compiledSchema(t)
	for _, name := range []string{
		"unknown-country", "country-not-alpha2", "unknown-document-type", "document-missing", "levels-swapped", "list-without-levels",
		"empty-list-without-levels", "additional-steps-empty", "empty-step-list", "duplicate-step-name", "step-null-nested", "step-number",
		"step-type-only", "unknown-step-key", "unknown-step-type", "unknown-locale", "text-incomplete", "text-empty", "unknown-setting",
		"setting-not-boolean", "fields-not-list", "duplicate-field", "client-id-missing", "wrong-kind", "too-long", "out-of-range",
		"callback-not-https", "data-flat", "data-keyed", "upload-field-missing",
	} {
		for _, v := range vectors(t) {
			if v.name != name {
				continue
			}
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(v.input(t)))
			require.NoError(t, err)
			assert.Error(t, schema.Validate(value), name)
		}
	}
}
