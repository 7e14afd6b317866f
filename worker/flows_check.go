//go:build !js

// Built natively, this package checks the flows before they are built or
// deployed:
//
//	go run ./worker [--deployed FILE] [worker/flows.json]
//
// It exits with 0 where nothing is wrong, 1 where a flow is, 2 for wrong usage
// or a file that cannot be read. With the flows that were deployed last it also
// says what the new ones change.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/steps"
)

const shippedFlows = "worker/flows.json"

// Exit codes.
const (
	exitOK    = 0
	exitWrong = 1
	exitUsage = 2
)

func main() { os.Exit(checkFlows(os.Args[1:], os.Stdout, os.Stderr)) }

func checkFlows(args []string, stdout, stderr io.Writer) int {
	options := flag.NewFlagSet("worker", flag.ContinueOnError)
	options.SetOutput(stderr)
	deployed := options.String("deployed", "", "the `file` of the flows that were deployed last; what changes is printed")
	if options.Parse(args) != nil {
		return exitUsage
	}
	name := shippedFlows
	switch options.NArg() {
	case 0:
	case 1:
		name = options.Arg(0)
	default:
		fmt.Fprintln(stderr, "worker: give one file of flows")
		return exitUsage
	}
	text, err := os.ReadFile(name)
	if err != nil {
		fmt.Fprintln(stderr, "worker:", err)
		return exitUsage
	}
	flows, err := gateway.ReadFlows(text)
	if err != nil {
		fmt.Fprintf(stderr, "%s:\n%v\n", name, err)
		return exitWrong
	}
	if *deployed == "" {
		return exitOK
	}
	before, err := readDeployed(*deployed)
	if err != nil {
		fmt.Fprintln(stderr, "worker:", err)
		return exitUsage
	}
	fmt.Fprint(stdout, explain(before, flows))
	return exitOK
}

// readDeployed reads flows that went out by the rules of their day, so only
// what cannot be read at all is an error.
func readDeployed(name string) (*gateway.Flows, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	flows, err := gateway.ReadFlows(text)
	if flows == nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return flows, nil
}

// explain says in Markdown what new flows change, flow by flow.
func explain(before, after *gateway.Flows) string {
	var out strings.Builder
	if before.Default != after.Default {
		fmt.Fprintf(&out, "The default flow is %q, no longer %q.\n", after.Default, before.Default)
	}
	for _, name := range slices.Sorted(maps.Keys(before.Flows)) {
		if _, stays := after.Flows[name]; !stays {
			fmt.Fprintf(&out, "Flow %q is gone; whoever names it is refused.\n", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(after.Flows)) {
		old, known := before.Flows[name]
		if !known {
			fmt.Fprintf(&out, "Flow %q is new.\n", name)
			continue
		}
		fmt.Fprintf(&out, "Flow %q:\n%s", name, steps.Explain(requestOf(old), requestOf(after.Flows[name])).Text())
		if members := otherwise(old, after.Flows[name]); len(members) > 0 {
			fmt.Fprintf(&out, "Also changed: %s.\n", strings.Join(members, ", "))
		}
	}
	return out.String()
}

// requestOf is the flow's token request, for somebody.
func requestOf(flow gateway.Flow) *steps.Payload {
	request := maps.Clone(flow.Request)
	if request == nil {
		request = map[string]any{}
	}
	request["clientId"] = "sample"
	text, err := json.Marshal(request)
	if err != nil {
		panic(err) // it was read from JSON
	}
	return steps.Read(text, nil)
}

// otherwise names what differs between two states of a flow apart from the steps.
func otherwise(before, after gateway.Flow) []string {
	members := map[string]bool{}
	for _, pair := range [][2]map[string]any{{before.Request, after.Request}, {after.Request, before.Request}} {
		for name, value := range pair[0] {
			if name != "additionalSteps" && !reflect.DeepEqual(value, pair[1][name]) {
				members[name] = true
			}
		}
	}
	if !maps.Equal(before.Fill, after.Fill) {
		members["fill"] = true
	}
	return slices.Sorted(maps.Keys(members))
}
