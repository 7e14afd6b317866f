//go:build !js

package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"idenfysteps/internal/steps"
)

func matrixCommand() *cobra.Command {
	var environment, locale string
	cmd := &cobra.Command{
		Use:   "matrix FILE",
		Short: "Show what a payload means for every country and document",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			payloads, err := readPayloads(cmd, environment, files)
			if err != nil {
				return err
			}
			table := payloads[0].Matrix(locale)
			return judged(cmd, table, table.Findings)
		},
	}
	environmentFlag(cmd, &environment)
	cmd.Flags().StringVar(&locale, "locale", "", "the language of the texts; by itself the request's own")
	return cmd
}

func explainCommand() *cobra.Command {
	var environment string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "explain OLD NEW",
		Short: "Say who gains or loses which step between two payloads",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, files []string) error {
			payloads, err := readPayloads(cmd, environment, files)
			if err != nil {
				return err
			}
			explanation := steps.Explain(payloads[0], payloads[1])
			findings := append(explanation.Old, explanation.New...)
			if asJSON {
				return judged(cmd, explanation, findings)
			}
			fmt.Fprint(cmd.OutOrStdout(), explanation.Text())
			return errIf(findings)
		},
	}
	environmentFlag(cmd, &environment)
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON; by itself as text for a pull request")
	return cmd
}

func readPayloads(cmd *cobra.Command, environment string, files []string) ([]*steps.Payload, error) {
	env, err := readEnvironment(cmd, environment)
	if err != nil {
		return nil, err
	}
	var payloads []*steps.Payload
	for _, file := range files {
		text, err := readAll(cmd, file)
		if err != nil {
			return nil, err
		}
		payloads = append(payloads, steps.Read(text, env))
	}
	return payloads, nil
}
