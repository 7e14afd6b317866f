//go:build !js

// Command sandbox is a local server that stands in for iDenfy:
//
//	go run ./wasm/sandbox [--addr 127.0.0.1:8788] [--webhook URL] [--env FILE|NAME] [--state FILE] [--base URL]
//	go run ./wasm/sandbox --scenario FILE|NAME|list|all [--webhook URL] [--gateway URL] [--speed 3600]
//
// It prints its address once it serves, and runs until it is interrupted. At the
// desk, /_sandbox/, a person plays the reviewer. With --scenario a file does
// (docs/scenarios.md): it writes a report and exits with 0 if every expectation was
// met, 1 if one was not. Every other failure is exit code 2.
//
// The API key, the API secret and the webhooks' signing key come from the
// environment file, or from IDENFY_API_KEY, IDENFY_API_SECRET and
// IDENFY_SIGNING_KEY, not from flags, which every process could see. Without them it
// makes its own and prints them as lines for .dev.vars; --state keeps them.
//
// Built for js, the same package runs in a service worker (serviceworker_js.go).
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/pflag"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/sandbox"
	"idenfysteps/internal/steps"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout)
	switch {
	case errors.Is(err, pflag.ErrHelp):
	case errors.Is(err, errBroken):
		os.Exit(1)
	case err != nil:
		fmt.Fprintln(os.Stderr, "sandbox:", err)
		os.Exit(2)
	}
}

// run plays scenarios and writes their reports to out; or it serves until ctx is
// done, and writes to out its address once it serves, and the keys that it made.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := pflag.NewFlagSet("sandbox", pflag.ContinueOnError)
	addr := flags.String("addr", "127.0.0.1:8788", "address to listen on; port 0 takes any free one. Other than loopback it needs --base, and shows the desk to whoever reaches it")
	webhook := flags.String("webhook", "", "URL that webhooks are sent to")
	environment := flags.String("env", "demo", "JSON file with what iDenfy's staff would configure, or a built-in one: demo, seed-upload, seed-extract")
	state := flags.String("state", "", "file in which everything is kept over a restart; made where there is none")
	base := flags.String("base", "", "URL by which others reach the sandbox, where that is not the address it listens on")
	var playing scenarioFlags
	flags.StringVar(&playing.scenario, "scenario", "", "JSON file with a timeline to play, or a built-in one; list shows those, all plays them")
	flags.StringVar(&playing.gateway, "gateway", "", "with --scenario: base URL of your gateway, which is asked for tokens and states")
	flags.Float64Var(&playing.speed, "speed", defaultSpeed, "with --scenario: how many times faster than real time goes by")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%q is not a flag; see --help", flags.Arg(0))
	}
	for flag, value := range map[string]string{"webhook": *webhook, "base": *base, "gateway": playing.gateway} {
		if err := needURL(flag, value); err != nil {
			return err
		}
	}
	options := sandbox.Options{
		APIKey:     os.Getenv("IDENFY_API_KEY"),
		APISecret:  os.Getenv("IDENFY_API_SECRET"),
		SigningKey: os.Getenv("IDENFY_SIGNING_KEY"),
		Webhook:    *webhook,
		HTTP:       &http.Client{CheckRedirect: notFollowed},
		Guard:      true,
		Log:        slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	switch {
	case playing.scenario != "" && flags.Changed("env"):
		return errors.New("--env is of no use with --scenario: the scenario has its own")
	case playing.scenario != "" && flags.Changed("state"):
		return errors.New("--state is of no use with --scenario: each scenario begins anew")
	case playing.scenario != "":
		return playScenarios(ctx, playing, *addr, *base, options, out)
	case flags.Changed("gateway"), flags.Changed("speed"):
		return errors.New("--gateway and --speed are of use with --scenario only")
	}
	if err := readEnvironment(&options, *environment); err != nil {
		return err
	}
	listener, err := listenAt(*addr, *base)
	if err != nil {
		return err
	}
	defer listener.Close()
	address := localURL(listener)
	options.BaseURL, options.Ticks = cmp.Or(*base, address), true
	box, err := sandbox.New(options)
	if errors.Is(err, sandbox.ErrHalfAPair) {
		return fmt.Errorf("%w, or IDENFY_API_KEY or IDENFY_API_SECRET", err)
	}
	if err != nil {
		return err
	}
	s := &server{box: box, log: options.Log}
	if *state != "" {
		if s.state, err = openState(*state, box); err != nil {
			return err
		}
	}
	said := "sandbox: " + address + "\n" + ownKeys(box.OwnKeys(), options.BaseURL, *state)
	return s.serve(ctx, listener, func() { io.WriteString(out, said) }) // one write: programs wait for it
}

