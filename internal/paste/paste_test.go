package paste

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/jsontext"
)

func isPayload(v jsontext.Value) bool { return v.Member("clientId").Exists() }

// apply makes the edits of a text, which are in order.
func apply(text string, edits []jsontext.Edit) string {
	var out strings.Builder
	at := 0
	for _, e := range edits {
		out.WriteString(text[at:e.Start] + e.Text)
		at = e.End
	}
	return out.String() + text[at:]
}

// Each of the forms is recognised, from the outermost to the innermost, and what is left is the payload.
func TestFind(t *testing.T) {
	cases := []struct {
		text  string
		forms []Form
		json  string
	}{
		{`curl -d '{"clientId":"it'\''s"}' x`, []Form{Curl}, `{"clientId":"it's"}`},
		{`curl -d $'{"clientId":"it\'s"}' x`, []Form{Curl}, `{"clientId":"it's"}`},
		{`curl -d "{\"clientId\":\"\$1\"}" x`, []Form{Curl}, `{"clientId":"$1"}`},
		{`curl "x" ^` + "\n" + `  -d "{^"clientId^":^"1^"}"`, []Form{Curl}, `{"clientId":"1"}`},
		{"POST /x HTTP/1.1\r\nA: b\r\n\r\n{\"clientId\":\"1\"}", []Form{HTTP}, `{"clientId":"1"}`},
		{"HTTP/1.1 201 Created\r\nA: b\r\n\r\n{\"clientId\":\"1\"}", []Form{Answer}, `{"clientId":"1"}`},
		{"{clientId: '1', a: +3600}", []Form{JavaScript}, `{"clientId": "1", "a": 3600}`},
		{"```\n{\"clientId\":\"1\"}\n```", []Form{Fence}, `{"clientId":"1"}`},
		{"```js\nconst x = {clientId: '1'}\n```", []Form{Fence, JavaScript}, `{"clientId": "1"}`},
		{"{clientId: `1`, /* c */ a: 'b' + \"c\", // d\n}", []Form{JavaScript}, "{\"clientId\": \"1\", /* c */ \"a\": \"bc\", // d\n}"},
		{"{'clientId': u'\\x31'}", []Form(nil), ""},
		{"{'clientId': u'1', 'a': ('b', 'c'), 'd': None} # e", []Form{Python}, `{"clientId": "1", "a": ["b", "c"], "d": null}`},
		{`clientId: '1', documents: ['PASSPORT']`, []Form{JavaScript}, "{\"clientId\": \"1\", \"documents\": [\"PASSPORT\"]\n}"},
		{`"{\"clientId\":\"1\"}"`, []Form{String}, `{"clientId":"1"}`},
		{`"\"{\\\"clientId\\\":\\\"1\\\"}\""`, []Form{String}, `{"clientId":"1"}`},
		{`INFO {\"clientId\":\"1\"} 400`, []Form{Escaped}, `{"clientId":"1"}`},
		{`{&quot;clientId&quot;:&quot;a&amp;b&quot;}`, []Form{Entities}, `{"clientId":"a&b"}`},
		{`q=%7B%22clientId%22%3A%221+2%22%7D`, []Form{URLEncoded}, `{"clientId":"1 2"}`},
		{`a @"{""clientId"": ""1""}"`, []Form{Doubled}, `{"clientId": "1"}`},
		{"{\u201cclientId\u201d: \u201e1\u201c}", []Form{Typographic}, `{"clientId": "1"}`},
		{`{"a":{"b":[{"clientId":"1"}]}}`, []Form{Wrapper}, `{"clientId":"1"}`},
		{`[{"clientId":"1"}]`, []Form{List}, `{"clientId":"1"}`},
		{`We send {"clientId":"1"}.`, []Form{Words}, `{"clientId":"1"}`},
		{"> {\"clientId\":\n> \"1\"}", []Form{Words}, "{\"clientId\":\n\"1\"}"},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			found := Find(c.text, isPayload)
			if c.forms == nil {
				require.Nil(t, found)
				return
			}
			require.NotNil(t, found)
			assert.Equal(t, c.forms, found.Forms)
			assert.Equal(t, c.json, found.JSON)
			assert.Equal(t, c.json, apply(c.text, found.Edits))
		})
	}
}

