package idenfy

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Headers of a webhook.
const (
	// SignatureHeader holds the lower-case hex HMAC-SHA256 of the raw body; it is absent if no key is set at iDenfy.
	SignatureHeader = "Idenfy-Signature"
	// EventTypeHeader is not signed, so it decides nothing alone.
	EventTypeHeader = "Idenfy-Event-Type"
)

// A Webhook is what this project reads of a webhook's body. Members of a shape
// that nobody documents read as nothing, so that no verdict is lost to one.
type Webhook struct {
	Final      LaxBool    `json:"final"`
	ScanRef    LaxText    `json:"scanRef"`
	FinishTime LaxSeconds `json:"finishTime"`
	Status     Status     `json:"status"`
}

// A Status is the outcome of a verification.
type Status struct {
	Overall LaxText
	// AdditionalSteps is one verdict for all steps together: VALID, INVALID, NOT_FOUND, or nothing.
	AdditionalSteps LaxText
}

// UnmarshalJSON takes an object; anything else says nothing.
func (s *Status) UnmarshalJSON(text []byte) error {
	var members struct {
		Overall         LaxText `json:"overall"`
		AdditionalSteps LaxText `json:"additionalSteps"`
	}
	_ = json.Unmarshal(text, &members)
	*s = Status(members)
	return nil
}

// LaxText is a string; anything else is "".
type LaxText string

// UnmarshalJSON never fails.
func (t *LaxText) UnmarshalJSON(text []byte) error {
	var s string
	_ = json.Unmarshal(text, &s)
	*t = LaxText(s)
	return nil
}

// LaxBool is true or false; anything else is false.
type LaxBool bool

// UnmarshalJSON never fails.
func (f *LaxBool) UnmarshalJSON(text []byte) error {
	*f = string(text) == "true"
	return nil
}

// LaxSeconds is Unix seconds; anything but a number is 0, and fractions are dropped.
type LaxSeconds int64

// UnmarshalJSON never fails.
func (t *LaxSeconds) UnmarshalJSON(text []byte) error {
	var seconds float64
	_ = json.Unmarshal(text, &seconds)
	*t = LaxSeconds(seconds)
	return nil
}

// Values of [Status].Overall.
const (
	OverallApproved  = "APPROVED"
	OverallDenied    = "DENIED"
	OverallSuspected = "SUSPECTED"
	OverallReviewing = "REVIEWING"
	OverallActive    = "ACTIVE"
	OverallExpired   = "EXPIRED"
	OverallDeleted   = "DELETED"
	OverallArchived  = "ARCHIVED"
)

// Values of [Status].AdditionalSteps.
const (
	StepsValid    = "VALID"
	StepsInvalid  = "INVALID"
	StepsNotFound = "NOT_FOUND"
)

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
