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

// handler answers every request; set before the first one can come.
var handler http.Handler

// A request is what seam.ts writes, with its number.
type request struct {
	id   int32
	text []byte
}

// requests go to a goroutine that is free and whose stack is as large as the one
// before needed: growing it took a twentieth of Go's part of a request.
var requests = make(chan request)

// serve starts to answer the request that was put into the room. It returns
// before the answer is there, because an export must not block.
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

// answer gives JavaScript the answer in one piece. The handler recovers from its
// own panics; what else goes wrong ends the program, and instance.ts tells all who wait.
func (req request) answer() {
	a := &answerWriter{header: http.Header{}, status: http.StatusOK}
	handler.ServeHTTP(a, req.read())
	hostRespond(req.id, a.head(), a.body.String())
}

type requestID struct{}

// read takes a line with method and path, a line for each header, an empty line,
// and the body. An upload's body stays in JavaScript (image_js.go). What is no path
// becomes one that no route has; routes.ts lets none in.
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

// answerWriter keeps an answer until it is whole.
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

// callerHeader carries what entry.ts found in the caller's JWT, as JSON. It never
// comes from outside: entry.ts lets in no header but those that it names.
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