// Where edits cannot make the payload, it is said why, and where.
func TestFindSaysWhyNot(t *testing.T) {
	cases := []struct {
		text, at string
		form     Form
		why      Why
	}{
		{"const x = {clientId: user.id}", "user.id", JavaScript, Named},
		{"const x = {clientId}", "clientId}", JavaScript, Named},
		{"const x = {clientId: `a${b}`}", "`a$", JavaScript, Joined},
		{"const x = {clientId: 'a' + b}", "'a'", JavaScript, Joined},
		{`const x = '{"clientId":"' + id + '"}';`, `'{`, JavaScript, Joined},
		{`x = "{\"clientId\":\"" + id + "\"}";`, `"{`, Code, Joined},
		{`$x = '{"clientId":"' . $id . '"}';`, `'{`, Code, Joined},
		{"const x = {clientId: '1', ...base}", "...", JavaScript, Named},
		{"const x = {clientId: '1', [ALL]: {}}", "[ALL", JavaScript, Named},
		{"x = dict(clientId='1')", "dict", Python, Convert},
		{`requests.post(u, json={"file": b64("a"), "providedName": "b"})`, "b64", Python, Named},
		{"x = {'clientId': f'{a}'}", "f'", Python, Joined},
		{"$x = ['clientId' => '1'];", "=> '1'", PHP, Convert},
		{"<?php\n$x = array('clientId' => '1');", "array", PHP, Convert},
		{"clientId: a\nlocale: en\n", "clientId", YAML, Convert},
		{"curl https://x -d @clientId.json", "curl", Curl, Elsewhere},
		{`[{"clientId":"1"},{"clientId":"2"}]`, "[", List, Several},
		{"clientId=1&a=b", "clientId", URLEncoded, Several},
		{`http POST x clientId=1 additionalSteps:='{"ALL":{}}'`, "{", Curl, Several},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			found := Find(c.text, isPayload)
			require.NotNil(t, found)
			assert.Equal(t, []Form{c.form}, found.Forms)
			assert.Equal(t, c.why, found.Why)
			assert.Equal(t, strings.Index(c.text, c.at), found.Start)
			assert.Empty(t, found.Edits)
		})
	}
}

func TestFindLeavesTheRestAlone(t *testing.T) {
	for _, text := range []string{
		"", " ", "{", "hello", `{"clientId":"1"}`, `{"a":1}`, `[]`, `"text"`, "{'a': 1} and {'b': 2}", "\x00", "a: b", "curl", `{"clientId":"1"`, `{"clientId":1+}`,
		`{"clientId": "a" + "b"}`, `{"clientId": undefined}`, `{"clientId": "1", "expiryTime": NaN}`,
	} {
		assert.Nil(t, Find(text, isPayload), "%q", text)
	}
}

// Whatever the text is, what is found lies in it, the edits make what is left, and what is no payload's form ends.
func FuzzFind(f *testing.F) {
	for _, text := range []string{
		`curl -d '{"clientId":"it'\''s"}' x`, "```js\nconst x = {clientId: `1`}\n```", `"{\"clientId\":\"1\"}"`, `{&quot;clientId&quot;:1}`, `%7B%22clientId%22:1}`,
		"{'clientId': u'1', 'a': ('b', 'c'), 'd': None} # e", "$x = ['clientId' => '1'];", "clientId: 1\n", "> {\"clientId\":\n> 1}", `[{"a":{"clientId":"1"}}]`,
		"{\u201cclientId\u201d: 1}", `@"{""clientId"": 1}"`, "{/*", "{a:'\\u00", "JSON.parse('{\"clientId\":1}'", "x=\"\"\"{'clientId':1}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return // a reader of JSON refuses it before
		}
		found := Find(text, isPayload)
		if found == nil {
			return
		}
		require.NotEmpty(t, found.Forms)
		require.True(t, 0 <= found.Start && found.Start <= len(text))
		require.True(t, slices.IsSortedFunc(found.Edits, func(a, b jsontext.Edit) int { return a.Start - b.Start }))
		for _, e := range found.Edits {
			require.True(t, 0 <= e.Start && e.Start <= e.End && e.End <= len(text))
		}
		if found.Why == "" {
			require.Equal(t, found.JSON, apply(text, found.Edits))
			require.True(t, utf8.ValidString(found.JSON))
		}
		_, _ = json.Marshal(found)
	})
}
