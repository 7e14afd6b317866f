package steps

import (
	"encoding/json"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

func TestReportWritesJSON(t *testing.T) {
	report := Read([]byte(`{"clientId": "1", "locale": "xx"}`), nil)
	w := &jsontext.Writer{}
	check := report.Check()
	check.File = "payload.json"
	check.WriteJSON(w)
	var got struct {
		File, Kind string
		Valid      bool
		Findings   []struct {
			Code, Severity, Pointer, Message string
			Line, Column                     int
		}
	}
	require.NoError(t, json.Unmarshal(w.Bytes(), &got))
	assert.Equal(t, "payload.json", got.File)
	assert.Equal(t, "token-request", got.Kind)
	assert.True(t, got.Valid)
	require.Len(t, got.Findings, 1)
	assert.Equal(t, "/locale", got.Findings[0].Pointer)
	assert.Equal(t, 1, got.Findings[0].Line)

	w.Reset()
	report.Check().WriteJSON(w)
	assert.NotContains(t, string(w.Bytes()), `"file"`)
}

func TestNormalised(t *testing.T) {
	report := Read([]byte("\"additionalSteps\": {\"ALL\": {\"ALL\": [\"POA2\",]}}, // only this\n"), nil)
	assert.True(t, report.Valid())
	assert.Equal(t, "{\"additionalSteps\": {\"ALL\": {\"ALL\": [\"POA2\"]}}}\n", string(report.Normalised()))
	assert.Nil(t, Read([]byte("{"), nil).Normalised())
}

func environment(t *testing.T, text string) *Environment {
	env, findings := ReadEnvironment([]byte(text))
	require.NotNil(t, env, "%v", findings)
	return env
}

func TestReadEnvironment(t *testing.T) {
	env := environment(t, `{"apiKey": "k", "apiSecret": "s", "signingKey": "w",
		"steps": {"UTILITY_BILL": {"type": "COMPARE", "fields": ["address"]}, "POA2": {"texts": {"en": {"name": "a", "description": "b"}}, "settings": {"canCapture": false}}},
		"poaDocuments": ["Gas Bill"], "credits": {"types": {"COMPARE": 5}, "names": {"UTILITY_BILL": 10}}, "overrides": true}`)
	require.Len(t, env.Steps, 2)
	bill := env.Step("UTILITY_BILL")
	require.NotNil(t, bill)
	assert.Equal(t, TypeCompare, bill.Type)
	assert.Equal(t, []string{"address"}, bill.Fields)
	assert.Len(t, bill.Texts, 3, "iDenfy's own texts")
	assert.Equal(t, Settings{true, true, true}, bill.Settings)
	second := env.Step("POA2")
	assert.Equal(t, &Step{Name: "POA2", Type: TypeUpload, Texts: []catalogue.Text{{Locale: "en", Name: "a", Description: "b"}}, Settings: Settings{CanUpload: true, CanUploadPDF: true}}, second)
	assert.Equal(t, []string{"Gas Bill"}, env.POADocuments)
	assert.Equal(t, map[string]int{"COMPARE": 5}, env.TypeCredits)
	assert.Equal(t, map[string]int{"UTILITY_BILL": 10}, env.NameCredits)
	assert.True(t, env.Overrides)
}

func TestReadEnvironmentKeepsSecretsToItself(t *testing.T) {
	_, findings := ReadEnvironment([]byte(`{"apiKey": 1, "apiSecret": ["hunter2hunter2"], "signingKey": {"a": "hunter2hunter2"}, "apiSecrets": "hunter2hunter2"}`))
	require.NotEmpty(t, findings)
	for _, f := range findings {
		assert.NotContains(t, f.Message, "hunter2")
		for _, p := range f.Params {
			assert.NotContains(t, p.Value, "hunter2")
		}
	}
}

// No message and no parameter repeats what may be a secret or somebody's data.
func TestMessagesRepeatNoData(t *testing.T) {
	const data = "hunter2hunter2"
	for _, text := range []string{
		`{"clientId": 1, "apiSecret": "` + data + `"}`, `{"clientId": "Bearer ` + data + `"}`, `{"clientId": "1", "sex": "` + data + `"}`,
		`{"clientId": "1", "address": ["` + data + `"]}`, `{"clientId": "1", "dateOfBirth": "` + data + `"}`, `{"clientId": "1", "firstName": "` + data + `"}`,
		`{"scanRef": "a", "step": "UTILITY_BILL", "image": "data:` + data + `"}`, `{"scanRef": "a", "step": "UTILITY_BILL", "image": "` + data + `!"}`,
		`{"clientId": "1", "additionalData": {"UTILITY_BILL": {"address": ["` + data + `"]}}}`, `{"clientId": "1", "callbackUrl": "` + data + `"}`,
		`{"clientId": "1", "nationality": "` + data + `", "country": "` + data + `", "locale": "` + data + `", "documents": ["` + data + `"]}`,
		`{"clientId": "1", "additionalSteps": {"1 ` + data + ` St": {"ALL": {}}, "` + data + ` ` + data + `": {"ALL": {}}}}`,
		`{"clientId": ` + data + `}`, `{"clientId": "` + data + "\n" + `"}`,
	} {
		report := Read([]byte(text), nil)
		require.NotEmpty(t, report.Findings(), text)
		for _, f := range report.Findings() {
			assert.NotContains(t, f.Message, data, text)
			for _, p := range f.Params {
				assert.NotContains(t, p.Value, data, text)
			}
		}
	}
}

func TestExpand(t *testing.T) {
	env := environment(t, `{"steps": {
		"UTILITY_BILL": {"type": "EXTRACT", "fields": ["address"], "texts": {"en": {"name": "Bill", "description": "Upload it"}}, "settings": {"canCapture": false}},
		"POA2": {"texts": {"en": {"name": "a", "description": "b"}}}}, "overrides": true}`)
	const bill = `"UTILITY_BILL":{"type":"EXTRACT","texts":{"en":{"name":"Bill","description":"Upload it"}},"fields":["address"],"settings":{"canUpload":true,"canCapture":false,"canUploadPDF":true}}`
	const second = `"POA2":{"type":"UPLOAD","texts":{"en":{"name":"a","description":"b"}},"fields":[],"settings":{"canUpload":true,"canCapture":true,"canUploadPDF":true}}`
	tests := []struct{ name, payload, want string }{
		{"no key", `{"clientId": "1"}`, `{"ALL":{"ALL":{` + bill + `,` + second + `}}}`},
		{"the switch", `{"clientId": "1", "utilityBill": true}`, `{"ALL":{"ALL":{` + bill + `,` + second + `}}}`},
		{"none", `{"clientId": "1", "additionalSteps": {"ALL": {"ALL": {}}}}`, `{"ALL":{"ALL":{}}}`},
		{"subset", `{"clientId": "1", "additionalSteps": {"ALL": {"ALL": ["POA2"]}}}`, `{"ALL":{"ALL":{` + second + `}}}`},
		{"branches", `{"clientId": "1", "additionalSteps": {"DE": {"PASSPORT": ["POA2"], "ALL": {}}, "ALL": {"ALL": ["UTILITY_BILL"]}}}`,
			`{"DE":{"PASSPORT":{` + second + `},"ALL":{}},"ALL":{"ALL":{` + bill + `}}}`},
		{"override", `{"clientId": "1", "additionalSteps": {"ALL": {"ALL": {"UTILITY_BILL": {"type": "UPLOAD", "fields": [], "settings": {"canCapture": true}}}}}}`,
			`{"ALL":{"ALL":{"UTILITY_BILL":{"type":"UPLOAD","texts":{"en":{"name":"Bill","description":"Upload it"}},"fields":[],"settings":{"canUpload":true,"canCapture":true,"canUploadPDF":true}}}}}`},
		{"text added", `{"clientId": "1", "additionalSteps": {"ALL": {"ALL": {"POA2": {"texts": {"de": {"name": "c", "description": "d"}}}}}}}`,
			`{"ALL":{"ALL":{"POA2":{"type":"UPLOAD","texts":{"en":{"name":"a","description":"b"},"de":{"name":"c","description":"d"}},"fields":[],"settings":{"canUpload":true,"canCapture":true,"canUploadPDF":true}}}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			payload := Read([]byte(tt.payload), env)
			got, findings := payload.Expand(), payload.Findings()
			assert.False(t, finding.AnyError(findings), "%v", findings)
			assert.Equal(t, tt.want, string(got))
			again := Read([]byte(tt.payload), env).Expand()
			assert.Equal(t, got, again)
		})
	}
	t.Run("an error", func(t *testing.T) {
		payload := Read([]byte(`{"clientId": "1", "additionalSteps": ["POA2"]}`), env)
		got, findings := payload.Expand(), payload.Findings()
		assert.Nil(t, got)
		assert.True(t, finding.AnyError(findings))
	})
}

// What Expand gives is what iDenfy would echo: a payload of its own, without an error.
func TestExpandedIsValid(t *testing.T) {
	for _, v := range vectors(t) {
		if v.input(t) == nil {
			continue
		}
		payload := Read(v.input(t), v.environment(t))
		expanded, findings := payload.Expand(), payload.Findings()
		if expanded == nil {
			assert.True(t, finding.AnyError(findings), v.name)
			continue
		}
		assert.True(t, json.Valid(expanded), v.name)
		if string(expanded) != "{}" {
			assert.NotEqual(t, Unknown, Read(expanded, nil).Kind(), v.name)
		}
	}
}

// Expanding and resolving are one merging: a step resolved from the expanded
// payload is the step resolved from the payload itself.
func TestExpandAgreesWithResolve(t *testing.T) {
	env := environment(t, `{"steps": {"UTILITY_BILL": {"type": "EXTRACT", "fields": ["address"]}, "POA2": {"texts": {"en": {"name": "a", "description": "b"}}}}, "overrides": true}`)
	for _, text := range []string{
		`{"clientId": "1"}`,
		`{"clientId": "1", "additionalSteps": {"ALL": {"ALL": ["POA2"], "PASSPORT": {"UTILITY_BILL": {"settings": {"canUpload": false}}}}}}`,
		`{"clientId": "1", "additionalSteps": {"DE": {"ALL": {"NEW": {"type": "UPLOAD", "texts": {"lt": {"name": "c", "description": "d"}}}}}}}`,
	} {
		payload := Read([]byte(text), env)
		expanded := payload.Expand()
		require.NotNil(t, expanded, "%v", payload.Findings())
		echo := Read(expanded, nil)
		for _, country := range []string{"DE", "LT"} {
			for _, document := range catalogue.DocumentTypes {
				who := Person{country, document, "lt"}
				direct, echoed := payload.Resolve(who), echo.Resolve(who)
				require.Len(t, echoed.Steps, len(direct.Steps))
				for i, s := range direct.Steps {
					s.Rule, s.Assumed = echoed.Steps[i].Rule, echoed.Steps[i].Assumed
					s.Fields = append([]string{}, s.Fields...)
					assert.Equal(t, s, echoed.Steps[i])
				}
			}
		}
	}
}

func TestCatalogue(t *testing.T) {
	assert.Len(t, catalogue.Alpha2, 2*249)
	assert.Len(t, catalogue.Alpha3, 3*249)
	for i := 2; i < len(catalogue.Alpha2); i += 2 {
		assert.Less(t, catalogue.Alpha2[i-2:i], catalogue.Alpha2[i:i+2], "in order, for the search")
	}
	for code, want := range map[string]string{"LTU": "LT", "DEU": "DE", "GBR": "GB", "ZWE": "ZW", "AND": "AD", "UK": "GB", "lt": "LT", "all": "ALL", "XXX": "", "": ""} {
		assert.Equal(t, want, countryMeant(code), code)
	}
}

// A payload is a value: neither what becomes of the text behind it nor who else asks it changes an answer.
func TestPayloadNeverChanges(t *testing.T) {
	env := environment(t, `{"steps": {"UTILITY_BILL": {"type": "COMPARE", "fields": ["address"]}}, "overrides": true}`)
	for _, text := range []string{
		`{"clientId": "1", "additionalSteps": {"ALL": {"ALL": ["UTILITY_BILL"]}, "DE": {"PASSPORT": {"POA2": {"type": "EXTRACT"}}}}}`,
		`{"clientId": "1", "additionalSteps": {"ALL": ["UTILITY_BILL"]}}`,
		"{\r\n  \"clientId\": '1'}",
	} {
		answers := func(p *Payload) string {
			w := &jsontext.Writer{}
			w.BeginArray()
			p.Check().WriteJSON(w)
			p.Resolve(Person{"DE", "PASSPORT", "xx"}).WriteJSON(w)
			p.Resolve(Person{"??", "", ""}).WriteJSON(w)
			p.Matrix("de").WriteJSON(w)
			Explain(p, p).WriteJSON(w)
			w.EndArray()
			return string(w.Bytes()) + string(p.Expand())
		}
		want := answers(Read([]byte(text), env))
		buffer := []byte(text)
		shared := Read(buffer, env)
		clear(buffer)
		got := make([]string, 8)
		var asking sync.WaitGroup
		for i := range got {
			asking.Go(func() { got[i] = answers(shared) })
		}
		asking.Wait()
		for _, answer := range got {
			assert.Equal(t, want, answer)
		}
	}
}

// A text that is merged alone is the one that merging all of them gives, names that come twice included.
func TestOneTextIsThatOfAll(t *testing.T) {
	base := &Step{Texts: []catalogue.Text{{Locale: "en", Name: "a", Description: "b"}, {Locale: "de", Name: "c", Description: "d"}}}
	for _, changes := range []string{
		`{}`, `{"texts": null}`, `{"texts": {"en": {"name": "e"}}}`, `{"texts": {"lt": {"name": "e"}, "de": {"description": 1}}}`,
		`{"texts": {"lt": {"name": "e"}, "lt": {"description": "f"}}}`, `{"texts": {"de": {"name": "e"}, "de": {"description": "f"}, "": {"name": "g"}}}`,
	} {
		doc, _ := jsontext.Parse([]byte(changes))
		for _, step := range []*Step{base, {}} {
			all := overlay(step, doc.Root()).Texts
			for _, locale := range []string{"en", "de", "lt", "", "fr"} {
				got, found := overlayText(step, doc.Root(), locale)
				i := slices.IndexFunc(all, func(t catalogue.Text) bool { return t.Locale == locale })
				require.Equal(t, i >= 0, found, "%s in %q", changes, locale)
				if found {
					assert.Equal(t, all[i], got, changes)
				}
			}
		}
	}
}
