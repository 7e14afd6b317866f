package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// A variant is one of the bundled Workers, running in a workerd of its own.
type variant struct {
	name string
	url  string
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Scanner
	// pid is workerd's.
	pid string
}

// said is one line of variant.ts.
type said struct {
	URL  string
	Heap float64
	// Deliveries are rows; Waiting are those of them that are to be forwarded.
	Deliveries, Waiting int
}

// start runs a bundle of build/bench-gateway. What it is given beside, if
// anything, is the address to forward webhooks to.
func (b *bench) start(name string, forward ...string) (*variant, error) {
	args := append([]string{"worker/bench/variant.ts", "build/bench-gateway/" + name, b.upstream.URL}, forward...)
	v := &variant{name: name, cmd: exec.Command("node", args...)}
	v.cmd.Stderr = os.Stderr
	in, err := v.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	v.in, v.out = in, bufio.NewScanner(out)
	if err := v.cmd.Start(); err != nil {
		return nil, err
	}
	first, err := v.hear()
	if err != nil {
		return nil, errors.Join(err, v.stop())
	}
	v.url = first.URL
	v.pid, err = childOf(v.cmd.Process.Pid)
	return v, err
}

func (v *variant) hear() (s said, err error) {
	if !v.out.Scan() {
		return s, fmt.Errorf("%s ended before it was ready", v.name)
	}
	return s, json.Unmarshal(v.out.Bytes(), &s)
}

func (v *variant) stop() error {
	_ = v.in.Close() // variant.ts ends with its input
	return v.cmd.Wait()
}

// with runs some variants side by side, and ends them.
func (b *bench) with(names []string, use func(map[string]*variant) error) (err error) {
	running := map[string]*variant{}
	defer func() {
		for _, v := range running {
			err = errors.Join(err, v.stop())
		}
	}()
	for _, name := range names {
		v, err := b.start(name)
		if err != nil {
			return err
		}
		running[name] = v
	}
	return use(running)
}

// v8Heap is in bytes, garbage included.
func (v *variant) v8Heap() (float64, error) {
	s, err := v.ask("heap")
	return s.Heap, err
}

// ask is one line of variant.ts's standard input, and its answer.
func (v *variant) ask(line string) (said, error) {
	if _, err := io.WriteString(v.in, line+"\n"); err != nil {
		return said{}, err
	}
	return v.hear()
}

// rss is what the process holds of the machine's memory, in MB.
func (v *variant) rss() float64 { return v.status("VmRSS") }

// peak is the most that it has held, in MB.
func (v *variant) peak() float64 { return v.status("VmHWM") }

func (v *variant) status(name string) float64 {
	text, _ := os.ReadFile("/proc/" + v.pid + "/status")
	_, rest, _ := strings.Cut(string(text), name+":")
	kilobytes, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
	return kilobytes / 1024
}

// cpu is the processor time that the process has used.
func (v *variant) cpu() time.Duration {
	text, _ := os.ReadFile("/proc/" + v.pid + "/stat")
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

func childOf(parent int) (string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", parent))
	if err != nil {
		return "", err
	}
	for _, pid := range strings.Fields(string(text)) {
		if name, _ := os.ReadFile("/proc/" + pid + "/comm"); strings.HasPrefix(string(name), "workerd") {
			return pid, nil
		}
	}
	return "", errors.New("no workerd among the children of variant.ts")
}
