//go:build !js

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/sandbox"
)

// start runs the server until the test ends and returns its address.
func start(t *testing.T, args ...string) string {
	t.Helper()
	t.Setenv("IDENFY_API_KEY", "key")
	t.Setenv("IDENFY_API_SECRET", "secret")
	ctx, stop := context.WithCancel(t.Context())
	out, ready := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"--addr", "127.0.0.1:0"}, args...), ready)
		ready.CloseWithError(io.EOF)
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		assert.NoError(t, <-ended)
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "sandbox: ")
	require.True(t, ok, line)
	return address
}

func createToken(t *testing.T, address string) string {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, address+"/api/v2/token", strings.NewReader(`{"clientId":"1"}`))
	require.NoError(t, err)
	req.SetBasicAuth("key", "secret")
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusCreated, res.StatusCode, "%s", body)
	return string(body)
}

func TestServer(t *testing.T) {
	address := start(t)
	assert.Contains(t, createToken(t, address), `"redirectUrl":"`+address+`/api/v2/redirect`)
}

func TestServerFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "environment.json")
	require.NoError(t, os.WriteFile(file, []byte(`{"steps":{"SELFIE":{}}}`), 0o600))
	body := createToken(t, start(t, "--env", file, "--base", "https://sandbox.example"))
	assert.Contains(t, body, `"SELFIE"`)
	assert.Contains(t, body, `"redirectUrl":"https://sandbox.example/api/v2/redirect`)
	assert.Contains(t, createToken(t, start(t, "--env", "seed-extract")), `"EXTRACT"`)
}

// TestEnvironmentWarnings: what would only surprise is told, and served all the same.
func TestEnvironmentWarnings(t *testing.T) {
	file := filepath.Join(t.TempDir(), "environment.json")
	require.NoError(t, os.WriteFile(file, []byte("{\"steps\": {\n\"POA2\": {\"type\": \"COMPARE\"}}}"), 0o600))
	p := startProgram(t, "--env", file)
	p.end(syscall.SIGTERM)
	assert.Contains(t, p.stderr.String(), file+":2:18: warning: A step of type COMPARE without fields has nothing to compare")
}

// TestEveryAddress: told by which name others reach it, the sandbox listens to
// them, and answers under that name and loopback's only.
func TestEveryAddress(t *testing.T) {
	address := start(t, "--addr", "0.0.0.0:0", "--base", "http://sandbox.internal:8788")
	port, ok := strings.CutPrefix(address, "http://127.0.0.1:")
	require.True(t, ok, address)
	for host, status := range map[string]int{
		"sandbox.internal:8788": http.StatusOK, "127.0.0.1:" + port: http.StatusOK,
		"sandbox.internal": http.StatusBadRequest, "192.0.2.1:" + port: http.StatusBadRequest,
	} {
		req, err := http.NewRequest(http.MethodGet, address+"/_sandbox/", nil)
		require.NoError(t, err)
		req.Host = host
		res, err := http.DefaultClient.Do(req)
		require.NoError(t, err)
		res.Body.Close()
		assert.Equal(t, status, res.StatusCode, host)
	}
}

// TestKeepTime: a session ends, and its webhook goes out, without anybody looking.
func TestKeepTime(t *testing.T) {
	events := make(chan string, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		events <- r.Header.Get("Idenfy-Event-Type")
	}))
	t.Cleanup(receiver.Close)
	var now atomic.Int64
	box, err := sandbox.New(sandbox.Options{
		APIKey: "key", APISecret: "secret", Webhook: receiver.URL, HTTP: receiver.Client(),
		Now: func() time.Time { return time.Unix(now.Load(), 0) },
	})
	require.NoError(t, err)
	server := httptest.NewServer(box)
	t.Cleanup(server.Close)
	createToken(t, server.URL)

	ticks := make(chan time.Time)
	go keepTime(t.Context(), box, ticks)
	now.Store(3599)
	ticks <- time.Time{}
	ticks <- time.Time{} // is taken when the first is done with
	require.Empty(t, events)
	now.Store(3600)
	ticks <- time.Time{}
	assert.Equal(t, "IDENTIFICATION_EXPIRED", <-events)
}

// startHoldingReceiver tells of each webhook and answers none before its release.
func startHoldingReceiver(t *testing.T) (url string, received <-chan struct{}, release func()) {
	came, released := make(chan struct{}, 9), make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		came <- struct{}{}
		<-released
	}))
	t.Cleanup(receiver.Close)
	return receiver.URL, came, func() { close(released) }
}

