// Package scenario plays timelines to a webhook receiver: a person goes through the
// window, a reviewer judges, and the network loses, doubles, delays or forges the
// webhooks. A scenario says what is expected of the receiver, so that CI can test it
// under realistic conditions. docs/scenarios.md describes the format.
//
// [Read] reads a scenario and [Shipped] names the built-in ones; a [Player] plays
// them; a [Report] says what was expected and whether it was met.
package scenario

import (
	"embed"
	"strings"
	"time"
)

// A Scenario is a valid timeline.
type Scenario struct {
	// Title says in one sentence what happens.
	Title       string
	environment []byte
	timeline    []entry
}

// An entry is one thing that happens in a timeline.
type entry struct {
	line  int           // in the scenario's text
	after time.Duration // since the previous entry
	act   action        // nil if only time passes
}

// An action is what an entry does; String describes it in the report.
type action interface {
	String() string
	do(*play) error
}

// length is the duration of the timeline by the sandbox's clock.
func (s *Scenario) length() time.Duration {
	var total time.Duration
	for _, e := range s.timeline {
		total += e.after
	}
	return total
}

//go:embed shipped/*.json
var shipped embed.FS

// Shipped returns the names of the built-in scenarios, in order.
func Shipped() []string {
	files, err := shipped.ReadDir("shipped")
	if err != nil {
		panic(err) // it is embedded above
	}
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file.Name(), ".json"))
	}
	return names
}

// ShippedText returns the text of a built-in scenario.
func ShippedText(name string) (text []byte, ok bool) {
	text, err := shipped.ReadFile("shipped/" + name + ".json")
	return text, err == nil
}
