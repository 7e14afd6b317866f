package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
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

// known are the members of a token request that a grant may say by their own name.
var known = []string{
	"firstName", "lastName", "dateOfBirth", "nationality", "personalNumber", "documentNumber",
	"sex", "address", "externalRef", "additionalData",
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

// compose builds the token request of a flow for a caller.
func (f *Flows) compose(name, locale string, caller *grant.Caller) ([]byte, error) {
	if name == "" {
		name = f.Default
	}
	if err := caller.MayCreate(name, f.Default); err != nil {
		return nil, err
	}
	flow, ok := f.Flows[name]
	if !ok {
		return nil, grant.ErrFlow
	}
	request := clone(flow.Request)
	request["clientId"] = caller.Claims.Subject
	if err := flow.fill(request, caller, ""); err != nil {
		return nil, err
	}
	if caller.Kind == grant.BackEnd {
		mergeKnown(request, caller)
	}
	if locale != "" {
		if !slices.Contains(catalogue.Locales, locale) {
			return nil, idenfy.Refuse(idenfy.BadValue, fmt.Sprintf("The locale is none of iDenfy's %d: ", len(catalogue.Locales))+strings.Join(catalogue.Locales, ", ")+".")
		}
		request["locale"] = locale
	}
	return json.Marshal(request)
}

// compareWith is what an upload of a step is compared with: what the grant says, or
// of a person what their flow, the default one, takes from their claims; nil of nothing.
func (f *Flows) compareWith(caller *grant.Caller, step string) (any, error) {
	if byGrant(caller) {
		data, _ := caller.Value("additionalData")
		return data, nil
	}
	flow := f.Flows[f.Default]
	request := clone(flow.Request)
	if err := flow.fill(request, caller, "/additionalData/"+step+"/"); err != nil {
		return nil, err
	}
	data, _ := request["additionalData"].(map[string]any)
	return data[step], nil
}

// fill sets what begins with a pointer from the caller's claims.
func (flow Flow) fill(request map[string]any, caller *grant.Caller, under string) error {
	for _, pointer := range slices.Sorted(maps.Keys(flow.Fill)) {
		if !strings.HasPrefix(pointer, under) {
			continue
		}
		claim, optional := strings.CutSuffix(flow.Fill[pointer], "?")
		value, ok := caller.Claim(claim)
		if !ok {
			if optional {
				continue
			}
			return idenfy.RefuseAs(http.StatusForbidden, idenfy.MissingValue, "This flow needs the claim "+claim+", and the caller's JWT has none.")
		}
		if err := set(request, pointer, value); err != nil {
			return err
		}
	}
	return nil
}

// mergeKnown adds what a grant says of the person over what the flow says.
func mergeKnown(request map[string]any, caller *grant.Caller) {
	for _, name := range known {
		value, ok := caller.Value(name)
		if !ok {
			continue
		}
		own, isObject := request[name].(map[string]any)
		if theirs, ok := value.(map[string]any); ok && isObject {
			maps.Copy(own, theirs)
			continue
		}
		request[name] = value
	}
}

// set puts a value at a JSON Pointer, making the objects on its way.
func set(object map[string]any, pointer, value string) error {
	names := strings.Split(pointer, "/")
	if len(names) < 2 || names[0] != "" {
		return fmt.Errorf("fill: %q is no JSON Pointer; write /member or /member/member", pointer)
	}
	for i, name := range names[1:] {
		name = strings.NewReplacer("~1", "/", "~0", "~").Replace(name)
		if i == len(names)-2 {
			object[name] = value
			return nil
		}
		inner, ok := object[name].(map[string]any)
		if !ok {
			if object[name] != nil {
				return fmt.Errorf("fill: %q leads through a value that is no object", pointer)
			}
			inner = map[string]any{}
			object[name] = inner
		}
		object = inner
	}
	return nil
}

// clone copies the objects of a request, so that a flow stays as it was read.
func clone(object map[string]any) map[string]any {
	out := make(map[string]any, len(object))
	for name, value := range object {
		if inner, ok := value.(map[string]any); ok {
			value = clone(inner)
		}
		out[name] = value
	}
	return out
}
