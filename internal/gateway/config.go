package gateway

import (
	"cmp"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/idenfy"
)

// Config is what an operator sets. ConfigFrom says under which names.
type Config struct {
	// Mode is [OpenMode], or empty: every caller needs a JWT.
	Mode string
	// IdenfyURL is the API's base URL; [InPageURL] is the sandbox in the same page.
	IdenfyURL string
	APIKey    string
	APISecret string
	// SigningKey signs iDenfy's webhooks, and OldSigningKey did so before the last rotation.
	SigningKey, OldSigningKey string
	// ForwardURL is the product's back end, which gets each webhook, signed with ForwardKey.
	ForwardURL, ForwardKey string
	// Origins of other pages that may call, separated by commas, and how many milliseconds
	// iDenfy may take at most: the host holds calls to them, and [New] checks them.
	Origins, TimeoutMS string
	// RetentionDays is how long a verification is kept after the last that
	// happened to it; empty for [defaultRetentionDays].
	RetentionDays string
	// GrantKey signs the grants of the product's back end (HS256), and
	// OldGrantKey did so before the last rotation.
	GrantKey, OldGrantKey string
	// The identity provider: where its keys are, and the "iss" and "aud" of its JWTs.
	JWKSURL, Issuer, Audience string
}

// OpenMode is the mode without grants, for development.
const OpenMode = "open"

// InPageURL stands for a sandbox that runs beside the gateway in one page and
// is called without a network.
const InPageURL = "http://in-page.invalid"

// ConfigFrom reads the settings by name: MODE, IDENFY_URL, IDENFY_TIMEOUT_MS, ORIGINS,
// JWKS_URL, JWT_ISSUER, JWT_AUDIENCE, FORWARD_URL, RETENTION_DAYS, and the secrets
// IDENFY_API_KEY, IDENFY_API_SECRET, IDENFY_SIGNING_KEY, IDENFY_SIGNING_KEY_OLD,
// GRANT_KEY, GRANT_KEY_OLD and FORWARD_KEY.
func ConfigFrom(lookup func(name string) string) Config {
	get := func(name string) string {
		// syumai/workers has answered both for a variable that is not set.
		if v := lookup(name); v != "<undefined>" {
			return v
		}
		return ""
	}
	return Config{
		Mode:       get("MODE"),
		IdenfyURL:  strings.TrimSuffix(get("IDENFY_URL"), "/"),
		APIKey:     get("IDENFY_API_KEY"),
		APISecret:  get("IDENFY_API_SECRET"),
		SigningKey: get("IDENFY_SIGNING_KEY"),

		Origins:       get("ORIGINS"),
		TimeoutMS:     get("IDENFY_TIMEOUT_MS"),
		OldSigningKey: get("IDENFY_SIGNING_KEY_OLD"),
		ForwardURL:    get("FORWARD_URL"),
		ForwardKey:    get("FORWARD_KEY"),
		RetentionDays: get("RETENTION_DAYS"),

		GrantKey:    get("GRANT_KEY"),
		OldGrantKey: get("GRANT_KEY_OLD"),
		JWKSURL:     get("JWKS_URL"),
		Issuer:      get("JWT_ISSUER"),
		Audience:    get("JWT_AUDIENCE"),
	}
}

// A ConfigError says, for the operator, why a gateway does not serve.
type ConfigError struct{ Reason string }

func (e *ConfigError) Error() string { return e.Reason }

func (c *Config) check() error {
	var missing []string
	for _, s := range c.secrets() {
		if s.value == "" {
			missing = append(missing, s.name)
		}
	}
	if len(missing) > 0 {
		return &ConfigError{"secrets not set: " + strings.Join(missing, ", ")}
	}
	if !strings.HasPrefix(c.IdenfyURL, "https://") && !c.upstreamIsLocal() {
		return &ConfigError{"IDENFY_URL must be https: the secret goes there"}
	}
	if err := c.checkForward(); err != nil {
		return err
	}
	if _, err := c.retention(); err != nil {
		return err
	}
	if err := c.checkOrigins(); err != nil {
		return err
	}
	if ms, err := strconv.Atoi(cmp.Or(c.TimeoutMS, "1")); err != nil || ms < 1 {
		return &ConfigError{"IDENFY_TIMEOUT_MS must be a whole number of milliseconds"}
	}
	switch c.Mode {
	case OpenMode:
		if !c.upstreamIsLocal() {
			return &ConfigError{"open mode needs an IDENFY_URL on loopback: anyone could create tokens at any other"}
		}
		return nil
	case "":
		return c.checkCallers()
	}
	return &ConfigError{`MODE must be "open" or not set`}
}

