package scenario

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
)

// The states of a verification at the gateway.
const (
	stateWaiting  = "waiting"
	stateAccepted = "accepted"
	stateAgain    = "again"
	stateClosed   = "closed"
)

var states = []string{stateWaiting, stateAccepted, stateAgain, stateClosed}

// expiredName is the name of the webhook of a session that expires by the clock.
const expiredName = "expired"

// A delivery says how the network delivers a webhook; it is D of the sandbox's package comment.
type delivery struct {
	Times     int    `json:"times"`
	After     int    `json:"after"`     // seconds
	Signature string `json:"signature"` // as the sandbox's package has them
}

func once() delivery { return delivery{Times: 1, Signature: sandbox.SignatureRight} }

// String describes what is unusual; "" for nothing.
func (d delivery) String() string {
	var said []string
	switch {
	case d.Times == 0:
		said = append(said, "lost")
	case d.Times > 1:
		said = append(said, fmt.Sprintf("%d times", d.Times))
	}
	if d.After > 0 {
		said = append(said, short(seconds(d.After))+" late")
	}
	return strings.Join(append(said, signatures[d.Signature]...), ", ")
}

var signatures = map[string][]string{sandbox.SignatureMissing: {"without a signature"}, sandbox.SignatureWrong: {"with a wrong signature"}}

// A token creates a token: through the gateway if there is one, else at the sandbox.
type token struct{ request []byte }

func (t *token) String() string { return "a token is created" }

func (t *token) do(p *play) error {
	var made verification
	if p.options.Gateway != "" {
		body := slices.Concat([]byte(`{"request":`), t.request, []byte("}"))
		if err := p.gateway(http.MethodPost, "/v1/token", body, &made); err != nil {
			return err
		}
	} else if err := p.partner(idenfy.TokenPath, t.request, &made); err != nil {
		return err
	}
	p.verifications = append(p.verifications, made)
	return nil
}

// A window plays the person in the window.
type window struct {
	country, document string
	files             map[string]string // by step
}

func (w *window) String() string { return "the person goes through the window" }

func (w *window) do(p *play) error {
	var state struct {
		Country   string
		Documents []string
		Steps     []struct{ Name string }
	}
	if err := p.window(http.MethodGet, "state", nil, &state); err != nil {
		return err
	}
	choice := map[string]string{"country": state.Country, "document": state.Documents[0]}
	if w.country != "" {
		choice["country"] = w.country
	}
	if w.document != "" {
		choice["document"] = w.document
	}
	if err := p.window(http.MethodPost, "document", text(choice), &state); err != nil {
		return err
	}
	asked := map[string]bool{}
	for _, step := range state.Steps {
		asked[step.Name] = true
		kind := w.files[step.Name]
		if kind == "" {
			kind = sampleJPEG
		}
		if err := p.window(http.MethodPost, "upload?step="+url.QueryEscape(step.Name), p.file(kind), nil); err != nil {
			return err
		}
	}
	for name := range w.files {
		if !asked[name] {
			return fmt.Errorf("the window does not ask for the step %q that files names", name)
		}
	}
	return p.window(http.MethodPost, "finish", nil, nil)
}

// A telling makes the desk send a webhook.
type telling struct {
	call     string // of the desk's API
	body     []byte // of that call, without the delivery; nil for none
	what     string // for the report
	name     string // of the webhook
	delivery delivery
}

func (t *telling) String() string {
	if network := t.delivery.String(); network != "" {
		return t.what + " (webhook “" + t.name + "”: " + network + ")"
	}
	return t.what
}

func (t *telling) do(p *play) error {
	body := map[string]json.RawMessage{"delivery": text(t.delivery)}
	if t.body != nil {
		if err := json.Unmarshal(t.body, &body); err != nil {
			return err
		}
	}
	return p.tell(t.name, t.call, text(body))
}

// A send delivers a webhook again.
type send struct {
	name     string
	delivery delivery
}

func (s *send) String() string {
	if network := s.delivery.String(); network != "" {
		return "webhook “" + s.name + "” is sent again: " + network
	}
	return "webhook “" + s.name + "” is sent again"
}

func (s *send) do(p *play) error {
	id, made := p.ids[s.name]
	if !made {
		return fmt.Errorf("there is no webhook %q yet", s.name)
	}
	return p.tell(s.name, "webhooks/"+id+"/send", text(map[string]delivery{"delivery": s.delivery}))
}

// An upload replaces a step's file: through the gateway if there is one, else at the sandbox.
type upload struct{ step, file string }

func (u *upload) String() string { return "a " + u.file + " is uploaded for " + u.step }

func (u *upload) do(p *play) error {
	image := base64.StdEncoding.EncodeToString(p.file(u.file))
	if p.options.Gateway != "" {
		query := url.Values{"scanRef": {p.latest().ScanRef}, "step": {u.step}}
		return p.gateway(http.MethodPost, "/v1/upload?"+query.Encode(), []byte(image), nil)
	}
	return p.partner(idenfy.UploadPath, text(map[string]string{"scanRef": p.latest().ScanRef, "step": u.step, "image": image}), nil)
}

// An expect checks statuses.
type expect struct {
	status  string   // at the sandbox; "" for any
	state   string   // at the gateway; "" for any
	steps   []string // of the state again; nil for any
	because string
}

func (e *expect) String() string { return "" } // each check has its own line

func (e *expect) do(p *play) error {
	if e.status != "" {
		seen, err := p.atDesk(p.latest())
		if err != nil {
			return err
		}
		p.check("the sandbox's status is "+e.status, says(seen.Status != e.status, "it is "+seen.Status), e.because)
	}
	if e.state == "" {
		return nil
	}
	wanted := "the state is " + e.state
	if len(e.steps) > 0 {
		wanted += ": " + strings.Join(e.steps, ", ")
	}
	if p.options.Gateway == "" {
		p.note(Line{What: wanted, Outcome: Unchecked})
		return nil
	}
	p.check(wanted, p.waitFor(e), e.because)
	return nil
}

func says(wrong bool, what string) string {
	if wrong {
		return what
	}
	return ""
}

// found says what is wrong with the gateway's answer, "" for nothing.
func (e *expect) found(state string, steps []string) string {
	wrong := state != e.state
	if len(e.steps) > 0 {
		slices.Sort(steps)
		wrong = wrong || !slices.Equal(slices.Sorted(slices.Values(e.steps)), steps)
	}
	if len(steps) > 0 {
		state += ": " + strings.Join(steps, ", ")
	}
	return says(wrong, "it is "+state)
}
