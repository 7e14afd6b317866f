package gateway

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"idenfysteps/internal/idenfy"
)

// ForwardSignatureHeader is "t=SECONDS,v1=HEX": the Unix time of this try, and
// HMAC-SHA256 by FORWARD_KEY over "SECONDS.BODY". iDenfy's own signature, which
// holds no time, goes along as it came.
const ForwardSignatureHeader = "Forward-Signature"

const (
	// forwardTimeout is how long the receiver may take; iDenfy gives 10 s too.
	forwardTimeout = 10 * time.Second
	// forwardLease is how long a delivery that was leased is nobody else's: longer
	// than any try, so that two sweeps never have the same one under way.
	forwardLease = time.Minute
	// forwardFor is how long a delivery is tried before it is given up.
	forwardFor = 24 * time.Hour
	maxBackoff = 15 * time.Minute

	// A round leases so many deliveries and sends them at once, which with its three
	// statements makes 8 subrequests; a Worker may make 50 in one run on the free
	// plan, 7 of which Sweep needs for itself. After a webhook a Worker has 30 s.
	forwardAtOnce      = 5
	roundsOfASweep     = 5
	roundsAfterWebhook = 2
)

func (g *Gateway) forwards() bool { return g.config.ForwardURL != "" }

// Forward sends the back end what is due in the outbox, of one verification one after
// the other. Call it after a webhook was answered, so that the receiver need not wait
// for the next [Gateway.Sweep]. The newest goes first: it must not wait behind many that
// the receiver refuses. A sweep tries those again, the one that waits longest first.
// What fails stays in the outbox, and the log says why.
func (g *Gateway) Forward(ctx context.Context) {
	g.logFailure(ctx, g.forward(ctx, roundsAfterWebhook, true))
}

func (g *Gateway) forward(ctx context.Context, rounds int, newest bool) error {
	if !g.forwards() {
		return nil
	}
	var run forwardRun
	defer func() { run.log(ctx, g.Log) }()
	for range rounds {
		until := g.Now().Add(forwardLease)
		leased, err := g.Store.Lease(ctx, g.Now(), until, forwardAtOnce, newest)
		if err != nil || len(leased) == 0 {
			return err
		}
		outcomes := g.sendAll(ctx, leased, &run)
		if err := g.Store.Settle(ctx, until, outcomes); err != nil {
			return err
		}
		if run.failed == len(leased) {
			return nil // the receiver is away: the rest would fare no better
		}
	}
	return nil
}

// sendAll tries each once, all at the same time.
func (g *Gateway) sendAll(ctx context.Context, leased []Leased, run *forwardRun) []Outcome {
	failures := make([]string, len(leased))
	var wg sync.WaitGroup
	for i := range leased {
		wg.Go(func() { failures[i] = g.send(ctx, &leased[i]) })
	}
	wg.Wait()
	outcomes := make([]Outcome, len(leased))
	run.failed = 0
	for i, d := range leased {
		outcomes[i].Digest = d.Digest
		if failures[i] == "" {
			run.forwarded++
			continue
		}
		run.failed++
		run.cause = failures[i]
		outcomes[i].Retry = d.retry(g.Now())
	}
	return outcomes
}

// send tries once. It returns why the receiver did not take it, for the log; "" if it did.
func (g *Gateway) send(ctx context.Context, d *Leased) (failure string) {
	// A panic here would end the program under every request.
	defer func() {
		if recover() != nil {
			failure = "panic"
		}
	}()
	req, err := http.NewRequestWithContext(idenfy.WithTimeout(ctx, forwardTimeout), http.MethodPost, g.config.ForwardURL, bytes.NewReader(d.Body))
	if err != nil {
		return "FORWARD_URL is not a URL"
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(idenfy.SignatureHeader, d.Signature)
	if d.EventType != "" {
		req.Header.Set(idenfy.EventTypeHeader, d.EventType)
	}
	req.Header.Set(ForwardSignatureHeader, SignForward(g.config.ForwardKey, g.Now(), d.Body))
	res, err := g.Receiver.Do(req)
	if err != nil {
		return failureOf(err)
	}
	_ = res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return "status " + strconv.Itoa(res.StatusCode)
	}
	return ""
}

// SignForward returns the value of [ForwardSignatureHeader].
func SignForward(key string, at time.Time, body []byte) string {
	seconds := strconv.FormatInt(at.Unix(), 10)
	signed := append([]byte(seconds+"."), body...)
	return "t=" + seconds + ",v1=" + idenfy.Sign(key, signed)
}

// failureOf drops an error's own text, which may name the address.
func failureOf(err error) string {
	if known, ok := errors.AsType[*idenfy.Error](err); ok {
		return known.Cause
	}
	return "the connection failed"
}

// retry is when to try again: after 1, 2, 4, 8 and then every 15 minutes, and
// last when its day is over.
func (d *Leased) retry(now time.Time) time.Time {
	pause := maxBackoff
	if d.Tries < 4 {
		pause = time.Minute << d.Tries
	}
	next, last := now.Add(pause), d.Received.Add(forwardFor)
	if next.After(last) && now.Before(last) {
		return last
	}
	return next
}

// A forwardRun is what one run came to.
type forwardRun struct {
	forwarded int
	failed    int // in the last round
	cause     string
}

// log writes a line where something happened: numbers only.
func (r *forwardRun) log(ctx context.Context, log *slog.Logger) {
	if r.forwarded == 0 && r.cause == "" {
		return
	}
	level := slog.LevelInfo
	if r.cause != "" {
		level = slog.LevelWarn
	}
	log.LogAttrs(ctx, level, "forward", slog.Int("forwarded", r.forwarded), slog.Int("failed", r.failed), slog.String("cause", r.cause))
}
