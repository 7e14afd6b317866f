package sandbox

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"time"

	"idenfysteps/internal/idenfy"
)

// A delivery says how the network delivers a webhook; it is D of the package comment.
type delivery struct {
	Times     *int   `json:"times"`
	After     int    `json:"after"` // seconds
	Signature string `json:"signature"`
}

// Values of delivery.Signature; "" means right.
const (
	SignatureRight   = "right"
	SignatureMissing = "missing"
	SignatureWrong   = "wrong"
)

const (
	mostTimes = 10
	longest   = 30 * 24 * time.Hour
)

func (d *delivery) check() error {
	switch known := oneOf("", SignatureRight, SignatureMissing, SignatureWrong); {
	case d.Times != nil && (*d.Times < 0 || *d.Times > mostTimes):
		return badField("delivery.times", "must be 0 to 10.")
	case d.After < 0 || time.Duration(d.After)*time.Second > longest:
		return badField("delivery.after", "must be 0 to 2592000 seconds, which is 30 days.")
	case known(d.Signature) != "":
		return badField("delivery.signature", "must be one of right, missing, wrong.")
	}
	return nil
}

func (d *delivery) times() int {
	if d.Times == nil {
		return 1
	}
	return *d.Times
}

// An attempt is one delivery: the receiver's HTTP status, or the problem because of which there is none.
type attempt struct {
	At        time.Time `json:"at"`
	Signature string    `json:"signature"`
	Accepted  bool      `json:"accepted"`
	Status    int       `json:"status"`
	Problem   string    `json:"problem"`
}

// answerTime is how long iDenfy waits for a receiver.
const answerTime = 10 * time.Second

// A due is an event in the future: a webhook to send or, without one, the end of a session.
type due struct {
	at        time.Time
	v         *verification
	webhook   *webhook
	signature string
}

// plan adds an event; events of the same time stay in the order in which they
// were planned. The caller holds mu.
func (s *Sandbox) plan(d due) {
	i, _ := slices.BinarySearchFunc(s.due, d.at, func(e due, at time.Time) int {
		if e.at.After(at) {
			return 1
		}
		return -1
	})
	s.due = slices.Insert(s.due, i, d)
	if d.webhook != nil {
		d.webhook.due = append(d.webhook.due, d.at)
		s.changed(d.v)
	}
}

// DeliverDue ends the sessions that have expired, sends every webhook that is
// due, and returns the time of the next event; the zero time for none. A server
// calls it once a second.
func (s *Sandbox) DeliverDue(ctx context.Context) (next time.Time) {
	for {
		s.mu.Lock()
		d, next := s.nextDue()
		s.mu.Unlock()
		if d == nil {
			return next
		}
		s.deliver(ctx, *d)
	}
}

// look brings the state up to date before it is read, where nobody calls
// DeliverDue: in a service worker. On a server, a reader must not wait for the
// receivers of other verifications.
func (s *Sandbox) look(ctx context.Context) {
	if !s.options.Ticks {
		s.DeliverDue(ctx)
	}
}

// nextDue takes the next webhook to send, nil for none. The caller holds mu.
func (s *Sandbox) nextDue() (*due, time.Time) {
	for len(s.due) > 0 {
		d := s.due[0]
		if d.at.After(s.now()) {
			return nil, d.at
		}
		s.due[0] = due{} // or the list would keep the verification in memory
		s.due = s.due[1:]
		if d.webhook == nil {
			s.expire(d.v)
			continue
		}
		d.webhook.due = slices.DeleteFunc(d.webhook.due, func(at time.Time) bool { return at.Equal(d.at) })
		s.underWay = append(s.underWay, d)
		return &d, d.at
	}
	return nil, time.Time{}
}

// send delivers a webhook as d says: now, or later by the clock.
func (s *Sandbox) send(ctx context.Context, v *verification, w *webhook, d delivery) {
	for range d.times() {
		next := due{s.now().Add(time.Duration(d.After) * time.Second), v, w, d.Signature}
		s.mu.Lock()
		if d.After > 0 {
			s.plan(next)
		} else {
			s.underWay = append(s.underWay, next)
		}
		s.mu.Unlock()
		if d.After == 0 {
			s.deliver(ctx, next)
		}
	}
}

// deliver sends a webhook once and records the result. The caller must not hold
// mu: a receiver may call the sandbox before it answers.
func (s *Sandbox) deliver(ctx context.Context, d due) {
	result := attempt{At: s.now(), Signature: cmp.Or(d.signature, SignatureRight)}
	status, err := s.post(ctx, d.webhook, d.signature)
	var problem *url.Error
	switch {
	case err == nil:
		result.Status = status
		result.Accepted = status >= 200 && status <= 299
	case errors.Is(err, context.DeadlineExceeded):
		result.Problem = "the receiver did not answer within " + answerTime.String()
	case errors.Is(err, errNoReceiver):
		result.Problem = err.Error()
	case errors.As(err, &problem): // its own text would contain the address
		result.Problem = "the receiver could not be reached: " + problem.Err.Error()
	default:
		result.Problem = "the receiver could not be reached: " + err.Error()
	}
	s.log.Info("webhook", "scanRef", d.v.scanRef, "event", d.webhook.event, "status", result.Status, "problem", result.Problem)
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.underWay, d); i >= 0 {
		s.underWay = slices.Delete(s.underWay, i, i+1)
	}
	d.webhook.attempts = append(d.webhook.attempts, result)
	s.changed(d.v)
}

var errNoReceiver = errors.New("no webhook address is configured")

func (s *Sandbox) post(ctx context.Context, w *webhook, signature string) (status int, err error) {
	if s.options.Webhook == "" {
		return 0, errNoReceiver
	}
	// Closing the desk must not cancel a delivery.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.options.Webhook, bytes.NewReader(w.body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(idenfy.EventTypeHeader, w.event)
	switch {
	case signature == SignatureMissing:
	case signature == SignatureWrong:
		req.Header.Set(idenfy.SignatureHeader, idenfy.Sign(newID(authTokenBytes), w.body))
	case w.signature != "":
		req.Header.Set(idenfy.SignatureHeader, w.signature)
	}
	res, err := s.options.HTTP.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil
}
