//go:build !js

package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/steps"
)

func checkCommand() *cobra.Command {
	var environment string
	cmd := &cobra.Command{
		Use:   "check FILE…",
		Short: "Say what is wrong with payloads, the worst first",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			env, err := readEnvironment(cmd, environment)
			if err != nil {
				return err
			}
			return each(files, func(name string) (bool, error) {
				text, err := readAll(cmd, name)
				if err != nil {
					return false, err
				}
				check := steps.Read(text, env).Check()
				check.File, check.Findings = name, finding.ByWorth(check.Findings)
				return check.Valid, answer(cmd, check)
			})
		},
	}
	environmentFlag(cmd, &environment)
	return cmd
}

func resolveCommand() *cobra.Command {
	var environment string
	var who steps.Person
	cmd := &cobra.Command{
		Use:   "resolve FILE",
		Short: "Show the steps that one person will see",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			payloads, err := readPayloads(cmd, environment, files)
			if err != nil {
				return err
			}
			resolution := payloads[0].Resolve(who)
			return judged(cmd, resolution, resolution.Findings)
		},
	}
	environmentFlag(cmd, &environment)
	cmd.Flags().StringVar(&who.Country, "country", "", "the person's country, ISO 3166-1 alpha-2")
	cmd.Flags().StringVar(&who.Document, "document", "", "the document they show, such as PASSPORT")
	cmd.Flags().StringVar(&who.Locale, "locale", "", "the language they read (the request's own, else en)")
	required(cmd, "country", "document")
	return cmd
}

func environmentFlag(cmd *cobra.Command, name *string) {
	cmd.Flags().StringVar(name, "env", "", "JSON file with what iDenfy's staff configured for you")
}

func required(cmd *cobra.Command, flags ...string) {
	for _, name := range flags {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // a flag that the command does not have
		}
	}
}

// readEnvironment reads the file of --env; nil for an empty name.
func readEnvironment(cmd *cobra.Command, name string) (*steps.Environment, error) {
	if name == "" {
		return nil, nil
	}
	text, err := readAll(cmd, name)
	if err != nil {
		return nil, err
	}
	env, findings := steps.ReadEnvironment(text)
	if finding.AnyError(findings) {
		return nil, environmentError(name, findings)
	}
	return env, nil
}

func environmentError(name string, findings []finding.Finding) error {
	var lines []string
	for _, f := range findings {
		lines = append(lines, fmt.Sprintf("%s:%d:%d: %s", name, f.Line, f.Column, f.Message))
	}
	return fmt.Errorf("the environment cannot be used:\n%s", strings.Join(lines, "\n"))
}

func importCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE…",
		Short: "Take the payload out of a curl command, a code fence, a program's literal, a log",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			return each(files, func(name string) (bool, error) {
				text, err := readAll(cmd, name)
				if err != nil {
					return false, err
				}
				imported := steps.Import(text)
				imported.File = name
				return imported.Text != "", answer(cmd, imported)
			})
		},
	}
}
