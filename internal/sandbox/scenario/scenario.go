// Package scenario plays timelines against a webhook receiver: a person goes
// through the window, a reviewer judges, and the network loses, doubles, delays
// or forges the webhooks. Each says what is expected of the receiver, so that it
// can be tried in CI as it will be in earnest. docs/scenarios.md has the format.
//
// [Read] reads a scenario and [Shipped] lists those that come along; [NewPlayer]
// makes what plays them; a [Report] says what was expected and what came of it.
package scenario

import (
	"embed"
	"strings"
	"time"
)

// A Scenario is a timeline that was read and checked.
type Scenario struct {
	// Title says in one sentence what happens.
	Title       string
	environment []byte
	timeline    []entry
}

// An entry is one thing that happens in a timeline.
type entry struct {
	line  int           // in the scenario's text
	after time.Duration // since the entry before
	act   action        // nil where time passes and nothing else
}

// An action is what an entry does; its text tells it in the report.
type action interface {
	String() string
	do(*play) error
}

// length is how long the timeline lasts by the sandbox's clock.
func (s *Scenario) length() time.Duration {
	var total time.Duration
	for _, e := range s.timeline {
		total += e.after
	}
	return total
}

//go:embed shipped/*.json
var shipped embed.FS

// Shipped returns the names of the scenarios that come along, in order.
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

// ShippedText returns the text of a scenario that comes along.
func ShippedText(name string) (text []byte, ok bool) {
	text, err := shipped.ReadFile("shipped/" + name + ".json")
	return text, err == nil
}
