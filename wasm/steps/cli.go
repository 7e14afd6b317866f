//go:build !js

// Command steps checks payloads and files on the command line, for CI and scripts:
//
//	go run ./wasm/steps check|resolve|matrix|explain|outline|edit|import|inspect|encode|body|grant|flows
//
// Answers are JSON, one object a line. The exit code is 0 without errors, 1 if a
// finding is an error, 2 for wrong usage or a file that cannot be read. go run turns
// 2 into 1, so scripts that check the exit code need a built program:
//
//	go build -o build/steps ./wasm/steps
//
// Built for js, the same package is the page's program for payloads (seam_js.go).
package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// Exit codes.
const (
	exitOK       = 0
	exitFindings = 1
	exitUsage    = 2
)

// errFindings ends a command after an answer with an error.
var errFindings = errors.New("findings")

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := &cobra.Command{
		Use:           "steps",
		Short:         "Check additionalSteps payloads and the files that people send for them",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(checkCommand(), resolveCommand(), matrixCommand(), explainCommand(), outlineCommand(), editCommand(), importCommand(), inspectCommand(), encodeCommand(), bodyCommand(), grantCommand(), flowsCommand())
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	switch err := root.Execute(); {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFindings
	default:
		fmt.Fprintln(stderr, "steps:", err)
		return exitUsage
	}
}

// open opens a file by name; "-" is standard input.
func open(cmd *cobra.Command, name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(cmd.InOrStdin()), nil
	}
	return os.Open(name)
}

func readAll(cmd *cobra.Command, name string) ([]byte, error) {
	f, err := open(cmd, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// answer writes an answer as one line of JSON.
func answer(cmd *cobra.Command, a interface{ WriteJSON(*jsontext.Writer) }) error {
	var w jsontext.Writer
	a.WriteJSON(&w)
	return writeLine(cmd, w.Bytes())
}

// judged writes an answer, and ends with errFindings where a finding is an error.
func judged(cmd *cobra.Command, a interface{ WriteJSON(*jsontext.Writer) }, findings []finding.Finding) error {
	if err := answer(cmd, a); err != nil {
		return err
	}
	return errIf(findings)
}

func errIf(findings []finding.Finding) error {
	if finding.AnyError(findings) {
		return errFindings
	}
	return nil
}

// each answers for one file after the other, and ends with errFindings where one was not well.
func each(files []string, one func(name string) (well bool, err error)) error {
	all := true
	for _, name := range files {
		well, err := one(name)
		if err != nil {
			return err
		}
		all = all && well
	}
	if !all {
		return errFindings
	}
	return nil
}

func writeLine(cmd *cobra.Command, line []byte) error {
	_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s\n", line)
	return err
}
