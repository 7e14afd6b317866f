package idenfy_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

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
