package grant_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/grant"
)

var (
	key = []byte(strings.Repeat("k", catalogue.GrantKeyBytes))
	now = time.Unix(1_800_000_000, 0)
)

func TestMint(t *testing.T) {
	signed, err := grant.Mint(key, grant.Upload, grant.Claims{
		ScanRef:        "sandbox-1",
		Step:           "UTILITY_BILL",
		AdditionalData: map[string]string{"address": "1 Main St"},
	}, now, 10*time.Minute)
	require.NoError(t, err)

	var claims grant.Claims
	_, err = jwt.ParseWithClaims(signed, &claims, func(*jwt.Token) (any, error) { return key, nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithAudience("upload"), jwt.WithTimeFunc(func() time.Time { return now }))
	require.NoError(t, err)
	assert.Equal(t, "sandbox-1", claims.ScanRef)
	assert.Equal(t, "UTILITY_BILL", claims.Step)
	assert.Equal(t, now.Add(10*time.Minute), claims.ExpiresAt.Time)
	assert.NotEmpty(t, claims.ID, "an upload grant counts its uses by jti")

	claimsText, err := json.Marshal(claims)
	require.NoError(t, err)
	assert.NotContains(t, string(claimsText), "flows", "what a grant does not say stays out of it")
}

func TestMintRefusesWhatAllowsNothing(t *testing.T) {
	for _, c := range []struct {
		name    string
		key     []byte
		purpose grant.Purpose
		claims  grant.Claims
		message string
	}{
		{"short key", key[1:], grant.Read, grant.Claims{ScanRef: "s"}, "32 bytes"},
		{"token without subject", key, grant.Token, grant.Claims{}, "subject"},
		{"upload without scanRef", key, grant.Upload, grant.Claims{Step: "UTILITY_BILL"}, "scanRef"},
		{"upload without step", key, grant.Upload, grant.Claims{ScanRef: "s"}, "step"},
		{"read without scanRef", key, grant.Read, grant.Claims{}, "scanRef"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := grant.Mint(c.key, c.purpose, c.claims, now, time.Minute)
			assert.ErrorContains(t, err, c.message)
		})
	}
}
