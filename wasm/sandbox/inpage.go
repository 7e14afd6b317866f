package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"idenfysteps/internal/catalogue"
)

// inPage sends requests straight to a handler; it has the method of *http.Client.
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

// buffered completes what go-wasm-http-server leaves out of a request (the
// length of its body, which a service worker is not told), and sends the answer
// in one piece, so that a page that goes away in the middle of one does not end
// the Go program.
func buffered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Body == nil {
			r.Body = http.NoBody
		}
		r.Host = r.URL.Host
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, catalogue.RequestBytes))
		if err != nil {
			http.Error(w, "the body broke off or is too large", http.StatusBadRequest)
			return
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		answer := newBuffer()
		next.ServeHTTP(answer, r)
		if r.Context().Err() != nil {
			return
		}
		for name, values := range answer.header {
			w.Header().Set(name, strings.Join(values, ", "))
		}
		w.WriteHeader(answer.status)
		if r.Method != http.MethodHead {
			_, _ = w.Write(answer.body.Bytes()) // the page has gone; there is nobody to tell
		}
	})
}

// A buffer is a whole answer in memory.
type buffer struct {
	header http.Header
	status int
	wrote  bool
	body   bytes.Buffer
}

var _ http.ResponseWriter = (*buffer)(nil)

func newBuffer() *buffer { return &buffer{header: http.Header{}, status: http.StatusOK} }

func (b *buffer) Header() http.Header { return b.header }

func (b *buffer) WriteHeader(status int) {
	// 1xx are no answers, and the browser's Response refuses them.
	if status >= 200 && !b.wrote {
		b.status, b.wrote = status, true
	}
}

func (b *buffer) Write(p []byte) (int, error) {
	b.wrote = true
	return b.body.Write(p)
}
