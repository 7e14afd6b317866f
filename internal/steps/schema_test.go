//go:build !js

// What is true natively of this is true under js, and costs ten times as much to show there.

package steps

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// schemaFile is the JSON Schema of payloads, for editors; internal/catalogue/generate makes it.
const schemaFile = "../../web/schema/payload.schema.json"

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
		report := Read(v.input(t), nil)
		if v.input(t) == nil || report.Normalised() == nil {
			continue
		}
		plain := report.Normalised()
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
		require.NoError(t, err)
		err = schema.Validate(value)
		if Read(plain, nil).Valid() {
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
		"step-type-only", "unknown-step-key", "unknown-step-type", "unknown-locale-name", "text-incomplete", "text-empty", "unknown-setting",
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
