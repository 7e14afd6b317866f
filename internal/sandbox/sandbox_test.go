package sandbox_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
)

const (
	apiKey     = "test-key"
	apiSecret  = "test-secret"
	signingKey = "TestingKey"
)

// A world is a sandbox behind real HTTP, and a receiver of its webhooks.
type world struct {
	t        *testing.T
	server   *httptest.Server
	box      *sandbox.Sandbox
	options  sandbox.Options
	receiver *receiver
	clock    *clock
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// A receiver keeps the webhooks that it got and answers with its status.
type receiver struct {
	mu       sync.Mutex
	status   int
	received []delivery
}

type delivery struct {
	event, signature string
	body             []byte
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.received = append(r.received, delivery{req.Header.Get("Idenfy-Event-Type"), req.Header.Get("Idenfy-Signature"), body})
	w.WriteHeader(r.status)
}

func (r *receiver) deliveries() []delivery {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]delivery{}, r.received...)
}

func (r *receiver) answer(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

// newWorld starts a sandbox with an environment, "" being the one for demos.
func newWorld(t *testing.T, environment string) *world {
	t.Helper()
	w := &world{
		t:        t,
		receiver: &receiver{status: http.StatusOK},
		clock:    &clock{now: time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)},
	}
	receiverServer := httptest.NewServer(w.receiver)
	t.Cleanup(receiverServer.Close)
	w.server = httptest.NewUnstartedServer(nil)
	w.options = sandbox.Options{
		APIKey:     apiKey,
		APISecret:  apiSecret,
		SigningKey: signingKey,
		BaseURL:    "http://" + w.server.Listener.Addr().String(),
		Webhook:    receiverServer.URL + "/webhooks/idenfy",
		HTTP:       receiverServer.Client(),
		Now:        w.clock.Now,
		Guard:      true,
	}
	if environment != "" {
		w.options.Environment = []byte(environment)
	}
	box, err := sandbox.New(w.options)
	require.NoError(t, err)
	w.box, w.server.Config.Handler = box, box
	w.server.Start()
	t.Cleanup(w.server.Close)
	return w
}

// An answer is a response that was read.
type answer struct {
	t      *testing.T
	status int
	header http.Header
	body   []byte
}

func (a answer) into(value any) {
	a.t.Helper()
	require.NoError(a.t, json.Unmarshal(a.body, value), "%s", a.body)
}

func (a answer) ok(value any) {
	a.t.Helper()
	require.Equal(a.t, http.StatusOK, a.status, "%s", a.body)
	if value != nil {
		a.into(value)
	}
}

func (a answer) refused(identifier idenfy.Identifier, message string) {
	a.t.Helper()
	var refused idenfy.Error
	a.into(&refused)
	assert.Equal(a.t, http.StatusBadRequest, a.status)
	assert.Equal(a.t, identifier, refused.Identifier)
	assert.Contains(a.t, refused.Message, message)
}

