package sandbox

import (
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"idenfysteps/internal/idenfy"
)

// Options say where the sandbox stands and whom it tells.
type Options struct {
	// Environment is what iDenfy's staff would configure, as JSON (see the
	// package comment); nil is [BuiltIn]'s demo.
	Environment []byte
	// APIKey, APISecret and SigningKey override the environment's.
	APIKey, APISecret, SigningKey string
	// BaseURL is where the outside reaches the sandbox, without a slash at its
	// end; redirectUrl and the file URLs begin with it.
	BaseURL string
	// Webhook is the URL that webhooks are sent to; "" sends none, which the desk then says.
	Webhook string
	// HTTP delivers webhooks.
	HTTP idenfy.Doer
	// Now is the clock; nil is [time.Now].
	Now func() time.Time
	// Guard refuses a foreign Host or Origin, as a server on loopback must: a page
	// of any site can send it requests.
	Guard bool
	// Log is told what happens, without anything personal; nil is nobody.
	Log *slog.Logger
}

// A Sandbox is one stand-in iDenfy with all its state.
type Sandbox struct {
	options     Options
	environment *environment
	now         func() time.Time
	log         *slog.Logger
	handler     http.Handler
	fileKey     string // signs file URLs

	mu            sync.Mutex
	version       int             // grows with every change, for whoever polls
	verifications []*verification // oldest first
	byScanRef     map[string]*verification
	byAuthToken   map[string]*verification
	files         map[string]*givenFile // by id
	// What is left of the environment's credits; nil is not counted.
	typeCredits, nameCredits map[string]int
	requests                 int // of the partner since hourBegan
	hourBegan                time.Time
}

// New makes a sandbox. An environment that cannot be used is one error that
// says what is wrong with it and where.
func New(options Options) (*Sandbox, error) {
	environment, err := readEnvironment(options)
	if err != nil {
		return nil, err
	}
	s := &Sandbox{options: options, environment: environment, now: options.Now, log: options.Log, fileKey: newID(authTokenBytes)}
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

// ServeHTTP answers as iDenfy, as its window, or as the desk.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Sandbox) routes() http.Handler {
	mux := http.NewServeMux()
	call := func(pattern string, handle func(http.ResponseWriter, *http.Request) error) {
		mux.HandleFunc(pattern, s.answered(handle))
	}
	post := func(path string, handle func(http.ResponseWriter, *http.Request) error) {
		call("POST "+path, handle)
		call(path, wrongMethod)
	}

	post(idenfy.TokenPath, s.asPartner(s.createToken))
	post(idenfy.UploadPath, s.asPartner(s.uploadStep))
	post(idenfy.StatusPath, s.asPartner(s.reportStatus))
	call("GET "+idenfy.RedirectPath, redirectToWindow)
	call("GET /files/{file}", s.sendFile)

	call("GET /{$}", page("window.html", anyFrame))
	call("GET /window/style.css", page("style.css", anyFrame))
	call("GET /window/window.css", page("window.css", anyFrame))
	call("GET /window/window.js", page("window.js", anyFrame))
	call("GET /window/state", s.asPerson(s.windowState))
	post("/window/document", s.asPerson(s.windowDocument))
	post("/window/upload", s.asPerson(s.windowUpload))
	post("/window/finish", s.asPerson(s.windowFinish))

	call("GET /_sandbox/{$}", page("desk.html", ownFrame))
	call("GET /_sandbox/style.css", page("style.css", ownFrame))
	call("GET /_sandbox/desk.css", page("desk.css", ownFrame))
	call("GET /_sandbox/desk.js", page("desk.js", ownFrame))
	desk := "/_sandbox/api/"
	verification := desk + "verifications/{scanRef}"
	call("GET "+desk+"environment", s.atDesk(s.deskEnvironment))
	call("GET "+desk+"verifications", s.atDesk(s.deskVerifications))
	call("GET "+verification, s.atDesk(s.deskVerification))
	call("GET "+verification+"/files/{file}", s.atDesk(s.deskFile))
	post(verification+"/judge", s.atDesk(s.deskJudge))
	post(verification+"/expire", s.atDesk(s.deskExpire))
	post(verification+"/webhooks/{webhook}/send", s.atDesk(s.deskSendAgain))
	post(desk+"reset", s.atDesk(s.deskReset))

	call("/", func(http.ResponseWriter, *http.Request) error { return errNoSuchCall })
	return mux
}

func wrongMethod(w http.ResponseWriter, r *http.Request) error {
	return &refusal{idenfy.MethodNotAllowed, "Method " + r.Method + " is not allowed here; use POST."}
}

// redirectToWindow sends the browser from iDenfy's documented address to the
// window. The Location is relative, because only the outside knows the path
// that the sandbox is mounted on.
func redirectToWindow(w http.ResponseWriter, r *http.Request) error {
	up := strings.Repeat("../", strings.Count(idenfy.RedirectPath, "/")-1)
	w.Header().Set("Location", up+"?"+r.URL.RawQuery)
	w.WriteHeader(http.StatusFound)
	return nil
}
