package gateway_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/gateway"
	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
)

const (
	apiKey     = "the-api-key"
	apiSecret  = "the-api-secret"
	signingKey = "the-signing-key"
)

// A bench is a gateway on a real port in front of an upstream on another.
type bench struct {
	upstream string
	url      string
	gateway  *gateway.Gateway
	store    *gateway.MemoryStore
	log      *bytes.Buffer
	now      time.Time

	mu    sync.Mutex
	calls []call
}

// got returns what the upstream got.
func (b *bench) got() []call {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.calls)
}

type call struct {
	path, body       string
	user, password   string
	length           int64
	transferEncoding []string
}

// newBench starts both; answer plays iDenfy.
func newBench(t *testing.T, answer http.HandlerFunc) *bench {
	b := &bench{log: &bytes.Buffer{}, now: time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)}
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		c := call{path: r.URL.Path, body: string(body), length: r.ContentLength, transferEncoding: r.TransferEncoding}
		c.user, c.password, _ = r.BasicAuth()
		b.mu.Lock()
		b.calls = append(b.calls, c)
		b.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(upstream.Close)
	b.upstream = upstream.URL
	b.serve(t, gateway.Config{Mode: gateway.OpenMode, IdenfyURL: upstream.URL})
	return b
}

// receiverTimeout stands for the 10 s that a host holds a forward to.
const receiverTimeout = 300 * time.Millisecond

// callerHeader carries a caller's claims in these tests; verifying JWTs is the host's part.
const callerHeader = "X-Test-Caller"

func (b *bench) serve(t *testing.T, config gateway.Config) {
	config.APIKey, config.APISecret, config.SigningKey = apiKey, apiSecret, signingKey
	flows, err := gateway.ReadFlows([]byte(`{"default":"standard","flows":{
		"standard":{"request":{"additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}},
			"fill":{"/additionalData/UTILITY_BILL/address":"address.formatted?"}},
		"plain":{"request":{"additionalSteps":{"ALL":{"ALL":{}}}}}}}`))
	require.NoError(t, err)
	b.store = gateway.NewMemoryStore()
	b.gateway, err = gateway.New(config, flows, gateway.Ports{
		Upstream: &http.Client{},
		Receiver: &http.Client{
			Timeout:       receiverTimeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		Store: b.store,
		Caller: func(r *http.Request) (*grant.Caller, error) {
			kind, claims, _ := strings.Cut(r.Header.Get(callerHeader), " ")
			if kind == "person" {
				return grant.NewCaller(grant.Person, "", []byte(claims))
			}
			return grant.NewCaller(grant.BackEnd, grant.Purpose(kind), []byte(claims))
		},
		Image: gateway.NewImage,
		Now:   func() time.Time { return b.now },
		Log:   slog.New(slog.NewJSONHandler(b.log, nil)),
	})
	require.NoError(t, err)
	server := httptest.NewServer(b.gateway)
	t.Cleanup(server.Close)
	b.url = server.URL
}

func idenfyAnswers(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != idenfy.TokenPath {
		return
	}
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, `{"authToken":"auth-1","scanRef":"scan-1","clientId":"123","firstName":"ANNA","expiryTime":3600,
		"additionalSteps":{"ALL":{"ALL":{"UTILITY_BILL":{"type":"COMPARE","texts":{},"fields":["address"],
		"settings":{"canUpload":true,"canCapture":true,"canUploadPDF":false}}}}}}`)
}

func (b *bench) do(t *testing.T, method, path, body string, header ...string) (int, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, b.url+path, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	assert.NotEmpty(t, res.Header.Get("X-Request-Id"))
	var answer map[string]any
	require.NoError(t, json.NewDecoder(res.Body).Decode(&answer))
	return res.StatusCode, answer
}

func (b *bench) createToken(t *testing.T) {
	t.Helper()
	status, _ := b.do(t, "POST", "/v1/token", `{"request":{"clientId":"123"}}`)
	require.Equal(t, http.StatusCreated, status)
}

