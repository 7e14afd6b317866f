package scenario

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
)

// Options configure a [Player].
type Options struct {
	// Sandbox are the options of each scenario's sandbox; its environment and its clock are the scenario's.
	Sandbox sandbox.Options
	// Address is the URL at which the [Player] serves, without a slash at its end.
	Address string
	// Gateway is the base URL of a server of POST /v1/token, POST /v1/upload and
	// GET /v1/verifications/{scanRef}, without a slash at its end; "" for none.
	Gateway string
	// Speed is how many times faster than real time the sandbox's clock runs.
	Speed float64
	// Sleep waits; nil waits in real time, at most until the context is done.
	Sleep func(time.Duration)
}

// A Player plays one scenario after the other, each in a new sandbox. As an
// [http.Handler] it is the current one.
type Player struct {
	options Options
	box     atomic.Pointer[sandbox.Sandbox]
}

// NewPlayer makes a player. The caller must serve it at options.Address.
func NewPlayer(options Options) *Player { return &Player{options: options} }

func (p *Player) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if box := p.box.Load(); box != nil {
		box.ServeHTTP(w, r)
		return
	}
	http.Error(w, "no scenario is being played", http.StatusServiceUnavailable)
}

// Play plays a scenario. The error says why it could not start; later failures are
// in the report.
func (p *Player) Play(ctx context.Context, s *Scenario) (*Report, error) {
	// The timeline ends about now: receivers may refuse webhooks from the future.
	clock := &clock{now: time.Now().Truncate(time.Second).Add(-s.length())}
	options := p.options.Sandbox
	options.Environment, options.Now = s.environment, clock.Now
	box, err := sandbox.New(options)
	if err != nil {
		return nil, err
	}
	p.box.Store(box)
	run := &play{
		Player: p, ctx: ctx, box: box, clock: clock, began: clock.now,
		report: &Report{Title: s.Title}, ids: map[string]string{}, names: map[string]string{}, told: map[string]int{},
	}
	for _, e := range s.timeline {
		run.entry(e)
		if run.stopped {
			break
		}
	}
	return run.report, nil
}

// A clock stands still until it is set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

// A play is one scenario being played.
type play struct {
	*Player
	ctx   context.Context
	box   *sandbox.Sandbox
	clock *clock
	began time.Time

	report        *Report
	line          int  // of the current entry
	stopped       bool // after a failure
	verifications []verification
	ids           map[string]string // name of a webhook -> the last one's id
	names         map[string]string // id of a webhook -> its name
	told          map[string]int    // id of a webhook -> how many of its attempts are in the report
	files         int               // uploaded so far
}

// A verification is what the entries act on; the latest one counts.
type verification struct{ ScanRef, AuthToken string }

func (p *play) latest() verification { return p.verifications[len(p.verifications)-1] }

func (p *play) entry(e entry) {
	p.line = e.line
	p.advance(e.after)
	if e.act == nil {
		return
	}
	if what := e.act.String(); what != "" {
		p.note(Line{What: what, Outcome: Done})
	}
	err := e.act.do(p)
	if err == nil {
		err = p.tellDeliveries()
	}
	if err == nil {
		err = p.ctx.Err()
	}
	if err != nil {
		p.note(Line{What: "the scenario can go on", Outcome: Broken, Wrong: err.Error()})
		p.stopped = true
	}
}

// advance lets time pass, and events happen when they are due.
func (p *play) advance(d time.Duration) {
	until := p.clock.Now().Add(d)
	for {
		next := p.box.DeliverDue(p.ctx)
		if err := p.tellDeliveries(); err != nil {
			p.note(Line{What: "the desk answers", Outcome: Broken, Wrong: err.Error()})
			return
		}
		if next.IsZero() || next.After(until) {
			break
		}
		p.passUntil(next)
	}
	p.passUntil(until)
}

func (p *play) passUntil(at time.Time) {
	p.sleep(time.Duration(float64(at.Sub(p.clock.Now())) / p.options.Speed))
	p.clock.set(at)
}

func (p *play) sleep(d time.Duration) {
	if p.options.Sleep != nil {
		p.options.Sleep(d)
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-p.ctx.Done():
	case <-timer.C:
	}
}

func (p *play) note(l Line) {
	l.At, l.Line = p.clock.Now().Sub(p.began), p.line
	p.report.Lines = append(p.report.Lines, l)
}

// check adds an expectation to the report; wrong is "" if it is met.
func (p *play) check(what, wrong, because string) {
	l := Line{What: what, Outcome: Kept}
	if wrong != "" {
		l.Outcome, l.Wrong, l.Because = Broken, wrong, because
	}
	p.note(l)
}

func (p *play) file(kind string) []byte {
	p.files++
	return SampleFile(kind, p.files)
}

// A deskView is a part of V of the sandbox's package comment.
type deskView struct {
	Status   string
	Webhooks []deskWebhook
}

type deskWebhook struct {
	ID       string
	Event    string
	Attempts []deskAttempt
}

type deskAttempt struct {
	Signature string
	Accepted  bool
	Status    int
	Problem   string
}

