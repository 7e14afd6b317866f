//go:build !js

package cost_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"idenfysteps/internal/cost"
)

// Spaces cost the reader the same each: the count follows the work, and hardly differs a second time.
func TestBlocks(t *testing.T) {
	t.Parallel()
	counter := cost.Start(t)
	parse := func(size int) int64 { return counter.Blocks(t, "parse", bytes.Repeat([]byte(" "), size)) }
	few, many := parse(1000), parse(11_000)
	assert.Positive(t, few)
	assert.GreaterOrEqual(t, many-few, int64(10_000))
	assert.InDelta(t, many-few, parse(21_000)-many, 100, "ten thousand more cost as much again")
	assert.InDelta(t, few, parse(1000), 100)
}
