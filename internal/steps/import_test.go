package steps

import (
	"encoding/json"
	"html"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/finding"
)

// A wrapping puts a text around a payload as people's tools do, or writes it in another way.
type wrapping struct {
	name string
	wrap func(text string) string
	// json says that it takes JSON only, outer that nothing else goes around it.
	json, outer bool
}

func escaped(text string) string {
	quoted, _ := json.Marshal(text)
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(quoted[1 : len(quoted)-1]))
}

func shellQuoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// inLanguage writes JSON as a program does: with other quotes, words and names.
func inLanguage(quote string, bareNames bool, words ...string) func(string) string {
	var write func(v any) string
	text := func(s string) string {
		inner := strings.ReplaceAll(escaped(s), `\"`, `"`)
		if quote == `"` {
			inner = escaped(s)
		}
		return quote + strings.ReplaceAll(inner, "'", `\'`) + quote
	}
	write = func(v any) string {
		switch v := v.(type) {
		case map[string]any:
			var members []string
			for _, name := range slices.Sorted(mapKeys(v)) {
				key := text(name)
				if bareNames && isBareName(name) {
					key = name
				}
				members = append(members, key+": "+write(v[name]))
			}
			return "{" + strings.Join(members, ", ") + "}"
		case []any:
			var items []string
			for _, item := range v {
				items = append(items, write(item))
			}
			return "[" + strings.Join(items, ", ") + "]"
		case string:
			return text(v)
		case json.Number:
			return v.String()
		}
		said, _ := json.Marshal(v)
		return strings.NewReplacer(words...).Replace(string(said))
	}
	return func(text string) string {
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		var value any
		_ = d.Decode(&value)
		return write(value)
	}
}

func mapKeys(m map[string]any) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for name := range m {
			if !yield(name) {
				return
			}
		}
	}
}

func isBareName(name string) bool {
	return name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") == ""
}

var (
	asPython     = inLanguage("'", false, "true", "True", "false", "False", "null", "None")
	asJavaScript = inLanguage("'", true, "null", "undefined")
)

