package scenario_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/sandbox/scenario"
)

func TestReadShipped(t *testing.T) {
	titles := map[string]bool{}
	for _, name := range scenario.Shipped() {
		read, findings := scenario.Read(shippedText(t, name))
		assert.Empty(t, findings, name)
		require.NotNil(t, read, name)
		titles[read.Title] = true
	}
	assert.Len(t, titles, len(scenario.Shipped()), "each tells a story of its own")
}

// TestReadFindings: what is wrong is said at its place, with what to write instead.
func TestReadFindings(t *testing.T) {
	const token = `{"token": {"request": {"clientId": "1"}}}`
	in := func(entry string) string { return "{\"title\": \"T\", \"timeline\": [" + token + ",\n" + entry + "]}" }
	for name, c := range map[string]struct {
		text, code string
		at         string // line:column
		pointer    string
		says       string
	}{
		"nothing":               {``, "json-empty", "1:1", "", "There is nothing here"},
		"not JSON":              {`{"title": 'T'}`, "json-syntax", "1:11", "", "double quotes"},
		"a name twice":          {`{"title": "T", "title": "U", "timeline": []}`, "json-duplicate-name", "1:16", "/title", ""},
		"a list":                {`[]`, "scenario-wrong-value", "1:1", "", "must be an object, not a list"},
		"no title":              {`{"timeline": [` + token + `]}`, "scenario-missing", "1:1", "", `write "title":`},
		"no timeline":           {`{"title": "T"}`, "scenario-missing", "1:1", "", `write "timeline":`},
		"a timeline of objects": {`{"title": "T", "timeline": {}}`, "scenario-wrong-value", "1:28", "/timeline", "must be a list"},
		"a timeline of nothing": {`{"title": "T", "timeline": []}`, "scenario-missing", "1:28", "/timeline", "Nothing happens in this timeline"},
		"a member unknown":      {`{"title": "T", "steps": [], "timeline": [` + token + `]}`, "scenario-unknown-name", "1:16", "/steps", "it may have title, environment, timeline."},
		"no such environment":   {`{"title": "T", "environment": "prod", "timeline": []}`, "scenario-wrong-value", "1:31", "/environment", "demo, seed-upload or seed-extract"},
		"a bad environment":     {"{\"title\": \"T\", \"environment\":\n {\"steps\": []}, \"timeline\": []}", "scenario-wrong-value", "2:2", "/environment", "line 2, column 12"},
		"a bad setting":         {`{"title": "T", "environment": {"sandbox": {"locales": "de"}}, "timeline": []}`, "scenario-wrong-value", "1:31", "/environment", "locales"},
		"an environment of 1":   {`{"title": "T", "environment": 1, "timeline": []}`, "scenario-wrong-value", "1:31", "/environment", `write "demo", or {"steps": {…}}`},

		"an entry of text":      {in(`"window"`), "scenario-wrong-value", "2:1", "/timeline/1", "must be an object"},
		"an entry of nothing":   {in(`{}`), "scenario-missing", "2:1", "/timeline/1", "give it one of token, window, automatic, verdict, expire, send, upload, expect"},
		"a verb unknown":        {in(`{"judge": {}}`), "scenario-unknown-name", "2:2", "/timeline/1/judge", `has no "judge"; it may have after, webhook, token, window`},
		"two things at once":    {in(`{"window": {}, "expire": {}}`), "scenario-order", "2:26", "/timeline/1/expire", "One thing happens in an entry"},
		"no token first":        {`{"title": "T", "timeline": [{"window": {}}]}`, "scenario-order", "1:40", "/timeline/0/window", "begin the timeline with"},
		"a time without unit":   {in(`{"after": 10}`), "scenario-wrong-value", "2:11", "/timeline/1/after", `"90s", "10m" or "1h30m"`},
		"a time backwards":      {in(`{"after": "-1m"}`), "scenario-wrong-value", "2:11", "/timeline/1/after", "whole seconds"},
		"a split second":        {in(`{"after": "1500ms"}`), "scenario-wrong-value", "2:11", "/timeline/1/after", "whole seconds"},
		"no request":            {`{"title": "T", "timeline": [{"token": {}}]}`, "scenario-missing", "1:39", "/timeline/0/token", `write {"request":`},
		"a request misspelt":    {"{\"title\": \"T\", \"timeline\": [{\"token\": {\"request\":\n {\"clientId\": \"1\", \"additionalSteps\": [\"UTILITY_BILL\"]}}}]}", "", "2:39", "/timeline/0/token/request/additionalSteps", "first the country, then the document type"},
		"a step not configured": {`{"title": "T", "environment": {"steps": {"POA2": {}}, "sandbox": {"uploadNeeds": "token"}}, "timeline": [{"token": {"request": {"clientId": "1", "additionalSteps": {"ALL": {"ALL": ["UTILITY_BILL"]}}}}}]}`, "", "1:182", "/timeline/0/token/request/additionalSteps/ALL/ALL/0", "choose POA2"},
		"a file unknown":        {in(`{"window": {"files": {"UTILITY_BILL": "bill.jpg"}}}`), "scenario-wrong-value", "2:39", "/timeline/1/window/files/UTILITY_BILL", "must be one of jpeg, png, pdf"},
		"files as a list":       {in(`{"window": {"files": ["jpeg"]}}`), "scenario-wrong-value", "2:22", "/timeline/1/window/files", `write {"UTILITY_BILL": "jpeg"}`},
		"a verdict without":     {in(`{"verdict": {}}`), "scenario-missing", "2:13", "/timeline/1/verdict", `"VALID", "INVALID" or "NOT_FOUND"`},
		"a verdict unknown":     {in(`{"verdict": {"additionalSteps": "BAD"}}`), "scenario-wrong-value", "2:33", "/timeline/1/verdict/additionalSteps", "VALID, INVALID, NOT_FOUND"},
		"a tag as text":         {in(`{"verdict": {"additionalSteps": "VALID", "mismatchTags": "NAME"}}`), "scenario-wrong-value", "2:58", "/timeline/1/verdict/mismatchTags", `write ["…"]`},
		"a verdict per step":    {in(`{"verdict": {"additionalSteps": {"UTILITY_BILL": "VALID"}}}`), "scenario-wrong-value", "2:33", "/timeline/1/verdict/additionalSteps", "must be one of"},
		"a webhook of nothing":  {in(`{"window": {}, "webhook": {}}`), "scenario-order", "2:27", "/timeline/1/webhook", "write it beside automatic, verdict or expire"},
		"a webhook too often":   {in(`{"expire": {}, "webhook": {"times": 11}}`), "scenario-wrong-value", "2:37", "/timeline/1/webhook/times", "from 0 to 10"},
		"a signature unknown":   {in(`{"expire": {}, "webhook": {"signature": "none"}}`), "scenario-wrong-value", "2:41", "/timeline/1/webhook/signature", "right, missing, wrong"},
		"send what":             {in(`{"send": {}}`), "scenario-missing", "2:10", "/timeline/1/send", `write {"webhook": "verdict"}`},
		"send, and beside it":   {in(`{"send": {"webhook": "expired"}, "webhook": {"times": 2}}`), "scenario-order", "2:45", "/timeline/1/webhook", "stands in send"},
		"send before":           {in(`{"send": {"webhook": "verdict"}}`), "scenario-order", "2:22", "/timeline/1/send/webhook", "write one of expired."},
		"upload what":           {in(`{"upload": {"file": "pdf"}}`), "scenario-missing", "2:12", "/timeline/1/upload", `write {"step": "UTILITY_BILL"}`},
		"expect nothing":        {in(`{"expect": {"because": "I say so"}}`), "scenario-missing", "2:12", "/timeline/1/expect", "Nothing is expected here"},
		"expect the impossible": {in(`{"expect": {"state": "APPROVED"}}`), "scenario-wrong-value", "2:22", "/timeline/1/expect/state", "waiting, accepted, again, closed"},
		"expect steps of it":    {in(`{"expect": {"state": "closed", "steps": ["UTILITY_BILL"]}}`), "scenario-wrong-value", "2:41", "/timeline/1/expect/steps", "Only the state again names steps"},
		"an argument too many":  {in(`{"automatic": {"overall": "DENIED"}}`), "scenario-unknown-name", "2:16", "/timeline/1/automatic/overall", "write {}."},
	} {
		t.Run(name, func(t *testing.T) {
			read, findings := scenario.Read([]byte(c.text))
			assert.Nil(t, read)
			require.True(t, finding.AnyError(findings))
			f := findings[slices.IndexFunc(findings, func(f finding.Finding) bool { return f.Severity == finding.Error })]
			assert.Equal(t, c.at, fmt.Sprintf("%d:%d", f.Line, f.Column), f.Message)
			assert.Equal(t, c.pointer, f.Pointer)
			if c.code != "" {
				assert.Equal(t, c.code, f.Code)
			}
			assert.Contains(t, f.Message, c.says)
		})
	}
}

