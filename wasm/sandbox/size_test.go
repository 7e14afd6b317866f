//go:build !js

// What is true natively of this is true under js, where it takes a minute.

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/file"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/gateway"
	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
)

// TestOneSizeLimit: a file of any size is either refused in the page by a limit,
// or passes the page, the gateway and the sandbox, whatever is sent along with it.
func TestOneSizeLimit(t *testing.T) {
	box, err := sandbox.New(sandbox.Options{APIKey: "key", APISecret: "secret",
		Environment: []byte(`{"steps": {"UTILITY_BILL": {"type": "COMPARE", "fields": ["address"]}}}`)})
	require.NoError(t, err)
	made := httptest.NewRecorder()
	request := httptest.NewRequest(http.MethodPost, idenfy.TokenPath, strings.NewReader(`{"clientId":"1"}`))
	request.SetBasicAuth("key", "secret")
	box.ServeHTTP(made, request)
	var token idenfy.Token
	require.NoError(t, json.Unmarshal(made.Body.Bytes(), &token))

	largest := idenfy.Upload{ScanRef: token.ScanRef, Step: "UTILITY_BILL", AdditionalData: map[string]string{"address": ""}}
	room := file.AroundBytes - largest.Around()
	address := strings.Repeat("\x01", room/6) + strings.Repeat("a", room%6) // \x01 takes six bytes in JSON
	data, err := json.Marshal(map[string]any{"scanRef": token.ScanRef, "step": "UTILITY_BILL", "additionalData": map[string]string{"address": address}})
	require.NoError(t, err)
	upload := uploadsTo(t, box, data)
	for _, c := range []struct {
		name, head string
		boundary   int
		// over is the gateway's status for what the page refuses.
		over int
	}{
		{"a PDF", "%PDF-1.7\n", catalogue.UploadBodyBytes / 4 * 3, http.StatusRequestEntityTooLarge},
		{"a picture", "\xff\xd8\xff\xe0\x00\x10JFIF\x00", catalogue.ImageBytes, http.StatusBadRequest},
	} {
		t.Run(c.name, func(t *testing.T) {
			for size := c.boundary - 4; size <= c.boundary+4; size++ {
				content := append([]byte(c.head), bytes.Repeat([]byte{'a'}, size-len(c.head))...)
				refused := overALimit(file.Inspect(bytes.NewReader(content), int64(size), file.Options{}))
				assert.Equal(t, size > c.boundary, refused, "%d bytes in the page", size)
				want := http.StatusOK
				if refused {
					want = c.over
				}
				assert.Equal(t, want, upload(content), "%d bytes at gateway and sandbox", size)
			}
		})
	}

	t.Run("14,994,000 bytes", func(t *testing.T) { // once too large for the gateway alone
		content := append([]byte("%PDF-1.7\n"), make([]byte, 14_994_000-9)...)
		assert.True(t, overALimit(file.Inspect(bytes.NewReader(content), 14_994_000, file.Options{})))
		assert.Equal(t, http.StatusRequestEntityTooLarge, upload(content))
	})

	t.Run("a longer address", func(t *testing.T) {
		data, err := json.Marshal(map[string]any{"scanRef": token.ScanRef, "step": "UTILITY_BILL", "additionalData": map[string]string{"address": address + "a"}})
		require.NoError(t, err)
		assert.Equal(t, http.StatusBadRequest, uploadsTo(t, box, data)([]byte("%PDF-1.7\n")), "no file is too large because of what is sent along")
	})
}

// uploadsTo returns a function that uploads a file by a grant with the claims,
// through the gateway to the sandbox, and tells the status.
func uploadsTo(t *testing.T, box http.Handler, claims []byte) func(content []byte) (status int) {
	config := gateway.Config{IdenfyURL: gateway.InPageURL, APIKey: "key", APISecret: "secret", SigningKey: "signing", GrantKey: strings.Repeat("k", catalogue.GrantKeyBytes)}
	flows, err := gateway.ReadFlows([]byte(`{"default":"standard","flows":{"standard":{"request":{}}}}`))
	require.NoError(t, err)
	grants := 0
	gw, err := gateway.New(config, flows, gateway.Ports{
		Upstream: inPage{box},
		Store:    gateway.NewMemoryStore(),
		Caller: func(*http.Request) (*grant.Caller, error) {
			grants++
			var all map[string]any
			if err := json.Unmarshal(claims, &all); err != nil {
				return nil, err
			}
			all["jti"], all["exp"] = "grant-"+string(rune('a'+grants)), time.Now().Add(time.Hour).Unix()
			text, err := json.Marshal(all)
			if err != nil {
				return nil, err
			}
			return grant.NewCaller(grant.BackEnd, grant.Upload, text)
		},
		Image: gateway.NewImage,
		Now:   time.Now,
		Log:   slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	return func(content []byte) int {
		r := httptest.NewRequest(http.MethodPost, "/v1/upload?step=UTILITY_BILL&scanRef="+scanRefIn(t, claims), strings.NewReader(base64.StdEncoding.EncodeToString(content)))
		w := httptest.NewRecorder()
		gw.ServeHTTP(w, r)
		_, _ = io.Copy(io.Discard, r.Body)
		return w.Code
	}
}

func scanRefIn(t *testing.T, claims []byte) string {
	var c struct{ ScanRef string }
	require.NoError(t, json.Unmarshal(claims, &c))
	return c.ScanRef
}

// overALimit tells whether the page refuses a file by its size.
func overALimit(report file.Report) bool {
	return slices.ContainsFunc(report.Findings, func(f finding.Finding) bool {
		return f.Severity == finding.Error && strings.HasPrefix(f.Code, "limit-")
	})
}
