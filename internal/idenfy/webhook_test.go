package idenfy_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
)

// Each vector is a body and what is read of it.
func TestWhatIsReadOfAWebhook(t *testing.T) {
	paths, err := filepath.Glob("testdata/webhooks/*.json")
	require.NoError(t, err)
	require.Greater(t, len(paths), 8)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			var vector struct {
				Comment    string
				Body, Read json.RawMessage
			}
			require.NoError(t, json.Unmarshal(text, &vector))
			var hook idenfy.Webhook
			require.NoError(t, json.Unmarshal(vector.Body, &hook), vector.Comment)
			read, err := json.Marshal(hook)
			require.NoError(t, err)
			assert.JSONEq(t, string(vector.Read), string(read), vector.Comment)
		})
	}
}

// FuzzWebhook holds that whatever is a JSON object is read without an error.
func FuzzWebhook(f *testing.F) {
	paths, err := filepath.Glob("testdata/webhooks/*.json")
	require.NoError(f, err)
	for _, path := range paths {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		var vector struct{ Body json.RawMessage }
		require.NoError(f, json.Unmarshal(text, &vector))
		f.Add([]byte(vector.Body))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var object map[string]json.RawMessage
		if json.Unmarshal(text, &object) != nil || object == nil {
			return
		}
		var hook idenfy.Webhook
		require.NoError(t, json.Unmarshal(text, &hook))
		assert.GreaterOrEqual(t, hook.FinishTime, int64(0))
	})
}
