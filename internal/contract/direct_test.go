package contract

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestDirect is what a back end meets at iDenfy's API and a gateway keeps from pages.
func TestDirect(t *testing.T) {
	t.Run("documented", func(t *testing.T) {
		t.Run("keys", keysAreNeeded)
		t.Run("methods", onlyPost)
		t.Run("reply (1 token)", replyHasEveryMember)
		t.Run("echo (1 token)", replyEchoes)
		for _, c := range documented {
			t.Run(c.name, c.run)
		}
	})
	t.Run("assumed", func(t *testing.T) {
		for _, c := range assumed {
			t.Run(c.name, c.run)
		}
		t.Run("uploads (1 token)", uploadsAreRefused)
		t.Run("an upload answers nothing (1 token)", uploadAnswersNothing)
		t.Run("status (1 token)", statusOfANewToken)
	})
}

var paths = []string{tokenPath, uploadPath, statusPath}

// refusesWith checks the identifier, by which callers tell errors apart, and the
// status: 400 for everything by the older documentation, others by that of 2025.
func refusesWith(t *testing.T, a answer, identifier string) {
	t.Helper()
	refuses(t, a)
	got, message := a.refusal()
	assert.Equal(t, identifier, got, message)
	of2025 := map[string]int{"UNAUTHORIZED": 401, "PERMISSIONS_ERROR": 403, "TOO_MANY_REQUESTS": 429, "BAD_VALUE": 404}
	assert.Contains(t, []int{http.StatusBadRequest, of2025[identifier]}, a.status)
}

func keysAreNeeded(t *testing.T) {
	for name, change := range map[string]func(*http.Request){
		"none":         func(*http.Request) {},
		"wrong key":    func(r *http.Request) { r.SetBasicAuth(at.key+"x", at.secret) },
		"wrong secret": func(r *http.Request) { r.SetBasicAuth(at.key, at.secret+"x") },
		"bearer":       bearing("x"),
	} {
		for _, path := range paths {
			t.Run(name+" "+path, func(t *testing.T) {
				refusesWith(t, call(t, http.MethodPost, at.url+path, []byte(`{"clientId":"contract"}`), change), "UNAUTHORIZED")
			})
		}
	}
}

func onlyPost(t *testing.T) {
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			refusesWith(t, call(t, http.MethodGet, at.url+path, nil, asPartner), "METHOD_NOT_ALLOWED")
		})
	}
}

// members are those of both documented replies, in their order.
var members = strings.Fields(`message authToken scanRef clientId personScanRef firstName lastName successUrl errorUrl unverifiedUrl
	callbackUrl locale country expiryTime sessionLength documents dateOfBirth dateOfExpiry dateOfIssue nationality personalNumber
	documentNumber sex address showInstructions tokenType utilityBill additionalSteps externalRef digitString`)

// create makes a token at the API and returns its whole reply.
func create(t *testing.T, request object) object {
	t.Helper()
	a := spending(t, func() answer { return partner(t, tokenPath, request) })
	require.Equal(t, http.StatusCreated, a.status, "%v", a)
	var reply object
	a.into(t, &reply)
	return reply
}

func replyHasEveryMember(t *testing.T) {
	reply := create(t, object{"clientId": "contract-members"})
	for _, name := range members {
		has(t, reply, name)
	}
	assert.NotContains(t, slices.Collect(maps.Keys(reply)), "additionalData", "it is there where it was sent")
	assert.Equal(t, "Token created successfully", reply["message"])
	defaults := object{"expiryTime": 3600.0, "sessionLength": 600.0, "showInstructions": true, "tokenType": "IDENTIFICATION", "personScanRef": "contract-members"}
	for name, want := range defaults {
		assert.Equal(t, want, reply[name], name)
	}
	for country, documents := range reply["additionalSteps"].(object) {
		for document, named := range documents.(object) {
			for name, step := range named.(object) {
				where := strings.Join([]string{country, document, name}, "/")
				for _, member := range []string{"type", "texts", "fields", "settings"} {
					assert.Contains(t, step, member, where)
				}
				for _, setting := range []string{"canUpload", "canCapture", "canUploadPDF"} {
					assert.IsType(t, true, step.(object)["settings"].(object)[setting], where)
				}
			}
		}
	}
}

