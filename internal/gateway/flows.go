package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/steps"
)

// Flows say what each kind of token request sends (worker/flows.json). The page
// only ever names one.
type Flows struct {
	// Default is the flow of a caller whose JWT lists none.
	Default string `json:"default"`
	// Hosts that callbackUrl and the return URLs may lead to.
	Hosts []string        `json:"hosts"`
	Flows map[string]Flow `json:"flows"`
}

// A Flow is one kind of token request.
type Flow struct {
	// Request is the token request without its clientId, which is the caller's "sub".
	Request map[string]any `json:"request"`
	// Fill takes values from verified claims: JSON Pointer in the request to the
	// claim's name, with dots into objects ("address.formatted"). A name that
	// ends in "?" may be missing; without any other the flow is refused.
	Fill map[string]string `json:"fill"`
}

// returnURLs are the members that send the result, or the person, somewhere.
var returnURLs = []string{"callbackUrl", "successUrl", "errorUrl", "unverifiedUrl"}

// ReadFlows reads worker/flows.json and holds each flow against the rules for
// payloads. The error lists everything that is wrong.
func ReadFlows(text []byte) (*Flows, error) {
	var f Flows
	if err := decodeStrictly(text, &f); err != nil {
		return nil, fmt.Errorf("the flows cannot be read: %w", err)
	}
	var wrong []error
	if _, ok := f.Flows[f.Default]; !ok {
		wrong = append(wrong, fmt.Errorf("the default flow %q is not among the flows", f.Default))
	}
	for _, name := range slices.Sorted(maps.Keys(f.Flows)) {
		for _, problem := range f.problems(f.Flows[name]) {
			wrong = append(wrong, fmt.Errorf("flow %q: %s", name, problem))
		}
	}
	return &f, errors.Join(wrong...)
}

func (f *Flows) problems(flow Flow) (list []string) {
	for _, member := range returnURLs {
		if value, ok := flow.Request[member]; ok && !f.allowsURL(value) {
			list = append(list, member+" must be an https address whose host stands in \"hosts\"")
		}
	}
	for _, member := range []string{"clientId", "locale"} {
		if _, ok := flow.Request[member]; ok {
			list = append(list, member+" comes from the caller, not from a flow")
		}
	}
	for _, member := range append([]string{"clientId", "locale"}, returnURLs...) {
		if _, ok := flow.Fill["/"+member]; ok {
			list = append(list, "fill: "+member+" comes from no claim")
		}
	}
	sample, err := flow.sample()
	if err != nil {
		return append(list, err.Error())
	}
	for _, found := range steps.Read(sample, nil).Findings() {
		if found.Severity == finding.Error {
			list = append(list, found.Pointer+": "+found.Message)
		}
	}
	return list
}

func (f *Flows) allowsURL(value any) bool {
	text, _ := value.(string)
	u, err := url.Parse(text)
	return err == nil && u.Scheme == "https" && u.User == nil && slices.Contains(f.Hosts, u.Host)
}

// sample is the request as it would be for somebody whose claims are all there.
func (flow Flow) sample() ([]byte, error) {
	request := clone(flow.Request)
	request["clientId"] = "sample"
	for pointer := range flow.Fill {
		if err := set(request, pointer, sampleValue(pointer)); err != nil {
			return nil, err
		}
	}
	return json.Marshal(request)
}

// sampleValue is a value that the rules take at that place.
func sampleValue(pointer string) string {
	switch name := pointer[strings.LastIndex(pointer, "/")+1:]; {
	case strings.HasPrefix(name, "dateOf"):
		return "1990-01-31"
	case name == "nationality" || name == "country":
		return "LT"
	case name == "sex":
		return "F"
	}
	return "sample"
}
