//go:build !js

package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/sandbox"
	"idenfysteps/internal/sandbox/scenario"
)

// errBroken ends a run after reports with broken expectations.
var errBroken = errors.New("an expectation was broken")

// Values of --scenario that are not names of scenarios.
const (
	listScenarios = "list"
	allScenarios  = "all"
)

// defaultSpeed is an hour in a second.
const defaultSpeed = 3600

// scenarioFlags are the flags that only scenarios use.
type scenarioFlags struct {
	scenario, gateway string
	speed             float64
}

// playScenarios plays the scenarios that --scenario names, and writes the reports to out.
func playScenarios(ctx context.Context, flags scenarioFlags, addr, base string, options sandbox.Options, out io.Writer) error {
	if flags.scenario == listScenarios {
		return list(out)
	}
	scenarios, err := readScenarios(flags.scenario)
	if err != nil {
		return err
	}
	if err := flags.complete(&options); err != nil {
		return err
	}
	listener, err := listenAt(addr, base)
	if err != nil {
		return err
	}
	address := localURL(listener)
	options.BaseURL = cmp.Or(base, address)
	player := scenario.NewPlayer(scenario.Options{Sandbox: options, Address: address, Gateway: flags.gateway, Speed: flags.speed})
	server := &http.Server{Handler: player, ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	err = playAll(ctx, player, scenarios, out)
	server.Close()
	<-served // http.ErrServerClosed
	return err
}

// complete checks the flags and fills in defaults.
func (f *scenarioFlags) complete(options *sandbox.Options) error {
	f.gateway = strings.TrimSuffix(f.gateway, "/")
	switch {
	case f.speed <= 0:
		return errors.New("--speed must be more than 0; 1 is as fast as real time")
	case options.SigningKey == "":
		return errors.New("IDENFY_SIGNING_KEY is not set; it must be the key with which your receiver checks signatures")
	case f.gateway != "" && (options.APIKey == "" || options.APISecret == ""):
		return errors.New("IDENFY_API_KEY and IDENFY_API_SECRET are not set; they must be those with which your gateway calls iDenfy")
	case f.gateway == "" && options.Webhook == "":
		return errors.New("--scenario needs --webhook, the URL of your webhook receiver, or --gateway")
	}
	if options.Webhook == "" {
		options.Webhook = f.gateway + "/webhooks/idenfy"
	}
	if f.gateway == "" && options.APIKey == "" && options.APISecret == "" { // nobody else needs them
		options.APIKey, options.APISecret = rand.Text(), rand.Text()
	}
	return nil
}

// A named scenario has the name by which the user chose it.
type named struct {
	name string
	*scenario.Scenario
}

func list(out io.Writer) error {
	for _, name := range scenario.Shipped() {
		s, err := readScenario(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%-24s  %s\n", name, s.Title)
	}
	return nil
}

func readScenarios(name string) ([]named, error) {
	names := []string{name}
	if name == allScenarios {
		names = scenario.Shipped()
	}
	var list []named
	for _, name := range names {
		s, err := readScenario(name)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, nil
}

// readScenario reads a built-in scenario or a file.
func readScenario(name string) (named, error) {
	text, ok := scenario.ShippedText(name)
	if !ok {
		var err error
		if text, err = os.ReadFile(name); err != nil {
			return named{}, fmt.Errorf("--scenario names none of those that --scenario %s shows, and the file cannot be read: %w", listScenarios, err)
		}
	}
	s, findings := scenario.Read(text)
	if s == nil {
		findings = slices.DeleteFunc(findings, func(f finding.Finding) bool { return f.Severity != finding.Error })
	}
	tell(name, findings)
	if s == nil {
		return named{}, fmt.Errorf("the scenario %s cannot be played; see above", name)
	}
	return named{name, s}, nil
}

func playAll(ctx context.Context, player *scenario.Player, scenarios []named, out io.Writer) error {
	broken := 0
	for i, s := range scenarios {
		if i > 0 {
			fmt.Fprintln(out)
		}
		report, err := player.Play(ctx, s.Scenario)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		if err := report.Write(out, s.name); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return errors.New("interrupted")
		}
		if report.Count(scenario.Broken) > 0 {
			broken++
		}
	}
	if len(scenarios) > 1 {
		fmt.Fprintf(out, "\n%d scenarios: %d as they should be, %d not\n", len(scenarios), len(scenarios)-broken, broken)
	}
	if broken > 0 {
		return errBroken
	}
	return nil
}
