//go:build !js

package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// startWith has only these settings in its environment: NAME=value.
func startWith(t *testing.T, settings []string, args ...string) *program {
	t.Helper()
	cmd := command(args...)
	cmd.Env = append([]string{asProgram + "=1"}, settings...)
	return startCommand(t, cmd)
}

// ended ends it and returns what it printed behind its address.
func (p *program) ended() string {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(syscall.SIGTERM))
	text, err := io.ReadAll(p.stdout)
	require.NoError(p.t, err)
	require.NoError(p.t, p.cmd.Wait(), p.stderr.String())
	return string(text)
}

// settingsIn reads lines as .dev.vars is read.
func settingsIn(lines string) map[string]string {
	read := map[string]string{}
	for line := range strings.Lines(lines) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok && !strings.HasPrefix(line, "#") {
			read[name] = value
		}
	}
	return read
}

// status is that of a call with these keys.
func (p *program) status(key, secret string) int {
	p.t.Helper()
	req, err := http.NewRequest(http.MethodPost, p.address+"/api/v2/token", strings.NewReader(`{"clientId":"1"}`))
	require.NoError(p.t, err)
	req.SetBasicAuth(key, secret)
	res, err := http.DefaultClient.Do(req)
	require.NoError(p.t, err)
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	require.NoError(p.t, err)
	return res.StatusCode
}

// TestOwnKeys: started with nothing, the sandbox prints keys that work, where no others do, and signs with what it printed.
func TestOwnKeys(t *testing.T) {
	t.Parallel()
	type delivery struct {
		signature string
		body      []byte
	}
	received := make(chan delivery, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		received <- delivery{r.Header.Get("Idenfy-Signature"), body}
	}))
	t.Cleanup(receiver.Close)
	p := startWith(t, nil, "--webhook", receiver.URL)
	var lines string
	for !strings.Contains(lines, "IDENFY_SIGNING_KEY=") { // the last
		line, err := p.stdout.ReadString('\n')
		require.NoError(t, err)
		lines += line
	}
	printed := settingsIn(lines)
	require.Len(t, printed, 4)
	assert.Equal(t, p.address, printed["IDENFY_URL"])
	key, secret := printed["IDENFY_API_KEY"], printed["IDENFY_API_SECRET"]
	for pair, status := range map[[2]string]int{
		{key, secret}:                        http.StatusCreated,
		{key, printed["IDENFY_SIGNING_KEY"]}: http.StatusBadRequest,
		{secret, key}:                        http.StatusBadRequest,
		{key, ""}:                            http.StatusBadRequest,
		{"", ""}:                             http.StatusBadRequest,
		{"key", "secret"}:                    http.StatusBadRequest,
	} {
		assert.Equal(t, status, p.status(pair[0], pair[1]), "%q", pair)
	}

	var made struct{ Verifications []struct{ ScanRef string } }
	require.NoError(t, json.Unmarshal(p.desk(http.MethodGet, "verifications", ""), &made))
	require.Len(t, made.Verifications, 1)
	p.desk(http.MethodPost, "verifications/"+made.Verifications[0].ScanRef+"/expire", "{}")
	got := <-received
	mac := hmac.New(sha256.New, []byte(printed["IDENFY_SIGNING_KEY"]))
	mac.Write(got.body)
	assert.Equal(t, hex.EncodeToString(mac.Sum(nil)), got.signature)
	assert.Empty(t, p.ended(), "nothing else is printed")

	other := startWith(t, nil)
	assert.Equal(t, http.StatusBadRequest, other.status(key, secret), "each makes its own")
}

// TestGivenKeysAreNotPrinted: those of the environment file and of IDENFY_… are used, and stay where they are.
func TestGivenKeysAreNotPrinted(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "environment.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"apiKey":"file-key","apiSecret":"file-secret","signingKey":"file-signing"}`), 0o600))
	for name, c := range map[string]struct {
		settings, args []string
		key, secret    string
	}{
		"by the environment": {[]string{"IDENFY_API_KEY=given-key", "IDENFY_API_SECRET=given-secret", "IDENFY_SIGNING_KEY=given-signing"}, nil, "given-key", "given-secret"},
		"by a file":          {nil, []string{"--env", file}, "file-key", "file-secret"},
		"one of each":        {[]string{"IDENFY_API_KEY=given-key"}, []string{"--env", file}, "given-key", "file-secret"},
	} {
		t.Run(name, func(t *testing.T) {
			p := startWith(t, c.settings, c.args...)
			assert.Equal(t, http.StatusCreated, p.status(c.key, c.secret))
			assert.Empty(t, p.ended())
		})
	}
	t.Run("a signing key alone", func(t *testing.T) {
		p := startWith(t, []string{"IDENFY_SIGNING_KEY=given-signing"})
		printed := p.ended()
		assert.Contains(t, printed, "IDENFY_API_SECRET=sandbox-")
		assert.NotContains(t, printed, "SIGNING")
		assert.NotContains(t, printed, "given-signing")
	})
}

// TestOwnKeysOverRestarts: who keeps the state has the same keys, unless others are given.
func TestOwnKeysOverRestarts(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state")
	first := startWith(t, nil, "--state", file)
	text := first.ended()
	assert.Contains(t, text, "kept in "+file)
	printed := settingsIn(text)
	require.Len(t, printed, 4)
	key, secret := printed["IDENFY_API_KEY"], printed["IDENFY_API_SECRET"]

	again := startWith(t, nil, "--state", file)
	assert.Equal(t, http.StatusCreated, again.status(key, secret))
	reprinted := settingsIn(again.ended())
	printed["IDENFY_URL"] = again.address // another port
	assert.Equal(t, printed, reprinted)

	signing := startWith(t, []string{"IDENFY_SIGNING_KEY=given-signing"}, "--state", file)
	assert.Equal(t, http.StatusCreated, signing.status(key, secret))
	assert.NotContains(t, signing.ended(), "SIGNING", "the given one is used")

	given := startWith(t, []string{"IDENFY_API_KEY=given-key", "IDENFY_API_SECRET=given-secret"}, "--state", file)
	assert.Equal(t, http.StatusBadRequest, given.status(key, secret))
	assert.Equal(t, http.StatusCreated, given.status("given-key", "given-secret"))
	assert.Empty(t, given.ended())
	state, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.NotContains(t, string(state), "given-", "what was given is not kept")
}
