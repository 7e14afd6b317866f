package gateway_test

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	reader  = `read {"scanRef":"scan-1","details":true}`
	thisURL = "/v1/verifications/scan-1"

	judgedWithDetails = `{"final":true,"scanRef":"scan-1","finishTime":100,"clientId":"anna",
		"status":{"overall":"SUSPECTED","additionalSteps":"INVALID","fraudTags":[],"mismatchTags":["EXPIRED_UTILITY_BILL"]},
		"data":{"docFirstName":"ANNA","docNumber":"X123","manualAddress":"1 Main St","manualAddressMatch":false,
			"additionalData":{"UTILITY_BILL":{"address":{"value":"1 Main St","status":"NOT_MATCH"}}}},
		"additionalData":{"PAYSLIP":{"employer":{"value":"ACME","status":"MATCH"}}},
		"additionalSteps":{"UTILITY_BILL":"COMPARE","PAYSLIP":"EXTRACT"},
		"fileUrls":{"FRONT":"https://files.example/front"},"additionalStepPdfUrls":{"UTILITY_BILL":"https://files.example/bill"}}`
)

func details(t *testing.T, b *bench) map[string]any {
	t.Helper()
	status, answer := b.do(t, "GET", thisURL, "", callerHeader, reader)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, answer, "details")
	d, _ := answer["details"].(map[string]any)
	return d
}

func TestDetailsForAGrantThatSaysSo(t *testing.T) {
	b := newStrictBench(t, idenfyAnswers)
	status, _ := b.do(t, "POST", "/v1/token", "{}", callerHeader, anna)
	require.Equal(t, http.StatusCreated, status)
	assert.Nil(t, details(t, b), "before the first webhook")

	require.Equal(t, http.StatusOK, b.webhook(t, judgedWithDetails))
	text, err := json.Marshal(details(t, b))
	require.NoError(t, err)
	assert.JSONEq(t, `{"received":"2026-01-02T12:00:00Z","finishTime":100,"final":true,"overall":"SUSPECTED","additionalSteps":"INVALID",
		"fraudTags":[],"mismatchTags":["EXPIRED_UTILITY_BILL"],"manualAddress":"1 Main St","manualAddressMatch":false,
		"steps":[
			{"name":"PAYSLIP","type":"EXTRACT","fields":[{"name":"employer","value":"ACME","status":"MATCH","evaluate":false}]},
			{"name":"UTILITY_BILL","type":"COMPARE","fields":[{"name":"address","value":"1 Main St","status":"NOT_MATCH","evaluate":true}]}],
		"files":[{"name":"FRONT","url":"https://files.example/front","pdf":false},{"name":"UTILITY_BILL","url":"https://files.example/bill","pdf":true}]}`,
		string(text))
	assert.NotContains(t, string(text), "X123", "what concerns no step is not kept")
}

func TestDetailsAreForNobodyElse(t *testing.T) {
	b := newStrictBench(t, idenfyAnswers)
	status, _ := b.do(t, "POST", "/v1/token", "{}", callerHeader, anna)
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, http.StatusOK, b.webhook(t, judgedWithDetails))
	for _, caller := range []string{
		anna,
		`person {"sub":"anna","details":true}`,
		`read {"scanRef":"scan-1"}`,
		`read {"scanRef":"scan-1","details":"true"}`,
		`read {"scanRef":"scan-1","details":1}`,
	} {
		status, answer := b.do(t, "GET", thisURL, "", callerHeader, caller)
		assert.Equal(t, http.StatusOK, status, caller)
		assert.Equal(t, map[string]any{"scanRef": "scan-1", "state": "again", "steps": []any{"UTILITY_BILL"}}, answer, caller)
	}
	for _, caller := range []string{`read {"scanRef":"other","details":true}`, `token {"sub":"anna","scanRef":"scan-1","details":true}`} {
		status, _ := b.do(t, "GET", thisURL, "", callerHeader, caller)
		assert.Equal(t, http.StatusForbidden, status, caller)
	}
}

func TestNoFileAddressOutlivesItsHour(t *testing.T) {
	b := newStrictBench(t, idenfyAnswers)
	status, _ := b.do(t, "POST", "/v1/token", "{}", callerHeader, anna)
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, http.StatusOK, b.webhook(t, judgedWithDetails))
	files := func() []any { return details(t, b)["files"].([]any) }
	kept := func() string {
		v, err := b.store.Verification(t.Context(), "scan-1")
		require.NoError(t, err)
		return v.Last.Files
	}
	b.now = b.now.Add(59 * time.Minute)
	assert.Len(t, files(), 2)
	b.now = b.now.Add(time.Minute)
	assert.Empty(t, files(), "never told, swept or not")
	b.sweep(t, time.Second)
	assert.Empty(t, kept())
	assert.Len(t, details(t, b)["steps"], 2, "the rest stays")
}

func TestAVerificationIsKeptForItsRetention(t *testing.T) {
	b := newBench(t, idenfyAnswers)
	b.createToken(t)
	b.sweep(t, 89*24*time.Hour)
	status, _ := b.do(t, "GET", thisURL, "")
	assert.Equal(t, http.StatusOK, status)
	b.sweep(t, 2*24*time.Hour)
	status, _ = b.do(t, "GET", thisURL, "")
	assert.Equal(t, http.StatusNotFound, status)
}
