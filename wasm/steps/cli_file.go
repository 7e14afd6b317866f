//go:build !js

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"idenfysteps/internal/encode"
	"idenfysteps/internal/file"
	"idenfysteps/internal/idenfy"
)

func inspectCommand() *cobra.Command {
	var step string
	cmd := &cobra.Command{
		Use:   "inspect FILE…",
		Short: "Say what files are and what a reviewer would reject",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			settings, err := readSettings(cmd, step)
			if err != nil {
				return err
			}
			return each(files, func(name string) (bool, error) {
				report, err := inspectFile(cmd, name, settings)
				if err != nil {
					return false, err
				}
				report.File = name
				return report.Accepted, answer(cmd, report)
			})
		},
	}
	cmd.Flags().StringVar(&step, "step", "", `JSON file with the step, whose "settings" say what it takes`)
	return cmd
}

func inspectFile(cmd *cobra.Command, name string, settings *file.Settings) (*file.Report, error) {
	options := file.Options{Name: name, Settings: settings}
	if name == "-" {
		content, err := readAll(cmd, name)
		if err != nil {
			return nil, err
		}
		options.Name = ""
		report := file.Inspect(bytes.NewReader(content), int64(len(content)), options)
		return &report, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", name)
	}
	report := file.Inspect(f, info.Size(), options)
	return &report, nil
}

// readSettings reads a step's settings; a missing one is true.
func readSettings(cmd *cobra.Command, name string) (*file.Settings, error) {
	if name == "" {
		return nil, nil
	}
	text, err := readAll(cmd, name)
	if err != nil {
		return nil, err
	}
	var step struct{ Settings file.Settings }
	step.Settings = file.Settings{CanUpload: true, CanCapture: true, CanUploadPDF: true}
	if err := json.Unmarshal(text, &step); err != nil {
		return nil, fmt.Errorf("%s is not a step: %w", name, err)
	}
	return &step.Settings, nil
}

func encodeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "encode FILE",
		Short: "Write a file as base64",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			f, err := open(cmd, files[0])
			if err != nil {
				return err
			}
			defer f.Close()
			return encode.Copy(cmd.OutOrStdout(), f)
		},
	}
}

func bodyCommand() *cobra.Command {
	var upload idenfy.Upload
	var data string
	cmd := &cobra.Command{
		Use:   "body --scan-ref ID --step NAME FILE",
		Short: "Write the whole upload-additional-step request",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, files []string) error {
			if err := json.Unmarshal([]byte(data), &upload.AdditionalData); err != nil {
				return errors.New(`--data must be an object of strings, such as {"address": "1 Main St"}`)
			}
			if upload.ScanRef == "" || upload.Step == "" {
				return errors.New("--scan-ref and --step must not be empty")
			}
			content, err := readAll(cmd, files[0])
			if err != nil {
				return err
			}
			image := make([]byte, encode.Len(len(content)))
			encode.Encode(image, content)
			upload.Image, upload.ImageSize = bytes.NewReader(image), int64(len(image))
			body, _ := upload.Body()
			if _, err := io.Copy(cmd.OutOrStdout(), body); err != nil {
				return err
			}
			return writeLine(cmd, nil)
		},
	}
	cmd.Flags().StringVar(&upload.ScanRef, "scan-ref", "", "the verification")
	cmd.Flags().StringVar(&upload.Step, "step", "", "the step, such as UTILITY_BILL")
	cmd.Flags().StringVar(&data, "data", "{}", "additionalData as JSON, flat")
	required(cmd, "scan-ref", "step")
	return cmd
}
