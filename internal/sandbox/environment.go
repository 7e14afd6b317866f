package sandbox

import (
	"cmp"
	_ "embed" // for go:embed
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

// BuiltIn returns the JSON of a built-in environment:
//
//	demo          UTILITY_BILL is COMPARE, ADDITIONAL_DOCUMENT is UPLOAD; requests may override
//	seed-upload   answers like the first example of iDenfy's documentation: UTILITY_BILL is UPLOAD
//	seed-extract  answers like the second example: UTILITY_BILL is EXTRACT
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
	Keys
	Sandbox settings
	own     Keys // the keys that the sandbox made itself
}

// settings are the environment's member "sandbox"; see the package comment.
type settings struct {
	Locale          string // "" for null
	RedirectURL     bool
	RequestsPerHour int
	UploadNeeds     string
	ErrorStatuses   string
}

// Values of settings.
const (
	needsEither      = "either"
	needsEnvironment = "environment"
	needsToken       = "token"
	statusesAll400   = "all-400"
	statuses2025     = "2025"
)

// Keys are the secrets that a partner shares with iDenfy: the API key and secret
// of its calls, and the key that signs webhooks.
type Keys struct {
	APIKey     string `json:"apiKey,omitempty"`
	APISecret  string `json:"apiSecret,omitempty"`
	SigningKey string `json:"signingKey,omitempty"`
}

// ErrHalfAPair is the error of [New] if there is only an API key or only an API secret.
var ErrHalfAPair = errors.New("an API key and an API secret go together; one is missing: the environment's apiKey or apiSecret")

func readEnvironment(options Options) (*environment, error) {
	text := options.Environment
	if text == nil {
		text = demo
	}
	configured, findings := steps.ReadEnvironment(text)
	if configured == nil {
		return nil, refusedEnvironment(findings)
	}
	e := environment{Environment: *configured}
	if err := e.readKeysAndSettings(text); err != nil {
		return nil, err
	}
	e.APIKey = cmp.Or(options.APIKey, e.APIKey)
	e.APISecret = cmp.Or(options.APISecret, e.APISecret)
	e.SigningKey = cmp.Or(options.SigningKey, e.SigningKey)
	switch {
	case e.APIKey == "" && e.APISecret == "":
		e.makeKeys()
	case e.APIKey == "" || e.APISecret == "":
		return nil, ErrHalfAPair
	}
	return &e, nil
}

// makeKeys makes an API key and secret, and a signing key unless one is given.
func (e *environment) makeKeys() {
	own := Keys{APIKey: newID(keyBytes), APISecret: newID(keyBytes)}
	if e.SigningKey == "" {
		own.SigningKey = newID(keyBytes)
	}
	e.useOwn(own)
}

func (e *environment) useOwn(own Keys) {
	e.own = own
	e.Keys = Keys{cmp.Or(own.APIKey, e.APIKey), cmp.Or(own.APISecret, e.APISecret), cmp.Or(own.SigningKey, e.SigningKey)}
}

// keepOwn replaces the keys that were just made by those made before a restart.
func (e *environment) keepOwn(before Keys) {
	kept := func(own, before string) string {
		if own == "" { // one is given now
			return ""
		}
		return cmp.Or(before, own)
	}
	e.useOwn(Keys{kept(e.own.APIKey, before.APIKey), kept(e.own.APISecret, before.APISecret), kept(e.own.SigningKey, before.SigningKey)})
}

// readKeysAndSettings reads the members that steps.ReadEnvironment ignores. The
// text is JSON, since ReadEnvironment has read it.
func (e *environment) readKeysAndSettings(text []byte) error {
	doc, _ := jsontext.Parse(text)
	root := doc.Root()
	e.APIKey = root.Member("apiKey").Text()
	e.APISecret = root.Member("apiSecret").Text()
	e.SigningKey = root.Member("signingKey").Text()
	e.Sandbox = settings{RedirectURL: true, UploadNeeds: needsEither, ErrorStatuses: statusesAll400}
	own := root.Member("sandbox")
	if own.Exists() && own.Kind() != jsontext.Object {
		return refusedAt(text, own, "sandbox must be an object; write {}.")
	}
	for v := own.FirstMember(); v.Exists(); v = v.Next() {
		if rule := e.Sandbox.read(v); rule != "" {
			return refusedAt(text, v, v.Key()+" "+rule)
		}
	}
	return nil
}

// read reads one member; rule says what is wrong with it, "" for nothing.
func (s *settings) read(v jsontext.Value) (rule string) {
	ok := true
	switch v.Key() {
	case "locale":
		s.Locale, ok = v.Text(), v.Kind() == jsontext.Null || len(v.Text()) >= 2
		rule = "must be a locale such as en, or null."
	case "redirectUrl":
		s.RedirectURL, ok = v.IsTrue(), v.Kind() == jsontext.Bool
		rule = "must be true or false."
	case "requestsPerHour":
		s.RequestsPerHour, ok = v.Int()
		ok = ok && s.RequestsPerHour >= 0
		rule = "must be a whole number, 0 for no limit."
	case "uploadNeeds":
		s.UploadNeeds = v.Text()
		return oneOf(needsEither, needsEnvironment, needsToken)(s.UploadNeeds)
	case "errorStatuses":
		s.ErrorStatuses = v.Text()
		return oneOf(statusesAll400, statuses2025)(s.ErrorStatuses)
	default:
		return "is not a setting of the sandbox; it has locale, redirectUrl, requestsPerHour, uploadNeeds and errorStatuses."
	}
	if ok {
		return ""
	}
	return rule
}

// oneOf returns a rule: it says what is wrong with a value, "" if it is one of values.
func oneOf(values ...string) func(string) (problem string) {
	return func(s string) string {
		if slices.Contains(values, s) {
			return ""
		}
		return "must be one of " + strings.Join(values, ", ") + "."
	}
}

// refusedEnvironment reports the first error and the number of further ones.
func refusedEnvironment(findings []finding.Finding) error {
	findings = slices.DeleteFunc(findings, func(f finding.Finding) bool { return f.Severity != finding.Error })
	first, more := findings[0], ""
	if len(findings) > 1 {
		more = " (" + strconv.Itoa(len(findings)-1) + " more behind it)"
	}
	return refusedEnvironmentAt(first.Line, first.Column, first.Message+more)
}

func refusedAt(text []byte, v jsontext.Value, message string) error {
	line, column := jsontext.NewLines(string(text)).At(v.Name().Start())
	return refusedEnvironmentAt(line, column, message)
}

func refusedEnvironmentAt(line, column int, message string) error {
	return errors.New("the environment cannot be used: line " + strconv.Itoa(line) + ", column " + strconv.Itoa(column) + ": " + message)
}
