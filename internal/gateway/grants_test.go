package gateway_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/idenfy"
)

// newStrictBench is a bench where every caller needs a JWT.
func newStrictBench(t *testing.T, answer http.HandlerFunc) *bench {
	b := newBench(t, answer)
	b.serve(t, gateway.Config{IdenfyURL: b.upstream, GrantKey: strings.Repeat("k", 32)})
	return b
}

const anna = `person {"sub":"anna"}`

func TestAPersonGetsTheDefaultFlowAndOwnsWhatItCreated(t *testing.T) {
	b := newStrictBench(t, idenfyAnswers)
	status, answer := b.do(t, "POST", "/v1/token", `{"locale":"de"}`, callerHeader, anna)
	require.Equal(t, http.StatusCreated, status, answer)
	assert.JSONEq(t, `{"clientId":"anna","locale":"de","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}}`, b.got()[0].body)

	status, _ = b.do(t, "GET", "/v1/verifications/scan-1", "", callerHeader, anna)
	assert.Equal(t, http.StatusOK, status)
	status, answer = b.do(t, "GET", "/v1/verifications/scan-1", "", callerHeader, `person {"sub":"bert"}`)
	assert.Equal(t, http.StatusForbidden, status)
	assert.Equal(t, "GRANT_SCANREF", answer["identifier"])

	require.Equal(t, http.StatusOK, b.webhook(t, judgedInvalid))
	const upload = "/v1/upload?scanRef=scan-1&step=UTILITY_BILL"
	status, answer = b.do(t, "POST", upload, jpeg, callerHeader, `person {"sub":"bert"}`)
	assert.Equal(t, http.StatusForbidden, status)
	assert.Equal(t, "GRANT_SCANREF", answer["identifier"])
	status, _ = b.do(t, "POST", upload, jpeg, callerHeader, anna)
	assert.Equal(t, http.StatusOK, status)
}

func TestWhatThePageSaysDecidesNothing(t *testing.T) {
	for _, c := range []struct {
		name, body, caller string
		status             int
		identifier         string
	}{
		{"a payload", `{"request":{"clientId":"eve"}}`, anna, 400, "JSON_ERROR"},
		{"a clientId", `{"clientId":"eve"}`, anna, 400, "JSON_ERROR"},
		{"a callbackUrl", `{"flow":"standard","callbackUrl":"https://evil.example"}`, anna, 400, "JSON_ERROR"},
		{"a second object", `{"flow":"standard"}{"flow":"plain"}`, anna, 400, "JSON_ERROR"},
		{"a bracket too many", `{"flow":"standard"}}`, anna, 400, "JSON_ERROR"},
		{"a person names a flow without the bill", `{"flow":"plain"}`, anna, 403, "GRANT_FLOW"},
		{"a flow that the grant does not list", `{"flow":"plain"}`, `token {"sub":"anna","flows":["standard"]}`, 403, "GRANT_FLOW"},
		{"an upload grant", `{}`, `upload {"sub":"anna","scanRef":"scan-1","step":"UTILITY_BILL","jti":"1"}`, 403, "GRANT_PURPOSE"},
		{"nobody", `{}`, `person {}`, 403, "CALLER_SUBJECT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newStrictBench(t, idenfyAnswers)
			status, answer := b.do(t, "POST", "/v1/token", c.body, callerHeader, c.caller)
			assert.Equal(t, c.status, status)
			assert.Equal(t, c.identifier, answer["identifier"])
			assert.Empty(t, b.got(), "nothing was bought")
		})
	}
}

func TestAnUploadGrant(t *testing.T) {
	const (
		upload = "/v1/upload?scanRef=elsewhere&step=UTILITY_BILL"
		good   = `upload {"scanRef":"elsewhere","step":"UTILITY_BILL","jti":"g-1","additionalData":{"address":"1 Main \"St\"","city":" "}}`
	)
	b := newStrictBench(t, idenfyAnswers)
	for _, c := range []struct{ path, caller, identifier string }{
		{"/v1/upload?scanRef=other&step=UTILITY_BILL", good, "GRANT_SCANREF"},
		{"/v1/upload?scanRef=elsewhere&step=SELFIE", good, "GRANT_STEP"},
		{upload, `upload {"scanRef":"elsewhere","step":"UTILITY_BILL"}`, "GRANT_ID"},
		{upload, `token {"sub":"anna"}`, "GRANT_PURPOSE"},
		{upload, `read {"scanRef":"elsewhere"}`, "GRANT_PURPOSE"},
	} {
		status, answer := b.do(t, "POST", c.path, jpeg, callerHeader, c.caller)
		assert.Equal(t, http.StatusForbidden, status)
		assert.Equal(t, c.identifier, answer["identifier"])
	}
	require.Empty(t, b.got())

	for range 3 {
		status, answer := b.do(t, "POST", upload, jpeg, callerHeader, good)
		require.Equal(t, http.StatusOK, status, answer)
	}
	assert.JSONEq(t, `{"scanRef":"elsewhere","step":"UTILITY_BILL","additionalData":{"address":"1 Main \"St\""},"image":"`+jpeg+`"}`, b.got()[0].body)
	status, answer := b.do(t, "POST", upload, jpeg, callerHeader, good)
	assert.Equal(t, http.StatusForbidden, status)
	assert.Equal(t, "GRANT_USED_UP", answer["identifier"])
	assert.Len(t, b.got(), 3)
}

