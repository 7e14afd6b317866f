//go:build !js

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/file/testfiles"
)

// ran is how a command ended.
type ran struct {
	code           int
	stdout, stderr string
}

func command(stdin string, args ...string) ran {
	var stdout, stderr bytes.Buffer
	code := run(args, strings.NewReader(stdin), &stdout, &stderr)
	return ran{code, stdout.String(), stderr.String()}
}

// write makes a file in a directory of the test's own.
func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

func members(t *testing.T, line string) map[string]any {
	t.Helper()
	var object map[string]any
	require.NoError(t, json.Unmarshal([]byte(line), &object))
	return object
}

func TestCheckAnswersOneLineAFile(t *testing.T) {
	good := write(t, "good.json", []byte(`{"clientId":"1"}`))
	bad := write(t, "bad.json", []byte("{\"clientId\":\"1\",\n \"additionalSteps\":}"))
	got := command("", "check", good, bad)
	assert.Equal(t, exitFindings, got.code)
	lines := strings.Split(strings.TrimSpace(got.stdout), "\n")
	require.Len(t, lines, 2)

	first := members(t, lines[0])
	assert.Equal(t, map[string]any{"file": good, "kind": "token-request", "valid": true, "findings": []any{}}, first)

	second := members(t, lines[1])
	assert.Equal(t, false, second["valid"])
	findings := second["findings"].([]any)
	require.Len(t, findings, 1, "a payload that is not JSON gives one finding")
	f := findings[0].(map[string]any)
	assert.Equal(t, "error", f["severity"])
	assert.Equal(t, 2.0, f["line"])
	assert.Equal(t, 20.0, f["column"])
	for _, member := range []string{"code", "pointer", "message"} {
		assert.Contains(t, f, member)
	}
}

func TestFlagsMayFollowFiles(t *testing.T) {
	env := write(t, "env.json", []byte(`{"steps":{}}`))
	got := command(`{"clientId":"1"}`, "check", "-", "--env", env)
	assert.Equal(t, exitOK, got.code, got.stderr)
	assert.Equal(t, "-", members(t, got.stdout)["file"])
}

func TestImport(t *testing.T) {
	fence := write(t, "answer.md", []byte("Here:\n```json\n{\"clientId\":\"1\"}\n```\n"))
	yaml := write(t, "payload.yaml", []byte("clientId: user-42\n"))
	got := command("", "import", fence)
	assert.Equal(t, exitOK, got.code, got.stderr)
	assert.Equal(t, map[string]any{"file": fence, "text": `{"clientId":"1"}`, "was": "a code fence"}, members(t, got.stdout))
	got = command("", "import", yaml)
	assert.Equal(t, exitFindings, got.code)
	assert.Equal(t, map[string]any{"file": yaml, "text": nil, "was": "YAML"}, members(t, got.stdout))
}

func TestInspect(t *testing.T) {
	picture := write(t, "bill.pdf", testfiles.JPEG(testfiles.Bill(400), 80))
	got := command("", "inspect", picture)
	assert.Equal(t, exitOK, got.code, got.stderr)
	report := members(t, got.stdout)
	assert.Equal(t, "jpeg", report["type"], "the name is not believed")
	assert.Equal(t, true, report["accepted"])

	text := command("Dear reviewer", "inspect", "-")
	assert.Equal(t, exitFindings, text.code)
	assert.Equal(t, "text", members(t, text.stdout)["type"])
}

func TestInspectForAStep(t *testing.T) {
	document := write(t, "bill.pdf", testfiles.PDF(testfiles.BillLines))
	step := write(t, "step.json", []byte(`{"type":"UPLOAD","settings":{"canUploadPDF":false}}`))
	assert.Equal(t, exitOK, command("", "inspect", document).code)
	assert.Equal(t, exitFindings, command("", "inspect", "--step", step, document).code)
}

func TestEncodeAndBody(t *testing.T) {
	content := bytes.Repeat([]byte{0xFB, 0xFF, 0x00, 'x'}, 100_000)
	path := write(t, "bill.bin", content)
	encoded := base64.StdEncoding.EncodeToString(content)
	assert.Equal(t, encoded, command("", "encode", path).stdout)

	body := command("", "body", "--scan-ref", "sandbox-1", "--step", "UTILITY_BILL", "--data", `{"address":"1 Main \"St\""}`, path)
	assert.Equal(t, exitOK, body.code, body.stderr)
	assert.Equal(t, map[string]any{
		"scanRef": "sandbox-1", "step": "UTILITY_BILL", "image": encoded,
		"additionalData": map[string]any{"address": `1 Main "St"`},
	}, members(t, body.stdout))
}

