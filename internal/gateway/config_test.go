package gateway_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
)

var complete = map[string]string{
	"MODE":               "open",
	"IDENFY_URL":         "http://127.0.0.1:8788",
	"IDENFY_API_KEY":     apiKey,
	"IDENFY_API_SECRET":  apiSecret,
	"IDENFY_SIGNING_KEY": signingKey,
}

func configWith(name, value string) gateway.Config {
	return gateway.ConfigFrom(func(asked string) string {
		if asked == name {
			return value
		}
		return complete[asked]
	})
}

func newGateway(config gateway.Config) (*gateway.Gateway, error) {
	return gateway.New(config, nil, gateway.Ports{Log: slog.New(slog.DiscardHandler)})
}

func TestOpenModeNeedsALoopbackUpstream(t *testing.T) {
	for url, served := range map[string]bool{
		"http://127.0.0.1:8788":          true,
		"http://127.9.9.9":               true,
		"http://localhost:8788/":         true,
		"http://[::1]:8788":              true,
		gateway.InPageURL:                true,
		"https://ivs.idenfy.com":         false,
		"https://127.0.0.1.example.org":  false,
		"http://localhost.example.org":   false,
		"http://10.0.0.1":                false,
		"https://example.org#@127.0.0.1": false,
		"ftp://127.0.0.1":                false,
		"127.0.0.1:8788":                 false,
		"":                               false,
	} {
		_, err := newGateway(configWith("IDENFY_URL", url))
		assert.Equal(t, served, err == nil, "%q: %v", url, err)
	}
}

func TestAGatewayWithoutItsSettingsRefuses(t *testing.T) {
	for _, name := range []string{"IDENFY_API_KEY", "IDENFY_API_SECRET", "IDENFY_SIGNING_KEY"} {
		for _, missing := range []string{"", "<undefined>"} {
			t.Run(name+" "+missing, func(t *testing.T) {
				config := configWith(name, missing)
				_, err := newGateway(config)
				require.ErrorContains(t, err, name)

				var log bytes.Buffer
				handler := gateway.Refuse(config, err, slog.New(slog.NewJSONHandler(&log, nil)))
				w := httptest.NewRecorder()
				handler.ServeHTTP(w, httptest.NewRequest("POST", "/v1/token", nil))
				assert.Equal(t, http.StatusServiceUnavailable, w.Code)
				assert.NotContains(t, w.Body.String(), name, "the reason is the operator's")
				assert.Equal(t, 1, bytes.Count(log.Bytes(), []byte("\n")), "one log line")
				assert.Contains(t, log.String(), name)
			})
		}
	}
}

func TestSettingsByWhichNobodyOrAnybodyCouldCall(t *testing.T) {
	key := strings.Repeat("k", 32)
	for name, c := range map[string]struct {
		config gateway.Config
		says   string
	}{
		"grants":               {gateway.Config{GrantKey: key}, ""},
		"a rotation":           {gateway.Config{GrantKey: key, OldGrantKey: key}, ""},
		"an identity provider": {gateway.Config{JWKSURL: "https://id.example/jwks", Issuer: "https://id.example", Audience: "app"}, ""},
		"nothing":              {gateway.Config{}, "nobody could call"},
		"an unknown mode":      {gateway.Config{Mode: "OPEN", GrantKey: key}, `"open" or not set`},
		"a short key":          {gateway.Config{GrantKey: key[1:]}, "GRANT_KEY has fewer than 32 bytes"},
		"a short old key":      {gateway.Config{GrantKey: key, OldGrantKey: "k"}, "GRANT_KEY_OLD"},
		"no audience":          {gateway.Config{JWKSURL: "https://id.example/jwks", Issuer: "https://id.example"}, "go together"},
		"an audience alone":    {gateway.Config{GrantKey: key, Audience: "app"}, "go together"},
		"iDenfy over http":     {gateway.Config{GrantKey: key, IdenfyURL: "http://ivs.example"}, "IDENFY_URL must be https"},
		"forwarding":           {gateway.Config{GrantKey: key, ForwardURL: "https://app.example/hooks", ForwardKey: key}, ""},
		"forwarding in clear":  {gateway.Config{GrantKey: key, ForwardURL: "http://app.example/hooks", ForwardKey: key}, "FORWARD_URL must be https"},
		"forwarding, no key":   {gateway.Config{GrantKey: key, ForwardURL: "https://app.example/hooks"}, "FORWARD_KEY"},
		"a day's retention":    {gateway.Config{GrantKey: key, RetentionDays: "1"}, ""},
		"no retention":         {gateway.Config{GrantKey: key, RetentionDays: "0"}, "RETENTION_DAYS"},
		"an odd retention":     {gateway.Config{GrantKey: key, RetentionDays: "90 days"}, "RETENTION_DAYS"},
		"pages":                {gateway.Config{GrantKey: key, Origins: "https://a.example, http://localhost:5173"}, ""},
		"a page's address":     {gateway.Config{GrantKey: key, Origins: "https://b.example,https://a.example/"}, `"https://a.example/" is no origin`},
		"any page":             {gateway.Config{GrantKey: key, Origins: "*"}, "ORIGINS"},
		"a page's host":        {gateway.Config{GrantKey: key, Origins: "a.example"}, "ORIGINS"},
		"a time limit":         {gateway.Config{GrantKey: key, TimeoutMS: "1500"}, ""},
		"an odd time limit":    {gateway.Config{GrantKey: key, TimeoutMS: "20s"}, "IDENFY_TIMEOUT_MS"},
		"no time at all":       {gateway.Config{GrantKey: key, TimeoutMS: "-1"}, "IDENFY_TIMEOUT_MS"},
		"keys over http":       {gateway.Config{JWKSURL: "http://id.example/jwks", Issuer: "i", Audience: "a"}, "https"},
	} {
		t.Run(name, func(t *testing.T) {
			c.config.APIKey, c.config.APISecret, c.config.SigningKey = apiKey, apiSecret, signingKey
			if c.config.IdenfyURL == "" {
				c.config.IdenfyURL = "https://ivs.example"
			}
			_, err := newGateway(c.config)
			if c.says == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, c.says)
			}
		})
	}
}

func TestHealthTellsWhichSecretsAreSet(t *testing.T) {
	config := configWith("IDENFY_API_SECRET", "")
	_, err := newGateway(config)
	require.Error(t, err)
	w := httptest.NewRecorder()
	gateway.Refuse(config, err, slog.New(slog.DiscardHandler)).ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
	var health struct {
		Version string
		Ready   bool
		Secrets map[string]bool
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &health))
	assert.Equal(t, gateway.Version, health.Version)
	assert.False(t, health.Ready)
	assert.Equal(t, map[string]bool{"IDENFY_API_KEY": true, "IDENFY_API_SECRET": false, "IDENFY_SIGNING_KEY": true, "IDENFY_SIGNING_KEY_OLD": false,
		"GRANT_KEY": false, "GRANT_KEY_OLD": false, "FORWARD_KEY": false}, health.Secrets)
	assert.NotContains(t, w.Body.String(), apiKey)
}
