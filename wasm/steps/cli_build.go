//go:build !js

package main

import (
	"github.com/spf13/cobra"

	"idenfysteps/internal/steps"
)

func outlineCommand() *cobra.Command {
	var environment string
	cmd := &cobra.Command{
		Use:   "outline FILE",
		Short: "Show the rules and steps of a payload, each with its JSON Pointer",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			payloads, err := readPayloads(cmd, environment, files)
			if err != nil {
				return err
			}
			outline := payloads[0].Outline()
			return judged(cmd, outline, outline.Findings)
		},
	}
	environmentFlag(cmd, &environment)
	return cmd
}

func editCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "edit FILE OPERATIONS",
		Short: "Change a payload by a file of operations, as little of its text as possible",
		Args:  cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, files []string) error {
			text, err := readAll(cmd, files[0])
			if err != nil {
				return err
			}
			list, err := readAll(cmd, files[1])
			if err != nil {
				return err
			}
			edited := steps.Edit(text, list)
			return judged(cmd, edited, edited.Findings)
		},
	}
}
