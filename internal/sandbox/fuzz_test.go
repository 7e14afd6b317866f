package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
)

// FuzzPartner: whatever a partner sends, the answer is a documented one and the
// sandbox goes on.
func FuzzPartner(f *testing.F) {
	for _, body := range []string{
		`{"clientId":"123"}`,
		`{"clientId":"1","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}},"additionalData":{"UTILITY_BILL":{"address":"1 Main St"}}}`,
		`{"clientId":"1","additionalSteps":{"DE":{"PASSPORT":{"POA2":{"type":"EXTRACT","fields":["address"]}}}},"country":"DE","expiryTime":60}`,
		`{"clientId":"1","documents":["PASSPORT"],"dummyStatus":"DENIED","firstName":"Ąžuolas","generateDigitString":true}`,
		`{"scanRef":"sandbox-0","step":"UTILITY_BILL","image":"/9j/4AAQ","additionalData":{}}`,
	} {
		f.Add(body)
	}
	box, err := sandbox.New(sandbox.Options{APIKey: apiKey, APISecret: apiSecret})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{idenfy.TokenPath, idenfy.UploadPath, idenfy.StatusPath} {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
			r.SetBasicAuth(apiKey, apiSecret)
			w := httptest.NewRecorder()
			box.ServeHTTP(w, r)
			if w.Code == http.StatusCreated {
				var made idenfy.Token
				require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
				assert.True(t, strings.HasPrefix(made.ScanRef, "sandbox-"))
				continue
			}
			var refused idenfy.Error
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &refused), "%s", w.Body)
			assert.Equal(t, http.StatusBadRequest, w.Code)
			assert.NotEmpty(t, refused.Identifier)
			assert.NotEmpty(t, refused.Message)
		}
	})
}
