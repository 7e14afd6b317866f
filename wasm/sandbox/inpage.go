package main

import (
	"bytes"
	"io"
	"net/http"
)

// inPage is an idenfy.Doer that calls a handler directly.
type inPage struct{ handler http.Handler }

func (p inPage) Do(req *http.Request) (*http.Response, error) {
	w := newBuffer()
	p.handler.ServeHTTP(w, req)
	return &http.Response{
		StatusCode: w.status,
		Header:     w.header,
		Body:       io.NopCloser(&w.body),
		Request:    req,
	}, nil
}

// A buffer is an [http.ResponseWriter] that keeps the response in memory.
type buffer struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

func newBuffer() *buffer { return &buffer{header: http.Header{}, status: http.StatusOK} }

func (b *buffer) Header() http.Header { return b.header }

func (b *buffer) WriteHeader(status int) {
	// 1xx statuses are not final, and the browser's Response refuses them.
	if status >= 200 && !b.wrote {
		b.status, b.wrote = status, true
	}
}

func (b *buffer) Write(p []byte) (int, error) {
	b.wrote = true
	return b.body.Write(p)
}
