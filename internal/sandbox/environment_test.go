package sandbox_test

import (
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
)

func builtIn(t *testing.T, name string) string {
	t.Helper()
	environment, ok := sandbox.BuiltIn(name)
	require.True(t, ok)
	return string(environment)
}

// TestDocumentedReplies holds the replies against the two examples of iDenfy's
// documentation, member by member; ids and the first example's clientId differ.
func TestDocumentedReplies(t *testing.T) {
	for name, request := range map[string]string{
		"seed-upload":  `{"clientId":"123"}`,
		"seed-extract": `{"clientId":"123","additionalData":{"UTILITY_BILL":{"address":"1234, Drive/Street, City/State, postcode, etc."}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, builtIn(t, name))
			var want, got map[string]any
			text, err := os.ReadFile("testdata/" + name + ".json")
			require.NoError(t, err)
			require.NoError(t, json.Unmarshal(text, &want))
			a := w.partner("/api/v2/token", request)
			require.Equal(t, http.StatusCreated, a.status)
			a.into(&got)

			for _, id := range []string{"authToken", "scanRef"} {
				assert.Contains(t, got[id], "sandbox-")
				delete(want, id)
				delete(got, id)
			}
			want["clientId"], want["personScanRef"] = "123", "123"
			assert.Equal(t, want, got)
		})
	}
}

func TestUtilityBillSwitch(t *testing.T) {
	for name, c := range map[string]struct {
		environment, request string
		echo                 any
		steps                int
	}{
		"neither":                   {`{}`, `{"clientId":"1"}`, nil, 0},
		"configured":                {`{"steps":{"UTILITY_BILL":{}}}`, `{"clientId":"1"}`, true, 1},
		"configured, steps steered": {`{"steps":{"UTILITY_BILL":{}}}`, `{"clientId":"1","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}}`, nil, 1},
		"configured and asked for":  {`{"steps":{"UTILITY_BILL":{}}}`, `{"clientId":"1","utilityBill":true}`, true, 1},
		"compared and asked for":    {`{"steps":{"UTILITY_BILL":{"type":"COMPARE"}}}`, `{"clientId":"1","utilityBill":true}`, true, 1},
		"compared":                  {`{"steps":{"UTILITY_BILL":{"type":"COMPARE"}}}`, `{"clientId":"1","utilityBill":null,"additionalSteps":null}`, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, c.environment)
			var reply struct {
				UtilityBill     any
				AdditionalSteps map[string]map[string]map[string]any
			}
			w.partner("/api/v2/token", c.request).into(&reply)
			assert.Equal(t, c.echo, reply.UtilityBill)
			assert.Len(t, reply.AdditionalSteps["ALL"]["ALL"], c.steps)
		})
	}
	newWorld(t, `{}`).partner("/api/v2/token", `{"clientId":"1","utilityBill":true}`).refused(idenfy.BadValue, "UTILITY_BILL")
}

func TestOverride(t *testing.T) {
	const request = `{"clientId":"1","additionalSteps":{"ALL":{"ALL":{"UTILITY_BILL":{
		"type":"EXTRACT","settings":{"canCapture":false},"texts":{"lt":{"name":"Sąskaita","description":"Įkelkite."}}}}}}}`
	w := newWorld(t, `{"steps":{"UTILITY_BILL":{"type":"COMPARE","fields":["address"]}},"overrides":true}`)
	var reply struct {
		AdditionalSteps map[string]map[string]map[string]struct {
			Type     idenfy.StepType
			Fields   []string
			Settings idenfy.Settings
			Texts    map[string]struct{ Name string }
		}
	}
	w.partner("/api/v2/token", request).into(&reply)
	require.Len(t, reply.AdditionalSteps["ALL"]["ALL"], 1)
	merged := reply.AdditionalSteps["ALL"]["ALL"]["UTILITY_BILL"]
	assert.Equal(t, idenfy.StepExtract, merged.Type)
	assert.Equal(t, []string{"address"}, merged.Fields, "what the request does not say stays as configured")
	assert.Equal(t, idenfy.Settings{CanUpload: true, CanUploadPDF: true}, merged.Settings)
	assert.Equal(t, "Sąskaita", merged.Texts["lt"].Name)
	assert.NotEmpty(t, merged.Texts["en"].Name)

	w = newWorld(t, `{"steps":{"UTILITY_BILL":{}},"overrides":false}`)
	w.partner("/api/v2/token", request).refused(idenfy.PermissionsError, "does not let a request define or change steps")
	for _, allowed := range []string{`["UTILITY_BILL"]`, `{}`} {
		a := w.partner("/api/v2/token", `{"clientId":"1","additionalSteps":{"ALL":{"ALL":`+allowed+`}}}`)
		assert.Equal(t, http.StatusCreated, a.status, allowed)
	}
}

