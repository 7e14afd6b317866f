package sandbox

import (
	_ "embed"
	"encoding/json"
	"errors"
	"strconv"
	"sync"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/steps"
)

// demo is the environment where none is given: UTILITY_BILL is compared,
// ADDITIONAL_DOCUMENT only stored, and requests may override both.
//
//go:embed environments/demo.json
var demo []byte

// An environment is what iDenfy's staff would configure: the steps and what a
// request may change of them (see [steps.ReadEnvironment]), and the keys.
type environment struct {
	steps.Environment
	APIKey, APISecret, SigningKey string
}

// ErrNoKeys is [New]'s error where neither the options nor the environment have both keys.
var ErrNoKeys = errors.New("there is no API key or no API secret: the environment's apiKey and apiSecret")

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
	var keys struct{ APIKey, APISecret, SigningKey string }
	if err := json.Unmarshal(steps.Check(text, nil).Normalised(), &keys); err != nil {
		return nil, err
	}
	e.APIKey = firstSet(options.APIKey, keys.APIKey)
	e.APISecret = firstSet(options.APISecret, keys.APISecret)
	e.SigningKey = firstSet(options.SigningKey, keys.SigningKey)
	if e.APIKey == "" || e.APISecret == "" {
		return nil, ErrNoKeys
	}
	return &e, nil
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

// isCountry asks the grammar of additionalSteps, which knows ISO 3166-1.
func isCountry(code string) bool {
	return len(code) == 2 && steps.Check([]byte(`{"`+code+`":{"ALL":{}}}`), nil).Valid()
}

// allCountries are the codes that the window offers where the token names no country.
var allCountries = sync.OnceValue(func() []string {
	var codes []string
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if code := string(a) + string(b); isCountry(code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
})
