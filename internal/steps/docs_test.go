package steps

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// findingsPage lists every code with an example and the fix. It is made from
// the codes and from the vector that has the code's name:
// go generate ./internal/steps
const findingsPage = "../../docs/findings.md"

// pageSections are those of the catalogue, where a code without a vector, whose
// example would be too long for a page, says what it is.
func pageSections(t *testing.T) (sections []pageSection) {
	text, err := os.ReadFile("../catalogue/catalogue.json")
	require.NoError(t, err)
	var facts struct {
		PayloadFindings struct{ Sections []pageSection }
	}
	require.NoError(t, json.Unmarshal(text, &facts))
	return facts.PayloadFindings.Sections
}

type pageSection struct {
	Title string
	Items []pageCode
}

type pageCode struct{ Code, Severity, About string }

const pageHead = `# Findings

Every code that a check or an edit of a payload can give, with an example and the fix. An **error** is what iDenfy would refuse
or silently misread, a **warning** is what works and would surprise, an **info** asks for nothing. The page is made from
the codes in ` + "`internal/catalogue/catalogue.json`" + ` and from the test vectors in ` + "`internal/steps/testdata/vectors`" + `; a test holds it equal:

    go generate ./internal/steps
`

func TestFindingsPage(t *testing.T) {
	want := pageHead
	byName := map[string]*vector{}
	for _, v := range vectors(t) {
		byName[v.name] = v
	}
	for _, section := range pageSections(t) {
		want += "\n## " + section.Title + "\n"
		for _, c := range section.Items {
			want += pageEntry(t, c, byName[c.Code])
		}
	}
	if *update {
		require.NoError(t, os.WriteFile(findingsPage, []byte(want), 0o644))
	}
	got, err := os.ReadFile(findingsPage)
	require.NoError(t, err)
	assert.True(t, want == string(got), "docs/findings.md is out of date: go generate ./internal/steps")
}

// pageEntry is what the page says of one code. The example gives the code, and the corrected one does not.
func pageEntry(t *testing.T, c pageCode, v *vector) string {
	name := c.Code
	out := "\n### " + name + "\n\n**" + c.Severity + "** "
	if c.About != "" {
		return out + c.About + "\n"
	}
	require.NotNil(t, v, "the code %s has neither a vector of its name nor an \"about\" in the catalogue", name)
	_, findings := v.findings(t)
	require.NotZero(t, count(findings, name), "%s does not give its own code", v.name)
	out += v.about + "\n\n" + fenced(string(v.source(t)))
	if env, found := v.section("environment"); found && v.input(t) != nil {
		out += "with the environment\n\n" + fenced(env)
	}
	for _, f := range findings {
		if f.Code != name {
			continue
		}
		out += "> " + f.Message + "\n\n"
		corrected, given := v.section("corrected")
		if f.Fix != nil {
			corrected = string(f.Fix.Apply(v.source(t)))
			out += f.Fix.Title + ":\n\n"
		} else {
			require.True(t, given, "%s needs a fix or a section -- corrected --", v.name)
			out += "Fixed, for example:\n\n"
		}
		return out + strings.TrimSuffix(fenced(corrected), "\n") + v.noLonger(t, corrected, name)
	}
	return out
}

// noLonger checks that a corrected text does not give the code any more.
func (v *vector) noLonger(t *testing.T, corrected, name string) string {
	after := &vector{name: v.name, sections: []section{{"input", corrected}}}
	if v.input(t) == nil {
		after.sections[0].title = "environment"
	} else if env, found := v.section("environment"); found {
		after.sections = append(after.sections, section{"environment", env})
	}
	_, findings := after.findings(t)
	assert.Zero(t, count(findings, name), "%s: corrected, and still %s", v.name, name)
	return ""
}

// fenced is a text as the page shows it; what is no text, or long, is cut.
func fenced(text string) string {
	text = strings.ToValidUTF8(strings.TrimPrefix(text, "\ufeff"), "\ufffd")
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if runes := []rune(line); len(runes) > 110 {
			lines[i] = string(runes[:107]) + "…"
		}
	}
	return "```jsonc\n" + strings.Join(lines, "\n") + "\n```\n\n"
}

func TestEveryCodeIsNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range codes {
		assert.NotEmpty(t, c.name)
		assert.NotEmpty(t, c.severity)
		assert.False(t, seen[c.name], c.name)
		seen[c.name] = true
	}
}
