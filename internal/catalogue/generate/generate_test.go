//go:build !js

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatIsCommittedIsWhatIsGenerated(t *testing.T) {
	files, err := render("../../..")
	require.NoError(t, err)
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("../../..", name))
		require.NoError(t, err)
		assert.True(t, string(want) == string(got), "%s is out of date: go generate ./internal/catalogue", name)
	}
}

func TestACatalogueThatCannotBeMeant(t *testing.T) {
	const sources = `"sources": {"SEED": {"is": "a page", "trust": "high"}}`
	for _, c := range []struct{ what, text, says string }{
		{"a key that is none", `{` + sources + `, "locale": {}}`, "unknown field"},
		{"no source", `{` + sources + `, "locales": {"about": "…", "items": [{"code": "lt"}]}}`, "locales: an entry has no source"},
		{"a source that is none", `{` + sources + `, "locales": {"about": "…", "source": "HEARSAY", "items": []}}`, `"HEARSAY" is none of the sources`},
		{"an entry's own source that is none", `{` + sources + `, "locales": {"about": "…", "source": "SEED", "items": [{"code": "lt", "source": "DREAM"}]}}`, `"DREAM" is none`},
		{"a name twice", `{` + sources + `, "locales": {"source": "SEED", "items": [{"code": "lt"}, {"code": "lt"}]}}`, "locales: a name is missing or stands twice"},
		{"no name", `{` + sources + `, "limits": {"source": "SEED", "items": [{"is": 1}]}}`, "limits: a name is missing or stands twice"},
		{"countries out of order", `{` + sources + `, "countries": {"source": "SEED", "items": [{"code": "LT"}, {"code": "AD"}]}}`, "not in the order"},
		{"a severity that is none", `{` + sources + `, "fileFindings": {"source": "SEED", "items": [{"code": "odd", "severity": "bad"}]}}`, "odd: the severity is one of"},
		{"a form that is none", `{` + sources + `, "tokenFields": {"source": "SEED", "items": [{"name": "odd", "form": "round"}]}}`, `odd has the form "round"`},
	} {
		t.Run(c.what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "catalogue.json")
			require.NoError(t, os.WriteFile(path, []byte(c.text), 0o600))
			_, err := load(path)
			assert.ErrorContains(t, err, c.says)
		})
	}
}
