// Command make writes a choice of test files into a folder, for tests that need
// files on a disk, as those in a browser do:
//
//	go run ./internal/file/testfiles/make DIR
//
// bill.jpg, bill.png and bill.pdf are a bill as it should be; bill.txt is a
// text and photo.jpg a HEIC photo under a JPEG's name. The folder cases holds a
// file for every case, and cases.json what is to be said of each.
package main

import (
	"encoding/json"
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
	cases := testfiles.Cases()
	for name, data := range testfiles.Choice() {
		if err := writeFile(filepath.Join(dir, name), data); err != nil {
			return err
		}
	}
	for _, c := range cases {
		if err := writeFile(filepath.Join(dir, "cases", c.Name), c.Data); err != nil {
			return err
		}
	}
	list, err := json.MarshalIndent(cases, "", "\t")
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, "cases.json"), list)
}

func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o644)
}
