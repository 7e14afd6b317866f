//go:build js && wasm

package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"syscall/js"

	"idenfysteps/internal/grant"
)

// callerHeader carries what entry.ts found in the caller's JWT: its kind, its
// purpose, and its claims as base64url of JSON, with dots between. It never comes
// from outside: entry.ts hands on no header but those that it names.
const callerHeader = "X-Verified-Caller"

func callerOf(r *http.Request) (*grant.Caller, error) {
	kind, rest, _ := strings.Cut(r.Header.Get(callerHeader), ".")
	purpose, encoded, found := strings.Cut(rest, ".")
	if !found {
		return nil, errors.New("no verified caller")
	}
	claims, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return nil, err
	}
	return grant.NewCaller(grant.Kind(kind), grant.Purpose(purpose), claims)
}

// rawBody is the JavaScript value behind a request's body, as syumai/workers keeps it.
func rawBody(r *http.Request) js.Value {
	if raw, ok := r.Body.(interface{ GetRawJSBody() js.Value }); ok {
		return raw.GetRawJSBody()
	}
	return js.Null()
}

// answered gives the handler the body that entry.ts has read, and sends its
// answer in one piece: a stream of its own would end the program with the
// first answer.
func answered(next http.Handler) http.Handler {
	uint8Array := js.Global().Get("Uint8Array")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body := rawBody(r); body.InstanceOf(uint8Array) {
			text := bytesOf(body)
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
		}
		a := &answerWriter{ResponseWriter: w}
		next.ServeHTTP(a, r)
		w.Header().Set("Content-Length", strconv.Itoa(a.body.Len()))
		w.(interface{ WriteRawJSBody(js.Value) }).WriteRawJSBody(js.ValueOf(a.body.String()))
	})
}

type answerWriter struct {
	http.ResponseWriter
	body bytes.Buffer
}

func (a *answerWriter) Write(p []byte) (int, error) { return a.body.Write(p) }