// TestNobodyWaitsForTheReceiver: while it holds what was due, the desk and iDenfy's API answer.
func TestNobodyWaitsForTheReceiver(t *testing.T) {
	receiver, received, release := startHoldingReceiver(t)
	defer release()
	p := startProgram(t, "--webhook", receiver)
	var made struct{ ScanRef string }
	require.NoError(t, json.Unmarshal(p.partner("/api/v2/token", `{"clientId":"1"}`), &made))
	p.desk(http.MethodPost, "verifications/"+made.ScanRef+"/expire", `{"delivery":{"times":3,"after":1}}`)
	<-received // one is under way, two are due
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		p.desk(http.MethodGet, "verifications", "")
		p.desk(http.MethodGet, "verifications/"+made.ScanRef, "")
		p.partner("/api/v2/status", `{"scanRef":"`+made.ScanRef+`"}`)
	}()
	select {
	case <-answered:
	case <-received:
		t.Fatal("somebody who only looks sent the next webhook, and waits for its answer")
	}
}

// TestEndsWhileAReceiverHolds: who ends the sandbox is told no error because a receiver does not answer.
func TestEndsWhileAReceiverHolds(t *testing.T) {
	t.Parallel() // it takes the five seconds that requests under way are given
	receiver, received, release := startHoldingReceiver(t)
	defer release()
	p := startProgram(t, "--webhook", receiver)
	var made struct{ ScanRef string }
	require.NoError(t, json.Unmarshal(p.partner("/api/v2/token", `{"clientId":"1"}`), &made))
	req, err := http.NewRequest(http.MethodPost, p.address+"/_sandbox/api/verifications/"+made.ScanRef+"/expire", strings.NewReader("{}"))
	require.NoError(t, err)
	req.Header.Set("X-Sandbox", "1")
	go http.DefaultClient.Do(req) // is cut off
	<-received
	p.end(syscall.SIGTERM)
}

// TestRedirectsAreNotFollowed: a receiver that sends webhooks elsewhere has not taken them.
func TestRedirectsAreNotFollowed(t *testing.T) {
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/elsewhere" {
			http.Redirect(w, r, "/elsewhere", http.StatusMovedPermanently)
		}
	}))
	t.Cleanup(receiver.Close)
	p := startProgram(t, "--webhook", receiver.URL+"/webhooks")
	var made struct{ ScanRef string }
	require.NoError(t, json.Unmarshal(p.partner("/api/v2/token", `{"clientId":"1"}`), &made))
	var sent struct {
		Attempts []struct {
			Accepted bool
			Status   int
			Problem  string
		}
	}
	require.NoError(t, json.Unmarshal(p.desk(http.MethodPost, "verifications/"+made.ScanRef+"/expire", "{}"), &sent))
	require.Len(t, sent.Attempts, 1)
	assert.False(t, sent.Attempts[0].Accepted)
	assert.Equal(t, http.StatusMovedPermanently, sent.Attempts[0].Status, sent.Attempts[0].Problem)
}

// TestServerRefuses: what cannot be served is said in one line.
func TestServerRefuses(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { busy.Close() })
	bad := filepath.Join(t.TempDir(), "bad.json")
	require.NoError(t, os.WriteFile(bad, []byte(`{"steps":[]}`), 0o600))
	for name, c := range map[string]struct {
		args []string
		key  string
		says string
	}{
		"a busy port":             {[]string{"--addr", busy.Addr().String()}, "key", "is in use"},
		"every address":           {[]string{"--addr", "0.0.0.0:0"}, "key", "not on loopback"},
		"every address, in short": {[]string{"--addr", ":0"}, "key", "not on loopback"},
		"another machine's":       {[]string{"--addr", "192.0.2.1:0"}, "key", "not on loopback"},
		"not ours, with a name":   {[]string{"--addr", "192.0.2.1:0", "--base", "http://box"}, "key", "cannot listen on 192.0.2.1"},
		"no port":                 {[]string{"--addr", "127.0.0.1"}, "key", "not an address like"},
		"no such environment":     {[]string{"--addr", "127.0.0.1:0", "--env", "other"}, "key", "no built-in environment"},
		"a bad environment":       {[]string{"--addr", "127.0.0.1:0", "--env", bad}, "key", "line 1, column 10"},
		"half a pair":             {[]string{"--addr", "127.0.0.1:0"}, "", "IDENFY_API_KEY"},
		"a flag misspelt":         {[]string{"--adr", "127.0.0.1:0"}, "key", "--adr"},
		"a word too many":         {[]string{"demo"}, "key", `"demo" is not a flag`},
		"a webhook without http":  {[]string{"--webhook", "localhost:3000/webhooks"}, "key", "--webhook localhost:3000/webhooks is not a URL"},
		"a base without a host":   {[]string{"--base", "sandbox"}, "key", "--base sandbox is not a URL"},
		"a gateway of spaces":     {[]string{"--scenario", "forged", "--gateway", "http:// box"}, "key", "--gateway http:// box is not a URL"},
		"a gateway too many":      {[]string{"--gateway", "http://127.0.0.1:1"}, "key", "with --scenario only"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("IDENFY_API_KEY", c.key)
			t.Setenv("IDENFY_API_SECRET", "secret")
			err := run(t.Context(), c.args, io.Discard)
			require.ErrorContains(t, err, c.says)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}
