package contract

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestCore is what every integrator may rely on.
func TestCore(t *testing.T) {
	for name, who := range integrators() {
		t.Run(name, func(t *testing.T) {
			t.Run("a token asks for the environment's steps (1 token)", func(t *testing.T) { coreToken(t, who) })
			t.Run("a token without steps (1 token)", func(t *testing.T) { coreWithoutSteps(t, who) })
			t.Run("each token is another verification (2 tokens)", func(t *testing.T) { coreEachAnother(t, who) })
			t.Run("a clientId of 101 characters is refused (0 or 1 token)", func(t *testing.T) { coreLongClientID(t, who) })
			t.Run("uploads (1 token)", func(t *testing.T) { coreUpload(t, who) })
			if at.desk {
				t.Run("a bill is asked for again and accepted", func(t *testing.T) { coreStory(t, who) })
			}
		})
	}
}

const address = "1 Main Street, Vilnius"

func made(t *testing.T, who integrator, clientID string, steps bool) verification {
	t.Helper()
	v, a := who.token(t, clientID, steps, address)
	require.Equal(t, http.StatusCreated, a.status, "%v", a)
	return v
}

// refuses checks an error that every integrator can tell from others.
func refuses(t *testing.T, a answer) {
	t.Helper()
	identifier, message := a.refusal()
	assert.GreaterOrEqual(t, a.status, 400, "%v", a)
	assert.Less(t, a.status, 500, "%v", a)
	assert.NotEmpty(t, identifier, "%v", a)
	assert.NotEmpty(t, message, "%v", a)
}

func coreToken(t *testing.T, who integrator) {
	v := made(t, who, "contract-token", true)
	assert.NotEmpty(t, v.ScanRef)
	assert.LessOrEqual(t, len(v.ScanRef), 40)
	assert.NotEmpty(t, v.AuthToken)
	assert.LessOrEqual(t, len(v.AuthToken), 40)
	assert.Equal(t, 3600, v.ExpiryTime, "the default, in seconds")
	require.Contains(t, v.Types, "UTILITY_BILL", "the environment must have this step for the suite")
	for name, kind := range v.Types {
		assert.Contains(t, []string{"UPLOAD", "COMPARE", "EXTRACT"}, kind, name)
	}
	window, err := url.Parse(v.RedirectURL)
	require.NoError(t, err)
	assert.Equal(t, v.AuthToken, window.Query().Get("authToken"), "where the person goes next")
	a := call(t, http.MethodGet, v.RedirectURL, nil, func(*http.Request) {})
	assert.Equal(t, http.StatusOK, a.status, "the window opens")
}

func coreWithoutSteps(t *testing.T, who integrator) {
	v, a := who.token(t, "contract-none", false, "")
	require.Equal(t, http.StatusCreated, a.status, "%v", a)
	assert.Empty(t, v.Types)
}

func coreEachAnother(t *testing.T, who integrator) {
	a, b := made(t, who, "contract-same", true), made(t, who, "contract-same", true)
	assert.NotEqual(t, a.ScanRef, b.ScanRef)
	assert.NotEqual(t, a.AuthToken, b.AuthToken)
}

func coreLongClientID(t *testing.T, who integrator) {
	_, a := who.token(t, strings.Repeat("c", 101), true, "")
	refuses(t, a)
}

func coreUpload(t *testing.T, who integrator) {
	v := made(t, who, "contract-upload", true)
	for _, kind := range []string{"jpeg", "png", "pdf"} {
		a := who.upload(t, v.ScanRef, "UTILITY_BILL", image(kind))
		assert.Less(t, a.status, 300, "a %s: %v", kind, a)
	}
	for name, c := range map[string]struct{ scanRef, step, image string }{
		"an unknown scanRef":  {"00000000-0000-0000-0000-000000000000", "UTILITY_BILL", image("jpeg")},
		"an unknown step":     {v.ScanRef, "NO_SUCH_STEP", image("jpeg")},
		"no image":            {v.ScanRef, "UTILITY_BILL", ""},
		"what is no base64":   {v.ScanRef, "UTILITY_BILL", "%%%%"},
		"a data: URL":         {v.ScanRef, "UTILITY_BILL", "data:image/jpeg;base64," + image("jpeg")},
		"a text":              {v.ScanRef, "UTILITY_BILL", base64.StdEncoding.EncodeToString([]byte("hello"))},
		"a picture of no use": {v.ScanRef, "UTILITY_BILL", base64.StdEncoding.EncodeToString([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"))},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, who.upload(t, c.scanRef, c.step, c.image)) })
	}
}

// coreStory is a bill that a reviewer does not take, and the better one.
func coreStory(t *testing.T, who integrator) {
	v := made(t, who, "contract-story", true)
	assert.Equal(t, "waiting", who.state(t, v.ScanRef))
	throughWindow(t, v)
	assert.Equal(t, "waiting", who.state(t, v.ScanRef))
	judge(t, v, object{"additionalSteps": "INVALID", "mismatchTags": []string{"EXPIRED_UTILITY_BILL"}})
	assert.Equal(t, "again", who.state(t, v.ScanRef))
	for name := range v.Types {
		a := who.upload(t, v.ScanRef, name, image("png"))
		require.Less(t, a.status, 300, "%s: %v", name, a)
	}
	assert.Equal(t, "waiting", who.state(t, v.ScanRef), "for whoever judges the new ones")
	judge(t, v, object{"additionalSteps": "VALID"})
	assert.Equal(t, "accepted", who.state(t, v.ScanRef))

	refused := made(t, who, "contract-denied", true)
	throughWindow(t, refused)
	judge(t, refused, object{"additionalSteps": "INVALID", "overall": "DENIED"})
	assert.Equal(t, "closed", who.state(t, refused.ScanRef), "nobody asks for a better bill where all is denied")
}

// throughWindow gives a file for each step, as the person does in the window.
func throughWindow(t *testing.T, v verification) {
	t.Helper()
	window := func(path string, body []byte) {
		t.Helper()
		a := call(t, http.MethodPost, at.url+"/window/"+path, body, bearing(v.AuthToken))
		require.Equal(t, http.StatusOK, a.status, "%v", a)
	}
	window("document", text(object{"country": "LT", "document": "PASSPORT"}))
	for name := range v.Types {
		file, err := base64.StdEncoding.DecodeString(image("jpeg"))
		require.NoError(t, err)
		window("upload?step="+url.QueryEscape(name), file)
	}
	window("finish", nil)
}

// judge gives a verdict at the desk, whose webhook a gateway must take.
func judge(t *testing.T, v verification, verdict object) {
	t.Helper()
	a := call(t, http.MethodPost, at.url+"/_sandbox/api/verifications/"+v.ScanRef+"/judge", text(verdict), atDesk)
	require.Equal(t, http.StatusOK, a.status, "%v", a)
	var sent struct{ Attempts []struct{ Accepted bool } }
	a.into(t, &sent)
	if at.gateway != "" {
		require.Len(t, sent.Attempts, 1)
		assert.True(t, sent.Attempts[0].Accepted, "%v", a)
	}
}
