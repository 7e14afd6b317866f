//go:build !js

package main

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// picture is as much of a PNG as an upload needs: one grey pixel.
const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="

// TestStateOverRestarts tells a story whose process is ended after each
// sentence, well or by force, and goes on in another.
func TestStateOverRestarts(t *testing.T) {
	events := make(chan string, 10)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		events <- r.Header.Get("Idenfy-Event-Type")
	}))
	t.Cleanup(receiver.Close)
	file := filepath.Join(t.TempDir(), "state")
	start := func() *program { return startProgram(t, "--state", file, "--webhook", receiver.URL) }

	p := start()
	var made struct{ ScanRef, AuthToken string }
	require.NoError(t, json.Unmarshal(p.partner("/api/v2/token", `{"clientId":"1","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}}`), &made))
	window := func(path, body string) {
		t.Helper()
		p.call(http.MethodPost, "/window/"+path, body, func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+made.AuthToken) })
	}
	png, err := base64.StdEncoding.DecodeString(picture)
	require.NoError(t, err)
	window("document", `{"country":"LT","document":"PASSPORT"}`)
	window("upload?step=UTILITY_BILL", string(png))
	before := p.desk(http.MethodGet, "verifications", "")
	p.end(syscall.SIGTERM)

	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	p = start()
	assert.JSONEq(t, string(before), string(p.desk(http.MethodGet, "verifications", "")))
	window("finish", "")
	p.desk(http.MethodPost, "verifications/"+made.ScanRef+"/judge", `{"additionalSteps":"INVALID","delivery":{"after":2}}`)
	require.Eventually(t, func() bool { return saved(t, file, "SUSPECTED") }, 2*time.Minute, 50*time.Millisecond, "a second after a change it is saved")
	p.end(syscall.SIGKILL)

	p = start()
	select {
	case event := <-events:
		assert.Equal(t, "IDENTIFICATION_MANUAL_FINISHED", event, "what was due when the process was killed is sent by the next")
	case <-time.After(2 * time.Minute):
		t.Fatal("the webhook that was due never came")
	}
	p.partner("/api/v2/upload-additional-step", `{"scanRef":"`+made.ScanRef+`","step":"UTILITY_BILL","image":"`+picture+`"}`)
	p.end(syscall.SIGTERM)

	p = start()
	assert.Contains(t, string(p.desk(http.MethodPost, "verifications/"+made.ScanRef+"/judge", `{"additionalSteps":"VALID"}`)), "IDENTIFICATION_RESUBMITTED")
	p.end(syscall.SIGTERM)

	left, err := filepath.Glob(file + "*")
	require.NoError(t, err)
	assert.Equal(t, []string{file}, left, "nothing else is left beside it")
}

func saved(t *testing.T, file, what string) bool {
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return strings.Contains(string(text), `"`+what+`"`)
}

// TestStateRefused: what is no state, or not a whole one, is one clear error, exit code 2, and stays as it is.
func TestStateRefused(t *testing.T) {
	directory := t.TempDir()
	whole := filepath.Join(directory, "whole")
	p := startProgram(t, "--state", whole)
	p.partner("/api/v2/token", `{"clientId":"1"}`)
	p.end(syscall.SIGTERM)
	state, err := os.ReadFile(whole)
	require.NoError(t, err)

	for name, c := range map[string]struct{ text, says string }{
		"foreign": {`{"name": "idenfy-steps"}`, "this is not the state of a sandbox"},
		"cut off": {string(state[:len(state)/2]), "the state is damaged"},
		"changed": {strings.Replace(string(state), "ACTIVE", "DENIED", 1), "the state is damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(directory, name)
			require.NoError(t, os.WriteFile(file, []byte(c.text), 0o640))
			cmd := command("--state", file)
			said, _ := cmd.CombinedOutput()
			assert.Equal(t, 2, cmd.ProcessState.ExitCode())
			assert.Contains(t, string(said), c.says)
			assert.Contains(t, string(said), file+" cannot be used, and was left as it is")
			assert.Equal(t, 1, strings.Count(string(said), "\n"), "one line: %s", said)
			left, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, c.text, string(left))
		})
	}
	t.Run("no file", func(t *testing.T) {
		pipe := filepath.Join(directory, "pipe")
		require.NoError(t, syscall.Mkfifo(pipe, 0o600))
		for _, path := range []string{pipe, directory} {
			before, err := os.Stat(path)
			require.NoError(t, err)
			cmd := command("--state", path)
			reading := time.AfterFunc(2*time.Minute, func() { cmd.Process.Kill() }) // nobody writes into the pipe
			said, _ := cmd.CombinedOutput()
			reading.Stop()
			assert.Contains(t, string(said), path+" is no file that could be replaced")
			assert.Equal(t, 2, cmd.ProcessState.ExitCode())
			after, err := os.Stat(path)
			require.NoError(t, err)
			assert.True(t, os.SameFile(before, after))
		}
	})
	t.Run("a link", func(t *testing.T) {
		file, link := filepath.Join(directory, "linked"), filepath.Join(directory, "link")
		require.NoError(t, os.WriteFile(file, nil, 0o600))
		require.NoError(t, os.Symlink(file, link))
		p := startProgram(t, "--state", link)
		p.partner("/api/v2/token", `{"clientId":"1"}`)
		p.end(syscall.SIGTERM)
		to, err := os.Readlink(link)
		require.NoError(t, err, "it is still a link")
		assert.Equal(t, file, to)
		assert.True(t, saved(t, file, "ACTIVE"))
	})
	t.Run("nowhere to write", func(t *testing.T) {
		cmd := command("--state", filepath.Join(directory, "no", "such", "directory"))
		said, _ := cmd.CombinedOutput()
		assert.Equal(t, 2, cmd.ProcessState.ExitCode())
		assert.Contains(t, string(said), "the state could not be saved")
	})
	t.Run("empty", func(t *testing.T) {
		file := filepath.Join(directory, "empty")
		require.NoError(t, os.WriteFile(file, nil, 0o644))
		p := startProgram(t, "--state", file)
		info, err := os.Stat(file)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "whoever made it")
		assert.Contains(t, string(p.desk(http.MethodGet, "verifications", "")), `"total":0`)
		p.end(syscall.SIGTERM)
	})
}
