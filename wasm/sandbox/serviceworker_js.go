//go:build js && wasm

// Command sandbox stands in for iDenfy. Built natively it is a local server
// (server.go); built for js it runs in a page's service worker, together with the
// gateway, so that the page works without a server.
package main

import (
	"bytes"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"syscall/js"
	"time"

	wasmhttp "github.com/nlepage/go-wasm-http-server/v2"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/gateway"
	"idenfysteps/internal/sandbox"
)

// The service worker serves paths below root, which web/site/sw.ts has, too.
const (
	root       = "/no-server"
	idenfyPath = "/idenfy"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	handler, err := newHandler(js.Global().Get("location").Get("origin").String()+root, log)
	if err != nil {
		log.Error("sandbox not started", "reason", err.Error())
		os.Exit(1)
	}
	if _, err := wasmhttp.Serve(buffered(handler)); err != nil {
		log.Error("sandbox not started", "reason", err.Error())
		os.Exit(1)
	}
	select {}
}

// newHandler connects the gateway and the sandbox by calls, with the same Basic auth
// and signatures as over a network.
func newHandler(base string, log *slog.Logger) (http.Handler, error) {
	config := gateway.Config{
		Mode:       gateway.OpenMode,
		IdenfyURL:  gateway.InPageURL,
		APIKey:     rand.Text(),
		APISecret:  rand.Text(),
		SigningKey: rand.Text(),
	}
	mux := http.NewServeMux()
	idenfy, err := sandbox.New(sandbox.Options{
		APIKey:     config.APIKey,
		APISecret:  config.APISecret,
		SigningKey: config.SigningKey,
		BaseURL:    base + idenfyPath,
		Webhook:    gateway.InPageURL + "/webhooks/idenfy",
		HTTP:       inPage{mux},
		Now:        time.Now,
		Log:        log,
	})
	if err != nil {
		return nil, err
	}
	gw, err := gateway.New(config, nil, gateway.Ports{
		Upstream: inPage{idenfy},
		Store:    gateway.NewMemoryStore(),
		Image:    gateway.NewImage,
		Now:      time.Now,
		Log:      log,
	})
	if err != nil {
		return nil, err
	}
	mux.Handle(idenfyPath+"/", http.StripPrefix(idenfyPath, idenfy))
	mux.Handle("/", gw)
	return mux, nil
}

// buffered adds what go-wasm-http-server leaves out of a request (the length of its
// body, which a service worker does not know). It sends the response in one write, so
// that a page that disappears during one does not end the Go program.
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
