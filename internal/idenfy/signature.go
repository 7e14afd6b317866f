package idenfy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// Headers of a webhook.
const (
	// SignatureHeader holds the lower-case hex HMAC-SHA256 of the raw body; it is absent if no key is set at iDenfy.
	SignatureHeader = "Idenfy-Signature"
	// EventTypeHeader is not signed, so it decides nothing alone.
	EventTypeHeader = "Idenfy-Event-Type"
)

// EventResubmitted is the event type of a webhook after the person was asked,
// in iDenfy's own window, to give something again.
const EventResubmitted = "IDENTIFICATION_RESUBMITTED"

// Sign returns the signature of a webhook's raw body.
func Sign(key string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// VerifySignature tells, in constant time, whether signature is that of the
// raw body. The body must be the bytes as received: iDenfy's own spacing and
// escapes do not survive a re-encoding.
func VerifySignature(key string, body []byte, signature string) bool {
	return key != "" && hmac.Equal([]byte(Sign(key, body)), []byte(signature))
}