func (p *play) atDesk(v verification) (deskView, error) {
	var seen deskView
	return seen, p.desk(http.MethodGet, "verifications/"+v.ScanRef, nil, &seen)
}

// tell makes the desk send a webhook of the latest verification.
func (p *play) tell(name, call string, body []byte) error {
	var made deskWebhook
	if err := p.desk(http.MethodPost, "verifications/"+p.latest().ScanRef+"/"+call, body, &made); err != nil {
		return err
	}
	p.ids[name], p.names[made.ID] = made.ID, name
	return nil
}

// tellDeliveries checks every delivery since its last call.
func (p *play) tellDeliveries() error {
	for _, v := range p.verifications {
		seen, err := p.atDesk(v)
		if err != nil {
			return err
		}
		for _, w := range slices.Backward(seen.Webhooks) {
			if p.names[w.ID] == "" {
				p.ids[expiredName], p.names[w.ID] = w.ID, expiredName
			}
			for _, a := range w.Attempts[p.told[w.ID]:] {
				p.checkDelivery(p.names[w.ID], a)
			}
			p.told[w.ID] = len(w.Attempts)
		}
	}
	return nil
}

// checkDelivery checks what every receiver must do: answer 2xx within ten seconds to
// a webhook with a valid signature, and refuse any other.
func (p *play) checkDelivery(name string, a deskAttempt) {
	what := "webhook “" + name + "” is accepted"
	wrong := a.Problem
	if a.Signature == sandbox.SignatureRight {
		if wrong == "" && !a.Accepted {
			wrong = fmt.Sprintf("the receiver answered HTTP %d; iDenfy takes any 2xx for a yes and sends everything else again", a.Status)
		}
		if a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden {
			wrong += ". Is the signature checked over the bytes as they came, before anything parses and writes them again, and with the key of IDENFY_SIGNING_KEY?"
		}
	} else {
		what = "webhook “" + name + "” " + signatures[a.Signature][0] + " is refused"
		if wrong == "" && (a.Status < 400 || a.Status > 499) {
			wrong = fmt.Sprintf("the receiver answered HTTP %d; anybody can send such a webhook, so answer 401 or 403 and keep nothing of it", a.Status)
		}
	}
	p.check(what, wrong, "")
}

// How long and how often waitFor polls: receivers may process a webhook after they answered.
const (
	patience = 5 * time.Second
	interval = 100 * time.Millisecond
)

// waitFor polls until the gateway's state is as expected, and returns what is wrong with it, "" for nothing.
func (p *play) waitFor(e *expect) (wrong string) {
	for range patience / interval {
		p.sleep(interval)
		var answer struct {
			State string
			Steps []string
		}
		err := p.gateway(http.MethodGet, "/v1/verifications/"+p.latest().ScanRef, nil, &answer)
		if err == nil {
			wrong = e.found(answer.State, answer.Steps)
		} else {
			wrong = err.Error()
		}
		if wrong == "" || p.ctx.Err() != nil {
			break
		}
	}
	return wrong
}

// partner calls the sandbox with the API key, like a product's back end.
func (p *play) partner(path string, body []byte, into any) error {
	return p.call(http.MethodPost, p.options.Address+path, body, into, func(r *http.Request) {
		r.SetBasicAuth(p.options.Sandbox.APIKey, p.options.Sandbox.APISecret)
	})
}

func (p *play) window(method, path string, body []byte, into any) error {
	return p.call(method, p.options.Address+"/window/"+path, body, into, func(r *http.Request) {
		r.Header.Set("Authorization", "Bearer "+p.latest().AuthToken)
	})
}

func (p *play) desk(method, path string, body []byte, into any) error {
	return p.call(method, p.options.Address+"/_sandbox/api/"+path, body, into, func(r *http.Request) {
		r.Header.Set("X-Sandbox", "1")
	})
}

func (p *play) gateway(method, path string, body []byte, into any) error {
	err := p.call(method, p.options.Gateway+path, body, into, func(*http.Request) {})
	if err != nil {
		return fmt.Errorf("the gateway: %w", err)
	}
	return nil
}

// mostBytes is the most that is read of an answer.
const mostBytes = 8 << 20

// call sends a request and reads the answer, which must be 2xx, into a value unless that is nil.
func (p *play) call(method, address string, body []byte, into any, change func(*http.Request)) error {
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	change(req)
	res, err := p.options.Sandbox.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, mostBytes))
	if err != nil {
		return err
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return refused(req, res.StatusCode, answer)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("%s %s does not answer as it should: %w", method, req.URL.Path, err)
	}
	return nil
}

// refused reads an error answer.
func refused(req *http.Request, status int, answer []byte) error {
	said := "HTTP " + strconv.Itoa(status)
	var known idenfy.Error
	if json.Unmarshal(answer, &known) == nil && known.Identifier != "" {
		said += ", " + string(known.Identifier) + ": " + known.Message
	}
	return errors.New(req.Method + " " + req.URL.Path + " was refused: " + strings.TrimSpace(said))
}

func text(value any) []byte {
	written, err := json.Marshal(value)
	if err != nil {
		panic(err) // our own values can all be encoded
	}
	return written
}

func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