func (b *bench) webhook(t *testing.T, body string) int {
	t.Helper()
	status, _ := b.do(t, "POST", "/webhooks/idenfy", body, idenfy.SignatureHeader, idenfy.Sign(signingKey, []byte(body)))
	return status
}

func (b *bench) state(t *testing.T) (string, []any) {
	t.Helper()
	status, answer := b.do(t, "GET", "/v1/verifications/scan-1", "")
	require.Equal(t, http.StatusOK, status)
	return answer["state"].(string), answer["steps"].([]any)
}

const (
	judgedInvalid = `{"final":true,"scanRef":"scan-1","finishTime":100,"status":{"overall":"SUSPECTED","additionalSteps":"INVALID"}}`
	judgedValid   = `{"final":true,"scanRef":"scan-1","finishTime":200,"status":{"overall":"APPROVED","additionalSteps":"VALID"}}`
)

// jpeg is as much of a JPEG as the gateway looks at.
var jpeg = base64.StdEncoding.EncodeToString(append([]byte{0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 'J', 'F', 'I', 'F', 0}, make([]byte, 600)...))

func TestTokenGoesOnWithTheSecretAndComesBackWithoutPersonalData(t *testing.T) {
	b := newBench(t, idenfyAnswers)
	status, answer := b.do(t, "POST", "/v1/token", `{"request":{"clientId":"123","locale":"de"}}`)
	require.Equal(t, http.StatusCreated, status)

	require.Len(t, b.got(), 1)
	assert.Equal(t, idenfy.TokenPath, b.got()[0].path)
	assert.JSONEq(t, `{"clientId":"123","locale":"de"}`, b.got()[0].body)
	assert.Equal(t, apiKey, b.got()[0].user)
	assert.Equal(t, apiSecret, b.got()[0].password)
	assert.Empty(t, b.got()[0].transferEncoding, "iDenfy is not known to take a chunked request")

	text, err := json.Marshal(answer)
	require.NoError(t, err)
	assert.Contains(t, answer["redirectUrl"], "/api/v2/redirect?authToken=auth-1")
	delete(answer, "redirectUrl")
	assert.Equal(t, map[string]any{
		"authToken": "auth-1", "scanRef": "scan-1", "expiryTime": 3600.0,
		"steps": []any{map[string]any{"name": "UTILITY_BILL", "type": "COMPARE",
			"settings": map[string]any{"canUpload": true, "canCapture": true, "canUploadPDF": false}}},
	}, answer)
	for _, private := range []string{apiKey, apiSecret, signingKey, "ANNA"} {
		assert.NotContains(t, string(text), private)
		assert.NotContains(t, b.log.String(), private)
	}
}

