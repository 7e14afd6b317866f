package steps_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/steps"
	"idenfysteps/internal/steps/rulestest"
)

// TestRules holds check against the table of what becomes of each value.
func TestRules(t *testing.T) {
	table, err := rulestest.Read()
	require.NoError(t, err)
	assert.Empty(t, table.Missing(), "no line says what becomes of this")
	configured, findings := steps.ReadEnvironment([]byte(rulestest.Environment))
	require.NotNil(t, configured, "%v", findings)
	for _, rule := range table.Rules {
		env, kind := configured, steps.TokenRequest
		if rule.Upload {
			env, kind = nil, steps.UploadRequest
		}
		body := []byte(rule.Body("6a31253e-e10a-11eb-cc95-02cb49d118ed", "/9j/4AAQSkZJRgABAQAAAQABAAD/"))
		payload := steps.ReadAs(kind, body, env)
		if guessed := steps.Read(body, env); rule.Field != "" {
			assert.Equal(t, payload.Findings(), guessed.Findings(), "%s: a check that is not told what it reads", rule.Name())
		}
		verdict, worst := judged(payload.Findings())
		if !assert.Equal(t, [2]string{rule.Verdict, rule.Code}, [2]string{verdict, worst.Code}, rule.Name()) || rule.Code == "" {
			continue
		}
		require.NotEmpty(t, table.Reasons[rule.Code], "no words for %s", rule.Code)
		assert.True(t, says(worst.Message, table.Reasons[rule.Code]), "%s: %s", rule.Name(), worst.Message)
	}
}

// judged returns what a check says of a request in one word, and the first finding that says it.
func judged(findings []finding.Finding) (verdict string, worst finding.Finding) {
	for _, c := range []struct {
		severity finding.Severity
		verdict  string
	}{{finding.Error, rulestest.Refused}, {finding.Warning, rulestest.Warned}, {finding.Info, rulestest.Assumed}} {
		i := slices.IndexFunc(findings, func(f finding.Finding) bool { return f.Severity == c.severity })
		if i < 0 {
			continue
		}
		if c.verdict == rulestest.Assumed && !strings.Contains(findings[i].Message, "assumed") {
			return rulestest.Taken, findings[i]
		}
		return c.verdict, findings[i]
	}
	return rulestest.Taken, finding.Finding{}
}

func says(message string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(message, w) })
}