func TestCredits(t *testing.T) {
	const environment = `{
		"steps":{"UTILITY_BILL":{"type":"COMPARE"},"SELFIE":{"type":"UPLOAD"}},
		"credits":{"types":{"COMPARE":2,"UPLOAD":1},"names":{"UTILITY_BILL":2,"SELFIE":5}},
		"overrides":true}`
	const (
		both     = `{"clientId":"1"}`
		onlyBill = `{"clientId":"1","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}}`
		none     = `{"clientId":"1","additionalSteps":{"ALL":{"ALL":{}}}}`
		unpaid   = `{"clientId":"1","additionalSteps":{"ALL":{"ALL":{"POA2":{"type":"COMPARE"}}}}}`
	)
	w := newWorld(t, environment)
	w.partner("/api/v2/token", unpaid).refused(idenfy.PermissionsError, "Partner reached token limit.")
	w.token(both)
	w.partner("/api/v2/token", both).refused(idenfy.PermissionsError, "Partner reached token limit.")
	w.token(onlyBill)
	w.partner("/api/v2/token", onlyBill).refused(idenfy.PermissionsError, "Partner reached token limit.")
	w.token(none)
	w.desk(http.MethodPost, "reset", "{}").ok(nil)
	w.token(both)
}

func TestUploadNeeds(t *testing.T) {
	for needs, want := range map[string]struct {
		configured, asked bool
		says              string
	}{
		"either":      {true, true, ""},
		"environment": {true, false, "that the token asked for it is not enough"},
		"token":       {false, true, "that the environment has it is not enough"},
	} {
		t.Run(needs, func(t *testing.T) {
			w := newWorld(t, `{"steps":{"UTILITY_BILL":{}},"overrides":true,"sandbox":{"uploadNeeds":"`+needs+`"}}`)
			made := w.token(`{"clientId":"1","additionalSteps":{"ALL":{"ALL":{"POA2":{"type":"UPLOAD"}}}}}`)
			w.through(made, jpegPicture(t, 1))
			for step, ok := range map[string]bool{"UTILITY_BILL": want.configured, "POA2": want.asked} {
				a := w.upload(made, step, jpegPicture(t, 2))
				if ok {
					a.ok(nil)
				} else {
					a.refused(idenfy.BadValue, want.says)
				}
			}
		})
	}
}

// TestAddedStep: a document may be asked for when the verification is over.
func TestAddedStep(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1","additionalSteps":{"ALL":{"ALL":{}}}}`)
	w.through(made, nil)
	assert.Empty(t, w.verification(made).Steps)
	w.upload(made, "ADDITIONAL_DOCUMENT", pngPicture(t, 1)).ok(nil)
	added := w.verification(made).Steps
	require.Len(t, added, 1)
	assert.Equal(t, "ADDITIONAL_DOCUMENT", added[0].Name)
	assert.Empty(t, added[0].Replaced)
	assert.Contains(t, w.judge(made, `{"additionalSteps":"VALID"}`).Body, `"additionalSteps":{"ADDITIONAL_DOCUMENT":"UPLOAD"}`)
}

func TestRateLimit(t *testing.T) {
	w := newWorld(t, `{"sandbox":{"requestsPerHour":2}}`)
	w.send(http.MethodPost, "/api/v2/token", `{"clientId":"1"}`).refused(idenfy.Unauthorized, "")
	w.token(`{"clientId":"1"}`)
	w.token(`{"clientId":"1"}`)
	w.partner("/api/v2/token", `{"clientId":"1"}`).refused(idenfy.TooManyRequests, "")
	w.clock.advance(time.Hour)
	w.token(`{"clientId":"1"}`)
}

func TestErrorStatuses(t *testing.T) {
	w := newWorld(t, `{"sandbox":{"errorStatuses":"2025","requestsPerHour":3}}`)
	for _, c := range []struct {
		answer answer
		want   int
	}{
		{w.send(http.MethodPost, "/api/v2/token", `{}`), http.StatusUnauthorized},
		{w.partner("/api/v2/token", `{}`), http.StatusBadRequest},
		{w.partner("/api/v2/token", `{"clientId":"1","callbackUrl":"https://example.com"}`), http.StatusForbidden},
		{w.partner("/api/v2/status", `{"scanRef":"sandbox-0"}`), http.StatusNotFound},
		{w.partner("/api/v2/token", `{"clientId":"1"}`), http.StatusTooManyRequests},
	} {
		assert.Equal(t, c.want, c.answer.status, "%s", c.answer.body)
	}
}

