//go:build !js

package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox/scenario"
)

// play runs the program with --scenario against a receiver and returns what it writes.
func play(t *testing.T, receiver http.HandlerFunc, args ...string) (string, error) {
	t.Helper()
	t.Setenv("IDENFY_SIGNING_KEY", "TestingKey")
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	var out bytes.Buffer
	args = append([]string{"--addr", "127.0.0.1:0", "--webhook", server.URL, "--speed", "1e9"}, args...)
	err := run(t.Context(), args, &out)
	return out.String(), err
}

// verifies answers as whoever checks signatures does.
func verifies(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if !idenfy.VerifySignature("TestingKey", body, r.Header.Get(idenfy.SignatureHeader)) {
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func TestScenario(t *testing.T) {
	out, err := play(t, verifies, "--scenario", "all")
	require.NoError(t, err, out)
	for _, name := range scenario.Shipped() {
		assert.Contains(t, out, name+": ")
	}
	assert.Contains(t, out, "7 scenarios: 7 as they should be, 0 not")

	out, err = play(t, func(http.ResponseWriter, *http.Request) {}, "--scenario", "forged")
	require.ErrorIs(t, err, errBroken)
	assert.Contains(t, out, "BROKEN  webhook “unsigned” without a signature is refused")
	assert.Contains(t, out, "(forged:10)", "the line of the scenario")
	assert.Contains(t, out, "forged: 1 kept, 2 broken, 3 not checked (give --gateway)")
}

func TestScenarioFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"title": "Mine", "environment": "seed-upload", "timeline": [
		{"token": {"request": {"clientId": "1"}}},
		{"window": {}},
		{"verdict": {"additionalSteps": "VALID"}},
		{"expect": {"status": "APPROVED"}}
	]}`), 0o600))
	out, err := play(t, verifies, "--scenario", file)
	require.NoError(t, err, out)
	assert.Contains(t, out, file+": 2 kept, 0 broken, 0 not checked\n")

	require.NoError(t, os.WriteFile(file, []byte(`{"title": "Mine"}`), 0o600))
	_, err = play(t, verifies, "--scenario", file)
	require.ErrorContains(t, err, "cannot be played")
}

func TestScenarioList(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"--scenario", "list"}, &out))
	assert.Len(t, strings.Split(strings.TrimSpace(out.String()), "\n"), len(scenario.Shipped()))
	assert.Contains(t, out.String(), "bad-bill                  A bill that is too old")
}

// TestScenarioRefuses: what cannot be played is said in one line.
func TestScenarioRefuses(t *testing.T) {
	const receiver, key = "--webhook=http://127.0.0.1:1", "TestingKey"
	for name, c := range map[string]struct {
		args []string
		key  string
		says string
	}{
		"no such scenario": {[]string{"--scenario", "other", receiver}, key, "none of those that --scenario list shows"},
		"no signing key":   {[]string{"--scenario", "forged", receiver}, "", "IDENFY_SIGNING_KEY"},
		"no receiver":      {[]string{"--scenario", "forged"}, key, "--webhook"},
		"no API keys":      {[]string{"--scenario", "forged", "--gateway", "http://127.0.0.1:1"}, key, "IDENFY_API_KEY"},
		"no speed":         {[]string{"--scenario", "forged", receiver, "--speed", "0"}, key, "--speed"},
		"an environment":   {[]string{"--scenario", "forged", receiver, "--env", "demo"}, key, "the scenario has its own"},
		"a state":          {[]string{"--scenario", "forged", receiver, "--state", "file"}, key, "each scenario begins anew"},
		"every address":    {[]string{"--scenario", "forged", receiver, "--addr", ":0"}, key, "not on loopback"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("IDENFY_API_KEY", "")
			t.Setenv("IDENFY_SIGNING_KEY", c.key)
			err := run(t.Context(), c.args, io.Discard)
			require.ErrorContains(t, err, c.says)
			assert.NotErrorIs(t, err, errBroken)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

// TestServiceWorkerImports: scenarios and the server's flags are of no use in a
// page, which would pay for them.
func TestServiceWorkerImports(t *testing.T) {
	list := exec.Command("go", "list", "-deps", ".")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	deps, err := list.Output()
	require.NoError(t, err)
	linked := strings.Fields(string(deps))
	assert.Contains(t, linked, "idenfysteps/internal/sandbox")
	for _, name := range []string{"idenfysteps/internal/sandbox/scenario", "github.com/spf13/pflag", "image"} {
		assert.NotContains(t, linked, name)
	}
}
