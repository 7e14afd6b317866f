package steps

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// casesFile holds what people pasted and what is right to say of it.
const casesFile = "../../../shared/cases/payloads/cases.json"

// A pasted payload of the file: the worst severity that is right, and whether the fixes lead to a valid payload.
type pasted struct {
	Name, Text, Severity string
	Fixed                bool `json:"fixes lead to a valid payload"`
}

// fieldCases are the cases, each with words that the first finding says.
var fieldCases = map[string]string{
	"F01-scanref-hides-all-errors":              "write ALL",
	"F01b-upload-misnamed-file-stepName":        "write image",
	"F01e-secret-not-told":                      "one of a key or password",
	"F01h-direct-processing":                    "direct processing",
	"F09-yaml":                                  "This is YAML",
	"F09b-curl-with-key":                        "such as curl",
	"F09d-markdown-fence":                       "a code fence",
	"F09g-js-const":                             "JavaScript",
	"F10-double-encoded":                        "encoded twice",
	"F10b-escaped-from-log":                     "backslashes",
	"F14-payload-in-array":                      "a list around",
	"F16-gateway-body":                          `under "request"`,
	"F22-image-is-text":                         "no JPEG, PNG or PDF",
	"F22c-double-base64":                        "base64 of base64",
	"F28b-error-answer":                         "permission or credits",
	"F02-idenfy-own-full-example":               "",
	"F02b-utilityBill-false-steps-null":         "",
	"F03-locale-ko":                             "that the page on additional steps names",
	"F03d-texts-da":                             "that the page on additional steps names",
	"F04-sibling-settings-fix-nests-step":       `"settings" does not belong here but in the step "UTILITY_BILL"`,
	"F05-additionalData-inside-steps-fix-worse": "beside additionalSteps",
	"F06-two-settings-fix-dead-ends":            "belongs in settings",
	"F06b-two-swapped-fix-dead-ends":            "the wrong way round",
	"F07-put-braces-turns-green-red":            "",
	"F08-cyrillic-ALL":                          "U+0410 in it only looks like A",
	"F08b-zero-width-ALL":                       "U+200B in it cannot be seen",
	"F11-markid-unquoted-placeholder":           "placeholder",
	"F12-js-concat":                             "joined with +",
	"F13-quote-in-string":                       `write \" for one that belongs to the text`,
	"F15-steps-inside-steps":                    "\"additionalSteps\" stands in \"additionalSteps\"",
	"F15b-one-ALL-too-many":                     "one level too many",
	"F17-additionalData-in-step":                "beside additionalSteps",
	"F18-data-step-case":                        "write UTILITY_BILL",
	"F19-comma-in-step-name":                    "several steps in one string",
	"F19c-step-NONE":                            "write {}",
	"F20-env-placeholder":                       "placeholder",
	"F21-mojibake":                              "read as Latin-1",
	"F21b-html-in-texts":                        "HTML",
	"F23-step-list":                             "must be a string, not a list",
	"F24-personScanRef":                         "write clientId",
	"F24b-country-array":                        "one example",
	"F24c-documents-empty":                      "leave it out",
	"F25-dup-level-case":                        "ALL stands beside it already",
	"F26-two-types":                             "no title",
	"F27-fields-case-noise":                     "write address",
	"F29-locale-english":                        "write en",
}

func TestCases(t *testing.T) {
	text, err := os.ReadFile(casesFile)
	require.NoError(t, err, "the cases stand beside the repository")
	var cases []pasted
	require.NoError(t, json.Unmarshal(text, &cases))
	seen := 0
	for _, p := range cases {
		says, mine := fieldCases[p.Name]
		if !mine {
			continue
		}
		seen++
		t.Run(p.Name, func(t *testing.T) {
			found := finding.ByWorth(Read([]byte(p.Text), nil).Findings())
			worst := "none"
			if len(found) > 0 {
				worst = string(found[0].Severity)
			}
			assert.Contains(t, rightSeverities(t, p.Severity), worst, "%s", told(found))
			if says != "" {
				require.NotEmpty(t, found)
				assert.Contains(t, found[0].Message, says, "%s", told(found))
			}
			if p.Fixed {
				end, chain := fixed([]byte(p.Text), nil)
				_, problems := jsontext.Parse(end)
				assert.Empty(t, problems, "%s", end)
				assert.True(t, Read(end, nil).Valid(), "%s: %s", p.Name, chain)
			}
		})
	}
	assert.Equal(t, len(fieldCases), seen)
}

// rightSeverities are those that the words of the file allow.
func rightSeverities(t *testing.T, words string) []string {
	all := []string{"error", "warning", "info", "none"}
	switch {
	case slices.Contains(all, words):
		return []string{words}
	case words == "no error", strings.HasSuffix(words, "at most"):
		return all[1:]
	}
	t.Fatalf("no severity: %s", words)
	return nil
}

// mostFixes are applied one after the other before a chain counts as endless.
const mostFixes = 12

// fixed applies what is offered, the worst first, until nothing is; chain is the texts between.
func fixed(text []byte, env *Environment) (end []byte, chain [][]byte) {
	for range mostFixes {
		found := finding.ByWorth(Read(text, env).Findings())
		i := slices.IndexFunc(found, func(f finding.Finding) bool { return f.Fix != nil })
		if i < 0 {
			break
		}
		text = found[i].Fix.Apply(text)
		chain = append(chain, text)
	}
	return text, chain
}
