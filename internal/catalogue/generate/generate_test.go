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

func TestMarkedNumbers(t *testing.T) {
	c := &catalogue{}
	c.Limits.Items = []limit{{Name: "long", Is: 1_048_576}, {Name: "odd", Is: 1000}}
	c.Locales.Items = []locale{{Code: "lt"}, {Code: "en"}, {Code: "sl", Untranslated: true}}
	for _, p := range []struct{ what, page, want, says string }{
		{"a page without any", "7 of 9", "7 of 9", ""},
		{"a limit", "at most 5<!-- catalogue: long --> bytes", "at most 1,048,576<!-- catalogue: long --> bytes", ""},
		{"a limit in a unit, and what follows", "9 MiB<!-- catalogue: long -->, 1,0<!-- catalogue: odd -->.", "1 MiB<!-- catalogue: long -->, 1,000<!-- catalogue: odd -->.", ""},
		{"how many a list has", "24<!-- catalogue: languages --> languages", "2<!-- catalogue: languages --> languages", ""},
		{"a unit that does not fit", "1 KiB<!-- catalogue: odd -->", "", "odd is 1000, which is no whole number of KiB"},
		{"a name that is none", "1<!-- catalogue: even -->", "", `there is no limit "even"`},
		{"no number", "some<!-- catalogue: odd --> bytes", "", "without a number before it"},
	} {
		t.Run(p.what, func(t *testing.T) {
			got, err := c.numbered(p.page)
			assert.Equal(t, p.want, got)
			if p.says == "" {
				require.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, p.says)
			}
		})
	}
}
