package sandbox_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/sandbox"
)

// windowState is S of the package comment.
type windowState struct {
	Status, Country, Document string
	Countries, Documents      []string
	Steps                     []struct {
		Name, Title, Description, Locale    string
		POADocuments                        []string
		CanUpload, CanCapture, CanUploadPDF bool
		Given                               bool
	}
}

func names(state windowState) []string {
	list := []string{}
	for _, step := range state.Steps {
		list = append(list, step.Name)
	}
	return list
}

// TestWindowWithoutTexts: a step that nobody wrote texts for has a heading all the same.
func TestWindowWithoutTexts(t *testing.T) {
	w := newWorld(t, `{"steps":{"POA2":{"type":"UPLOAD"}}}`)
	made := w.token(`{"clientId":"1"}`)
	var state windowState
	w.window(made, "document", `{"country":"DE","document":"PASSPORT"}`).ok(&state)
	require.Len(t, state.Steps, 1)
	assert.Equal(t, "POA2", state.Steps[0].Title)
}

func TestWindow(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1","locale":"de","successUrl":"https://example.com/done"}`)
	var state windowState
	w.window(made, "state", "").ok(&state)
	assert.Equal(t, "ACTIVE", state.Status)
	assert.Equal(t, []string{"ID_CARD", "PASSPORT", "DRIVER_LICENSE", "RESIDENCE_PERMIT"}, state.Documents)
	assert.Contains(t, state.Countries, "LT")
	assert.Greater(t, len(state.Countries), 200)
	assert.Empty(t, state.Steps, "the document decides the steps")
	w.window(made, "upload?step=UTILITY_BILL", string(jpegPicture(t, 1))).refused(idenfy.BadValue, "'step'")
	w.window(made, "finish", "").refused(idenfy.MissingValue, "document")

	w.window(made, "document", `{"country":"DE","document":"PASSPORT"}`).ok(&state)
	require.Equal(t, []string{"UTILITY_BILL", "ADDITIONAL_DOCUMENT"}, names(state))
	bill := state.Steps[0]
	assert.Equal(t, "Bitte laden Sie einen Adressnachweis hoch", bill.Title)
	assert.Equal(t, "de", bill.Locale)
	assert.Len(t, bill.POADocuments, 21)
	assert.Empty(t, state.Steps[1].POADocuments, "only UTILITY_BILL has a selection screen")
	w.window(made, "state?lang=es", "").ok(&state)
	assert.Equal(t, "Cargue un comprobante de domicilio", state.Steps[0].Title, "lang is how a frame names the locale")
	w.window(made, "state?lang=fr", "").ok(&state)
	assert.Equal(t, "en", state.Steps[0].Locale, "without a text in the locale, the English one")

	w.window(made, "upload?step=UTILITY_BILL&poaDocument=Gas+Bill", string(jpegPicture(t, 1))).ok(&state)
	assert.True(t, state.Steps[0].Given)
	assert.False(t, state.Steps[1].Given)
	assert.Equal(t, "Gas Bill", w.verification(made).Steps[0].File.PoaDocument)
	w.window(made, "finish", "").refused(idenfy.MissingValue, "No image provided for step 'ADDITIONAL_DOCUMENT'")
	w.window(made, "upload?step=ADDITIONAL_DOCUMENT", string(pngPicture(t, 1))).ok(nil)
	var end struct {
		Message    json.RawMessage
		SuccessURL string
	}
	w.window(made, "finish", "").ok(&end)
	assert.Equal(t, "https://example.com/done", end.SuccessURL)
	assert.JSONEq(t, `{"status":"APPROVED","manualStatus":"WAITING","autoSuspected":false,"manualSuspected":false}`, string(end.Message))

	w.window(made, "finish", "").refused(idenfy.TokenNotValid, "used up")
	w.window(made, "upload?step=UTILITY_BILL", string(jpegPicture(t, 2))).refused(idenfy.TokenNotValid, "used up")
	w.window(made, "state", "").ok(&state)
	assert.Equal(t, "REVIEWING", state.Status)
	assert.Equal(t, sum(jpegPicture(t, 1)), w.verification(made).Steps[0].File.SHA256)
}

func TestWindowSteps(t *testing.T) {
	const steps = `"additionalSteps":{
		"ALL":{"ALL":["ADDITIONAL_DOCUMENT"]},
		"DE":{"PASSPORT":["UTILITY_BILL"],"ALL":{}}}`
	for name, c := range map[string]struct {
		request, choice string
		want            []string
	}{
		"all of the environment": {`{"clientId":"1"}`, `{"country":"LT","document":"ID_CARD"}`, []string{"UTILITY_BILL", "ADDITIONAL_DOCUMENT"}},
		"none":                   {`{"clientId":"1","additionalSteps":{"ALL":{"ALL":{}}}}`, `{"country":"LT","document":"ID_CARD"}`, []string{}},
		"a subset":               {`{"clientId":"1",` + steps + `}`, `{"country":"LT","document":"ID_CARD"}`, []string{"ADDITIONAL_DOCUMENT"}},
		"a country's":            {`{"clientId":"1",` + steps + `}`, `{"country":"DE","document":"ID_CARD"}`, []string{}},
		"a document's":           {`{"clientId":"1",` + steps + `}`, `{"country":"DE","document":"PASSPORT"}`, []string{"UTILITY_BILL"}},
		"another name":           {`{"clientId":"1","additionalSteps":{"ALL":{"ALL":{"POA2":{"type":"UPLOAD"}}}}}`, `{"country":"LT","document":"ID_CARD"}`, []string{"POA2"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, "")
			var state windowState
			w.window(w.token(c.request), "document", c.choice).ok(&state)
			assert.Equal(t, c.want, names(state))
		})
	}
}

