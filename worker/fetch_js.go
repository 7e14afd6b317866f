//go:build js && wasm

package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"syscall/js"

	"idenfysteps/internal/idenfy"
)

// hostFetch is an [idenfy.Doer] by the runtime's own fetch. The body goes out
// in one piece, so that its length is known and kept: iDenfy is not known to
// accept a chunked request.
type hostFetch struct{ host js.Value }

var _ idenfy.Doer = hostFetch{}

func (f hostFetch) Do(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	bytesJS := js.Global().Get("Uint8Array").New(len(body))
	js.CopyBytesToJS(bytesJS, body)
	headers := map[string]any{}
	for name, values := range req.Header {
		headers[name] = strings.Join(values, ", ")
	}
	limit := idenfy.Timeout(req.Context()).Milliseconds()
	reply, err := await(f.host.Call("fetch", req.URL.String(), req.Method, headers, bytesJS, limit))
	if err != nil {
		return nil, err
	}
	if failed := reply.Get("failed"); failed.Truthy() {
		return nil, &idenfy.TransportError{Timeout: failed.String() == "timeout", Reason: failed.String()}
	}
	text := make([]byte, reply.Get("body").Get("byteLength").Int())
	js.CopyBytesToGo(text, reply.Get("body"))
	return &http.Response{
		StatusCode: reply.Get("status").Int(),
		Header:     http.Header{},
		Body:       io.NopCloser(bytes.NewReader(text)),
		Request:    req,
	}, nil
}