func (w *world) send(method, path, body string, change ...func(*http.Request)) answer {
	w.t.Helper()
	req, err := http.NewRequest(method, w.server.URL+path, strings.NewReader(body))
	require.NoError(w.t, err)
	for _, c := range change {
		c(req)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	require.NoError(w.t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(w.t, err)
	return answer{w.t, res.StatusCode, res.Header, text}
}

func asPartner(req *http.Request) { req.SetBasicAuth(apiKey, apiSecret) }

func atDesk(req *http.Request) { req.Header.Set("X-Sandbox", "1") }

func withToken(authToken string) func(*http.Request) {
	return func(req *http.Request) { req.Header.Set("Authorization", "Bearer "+authToken) }
}

func (w *world) partner(path, body string) answer {
	w.t.Helper()
	return w.send(http.MethodPost, path, body, asPartner)
}

func (w *world) desk(method, path, body string) answer {
	w.t.Helper()
	return w.send(method, "/_sandbox/api/"+path, body, atDesk)
}

type token struct{ AuthToken, ScanRef, RedirectURL string }

func (w *world) token(request string) token {
	w.t.Helper()
	a := w.partner("/api/v2/token", request)
	require.Equal(w.t, http.StatusCreated, a.status, "%s", a.body)
	var made token
	a.into(&made)
	return made
}

func (w *world) window(made token, path, body string) answer {
	w.t.Helper()
	method := http.MethodPost
	if strings.HasPrefix(path, "state") {
		method = http.MethodGet
	}
	return w.send(method, "/window/"+path, body, withToken(made.AuthToken))
}

// through goes through the window for a token, giving file for every step.
func (w *world) through(made token, file []byte) {
	w.t.Helper()
	var state struct{ Steps []struct{ Name string } }
	w.window(made, "document", `{"country":"LT","document":"PASSPORT"}`).ok(&state)
	for _, step := range state.Steps {
		w.window(made, "upload?step="+url.QueryEscape(step.Name), string(file)).ok(nil)
	}
	w.window(made, "finish", "").ok(nil)
}

// verification is V of the package comment, as far as tests look at it.
type verification struct {
	ScanRef, ClientID, Status string
	Notes                     []string
	Steps                     []struct {
		Name, Type     string
		AdditionalData map[string]string
		File           *givenFile
		Replaced       []givenFile
	}
	Webhooks []webhook
}

type givenFile struct {
	ID, Type, SHA256, By, PoaDocument string
	Bytes, Width, Height              int
	Findings                          []string
}

type webhook struct {
	ID, Event, Overall, AdditionalSteps, Body, Signature string
	MismatchTags                                         []string
	Due                                                  []time.Time
	Attempts                                             []struct {
		Accepted  bool
		Status    int
		Signature string
		Problem   string
	}
}

func (w *world) verification(made token) verification {
	w.t.Helper()
	var v verification
	w.desk(http.MethodGet, "verifications/"+made.ScanRef, "").ok(&v)
	return v
}

func (w *world) judge(made token, verdict string) webhook {
	w.t.Helper()
	var sent webhook
	w.desk(http.MethodPost, "verifications/"+made.ScanRef+"/judge", verdict).ok(&sent)
	return sent
}

func (w *world) upload(made token, step string, file []byte) answer {
	w.t.Helper()
	body, err := json.Marshal(map[string]any{
		"scanRef": made.ScanRef, "step": step, "additionalData": map[string]string{},
		"image": base64.StdEncoding.EncodeToString(file),
	})
	require.NoError(w.t, err)
	return w.partner("/api/v2/upload-additional-step", string(body))
}

// picture makes a small picture; each shade gives other bytes.
func picture(t *testing.T, encode func(io.Writer, image.Image) error, shade uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = shade + uint8(i%7)
	}
	img.SetGray(3, 3, color.Gray{Y: shade ^ 0xff})
	var file bytes.Buffer
	require.NoError(t, encode(&file, img))
	return file.Bytes()
}

func jpegPicture(t *testing.T, shade uint8) []byte {
	return picture(t, func(w io.Writer, img image.Image) error { return jpeg.Encode(w, img, nil) }, shade)
}

func pngPicture(t *testing.T, shade uint8) []byte {
	return picture(t, png.Encode, shade)
}

func sum(file []byte) string {
	digest := sha256.Sum256(file)
	return hex.EncodeToString(digest[:])
}

// TestStory is what the sandbox is for: a token, the window, a bill that is
// refused, and a better one that replaces it.
func TestStory(t *testing.T) {
	w := newWorld(t, "")
	first, better := jpegPicture(t, 40), pngPicture(t, 90)

	made := w.token(`{"clientId":"123","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}},
		"additionalData":{"UTILITY_BILL":{"address":"1 Main St"}}}`)
	assert.Equal(t, "ACTIVE", w.verification(made).Status)
	w.through(made, first)
	v := w.verification(made)
	assert.Equal(t, "REVIEWING", v.Status)
	require.Len(t, v.Steps, 1)
	assert.Equal(t, sum(first), v.Steps[0].File.SHA256)
	assert.Equal(t, "window", v.Steps[0].File.By)
	assert.Equal(t, map[string]string{"address": "1 Main St"}, v.Steps[0].AdditionalData)

	sent := w.judge(made, `{"additionalSteps":"INVALID","mismatchTags":["EXPIRED_UTILITY_BILL"]}`)
	require.Len(t, sent.Attempts, 1)
	assert.True(t, sent.Attempts[0].Accepted)
	assert.Equal(t, "SUSPECTED", w.verification(made).Status)
	got := w.receiver.deliveries()
	require.Len(t, got, 1)
	assert.True(t, idenfy.VerifySignature(signingKey, got[0].body, got[0].signature))
	var told hook
	require.NoError(t, json.Unmarshal(got[0].body, &told))
	assert.Equal(t, "INVALID", told.Status.AdditionalSteps)
	assert.Equal(t, []string{"EXPIRED_UTILITY_BILL"}, told.Status.MismatchTags)

	again := w.upload(made, "UTILITY_BILL", better)
	again.ok(nil)
	assert.Empty(t, again.body)
	v = w.verification(made)
	assert.Equal(t, "REVIEWING", v.Status)
	assert.Equal(t, sum(better), v.Steps[0].File.SHA256)
	assert.Equal(t, "png", v.Steps[0].File.Type)
	assert.Equal(t, len(better), v.Steps[0].File.Bytes)
	assert.Equal(t, "upload-additional-step", v.Steps[0].File.By)
	require.Len(t, v.Steps[0].Replaced, 1)
	assert.Equal(t, sum(first), v.Steps[0].Replaced[0].SHA256)
	file := w.desk(http.MethodGet, "verifications/"+made.ScanRef+"/files/"+v.Steps[0].File.ID, "")
	file.ok(nil)
	assert.Equal(t, better, file.body)
	assert.Equal(t, "image/png", file.header.Get("Content-Type"))

	assert.Equal(t, "APPROVED", w.judge(made, `{"additionalSteps":"VALID"}`).Overall)
	assert.Equal(t, "APPROVED", w.verification(made).Status)
}
