//go:build js && wasm

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"idenfysteps/internal/grant"
)

// handler answers every request; main sets it before the first one.
var handler http.Handler

// A request is the text that seam.ts writes, and its number.
type request struct {
	id   int32
	text []byte
}

// requests are handed to an idle goroutine, whose stack has grown already: growing one
// took a twentieth of the time that a request spends in Go.
var requests = make(chan request)

// serve starts to answer the request in given. It returns before the answer, because
// an export must not block.
//
//go:wasmexport serve
func serve(id int32) {
	r := request{id, given}
	select {
	case requests <- r:
	default:
		go answerAll(r)
	}
}

func answerAll(r request) {
	for {
		r.answer()
		r = <-requests
	}
}

// answer passes the complete answer to JavaScript. The handler recovers from its own
// panics; any other panic ends the program, and instance.ts fails the waiting requests.
func (req request) answer() {
	a := &answerWriter{header: http.Header{}, status: http.StatusOK}
	handler.ServeHTTP(a, req.read())
	hostRespond(req.id, a.head(), a.body.String())
}

type requestID struct{}

// read parses a line with method and path, a line for each header, an empty line, and
// the body. An upload's body stays in JavaScript (image_js.go). An invalid path becomes
// one that no route has; routes.ts refuses those before.
func (req request) read() *http.Request {
	head, body, _ := bytes.Cut(req.text, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	method, path, _ := strings.Cut(lines[0], " ")
	address, err := url.ParseRequestURI(path)
	if err != nil {
		address = &url.URL{Path: "/"}
	}
	r := &http.Request{
		Method: method, URL: address, Header: http.Header{},
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		r.Header.Set(name, value)
	}
	if length, err := strconv.ParseInt(r.Header.Get("Content-Length"), 10, 64); err == nil {
		r.ContentLength = length
	}
	return r.WithContext(context.WithValue(context.Background(), requestID{}, req.id))
}

// answerWriter is an [http.ResponseWriter] that buffers the answer.
type answerWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answerWriter) Header() http.Header         { return a.header }
func (a *answerWriter) WriteHeader(status int)      { a.status = status }
func (a *answerWriter) Write(p []byte) (int, error) { return a.body.Write(p) }

// head is the status and the headers, a line each.
func (a *answerWriter) head() string {
	var head strings.Builder
	head.WriteString(strconv.Itoa(a.status))
	writeHeaders(&head, a.header)
	return head.String()
}

func writeHeaders(head *strings.Builder, header http.Header) {
	for name, values := range header {
		head.WriteString("\n" + name + ": " + strings.Join(values, ", "))
	}
}

// callerHeader carries the verified caller from entry.ts, as JSON. A client cannot set
// it: entry.ts forwards only the headers that it names.
const callerHeader = "X-Verified-Caller"

func callerOf(r *http.Request) (*grant.Caller, error) {
	var verified struct {
		Kind    grant.Kind      `json:"kind"`
		Purpose grant.Purpose   `json:"purpose"`
		Claims  json.RawMessage `json:"claims"`
	}
	if err := json.Unmarshal([]byte(r.Header.Get(callerHeader)), &verified); err != nil {
		return nil, err
	}
	return grant.NewCaller(verified.Kind, verified.Purpose, verified.Claims)
}
