package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/idenfy"
)

// TestPartnerErrors is about what the rules for a request's values, which TestRules looks at, do not say.
func TestPartnerErrors(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"123"}`)
	upload := func(scanRef, step, image string) string {
		body, _ := json.Marshal(map[string]string{"scanRef": scanRef, "step": step, "image": image})
		return string(body)
	}
	picture := base64.StdEncoding.EncodeToString(jpegPicture(t, 1))
	const tokenPath, uploadPath = "/api/v2/token", "/api/v2/upload-additional-step"
	for _, c := range []struct {
		name, path, body string
		identifier       idenfy.Identifier
		message          string
	}{
		{"no body", tokenPath, ``, idenfy.JSONError, "not the JSON"},
		{"not JSON", tokenPath, `{"clientId":`, idenfy.JSONError, "not the JSON"},
		{"not an object", tokenPath, `["123"]`, idenfy.JSONError, "not the JSON"},
		{"status: not an object", "/api/v2/status", `[1]`, idenfy.JSONError, "it must be an object, not an array."},
		{"two values", tokenPath, `{"clientId":"1"} {}`, idenfy.JSONError, "not the JSON"},
		{"callbackUrl", tokenPath, `{"clientId":"1","callbackUrl":"https://example.com"}`, idenfy.PermissionsError, "'callbackUrl'"},
		{"a step that is not configured", tokenPath, `{"clientId":"1","additionalSteps":{"ALL":{"ALL":["POA2"]}}}`, idenfy.BadValue, "POA2"},

		{"upload: not JSON", uploadPath, `image`, idenfy.JSONError, "not the JSON"},
		{"upload: the placeholder of an example", uploadPath, upload(made.ScanRef, "UTILITY_BILL", "{{Base64 image}}"), idenfy.BadValue, "'image' holds "},
		{"upload: scanRef unknown", uploadPath, upload("sandbox-0", "UTILITY_BILL", picture), idenfy.BadValue, "scanRef"},
		{"upload: step unknown", uploadPath, upload(made.ScanRef, "POA2", picture), idenfy.BadValue, "'step'"},
		{"upload: a text", uploadPath, upload(made.ScanRef, "UTILITY_BILL", base64.StdEncoding.EncodeToString([]byte("hello, world"))), idenfy.BadValue, "text"},
		{"status: scanRef an object", "/api/v2/status", `{"scanRef":{}}`, idenfy.BadValue, "'scanRef' must not be an object."},
		{"status: scanRef unknown", "/api/v2/status", `{"scanRef":"sandbox-0"}`, idenfy.BadValue, "scanRef"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.partner(c.path, c.body)
			a.t = t
			a.refused(c.identifier, c.message)
		})
	}
	assert.Nil(t, w.verification(made).Steps[0].File, "nothing refused may be kept")
}

func TestTooLargeUpload(t *testing.T) {
	w := newWorld(t, "")
	w.partner("/api/v2/upload-additional-step", `{"image":"`+strings.Repeat("A", catalogue.RequestBytes)+`"}`).
		refused(idenfy.BadValue, "over 20 MB")
}

func TestBasicAuth(t *testing.T) {
	w := newWorld(t, "")
	for name, change := range map[string]func(*http.Request){
		"none":         func(*http.Request) {},
		"wrong key":    func(r *http.Request) { r.SetBasicAuth("other", apiSecret) },
		"wrong secret": func(r *http.Request) { r.SetBasicAuth(apiKey, "other") },
		"secret empty": func(r *http.Request) { r.SetBasicAuth(apiKey, "") },
		"shifted":      func(r *http.Request) { r.SetBasicAuth(apiKey+":"+apiSecret, "") },
		"bearer":       func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+apiSecret) },
	} {
		for _, path := range []string{"/api/v2/token", "/api/v2/upload-additional-step", "/api/v2/status"} {
			t.Run(name+path, func(t *testing.T) {
				a := w.send(http.MethodPost, path, `{"clientId":"123"}`, change)
				a.t = t
				a.refused(idenfy.Unauthorized, "API key")
			})
		}
	}
}

func TestWrongMethodAndPath(t *testing.T) {
	w := newWorld(t, "")
	for _, path := range []string{"/api/v2/token", "/api/v2/upload-additional-step", "/api/v2/status", "/window/finish"} {
		w.send(http.MethodGet, path, "", asPartner).refused(idenfy.MethodNotAllowed, "GET")
	}
	a := w.partner("/api/v2/process", `{}`)
	assert.Equal(t, http.StatusNotFound, a.status)
	assert.Contains(t, string(a.body), "it plays POST /api/v2/token, /api/v2/upload-additional-step and /api/v2/status.")
}

func TestForeignHostOrOrigin(t *testing.T) {
	w := newWorld(t, "")
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	origin := func(name string) func(*http.Request) { return func(r *http.Request) { r.Header.Set("Origin", name) } }
	for name, change := range map[string]func(*http.Request){
		"rebound name":     host("evil.example:80"),
		"name with ours":   host("127.0.0.1.evil.example"),
		"no host":          host("/"),
		"other site":       origin("https://evil.example"),
		"other port":       origin("http://127.0.0.1:1"),
		"opaque origin":    origin("null"),
		"https of our own": origin("https" + strings.TrimPrefix(w.server.URL, "http")),
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/_sandbox/", "/_sandbox/api/verifications", "/window/state", "/?authToken=x"} {
				a := w.send(http.MethodGet, path, "", atDesk, change)
				a.t = t
				a.refused(idenfy.PermissionsError, "Host or Origin")
			}
		})
	}
	port := strings.TrimPrefix(w.server.URL, "http://127.0.0.1")
	for name, change := range map[string]func(*http.Request){
		"own origin":     origin(w.server.URL),
		"localhost":      host("localhost" + port),
		"IPv6 loopback":  host("[::1]" + port),
		"localhost both": func(r *http.Request) { r.Host = "localhost" + port; r.Header.Set("Origin", "http://localhost"+port) },
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, http.StatusOK, w.send(http.MethodGet, "/_sandbox/api/verifications", "", atDesk, change).status)
		})
	}
}

func TestDeskNeedsItsHeader(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"123"}`)
	for _, call := range []string{
		"GET environment", "GET verifications", "GET verifications/" + made.ScanRef, "GET verifications/x/files/y",
		"POST verifications/" + made.ScanRef + "/automatic", "POST verifications/" + made.ScanRef + "/judge", "POST verifications/" + made.ScanRef + "/expire",
		"POST verifications/x/webhooks/y/send", "POST reset",
	} {
		method, path, _ := strings.Cut(call, " ")
		w.send(method, "/_sandbox/api/"+path, "{}").refused(idenfy.PermissionsError, "X-Sandbox")
	}
	assert.Equal(t, "ACTIVE", w.verification(made).Status)
}

