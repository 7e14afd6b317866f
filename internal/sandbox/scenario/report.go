package scenario

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// A Report lists what happened in a scenario, and the expectations with their outcomes.
type Report struct {
	Title string
	Lines []Line
}

// A Line is one thing that happened or was expected.
type Line struct {
	// At is the time since the scenario began, by the sandbox's clock.
	At time.Duration
	// Line is the line of the scenario's text.
	Line int
	// What says what happened, or what is expected.
	What    string
	Outcome Outcome
	// Wrong is what was found in place of what was expected, Because why it was expected; "" for none.
	Wrong, Because string
}

// An Outcome is the outcome of a line.
type Outcome string

const (
	// Done is no expectation.
	Done Outcome = ""
	// Kept is an expectation that was met.
	Kept Outcome = "ok"
	// Broken is an expectation that was not met.
	Broken Outcome = "BROKEN"
	// Unchecked is an expectation that only a gateway can answer.
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

// Write writes the report as text; file is the name of the scenario's file.
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

// short formats a duration as scenarios do: 10m, not 10m0s.
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
