// Command generate makes from internal/catalogue/catalogue.json everything that
// is made from it: go generate ./... runs it, and a test fails where a file is
// not what it would make.
package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// root is the top of the repository, from the folder in which go generate runs this.
const root = "../.."

func main() {
	files, err := render(root)
	if err == nil {
		err = write(root, files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// render returns the content of every generated file by its path below root.
func render(root string) (map[string][]byte, error) {
	c, err := load(filepath.Join(root, "internal/catalogue/catalogue.json"))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, make := range []func(root string, c *catalogue, files map[string][]byte) error{
		goTables, goCodes, goIdentifiers, typeScript, answers, writers, schemaFile, openAPI, docsTables, pages, version,
	} {
		if err := make(root, c, files); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// write writes the files that differ.
func write(root string, files map[string][]byte) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(root, name)
		if old, err := os.ReadFile(path); err == nil && string(old) == string(files[name]) {
			continue
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil {
			return err
		}
		fmt.Println(name)
	}
	return nil
}
