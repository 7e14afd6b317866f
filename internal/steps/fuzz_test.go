package steps

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// Whatever the payload, a report is sound: places and edits lie in the text, a
// fix makes its finding go away, what is normalised is JSON, and no way of
// showing what the payload means fails.
func FuzzCheck(f *testing.F) {
	for _, v := range vectorsForFuzz(f) {
		f.Add(v[0], v[1])
	}
	f.Fuzz(func(t *testing.T, text, environment []byte) {
		env, findings := ReadEnvironment(environment)
		requireSound(t, environment, findings)
		report := Read(text, env)
		requireSound(t, text, report.Findings())
		require.Equal(t, !finding.AnyError(report.Findings()), report.Valid())
		if plain := report.Normalised(); plain != nil {
			require.True(t, json.Valid(plain) || hasDuplicateNames(report), "%q", plain)
		}
		for _, finding := range report.Findings() {
			requireFix(t, text, env, finding, report)
		}
		if expanded := report.Expand(); expanded != nil {
			require.True(t, json.Valid(expanded), "%q", expanded)
		}
		w := &jsontext.Writer{}
		w.BeginArray()
		report.Check().WriteJSON(w)
		report.Resolve(Person{"DE", "PASSPORT", "de"}).WriteJSON(w)
		report.Matrix("").WriteJSON(w)
		report.Outline().WriteJSON(w)
		explanation := Explain(report, Read([]byte(`{"clientId": "1"}`), env))
		explanation.WriteJSON(w)
		w.EndArray()
		require.True(t, json.Valid(w.Bytes()), "%q", w.Bytes())
	})
}

func hasDuplicateNames(r *Payload) bool { return count(r.Findings(), jsontext.CodeDuplicateName) > 0 }

func requireSound(t *testing.T, text []byte, findings []finding.Finding) {
	for _, f := range findings {
		require.NotEmpty(t, f.Message)
		require.Positive(t, f.Line)
		require.Positive(t, f.Column)
		if f.Fix == nil {
			continue
		}
		at := 0
		for _, e := range f.Fix.Edits {
			require.LessOrEqual(t, at, e.Start, "%s: edits out of order in %q", f.Code, text)
			require.LessOrEqual(t, e.Start, e.End)
			require.LessOrEqual(t, e.End, len(text))
			at = e.End
		}
	}
}

// requireFix checks that a finding's fix makes it go away. What a comma or a
// quotation mark lets be read may show the next mistake, so syntax is left out.
func requireFix(t *testing.T, text []byte, env *Environment, f finding.Finding, before *Payload) {
	if f.Fix == nil || f.Code == jsontext.CodeSyntax || hasDuplicateNames(before) {
		return
	}
	fixed := f.Fix.Apply(text)
	after := Read(fixed, env)
	require.NotNil(t, after.Normalised(), "%s: %q cannot be read any more", f.Code, fixed)
	for _, other := range after.Findings() {
		if other.Code == f.Code && other.Pointer == f.Pointer && other.Message == f.Message {
			require.Less(t, count(after.Findings(), f.Code), count(before.Findings(), f.Code), "%s stays in %q, from %q", f.Code, fixed, text)
		}
	}
}

// vectorsForFuzz are the inputs and environments of the vectors.
func vectorsForFuzz(f *testing.F) [][2][]byte {
	var out [][2][]byte
	for _, v := range vectors(f) {
		env, _ := v.section("environment")
		out = append(out, [2][]byte{v.input(f), []byte(env)})
	}
	return out
}
