//go:build !js

package steps

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/steps/mutate"
)

const (
	// mutantsInTest are made of each operator by the test command, mutantsInSoak by the soak.
	mutantsInTest, mutantsInSoak = 60, 1000
	// mostFindings may be told about one mistake.
	mostFindings = 3
	// rightOf a hundred mutants must be judged right, of each operator.
	rightOf = 98
)

// A judgement is what is right about what a check says of a mutant.
type judgement struct{ verdict, few, place, fix, original, lawful bool }

func (j judgement) right() bool {
	return j.verdict && j.few && j.place && j.fix && j.original && j.lawful
}

// Of each kind of mistake nearly every mutant is told right, and what is offered leads back to what was meant; no fix adds
// an error or loses a step or a text (the three laws, in DESIGN as in docs/decisions).
func TestMutations(t *testing.T) {
	mutants := mutantsInTest
	if os.Getenv("SOAK") != "" {
		mutants = mutantsInSoak
	}
	base := basePayloads(t)
	require.Greater(t, len(base), 20)
	rows := []string{fmt.Sprintf("%-40s %7s %8s %8s %6s %6s %8s %6s", "mistake", "mutants", "verdict", "at most3", "place", "fix", "original", "right")}
	for i, op := range append(slices.Clone(mutate.Operators), mutate.Two) {
		var sum [7]int
		made := 0
		for seed := uint64(0); made < mutants && seed < uint64(mutants)*400; seed++ {
			r := mutate.New(uint64(i), seed)
			payload := mutate.Random(r)
			if seed%3 == 0 {
				payload = base[r.IntN(len(base))]
			}
			m := op.Mutate(r, payload)
			if m == nil {
				continue
			}
			made++
			j, why := judge(m, payload)
			for k, ok := range []bool{j.verdict, j.few, j.place, j.fix, j.original, j.right(), j.lawful} {
				if ok {
					sum[k]++
				}
			}
			if !j.lawful {
				assert.Fail(t, "a law of fixes is broken", "%s, seed %d: %s", op.Name, seed, why)
			} else if !j.right() && os.Getenv("WHY") != "" && strings.Contains(op.Name, os.Getenv("WHY")) {
				t.Logf("%s, seed %d: %s", op.Name, seed, why)
			}
		}
		if !assert.Positive(t, made, op.Name) {
			continue
		}
		row := fmt.Sprintf("%-40s %7d", op.Name, made)
		for k, width := range []int{8, 8, 6, 6, 8, 6} {
			row += fmt.Sprintf(" %*.1f", width, 100*float64(sum[k])/float64(made))
		}
		rows = append(rows, row)
		if !op.Two {
			assert.GreaterOrEqual(t, 100*sum[5], rightOf*made, "%s: %d of %d are told right", op.Name, sum[5], made)
		}
	}
	t.Log("\n" + strings.Join(rows, "\n"))
}

// basePayloads are the vectors without an error, as far as their fixes lead.
func basePayloads(t *testing.T) (out []mutate.Payload) {
	for _, v := range vectors(t) {
		if _, found := v.section("environment"); found || v.input(t) == nil {
			continue
		}
		payload := Read(v.input(t), nil)
		if !payload.Valid() || !slices.Contains([]Kind{TokenRequest, AdditionalSteps, UploadRequest, Fragment}, payload.Kind()) {
			continue
		}
		text, _ := fixed(payload.Normalised(), nil)
		kind := Read(text, nil).Kind()
		value, err := mutate.Parse(text)
		require.NoError(t, err, "%s", v.name)
		if kind == Fragment {
			continue // without its braces it is one, with them a token request without a clientId
		}
		out = append(out, mutate.Payload{Shape: mutate.Shape(kind), Value: value})
	}
	return out
}

