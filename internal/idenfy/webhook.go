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

// A Webhook is what this project reads of a webhook's body.
type Webhook struct {
	Final      bool   `json:"final"`
	ScanRef    string `json:"scanRef"`
	ClientID   string `json:"clientId"`
	StartTime  int64  `json:"startTime"`  // Unix seconds
	FinishTime int64  `json:"finishTime"` // Unix seconds
	Status     Status `json:"status"`
	// AdditionalSteps names the verification's steps and their types; older bodies lack it.
	AdditionalSteps map[string]*StepType `json:"additionalSteps"`
}

// A Status is the outcome of a verification.
type Status struct {
	Overall string `json:"overall"`
	// AdditionalSteps is one verdict for all steps together: VALID, INVALID, NOT_FOUND, or nothing.
	AdditionalSteps string   `json:"additionalSteps"`
	FraudTags       []string `json:"fraudTags"`
	MismatchTags    []string `json:"mismatchTags"`
}

// Values of [Status].Overall.
const (
	OverallApproved  = "APPROVED"
	OverallDenied    = "DENIED"
	OverallSuspected = "SUSPECTED"
	OverallReviewing = "REVIEWING"
	OverallActive    = "ACTIVE"
	OverallExpired   = "EXPIRED"
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
