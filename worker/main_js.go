//go:build js && wasm

// Command worker is the gateway as a Cloudflare Worker: the Go side, which
// instance.ts starts once for many requests.
//
// Many requests run in one Go program, so nothing here waits on a Go timer
// (one set in a request that ended never fires), starts a goroutine that
// outlives a handler, or lets one request wait for another.
package main

import (
	_ "embed"
	"log/slog"
	"net/http"
	"time"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"

	"idenfysteps/internal/gateway"
)

//go:embed flows.json
var flowsJSON []byte

func main() {
	handler = newHandler(gateway.ConfigFrom(cloudflare.Getenv))
	workers.Ready()
	select {}
}

func newHandler(config gateway.Config) http.Handler {
	log := slog.New(slog.NewJSONHandler(hostLogger{}, nil))
	flows, err := gateway.ReadFlows(flowsJSON)
	if err != nil {
		return gateway.Refuse(config, err, log)
	}
	handler, err := gateway.New(config, flows, gateway.Ports{
		Upstream: upstream{},
		Store:    d1Store{},
		Caller:   callerOf,
		Image:    openImage,
		Now:      time.Now,
		Log:      log,
	})
	if err != nil {
		return gateway.Refuse(config, err, log)
	}
	return handler
}
