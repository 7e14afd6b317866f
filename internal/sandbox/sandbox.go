package sandbox

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"idenfysteps/internal/idenfy"
)

// Options configure a [Sandbox].
type Options struct {
	// Environment is what iDenfy's staff would configure, as JSON (see the
	// package comment); nil means the built-in demo.
	Environment []byte
	// APIKey, APISecret and SigningKey override the environment's. If there is neither
	// an API key nor an API secret, the sandbox makes its own: [Sandbox.OwnKeys].
	APIKey, APISecret, SigningKey string
	// BaseURL is the sandbox's public URL, without a slash at its end; redirectUrl
	// and the file URLs begin with it.
	BaseURL string
	// Webhook is the receiver's URL; "" sends no webhooks, and the desk says so.
	Webhook string
	// HTTP delivers webhooks.
	HTTP idenfy.Doer
	// Now is the clock; nil is [time.Now].
	Now func() time.Time
	// Ticks says that [Sandbox.DeliverDue] is called regularly, as a server does.
	// Otherwise calls that read the state send due webhooks first, and wait for the receiver.
	Ticks bool
	// Guard refuses a foreign Host or Origin. A server on loopback needs it: a page
	// of any site can send it requests.
	Guard bool
	// Log gets what happens, without anything personal; nil logs nothing.
	Log *slog.Logger
}

// A Sandbox is one stand-in iDenfy with all its state.
type Sandbox struct {
	options     Options
	environment *environment
	now         func() time.Time
	log         *slog.Logger
	handler     http.Handler
	fileKey     string                // signs file URLs
	pictures    map[string]*givenFile // by key in fileUrls: everybody's ID and face

	mu            sync.Mutex
	version       int             // grows with every change, for clients that poll
	verifications []*verification // oldest first
	byScanRef     map[string]*verification
	byAuthToken   map[string]*verification
	files         map[string]*givenFile // by id
	due           []due                 // the earliest first
	underWay      []due                 // webhooks whose receiver has not answered yet
	// What is left of the environment's credits; nil means unlimited.
	typeCredits, nameCredits map[string]int
	requests                 int // of the partner since hourBegan
	hourBegan                time.Time
}

// New makes a sandbox. The error is [ErrHalfAPair], or says where the first error
// of the environment is and how to fix it.
func New(options Options) (*Sandbox, error) {
	environment, err := readEnvironment(options)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{options: options, environment: environment, now: options.Now, log: options.Log, fileKey: newID(authTokenBytes), pictures: samplePictures()}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.forget()
	s.handler = s.routes()
	if options.Guard {
		s.handler = s.guarded(s.handler)
	}
	return s, nil
}

// OwnKeys returns the keys that the sandbox made itself, "" for each key that was
// given. They are part of the state, so [Sandbox.Load] may replace them.
func (s *Sandbox) OwnKeys() Keys { return s.environment.own }

// ServeHTTP serves iDenfy's API, its window, and the desk.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// A route is a pattern of [http.ServeMux] and its handler.
type route struct {
	pattern string
	handle  handler
}

// routes loops over a table: separate calls of HandleFunc would each be inlined,
// which cost the service worker 250 kB.
func (s *Sandbox) routes() http.Handler {
	const desk = "/_sandbox/api/"
	const verification = desk + "verifications/{scanRef}"
	mux := http.NewServeMux()
	for _, r := range []route{
		{"POST " + idenfy.TokenPath, s.asPartner(s.createToken)},
		{"POST " + idenfy.UploadPath, s.asPartner(s.uploadStep)},
		{"POST " + idenfy.StatusPath, s.asPartner(s.reportStatus)},
		{"GET " + idenfy.RedirectPath, redirectToWindow},
		{"GET /files/{file}", s.sendFile},

		{"GET /{$}", page(windowHTML, html, anyFrame)},
		{"GET /window/style.css", page(styleCSS, stylesheet, anyFrame)},
		{"GET /window/window.css", page(windowCSS, stylesheet, anyFrame)},
		{"GET /window/window.js", page(windowJS, javaScript, anyFrame)},
		{"GET /window/state", s.asPerson(s.windowState)},
		{"POST /window/document", s.asPerson(s.windowDocument)},
		{"POST /window/upload", s.asPerson(s.windowUpload)},
		{"POST /window/finish", s.asPerson(s.windowFinish)},

		{"GET /_sandbox/{$}", page(deskHTML, html, ownFrame)},
		{"GET /_sandbox/style.css", page(styleCSS, stylesheet, ownFrame)},
		{"GET /_sandbox/desk.css", page(deskCSS, stylesheet, ownFrame)},
		{"GET /_sandbox/desk.js", page(deskJS, javaScript, ownFrame)},
		{"GET " + desk + "environment", atDesk(s.deskEnvironment)},
		{"GET " + desk + "verifications", atDesk(s.deskVerifications)},
		{"GET " + verification, atDesk(s.deskVerification)},
		{"GET " + verification + "/files/{file}", atDesk(s.deskFile)},
		{"POST " + verification + "/automatic", atDesk(s.deskAutomatic)},
		{"POST " + verification + "/judge", atDesk(s.deskJudge)},
		{"POST " + verification + "/expire", atDesk(s.deskExpire)},
		{"POST " + verification + "/webhooks/{webhook}/send", atDesk(s.deskSendAgain)},
		{"POST " + desk + "reset", atDesk(s.deskReset)},

		{"/", func(http.ResponseWriter, *http.Request) error { return errNoSuchCall }},
	} {
		mux.HandleFunc(r.pattern, s.answered(r.handle))
		if path, posted := strings.CutPrefix(r.pattern, "POST "); posted {
			mux.HandleFunc(path, s.answered(wrongMethod))
		}
	}
	return mux
}

func wrongMethod(w http.ResponseWriter, r *http.Request) error {
	return idenfy.Refuse(idenfy.MethodNotAllowed, "Method "+r.Method+" is not allowed here; use POST.")
}

// redirectToWindow redirects from iDenfy's documented address to the window. The
// Location is relative, because the sandbox does not know the path that it is
// mounted on.
func redirectToWindow(w http.ResponseWriter, r *http.Request) error {
	up := strings.Repeat("../", strings.Count(idenfy.RedirectPath, "/")-1)
	w.Header().Set("Location", up+"?"+r.URL.RawQuery)
	w.WriteHeader(http.StatusFound)
	return nil
}