func TestATokenIsNotLostToAShapeThatNobodyForesaw(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"message":{"text":"ok"},"clientId":123,"redirectUrl":false,"expiryTime":"3600",
			"additionalSteps":"none","authToken":"auth-1","scanRef":"scan-1"}`)
	})
	status, answer := b.do(t, "POST", "/v1/token", `{"request":{"clientId":"123"}}`)
	require.Equal(t, http.StatusCreated, status)
	assert.Equal(t, "auth-1", answer["authToken"])
	assert.Equal(t, b.upstream+"/api/v2/redirect?authToken=auth-1", answer["redirectUrl"])
	state, _ := b.state(t)
	assert.Equal(t, "waiting", state, "it is paid for and kept")
}

func TestTokenRequestsThatCostNoCall(t *testing.T) {
	for _, c := range []struct {
		name, body string
		identifier idenfy.Identifier
	}{
		{"not JSON", `{"request":`, idenfy.JSONError},
		{"no request", `{}`, idenfy.JSONError},
		{"unknown member", `{"request":{"clientId":"1"},"callbackUrl":"https://example.org"}`, idenfy.JSONError},
		{"with an error", `{"request":{"clientId":"1","additionalSteps":["UTILITY_BILL"]}}`, idenfy.ValidationError},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, idenfyAnswers)
			status, answer := b.do(t, "POST", "/v1/token", c.body)
			assert.Equal(t, http.StatusBadRequest, status)
			assert.Equal(t, string(c.identifier), answer["identifier"])
			assert.NotEmpty(t, answer["message"])
			assert.Empty(t, b.got())
		})
	}
}

func TestTheStoryOfABill(t *testing.T) {
	b := newBench(t, idenfyAnswers)
	b.createToken(t)
	state, _ := b.state(t)
	assert.Equal(t, "waiting", state)

	require.Equal(t, http.StatusOK, b.webhook(t, judgedInvalid))
	state, steps := b.state(t)
	assert.Equal(t, "again", state)
	assert.Equal(t, []any{"UTILITY_BILL"}, steps)

	b.now = b.now.Add(time.Minute)
	status, _ := b.do(t, "POST", "/v1/upload?scanRef=scan-1&step=UTILITY_BILL", jpeg)
	require.Equal(t, http.StatusOK, status)
	require.Len(t, b.got(), 2)
	assert.Equal(t, idenfy.UploadPath, b.got()[1].path)
	assert.JSONEq(t, `{"scanRef":"scan-1","step":"UTILITY_BILL","additionalData":{},"image":"`+jpeg+`"}`, b.got()[1].body)
	assert.Equal(t, int64(len(b.got()[1].body)), b.got()[1].length)
	state, _ = b.state(t)
	assert.Equal(t, "waiting", state, "the new bill has not been judged")
	status, _ = b.do(t, "POST", "/v1/upload?scanRef=scan-1&step=UTILITY_BILL", jpeg)
	assert.Equal(t, http.StatusForbidden, status, "nor may what a reviewer may have judged already be exchanged")

	b.now = b.now.Add(time.Minute)
	require.Equal(t, http.StatusOK, b.webhook(t, judgedValid))
	require.Equal(t, http.StatusOK, b.webhook(t, judgedInvalid), "a late repetition")
	state, _ = b.state(t)
	assert.Equal(t, "accepted", state)
}

// A lateBody comes only when something else has happened.
type lateBody struct {
	io.Reader
	meanwhile func()
}

func (b *lateBody) Read(p []byte) (int, error) {
	if b.meanwhile != nil {
		b.meanwhile()
		b.meanwhile = nil
	}
	return b.Reader.Read(p)
}

func TestAnUploadThatWasAllowedIsAskedAboutAgainWhenItsFileComes(t *testing.T) {
	const upload = "/v1/upload?scanRef=scan-1&step=UTILITY_BILL"
	for name, meanwhile := range map[string]func(*testing.T, *bench){
		"another was sent": func(t *testing.T, b *bench) {
			status, _ := b.do(t, "POST", upload, jpeg)
			require.Equal(t, http.StatusOK, status)
		},
		"the step was accepted": func(t *testing.T, b *bench) {
			require.Equal(t, http.StatusOK, b.webhook(t, judgedValid))
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, idenfyAnswers)
			b.createToken(t)
			require.Equal(t, http.StatusOK, b.webhook(t, judgedInvalid))
			calls := 0
			r := httptest.NewRequest("POST", upload, &lateBody{strings.NewReader(jpeg), func() {
				meanwhile(t, b)
				calls = len(b.got())
			}})
			r.ContentLength = int64(len(jpeg))
			w := httptest.NewRecorder()
			b.gateway.ServeHTTP(w, r)
			assert.Equal(t, http.StatusForbidden, w.Code)
			assert.Contains(t, w.Body.String(), idenfy.PermissionsError)
			assert.Equal(t, calls, len(b.got()), "nothing more went out")
		})
	}
}

func TestUploadsThatReachNobody(t *testing.T) {
	const asked = "/v1/upload?scanRef=scan-1&step=UTILITY_BILL"
	pdf := base64.StdEncoding.EncodeToString([]byte("%PDF-1.7\n%%EOF and enough to be one"))
	for _, c := range []struct {
		name, path, body string
		status           int
		identifier       idenfy.Identifier
	}{
		{"no scanRef", "/v1/upload?step=UTILITY_BILL", jpeg, 400, idenfy.MissingValue},
		{"unknown scanRef", "/v1/upload?scanRef=other&step=UTILITY_BILL", jpeg, 404, idenfy.BadValue},
		{"a step not asked for", "/v1/upload?scanRef=scan-1&step=SELFIE", jpeg, 403, idenfy.PermissionsError},
		{"empty", asked, "", 400, idenfy.MissingValue},
		{"a quote", asked, jpeg[:400] + `"` + jpeg[401:], 400, idenfy.BadValue},
		{"a line break", asked, jpeg[:400] + "\n" + jpeg[401:], 400, idenfy.BadValue},
		{"a data: prefix", asked, "data:image/jpeg;base64," + jpeg, 400, idenfy.BadValue},
		{"padding in the middle", asked, jpeg[:400] + "==" + jpeg[402:], 400, idenfy.BadValue},
		{"cut off", asked, jpeg[:len(jpeg)-3], 400, idenfy.BadValue},
		{"no picture", asked, base64.StdEncoding.EncodeToString([]byte("Dear reviewer, here is my bill.")), 400, idenfy.ValidationError},
		{"a PDF where the step takes none", asked, pdf, 400, idenfy.ValidationError},
		{"a control byte", asked, jpeg[:400] + "\x00" + jpeg[401:], 400, idenfy.BadValue},
		{"URL-safe base64", asked, jpeg[:400] + "-_-_" + jpeg[404:], 400, idenfy.BadValue},
		{"too large", asked, strings.Repeat("A", catalogue.RequestBytes), 413, idenfy.BadValue},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t, idenfyAnswers)
			b.createToken(t)
			require.Equal(t, http.StatusOK, b.webhook(t, judgedInvalid))
			status, answer := b.do(t, "POST", c.path, c.body)
			assert.Equal(t, c.status, status)
			assert.Equal(t, string(c.identifier), answer["identifier"], answer["message"])
			assert.Len(t, b.got(), 1, "only the token request went on")
		})
	}
}

