//go:build !js

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/steps"
)

// shippedFlows is the file that is built into the Worker.
const shippedFlows = "worker/flows.json"

func flowsCommand() *cobra.Command {
	var deployed string
	cmd := &cobra.Command{
		Use:   "flows [FILE]",
		Short: "Check the gateway's flows before they are built or deployed (" + shippedFlows + ")",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			name := shippedFlows
			if len(files) > 0 {
				name = files[0]
			}
			text, err := readAll(cmd, name)
			if err != nil {
				return err
			}
			flows, err := gateway.ReadFlows(text)
			if err != nil {
				fmt.Fprintf(cmd.ErrOrStderr(), "%s:\n%v\n", name, err)
				return errFindings
			}
			if deployed == "" {
				return nil
			}
			before, err := readDeployed(deployed)
			if err != nil {
				return err
			}
			fmt.Fprint(cmd.OutOrStdout(), explainFlows(before, flows))
			return nil
		},
	}
	cmd.Flags().StringVar(&deployed, "deployed", "", "the file of the flows that were deployed last; what changes is printed")
	return cmd
}

// readDeployed reads flows that were valid by the rules when they were deployed, so only
// unreadable ones are an error.
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

// explainFlows describes in Markdown what changes, flow by flow.
func explainFlows(before, after *gateway.Flows) string {
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

// requestOf is the flow's token request with a sample clientId.
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

// otherwise names the members that differ between two versions of a flow, without additionalSteps.
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
