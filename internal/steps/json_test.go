package steps

import (
	"testing"

	"github.com/stretchr/testify/require"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/jsontext/jsontest"
	"idenfysteps/internal/steps/rulestest"
)

// What the page and the command line are answered is what the result types
// say, from which TypeScript's are made.
func TestWritersSayWhatTheTypesSay(t *testing.T) {
	type written interface{ WriteJSON(*jsontext.Writer) }
	equal := func(t *testing.T, answer written) {
		w := &jsontext.Writer{}
		answer.WriteJSON(w)
		jsontest.Equal(t, answer, w.Bytes())
	}
	people := []Person{{"DE", "PASSPORT", "de"}, {"lt", "passport", "LT"}, {"??", "BILL", "xx"}, {}}
	for _, v := range vectors(t) {
		t.Run(v.name, func(t *testing.T) {
			if text, is := v.section("environment"); is {
				_, findings := ReadEnvironment([]byte(text))
				equal(t, &EnvironmentCheck{!finding.AnyError(findings), findings})
			}
			if _, is := v.section("input"); !is {
				if _, is := v.section("input base64"); !is {
					return
				}
			}
			payload := Read(v.input(t), v.environment(t))
			equal(t, payload.Check())
			for _, who := range people {
				equal(t, payload.Resolve(who))
				equal(t, payload.Review(who))
			}
			equal(t, payload.Matrix("fr"))
			equal(t, payload.Outline())
			equal(t, Edit(v.input(t), []byte(`[{"op": "set", "at": "/x", "value": 1}]`)))
			equal(t, Edit(v.input(t), []byte(`[{"op": "remove", "at": "/x"}]`)))
			other := Read([]byte(`{"clientId": "1", "additionalSteps": {"ALL": {"ALL": {}}, "DE": {"PASSPORT": ["POA2"]}}}`), nil)
			equal(t, Explain(payload, other))
			equal(t, Explain(other, payload))
		})
	}
	t.Run("rules", func(t *testing.T) {
		table, err := rulestest.Read()
		require.NoError(t, err)
		configured, _ := ReadEnvironment([]byte(rulestest.Environment))
		require.NotNil(t, configured)
		for _, rule := range table.Rules {
			env := configured
			if rule.Upload {
				env = nil
			}
			payload := Read([]byte(rule.Body("6a31253e-e10a-11eb-cc95-02cb49d118ed", "/9j/4AAQSkZJRgABAQAAAQABAAD/")), env)
			equal(t, payload.Check())
			equal(t, payload.Review(people[0]))
		}
	})
}
