package gateway

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"idenfysteps/internal/idenfy"
)

// Config is what an operator sets. ConfigFrom says under which names.
type Config struct {
	// Mode must be [OpenMode].
	Mode string
	// IdenfyURL is the API's base URL; [InPageURL] is the sandbox in the same page.
	IdenfyURL  string
	APIKey     string
	APISecret  string
	SigningKey string
}

// OpenMode is the mode without grants, for development.
const OpenMode = "open"

// InPageURL stands for a sandbox that runs beside the gateway in one page and
// is called without a network.
const InPageURL = "http://in-page.invalid"

// ConfigFrom reads the settings by name: MODE, IDENFY_URL, and the secrets
// IDENFY_API_KEY, IDENFY_API_SECRET and IDENFY_SIGNING_KEY.
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
	if c.Mode != OpenMode {
		return &ConfigError{`MODE must be "open": this version serves open mode only`}
	}
	if !c.upstreamIsLocal() {
		return &ConfigError{"open mode needs an IDENFY_URL on loopback: anyone could create tokens at any other"}
	}
	return nil
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
	u, err := url.Parse(c.IdenfyURL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// health tells the version and which secrets are set, never a value.
func (c Config) health(w http.ResponseWriter, _ *http.Request) error {
	set := map[string]bool{}
	for _, s := range c.secrets() {
		set[s.name] = s.value != ""
	}
	return respond(w, http.StatusOK, map[string]any{
		"version": Version,
		"mode":    c.Mode,
		"ready":   c.check() == nil,
		"sandbox": c.IdenfyURL != idenfy.ProductionURL,
		"secrets": set,
	})
}