func judge(m *mutate.Mutant, payload mutate.Payload) (j judgement, why string) {
	before := Read([]byte(payload.Value.Write(mutate.Compact)), nil)
	text := []byte(m.Text)
	after := Read(text, nil)
	added := beyond(finding.ByWorth(after.Findings()), before.Findings())
	worst := "none"
	if len(added) > 0 {
		worst = string(added[0].Severity)
	}
	j = judgement{few: len(added) <= mostFindings, lawful: true, original: true}
	j.verdict = slices.Contains(strings.Split(m.Severity, "|"), worst)
	j.place = len(added) > 0 && slices.Contains(m.Places, added[0].Pointer) || m.Severity == "none" && len(added) == 0
	j.fix = m.Original == nil || slices.ContainsFunc(added, func(f finding.Finding) bool { return f.Fix != nil })
	var steps []string
	if len(m.Places) > 1 && strings.HasPrefix(m.Operator, "two") {
		j.few = len(added) <= 2*mostFindings
	}
	end, chain := fixed(text, nil)
	for _, next := range chain {
		steps = append(steps, string(next))
	}
	for _, f := range after.Findings() {
		if f.Fix == nil {
			continue
		}
		next := f.Fix.Apply(text)
		lost := mutate.Lost(text, next)
		if writesOnce(f.Fix.Title) {
			lost = slices.DeleteFunc(lost, func(name string) bool { return strings.Contains(string(next), quote(name)) })
		}
		if len(lost) > 0 && !saysSo(f.Fix.Title) {
			j.lawful = false
			steps = append(steps, "lost by "+f.Fix.Title+": "+strings.Join(lost, ", "))
		}
		if n := errorsIn(Read(next, nil).Findings()); n > errorsIn(after.Findings()) && !m.Shell {
			j.lawful = false
			steps = append(steps, f.Fix.Title+" adds an error: "+string(next))
		}
	}
	if everyErrorHasFix(after.Findings()) && !m.Shell && !Read(end, nil).Valid() {
		j.lawful = false
		steps = append(steps, "every error had a fix, and the end is not valid")
	}
	if m.Original != nil {
		value, err := mutate.Parse(end)
		j.original = err == nil && mutate.Same(value, m.Original)
	}
	if j.right() {
		return j, ""
	}
	return j, fmt.Sprintf("%+v\nmutant  %s\nplaces  %q, should be %s\n%s\nfixes   %s\nmeant   %s", j, m.Text, m.Places, m.Severity, told(added), strings.Join(steps, "\n        "), payload.Value.Write(mutate.Compact))
}

func everyErrorHasFix(found []finding.Finding) bool {
	return !slices.ContainsFunc(found, func(f finding.Finding) bool { return f.Severity == finding.Error && f.Fix == nil })
}

// saysSo tells whether a fix's title says that something goes.
func saysSo(title string) bool {
	return strings.HasPrefix(title, "Delete") || strings.HasPrefix(title, "Leave") || title == "Write it once" || title == "Ask for no steps" || title == "Restore the letters"
}

// writesOnce tells whether a fix writes the name of one step once that stood at each of its parts.
func writesOnce(title string) bool {
	return strings.HasPrefix(title, "Put both under ") || title == "Key it by the step"
}

// beyond are the findings that were not there before.
func beyond(found, before []finding.Finding) []finding.Finding {
	at := func(f finding.Finding) string { return f.Code + f.Pointer }
	code := func(f finding.Finding) string { return f.Code }
	for _, key := range []func(finding.Finding) string{at, code} { // what is where it was, and then what moved
		left := map[string]int{}
		for _, f := range before {
			left[key(f)]++
		}
		still := map[string]int{}
		out := slices.DeleteFunc(slices.Clone(found), func(f finding.Finding) bool {
			left[key(f)]--
			if left[key(f)] >= 0 {
				still[key(f)]++
			}
			return left[key(f)] >= 0
		})
		before = slices.DeleteFunc(slices.Clone(before), func(f finding.Finding) bool {
			still[key(f)]--
			return still[key(f)] >= 0
		})
		found = out
	}
	return found
}
