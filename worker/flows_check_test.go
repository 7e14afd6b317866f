//go:build !js

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	billForAll  = `{"default":"a","flows":{"a":{"request":{"additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}}},"old":{"request":{}}}}`
	billForSome = `{"default":"b","hosts":["app.example"],"flows":{"b":{"request":{}},"a":{
		"request":{"additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"],"PASSPORT":{}}},"callbackUrl":"https://app.example/hook"},
		"fill":{"/firstName":"given_name?"}}}}`
	wrongShape = `{"default":"a","flows":{"a":{"request":{"additionalSteps":["UTILITY_BILL"]}}}}`
)

// check runs the program over flows, and over those deployed if there are any.
func check(t *testing.T, flows, deployed string) (code int, out, err string) {
	t.Helper()
	dir := t.TempDir()
	args := []string{filepath.Join(dir, "flows.json")}
	require.NoError(t, os.WriteFile(args[0], []byte(flows), 0o600))
	if deployed != "" {
		name := filepath.Join(dir, "deployed.json")
		require.NoError(t, os.WriteFile(name, []byte(deployed), 0o600))
		args = append([]string{"--deployed", name}, args...)
	}
	var stdout, stderr bytes.Buffer
	code = checkFlows(args, &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

func TestFlowsAreChecked(t *testing.T) {
	code, out, err := check(t, billForAll, "")
	assert.Equal(t, []any{exitOK, "", ""}, []any{code, out, err})

	code, _, err = check(t, wrongShape, "")
	assert.Equal(t, exitWrong, code)
	assert.Contains(t, err, `flow "a": /additionalSteps`)

	code, _, err = check(t, `{`, "")
	assert.Equal(t, exitWrong, code)
	assert.Contains(t, err, "cannot be read")
}

func TestWhatNewFlowsChangeIsExplained(t *testing.T) {
	code, out, _ := check(t, billForSome, billForAll)
	assert.Equal(t, exitOK, code)
	assert.Equal(t, `The default flow is "b", no longer "a".
Flow "old" is gone; whoever names it is refused.
Flow "a":
- **PASSPORT holders** no longer see UTILITY_BILL.
Also changed: callbackUrl, fill.
Flow "b" is new.
`, out)

	_, out, _ = check(t, billForAll, billForAll)
	assert.Contains(t, out, "Nobody sees other steps than before.")
}

func TestDeployedFlowsThatTodaysRulesRefuse(t *testing.T) {
	code, out, _ := check(t, billForAll, wrongShape)
	assert.Equal(t, exitOK, code)
	assert.Contains(t, out, "The old payload has an error")

	code, _, err := check(t, billForAll, "no JSON")
	assert.Equal(t, exitUsage, code)
	assert.Contains(t, err, "deployed.json")
}

func TestWrongUsage(t *testing.T) {
	for name, args := range map[string][]string{
		"two files": {"a.json", "b.json"},
		"no file":   {filepath.Join(t.TempDir(), "none.json")},
		"no flag":   {"--other"},
	} {
		var stdout, stderr bytes.Buffer
		assert.Equal(t, exitUsage, checkFlows(args, &stdout, &stderr), name)
		assert.NotEmpty(t, stderr.String(), name)
	}
}
