package sandbox

import (
	"cmp"
	"slices"
	"strings"

	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
)

// A tokenRequest holds the members of a request, with defaults filled in:
// strings, bools, ints, lists of strings, and additionalData as maps.
type tokenRequest map[string]any

func (r tokenRequest) text(name string) string {
	text, _ := r[name].(string)
	return text
}

func (r tokenRequest) whole(name string) int {
	n, _ := r[name].(int)
	return n
}

// countries returns the countries that the request allows; nil means all.
func (r tokenRequest) countries() []string {
	switch country := r["country"].(type) {
	case string:
		return []string{strings.ToUpper(country)}
	case []string:
		upper := slices.Clone(country)
		for i := range upper {
			upper[i] = strings.ToUpper(upper[i])
		}
		return upper
	}
	return nil
}

// A tokenField is one member of the reply.
type tokenField struct {
	name   string
	absent any // its default
	// quiet fields are echoed only if they were sent: the documented replies do not show them.
	quiet bool
}

// tokenFields are in the order of the documented replies. internal/steps checks requests.
var tokenFields = []tokenField{
	{name: "clientId"},
	{name: "personScanRef"},
	{name: "firstName"},
	{name: "lastName"},
	{name: "successUrl"},
	{name: "errorUrl"},
	{name: "unverifiedUrl"},
	{name: "callbackUrl"},
	{name: "locale"},
	{name: "country"},
	{name: "expiryTime", absent: 3600},
	{name: "sessionLength", absent: 600},
	{name: "documents", absent: []string{"ID_CARD", "PASSPORT", "DRIVER_LICENSE", "RESIDENCE_PERMIT"}},
	{name: "dateOfBirth"},
	{name: "dateOfExpiry"},
	{name: "dateOfIssue"},
	{name: "nationality"},
	{name: "personalNumber"},
	{name: "documentNumber"},
	{name: "sex"},
	{name: "address"},
	{name: "showInstructions", absent: true},
	{name: "tokenType", absent: "IDENTIFICATION"},
	{name: "utilityBill"},
	{name: "additionalSteps"},
	{name: "additionalData", quiet: true},
	{name: "externalRef"},
	{name: "generateDigitString", quiet: true},
	{name: "dummyStatus", quiet: true},
}

// readTokenRequest reads the members of a valid request that the reply echoes, and
// fills in the defaults.
func readTokenRequest(root jsontext.Value) tokenRequest {
	request := tokenRequest{}
	for _, field := range tokenFields {
		if value := valueOf(root.Member(field.name)); value != nil {
			request[field.name] = value
		} else if field.absent != nil {
			request[field.name] = field.absent
		}
	}
	for _, name := range []string{"firstName", "lastName"} {
		if text := request.text(name); text != "" {
			request[name] = strings.ToUpper(text) // as iDenfy does
		}
	}
	// One is the older name of the other.
	for _, name := range []string{"clientId", "personScanRef"} {
		if request.text(name) == "" {
			request[name] = cmp.Or(request.text("clientId"), request.text("personScanRef"))
		}
	}
	return request
}

// valueOf returns a member's value; nil for null and for an empty list. Strings are
// cloned, since they would keep the whole request in memory.
func valueOf(v jsontext.Value) any {
	switch v.Kind() {
	case jsontext.String:
		return strings.Clone(v.Text())
	case jsontext.Bool:
		return v.IsTrue()
	case jsontext.Number:
		n, _ := v.Int()
		return n
	case jsontext.Array:
		var list []string
		for item := v.FirstItem(); item.Exists(); item = item.Next() {
			list = append(list, strings.Clone(item.Text()))
		}
		if list != nil {
			return list
		}
	case jsontext.Object:
		data := map[string]map[string]string{}
		for step := v.FirstMember(); step.Exists(); step = step.Next() {
			data[strings.Clone(step.Key())] = flatData(step)
		}
		return data
	}
	return nil
}

func flatData(v jsontext.Value) map[string]string {
	data := map[string]string{}
	for field := v.FirstMember(); field.Exists(); field = field.Next() {
		data[strings.Clone(field.Key())] = strings.Clone(field.Text())
	}
	return data
}

// everyCountry are the codes of ISO 3166-1, in order.
var everyCountry = steps.Countries()
