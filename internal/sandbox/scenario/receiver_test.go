package scenario_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
	"idenfysteps/internal/sandbox/scenario"
)

const (
	apiKey     = "test-key"
	apiSecret  = "test-secret"
	signingKey = "TestingKey"
)

// A mistake is something that integrators do wrong.
type mistake string

const (
	none              mistake = ""
	reserialises      mistake = "checks the signature over JSON that it wrote again"
	lastArrivalWins   mistake = "keeps the webhook that came last"
	trustsAutomatic   mistake = "takes a webhook that is not final for the verdict"
	checksNothing     mistake = "checks no signature"
	failsOnForgeries  mistake = "answers 500 where a signature is wrong"
	countsBeforehand  mistake = "looks for repetitions before it checks the signature"
	refusesRepetition mistake = "answers 409 to a repetition"
	needsFileURLs     mistake = "takes for granted that fileUrls names every step"
	needsLiveFiles    mistake = "fails where a file URL is dead"
	stepsAsObject     mistake = "reads status.additionalSteps as an object"
	ignoresExpired    mistake = "does not know EXPIRED"
	ignoresNotFound   mistake = "does not know NOT_FOUND"
	asksForEverStep   mistake = "goes on asking for a step that was uploaded"
)

// A receiver is an integrator's back end as far as scenarios need one: it
// receives webhooks, and answers the gateway's three routes.
type receiver struct {
	mistake mistake
	sandbox string // its URL

	mu            sync.Mutex
	seen          map[string]bool // bodies of webhooks
	verifications map[string]*kept
}

// A kept is what the receiver keeps of one verification.
type kept struct {
	steps    []string
	last     *webhook
	uploaded []string
}

type webhook struct {
	Final      bool
	ScanRef    string
	FinishTime int64
	Status     struct {
		Overall         string
		AdditionalSteps *string
	}
	FileURLs, AdditionalStepPDFURLs map[string]string
	AdditionalSteps                 map[string]string
}

// answer is what a route answers; a body is written where there is one.
type answer struct {
	status int
	body   any
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	var a answer
	switch {
	case req.URL.Path == "/webhooks/idenfy":
		a = r.receive(body, req.Header)
	case req.URL.Path == "/v1/token":
		a = r.token(body)
	case req.URL.Path == "/v1/upload":
		a = r.upload(req.URL.Query().Get("scanRef"), req.URL.Query().Get("step"), string(body))
	default:
		a = r.state(strings.TrimPrefix(req.URL.Path, "/v1/verifications/"))
	}
	w.WriteHeader(a.status)
	if a.body != nil {
		_ = json.NewEncoder(w).Encode(a.body)
	}
}

func (r *receiver) receive(body []byte, header http.Header) answer {
	repeated := r.repeated(body)
	signed := body
	if r.mistake == reserialises {
		var value any
		if json.Unmarshal(body, &value) != nil {
			return answer{status: 400}
		}
		signed, _ = json.Marshal(value)
	}
	if repeated && r.mistake == countsBeforehand {
		return answer{status: 200}
	}
	if r.mistake != checksNothing && !idenfy.VerifySignature(signingKey, signed, header.Get("Idenfy-Signature")) {
		r.forget(body)
		if r.mistake == failsOnForgeries {
			return answer{status: 500}
		}
		return answer{status: 401}
	}
	if repeated && r.mistake == refusesRepetition {
		return answer{status: 409}
	}
	return r.keep(body)
}

// repeated tells whether a body came before, and notes it.
func (r *receiver) repeated(body []byte) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.seen[string(body)]
	r.seen[string(body)] = true
	return before
}

// forget takes back what repeated noted of a forgery.
func (r *receiver) forget(body []byte) {
	if r.mistake == countsBeforehand {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.seen, string(body))
}