// TestReadWarning: what would only surprise is told and does not refuse the scenario.
func TestReadWarning(t *testing.T) {
	read, findings := scenario.Read([]byte(`{"title": "T", "timeline": [{"token": {"request": {"clientId": "1"}}}]}`))
	assert.NotNil(t, read)
	require.Len(t, findings, 1)
	assert.Equal(t, finding.Warning, findings[0].Severity)
	assert.Equal(t, "data-missing", findings[0].Code)
	assert.Equal(t, "/timeline/0/token/request", findings[0].Pointer)
}

func TestReadEnvironmentWarning(t *testing.T) {
	read, findings := scenario.Read([]byte(`{"title": "T", "environment": {"steps": {"POA2": {"type": "COMPARE"}}},
		"timeline": [{"token": {"request": {"clientId": "1", "additionalSteps": {"ALL": {"ALL": {}}}}}}]}`))
	assert.NotNil(t, read)
	require.Len(t, findings, 1)
	assert.Equal(t, finding.Warning, findings[0].Severity)
	assert.Equal(t, "/environment/steps/POA2/type", findings[0].Pointer)
}

// TestReadNeverArrives: a webhook that comes after the last entry would be checked by nobody.
func TestReadNeverArrives(t *testing.T) {
	in := func(entries string) string {
		return `{"title": "T", "timeline": [{"token": {"request": {"clientId": "1", "additionalSteps": {"ALL": {"ALL": {}}}}}},` + "\n" + entries + "]}"
	}
	for name, c := range map[string]struct{ entries, says string }{
		"a verdict":          {`{"after": "1h", "window": {}}, {"verdict": {"additionalSteps": "VALID"}, "webhook": {"after": "2h"}}, {"after": "30m"}`, `{"after": "1h30m"}`},
		"sent again":         {`{"expire": {}}, {"send": {"webhook": "expired", "after": "90s"}}`, `{"after": "1m30s"}`},
		"just in time":       {`{"expire": {}, "webhook": {"after": "10m"}}, {"after": "10m"}`, ""},
		"lost, so never due": {`{"expire": {}, "webhook": {"after": "10m", "times": 0}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			read, findings := scenario.Read([]byte(in(c.entries)))
			assert.NotNil(t, read, "it is played all the same")
			if c.says == "" {
				assert.Empty(t, findings)
				return
			}
			require.Len(t, findings, 1)
			assert.Equal(t, finding.Warning, findings[0].Severity)
			assert.Equal(t, 2, findings[0].Line)
			assert.Contains(t, findings[0].Message, c.says)
		})
	}
}

// TestReadComments: comments may stand anywhere, in what is sent on too.
func TestReadComments(t *testing.T) {
	s := newStage(t, none, true)
	report := s.play(t, []byte(`{
		"title": "Comments", // here
		"environment": {/* here */ "steps": {"SELFIE": {"type": "UPLOAD", /* here */}}, "sandbox": {"uploadNeeds": "token"}},
		"timeline": [
			{"token": {"request": {"clientId": /* here */ "1",}}},
			{"window": {}},
			{"verdict": {"additionalSteps": "VALID", // and here
				"mismatchTags": []}},
			{"expect": {"status": "APPROVED"}},
		]
	}`))
	assert.Zero(t, report.Count(scenario.Broken), written(t, report))
}

func FuzzRead(f *testing.F) {
	for _, name := range scenario.Shipped() {
		text, _ := scenario.ShippedText(name)
		f.Add(text)
	}
	f.Add([]byte(`{"title":"T","environment":{"sandbox":{}},"timeline":[{"after":"1m"},{"token":{"request":{}}},[]]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		read, findings := scenario.Read(text)
		assert.Equal(t, read == nil, finding.AnyError(findings))
		for _, one := range findings {
			assert.Positive(t, one.Line)
			assert.NotEmpty(t, one.Message)
		}
	})
}
