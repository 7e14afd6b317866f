//go:build !js

// What is true natively of this is true under js, and costs ten times as much to show there.

package steps

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/cost"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// largePayload is a token request with steps in all locales.
func largePayload(steps int) []byte {
	w := &jsontext.Writer{}
	w.BeginObject()
	w.Name("clientId").String("1")
	w.Name("additionalSteps").BeginObject()
	w.Name(anyone).BeginObject()
	w.Name(anyone).BeginObject()
	for i := range steps {
		step := Step{Type: TypeUpload, Settings: Settings{true, true, true}}
		for _, locale := range catalogue.Locales {
			step.Texts = append(step.Texts, catalogue.Text{Locale: locale, Name: "Step " + strconv.Itoa(i), Description: "Please upload the document; all of it must be visible."})
		}
		w.Name("STEP_" + strconv.Itoa(i))
		step.WriteJSON(w)
	}
	w.EndObject()
	w.EndObject()
	w.EndObject()
	w.EndObject()
	return w.Bytes()
}

// repeated is text of about size bytes: head, unit with its number in the place of #, tail.
func repeated(head, unit, tail string, size int) []byte {
	var out strings.Builder
	out.WriteString(head)
	for i := 0; out.Len() < size; i++ {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(strings.ReplaceAll(unit, "#", strconv.Itoa(i)))
	}
	out.WriteString(tail)
	return []byte(out.String())
}

// The cost grows with the size, whatever is wrong: eight times the text takes about eight times as many steps.
func TestCostIsLinear(t *testing.T) {
	shapes := []struct{ name, head, unit, tail string }{
		{"steps", `{"clientId":"1","additionalSteps":{"ALL":{"ALL":{`, `"STEP_#":{"type":"UPLOAD","texts":{"en":{"name":"a","description":"b"}}}`, `}}}}`},
		{"names in a list", `{"clientId":"1","additionalSteps":{"ALL":{"ALL":[`, `"STEP_#"`, `]}}}`},
		{"the same name", `{"clientId":"1","additionalSteps":{"ALL":{"ALL":[`, `"STEP"`, `]}}}`},
		{"unknown countries", `{"ALL":{"ALL":{}},`, `"C#":{"ALL":[]}`, `}`},
		{"misspelt countries", `{"ALL":{"ALL":{}},`, `"de":{"ALL":[]}`, `}`},
		{"unknown document types", `{"ALL":{`, `"PASPORT#":[]`, `}}`},
		{"unknown fields", `{"clientId":"1",`, `"client_#":1`, `}`},
		{"steps without levels", `{`, `"STEP_#":2`, `}`},
		{"unknown locales", `{"ALL":{"ALL":{"UTILITY_BILL":{"texts":{`, `"l#":{"name":"a"}`, `}}}}}`},
		{"fields and data", `{"clientId":"1","additionalSteps":{"ALL":{"ALL":{"X":{"type":"COMPARE","fields":["address"]}}}},"additionalData":{"X":{`, `"field#":""`, `}}}`},
		{"data of steps", `{"clientId":"1","additionalSteps":{"ALL":{"ALL":{}}},"additionalData":{`, `"STEP_#":{"address":"a"}`, `}}`},
		{"numbers", `[`, `1`, `]`},
		{"comments", `[`, "/* # */1 // #\n", `]`},
		{"trailing commas", `{"ALL":{"ALL":[`, `[1,]`, `]}}`},
		{"one string", `{"clientId":"`, `x\n\ud83d\ude00`, `"}`},
		{"one line of errors", `{"ALL":{"ALL":[`, `1`, `]}}`},
		{"a wrapper", `{"request":{"clientId":"1","documents":[`, `"#"`, `]}}`},
		{"payloads in a wrapper", `{"requests":[`, `{"clientId":"#"}`, `]}`},
		{"strings of JSON", `{"requests":[`, `"{\"a\":#}"`, `]}`},
		{"Python", `{'clientId':'1','documents':[`, `'#'`, `]}`},
		{"a curl command", `curl -d '{"clientId":"`, `it'\''s # `, `"}' https://x`},
		{"escaped", `{`, `\"a#\":1`, `}`},
		{"entities", `{`, `&quot;a#&quot;:1`, `}`},
		{"beginnings of nothing", `x `, `"{ '[ {`, ` clientId`},
		{"brackets", `x `, `{`, ` clientId`},
		{"keys in a program", `clientId `, `password: "secret#", auth=("a`, ``},
		{"lines of YAML", "", "clientId: #\n", ""},
		{"quoted lines", "> {\n", "> \"a#\": 1\n", "> "},
		{"an upload in other names", `{"scanRef":"1","image":{`, `"photo#":"a"`, `}}`},
		{"values that look like keys", `{"clientId":"1","fraudServices":[`, `"Bearer abcdefghijklmnop#"`, `]}`},
	}
	counter := cost.Start(t)
	for _, shape := range shapes {
		t.Run(shape.name, func(t *testing.T) {
			little := counter.Blocks(t, "review", repeated(shape.head, shape.unit, shape.tail, 16<<10))
			much := counter.Blocks(t, "review", repeated(shape.head, shape.unit, shape.tail, 128<<10))
			assert.Less(t, much, 12*little)
		})
	}
}

