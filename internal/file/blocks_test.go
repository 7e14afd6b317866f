//go:build !js

package file_test

import (
	"testing"

	"idenfysteps/internal/cost"
)

// blocksOf counts the blocks of statements that the inspection of a file runs.
func blocksOf(t *testing.T) func(data []byte) int64 {
	counter := cost.Start(t)
	return func(data []byte) int64 { return counter.Blocks(t, "inspect", data) }
}
