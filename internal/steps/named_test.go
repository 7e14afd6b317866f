//go:build !js

package steps

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/finding"
)

// What is pasted is named as what it is, in the first finding that is shown.
func TestNamed(t *testing.T) {
	const (
		steps = `{"ALL":{"ALL":["UTILITY_BILL"]}}`
		image = `"/9j/4AAQSkZJRgABAQAAAQABAAD/"`
		ref   = `"6c1e4f0a-3b3d-4d57-9c4e-0f6c1b2a9d11"`
		token = `{"clientId":"u","additionalSteps":` + steps + `}`
	)
	tests := []struct {
		name, text string
		kind       Kind
		code, says string
		fix        bool
	}{
		{"an answer with its head", "HTTP/1.1 201 Created\nA: b\n\n" + `{"authToken":"x","scanRef":` + ref + `,"clientId":"u","message":"m"}`, Unknown, "import", "This is iDenfy's answer to a token request: nothing of it is to be sent", true},
		{"its token is a secret", "HTTP/1.1 201 Created\nA: b\n\n" + `{"authToken":"x","scanRef":` + ref + `,"clientId":"u","message":"m"}`, Unknown, "import", "authToken is a secret", true},
		{"a refusal with its head", "HTTP/2 429\nA: b\n\n" + `{"identifier":"TOO_MANY_REQUESTS","message":"m"}`, Unknown, "import", "may succeed later", true},
		{"a refusal in a log", `12:00 ERROR 400 Bad Request {"message":"m","identifier":"BAD_VALUE"}`, Unknown, "import", "a value is not valid", true},
		{"a webhook with its head", "POST /hook HTTP/1.1\nA: b\n\n" + `{"final":true,"scanRef":` + ref + `,"status":{"overall":"APPROVED"}}`, Unknown, "import", "a webhook of iDenfy's", true},
		{"an expiration without a status", `{"scanRef":` + ref + `,"expirationThreshold":30}`, Response, "webhook", "as they came.", false},
		{"the status of a webhook", `{"overall":"SUSPECTED","mismatchTags":[],"additionalSteps":"VALID"}`, Response, "answer", "the status of a webhook", false},
		{"a throttle", `{"detail":"Request was throttled."}`, Response, "refusal", "wait a little", false},
		{"an upload with a token", `{"authToken":"x","scanRef":` + ref + `,"step":"UTILITY_BILL","image":` + image + `}`, UploadRequest, "secret", "An authToken", true},
		{"an upload by another name with a token", `{"authToken":"x","scanRef":` + ref + `,"step":"UTILITY_BILL","file":` + image + `}`, UploadRequest, "secret", "An authToken", true},
		{"an upload with steps", `{"scanRef":` + ref + `,"step":"UTILITY_BILL","image":` + image + `,"additionalSteps":` + steps + `}`, UploadRequest, "unknown-upload-field", "An upload has no", false},
		{"a token request with a token", `{"clientId":"u","authToken":"x","additionalSteps":` + steps + `}`, TokenRequest, "secret", "An authToken", true},
		{"joined texts", `const a = '{"clientId":"' + id + '","additionalSteps":` + steps + `}';`, Unknown, "import", "joined", false},
		{"joined texts in a value", `{"clientId":"' + id + '","additionalSteps":` + steps + `}`, TokenRequest, "placeholder", "A program should have", false},
		{"a call of Python's for another request", `requests.post("https://x/api/v2/poa-checks/", json={"file": b64("a.pdf"), "providedName": "b"})`, Unknown, "import", "a proof of address check", false},
		{"the address of uploads", `curl https://x/api/v2/upload-additional-step -d '` + token + `'`, Unknown, "import", "which goes to /api/v2/token", true},
		{"the fields of a form", "clientId=u&additionalSteps=%7B%22ALL%22%3A%7B%7D%7D", Unknown, "import", "the fields of a form", false},
		{"base64", "eyJjbGllbnRJZCI6InUtMSIsImFkZGl0aW9uYWxTdGVwcyI6eyJBTEwiOnsiQUxMIjpbIlVUSUxJVFlfQklMTCJdfX19", Unknown, "json-syntax", "This is base64", true},
		{"a web page", "<html><title>502 Bad Gateway</title></html>", Unknown, "json-syntax", "error page", false},
		{"XML", "<request><clientId>u</clientId></request>", Unknown, "json-syntax", "iDenfy takes JSON", false},
		{"an error of a program", "requests.exceptions.HTTPError: 400 Client Error", Unknown, "json-syntax", "Paste the body", false},
		{"a key in an address", `{"clientId":"u","callbackUrl":"https://x.example/?api_key=abcdef123456","additionalSteps":` + steps + `}`, TokenRequest, "secret", "delete it from the address", false},
		{"a buffer", `{"scanRef":` + ref + `,"step":"UTILITY_BILL","image":{"type":"Buffer","data":[1]}}`, UploadRequest, "wrong-kind", "toString('base64')", false},
		{"a web page for an image", `{"scanRef":` + ref + `,"step":"UTILITY_BILL","image":"PGh0bWw+PHRpdGxlPjQwNDwvdGl0bGU+"}`, UploadRequest, "image-not-accepted", "download of the file failed", false},
		{"what a program prints", `{"scanRef":` + ref + `,"step":"UTILITY_BILL","image":"System.Byte[]"}`, UploadRequest, "image-not-base64", "what a program prints", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Read([]byte(tt.text), nil)
			assert.Equal(t, tt.kind, p.Kind())
			found := finding.ByWorth(p.Findings())
			require.NotEmpty(t, found)
			assert.Equal(t, tt.code, found[0].Code, told(found))
			assert.Contains(t, found[0].Message, tt.says)
			assert.Equal(t, tt.fix, found[0].Fix != nil, told(found))
			assert.False(t, strings.Contains(told(found), "eyJ"), "nothing of the text is repeated")
		})
	}
}