var wrappings = []wrapping{
	{"curl -d", func(s string) string {
		return "curl -X POST https://ivs.idenfy.com/api/v2/token \\\n  -u \"$KEY:$SECRET\" \\\n  -H 'Content-Type: application/json' \\\n  -d " + shellQuoted(s)
	}, true, false},
	{"curl --data-raw first", func(s string) string {
		return "curl --data-raw " + shellQuoted(s) + " --compressed 'https://ivs.idenfy.com/api/v2/token'"
	}, true, false},
	{"curl --json in double quotes", func(s string) string {
		return `curl --json "` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(s) + `" https://ivs.idenfy.com/api/v2/token`
	}, true, false},
	{"here document", func(s string) string { return "curl --json @- https://ivs.idenfy.com/ <<'EOF'\n" + s + "\nEOF\n" }, true, false},
	{"HTTP request", func(s string) string {
		return "POST /api/v2/token HTTP/1.1\r\nHost: ivs.idenfy.com\r\nContent-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(s)) + "\r\n\r\n" + s
	}, true, false},
	{"code fence", func(s string) string { return "```json\n" + s + "\n```\n" }, false, false},
	{"code fence in an answer", func(s string) string {
		return "Sure, send this:\n\n~~~\n" + s + "\n~~~\n\nThe `country` comes first."
	}, false, false},
	{"const", func(s string) string { return "const body = " + s + ";\n" }, true, false},
	{"typed const", func(s string) string { return "let body: Body = " + s + " as const;" }, true, false},
	{"export default", func(s string) string { return "export default " + s }, true, false},
	{"JSON.stringify", func(s string) string {
		return "await fetch(url, {\n  method: \"POST\",\n  body: JSON.stringify(" + s + "),\n});"
	}, true, true},
	{"json.dumps", func(s string) string { return "requests.post(url, data=json.dumps(" + s + "), auth=(KEY, SECRET))" }, true, true},
	{"JavaScript", func(s string) string { return "const body = " + asJavaScript(s) + ";" }, true, false},
	{"JavaScript literal", asJavaScript, true, false},
	{"Python", func(s string) string { return "payload = " + asPython(s) }, true, false},
	{"Python literal", asPython, true, false},
	{"string", func(s string) string { return `"` + escaped(s) + `"` }, true, false},
	{"Java string", func(s string) string { return `String body = "` + escaped(s) + `";` }, true, false},
	{"log", func(s string) string { return "12:00:01 INFO body=" + escaped(s) }, true, false},
	{"HTML", func(s string) string { return html.EscapeString(s) }, true, false},
	{"URL", func(s string) string { return "https://x.example/?payload=" + url.QueryEscape(s) }, true, false},
	{"request", func(s string) string { return `{"request": ` + s + `}` }, true, false},
	{"body", func(s string) string { return `{"method": "POST", "body": "` + escaped(s) + `"}` }, true, false},
	{"data", func(s string) string { return "{\n  \"data\": " + s + "\n}" }, true, false},
	{"list", func(s string) string { return "[" + s + "]" }, true, false},
	{"words", func(s string) string { return "We send " + s + " and get a 400." }, true, true},
	{"quoted mail", func(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") }, true, true},
}

// validPayloads are the payloads of the vectors in which nothing is to be fixed, and with texts that are hard to keep.
func validPayloads(t *testing.T) []string {
	all := []string{
		`{"clientId": "it's \"42\"", "externalRef": "a\\b/c ; $HOME ` + "`x`" + ` {[( & <b>"}`,
		`{"clientId": "Zoë 😀", "additionalSteps": {"ALL": {"ALL": {"UTILITY_BILL": {"type": "UPLOAD", "texts": {"en": {"name": "Bill", "description": "Don't \"crop\"\nit: {all} of it, 100% + more; [please]"}}}}}}}`,
		"{\n  \"clientId\": \"1\",\n  \"showInstructions\": true,\n  \"expiryTime\": 600,\n  \"externalRef\": null,\n  \"documents\": [\"PASSPORT\"]\n}",
		`{"scanRef": "6a31253e-e10a-11eb-cc95-02cb49d118ed", "step": "UTILITY_BILL", "image": "/9j/4AAQSkZJRgABAQAAAQABAAD/", "additionalData": {"address": "1 Main St, Flat \"B\""}}`,
	}
	for _, v := range vectors(t) {
		input := v.input(t)
		p := Read(input, nil)
		offered := slices.ContainsFunc(p.Findings(), func(f finding.Finding) bool { return f.Fix != nil })
		if json.Valid(input) && p.Valid() && !offered && (p.kind == TokenRequest || p.kind == UploadRequest) && len(input) < 3000 && isPayload(p.Root()) {
			all = append(all, string(input))
		}
	}
	return all
}

// Whatever a payload is pasted in, one finding says so, with a place, and the
// fixes lead to the payload's own value.
func TestImportKeepsTheValue(t *testing.T) {
	payloads := validPayloads(t)
	require.Greater(t, len(payloads), 30)
	for _, w := range wrappings {
		t.Run(w.name, func(t *testing.T) {
			for _, p := range payloads {
				requireImported(t, p, w.wrap(p))
			}
		})
	}
}

// Forms are nested: a code fence around a curl command around a wrapper.
func TestImportOfNestedForms(t *testing.T) {
	payloads := validPayloads(t)
	random := rand.New(rand.NewPCG(13, 2))
	for range 1500 {
		p := payloads[random.IntN(len(payloads))]
		inner := wrappings[random.IntN(len(wrappings))]
		text, is := inner.wrap(p), inner.name
		for range 1 + random.IntN(2) {
			outer := wrappings[random.IntN(len(wrappings))]
			if inner.outer || outer.json && !json.Valid([]byte(text)) || strings.Contains(is, "code fence") && strings.Contains(outer.name, "code fence") {
				continue
			}
			text, is, inner = outer.wrap(text), is+", "+outer.name, outer
		}
		t.Run(is, func(t *testing.T) { requireImported(t, p, text) })
	}
}

func requireImported(t *testing.T, payload, text string) {
	found := Read([]byte(text), nil).Findings()
	imports := count(found, "import")
	require.LessOrEqual(t, imports, 1, "%s", text)
	require.Equal(t, imports, errorsIn(found), "%s\n%s", text, told(found))
	require.Less(t, found[0].Column, 1<<20)
	end, chain := fixed([]byte(text), nil)
	require.JSONEq(t, payload, string(end), "%s\n%s\n%s", text, told(found), chain)
	require.Positive(t, len(chain))
	imported := Import([]byte(text))
	require.NotEmpty(t, imported.Was)
	require.Equal(t, string(found[slices.IndexFunc(found, func(f finding.Finding) bool { return f.Code == "import" })].Fix.Apply([]byte(text))), imported.Text)
}

// What is a payload by itself, or nothing of the kind, is no import.
func TestNoImport(t *testing.T) {
	for _, text := range append(validPayloads(t), "", "hello", `"user-42"`, `[]`, `{"a": {"b": 1}}`, `{"DE": {"PASSPORT": ["POA2"]}}`, `12`, "curl", "{", "name: value") {
		assert.Zero(t, count(Read([]byte(text), nil).Findings(), "import"), text)
		assert.Equal(t, &Imported{Text: text}, Import([]byte(text)))
	}
}
