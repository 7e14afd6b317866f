package scenario_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/sandbox/scenario"
)

func written(t *testing.T, r *scenario.Report) string {
	t.Helper()
	var text bytes.Buffer
	require.NoError(t, r.Write(&text, "scenario.json"))
	return text.String()
}

// TestShipped: a receiver that does everything right keeps every expectation of
// every scenario, and each scenario is over within seconds.
func TestShipped(t *testing.T) {
	require.GreaterOrEqual(t, len(scenario.Shipped()), 6)
	for _, name := range scenario.Shipped() {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, none, true)
			report := s.play(t, shippedText(t, name))
			assert.Zero(t, report.Count(scenario.Broken), written(t, report))
			assert.Zero(t, report.Count(scenario.Unchecked))
			assert.GreaterOrEqual(t, report.Count(scenario.Kept), 4)
			assert.Less(t, s.slept, 10*time.Second)
		})
	}
}

// TestMistakes: each classic mistake breaks an expectation that says what it is about.
func TestMistakes(t *testing.T) {
	for _, c := range []struct {
		mistake  mistake
		scenario string
		broken   string // what was expected
		wrong    string
	}{
		{reserialises, "bad-bill", "webhook “verdict” is accepted", "HTTP 401; iDenfy takes any 2xx for a yes and sends everything else again. Is the signature checked over the bytes as they came"},
		{lastArrivalWins, "doubled-and-out-of-order", "the state is accepted", "it is again: UTILITY_BILL"},
		{lastArrivalWins, "auto-then-manual", "the state is again: UTILITY_BILL", "it is waiting"},
		{trustsAutomatic, "auto-then-manual", "the state is waiting", "it is accepted"},
		{checksNothing, "forged", "webhook “unsigned” without a signature is refused", "HTTP 200; anybody can send such a webhook"},
		{checksNothing, "forged", "webhook “forged” with a wrong signature is refused", "HTTP 200"},
		{checksNothing, "forged", "the state is waiting", "it is accepted"},
		{failsOnForgeries, "forged", "webhook “forged” with a wrong signature is refused", "HTTP 500"},
		{countsBeforehand, "forged", "the state is accepted", "it is waiting"},
		{refusesRepetition, "doubled-and-out-of-order", "webhook “first verdict” is accepted", "HTTP 409"},
		{needsFileURLs, "pdf-bill", "webhook “verdict” is accepted", "HTTP 500"},
		{needsLiveFiles, "lost-then-resent", "webhook “lost verdict” is accepted", "HTTP 502"},
		{stepsAsObject, "bad-bill", "webhook “verdict” is accepted", "HTTP 400"},
		{ignoresExpired, "expired", "the state is closed", "it is waiting"},
		{ignoresNotFound, "lost-then-resent", "the state is again: UTILITY_BILL", "it is closed"},
		{asksForEverStep, "bad-bill", "the state is waiting", "it is again: UTILITY_BILL"},
	} {
		t.Run(string(c.mistake)+" in "+c.scenario, func(t *testing.T) {
			report := newStage(t, c.mistake, true).play(t, shippedText(t, c.scenario))
			found := false
			for _, l := range report.Lines {
				found = found || l.Outcome == scenario.Broken && l.What == c.broken && strings.Contains(l.Wrong, c.wrong)
			}
			assert.True(t, found, written(t, report))
		})
	}
}

// TestWithoutGateway: a plain receiver is asked for no state, and still cannot
// get away with a wrong signature.
func TestWithoutGateway(t *testing.T) {
	report := newStage(t, reserialises, false).play(t, shippedText(t, "forged"))
	assert.Positive(t, report.Count(scenario.Unchecked))
	assert.Equal(t, 1, report.Count(scenario.Broken), "the signed one: %s", written(t, report))
	assert.Contains(t, written(t, report), "not checked (give --gateway)")
}

// timeline is a scenario with these entries behind a token.
func timeline(entries string) []byte {
	return []byte(`{"title":"A test","timeline":[
		{"token":{"request":{"clientId":"1","additionalSteps":{"ALL":{"ALL":["ADDITIONAL_DOCUMENT"]}}}}},` + entries + `]}`)
}

// TestClock: late webhooks come when they are due, and time is slept away at the speed that was asked for.
func TestClock(t *testing.T) {
	s := newStage(t, none, true)
	report := s.play(t, timeline(`
		{"after":"1m","window":{}},
		{"verdict":{"additionalSteps":"INVALID"},"webhook":{"name":"late","after":"2m","times":2}},
		{"after":"30s","verdict":{"additionalSteps":"VALID"},"webhook":{"name":"early"}},
		{"after":"1h"}`))
	var came []string
	for _, l := range report.Lines {
		if strings.HasSuffix(l.What, "is accepted") {
			came = append(came, l.At.String()+" "+l.What)
		}
	}
	assert.Equal(t, []string{"1m30s webhook “early” is accepted", "3m0s webhook “late” is accepted", "3m0s webhook “late” is accepted"}, came)
	assert.InDelta(t, (time.Hour+90*time.Second)/3600, s.slept, float64(time.Microsecond))
}

// TestStopped: where the rest has nothing to stand on, the scenario ends and says so.
func TestStopped(t *testing.T) {
	for name, c := range map[string]struct{ entries, says string }{
		"a verdict too early":      {`{"verdict":{"additionalSteps":"VALID"}}`, "BAD_VALUE: There is nothing to judge yet"},
		"a step that is not asked": {`{"window":{"files":{"UTILITY_BILL":"jpeg"}}}`, `does not ask for the step "UTILITY_BILL"`},
		"a document not allowed":   {`{"window":{"document":"VISA"}}`, "Field 'document'"},
		"nothing expired":          {`{"send":{"webhook":"expired"}}`, `no webhook "expired" yet`},
		"an unknown step":          {`{"window":{}},{"upload":{"step":"POA2"}}`, "the gateway: POST /v1/upload was refused: HTTP 400, BAD_VALUE: Field 'step'"},
	} {
		t.Run(name, func(t *testing.T) {
			report := newStage(t, none, true).play(t, timeline(c.entries+`,{"expect":{"state":"closed"}}`))
			require.Equal(t, 1, report.Count(scenario.Broken), written(t, report))
			assert.Contains(t, report.Lines[len(report.Lines)-1].Wrong, c.says)
		})
	}
}

func TestReport(t *testing.T) {
	report := newStage(t, trustsAutomatic, true).play(t, timeline(`
		{"after":"1m","window":{}},
		{"automatic":{},"webhook":{"times":2}},
		{"expect":{"state":"waiting","because":"it is not final."}}`))
	assert.Equal(t, `scenario.json: A test
      0s          a token is created
      1m          the person goes through the window
      1m          the automatic check approves, a reviewer has still to look (webhook “automatic”: 2 times)
      1m  ok      webhook “automatic” is accepted
      1m  ok      webhook “automatic” is accepted
      1m  BROKEN  the state is waiting
                  -> it is accepted (scenario.json:5)
                  -> It should be so because it is not final.
scenario.json: 2 kept, 1 broken, 0 not checked
`, written(t, report))
}
