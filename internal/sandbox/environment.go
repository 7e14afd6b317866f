package sandbox

import (
	"bytes"
	_ "embed" // for go:embed
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
)

// One variable a file: embed.FS would cost the service worker 20 kB.
var (
	//go:embed environments/demo.json
	demo []byte
	//go:embed environments/seed-upload.json
	seedUpload []byte
	//go:embed environments/seed-extract.json
	seedExtract []byte
)

// BuiltIn returns the JSON of an environment that the sandbox brings along:
//
//	demo          UTILITY_BILL is compared, ADDITIONAL_DOCUMENT only stored; requests may override
//	seed-upload   answers as the first example of iDenfy's documentation does: UTILITY_BILL is stored
//	seed-extract  answers as the second example does: UTILITY_BILL is read
func BuiltIn(name string) (environment []byte, ok bool) {
	switch name {
	case "demo":
		return demo, true
	case "seed-upload":
		return seedUpload, true
	case "seed-extract":
		return seedExtract, true
	}
	return nil, false
}

// An environment is what iDenfy's staff would configure.
type environment struct {
	// Environment is what decides about additional steps.
	steps.Environment
	APIKey, APISecret, SigningKey string
	Sandbox                       settings
}

// settings are the environment's member "sandbox"; see the package comment.
type settings struct {
	Locale          *string `json:"locale"`
	RedirectURL     bool    `json:"redirectUrl"`
	RequestsPerHour int     `json:"requestsPerHour"`
	UploadNeeds     string  `json:"uploadNeeds"`
	ErrorStatuses   string  `json:"errorStatuses"`
}

// Values of settings.
const (
	needsEither      = "either"
	needsEnvironment = "environment"
	needsToken       = "token"
	statusesAll400   = "all-400"
	statuses2025     = "2025"
)

// ErrNoKeys is [New]'s error where neither the options nor the environment have both keys.
var ErrNoKeys = errors.New("there is no API key or no API secret: the environment's apiKey and apiSecret")

func readEnvironment(options Options) (*environment, error) {
	text := options.Environment
	if text == nil {
		text = demo
	}
	configured, findings := steps.ReadEnvironment(withoutSettings(text))
	if configured == nil {
		return nil, refusedEnvironment(findings)
	}
	e := environment{Environment: *configured}
	if err := e.readKeysAndSettings(text); err != nil {
		return nil, err
	}
	e.APIKey = firstSet(options.APIKey, e.APIKey)
	e.APISecret = firstSet(options.APISecret, e.APISecret)
	e.SigningKey = firstSet(options.SigningKey, e.SigningKey)
	if e.APIKey == "" || e.APISecret == "" {
		return nil, ErrNoKeys
	}
	return &e, nil
}

// settingsMember is the environment's member that [steps.ReadEnvironment] does not know.
const settingsMember = "sandbox"

// withoutSettings blanks the sandbox's own member, so that everything else
// stays at its line and column.
func withoutSettings(text []byte) []byte {
	doc, _ := jsontext.Parse(text)
	if doc == nil || !doc.Root().Member(settingsMember).Exists() {
		return text
	}
	rest := bytes.Clone(text)
	for _, e := range doc.Root().Member(settingsMember).Removal() {
		for i := e.Start; i < e.End; i++ {
			if rest[i] != '\n' && rest[i] != '\r' {
				rest[i] = ' '
			}
		}
	}
	return rest
}

// readKeysAndSettings reads what steps.ReadEnvironment leaves alone. The text
// is JSON, since that has read it.
func (e *environment) readKeysAndSettings(text []byte) error {
	doc, _ := jsontext.Parse(text)
	root := doc.Root()
	e.APIKey = root.Member("apiKey").Text()
	e.APISecret = root.Member("apiSecret").Text()
	e.SigningKey = root.Member("signingKey").Text()
	e.Sandbox = settings{RedirectURL: true, UploadNeeds: needsEither, ErrorStatuses: statusesAll400}
	own := root.Member(settingsMember)
	if !own.Exists() {
		return nil
	}
	decoder := json.NewDecoder(strings.NewReader(own.Source()))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&e.Sandbox)
	switch {
	case err != nil:
		return errors.New("the environment's member sandbox cannot be used: " + strings.TrimPrefix(err.Error(), "json: "))
	case !slices.Contains([]string{needsEither, needsEnvironment, needsToken}, e.Sandbox.UploadNeeds):
		return errors.New("the environment's sandbox.uploadNeeds must be either, environment or token")
	case !slices.Contains([]string{statusesAll400, statuses2025}, e.Sandbox.ErrorStatuses):
		return errors.New("the environment's sandbox.errorStatuses must be all-400 or 2025")
	case e.Sandbox.RequestsPerHour < 0:
		return errors.New("the environment's sandbox.requestsPerHour must be 0 or more")
	}
	return nil
}

func firstSet(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// refusedEnvironment says the first thing that is wrong, and where.
func refusedEnvironment(findings []finding.Finding) error {
	for _, f := range findings {
		if f.Severity == finding.Error {
			return errors.New("the environment cannot be used: line " + strconv.Itoa(f.Line) + ", column " + strconv.Itoa(f.Column) + ": " + f.Message)
		}
	}
	panic("an environment without an error was refused")
}
