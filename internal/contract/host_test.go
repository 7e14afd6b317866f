package contract

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"idenfysteps/internal/sandbox"
	"idenfysteps/internal/sandbox/scenario"
)

// A host is what is judged: iDenfy, or a sandbox in its place, and perhaps a gateway in front of it.
type host struct {
	url, key, secret  string
	gateway, grantKey string
	// desk tells that it is a sandbox, where tokens are free and verdicts can be had.
	desk bool
	// left is how many tokens may still be created where they cost.
	left int
}

var at host

func TestMain(m *testing.M) {
	stop, err := open()
	if err != nil {
		fmt.Fprintln(os.Stderr, "contract:", err)
		os.Exit(2)
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// open reads the settings, and starts a sandbox where they name no host.
func open() (stop func(), err error) {
	at = host{
		url: strings.TrimSuffix(os.Getenv("CONTRACT_URL"), "/"),
		key: os.Getenv("IDENFY_API_KEY"), secret: os.Getenv("IDENFY_API_SECRET"),
		gateway: strings.TrimSuffix(os.Getenv("CONTRACT_GATEWAY"), "/"), grantKey: os.Getenv("GRANT_KEY"),
	}
	if spend := os.Getenv("CONTRACT_SPEND"); spend != "" {
		if at.left, err = strconv.Atoi(spend); err != nil || at.left < 0 {
			return nil, fmt.Errorf("CONTRACT_SPEND must be a number of tokens, not %q", spend)
		}
	}
	switch {
	case at.url == "" && at.gateway != "":
		return nil, fmt.Errorf("CONTRACT_GATEWAY needs CONTRACT_URL, the host that the gateway calls")
	case at.gateway != "" && at.grantKey == "":
		return nil, fmt.Errorf("CONTRACT_GATEWAY needs GRANT_KEY, the key of its grants")
	case at.url != "" && (at.key == "" || at.secret == ""):
		return nil, fmt.Errorf("CONTRACT_URL needs IDENFY_API_KEY and IDENFY_API_SECRET")
	case at.url != "" && !strings.HasPrefix(at.url, "https://") && !strings.HasPrefix(at.url, "http://127.0.0.1:"):
		return nil, fmt.Errorf("CONTRACT_URL must begin with https://, or with http://127.0.0.1: for a sandbox; the keys are sent there")
	case at.url != "":
		at.desk, err = hasDesk(at.url)
		return func() {}, err
	}
	at.key, at.secret, at.desk = "key", "secret", true
	server := httptest.NewUnstartedServer(nil)
	at.url = "http://" + server.Listener.Addr().String()
	server.Config.Handler, err = sandbox.New(sandbox.Options{APIKey: at.key, APISecret: at.secret, BaseURL: at.url})
	if err != nil {
		return nil, err
	}
	server.Start()
	return server.Close, nil
}

func hasDesk(base string) (bool, error) {
	req, err := http.NewRequest(http.MethodGet, base+"/_sandbox/api/environment", nil)
	if err != nil {
		return false, err
	}
	atDesk(req)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return false, err
	}
	defer res.Body.Close()
	var environment struct{ Reasons []string }
	return res.StatusCode == http.StatusOK && json.NewDecoder(res.Body).Decode(&environment) == nil && environment.Reasons != nil, nil
}

// An answer is a response that was read.
type answer struct {
	status int
	body   []byte
}

// refusal is the identifier and the message of an error; both are "" for none.
func (a answer) refusal() (identifier, message string) {
	var refused struct{ Identifier, Message string }
	if a.status >= 300 {
		_ = json.Unmarshal(a.body, &refused) // what is no JSON has neither
	}
	return refused.Identifier, refused.Message
}

// String says what a failing test may print: an error's words, and nothing of what
// succeeded, which may hold a token.
func (a answer) String() string {
	if a.status < 400 {
		return fmt.Sprintf("HTTP %d", a.status)
	}
	return fmt.Sprintf("HTTP %d: %.300s", a.status, a.body)
}

func (a answer) into(t *testing.T, value any) {
	t.Helper()
	require.NoError(t, json.Unmarshal(a.body, value), "%v", a)
}

func asPartner(r *http.Request) { r.SetBasicAuth(at.key, at.secret) }
func atDesk(r *http.Request)    { r.Header.Set("X-Sandbox", "1") }

func bearing(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

func call(t *testing.T, method, url string, body []byte, change func(*http.Request)) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	change(req)
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return answer{res.StatusCode, text}
}

// spending makes a call that may create a token, and counts it if it did.
func spending(t *testing.T, make func() answer) answer {
	t.Helper()
	if at.desk {
		return make()
	}
	if at.left == 0 {
		t.Skip("this may cost a token, and CONTRACT_SPEND allows no more")
	}
	a := make()
	if a.status < 400 || a.status >= 500 { // who knows what a host did that failed
		at.left--
		t.Logf("this cost a token; %d may still be spent", at.left)
	}
	return a
}

func text(value any) []byte {
	written, err := json.Marshal(value)
	if err != nil {
		panic(err) // all of them can be written
	}
	return written
}

// image is a file of a type as base64.
func image(kind string) string {
	return base64.StdEncoding.EncodeToString(scenario.SampleFile(kind, 1))
}
