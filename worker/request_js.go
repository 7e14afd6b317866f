//go:build js && wasm

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"syscall/js"

	"idenfysteps/internal/grant"
)

// callerHeader carries what entry.ts found in the caller's JWT, as base64url of
// {kind, purpose, claims}. It never comes from outside: entry.ts hands on no
// header but those that it names.
const callerHeader = "X-Verified-Caller"

func callerOf(r *http.Request) (*grant.Caller, error) {
	text, err := base64.RawURLEncoding.DecodeString(r.Header.Get(callerHeader))
	if err != nil {
		return nil, err
	}
	var verified struct {
		Kind    grant.Kind
		Purpose grant.Purpose
		Claims  json.RawMessage
	}
	if err := json.Unmarshal(text, &verified); err != nil {
		return nil, fmt.Errorf("no verified caller: %w", err)
	}
	return grant.NewCaller(verified.Kind, verified.Purpose, verified.Claims)
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
