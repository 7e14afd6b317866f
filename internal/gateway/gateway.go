// Package gateway is the only part that holds iDenfy's secrets: it creates
// tokens, uploads files, receives and forwards iDenfy's webhooks, and tells the
// page how a verification stands.
//
// # Using it
//
// [ConfigFrom] reads the settings, [New] makes the [http.Handler], or says what
// is missing; [Refuse] then answers in its place. The handler knows no
// platform: what it needs of one comes in through its [Ports].
//
// # Who may call
//
// A caller is whoever a verified JWT names ([grant.Caller]): a person whom the
// product's identity provider signed in, or the product's back end by a grant.
// What is asked of a person is a flow's affair ([Flows]), never the page's.
// In every mode iDenfy overwrites what an upload finds, so without a grant the
// step must be one that the last webhook asks for again.
//
// Open mode has no callers, and the page says what is asked. It is for
// development, so [New] allows it only where the upstream is on loopback, or is
// the sandbox in the same page.
//
// # Without a caller
//
// [Gateway.Sweep] forwards webhooks and forgets what is past; a host calls it
// once a minute, and [Gateway.Forward] after each webhook.
package gateway

import (
	"log/slog"
	"net/http"
	"time"

	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
)

// Ports are what the gateway needs of the platform that it runs on. All may be called
// at once. An error that is an [*idenfy.Error] is the answer; of any other the caller
// reads that the gateway failed, and the log its type, or what its LogCause() returns.
type Ports struct {
	// Upstream reaches iDenfy.
	Upstream idenfy.Doer
	// Receiver reaches the product's back end, of whose answer only the status counts.
	// It is not asked where FORWARD_URL is not set.
	Receiver idenfy.Doer
	Store    Store
	// Caller returns whom the request's verified JWT names. It fails with
	// [grant.ErrSubject] where it names nobody. It is not asked in open mode.
	Caller func(*http.Request) (*grant.Caller, error)
	// Image opens the body of an upload, without reading of it; [NewImage] does where
	// Go reads bodies itself.
	Image func(*http.Request) Image
	Now   func() time.Time
	// Log gets one line a request, one for each run that forwarded or failed to, and
	// one for what fails in a sweep.
	Log *slog.Logger
}

// A Gateway is the [http.Handler] of the routes.
type Gateway struct {
	Ports
	config    Config
	upstream  *idenfy.Client
	flows     *Flows
	open      bool
	retention time.Duration
	routes    http.Handler
}

// New returns the gateway, or what is wrong with its settings: a *[ConfigError].
func New(config Config, flows *Flows, ports Ports) (*Gateway, error) {
	if err := config.check(); err != nil {
		return nil, err
	}
	retention, err := config.retention()
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		Ports:  ports,
		config: config,
		upstream: &idenfy.Client{
			BaseURL:   config.IdenfyURL,
			APIKey:    config.APIKey,
			APISecret: config.APISecret,
			HTTP:      ports.Upstream,
		},
		flows:     flows,
		open:      config.Mode == OpenMode,
		retention: retention,
	}
	routes := newRouter(func(http.ResponseWriter, *http.Request) error { return errUnknownPath })
	for route, handler := range g.handlers() {
		routes.handle(route, handler)
	}
	g.routes = logged(routes, ports.Log)
	return g, nil
}

// handlers are the routes. The catalogue has the same ones with what a
// host may check of a request before the gateway is started for it.
func (g *Gateway) handlers() map[string]handlerFunc {
	return map[string]handlerFunc{
		"POST /v1/token":                  g.createToken,
		"POST /v1/upload":                 g.uploadStep,
		"GET /v1/verifications/{scanRef}": g.verification,
		"POST /webhooks/idenfy":           g.receiveWebhook,
		"GET /healthz":                    g.health,
	}
}

// caller returns who calls; nobody in open mode.
func (g *Gateway) caller(r *http.Request) (*grant.Caller, error) {
	if g.open {
		return nil, nil
	}
	return g.Caller(r)
}

// health answers GET /healthz, and fails where the database does. What was given
// up is a number, since anyone may ask.
func (g *Gateway) health(w http.ResponseWriter, r *http.Request) error {
	status := g.config.status()
	givenUp, err := g.Store.GivenUp(r.Context())
	if err != nil {
		return err
	}
	if g.forwards() {
		status["givenUp"] = givenUp
	}
	return respond(w, http.StatusOK, status)
}

func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) { g.routes.ServeHTTP(w, r) }

// Refuse answers every request in place of a gateway whose settings are wrong:
// 503, and for the operator one log line that names what is missing. GET
// /healthz tells which secrets are set.
func Refuse(config Config, reason error, log *slog.Logger) http.Handler {
	routes := newRouter(func(http.ResponseWriter, *http.Request) error { return notConfigured(reason) })
	routes.handle("GET /healthz", func(w http.ResponseWriter, _ *http.Request) error {
		return respond(w, http.StatusOK, config.status())
	})
	return logged(routes, log)
}
