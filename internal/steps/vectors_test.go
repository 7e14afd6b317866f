package steps

import (
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// update writes what the code says into the vectors and the files made from
// them; what changes must be read before it is committed.
var update = flag.Bool("update", false, "write the expected parts of the test data anew")

const vectorDir = "testdata/vectors"

// A vector is one case: testdata/vectors/README.md describes the file.
type vector struct {
	name, about string
	sections    []section
}

type section struct{ title, text string }

func (v *vector) section(title string) (string, bool) {
	for _, s := range v.sections {
		if s.title == title {
			return s.text, true
		}
	}
	return "", false
}

func readVector(t testing.TB, path string) *vector {
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	v := &vector{name: strings.TrimSuffix(filepath.Base(path), ".txt")}
	about, rest, _ := strings.Cut("\n"+string(data), "\n-- ")
	v.about = strings.TrimSpace(about)
	for _, part := range strings.Split(rest, "\n-- ") {
		title, text, found := strings.Cut(part, " --\n")
		require.True(t, found, "%s: a section begins with a line such as -- input --", path)
		v.sections = append(v.sections, section{title, strings.TrimSuffix(text, "\n")})
	}
	return v
}

func (v *vector) write(t *testing.T) {
	var out strings.Builder
	out.WriteString(v.about + "\n")
	for _, s := range v.sections {
		out.WriteString("\n-- " + s.title + " --\n" + s.text + "\n")
	}
	require.NoError(t, os.WriteFile(filepath.Join(vectorDir, v.name+".txt"), []byte(out.String()), 0o644))
}

func vectors(t testing.TB) []*vector {
	paths, err := filepath.Glob(filepath.Join(vectorDir, "*.txt"))
	require.NoError(t, err)
	var all []*vector
	for _, path := range paths {
		all = append(all, readVector(t, path))
	}
	return all
}

// input returns the payload; nil for a vector about an environment alone.
func (v *vector) input(t testing.TB) []byte {
	if text, found := v.section("input"); found {
		return []byte(text)
	}
	if text, found := v.section("input base64"); found {
		data, err := base64.StdEncoding.DecodeString(text)
		require.NoError(t, err)
		return data
	}
	return nil
}

func (v *vector) environment(t *testing.T) *Environment {
	text, found := v.section("environment")
	if !found {
		return nil
	}
	env, findings := ReadEnvironment([]byte(text))
	require.NotNil(t, env, "%v", findings)
	return env
}

// findings returns what the vector's input, or else its environment, gives.
func (v *vector) findings(t *testing.T) (kind string, findings []finding.Finding) {
	if input := v.input(t); input != nil {
		report := Read(input, v.environment(t))
		return string(report.Kind()), report.Findings()
	}
	text, _ := v.section("environment")
	_, findings = ReadEnvironment([]byte(text))
	return "environment", findings
}

// source is the text that the findings are about.
func (v *vector) source(t *testing.T) []byte {
	if input := v.input(t); input != nil {
		return input
	}
	text, _ := v.section("environment")
	return []byte(text)
}

// actual returns the vector as the code fills it: what is given stays, what is expected is made.
func (v *vector) actual(t *testing.T) *vector {
	out := &vector{name: v.name, about: v.about}
	for _, s := range v.sections {
		if s.title == "environment" || s.title == "input" || s.title == "input base64" || s.title == "corrected" || s.title == "new" {
			out.sections = append(out.sections, s)
		}
	}
	kind, findings := v.findings(t)
	out.sections = append(out.sections, section{"kind", kind}, section{"findings", told(findings)})
	for _, f := range findings {
		if f.Fix != nil {
			title := fmt.Sprintf("fixed %s %q", f.Code, f.Pointer)
			out.sections = append(out.sections, section{title, string(f.Fix.Apply(v.source(t)))})
		}
	}
	for _, s := range v.sections {
		if who, found := strings.CutPrefix(s.title, "resolve "); found {
			out.sections = append(out.sections, section{s.title, v.resolved(t, who)})
		}
		if locale, found := strings.CutPrefix(s.title, "matrix "); found {
			out.sections = append(out.sections, section{s.title, v.matrix(t, locale)})
		}
		if s.title == "explain" {
			out.sections = append(out.sections, section{s.title, v.explained(t)})
		}
	}
	return out
}

// told writes findings as the vectors have them: a line with severity, code,
// place and pointer, and a line with the message.
func told(findings []finding.Finding) string {
	var lines []string
	for _, f := range findings {
		lines = append(lines, fmt.Sprintf("%s %s %d:%d %q", f.Severity, f.Code, f.Line, f.Column, f.Pointer), "  "+f.Message)
	}
	return strings.Join(lines, "\n")
}

func (v *vector) resolved(t *testing.T, who string) string {
	words := strings.Fields(who)
	require.Len(t, words, 3, "%s: resolve COUNTRY DOCUMENT LOCALE", v.name)
	w := &jsontext.Writer{}
	Read(v.input(t), v.environment(t)).Resolve(Person{Country: words[0], Document: words[1], Locale: words[2]}).WriteJSON(w)
	return indented(t, w.Bytes())
}

func (v *vector) matrix(t *testing.T, locale string) string {
	w := &jsontext.Writer{}
	Read(v.input(t), v.environment(t)).Matrix(locale).WriteJSON(w)
	return indented(t, w.Bytes())
}

// explained is the explanation from the input to the new payload, as text and as JSON.
func (v *vector) explained(t *testing.T) string {
	text, found := v.section("new")
	require.True(t, found, "%s: to explain takes a section -- new --", v.name)
	env := v.environment(t)
	explanation := Explain(Read(v.input(t), env), Read([]byte(text), env))
	w := &jsontext.Writer{}
	explanation.WriteJSON(w)
	return explanation.Text() + "\n" + indented(t, w.Bytes())
}

func indented(t *testing.T, text []byte) string {
	var value any
	require.NoError(t, json.Unmarshal(text, &value))
	out, err := json.MarshalIndent(json.RawMessage(text), "", "  ")
	require.NoError(t, err)
	return string(out)
}

func TestVectors(t *testing.T) {
	all := vectors(t)
	assert.GreaterOrEqual(t, len(all), 150)
	for _, v := range all {
		t.Run(v.name, func(t *testing.T) {
			actual := v.actual(t)
			if *update {
				actual.write(t)
				return
			}
			assert.Equal(t, v.sections, actual.sections)
		})
	}
}

// Every finding's edits make that finding go away, bring no new error, and
// keep every comment (those that are about comments apart).
func TestFixes(t *testing.T) {
	for _, v := range vectors(t) {
		_, before := v.findings(t)
		for _, f := range before {
			if f.Fix == nil {
				continue
			}
			t.Run(v.name+"/"+f.Code, func(t *testing.T) {
				fixed := f.Fix.Apply(v.source(t))
				corrected := &vector{name: v.name, sections: []section{{"input", string(fixed)}}}
				if v.input(t) == nil {
					corrected.sections[0].title = "environment"
				} else if env, found := v.section("environment"); found {
					corrected.sections = append(corrected.sections, section{"environment", env})
				}
				_, after := corrected.findings(t)
				assert.Less(t, count(after, f.Code), count(before, f.Code), "%s", fixed)
				if f.Code != jsontext.CodeMissingBraces && f.Code != jsontext.CodeSyntax {
					assert.LessOrEqual(t, errorsIn(after), errorsIn(before), "%s", fixed)
				}
				if f.Code != jsontext.CodeComments && f.Code != jsontext.CodeSyntax && f.Code != "import" { // of what is no JSON, no comments are counted
					assert.Equal(t, comments(v.source(t))-commentsIn(v.source(t), f.Fix.Edits), comments(fixed))
				}
			})
		}
	}
}

func count(findings []finding.Finding, code string) int {
	n := 0
	for _, f := range findings {
		if f.Code == code {
			n++
		}
	}
	return n
}

func errorsIn(findings []finding.Finding) int {
	n := 0
	for _, f := range findings {
		if f.Severity == finding.Error {
			n++
		}
	}
	return n
}

// comments counts the comments of a text.
func comments(text []byte) int {
	return commentsIn(text, []finding.Edit{{End: len(text)}})
}

// commentsIn counts the comments of a text that stand in what edits take away, but for those that they put elsewhere.
func commentsIn(text []byte, edits []finding.Edit) int {
	_, problems := jsontext.Parse(text)
	i := slices.IndexFunc(problems, func(p jsontext.Problem) bool { return p.Code == jsontext.CodeComments })
	if i < 0 {
		return 0
	}
	n := 0
	for _, comment := range problems[i].Edits {
		moved := func(e finding.Edit) bool {
			return strings.Contains(e.Text, strings.TrimSpace(string(text[comment.Start:comment.End])))
		}
		if slices.ContainsFunc(edits, func(e finding.Edit) bool { return e.Start <= comment.Start && comment.End <= e.End }) && !slices.ContainsFunc(edits, moved) {
			n++
		}
	}
	return n
}