func TestWebhooksThatAreNotBelieved(t *testing.T) {
	b := newBench(t, idenfyAnswers)
	b.createToken(t)
	for name, signature := range map[string]string{
		"none":               "",
		"of another key":     idenfy.Sign("another-key", []byte(judgedValid)),
		"of another body":    idenfy.Sign(signingKey, []byte(judgedInvalid)),
		"in upper-case hex":  strings.ToUpper(idenfy.Sign(signingKey, []byte(judgedValid))),
		"of the empty key":   idenfy.Sign("", []byte(judgedValid)),
		"not hex, too short": "x",
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := b.do(t, "POST", "/webhooks/idenfy", judgedValid, idenfy.SignatureHeader, signature)
			assert.Equal(t, http.StatusUnauthorized, status)
			assert.Equal(t, string(idenfy.Unauthorized), answer["identifier"])
			state, _ := b.state(t)
			assert.Equal(t, "waiting", state)
		})
	}
}

func TestWebhooksOfBothKeysDuringARotation(t *testing.T) {
	b := newBench(t, idenfyAnswers)
	b.serve(t, gateway.Config{Mode: gateway.OpenMode, IdenfyURL: b.upstream, OldSigningKey: "the-old-key"})
	for key, wanted := range map[string]int{signingKey: 200, "the-old-key": 200, "a-third-key": 401, "": 401} {
		status, _ := b.do(t, "POST", "/webhooks/idenfy", judgedValid, idenfy.SignatureHeader, idenfy.Sign(key, []byte(judgedValid)))
		assert.Equal(t, wanted, status, key)
	}
}