func replyEchoes(t *testing.T) {
	request := object{
		"clientId": "contract-echo", "locale": "de", "country": "DE", "externalRef": "contract", "expiryTime": 600,
		"firstName": "Zoë", "lastName": "O'Neil", "documents": []any{"PASSPORT"}, "additionalData": data(address),
	}
	reply := create(t, request)
	assert.Equal(t, "ZOË", reply["firstName"], "names are upper-cased")
	assert.Equal(t, "O'NEIL", reply["lastName"])
	for _, name := range []string{"locale", "country", "externalRef", "documents", "additionalData"} {
		assert.Equal(t, request[name], reply[name], name)
	}
	assert.Equal(t, 600.0, reply["expiryTime"])
}

// A refused is a call that is refused, and with which identifier.
type refused struct {
	name, path string
	body       any // a string is sent as it stands
	identifier string
	message    string // how it begins, where it is documented
}

func (c refused) run(t *testing.T) {
	body, raw := c.body.(string)
	send := func() answer {
		if raw {
			return call(t, http.MethodPost, at.url+c.path, []byte(body), asPartner)
		}
		return partner(t, c.path, c.body)
	}
	var a answer
	if c.path == tokenPath && !raw {
		a = spending(t, send)
	} else {
		a = send()
	}
	refusesWith(t, a, c.identifier)
	if c.message != "" {
		_, message := a.refusal()
		assert.True(t, strings.HasPrefix(message, c.message), message)
	}
}

// with is a token request with one member more.
func with(name string, value any) object { return object{"clientId": "contract", name: value} }

var documented = []refused{
	{name: "no JSON", path: tokenPath, body: `{"clientId":`, identifier: "JSON_ERROR"},
	{name: "no clientId (0 or 1 token)", path: tokenPath, body: object{}, identifier: "MISSING_VALUE"},
	{name: "no country of ISO 3166 (0 or 1 token)", path: tokenPath, body: with("country", "XX"),
		identifier: "BAD_VALUE", message: "Field 'country' must be a valid ISO 3166-1 alpha-2 code"},
	{name: "clientId not ASCII (0 or 1 token)", path: tokenPath, body: object{"clientId": "ž"}, identifier: "BAD_VALUE"},
	{name: "a digit in a name (0 or 1 token)", path: tokenPath, body: with("firstName", "J0hn"), identifier: "BAD_VALUE"},
	{name: "a name of 101 characters (0 or 1 token)", path: tokenPath, body: with("lastName", strings.Repeat("n", 101)), identifier: "BAD_VALUE"},
	{name: "a day that is none (0 or 1 token)", path: tokenPath, body: with("dateOfBirth", "2001-02-30"), identifier: "BAD_VALUE"},
	{name: "an expiry over 30 days (0 or 1 token)", path: tokenPath, body: with("expiryTime", 2592001), identifier: "BAD_VALUE"},
	{name: "a session under a minute (0 or 1 token)", path: tokenPath, body: with("sessionLength", 59), identifier: "BAD_VALUE"},
	{name: "an externalRef of 41 characters (0 or 1 token)", path: tokenPath, body: with("externalRef", strings.Repeat("r", 41)), identifier: "BAD_VALUE"},
	{name: "a callbackUrl over http (0 or 1 token)", path: tokenPath, body: with("callbackUrl", "http://example.com"), identifier: "BAD_VALUE"},
}

