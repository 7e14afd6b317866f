// Package gateway is the only part that holds iDenfy's secrets: it creates
// tokens, sends files on, receives iDenfy's webhooks, and tells the page how a
// verification stands.
//
// # Using it
//
// [ConfigFrom] reads the settings, [New] makes the [http.Handler], or says what
// is missing; [Refuse] then answers in its place. The handler knows no
// platform: what it needs of one comes in through the [Store] and an
// [idenfy.Doer].
//
// # Who may call
//
// This version serves open mode only: no grants, and the page says what is
// asked. Open mode is for development, so [New] allows it only where the
// upstream is on loopback, or is the sandbox in the same page. An upload needs
// more even so: iDenfy overwrites what was there, so the step must be one that
// the last webhook asks for again.
package gateway

import (
	"log/slog"
	"net/http"
	"time"

	"idenfysteps/internal/idenfy"
)

// Version is told by GET /healthz.
const Version = "0.1.0"

// A Gateway is the [http.Handler] of the routes.
type Gateway struct {
	upstream   *idenfy.Client
	signingKey string
	store      Store
	now        func() time.Time
	routes     http.Handler
}

// New returns the gateway, or what is wrong with its settings: a *[ConfigError].
// doer reaches iDenfy; log gets one line a request.
func New(config Config, doer idenfy.Doer, store Store, now func() time.Time, log *slog.Logger) (*Gateway, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	g := &Gateway{
		upstream: &idenfy.Client{
			BaseURL:   config.IdenfyURL,
			APIKey:    config.APIKey,
			APISecret: config.APISecret,
			HTTP:      doer,
		},
		signingKey: config.SigningKey,
		store:      store,
		now:        now,
	}
	routes := newRouter(func(http.ResponseWriter, *http.Request) error { return errUnknownPath })
	routes.handle("POST /v1/token", g.createToken)
	routes.handle("POST /v1/upload", g.uploadStep)
	routes.handle("GET /v1/verifications/{scanRef}", g.verification)
	routes.handle("POST /webhooks/idenfy", g.receiveWebhook)
	routes.handle("GET /healthz", config.health)
	g.routes = logged(routes, log)
	return g, nil
}

func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.routes.ServeHTTP(w, r) }

// Refuse answers every request in place of a gateway whose settings are wrong:
// 503, and for the operator one log line that names what is missing. GET
// /healthz tells which secrets are set.
func Refuse(config Config, reason error, log *slog.Logger) http.Handler {
	routes := newRouter(func(http.ResponseWriter, *http.Request) error { return notConfigured(reason) })
	routes.handle("GET /healthz", config.health)
	return logged(routes, log)
}
