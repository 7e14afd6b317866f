package sandbox_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
)

const compareEnvironment = `{
	"steps": {
		"UTILITY_BILL": {"type": "COMPARE", "fields": ["address"]},
		"BANK_STATEMENT": {"type": "EXTRACT", "fields": ["address"]},
		"SELFIE": {"type": "UPLOAD"}
	}
}`

const withAddresses = `{"clientId":"client 1","additionalData":{
	"UTILITY_BILL":{"address":"Žalgirio g. 1"},"BANK_STATEMENT":{"address":"Žalgirio g. 1"}}}`

func TestWebhookSignature(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"123","firstName":"Ąžuolas"}`)
	w.through(made, jpegPicture(t, 1))
	var environment struct {
		Webhook string
		Reasons []string
	}
	w.desk(http.MethodGet, "environment", "").ok(&environment)
	assert.Contains(t, environment.Webhook, "/webhooks/idenfy")
	assert.Equal(t, "EXPIRED_UTILITY_BILL", environment.Reasons[0])
	sent := w.judge(made, `{"additionalSteps":"VALID"}`)

	got := w.receiver.deliveries()
	require.Len(t, got, 1)
	mac := hmac.New(sha256.New, []byte(signingKey))
	mac.Write(got[0].body)
	assert.Equal(t, hex.EncodeToString(mac.Sum(nil)), got[0].signature)
	assert.Equal(t, "IDENTIFICATION_MANUAL_FINISHED", got[0].event)
	assert.Equal(t, string(got[0].body), sent.Body)
	assert.Contains(t, sent.Body, "ĄŽUOLAS")

	var compact bytes.Buffer
	require.NoError(t, json.Compact(&compact, got[0].body))
	assert.False(t, idenfy.VerifySignature(signingKey, compact.Bytes(), got[0].signature), "a body written again must never pass")
}

// hook is a webhook's body as iDenfy documents it; the tests hold every member to its type.
type hook struct {
	Final                 bool
	ScanRef, ClientID     string
	StartTime, FinishTime int64
	Status                struct {
		Overall, AdditionalSteps string
		FraudTags, MismatchTags  []string
	}
	AdditionalSteps map[string]*idenfy.StepType
}

func TestWebhookBody(t *testing.T) {
	w := newWorld(t, compareEnvironment)
	made := w.token(withAddresses)
	w.through(made, jpegPicture(t, 1))
	pdf := []byte(smallPDF)
	w.upload(made, "BANK_STATEMENT", pdf).ok(nil)
	w.judge(made, `{"additionalSteps":"INVALID","mismatchTags":["UTILITY_ADDRESS"]}`)

	var body struct {
		hook
		CompanyID, BeneficiaryID, Platform, ClientIP string
		ExternalRef                                  *string
		Data                                         struct {
			DocType, SelectedCountry string
			AdditionalData           map[string]map[string]struct{ Value, Status string }
		}
		FileURLs, AdditionalStepPDFURLs map[string]string
		ManualAddress                   string
		ManualAddressMatch              bool
	}
	require.NoError(t, json.Unmarshal(w.receiver.deliveries()[0].body, &body))
	assert.True(t, body.Final)
	assert.Equal(t, made.ScanRef, body.ScanRef)
	assert.Equal(t, "client 1", body.ClientID)
	assert.Equal(t, idenfy.OverallSuspected, body.Status.Overall)
	assert.Equal(t, "PASSPORT", body.Data.DocType)
	assert.Equal(t, "LT", body.Data.SelectedCountry)
	assert.Equal(t, "NOT_MATCH", body.Data.AdditionalData["UTILITY_BILL"]["address"].Status)
	assert.Equal(t, "NO_DATA", body.Data.AdditionalData["BANK_STATEMENT"]["address"].Status, "EXTRACT compares nothing")
	assert.NotContains(t, body.Data.AdditionalData, "SELFIE", "UPLOAD returns no data")
	assert.Equal(t, "Žalgirio g. 1", body.ManualAddress)
	assert.False(t, body.ManualAddressMatch)
	for name, kind := range map[string]idenfy.StepType{
		"UTILITY_BILL": idenfy.StepCompare, "BANK_STATEMENT": idenfy.StepExtract, "SELFIE": idenfy.StepUpload,
	} {
		require.NotNil(t, body.AdditionalSteps[name], name)
		assert.Equal(t, kind, *body.AdditionalSteps[name])
	}
	assert.ElementsMatch(t, []string{"FRONT", "FACE", "UTILITY_BILL", "SELFIE"}, slices.Collect(maps.Keys(body.FileURLs)))
	require.Len(t, body.AdditionalStepPDFURLs, 1)

	get := func(address string) answer {
		return w.send(http.MethodGet, strings.TrimPrefix(address, w.server.URL), "")
	}
	address := body.AdditionalStepPDFURLs["BANK_STATEMENT"]
	file := get(address)
	file.ok(nil)
	assert.Equal(t, pdf, file.body)
	assert.Equal(t, "application/pdf", file.header.Get("Content-Type"))
	for _, name := range []string{"FRONT", "FACE"} {
		picture := get(body.FileURLs[name])
		picture.ok(nil)
		_, format, err := image.DecodeConfig(bytes.NewReader(picture.body))
		require.NoError(t, err, name)
		assert.Equal(t, "image/"+format, picture.header.Get("Content-Type"))
	}
	get(strings.Replace(address, "expires=1", "expires=2", 1)).refused(idenfy.BadValue, "one hour")
	w.clock.advance(time.Hour)
	get(address).ok(nil)
	w.clock.advance(time.Second)
	for _, name := range []string{"FRONT", "FACE", "UTILITY_BILL"} {
		get(body.FileURLs[name]).refused(idenfy.BadValue, "one hour")
	}
	get(address).refused(idenfy.BadValue, "one hour")
}

func TestVerdicts(t *testing.T) {
	for name, c := range map[string]struct {
		verdict, overall, address string
		match                     bool
	}{
		"valid":             {`{"additionalSteps":"VALID"}`, "APPROVED", "MATCH", true},
		"too old":           {`{"additionalSteps":"INVALID","mismatchTags":["EXPIRED_UTILITY_BILL"]}`, "SUSPECTED", "MATCH", true},
		"another address":   {`{"additionalSteps":"INVALID","mismatchTags":["UTILITY_ADDRESS"]}`, "SUSPECTED", "NOT_MATCH", false},
		"not found":         {`{"additionalSteps":"NOT_FOUND","mismatchTags":["ADDITIONAL_STEP_NOT_FOUND"]}`, "SUSPECTED", "NOT_FOUND", false},
		"valid with a tag":  {`{"additionalSteps":"VALID","mismatchTags":["NAME"]}`, "SUSPECTED", "MATCH", true},
		"denied":            {`{"additionalSteps":"INVALID","overall":"DENIED"}`, "DENIED", "MATCH", true},
		"decided per field": {`{"additionalSteps":"VALID","additionalData":{"UTILITY_BILL":{"address":{"value":"2 Side St","status":"NOT_MATCH"}}}}`, "APPROVED", "NOT_MATCH", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, `{"steps":{"UTILITY_BILL":{"type":"COMPARE","fields":["address"]}}}`)
			made := w.token(`{"clientId":"1","additionalData":{"UTILITY_BILL":{"address":"1 Main St"}}}`)
			w.through(made, jpegPicture(t, 1))
			sent := w.judge(made, c.verdict)
			assert.Equal(t, c.overall, sent.Overall)
			assert.Equal(t, c.overall, w.verification(made).Status)
			var body struct {
				Data struct {
					AdditionalData map[string]map[string]struct{ Value, Status string }
				}
				ManualAddressMatch bool
			}
			require.NoError(t, json.Unmarshal([]byte(sent.Body), &body))
			assert.Equal(t, c.address, body.Data.AdditionalData["UTILITY_BILL"]["address"].Status)
			assert.Equal(t, c.match, body.ManualAddressMatch)
		})
	}
}

func TestVerdictErrors(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1"}`)
	judge := func(verdict string) answer {
		return w.desk(http.MethodPost, "verifications/"+made.ScanRef+"/judge", verdict)
	}
	judge(`{"additionalSteps":"VALID"}`).refused(idenfy.BadValue, "not through the window")
	judge(`{"additionalSteps":"FINE"}`).refused(idenfy.BadValue, "must be one of VALID, INVALID, NOT_FOUND.")
	judge(`{"additionalSteps":"VALID","overall":"EXPIRED"}`).refused(idenfy.BadValue, "must be one of APPROVED, DENIED, SUSPECTED.")
	judge(`{"additionalSteps":"VALID","additionalData":{"A":{"b":{"status":"SAME"}}}}`).refused(idenfy.BadValue, "additionalData.A.b.status")
	judge(`{`).refused(idenfy.JSONError, "")
	w.desk(http.MethodPost, "verifications/sandbox-0/judge", `{"additionalSteps":"VALID"}`).refused(idenfy.BadValue, "scanRef")
	assert.Empty(t, w.receiver.deliveries())

	w.through(made, jpegPicture(t, 1))
	for _, nowhere := range []string{`{"UTILITY_BILL":{"adress":%s}}`, `{"ADDITIONAL_DOCUMENT":{"address":%s}}`, `{"POA2":{"address":%s}}`} {
		data := fmt.Sprintf(nowhere, `{"value":"1 Main St","status":"MATCH"}`)
		judge(`{"additionalSteps":"VALID","additionalData":`+data+`}`).refused(idenfy.BadValue, "neither compared nor extracted")
	}
	assert.Empty(t, w.receiver.deliveries(), "what no webhook would tell is no verdict")
	assert.Equal(t, "REVIEWING", w.verification(made).Status)
}