// TestIDs: whoever meets one of the sandbox's ids in a log or a database sees where it is from.
func TestIDs(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"123"}`)
	for name, c := range map[string]struct {
		id      string
		longest int
	}{"scanRef": {made.ScanRef, 36}, "authToken": {made.AuthToken, 40}} {
		assert.True(t, strings.HasPrefix(c.id, "sandbox-"), name)
		assert.LessOrEqual(t, len(c.id), c.longest, name)
	}
	assert.Equal(t, w.server.URL+"/api/v2/redirect?authToken="+made.AuthToken, made.RedirectURL)
	assert.NotEqual(t, made.ScanRef, w.token(`{"clientId":"123"}`).ScanRef)

	w.through(made, jpegPicture(t, 1))
	sent := w.judge(made, `{"additionalSteps":"VALID"}`)
	var told struct{ CompanyID, BeneficiaryID string }
	require.NoError(t, json.Unmarshal([]byte(sent.Body), &told))
	for _, id := range []string{sent.ID, w.verification(made).Steps[0].File.ID, told.CompanyID, told.BeneficiaryID} {
		assert.True(t, strings.HasPrefix(id, "sandbox-"), id)
	}
}

// TestUploadEscaped: other languages' JSON writers escape the slashes of base64.
func TestUploadEscaped(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"123"}`)
	file := jpegPicture(t, 7)
	image := base64.StdEncoding.EncodeToString(file)
	require.Contains(t, image, "/")
	w.partner("/api/v2/upload-additional-step",
		`{"scanRef":"`+made.ScanRef+`","step":"UTILITY_BILL","image":"`+strings.ReplaceAll(image, "/", `\/`)+`"}`).ok(nil)
	assert.Equal(t, sum(file), w.verification(made).Steps[0].File.SHA256)
}

func TestUploadReplacesData(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"123","additionalData":{"UTILITY_BILL":{"address":"1 Main St"}}}`)
	body := func(data string) string {
		return `{"scanRef":"` + made.ScanRef + `","step":"UTILITY_BILL","image":"` +
			base64.StdEncoding.EncodeToString(jpegPicture(t, 7)) + `"` + data + `}`
	}
	address := func() string { return w.verification(made).Steps[0].AdditionalData["address"] }
	w.partner("/api/v2/upload-additional-step", body("")).ok(nil)
	w.partner("/api/v2/upload-additional-step", body(`,"additionalData":{}`)).ok(nil)
	assert.Equal(t, "1 Main St", address(), "what is not sent stays")
	w.partner("/api/v2/upload-additional-step", body(`,"additionalData":{"address":"2 Side St"}`)).ok(nil)
	assert.Equal(t, "2 Side St", address())
}

func TestExpiry(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"123","expiryTime":60}`)
	w.clock.advance(59 * time.Second)
	w.window(made, "state", "").ok(nil)
	w.clock.advance(time.Second)
	w.window(made, "state", "").refused(idenfy.TokenNotValid, "expired")
	w.window(made, "document", `{"country":"LT","document":"PASSPORT"}`).refused(idenfy.TokenNotValid, "expired")
	assert.Equal(t, "EXPIRED", w.verification(made).Status)
}

func TestTokenEcho(t *testing.T) {
	w := newWorld(t, "")
	var reply map[string]any
	w.partner("/api/v2/token", `{"clientId":"1","firstName":"Ąžuolas","lastName":"O'Neil","nationality":"ALL","personalNumber":"3-14",
		"dateOfBirth":"2000-02-29","documents":["VISA"],"externalRef":"r","generateDigitString":true,"sex":"F","checkLiveness":true}`).into(&reply)
	for name, want := range map[string]any{
		"firstName": "ĄŽUOLAS", "lastName": "O'NEIL", "nationality": "ALL", "personalNumber": "3-14", "dateOfBirth": "2000-02-29",
		"documents": []any{"VISA"}, "externalRef": "r", "sex": "F", "personScanRef": "1", "successUrl": nil,
	} {
		assert.Equal(t, want, reply[name], name)
	}
	assert.Regexp(t, `^\d{8}$`, reply["digitString"])
}
