package steps

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/jsontext"
)

func TestOutline(t *testing.T) {
	env, findings := ReadEnvironment([]byte(`{"steps": {"UTILITY_BILL": {"type": "COMPARE", "fields": ["address"], "settings": {"canCapture": false}}, "POA2": {}}, "overrides": true}`))
	require.Empty(t, findings)
	o := Read([]byte(`{
  "clientId": "1", // ours
  "additionalSteps": {
    "ALL": {"ALL": ["UTILITY_BILL"]},
    "DE": {
      "PASSPORT": {},
      "ALL": {"POA2": {"type": "EXTRACT", "texts": {"en": {"name": "Bill"}}, "fields": ["name"], "settings": {"canUpload": false}}, "NEW/1": {}}
    }
  },
  "additionalData": {"UTILITY_BILL": {"address": "1 Main St"}}
}`), env).Outline()
	settings := Settings{CanUpload: true, CanUploadPDF: true}
	assert.Equal(t, &Outline{
		Kind: TokenRequest, Readable: true, Pointer: "/additionalSteps", Given: true, DataPointer: "/additionalData",
		Rules: []OutlineRule{
			{"ALL", "ALL", "/additionalSteps/ALL/ALL", formList, []OutlineStep{
				{Name: "UTILITY_BILL", Pointer: "/additionalSteps/ALL/ALL/0", Configured: true, Type: "COMPARE", Fields: []string{"address"}, Settings: settings}}},
			{"DE", "PASSPORT", "/additionalSteps/DE/PASSPORT", formNone, nil},
			{"DE", "ALL", "/additionalSteps/DE/ALL", formSteps, []OutlineStep{
				{Name: "POA2", Pointer: "/additionalSteps/DE/ALL/POA2", Configured: true, Type: "EXTRACT", Fields: []string{"name"}, Settings: Settings{CanCapture: true, CanUploadPDF: true},
					Texts: []OutlineText{{"en", "Bill", ""}}, Says: []string{"type", "texts", "texts/en", "fields", "settings", "settings/canUpload"}},
				{Name: "NEW/1", Pointer: "/additionalSteps/DE/ALL/NEW~11", Type: "UPLOAD", Settings: Settings{true, true, true}}}},
		},
		Data: []OutlineData{{"UTILITY_BILL", "/additionalData/UTILITY_BILL", []OutlineField{{"address", "1 Main St", "/additionalData/UTILITY_BILL/address"}}}},
	}, func() *Outline { o.Findings = nil; return o }())
}

func TestOutlineOfEveryKind(t *testing.T) {
	for text, want := range map[string]Outline{
		`{"ALL": {"ALL": {}}}`: {Kind: AdditionalSteps, Readable: true, Given: true, Rules: []OutlineRule{{"ALL", "ALL", "/ALL/ALL", formNone, nil}}},
		`"additionalSteps": {"ALL": {"ALL": {}}}`: {Kind: Fragment, Readable: true, Given: true, Pointer: "/additionalSteps", DataPointer: "/additionalData",
			Rules: []OutlineRule{{"ALL", "ALL", "/additionalSteps/ALL/ALL", formNone, nil}}},
		`{"clientId": "1"}`: {Kind: TokenRequest, Readable: true, Pointer: "/additionalSteps", DataPointer: "/additionalData"},
		`{"scanRef": "1", "image": "/9j/4AAQSkZJRg==", "step": "POA2", "additionalData": {"a": "b"}}`: {Kind: UploadRequest, Readable: true, DataPointer: "/additionalData",
			Data: []OutlineData{{"", "/additionalData", []OutlineField{{"a", "b", "/additionalData/a"}}}}},
		`{"authToken": "x", "scanRef": "y", "additionalSteps": {}}`: {Kind: Response, Readable: true, Unshown: []Unshown{{"", "This is nothing that one sends to ask for steps."}}},
		`{"clientId": `: {Kind: Unknown},
	} {
		got := Read([]byte(text), nil).Outline()
		assert.Equal(t, !want.Readable, len(got.Findings) > 0, text)
		got.Findings = nil
		assert.Equal(t, &want, got, text)
	}
}