// checkOrigins finds what no browser says of a page: an origin ends with its host or port.
func (c *Config) checkOrigins() error {
	for origin := range strings.SplitSeq(c.Origins, ",") {
		origin = strings.TrimSpace(origin)
		u, err := url.Parse(origin)
		if origin != "" && (err != nil || u.Host == "" || origin != strings.ToLower(u.Scheme+"://"+u.Host)) {
			return &ConfigError{"ORIGINS: " + strconv.Quote(origin) + " is no origin; write it like https://shop.example.com"}
		}
	}
	return nil
}

// checkCallers finds settings by which nobody, or anybody, could call.
func (c *Config) checkCallers() error {
	provider := []string{c.JWKSURL, c.Issuer, c.Audience}
	switch {
	case c.GrantKey == "" && c.JWKSURL == "":
		return &ConfigError{"nobody could call: set GRANT_KEY, or JWKS_URL with JWT_ISSUER and JWT_AUDIENCE"}
	case c.GrantKey != "" && len(c.GrantKey) < catalogue.GrantKeyBytes:
		return &ConfigError{"GRANT_KEY has fewer than 32 bytes"}
	case c.OldGrantKey != "" && len(c.OldGrantKey) < catalogue.GrantKeyBytes:
		return &ConfigError{"GRANT_KEY_OLD has fewer than 32 bytes"}
	case slices.Contains(provider, "") && strings.Join(provider, "") != "":
		return &ConfigError{"JWKS_URL, JWT_ISSUER and JWT_AUDIENCE go together; one is missing"}
	}
	if c.JWKSURL != "" && !strings.HasPrefix(c.JWKSURL, "https://") && !isLoopback(c.JWKSURL) {
		return &ConfigError{"JWKS_URL must be https"}
	}
	return nil
}

// minForwardKeyBytes is as long as what the key makes.
const minForwardKeyBytes = 32

func (c *Config) checkForward() error {
	switch {
	case c.ForwardURL == "":
		return nil
	case !strings.HasPrefix(c.ForwardURL, "https://") && !isLoopback(c.ForwardURL):
		return &ConfigError{"FORWARD_URL must be https: what webhooks say is personal"}
	case len(c.ForwardKey) < minForwardKeyBytes:
		return &ConfigError{"FORWARD_URL needs a FORWARD_KEY of at least 32 bytes, by which the receiver knows the gateway"}
	}
	return nil
}

const (
	defaultRetentionDays = "90"
	maxRetentionDays     = 3650
)

// retention is how long a verification is kept.
func (c *Config) retention() (time.Duration, error) {
	days, err := strconv.Atoi(cmp.Or(c.RetentionDays, defaultRetentionDays))
	if err != nil || days < 1 || days > maxRetentionDays {
		return 0, &ConfigError{"RETENTION_DAYS must be a whole number of days from 1 to 3650"}
	}
	return time.Duration(days) * 24 * time.Hour, nil
}

type secret struct{ name, value string }

func (c *Config) secrets() []secret {
	return []secret{
		{"IDENFY_API_KEY", c.APIKey},
		{"IDENFY_API_SECRET", c.APISecret},
		{"IDENFY_SIGNING_KEY", c.SigningKey},
	}
}

// upstreamIsLocal is an allow list: a list of iDenfy's hosts would miss one.
func (c *Config) upstreamIsLocal() bool {
	if c.IdenfyURL == InPageURL {
		return true
	}
	return isLoopback(c.IdenfyURL)
}

func isLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// status is what GET /healthz tells: the version and which secrets are set, never a value.
func (c *Config) status() map[string]any {
	set := map[string]bool{}
	for _, s := range append(c.secrets(),
		secret{"IDENFY_SIGNING_KEY_OLD", c.OldSigningKey},
		secret{"GRANT_KEY", c.GrantKey},
		secret{"GRANT_KEY_OLD", c.OldGrantKey},
		secret{"FORWARD_KEY", c.ForwardKey},
	) {
		set[s.name] = s.value != ""
	}
	return map[string]any{
		"version": Version,
		"mode":    c.Mode,
		"ready":   c.check() == nil,
		"sandbox": c.IdenfyURL != idenfy.ProductionURL,
		"secrets": set,
	}
}
