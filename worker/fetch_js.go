//go:build js && wasm

package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"idenfysteps/internal/idenfy"
)

// upstream is an [idenfy.Doer] that uses the runtime's fetch. Every body has a known
// length: whether iDenfy accepts chunked requests is unknown.
type upstream struct{}

var _ idenfy.Doer = upstream{}

func (upstream) Do(req *http.Request) (*http.Response, error) {
	reply, err := send(req)
	return responseOf(req, reply, err)
}

// receiver is an [idenfy.Doer] that returns only the status of the answer.
type receiver struct{}

var _ idenfy.Doer = receiver{}

func (receiver) Do(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	reply, err := ask(func(call int32) { hostPost(call, headOf(req)+string(body), limitOf(req)) })
	return responseOf(req, reply, err)
}

// responseOf reads a reply: its status, a line break, and its body. A [hostError]
// becomes an [idenfy.Lost].
func responseOf(req *http.Request, reply []byte, err error) (*http.Response, error) {
	if failed, ok := errors.AsType[hostError](err); ok {
		return nil, idenfy.Lost(string(failed), failed == "timeout")
	}
	if err != nil {
		return nil, err
	}
	status, body, _ := bytes.Cut(reply, []byte("\n"))
	code, err := strconv.Atoi(string(status))
	return &http.Response{
		StatusCode: code,
		Header:     http.Header{},
		Body:       io.NopCloser(bytes.NewReader(body)),
		Request:    req,
	}, err
}

// send returns what [responseOf] reads.
func send(req *http.Request) ([]byte, error) {
	if body, ok := req.Body.(*idenfy.UploadBody); ok {
		return body.Image.(*hostImage).send(req, body)
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	return ask(func(call int32) { hostFetch(call, headOf(req)+string(body), limitOf(req)) })
}

// headOf is the URL, a line for each header, and an empty line.
func headOf(req *http.Request) string {
	var head strings.Builder
	head.WriteString(req.URL.String())
	writeHeaders(&head, req.Header)
	head.WriteString("\n\n")
	return head.String()
}

// limitOf is the call's time limit in milliseconds.
func limitOf(req *http.Request) int32 { return int32(idenfy.Timeout(req.Context()).Milliseconds()) }
