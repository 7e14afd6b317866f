package sandbox_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
	"idenfysteps/internal/steps/rulestest"
)

// TestRules holds the sandbox against the table of what becomes of each value:
// what is refused is answered with the identifier and the reason, what is
// warned of or assumed is taken and noted at the desk.
func TestRules(t *testing.T) {
	table, err := rulestest.Read()
	require.NoError(t, err)
	assert.Empty(t, table.Missing(), "no line says what becomes of this")
	box, err := sandbox.New(sandbox.Options{APIKey: apiKey, APISecret: apiSecret, Environment: []byte(rulestest.Environment)})
	require.NoError(t, err)
	call := func(method, path, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.SetBasicAuth(apiKey, apiSecret)
		r.Header.Set("X-Sandbox", "1")
		w := httptest.NewRecorder()
		box.ServeHTTP(w, r)
		return w
	}
	created := func(body string) (made idenfy.Token) {
		w := call(http.MethodPost, idenfy.TokenPath, body)
		require.Equal(t, http.StatusCreated, w.Code, "%s", w.Body)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
		return made
	}
	image := base64.StdEncoding.EncodeToString(jpegPicture(t, 1))
	for _, rule := range table.Rules {
		path, success, scanRef := idenfy.TokenPath, http.StatusCreated, ""
		if rule.Upload {
			path, success = idenfy.UploadPath, http.StatusOK
			scanRef = created(`{"clientId":"1"}`).ScanRef
		}
		w := call(http.MethodPost, path, rule.Body(scanRef, image))
		var told struct{ Identifier, Message, ScanRef string }
		if w.Body.Len() > 0 {
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &told), "%s", w.Body)
		}
		if rule.Answer != "" {
			assert.Equal(t, [2]any{http.StatusBadRequest, rule.Answer}, [2]any{w.Code, told.Identifier}, "%s: %s", rule.Name(), told.Message)
			if rule.Verdict == rulestest.Refused {
				assert.True(t, says([]string{told.Message}, table.Reasons[rule.Code]), "%s: %s", rule.Name(), told.Message)
			}
			continue
		}
		if !assert.Equal(t, success, w.Code, "%s: %s", rule.Name(), told.Message) || rule.Upload {
			continue
		}
		var desk struct{ Notes []string }
		require.NoError(t, json.Unmarshal(call(http.MethodGet, "/_sandbox/api/verifications/"+told.ScanRef, "").Body.Bytes(), &desk))
		if rule.Code == "" {
			assert.Empty(t, desk.Notes, rule.Name())
		} else {
			assert.True(t, says(desk.Notes, table.Reasons[rule.Code]), "%s: %s", rule.Name(), desk.Notes)
		}
	}
}

// says tells whether one of some messages has one of some words in it.
func says(messages, words []string) bool {
	return slices.ContainsFunc(messages, func(message string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(message, w) })
	})
}