func TestOutlineSaysWhatNoFormShows(t *testing.T) {
	for inner, want := range map[string][]string{
		`[]`: {""}, `{"ALL": []}`: {"/ALL"}, `{"ALL": {}}`: {"/ALL"}, `{"ALL": {"ALL": 1}}`: {"/ALL/ALL"}, `{"ALL": {"ALL": ["A", 1]}}`: {"/ALL/ALL/1"},
		`{"ALL": {"ALL": {"A": 1, "B": {}}}}`:                                        {"/ALL/ALL/A"},
		`{"ALL": {"ALL": {"A": {"typ": "B"}}}}`:                                      {"/ALL/ALL/A/typ"},
		`{"ALL": {"ALL": {"A": {"type": 1}}}}`:                                       {"/ALL/ALL/A/type"},
		`{"ALL": {"ALL": {"A": {"texts": 1}}}}`:                                      {"/ALL/ALL/A/texts"},
		`{"ALL": {"ALL": {"A": {"fields": [1]}}}}`:                                   {"/ALL/ALL/A/fields/0"},
		`{"ALL": {"ALL": {"A": {"texts": {"en": {"name": 1, "b": "c"}, "de": 1}}}}}`: {"/ALL/ALL/A/texts/en/name", "/ALL/ALL/A/texts/en/b", "/ALL/ALL/A/texts/de"},
		`{"ALL": {"ALL": {"A": {"settings": {"canUpload": 1, "can": true}}}}}`:       {"/ALL/ALL/A/settings/canUpload", "/ALL/ALL/A/settings/can"},
		`{"ALL": {"ALL": {"A": {}, "A": {}}}}`:                                       {"/ALL/ALL/A"},
	} {
		o := Read([]byte(`{"clientId": "1", "additionalSteps": `+inner+`}`), nil).Outline()
		var got []string
		for _, u := range o.Unshown {
			got = append(got, strings.TrimPrefix(u.Pointer, "/additionalSteps"))
			assert.Regexp(t, `^[A-Z].*\.$`, u.Why)
		}
		assert.Equal(t, want, got, inner)
	}
	o := Read([]byte(`{"clientId": "1", "additionalData": {"A": "b", "C": {"d": 1, "e": "f"}}}`), nil).Outline()
	assert.Len(t, o.Unshown, 2)
	assert.Equal(t, []OutlineField{{"e", "f", "/additionalData/C/e"}}, o.Data[1].Fields)
}

// Whatever the payload, a pointer of its outline leads to what is there, so that an edit finds it.
func TestPointersOfOutlinesLeadSomewhere(t *testing.T) {
	pointers := 0
	for _, v := range vectors(t) {
		p := Read(v.input(t), nil)
		if p.doc == nil {
			continue
		}
		there := map[string]bool{}
		for at := p.Root(); at.Exists(); at = at.Following() {
			there[at.Pointer()] = true
		}
		lead := func(pointer string) {
			pointers++
			assert.True(t, there[pointer], "%s: %s", v.name, pointer)
		}
		o := p.Outline()
		for _, rule := range o.Rules {
			lead(rule.Pointer)
			for _, step := range rule.Steps {
				lead(step.Pointer)
				for _, said := range step.Says {
					lead(step.Pointer + "/" + said)
				}
				for _, text := range step.Texts {
					assert.Contains(t, step.Says, "texts/"+text.Locale)
				}
			}
		}
		for _, data := range o.Data {
			lead(data.Pointer)
			for _, field := range data.Fields {
				lead(field.Pointer)
			}
		}
		for _, u := range o.Unshown {
			lead(u.Pointer)
		}
	}
	assert.Greater(t, pointers, 400)
}

func TestEditOfAPayload(t *testing.T) {
	text := "{\n  \"clientId\": \"1\", // ours\n  \"additionalSteps\": {\"ALL\": {\"ALL\": {}}}\n}\n"
	got := Edit([]byte(text), []byte(`[{"op": "insert", "at": "/additionalSteps/DE", "value": {"ALL": ["POA2"]}, "before": "ALL"}, {"op": "remove", "at": "/clientId"}]`))
	assert.Empty(t, got.Findings)
	assert.Equal(t, "{\n  // ours\n  \"additionalSteps\": {\"DE\": {\"ALL\": [\"POA2\"]}, \"ALL\": {\"ALL\": {}}}\n}\n", got.Text)
	assert.Len(t, got.Edits, 2)

	for _, tt := range []struct{ text, operations, code, pointer, operation string }{
		{text, `[{"op": "remove", "at": "/clientId"}, {"op": "remove", "at": "/clientId"}]`, jsontext.CodeEditNotThere, "", "1"},
		{text, `[{"op": "set", "at": "/additionalSteps/DE/ALL", "value": {}}]`, jsontext.CodeEditNotThere, "/additionalSteps", "0"},
		{text, `no list`, jsontext.CodeEditOperation, "", "0"},
		{text, `{}`, jsontext.CodeEditOperation, "", "0"},
	} {
		got := Edit([]byte(tt.text), []byte(tt.operations))
		assert.Equal(t, tt.text, got.Text)
		assert.Empty(t, got.Edits)
		require.Len(t, got.Findings, 1)
		f := got.Findings[0]
		assert.Equal(t, tt.code, f.Code)
		assert.Equal(t, tt.pointer, f.Pointer)
		require.Len(t, f.Params, 1)
		assert.Equal(t, tt.operation, f.Params[0].Value)
	}
	unread := Edit([]byte(`{"clientId": True}`), []byte(`[]`))
	assert.Equal(t, `{"clientId": True}`, unread.Text)
	assert.Equal(t, jsontext.CodeSyntax, unread.Findings[0].Code)
	assert.NotNil(t, unread.Findings[0].Fix)
}