func (r *receiver) keep(body []byte) answer {
	var w webhook
	if err := json.Unmarshal(body, &w); err != nil {
		return answer{status: 400}
	}
	switch r.mistake {
	case stepsAsObject:
		var other struct {
			Status struct{ AdditionalSteps map[string]string }
		}
		if json.Unmarshal(body, &other) != nil {
			return answer{status: 400}
		}
	case needsFileURLs:
		for step := range w.AdditionalSteps {
			if w.FileURLs[step] == "" && w.Status.Overall != idenfy.OverallExpired {
				return answer{status: 500}
			}
		}
	case needsLiveFiles:
		for _, address := range w.FileURLs {
			res, err := http.Get(address)
			if err != nil || res.Body.Close() != nil || res.StatusCode != 200 {
				return answer{status: 502}
			}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.verifications[w.ScanRef]
	if v == nil {
		return answer{status: 404}
	}
	if v.last == nil || r.mistake == lastArrivalWins || r.replaces(&w, v.last) {
		v.last, v.uploaded = &w, nil
	}
	return answer{status: 200}
}

// replaces tells whether a webhook counts rather than the one before it.
func (r *receiver) replaces(w, before *webhook) bool {
	if w.Final != before.Final && r.mistake != trustsAutomatic {
		return w.Final
	}
	return w.FinishTime > before.FinishTime
}

func (r *receiver) token(body []byte) answer {
	var asked struct{ Request json.RawMessage }
	if err := json.Unmarshal(body, &asked); err != nil {
		return answer{status: 400}
	}
	var made struct {
		AuthToken, ScanRef string
		AdditionalSteps    map[string]map[string]map[string]any
	}
	if a := r.callSandbox("/api/v2/token", asked.Request, &made); a.status != 201 {
		return a
	}
	v := &kept{}
	for step := range made.AdditionalSteps["ALL"]["ALL"] {
		v.steps = append(v.steps, step)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.verifications[made.ScanRef] = v
	return answer{201, map[string]string{"authToken": made.AuthToken, "scanRef": made.ScanRef}}
}

func (r *receiver) upload(scanRef, step, image string) answer {
	body, _ := json.Marshal(map[string]string{"scanRef": scanRef, "step": step, "image": image})
	a := r.callSandbox("/api/v2/upload-additional-step", body, nil)
	r.mu.Lock()
	defer r.mu.Unlock()
	if v := r.verifications[scanRef]; v != nil && r.mistake != asksForEverStep {
		v.uploaded = append(v.uploaded, step)
	}
	return a
}

// callSandbox answers with the sandbox's status, and with its body where it refuses.
func (r *receiver) callSandbox(path string, body []byte, into any) answer {
	req, _ := http.NewRequest(http.MethodPost, r.sandbox+path, bytes.NewReader(body))
	req.SetBasicAuth(apiKey, apiSecret)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return answer{status: 502}
	}
	defer res.Body.Close()
	said, _ := io.ReadAll(res.Body)
	if res.StatusCode >= 300 {
		return answer{res.StatusCode, json.RawMessage(said)}
	}
	if into != nil && json.Unmarshal(said, into) != nil {
		return answer{status: 502}
	}
	return answer{status: res.StatusCode}
}

func (r *receiver) state(scanRef string) answer {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.verifications[scanRef]
	if v == nil {
		return answer{status: 404}
	}
	state, steps := v.state(r.mistake)
	return answer{200, map[string]any{"scanRef": scanRef, "state": state, "steps": steps}}
}

func (v *kept) state(m mistake) (string, []string) {
	if v.last == nil || !v.last.Final && m != trustsAutomatic {
		return "waiting", nil
	}
	if v.last.Status.Overall == idenfy.OverallExpired {
		if m == ignoresExpired {
			return "waiting", nil
		}
		return "closed", nil
	}
	if said := v.last.Status.AdditionalSteps; said != nil && (*said == idenfy.StepsInvalid || *said == idenfy.StepsNotFound && m != ignoresNotFound) {
		left := slices.DeleteFunc(slices.Clone(v.steps), func(s string) bool { return slices.Contains(v.uploaded, s) })
		if len(left) == 0 {
			return "waiting", nil
		}
		return "again", left
	}
	if v.last.Status.Overall == idenfy.OverallApproved {
		return "accepted", nil
	}
	return "closed", nil
}

// A stage is a player, and a receiver that makes a mistake.
type stage struct {
	player *scenario.Player
	slept  time.Duration // in all
}

// newStage sets a stage; with a gateway, the receiver is one.
func newStage(t *testing.T, m mistake, withGateway bool) *stage {
	t.Helper()
	s := &stage{}
	served := httptest.NewUnstartedServer(nil)
	address := "http://" + served.Listener.Addr().String()
	r := &receiver{mistake: m, sandbox: address, seen: map[string]bool{}, verifications: map[string]*kept{}}
	received := httptest.NewServer(r)
	t.Cleanup(received.Close)
	options := scenario.Options{
		Sandbox: sandbox.Options{
			APIKey: apiKey, APISecret: apiSecret, SigningKey: signingKey, Guard: true,
			BaseURL: address, Webhook: received.URL + "/webhooks/idenfy", HTTP: received.Client(),
		},
		Address: address,
		Speed:   3600,
		Sleep:   func(d time.Duration) { s.slept += d },
	}
	if withGateway {
		options.Gateway = received.URL
	}
	s.player = scenario.NewPlayer(options)
	served.Config.Handler = s.player
	served.Start()
	t.Cleanup(served.Close)
	return s
}

func (s *stage) play(t *testing.T, text []byte) *scenario.Report {
	t.Helper()
	read, findings := scenario.Read(text)
	require.NotNil(t, read, "%v", findings)
	report, err := s.player.Play(t.Context(), read)
	require.NoError(t, err)
	return report
}

func shippedText(t *testing.T, name string) []byte {
	t.Helper()
	text, ok := scenario.ShippedText(name)
	require.True(t, ok, name)
	return text
}
