package idenfy_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
)

// The signature was made with openssl dgst -sha256 -hmac sandbox-signing-key.
const (
	signedBody = "{\"final\" :true,\n\t\"data\":{\"docLastName\":\"ŠILUVA\"},  \"scanRef\":\"s-1\"}"
	signedKey  = "sandbox-signing-key"
	signature  = "9391d98fd05d307d39250ce784a624f09ddb0a930aa3cf6ed4ab61a6d3908285"
)

func TestVerifySignature(t *testing.T) {
	assert.Equal(t, signature, idenfy.Sign(signedKey, []byte(signedBody)))
	assert.True(t, idenfy.VerifySignature(signedKey, []byte(signedBody), signature))
	assert.False(t, idenfy.VerifySignature(signedKey, []byte(signedBody+" "), signature))
	assert.False(t, idenfy.VerifySignature("", nil, idenfy.Sign("", nil)), "no key is no signature")
}

func ExampleVerifySignature() {
	body := []byte(`{"final":true,"scanRef":"sandbox-1"}`)
	fmt.Println(idenfy.VerifySignature("key", body, idenfy.Sign("key", body)))
	// Output: true
}

func TestNoVerdictIsLostToAMemberOfAnotherShape(t *testing.T) {
	for _, text := range []string{
		`{"final":true,"scanRef":"s-1","finishTime":5.5,"status":{"overall":"SUSPECTED","additionalSteps":"INVALID"},"additionalSteps":[],"startTime":"2026-01-01"}`,
		`{"final":true,"scanRef":"s-1","finishTime":"soon","status":{"overall":"SUSPECTED","additionalSteps":"INVALID","fraudTags":{}},"clientId":7}`,
		`{"final":true,"scanRef":"s-1","finishTime":null,"status":{"overall":"SUSPECTED","additionalSteps":"INVALID"},"additionalSteps":{"UTILITY_BILL":{}}}`,
	} {
		var hook idenfy.Webhook
		require.NoError(t, json.Unmarshal([]byte(text), &hook), text)
		assert.EqualValues(t, "s-1", hook.ScanRef)
		assert.True(t, bool(hook.Final))
		assert.EqualValues(t, idenfy.StepsInvalid, hook.Status.AdditionalSteps)
	}
	var odd idenfy.Webhook
	require.NoError(t, json.Unmarshal([]byte(`{"scanRef":"s-1","status":{"overall":"DENIED","additionalSteps":{"UTILITY_BILL":"INVALID"}}}`), &odd))
	assert.EqualValues(t, idenfy.OverallDenied, odd.Status.Overall)
	assert.Empty(t, odd.Status.AdditionalSteps)
}