func TestDummyStatus(t *testing.T) {
	w := newWorld(t, "")
	for _, outcome := range []string{"APPROVED", "DENIED", "SUSPECTED", "EXPIRED"} {
		var made struct {
			token
			Message string
		}
		w.partner("/api/v2/token", `{"clientId":"1","dummyStatus":"`+outcome+`"}`).into(&made)
		assert.Equal(t, "Dummy token and verification created successfully", made.Message)
		v := w.verification(made.token)
		assert.Equal(t, outcome, v.Status)
		require.Len(t, v.Webhooks, 1)
		assert.Empty(t, v.Webhooks[0].Attempts)
		w.desk(http.MethodPost, "verifications/"+made.ScanRef+"/webhooks/"+v.Webhooks[0].ID+"/send", "{}").ok(nil)
	}
	assert.Len(t, w.receiver.deliveries(), 4)
	active := w.verification(w.token(`{"clientId":"1","dummyStatus":"ACTIVE"}`))
	assert.Equal(t, "ACTIVE", active.Status)
	assert.Empty(t, active.Webhooks)
}

func TestStatus(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"client 7"}`)
	var got struct {
		ScanRef, ClientID, Status string
		ManualDocument            *string
		MismatchTags              []string
	}
	ask := func() { w.partner("/api/v2/status", `{"scanRef":"`+made.ScanRef+`"}`).ok(&got) }
	ask()
	assert.Equal(t, "ACTIVE", got.Status)
	assert.Equal(t, "client 7", got.ClientID)
	assert.Nil(t, got.ManualDocument)
	w.through(made, jpegPicture(t, 1))
	ask()
	assert.Equal(t, "REVIEWING", got.Status)
	w.judge(made, `{"additionalSteps":"INVALID","mismatchTags":["UTILITY_NAME"]}`)
	ask()
	assert.Equal(t, "SUSPECTED", got.Status)
	assert.Equal(t, []string{"UTILITY_NAME"}, got.MismatchTags)
	assert.Equal(t, "DOC_VALIDATED", *got.ManualDocument)
}

func TestNotes(t *testing.T) {
	w := newWorld(t, "")
	notes := w.verification(w.token(`{"clientId":"1","favouriteColour":"blue","checkLiveness":true}`)).Notes
	require.NotEmpty(t, notes)
	assert.Contains(t, strings.Join(notes, "\n"), `"favouriteColour"`)
	assert.NotContains(t, strings.Join(notes, "\n"), "checkLiveness")
}

func TestEnvironment(t *testing.T) {
	for name, c := range map[string]struct{ environment, says string }{
		"not JSON":                  {`{"steps":`, "line 1"},
		"a mistyped type":           {`{"steps":{"UTILITY_BILL":{"type":"COMPAR"}}}`, "COMPAR"},
		"an error below settings":   {"{\n\"sandbox\": {\n\"locale\": \"en\"},\n\"overrides\": 1}", "line 4, column 14"},
		"an unknown setting":        {`{"sandbox":{"local":"en"}}`, "line 1, column 13: local is not a setting of the sandbox; it has locale,"},
		"a setting of a wrong type": {"{\n\"sandbox\": {\"redirectUrl\": \"no\"}}", "line 2, column 13: redirectUrl must be true or false."},
		"a locale too short":        {`{"sandbox":{"locale":"e"}}`, "locale must be a locale such as en, or null."},
		"two errors":                {`{"steps":{"UTILITY_BILL":{"type":"COMPAR"}},"overrides":1}`, "(1 more behind it)"},
		"a setting of no meaning":   {`{"sandbox":{"uploadNeeds":"both"}}`, "uploadNeeds must be one of either, environment, token."},
		"unknown statuses":          {`{"sandbox":{"errorStatuses":"2024"}}`, "errorStatuses must be one of all-400, 2025."},
		"a negative limit":          {`{"sandbox":{"requestsPerHour":-1}}`, "requestsPerHour must be a whole number, 0 for no limit."},
		"settings not an object":    {`{"sandbox":[]}`, "line 1, column 2: sandbox must be an object"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := sandbox.New(sandbox.Options{Environment: []byte(c.environment), APIKey: "k", APISecret: "s"})
			assert.ErrorContains(t, err, c.says)
		})
	}
	for _, environment := range []string{`{"apiKey":"k"}`, `{"apiSecret":"s"}`} {
		_, err := sandbox.New(sandbox.Options{Environment: []byte(environment)})
		assert.ErrorIs(t, err, sandbox.ErrHalfAPair)
	}
	_, err := sandbox.New(sandbox.Options{Environment: []byte(`{"apiKey":"k","apiSecret":"s","sandbox":{"locale":null},}`)})
	assert.NoError(t, err)
	for _, name := range []string{"demo", "seed-upload", "seed-extract"} {
		_, err = sandbox.New(sandbox.Options{Environment: []byte(builtIn(t, name)), APIKey: "k", APISecret: "s"})
		assert.NoError(t, err, name)
	}
	_, ok := sandbox.BuiltIn("other")
	assert.False(t, ok)
}