func TestTenMegabytes(t *testing.T) {
	const perStep = 2400
	text := largePayload(10 << 20 / perStep)
	require.Greater(t, len(text), 9<<20)
	assert.True(t, Read(text, nil).Valid())
}

func TestRefusesDepth(t *testing.T) {
	counter := cost.Start(t)
	for _, unit := range []string{"[", `{"a":`} {
		text := []byte(strings.Repeat(unit, 1<<20))
		assert.Less(t, counter.Blocks(t, "review", text), int64(20*len(text)))
		report := Read(text, nil)
		require.Len(t, report.Findings(), 1)
		assert.Equal(t, jsontext.CodeTooDeep, report.Findings()[0].Code)
		assert.Equal(t, 1, report.Findings()[0].Line)
	}
}

func TestTooLarge(t *testing.T) {
	report := Read(make([]byte, jsontext.MaxBytes+1), nil)
	require.Len(t, report.Findings(), 1)
	assert.Equal(t, jsontext.CodeTooLarge, report.Findings()[0].Code)
	assert.False(t, report.Valid())
	assert.Nil(t, report.Normalised())
}

// The largest request is read, and with one byte more it is not.
func TestTheLargestUpload(t *testing.T) {
	const before, behind = `{"scanRef": "a", "step": "UTILITY_BILL", "image": "`, `"}`
	image := "/9j/" + strings.Repeat("A", (catalogue.RequestBytes-len(before)-len(behind)-4)/4*4)
	pad := strings.Repeat(" ", catalogue.RequestBytes-len(before)-len(behind)-len(image))
	assert.Empty(t, Read([]byte(before+image+behind+pad), nil).Findings())
	findings := Read([]byte(before+image+behind+pad+" "), nil).Findings()
	require.Len(t, findings, 1)
	assert.Equal(t, jsontext.CodeTooLarge, findings[0].Code)
}

// A report stays readable: of very many findings it tells the first, and it
// knows of an error that it does not tell.
func TestMoreFindings(t *testing.T) {
	report := Read(repeated(`{"ALL":{"ALL":[`, `1`, `]}}`, 5000), nil)
	assert.Len(t, report.Findings(), maxFindings+1)
	last := report.Findings()[maxFindings]
	assert.Equal(t, "more-findings", last.Code)
	assert.Equal(t, finding.Info, last.Severity)
	assert.False(t, report.Valid())
}

// What a keystroke costs in a payload of about 100 kB: one review, and what asking twice would cost.
func BenchmarkKeystroke(b *testing.B) {
	text := largePayload(40)
	env, _ := ReadEnvironment([]byte(`{"steps": {"UTILITY_BILL": {"type": "COMPARE", "fields": ["address"]}}, "overrides": true}`))
	who := Person{"LT", "PASSPORT", "lt"}
	var w jsontext.Writer
	for _, way := range []struct {
		name string
		work func()
	}{
		{"read", func() { Read(text, env) }},
		{"check", func() { Read(text, env).Check().WriteJSON(&w) }},
		{"resolve", func() { Read(text, env).Resolve(who).WriteJSON(&w) }},
		{"review", func() { Read(text, env).Review(who).WriteJSON(&w) }},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				w.Reset()
				way.work()
			}
		})
	}
}