// TestReceiverFails: the desk shows what the receiver said, and sends the same bytes again.
func TestReceiverFails(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1"}`)
	w.through(made, jpegPicture(t, 1))
	w.receiver.answer(http.StatusServiceUnavailable)
	sent := w.judge(made, `{"additionalSteps":"INVALID","mismatchTags":["EXPIRED_UTILITY_BILL"]}`)
	require.Len(t, sent.Attempts, 1)
	assert.False(t, sent.Attempts[0].Accepted)
	assert.Equal(t, 503, sent.Attempts[0].Status)

	w.receiver.answer(http.StatusNoContent)
	w.desk(http.MethodPost, "verifications/"+made.ScanRef+"/webhooks/"+sent.ID+"/send", "{}").ok(&sent)
	require.Len(t, sent.Attempts, 2)
	assert.True(t, sent.Attempts[1].Accepted)
	got := w.receiver.deliveries()
	require.Len(t, got, 2)
	assert.Equal(t, got[0], got[1])
	w.desk(http.MethodPost, "verifications/"+made.ScanRef+"/webhooks/other/send", "{}").refused(idenfy.BadValue, "webhook")
}

// A doer is a network that fails as a test wants it to.
type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(r *http.Request) (*http.Response, error) { return d(r) }

func TestReceiverAway(t *testing.T) {
	const secretURL = "http://receiver.example/hooks?key=secret"
	for name, c := range map[string]struct {
		webhook string
		network doer
		says    string
	}{
		"nowhere": {"", nil, "no webhook address is configured"},
		"refused": {secretURL, func(r *http.Request) (*http.Response, error) {
			return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: errors.New("connection refused")}
		}, "could not be reached: connection refused"},
		"silent": {secretURL, func(r *http.Request) (*http.Response, error) {
			deadline, ok := r.Context().Deadline()
			assert.True(t, ok)
			assert.InDelta(t, 10, time.Until(deadline).Seconds(), 1)
			return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: context.DeadlineExceeded}
		}, "did not answer within 10s"},
		"not a URL": {"http://[", nil, "could not be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			box, err := sandbox.New(sandbox.Options{APIKey: apiKey, APISecret: apiSecret, Webhook: c.webhook, HTTP: c.network})
			require.NoError(t, err)
			w := &world{t: t, server: httptest.NewServer(box)}
			t.Cleanup(w.server.Close)
			made := w.token(`{"clientId":"1"}`)
			w.through(made, jpegPicture(t, 1))
			sent := w.judge(made, `{"additionalSteps":"VALID"}`)
			require.Len(t, sent.Attempts, 1)
			assert.False(t, sent.Attempts[0].Accepted)
			assert.Contains(t, sent.Attempts[0].Problem, c.says)
			assert.NotContains(t, sent.Attempts[0].Problem, "secret")
			assert.Empty(t, sent.Signature, "without a signing key nothing is signed")
		})
	}
}

