// Package wasm holds a test of what its programs link.
package wasm

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the programs of the page link decides what a page waits for, so a new
// import is a decision: fmt costs 130 kB of brotli, encoding/json 250 kB,
// net/http 700 kB (docs/decisions/0012).
func TestWhatTheProgramsOfThePageLink(t *testing.T) {
	t.Parallel()
	list := exec.Command("go", "list", "-f", "{{.ImportPath}}:{{join .Deps \" \"}}", "./files", "./steps")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := list.Output()
	require.NoError(t, err)

	both := []string{
		"cmp", "errors", "io", "iter", "math/bits", "slices", "sort", "strconv", "strings", "sync", "sync/atomic",
		"unicode", "unicode/utf8", "unsafe",
	}
	want := map[string][]string{
		// encoding/binary names reflect; nothing of it is linked.
		"idenfysteps/wasm/files": append([]string{"bytes", "encoding/binary", "math", "reflect"}, both...),
		// An upload's image is judged by its first bytes as a file is.
		"idenfysteps/wasm/steps": append([]string{"bytes", "encoding/binary", "math", "reflect"}, both...),
	}
	programs := strings.Split(strings.TrimSpace(string(out)), "\n")
	require.Len(t, programs, len(want))
	for _, program := range programs {
		name, deps, _ := strings.Cut(program, ":")
		var public []string
		for dep := range strings.FieldsSeq(deps) {
			if !strings.Contains(dep, "internal/") && !strings.HasPrefix(dep, "runtime") {
				public = append(public, dep)
			}
		}
		assert.ElementsMatch(t, want[name], public, name)
	}
}
