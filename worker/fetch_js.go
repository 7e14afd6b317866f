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

// hostFetch is an [idenfy.Doer] by the runtime's own fetch. A body has a known
// length: iDenfy is not known to accept a chunked request.
type hostFetch struct{ host *host }

var _ idenfy.Doer = hostFetch{}

func (f hostFetch) Do(req *http.Request) (*http.Response, error) {
	reply, err := f.send(req)
	if err != nil {
		return nil, err
	}
	if failed := reply.Get("failed"); failed.Truthy() {
		return nil, &idenfy.TransportError{Timeout: failed.String() == "timeout", Reason: failed.String()}
	}
	return &http.Response{
		StatusCode: reply.Get("status").Int(),
		Header:     http.Header{},
		Body:       io.NopCloser(strings.NewReader(reply.Get("body").String())),
		Request:    req,
	}, nil
}

func (f hostFetch) send(req *http.Request) (js.Value, error) {
	if body, ok := req.Body.(*idenfy.UploadBody); ok {
		return body.Image.(hostImage).send(req, body)
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(req.Body); err != nil {
		return js.Value{}, err
	}
	return f.host.ask(f.host.Value, "fetch", req.URL.String(), headersOf(req), body.String(), limitOf(req))
}

func headersOf(req *http.Request) map[string]any {
	headers := map[string]any{}
	for name, values := range req.Header {
		headers[name] = strings.Join(values, ", ")
	}
	return headers
}

// limitOf is how long the call may take, in milliseconds.
func limitOf(req *http.Request) int64 { return idenfy.Timeout(req.Context()).Milliseconds() }
