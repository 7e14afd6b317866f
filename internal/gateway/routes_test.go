package gateway

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

//go:embed routes.json
var routesJSON []byte

// The Worker's entry refuses by routes.json before Go starts, so the table must
// be that of the handlers, with their limits.
func TestTheTableOfRoutesIsThatOfTheHandlers(t *testing.T) {
	var table []struct {
		Route    string
		Caller   bool
		MaxBytes int64
		Length   bool
	}
	require.NoError(t, json.Unmarshal(routesJSON, &table))
	var routes []string
	limits := map[string]int64{}
	for _, row := range table {
		routes = append(routes, row.Route)
		limits[row.Route] = row.MaxBytes
		assert.Equal(t, row.Caller, row.Route[len(row.Route)-1] != 'z' && row.Route != "POST /webhooks/idenfy", row.Route)
		assert.Equal(t, row.Length, row.Route == "POST /v1/upload", row.Route)
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys((&Gateway{}).handlers())), routes)
	assert.Equal(t, int64(maxTokenBytes), limits["POST /v1/token"])
	assert.Equal(t, int64(maxImageBytes), limits["POST /v1/upload"])
	assert.Equal(t, int64(maxWebhookBytes), limits["POST /webhooks/idenfy"])
}
