// Package grant decides what a caller may do, by the claims of their JWT. A grant
// is a short-lived JWT that a product's back end signs (HS256) for its page; the
// page sends it to the gateway. [Mint] signs one.
package grant

import (
	"crypto/rand"
	"errors"
	"time"

	"idenfysteps/internal/catalogue"

	"github.com/golang-jwt/jwt/v5"
)

// A Purpose is what a grant is for, its "aud". A grant for one purpose is refused for another.
type Purpose string

const (
	// Token allows creating a token with one of Flows.
	Token Purpose = "token"
	// Upload allows uploading one step of one verification.
	Upload Purpose = "upload"
	// Read allows reading the state of one verification.
	Read Purpose = "read"
)

// Purposes are all of them.
var Purposes = []Purpose{Token, Upload, Read}

// Claims are the claims of a grant.
type Claims struct {
	jwt.RegisteredClaims
	// Flows are the flows that a token grant allows; absent: only the default flow.
	Flows []string `json:"flows,omitempty"`
	// ScanRef is the verification that an upload or read grant is for.
	ScanRef string `json:"scanRef,omitempty"`
	// Step is the one step that an upload grant is for.
	Step string `json:"step,omitempty"`
	// AdditionalData is keyed by step in a token grant, and flat in an upload grant.
	AdditionalData any `json:"additionalData,omitempty"`
	// Details lets a read grant see the details of the webhooks.
	Details bool `json:"details,omitempty"`
}

// ErrShortKey is the error of [Mint] for a key that is too short (RFC 7518, 3.2).
var ErrShortKey = errors.New("the key must have at least 32 bytes")

// Mint signs a grant for one purpose, valid from now for the given lifetime. The
// error is [ErrShortKey], or says which claim the purpose lacks.
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

// complete returns an error for a grant that would allow nothing.
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