// ownKeys returns the settings of a gateway for a sandbox that made its own keys;
// "" if they were given.
func ownKeys(own sandbox.Keys, url, state string) string {
	if own.APIKey == "" {
		return ""
	}
	text := "# Its own keys, for this run; lines for .dev.vars:\n"
	if state != "" {
		text = "# Its own keys, kept in " + state + "; lines for .dev.vars:\n"
	}
	text += "IDENFY_URL=" + url + "\nIDENFY_API_KEY=" + own.APIKey + "\nIDENFY_API_SECRET=" + own.APISecret + "\n"
	if own.SigningKey != "" {
		text += "IDENFY_SIGNING_KEY=" + own.SigningKey + "\n"
	}
	return text
}

// A server serves one sandbox, calls DeliverDue and saves the state.
type server struct {
	box   *sandbox.Sandbox
	state *stateFile // nil for none
	log   *slog.Logger
}

// serve serves until ctx is done, and calls ready once it does.
func (s *server) serve(ctx context.Context, listener net.Listener, ready func()) error {
	web := &http.Server{Handler: s.box, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- web.Serve(listener) }()
	// The changes of the last requests must be saved, too.
	serving, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	clock := time.NewTicker(time.Second)
	defer clock.Stop()
	go keepTime(serving, s.box, clock.C)
	saved := s.keepState(serving)
	ready()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
		patience, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err = web.Shutdown(patience); errors.Is(err, context.DeadlineExceeded) {
			err = web.Close() // a request waits for a receiver
		}
	}
	stop()
	return errors.Join(err, <-saved)
}

// keepState saves the state until ctx is done, and then once more; the channel gets the error of that.
func (s *server) keepState(ctx context.Context) <-chan error {
	saved := make(chan error, 1)
	if s.state == nil {
		saved <- nil
		return saved
	}
	go func() {
		clock := time.NewTicker(time.Second)
		defer clock.Stop()
		s.state.keep(ctx, clock.C, s.log)
		saved <- s.state.save()
	}()
	return saved
}

func keepTime(ctx context.Context, box *sandbox.Sandbox, ticks <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
			box.DeliverDue(ctx)
		}
	}
}

// notFollowed makes a redirect the receiver's answer: most redirects turn into a GET
// without the body, and a 200 to that would not mean that the webhook arrived.
func notFollowed(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// needURL refuses values that are no absolute URL, such as localhost:3000.
func needURL(flag, value string) error {
	u, err := url.Parse(value)
	if value == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return nil
	}
	return fmt.Errorf("--%s %s is not a URL; write it whole, like http://127.0.0.1:3000/webhooks", flag, value)
}

func readEnvironment(options *sandbox.Options, name string) error {
	var ok bool
	if options.Environment, ok = sandbox.BuiltIn(name); ok {
		return nil
	}
	var err error
	if options.Environment, err = os.ReadFile(name); err != nil {
		return fmt.Errorf("--env names no built-in environment, and the file cannot be read: %w", err)
	}
	if usable, findings := steps.ReadEnvironment(options.Environment); usable != nil {
		tell(name, findings)
	}
	return nil
}

// tell writes findings about a file to standard error.
func tell(name string, findings []finding.Finding) {
	for _, f := range findings {
		fmt.Fprintf(os.Stderr, "%s:%d:%d: %s: %s\n", name, f.Line, f.Column, f.Severity, f.Message)
	}
}

// listenAt refuses addresses other than loopback without --base: everybody who reaches
// the desk sees the uploaded files. The sandbox answers only to that host name and to
// loopback's.
func listenAt(address, base string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("--addr %s is not an address like 127.0.0.1:8788", address)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) && base == "" {
		return nil, fmt.Errorf("--addr %s is not on loopback; where others shall reach the sandbox, say by which URL: --base http://sandbox:8788", address)
	}
	listener, err := net.Listen("tcp", address)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use; end what listens there, or choose another with --addr", address)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	return listener, nil
}

// localURL is the URL of a listener on this machine.
func localURL(listener net.Listener) string {
	at := *listener.Addr().(*net.TCPAddr)
	if at.IP.IsUnspecified() {
		at.IP = net.IPv4(127, 0, 0, 1)
	}
	return "http://" + at.String()
}