func TestGrant(t *testing.T) {
	t.Setenv(grantKey, strings.Repeat("k", 32))
	got := command("", "grant", "upload", "--scan-ref", "sandbox-1", "--step", "UTILITY_BILL")
	assert.Equal(t, exitOK, got.code, got.stderr)
	assert.Regexp(t, `^[\w-]+\.[\w-]+\.[\w-]+\n$`, got.stdout)
}

func TestResolve(t *testing.T) {
	person := []string{"resolve", "--country", "LT", "--document", "PASSPORT", "-"}
	got := command(`{"clientId":"1","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}}`, person...)
	assert.Equal(t, exitOK, got.code, got.stderr)
	assert.Contains(t, got.stdout, "UTILITY_BILL")
	assert.Equal(t, exitFindings, command(`{"clientId":"1","additionalSteps":["UTILITY_BILL"]}`, person...).code)
	assert.Contains(t, got.stdout, `"locale":"en"`)
	assert.Contains(t, command(`{"clientId":"1","locale":"de"}`, person...).stdout, `"locale":"de"`)
	assert.Contains(t, command(`{"clientId":"1","locale":"de"}`, append(person, "--locale", "fr")...).stdout, `"locale":"fr"`)
}

func TestExplainAndMatrix(t *testing.T) {
	old := write(t, "old.json", []byte(`{"clientId":"1","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]}}}`))
	changed := write(t, "new.json", []byte(`{"clientId":"1","additionalSteps":{"ALL":{"ALL":["UTILITY_BILL"]},"DE":{"PASSPORT":{}}}}`))
	text := command("", "explain", old, changed)
	assert.Equal(t, exitOK, text.code, text.stderr)
	assert.Contains(t, text.stdout, "PASSPORT")
	assert.Contains(t, text.stdout, "DE")
	assert.Contains(t, text.stdout, "UTILITY_BILL")
	members(t, command("", "explain", "--json", old, changed).stdout)

	matrix := command("", "matrix", changed)
	assert.Equal(t, exitOK, matrix.code, matrix.stderr)
	members(t, matrix.stdout)
}

func TestOutlineAndEdit(t *testing.T) {
	payload := write(t, "payload.jsonc", []byte("{\"clientId\": \"1\", // ours\n \"additionalSteps\": {\"ALL\": {\"ALL\": {}}}}"))
	outline := command("", "outline", payload)
	assert.Equal(t, exitOK, outline.code, outline.stderr)
	assert.Contains(t, outline.stdout, `"pointer":"/additionalSteps/ALL/ALL","form":"none"`)

	edited := command(`[{"op": "rename", "at": "/additionalSteps/ALL/ALL", "name": "PASSPORT"}]`, "edit", payload, "-")
	assert.Equal(t, exitOK, edited.code, edited.stderr)
	assert.Equal(t, "{\"clientId\": \"1\", // ours\n \"additionalSteps\": {\"ALL\": {\"PASSPORT\": {}}}}", members(t, edited.stdout)["text"])

	refused := command(`[{"op": "remove", "at": "/additionalSteps/DE"}]`, "edit", payload, "-")
	assert.Equal(t, exitFindings, refused.code)
	assert.Contains(t, refused.stdout, `"code":"edit-not-there"`)
	assert.Equal(t, exitUsage, command("", "edit", payload, "no-such-file.json").code)
	assert.Equal(t, exitFindings, command("{", "outline", "-").code)
}

func TestWrongUsageIsOneClearLine(t *testing.T) {
	t.Setenv(grantKey, "")
	environment := write(t, "env.json", []byte(`{"steps":[]}`))
	for _, c := range []struct{ args, says string }{
		{"check", "at least 1 arg"},
		{"check no-such-file.json", "no-such-file.json"},
		{"chekc", `unknown command "chekc"`},
		{"inspect .", "is not a file"},
		{"body --step UTILITY_BILL x", `"scan-ref" not set`},
		{"grant", "token, upload or read"},
		{"grant admin", `unknown command "admin"`},
		{"grant token --sub me", "$GRANT_KEY is not set"},
		{"body --scan-ref= --step=X -", "must not be empty"},
		{"grant upload --scan-ref s --step X --data [1]", "JSON object"},
		{"grant read --scan-ref s --lifetime -5m", "--lifetime"},
		{"check --env " + environment + " x", "env.json:1:"},
	} {
		t.Run(c.args, func(t *testing.T) {
			got := command("", strings.Fields(c.args)...)
			assert.Equal(t, exitUsage, got.code)
			assert.Contains(t, got.stderr, c.says)
			assert.Empty(t, got.stdout)
		})
	}
}