func TestWebhooksThatAreNoWebhooks(t *testing.T) {
	b := newBench(t, idenfyAnswers)
	for name, c := range map[string]struct {
		body   string
		status int
	}{
		"no scanRef":            {`{"final":true}`, 400},
		"a list":                {`[{"scanRef":"s-1"}]`, 400},
		"null":                  {`null`, 400},
		"not UTF-8":             {"{\"scanRef\":\"s-1\",\"name\":\"\xff\"}", 400},
		"cut off":               {judgedValid[:40], 400},
		"as large as it may be": {judgedValid + strings.Repeat(" ", 128<<10-len(judgedValid)), 200},
		"a byte too large":      {judgedValid + strings.Repeat(" ", 128<<10-len(judgedValid)+1), 413},
	} {
		assert.Equal(t, c.status, b.webhook(t, c.body), name)
	}
}

func TestWhatIdenfyRefusesPassesThrough(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"identifier":"PERMISSIONS_ERROR","message":"Partner reached token limit.","severity":"NOT_SEVERE"}`)
	})
	status, answer := b.do(t, "POST", "/v1/token", `{"request":{"clientId":"123"}}`)
	assert.Equal(t, http.StatusBadRequest, status)
	assert.Equal(t, map[string]any{"identifier": "PERMISSIONS_ERROR", "message": "Partner reached token limit."}, answer)
	assert.Len(t, b.got(), 1)
}

func TestARefusalWithoutAMessageIsOneAllTheSame(t *testing.T) {
	for _, message := range []string{`""`, `null`, `{"text":"No."}`} {
		b := newBench(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"message":`+message+`,"identifier":"PERMISSIONS_ERROR"}`)
		})
		status, answer := b.do(t, "POST", "/v1/token", `{"request":{"clientId":"123"}}`)
		assert.Equal(t, http.StatusBadRequest, status, message)
		assert.Equal(t, "PERMISSIONS_ERROR", answer["identifier"])
		assert.NotEmpty(t, answer["message"])
	}
}

func TestAnUpstreamThatIsNotIdenfyIsABadGateway(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"an HTML page": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"an HTML error": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusInternalServerError)
			_, _ = io.WriteString(w, "<html>")
		},
		"no token": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") },
		"a status that is none": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(600)
			_, _ = io.WriteString(w, `{"identifier":"BAD_VALUE","message":"No."}`)
		},
		"a reset":       func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"a huge answer": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 2<<20)) },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, answer)
			status, body := b.do(t, "POST", "/v1/token", `{"request":{"clientId":"123"}}`)
			assert.Equal(t, http.StatusBadGateway, status)
			assert.Equal(t, string(idenfy.InternalError), body["identifier"])
			assert.NotContains(t, body["message"], "127.0.0.1")
			assert.Len(t, b.got(), 1, "a token is never asked for twice")
		})
	}
}

func TestUnknownPathsAndMethods(t *testing.T) {
	b := newBench(t, idenfyAnswers)
	status, answer := b.do(t, "GET", "/v1/other", "")
	assert.Equal(t, http.StatusNotFound, status)
	assert.NotEmpty(t, answer["identifier"])
	status, answer = b.do(t, "DELETE", "/v1/token", "")
	assert.Equal(t, http.StatusMethodNotAllowed, status)
	assert.Equal(t, string(idenfy.MethodNotAllowed), answer["identifier"])
}

func TestWhoWasDeniedIsNotAskedAgain(t *testing.T) {
	for _, overall := range []string{"DENIED", "EXPIRED", "DELETED", "ARCHIVED"} {
		b := newBench(t, idenfyAnswers)
		b.createToken(t)
		require.Equal(t, http.StatusOK, b.webhook(t, `{"final":true,"scanRef":"scan-1","finishTime":1,"status":{"overall":"`+overall+`","additionalSteps":"INVALID"}}`))
		state, _ := b.state(t)
		assert.Equal(t, "closed", state)
		status, _ := b.do(t, "POST", "/v1/upload?scanRef=scan-1&step=UTILITY_BILL", jpeg)
		assert.Equal(t, http.StatusForbidden, status)
	}
}
