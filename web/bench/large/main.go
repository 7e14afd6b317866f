// Command large writes files of these sizes in MB into a folder, as a person
// may choose them: scan-N.pdf, and scan.jpg and scan.png as large as the largest.
//
//	go run ./web/bench/large DIR MB…
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"idenfysteps/internal/file/testfiles"
)

func main() {
	if err := write(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(dir string, sizes []string) error {
	largest := 0
	for _, size := range sizes {
		megabytes, err := strconv.Atoi(size)
		if err != nil {
			return err
		}
		largest = max(largest, megabytes*1_000_000)
		if err := os.WriteFile(filepath.Join(dir, "scan-"+size+".pdf"), testfiles.LargePDF(megabytes*1_000_000), 0o644); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "scan.jpg"), testfiles.LargeJPEG(largest), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "scan.png"), testfiles.LargePNG(largest), 0o644)
}
