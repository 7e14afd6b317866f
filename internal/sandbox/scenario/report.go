package scenario

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// A Report is what was done in a scenario and what came of it.
type Report struct {
	Title string
	Lines []Line
}

// A Line is one thing that was done or expected.
type Line struct {
	// At is how long the scenario had lasted, by the sandbox's clock.
	At time.Duration
	// Line is the line of the scenario's text.
	Line int
	// What happened, or what is expected.
	What    string
	Outcome Outcome
	// Wrong says what is instead of what a broken expectation wants, Because why it is wanted; "" for nothing said.
	Wrong, Because string
}

// An Outcome is what came of a line.
type Outcome string

const (
	// Done is no expectation.
	Done Outcome = ""
	// Kept is an expectation that was met.
	Kept Outcome = "ok"
	// Broken is an expectation that was not met.
	Broken Outcome = "BROKEN"
	// Unchecked is an expectation that only a gateway can tell about.
	Unchecked Outcome = "?"
)

// Count returns how many lines have an outcome.
func (r *Report) Count(o Outcome) int {
	n := 0
	for _, l := range r.Lines {
		if l.Outcome == o {
			n++
		}
	}
	return n
}

// Write writes the report for people to read; file is where the scenario stands.
func (r *Report) Write(w io.Writer, file string) error {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s\n", file, r.Title)
	for _, l := range r.Lines {
		fmt.Fprintf(&text, "%8s  %-6s  %s\n", short(l.At), l.Outcome, l.What)
		if l.Outcome == Broken {
			fmt.Fprintf(&text, "%s%s (%s:%d)\n", indent, l.Wrong, file, l.Line)
		}
		if l.Because != "" {
			fmt.Fprintf(&text, "%sIt should be so because %s\n", indent, l.Because)
		}
	}
	fmt.Fprintf(&text, "%s: %d kept, %d broken, %d not checked", file, r.Count(Kept), r.Count(Broken), r.Count(Unchecked))
	if r.Count(Unchecked) > 0 {
		text.WriteString(" (give --gateway)")
	}
	_, err := fmt.Fprintln(w, text.String())
	return err
}

const indent = "                  -> "

// short writes a time as scenarios do: 10m, not 10m0s.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
