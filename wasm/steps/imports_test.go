//go:build !js

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the engine links decides what a page waits for, so a new import is a
// decision: fmt costs 130 kB of brotli, encoding/json 250 kB, net/http 700 kB.
// What each of these costs stands in docs/decisions/0008.
func TestWhatTheEngineLinks(t *testing.T) {
	list := exec.Command("go", "list", "-deps", ".")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := list.Output()
	require.NoError(t, err)
	var public []string
	for name := range strings.FieldsSeq(string(out)) {
		if !strings.Contains(name, "internal/") && !strings.HasPrefix(name, "runtime") {
			public = append(public, name)
		}
	}
	assert.ElementsMatch(t, []string{
		"unsafe", "math/bits", "errors", "sync/atomic", "sync", "io", "math", "iter", "unicode/utf8", "strconv", "unicode",
		"cmp", "slices", "bytes", "sort", "strings", "idenfysteps/wasm/steps",
		// encoding/binary names it; nothing of it is linked.
		"reflect", "encoding/binary",
	}, public)
}