func TestWindowKeepsToTheToken(t *testing.T) {
	w := newWorld(t, "")
	made := w.token(`{"clientId":"1","country":"DE","documents":["PASSPORT"]}`)
	var state windowState
	w.window(made, "state", "").ok(&state)
	assert.Equal(t, []string{"DE"}, state.Countries)
	assert.Equal(t, []string{"PASSPORT"}, state.Documents)
	w.window(made, "document", `{"country":"LT","document":"PASSPORT"}`).refused(idenfy.BadValue, "'country'")
	w.window(made, "document", `{"country":"DE","document":"ID_CARD"}`).refused(idenfy.BadValue, "'document'")
	w.window(token{AuthToken: "sandbox-0"}, "state", "").refused(idenfy.TokenNotValid, "")
	w.send(http.MethodGet, "/window/state", "").refused(idenfy.TokenNotValid, "")
}

// TestSettings: a step takes what its settings say, in the window and by upload alike.
func TestSettings(t *testing.T) {
	for name, c := range map[string]struct {
		settings, file string
		says           string // "" is taken
	}{
		"PDF":             {`{"canUpload":true,"canCapture":true,"canUploadPDF":true}`, smallPDF, ""},
		"no PDF":          {`{"canUpload":true,"canCapture":true,"canUploadPDF":false}`, smallPDF, "PDF"},
		"photo, no PDF":   {`{"canUpload":true,"canCapture":false,"canUploadPDF":false}`, string(jpegPicture(t, 1)), ""},
		"photo only":      {`{"canUpload":false,"canCapture":true,"canUploadPDF":false}`, string(jpegPicture(t, 1)), ""},
		"photo only, PDF": {`{"canUpload":false,"canCapture":true,"canUploadPDF":true}`, smallPDF, "camera"},
		"a text":          {`{}`, "hello, world", "text"},
		"an empty file":   {`{}`, "", "empty"},
		"a GIF":           {`{}`, "GIF89a\x01\x00\x01\x00\x00\x00\x00;", "GIF"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, `{"steps":{"UTILITY_BILL":{"settings":`+c.settings+`}}}`)
			made := w.token(`{"clientId":"1"}`)
			var state windowState
			w.window(made, "document", `{"country":"LT","document":"PASSPORT"}`).ok(&state)
			answers := []answer{w.window(made, "upload?step=UTILITY_BILL", c.file)}
			if c.file != "" {
				answers = append(answers, w.upload(made, "UTILITY_BILL", []byte(c.file)))
			}
			for _, a := range answers {
				if c.says == "" {
					a.ok(nil)
				} else {
					a.refused(idenfy.BadValue, c.says)
				}
			}
		})
	}
}

// TestBelowAPath: in a service worker the sandbox stands below a path and knows
// no host; every link of its pages and its redirect must still lead somewhere.
func TestBelowAPath(t *testing.T) {
	const prefix = "/no-server/idenfy"
	box, err := sandbox.New(sandbox.Options{APIKey: apiKey, APISecret: apiSecret, BaseURL: "https://site.example" + prefix})
	require.NoError(t, err)
	server := httptest.NewServer(http.StripPrefix(prefix, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Host, r.RemoteAddr, r.RequestURI, r.ContentLength = "", "", "", -1
		box.ServeHTTP(w, r)
	})))
	t.Cleanup(server.Close)

	w := &world{t: t, server: server}
	get := func(address *url.URL) answer { return w.send(http.MethodGet, address.RequestURI(), "") }
	follow := func(from *url.URL, link string) *url.URL {
		u, err := from.Parse(link)
		require.NoError(t, err)
		return u
	}

	var made token
	w.send(http.MethodPost, prefix+"/api/v2/token", `{"clientId":"1"}`, asPartner).into(&made)
	redirect := follow(&url.URL{}, made.RedirectURL)
	a := get(redirect)
	require.Equal(t, http.StatusFound, a.status)
	window := follow(redirect, a.header.Get("Location"))
	assert.Equal(t, "https://site.example"+prefix+"/?authToken="+made.AuthToken, window.String())

	links := regexp.MustCompile(`(?:href|src)="([^"#:]+)"`)
	for _, page := range []*url.URL{window, follow(window, "_sandbox/")} {
		a := get(page)
		a.ok(nil)
		assert.Contains(t, a.header.Get("Content-Security-Policy"), "default-src 'self'")
		assert.NotRegexp(t, `<script[^>]*>[^<]`, string(a.body), "the policy forbids inline scripts")
		assert.NotContains(t, string(a.body), "style=", "the policy forbids inline styles")
		found := links.FindAllStringSubmatch(string(a.body), -1)
		require.NotEmpty(t, found)
		for _, link := range found {
			get(follow(page, link[1])).ok(nil)
		}
	}
}