func TestAnUploadIsComparedWithAllThatItsGrantSays(t *testing.T) {
	for code, data := range map[string]string{
		"data-keyed":      `{"UTILITY_BILL":{"address":"1 Main St"}}`,
		"data-not-string": `{"address":17}`,
		"data-not-object": `"1 Main St"`,
	} {
		t.Run(code, func(t *testing.T) {
			b := newStrictBench(t, idenfyAnswers)
			status, answer := b.do(t, "POST", "/v1/upload?scanRef=s&step=UTILITY_BILL", jpeg,
				callerHeader, `upload {"scanRef":"s","step":"UTILITY_BILL","jti":"g-1","additionalData":`+data+`}`)
			assert.Equal(t, http.StatusBadRequest, status)
			assert.Equal(t, "VALIDATION_ERROR", answer["identifier"])
			require.Len(t, answer["findings"], 1)
			assert.Equal(t, code, answer["findings"].([]any)[0].(map[string]any)["code"])
			assert.Empty(t, b.got(), "or iDenfy would compare with nothing")
		})
	}
}

func TestAPersonsUploadIsComparedWithTheirClaims(t *testing.T) {
	const who = `person {"sub":"anna","address":{"formatted":"1 Main St"}}`
	b := newStrictBench(t, idenfyAnswers)
	status, _ := b.do(t, "POST", "/v1/token", "{}", callerHeader, who)
	require.Equal(t, http.StatusCreated, status)
	require.Equal(t, http.StatusOK, b.webhook(t, judgedInvalid))
	status, _ = b.do(t, "POST", "/v1/upload?scanRef=scan-1&step=UTILITY_BILL", jpeg, callerHeader, who)
	require.Equal(t, http.StatusOK, status)
	assert.Contains(t, b.got()[1].body, `"additionalData":{"address":"1 Main St"}`)
}

func TestAFileThatIsRefusedUsesUpNoTry(t *testing.T) {
	b := newStrictBench(t, idenfyAnswers)
	const upload = "/v1/upload?scanRef=s&step=UTILITY_BILL"
	const caller = `upload {"scanRef":"s","step":"UTILITY_BILL","jti":"g-1"}`
	for range 5 {
		status, _ := b.do(t, "POST", upload, "SGVsbG8sIHRoaXMgaXMgdGV4dC4u", callerHeader, caller)
		require.Equal(t, http.StatusBadRequest, status)
	}
	status, _ := b.do(t, "POST", upload, jpeg, callerHeader, caller)
	assert.Equal(t, http.StatusOK, status)
}

func TestTwoUploadsOfOneStepAtOnce(t *testing.T) {
	arrived, goOn := make(chan bool), make(chan bool)
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == idenfy.UploadPath {
			arrived <- true
			<-goOn
		}
		idenfyAnswers(w, r)
	})
	b.createToken(t)
	require.Equal(t, http.StatusOK, b.webhook(t, judgedInvalid))
	const upload = "/v1/upload?scanRef=scan-1&step=UTILITY_BILL"
	first := make(chan int)
	go func() {
		res, err := http.Post(b.url+upload, "text/plain", strings.NewReader(jpeg))
		if err != nil {
			first <- 0
			return
		}
		res.Body.Close()
		first <- res.StatusCode
	}()
	<-arrived
	status, answer := b.do(t, "POST", upload, jpeg)
	assert.Equal(t, http.StatusConflict, status)
	assert.Equal(t, "UPLOAD_RUNNING", answer["identifier"])
	goOn <- true
	assert.Equal(t, http.StatusOK, <-first)

	b.now = b.now.Add(time.Second)
	require.Equal(t, http.StatusOK, b.webhook(t, strings.Replace(judgedInvalid, "100", "150", 1)), "it is asked for once more")
	go func() { <-arrived; goOn <- true }()
	status, _ = b.do(t, "POST", upload, jpeg)
	assert.Equal(t, http.StatusOK, status, "the step is free again")
}
