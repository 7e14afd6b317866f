//go:build !js

package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

const (
	billForAll  = `{"default":"a","flows":{"a":{"request":{"additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}}},"old":{"request":{}}}}`
	billForSome = `{"default":"b","hosts":["app.example"],"flows":{"b":{"request":{}},"a":{
		"request":{"additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"],"PASSPORT":{}}},"callbackUrl":"https://app.example/hook"},
		"fill":{"/firstName":"given_name?"}}}}`
	wrongShape = `{"default":"a","flows":{"a":{"request":{"additionalSteps":["UTILITY_BILL"]}}}}`
)

// checkFlows runs the command over flows, and over those deployed if there are any.
func checkFlows(t *testing.T, flows, deployed string) (code int, out, err string) {
	t.Helper()
	args := []string{"flows", write(t, "flows.json", []byte(flows))}
	if deployed != "" {
		args = append(args, "--deployed", write(t, "deployed.json", []byte(deployed)))
	}
	ran := command("", args...)
	return ran.code, ran.stdout, ran.stderr
}

func TestFlowsAreChecked(t *testing.T) {
	code, out, err := checkFlows(t, billForAll, "")
	assert.Equal(t, []any{exitOK, "", ""}, []any{code, out, err})

	code, _, err = checkFlows(t, wrongShape, "")
	assert.Equal(t, exitFindings, code)
	assert.Contains(t, err, `flow "a": /additionalSteps`)

	code, _, err = checkFlows(t, `{`, "")
	assert.Equal(t, exitFindings, code)
	assert.Contains(t, err, "cannot be read")
}

func TestWhatNewFlowsChangeIsExplained(t *testing.T) {
	code, out, _ := checkFlows(t, billForSome, billForAll)
	assert.Equal(t, exitOK, code)
	assert.Equal(t, `The default flow is "b", no longer "a".
Flow "old" is gone; whoever names it is refused.
Flow "a":
- **PASSPORT holders** no longer see UTILITY_BILL.
Also changed: callbackUrl, fill.
Flow "b" is new.
`, out)

	_, out, _ = checkFlows(t, billForAll, billForAll)
	assert.Contains(t, out, "Nobody sees other steps than before.")
}

func TestDeployedFlowsThatTodaysRulesRefuse(t *testing.T) {
	code, out, _ := checkFlows(t, billForAll, wrongShape)
	assert.Equal(t, exitOK, code)
	assert.Contains(t, out, "The old payload has an error")

	code, _, err := checkFlows(t, billForAll, "no JSON")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, err, "deployed.json")
}

func TestWrongUsageOfFlows(t *testing.T) {
	for name, args := range map[string][]string{
		"two files": {"a.json", "b.json"},
		"no file":   {filepath.Join(t.TempDir(), "none.json")},
		"no flag":   {"--other"},
	} {
		ran := command("", append([]string{"flows"}, args...)...)
		assert.Equal(t, exitUsage, ran.code, name)
		assert.NotEmpty(t, ran.stderr, name)
	}
}
