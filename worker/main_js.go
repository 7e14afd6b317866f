//go:build js && wasm

// Command worker is the gateway as a Cloudflare Worker: the Go side, which
// instance.ts starts once for many requests.
//
// Many requests run in one Go program, so nothing here waits on a Go timer
// (one set in a request that ended never fires), starts a goroutine that
// outlives a handler, or lets one request wait for another.
package main

import (
	"context"
	_ "embed"
	"log/slog"
	"net/http"
	"time"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"

	"idenfysteps/internal/d1store"
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
		Receiver: receiver{},
		Store:    d1store.New(runInD1),
		Caller:   callerOf,
		Image:    openImage,
		Now:      time.Now,
		Log:      log,
	})
	if err != nil {
		return gateway.Refuse(config, err, log)
	}
	return chores(handler)
}

// chores does what entry.ts asks for by a method of its own, and no request from
// outside can: entry.ts lets in the methods of routes.json only.
func chores(g *gateway.Gateway) http.Handler {
	do := map[string]func(context.Context){"SWEEP": g.Sweep, "FORWARD": g.Forward}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if chore, ok := do[r.Method]; ok {
			chore(r.Context())
			return
		}
		g.ServeHTTP(w, r)
	})
}
