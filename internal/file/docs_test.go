package file_test

import (
	"encoding/json"
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/file"
	"idenfysteps/internal/file/testfiles"
	"idenfysteps/internal/finding"
)

// findingsPage lists every code with what it says of one of the generator's files:
// go generate ./internal/file
const findingsPage = "../../docs/file-findings.md"

var update = flag.Bool("update", false, "write the page of findings anew")

const pageHead = `# Findings about files

Every code that a look at a chosen file can give, and what it says of a test file that has it. An **error** stops the
file, a **warning** is what a reviewer may refuse, an **info** asks for nothing. The page is made from the test files; a test holds it equal:

    go generate ./internal/file

`

// withoutFile are the codes that no small file gives, with what the catalogue says of them; other tests give them.
func withoutFile(t *testing.T) map[string]string {
	text, err := os.ReadFile("../catalogue/catalogue.json")
	require.NoError(t, err)
	var facts struct {
		FileFindings struct {
			Items []struct{ Code, Severity, About string }
		}
	}
	require.NoError(t, json.Unmarshal(text, &facts))
	entries := map[string]string{}
	for _, c := range facts.FileFindings.Items {
		if c.About != "" {
			entries[c.Code] = "**" + c.Severity + "**. " + c.About
		}
	}
	return entries
}

func TestFindingsPage(t *testing.T) {
	found := map[string]string{}
	note := func(name string, data []byte, o file.Options) {
		for _, f := range inspect(data, o).Findings {
			if _, known := found[f.Code]; !known {
				found[f.Code] = "## " + f.Code + "\n\n**" + string(f.Severity) + "**, for example of `" + name + "`:\n\n> " + f.Message + params(f) + "\n"
			}
		}
	}
	tight := file.Limits{Request: file.AroundBytes + 904, Image: 500, Pixels: 100, Pages: 1}
	for _, c := range testfiles.Cases() {
		note(c.Name, c.Data, file.Options{Name: c.Name})
	}
	for _, c := range testfiles.Cases() {
		note(c.Name, c.Data, file.Options{Limits: tight})
		note(c.Name, c.Data, file.Options{Settings: &file.Settings{CanCapture: true}})
		note(c.Name, c.Data, file.Options{Settings: &file.Settings{CanUpload: true}})
	}
	for code, why := range withoutFile(t) {
		found[code] = "## " + code + "\n\n" + why + "\n"
	}
	page := pageHead
	for _, code := range slices.Sorted(maps.Keys(found)) {
		page += found[code] + "\n"
	}
	page = strings.TrimSuffix(page, "\n")
	if *update {
		require.NoError(t, os.WriteFile(findingsPage, []byte(page), 0o644))
	}
	want, err := os.ReadFile(findingsPage)
	require.NoError(t, err)
	assert.Equal(t, string(want), page)
	assert.ElementsMatch(t, file.Codes(), slices.Collect(maps.Keys(found)), "each code is given by a test file")
}

func params(f finding.Finding) string {
	var names []string
	for _, p := range f.Params {
		names = append(names, "`"+p.Name+"`")
	}
	if names == nil {
		return ""
	}
	return "\n\nWith the parameters " + strings.Join(names, ", ") + "."
}
