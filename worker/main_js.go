//go:build js && wasm

// Command worker is the Go side of the gateway as a Cloudflare Worker. instance.ts
// starts it once for many requests.
//
// Because many requests share one Go program, nothing here waits for a Go timer (it
// never fires once the request that set it has ended), starts a goroutine that
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

// chores handles the methods SWEEP and FORWARD, which only entry.ts sends: it refuses
// outside requests with a method that no route has.
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
