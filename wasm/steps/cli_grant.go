//go:build !js

package main

import (
	"encoding/json"
	"errors"
	"os"
	"time"

	"github.com/spf13/cobra"

	"idenfysteps/internal/grant"
)

// grantKey is the environment variable with the key: every process could see a flag.
const grantKey = "GRANT_KEY"

func grantCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "grant",
		Short: "Sign a grant with the key in $" + grantKey,
		// Without this a wrong purpose would print the help and look like success.
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("say what the grant is for: token, upload or read")
		},
	}
	for _, purpose := range grant.Purposes {
		cmd.AddCommand(mintCommand(purpose))
	}
	return cmd
}

func mintCommand(purpose grant.Purpose) *cobra.Command {
	var claims grant.Claims
	var data string
	var lifetime time.Duration
	cmd := &cobra.Command{
		Use:   string(purpose),
		Short: "Sign a grant of purpose " + string(purpose),
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if data != "" {
				var object map[string]any
				if json.Unmarshal([]byte(data), &object) != nil {
					return errors.New("--data must be a JSON object")
				}
				claims.AdditionalData = object
			}
			if lifetime <= 0 {
				return errors.New("--lifetime must be more than nothing, such as 10m")
			}
			key := os.Getenv(grantKey)
			if key == "" {
				return errors.New("$" + grantKey + " is not set; it holds the key to sign with, at least 32 bytes")
			}
			signed, err := grant.Mint([]byte(key), purpose, claims, time.Now(), lifetime)
			if err != nil {
				return err
			}
			return writeLine(cmd, []byte(signed))
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&claims.Subject, "sub", "", "the person: their clientId")
	flags.DurationVar(&lifetime, "lifetime", 10*time.Minute, "how long the grant is good")
	switch purpose {
	case grant.Token:
		flags.StringSliceVar(&claims.Flows, "flow", nil, "a flow that may be named; may be repeated")
		flags.StringVar(&data, "data", "", "additionalData as JSON, keyed by step")
	case grant.Upload:
		flags.StringVar(&claims.ScanRef, "scan-ref", "", "the verification")
		flags.StringVar(&claims.Step, "step", "", "the step")
		flags.StringVar(&data, "data", "", "additionalData as JSON, flat")
	case grant.Read:
		flags.StringVar(&claims.ScanRef, "scan-ref", "", "the verification")
		flags.BoolVar(&claims.Details, "details", false, "also what the webhooks said")
	}
	return cmd
}
