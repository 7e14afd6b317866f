// Package grant says who a caller is and what they may do: the claims of the
// short-lived JWT that a product's back end signs (HS256) and its page sends
// to the gateway.
package grant

import (
	"crypto/rand"
	"errors"
	"time"

	"idenfysteps/internal/catalogue"

	"github.com/golang-jwt/jwt/v5"
)

// A Purpose is what a grant is for, its "aud": a grant for one is refused for another.
type Purpose string

const (
	// Token allows creating a token with one of Flows.
	Token Purpose = "token"
	// Upload allows uploading one step of one verification.
	Upload Purpose = "upload"
	// Read allows reading how one verification stands.
	Read Purpose = "read"
)

// Purposes lists them all.
var Purposes = []Purpose{Token, Upload, Read}

// Claims are a grant's members.
type Claims struct {
	jwt.RegisteredClaims
	// Flows that a token grant may name; absent, the default flow only.
	Flows []string `json:"flows,omitempty"`
	// ScanRef is the verification that an upload or read grant is for.
	ScanRef string `json:"scanRef,omitempty"`
	// Step is the one step that an upload grant is for.
	Step string `json:"step,omitempty"`
	// AdditionalData is keyed by step in a token grant, and flat in an upload grant.
	AdditionalData any `json:"additionalData,omitempty"`
	// Details lets a read grant see what the webhooks said.
	Details bool `json:"details,omitempty"`
}

// ErrShortKey says that a key is too short to sign with.
var ErrShortKey = errors.New("the key must have at least 32 bytes")

// Mint signs a grant for one purpose that is good from now for the given time. It fails
// with [ErrShortKey], or where the claims lack what the purpose needs.
func Mint(key []byte, purpose Purpose, claims Claims, now time.Time, lifetime time.Duration) (string, error) {
	if len(key) < catalogue.GrantKeyBytes {
		return "", ErrShortKey
	}
	if err := claims.complete(purpose); err != nil {
		return "", err
	}
	claims.Audience = jwt.ClaimStrings{string(purpose)}
	claims.IssuedAt = jwt.NewNumericDate(now)
	claims.ExpiresAt = jwt.NewNumericDate(now.Add(lifetime))
	claims.ID = rand.Text()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(key)
}

// complete refuses a grant that would allow nothing.
func (c *Claims) complete(purpose Purpose) error {
	switch {
	case purpose == Token && c.Subject == "":
		return errors.New("a token grant needs a subject: the person's clientId")
	case purpose != Token && c.ScanRef == "":
		return errors.New("this grant needs a scanRef")
	case purpose == Upload && c.Step == "":
		return errors.New("an upload grant needs a step")
	}
	return nil
}
