package gateway

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
)

// known are the members of a token request that a grant may say by their own name.
var known = []string{
	"firstName", "lastName", "dateOfBirth", "nationality", "personalNumber", "documentNumber",
	"sex", "address", "externalRef", "additionalData",
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
