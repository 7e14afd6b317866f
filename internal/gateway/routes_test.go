package gateway

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"idenfysteps/internal/catalogue"
)

// The Worker's entry refuses by the catalogue's routes before Go starts.
func TestTheCataloguesRoutesAreThoseOfTheHandlers(t *testing.T) {
	var routes []string
	for _, row := range catalogue.Routes {
		routes = append(routes, row.Route)
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys((&Gateway{}).handlers())), routes)
}