var assumed = []refused{
	{name: "utilityBill beside additionalSteps (0 or 1 token)", path: tokenPath, identifier: "BAD_VALUE",
		body: object{"clientId": "contract", "utilityBill": true, "additionalSteps": object{"ALL": object{"ALL": []string{"UTILITY_BILL"}}}}},
	{name: "a step that is not configured (0 or 1 token)", path: tokenPath, identifier: "BAD_VALUE",
		body: with("additionalSteps", object{"ALL": object{"ALL": []string{"NO_SUCH_STEP"}}})},
	{name: "steps without levels (0 or 1 token)", path: tokenPath, identifier: "BAD_VALUE",
		body: with("additionalSteps", []string{"UTILITY_BILL"})},
	{name: "a document type that is none (0 or 1 token)", path: tokenPath, identifier: "BAD_VALUE",
		body: with("additionalSteps", object{"ALL": object{"PASPORT": []string{"UTILITY_BILL"}}})},
	{name: "clientId a number (0 or 1 token)", path: tokenPath, body: object{"clientId": 1}, identifier: "BAD_VALUE"},
	{name: "upload: no JSON", path: uploadPath, body: "image", identifier: "JSON_ERROR"},
	{name: "upload: no scanRef", path: uploadPath, body: object{"step": "UTILITY_BILL", "image": "AAAA"}, identifier: "MISSING_VALUE"},
	{name: "upload: no step", path: uploadPath, body: object{"scanRef": "x", "image": "AAAA"}, identifier: "MISSING_VALUE"},
	{name: "upload: an unknown scanRef", path: uploadPath, body: object{"scanRef": "x", "step": "UTILITY_BILL", "image": image("jpeg")}, identifier: "BAD_VALUE"},
	{name: "status: an unknown scanRef", path: statusPath, body: object{"scanRef": "x"}, identifier: "BAD_VALUE"},
	{name: "status: no scanRef", path: statusPath, body: object{}, identifier: "MISSING_VALUE"},
}

func uploadsAreRefused(t *testing.T) {
	scanRef := create(t, object{"clientId": "contract-uploads"})["scanRef"]
	for name, c := range map[string]struct{ step, image, identifier string }{
		"no image":        {"UTILITY_BILL", "", "MISSING_VALUE"},
		"no base64":       {"UTILITY_BILL", "%%%%", "BAD_VALUE"},
		"a data: URL":     {"UTILITY_BILL", "data:image/jpeg;base64," + image("jpeg"), "BAD_VALUE"},
		"a text":          {"UTILITY_BILL", "aGVsbG8gd29ybGQ=", "BAD_VALUE"},
		"an unknown step": {"NO_SUCH_STEP", image("jpeg"), "BAD_VALUE"},
	} {
		t.Run(name, func(t *testing.T) {
			refusesWith(t, partner(t, uploadPath, object{"scanRef": scanRef, "step": c.step, "image": c.image}), c.identifier)
		})
	}
}

func uploadAnswersNothing(t *testing.T) {
	scanRef := create(t, object{"clientId": "contract-answer"})["scanRef"]
	a := partner(t, uploadPath, object{"scanRef": scanRef, "step": "UTILITY_BILL", "image": image("jpeg"), "additionalData": object{"address": address}})
	assert.Equal(t, http.StatusOK, a.status, "%v", a)
	assert.Empty(t, a.body)
}

func statusOfANewToken(t *testing.T) {
	scanRef := create(t, object{"clientId": "contract-status"})["scanRef"]
	var reply object
	partner(t, statusPath, object{"scanRef": scanRef}).into(t, &reply)
	assert.Equal(t, "ACTIVE", reply["status"])
	assert.Equal(t, scanRef, reply["scanRef"])
	assert.Equal(t, "contract-status", reply["clientId"])
	for _, name := range []string{"autoFace", "manualFace", "autoDocument", "manualDocument", "fraudTags", "mismatchTags"} {
		has(t, reply, name)
	}
}

// has looks for a member without printing the others, which may hold a token.
func has(t *testing.T, reply object, name string) {
	t.Helper()
	assert.Contains(t, slices.Sorted(maps.Keys(reply)), name)
}
