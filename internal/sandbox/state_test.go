package sandbox_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
)

// counted has three credits and a limit of requests.
const counted = `{
	"steps": {"UTILITY_BILL": {"type": "COMPARE", "fields": ["address"], "settings": {"canUpload": true, "canCapture": true, "canUploadPDF": true}}},
	"credits": {"types": {"COMPARE": 3}, "names": {"UTILITY_BILL": 3}},
	"sandbox": {"requestsPerHour": 4}
}`

// restarted saves a world's sandbox and puts another that loads it in its
// place, with an environment that may be another.
func (w *world) restarted(environment []byte) {
	w.t.Helper()
	var state bytes.Buffer
	require.NoError(w.t, w.box.Save(&state))
	w.options.Environment = environment
	box, err := sandbox.New(w.options)
	require.NoError(w.t, err)
	require.NoError(w.t, box.Load(&state))
	w.box, w.server.Config.Handler = box, box
}

// TestStateSurvives: what the desk shows and what the API answers is the same
// before and after, and the story goes on.
func TestStateSurvives(t *testing.T) {
	w := newWorld(t, counted)
	first, better := jpegPicture(t, 40), pngPicture(t, 90)
	request := `{"clientId":"1","firstName":"Ąžuolas","documents":["PASSPORT","VISA"],"expiryTime":600,"showInstructions":false,
		"additionalData":{"UTILITY_BILL":{"address":"1 Main St"}}}`
	judged, open := w.token(request), w.token(request)
	w.through(judged, first)
	w.judge(judged, `{"additionalSteps":"INVALID","mismatchTags":["EXPIRED_UTILITY_BILL"]}`)
	w.judge(judged, `{"additionalSteps":"VALID","delivery":{"after":90,"signature":"missing"}}`)
	w.upload(judged, "UTILITY_BILL", better).ok(nil)
	before := w.desk(http.MethodGet, "verifications", "")

	w.restarted([]byte(counted))
	after := w.desk(http.MethodGet, "verifications", "")
	assert.JSONEq(t, string(before.body), string(after.body))

	fileURL := w.fileURL(0, "UTILITY_BILL")
	file := w.send(http.MethodGet, strings.TrimPrefix(fileURL, w.server.URL), "")
	assert.Equal(t, first, file.body, "a file URL of before the restart is still good")
	w.send(http.MethodGet, strings.TrimPrefix(w.fileURL(0, "FACE"), w.server.URL), "").ok(nil)

	w.clock.advance(90 * time.Second)
	w.box.DeliverDue(t.Context())
	got := w.receiver.deliveries()
	require.Len(t, got, 2, "what was due still is, once")
	assert.Empty(t, got[1].signature)
	assert.Equal(t, "IDENTIFICATION_RESUBMITTED", w.judge(judged, `{"additionalSteps":"VALID"}`).Event, "the upload counts as one")

	w.through(open, first)
	w.token(request)
	w.partner("/api/v2/token", request).refused(idenfy.TooManyRequests, "hour")
	w.clock.advance(time.Hour)
	w.partner("/api/v2/token", request).refused(idenfy.PermissionsError, "token limit")
}

// fileURL is what the webhook of a number names for a file.
func (w *world) fileURL(number int, name string) string {
	w.t.Helper()
	var told struct{ FileURLs map[string]string }
	require.NoError(w.t, json.Unmarshal(w.receiver.deliveries()[number].body, &told))
	return told.FileURLs[name]
}

// TestStateAndCredits: credits that were bought meanwhile count, those that were spent do not.
func TestStateAndCredits(t *testing.T) {
	unlimited := strings.ReplaceAll(counted, `"requestsPerHour": 4`, "")
	w := newWorld(t, unlimited)
	for range 3 {
		w.token(`{"clientId":"1"}`)
	}
	w.partner("/api/v2/token", `{"clientId":"1"}`).refused(idenfy.PermissionsError, "token limit")
	w.restarted([]byte(strings.ReplaceAll(unlimited, `": 3}`, `": 4}`)))
	w.token(`{"clientId":"1"}`)
	w.partner("/api/v2/token", `{"clientId":"1"}`).refused(idenfy.PermissionsError, "token limit")
}

// TestStateExpires: a session whose time ran out while nobody served ends with its webhook.
func TestStateExpires(t *testing.T) {
	w := newWorld(t, "")
	w.token(`{"clientId":"1","expiryTime":60}`)
	w.clock.advance(time.Hour)
	w.restarted(nil)
	w.box.DeliverDue(t.Context())
	assert.Equal(t, []string{"IDENTIFICATION_EXPIRED"}, w.events())
}