// TestReceiverCallsBack: a receiver may ask the sandbox something before it answers.
func TestReceiverCallsBack(t *testing.T) {
	var w *world
	var made token
	network := doer(func(r *http.Request) (*http.Response, error) {
		w.partner("/api/v2/status", `{"scanRef":"`+made.ScanRef+`"}`).ok(nil)
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody}, nil
	})
	box, err := sandbox.New(sandbox.Options{APIKey: apiKey, APISecret: apiSecret, Webhook: "http://receiver.example", HTTP: network})
	require.NoError(t, err)
	w = &world{t: t, server: httptest.NewServer(box)}
	t.Cleanup(w.server.Close)
	made = w.token(`{"clientId":"1"}`)
	w.through(made, jpegPicture(t, 1))
	assert.True(t, w.judge(made, `{"additionalSteps":"VALID"}`).Attempts[0].Accepted)
}

// TestFinishTime: receivers order by whole seconds, and a second verdict may come within the same one.
func TestFinishTime(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1"}`)
	w.through(made, jpegPicture(t, 1))
	w.judge(made, `{"additionalSteps":"INVALID"}`)
	w.upload(made, "UTILITY_BILL", pngPicture(t, 2)).ok(nil)
	second := w.judge(made, `{"additionalSteps":"VALID"}`)
	assert.Equal(t, "IDENTIFICATION_RESUBMITTED", second.Event)
	var bodies [2]hook
	for i, got := range w.receiver.deliveries() {
		require.NoError(t, json.Unmarshal(got.body, &bodies[i]))
	}
	assert.Greater(t, bodies[1].FinishTime, bodies[0].FinishTime)
	assert.Equal(t, "IDENTIFICATION_MANUAL_FINISHED", w.judge(made, `{"additionalSteps":"VALID"}`).Event)
}

