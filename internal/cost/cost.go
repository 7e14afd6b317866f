// Package cost counts what reading a text or a file takes, for tests: how often
// a block of statements ran, by Go's own coverage counters. On every machine that
// is the same number but for a few, where a duration is not. Use Start and Blocks.
package cost

import (
	"bufio"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// The standard library's packages are among those counted which the project hands
// whole texts to. What they do in assembler (bytes.IndexByte) counts as one.
const packages = "idenfysteps/internal/...,bytes,strings,strconv,unicode/utf8"

// A Counter is a program that was built with counters.
type Counter struct {
	mu     sync.Mutex
	in     io.WriteCloser
	out    *bufio.Reader
	errors strings.Builder
}

// Start builds and starts the program; it ends with the test.
func Start(t testing.TB) *Counter {
	c := &Counter{}
	cmd := exec.Command("go", "run", "-cover", "-covermode=atomic", "-coverpkg="+packages, "idenfysteps/internal/cost/program")
	cmd.Env = append(cmd.Environ(), "GOCOVERDIR="+t.TempDir())
	cmd.Stderr = &c.errors
	in, err := cmd.StdinPipe()
	require.NoError(t, err)
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	c.in, c.out = in, bufio.NewReader(out)
	t.Cleanup(func() {
		c.in.Close()
		require.NoError(t, cmd.Wait(), "%s", &c.errors)
	})
	return c
}

// Blocks says how many blocks run when the program does something with the data:
// "inspect" a file, "parse" a JSON text, "review" a payload for everybody.
func (c *Counter) Blocks(t testing.TB, what string, data []byte) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	fmt.Fprintln(c.in, what, len(data)) // where it ended, reading tells
	c.in.Write(data)
	line, err := c.out.ReadString('\n')
	require.NoError(t, err, "the counting program ended: %s", &c.errors)
	var blocks int64
	_, err = fmt.Sscan(line, &blocks)
	require.NoError(t, err)
	return blocks
}
