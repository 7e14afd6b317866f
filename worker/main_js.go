//go:build js && wasm

// Command worker is the gateway as a Cloudflare Worker: the Go side, which
// entry.ts starts. What it needs of the runtime comes through one object, the
// host of host.ts.
package main

import (
	"log/slog"
	"net/http"
	"os"
	"syscall/js"
	"time"

	"github.com/syumai/workers"
	"github.com/syumai/workers/cloudflare"

	"idenfysteps/internal/gateway"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	host := js.Global().Get("context").Get("host")
	workers.Serve(newHandler(gateway.ConfigFrom(cloudflare.Getenv), host, log))
}

func newHandler(config gateway.Config, host js.Value, log *slog.Logger) http.Handler {
	handler, err := gateway.New(config, hostFetch{host}, d1Store{host}, time.Now, log)
	if err != nil {
		return gateway.Refuse(config, err, log)
	}
	return handler
}
