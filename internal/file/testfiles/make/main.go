// Command make writes a choice of test files into a folder, for tests that need
// files on a disk, as those in a browser do:
//
//	go run ./internal/file/testfiles/make DIR
//
// bill.jpg, bill.png and bill.pdf are a bill as it should be; bill.txt is a
// text and photo.jpg a HEIC photo under a JPEG's name.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"idenfysteps/internal/file/testfiles"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./internal/file/testfiles/make DIR")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, data := range testfiles.Choice() {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