// TestStateWhileDelivering: a webhook whose receiver has not answered when the
// sandbox is saved is sent again, so that none is lost.
func TestStateWhileDelivering(t *testing.T) {
	var box *sandbox.Sandbox
	var state bytes.Buffer
	called := 0
	receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if called++; called == 1 {
			assert.NoError(t, box.Save(&state))
		}
	}))
	t.Cleanup(receiver.Close)
	now := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
	options := sandbox.Options{APIKey: apiKey, APISecret: apiSecret, Webhook: receiver.URL, HTTP: receiver.Client(), Now: func() time.Time { return now }}
	box, err := sandbox.New(options)
	require.NoError(t, err)
	create := httptest.NewRequest(http.MethodPost, "/api/v2/token", strings.NewReader(`{"clientId":"1","expiryTime":1}`))
	create.SetBasicAuth(apiKey, apiSecret)
	box.ServeHTTP(httptest.NewRecorder(), create)
	now = now.Add(time.Second)
	box.DeliverDue(t.Context())
	require.Equal(t, 1, called)
	box.DeliverDue(t.Context())
	require.Equal(t, 1, called)

	again, err := sandbox.New(options)
	require.NoError(t, err)
	require.NoError(t, again.Load(&state))
	again.DeliverDue(t.Context())
	assert.Equal(t, 2, called)
	again.DeliverDue(t.Context())
	assert.Equal(t, 2, called)
}

// TestStateUnderLoad: what is saved while people are busy is whole at every moment.
func TestStateUnderLoad(t *testing.T) {
	w := newWorld(t, "")
	const people, times = 2, 2
	told := make(chan struct{})
	for range people {
		go func() {
			for range times {
				made := w.token(`{"clientId":"1","additionalData":{"UTILITY_BILL":{"address":"1 Main St"}}}`)
				told <- struct{}{}
				w.through(made, jpegPicture(t, 1))
				told <- struct{}{}
				w.judge(made, `{"additionalSteps":"INVALID","delivery":{"times":2}}`)
				told <- struct{}{}
				w.upload(made, "UTILITY_BILL", jpegPicture(t, 2)).ok(nil)
				told <- struct{}{}
			}
		}()
	}
	for range people * times * 4 {
		<-told // one rests meanwhile, the others go on
		var state bytes.Buffer
		require.NoError(t, w.box.Save(&state))
		box, err := sandbox.New(w.options)
		require.NoError(t, err)
		require.NoError(t, box.Load(&state))
	}
}

// TestStateRefused: what is no whole state of a sandbox changes nothing.
func TestStateRefused(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1"}`)
	w.upload(made, "UTILITY_BILL", jpegPicture(t, 1)).ok(nil)
	var saved bytes.Buffer
	require.NoError(t, w.box.Save(&saved))
	whole := saved.String()
	for name, c := range map[string]struct {
		state string
		err   error
	}{
		"nothing":         {"", sandbox.ErrNotState},
		"other JSON":      {`{"steps":{}}`, sandbox.ErrNotState},
		"a picture":       {"\x89PNG\r\n", sandbox.ErrNotState},
		"cut off":         {whole[:len(whole)/2], sandbox.ErrDamagedState},
		"without its sum": {whole[:strings.LastIndex(whole[:len(whole)-1], "\n")+1], sandbox.ErrDamagedState},
		"its head only":   {whole[:strings.Index(whole, "\n")+1], sandbox.ErrDamagedState},
		"a byte changed":  {strings.Replace(whole, made.ScanRef, "sandbox-0", 1), sandbox.ErrDamagedState},
		"a byte more":     {whole + "\n", sandbox.ErrDamagedState},
	} {
		t.Run(name, func(t *testing.T) {
			box, err := sandbox.New(w.options)
			require.NoError(t, err)
			assert.ErrorIs(t, box.Load(strings.NewReader(c.state)), c.err)
			other := newWorld(t, "")
			other.box, other.server.Config.Handler = box, box
			other.desk(http.MethodGet, "verifications/"+made.ScanRef, "").refused(idenfy.BadValue, "No verification")
		})
	}
	t.Run("a later version", func(t *testing.T) {
		box, err := sandbox.New(w.options)
		require.NoError(t, err)
		head, rest, _ := strings.Cut(whole, "\n")
		rest = rest[:strings.LastIndex(rest[:len(rest)-1], "\n")+1]
		later := strings.Replace(head, `"stateVersion":1`, `"stateVersion":2`, 1) + "\n" + rest
		later += `{"sha256":"` + sum([]byte(later)) + `"}` + "\n"
		assert.ErrorContains(t, box.Load(strings.NewReader(later)), "version 2; this sandbox reads 1")
	})
}

// TestStateHoldsNoKeys: whoever gets a state gets no credentials of the partner's.
func TestStateHoldsNoKeys(t *testing.T) {
	w := newWorld(t, "")
	w.token(`{"clientId":"1"}`)
	var state bytes.Buffer
	require.NoError(t, w.box.Save(&state))
	for _, secret := range []string{apiKey, apiSecret, signingKey} {
		assert.NotContains(t, state.String(), secret)
		assert.NotContains(t, state.String(), base64.StdEncoding.EncodeToString([]byte(secret)))
	}
}