func TestExpireAtDesk(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1"}`)
	var sent webhook
	w.desk(http.MethodPost, "verifications/"+made.ScanRef+"/expire", "{}").ok(&sent)
	assert.Equal(t, "IDENTIFICATION_EXPIRED", sent.Event)
	assert.Equal(t, "EXPIRED", sent.Overall)
	w.window(made, "state", "").refused(idenfy.TokenNotValid, "expired")

	reviewed := w.token(`{"clientId":"1"}`)
	w.through(reviewed, jpegPicture(t, 1))
	w.desk(http.MethodPost, "verifications/"+reviewed.ScanRef+"/expire", "{}").refused(idenfy.BadValue, "nobody finished")
}

func TestReset(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1"}`)
	var before, after struct {
		Version, Total int
		Verifications  []verification
	}
	w.desk(http.MethodGet, "verifications", "").ok(&before)
	require.Equal(t, 1, before.Total)
	w.desk(http.MethodPost, "reset", "{}").ok(nil)
	w.desk(http.MethodGet, "verifications", "").ok(&after)
	assert.Zero(t, after.Total)
	assert.Empty(t, after.Verifications)
	assert.Greater(t, after.Version, before.Version)
	w.window(made, "state", "").refused(idenfy.TokenNotValid, "")
}

// smallPDF opens everywhere and shows one empty page.
const smallPDF = "%PDF-1.4\n" +
	"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
	"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n" +
	"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n" +
	"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
