//go:build !js

package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// asProgram in the environment has the test's own binary be the program, so
// that a test can kill it.
const asProgram = "SANDBOX_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A program is the sandbox as a process of its own.
type program struct {
	t       testing.TB
	cmd     *exec.Cmd
	address string
	stdout  *bufio.Reader // behind the line with the address
	stderr  bytes.Buffer
}

func command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append([]string{"--addr", "127.0.0.1:0"}, args...)...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "IDENFY_API_KEY=key", "IDENFY_API_SECRET=secret", "IDENFY_SIGNING_KEY=TestingKey")
	return cmd
}

func startProgram(t testing.TB, args ...string) *program {
	t.Helper()
	return startCommand(t, command(args...))
}

func startCommand(t testing.TB, cmd *exec.Cmd) *program {
	t.Helper()
	p := &program{t: t, cmd: cmd}
	p.cmd.Stderr = &p.stderr
	out, err := p.cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, p.cmd.Start())
	t.Cleanup(func() { p.cmd.Process.Kill(); p.cmd.Wait() })
	p.stdout = bufio.NewReader(out)
	line, err := p.stdout.ReadString('\n')
	if err != nil { // it ended: what it said is whole once it has been waited for
		p.cmd.Wait()
		require.NoError(t, err, p.stderr.String())
	}
	p.address = strings.TrimSpace(strings.TrimPrefix(line, "sandbox: "))
	return p
}

func (p *program) end(signal os.Signal) {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(signal))
	err := p.cmd.Wait()
	if signal == syscall.SIGTERM {
		require.NoError(p.t, err, p.stderr.String())
	}
}

func (p *program) call(method, path, body string, change func(*http.Request)) []byte {
	p.t.Helper()
	req, err := http.NewRequest(method, p.address+path, strings.NewReader(body))
	require.NoError(p.t, err)
	change(req)
	res, err := http.DefaultClient.Do(req)
	require.NoError(p.t, err)
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	require.NoError(p.t, err)
	require.Less(p.t, res.StatusCode, 300, "%s", answer)
	return answer
}

func (p *program) desk(method, path, body string) []byte {
	p.t.Helper()
	return p.call(method, "/_sandbox/api/"+path, body, func(r *http.Request) { r.Header.Set("X-Sandbox", "1") })
}

func (p *program) partner(path, body string) []byte {
	p.t.Helper()
	return p.call(http.MethodPost, path, body, func(r *http.Request) { r.SetBasicAuth("key", "secret") })
}

// BenchmarkTokens has 16 clients create tokens over loopback. sandbox-µs/op is
// the CPU time of the sandbox's process alone, which is steadier than the clock
// on a busy machine: two cores have 2,000,000 µs a second.
func BenchmarkTokens(b *testing.B) {
	for name, args := range map[string][]string{"memory": nil, "state": {"--state", filepath.Join(b.TempDir(), "state")}} {
		b.Run(name, func(b *testing.B) {
			p := startProgram(b, args...)
			http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 16
			b.SetParallelism(8) // for each of two cores
			b.RunParallel(func(clients *testing.PB) {
				for clients.Next() {
					p.partner("/api/v2/token", `{"clientId":"123"}`)
				}
			})
			b.StopTimer()
			p.end(syscall.SIGTERM)
			used := p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
			b.ReportMetric(float64(used.Microseconds())/float64(b.N), "sandbox-µs/op")
		})
	}
}
