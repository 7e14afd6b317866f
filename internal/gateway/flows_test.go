package gateway

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/grant"
)

const someFlows = `{
	"default": "standard",
	"hosts": ["app.example.com"],
	"flows": {
		"standard": {"request": {"additionalSteps": {"ALL": {"ALL": ["UTILITY_BILL"]}}, "successUrl": "https://app.example.com/done"},
			"fill": {"/additionalData/UTILITY_BILL/address": "address.formatted", "/firstName": "given_name?"}},
		"plain": {"request": {"additionalSteps": {"ALL": {"ALL": {}}}}}
	}}`

func callerWith(t *testing.T, kind grant.Kind, purpose grant.Purpose, claims string) *grant.Caller {
	t.Helper()
	c, err := grant.NewCaller(kind, purpose, []byte(claims))
	require.NoError(t, err)
	return c
}

func TestAFlowIsComposedFromWhatIsVerified(t *testing.T) {
	flows, err := ReadFlows([]byte(someFlows))
	require.NoError(t, err)
	person := callerWith(t, grant.Person, "", `{"sub":"anna","given_name":"Anna","address":{"formatted":"1 Main St"},"lastName":"ignored"}`)
	backEnd := callerWith(t, grant.BackEnd, grant.Token, `{"sub":"bert","flows":["plain"],"lastName":"Roe","callbackUrl":"https://evil.example",
		"additionalData":{"UTILITY_BILL":{"address":"2 Side St"}}}`)
	for _, c := range []struct {
		name, flow, locale string
		caller             *grant.Caller
		want               string
	}{
		{"a person", "", "", person, `{"clientId":"anna","firstName":"Anna","successUrl":"https://app.example.com/done",
			"additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}},"additionalData":{"UTILITY_BILL":{"address":"1 Main St"}}}`},
		{"with a locale", "standard", "de", person, `{"clientId":"anna","firstName":"Anna","locale":"de","successUrl":"https://app.example.com/done",
			"additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}},"additionalData":{"UTILITY_BILL":{"address":"1 Main St"}}}`},
		{"a grant", "plain", "", backEnd, `{"clientId":"bert","lastName":"Roe","additionalSteps":{"ALL":{"ALL":{}}},
			"additionalData":{"UTILITY_BILL":{"address":"2 Side St"}}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			request, err := flows.compose(c.flow, c.locale, c.caller)
			require.NoError(t, err)
			assert.JSONEq(t, c.want, string(request))
		})
	}
	again, err := flows.compose("", "", callerWith(t, grant.Person, "", `{"sub":"carl","address":{"formatted":"3 Back St"}}`))
	require.NoError(t, err)
	assert.NotContains(t, string(again), "Anna", "a flow keeps nothing of the caller before")
}

func TestFlowsThatACallerDoesNotGet(t *testing.T) {
	flows, err := ReadFlows([]byte(someFlows))
	require.NoError(t, err)
	person := callerWith(t, grant.Person, "", `{"sub":"anna"}`)
	backEnd := callerWith(t, grant.BackEnd, grant.Token, `{"sub":"bert","flows":["plain","gone"]}`)
	for _, c := range []struct {
		name, flow, locale string
		caller             *grant.Caller
		says               string
	}{
		{"another flow", "plain", "", person, "GRANT_FLOW"},
		{"not listed", "standard", "", backEnd, "GRANT_FLOW"},
		{"listed and gone", "gone", "", backEnd, "GRANT_FLOW"},
		{"no address to compare", "", "", person, "address.formatted"},
		{"a locale that iDenfy does not have", "plain", "xx", backEnd, "none of iDenfy's"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := flows.compose(c.flow, c.locale, c.caller)
			assert.ErrorContains(t, err, c.says)
		})
	}
}

func TestAnUploadIsNotComparedWithNothing(t *testing.T) {
	flows, err := ReadFlows([]byte(`{"default":"a","flows":{"a":{"request":{"additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}},
		"fill":{"/additionalData/UTILITY_BILL/address":"address.formatted","/firstName":"given_name"}}}}`))
	require.NoError(t, err)
	person := callerWith(t, grant.Person, "", `{"sub":"anna"}`)
	_, err = flows.compareWith(person, "UTILITY_BILL")
	assert.ErrorContains(t, err, "address.formatted")
	data, err := flows.compareWith(person, "SELFIE")
	assert.NoError(t, err, "what the flow needs besides is no part of an upload")
	assert.Nil(t, data)
}

func TestFlowsThatNeitherBuildNorDeploy(t *testing.T) {
	for name, c := range map[string]struct{ text, says string }{
		"not JSON":               {`{`, "cannot be read"},
		"unknown member":         {`{"default":"a","flows":{"a":{"request":{},"header":{}}}}`, "header"},
		"no default":             {`{"default":"b","flows":{"a":{"request":{}}}}`, `"b" is not among`},
		"a wrong payload":        {`{"default":"a","flows":{"a":{"request":{"additionalSteps":["UTILITY_BILL"]}}}}`, "additionalSteps"},
		"a clientId":             {`{"default":"a","flows":{"a":{"request":{"clientId":"1"}}}}`, "clientId comes from the caller"},
		"a host not listed":      {`{"default":"a","hosts":["b.example"],"flows":{"a":{"request":{"callbackUrl":"https://a.example/"}}}}`, "callbackUrl"},
		"a host with user info":  {`{"default":"a","hosts":["b.example"],"flows":{"a":{"request":{"callbackUrl":"https://x@b.example/"}}}}`, "callbackUrl"},
		"a return without https": {`{"default":"a","hosts":["b.example"],"flows":{"a":{"request":{"successUrl":"http://b.example/"}}}}`, "successUrl"},
		"something after it":     {`{"default":"a","flows":{"a":{"request":{}}}}}`, "cannot be read"},
		"a return by a claim":    {`{"default":"a","flows":{"a":{"request":{},"fill":{"/successUrl":"website"}}}}`, "successUrl comes from no claim"},
		"a clientId by a claim":  {`{"default":"a","flows":{"a":{"request":{},"fill":{"/clientId":"email"}}}}`, "clientId comes from no claim"},
		"fill is no pointer":     {`{"default":"a","flows":{"a":{"request":{},"fill":{"firstName":"given_name"}}}}`, "no JSON Pointer"},
		"fill through a string":  {`{"default":"a","flows":{"a":{"request":{"firstName":"x"},"fill":{"/firstName/x":"given_name"}}}}`, "no object"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadFlows([]byte(c.text))
			assert.ErrorContains(t, err, c.says)
		})
	}
}

func TestTheShippedFlows(t *testing.T) {
	text, err := os.ReadFile("../../worker/flows.json")
	require.NoError(t, err)
	_, err = ReadFlows(text)
	assert.NoError(t, err)
}
