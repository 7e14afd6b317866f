// Command load measures the gateway in workerd, on loopback alone: against a
// worker written by hand in TypeScript, and for leaks. `./build.sh bench` and `./build.sh soak` bundle the Workers and
// start it; it reads the processes' memory from /proc, so it needs Linux.
//
//	load bench [--quick]   tables of ratios against the targets
//	load soak  [--quick]   50,000 requests through one Go program, and how one is replaced
//	load tokens|uploads|webhooks|outbox   a part of them, to try a change
//
// It ends with 1 where a target is missed.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	commands := map[string]func(*bench) error{
		"bench": (*bench).compare, "tokens": (*bench).tokens, "uploads": (*bench).uploads, "soak": (*bench).soak,
		"webhooks": (*bench).webhooks, "outbox": (*bench).outbox,
	}
	if len(args) == 0 || commands[args[0]] == nil || len(args) > 2 || len(args) == 2 && args[1] != "--quick" {
		return errors.New("usage: load bench|tokens|uploads|webhooks|soak|outbox [--quick]")
	}
	b := &bench{upstream: startUpstream(), report: &report{out: os.Stdout}}
	defer b.upstream.Close()
	if len(args) == 2 {
		b.quick = 10
	}
	if err := commands[args[0]](b); err != nil {
		return err
	}
	return b.report.verdict()
}

// A bench is one run of the program.
type bench struct {
	upstream *upstream
	report   *report
	// quick divides the number of requests, to try a change; 0 is a real run.
	quick int
}

// many is how many requests to make of n.
func (b *bench) many(n int) int {
	if b.quick > 0 {
		return max(n/b.quick, 8)
	}
	return n
}

// A report is what is printed: tables, and which targets were missed.
type report struct {
	out    io.Writer
	missed []string
}

// heading begins a table and says how busy the machine is.
func (r *report) heading(title string, columns ...string) {
	load, _ := os.ReadFile("/proc/loadavg")
	fmt.Fprintf(r.out, "\n%s (load average %s)\n\n", title, strings.Join(strings.Fields(string(load))[:2], " "))
	r.row(columns...)
	r.row(strings.Split(strings.Repeat("---,", len(columns)-1)+"---", ",")...)
}

func (r *report) row(cells ...string) {
	fmt.Fprintf(r.out, "| %s |\n", strings.Join(cells, " | "))
}

// target adds the row of a measure that must be at most, or at least, a limit.
func (r *report) target(name, values string, got float64, relation string, limit float64, unit string) {
	met := got <= limit
	if relation == ">=" {
		met = got >= limit
	}
	word := "yes"
	if !met {
		word = "NO"
		r.missed = append(r.missed, name)
	}
	r.row(name, values, number(got)+unit, relation+" "+number(limit)+unit, word)
}

func (r *report) verdict() error {
	if len(r.missed) > 0 {
		return fmt.Errorf("missed: %s", strings.Join(r.missed, "; "))
	}
	fmt.Fprintln(r.out, "\nall targets met")
	return nil
}

func number(v float64) string { return fmt.Sprintf("%.4g", v) }
