// Program counts blocks for package cost, which builds it with counters and talks
// to it: a line with a word and a length, that many bytes, and the answer, a line.
package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"runtime/coverage"

	"idenfysteps/internal/file"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
)

var acts = map[string]func(data []byte){
	"inspect": func(data []byte) {
		file.Inspect(bytes.NewReader(data), int64(len(data)), file.Options{Limits: file.Limits{Pages: 1000}})
	},
	"parse": func(data []byte) { jsontext.Parse(data) },
	"review": func(data []byte) {
		payload := steps.Read(data, nil)
		payload.Findings()
		payload.Matrix("en")
	},
}

func main() {
	in := bufio.NewReader(os.Stdin)
	for {
		var what string
		var size int
		if _, err := fmt.Fscanf(in, "%s %d\n", &what, &size); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		data := make([]byte, size)
		if _, err := io.ReadFull(in, data); err != nil {
			log.Fatal(err)
		}
		blocks, err := count(func() { acts[what](data) })
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(blocks)
	}
}

// count sums the counters. WriteCounters writes a header of 32 bytes, one of 16
// with the number of functions and the lengths of two tables, the tables, and for
// each function that ran the number of its counters, its package, its number and
// the counters, each as a uvarint (go/src/internal/coverage/defs.go).
func count(act func()) (uint64, error) {
	if err := coverage.ClearCounters(); err != nil {
		return 0, err
	}
	act()
	var written bytes.Buffer
	if err := coverage.WriteCounters(&written); err != nil {
		return 0, err
	}
	data := written.Bytes()[32:]
	functions := binary.LittleEndian.Uint64(data)
	tables := binary.LittleEndian.Uint32(data[8:]) + binary.LittleEndian.Uint32(data[12:])
	r := bytes.NewReader(data[16+tables:])
	var sum uint64
	for range functions {
		counters, err := binary.ReadUvarint(r)
		if err != nil {
			return 0, err
		}
		for i := range counters + 2 {
			v, err := binary.ReadUvarint(r)
			if err != nil {
				return 0, err
			}
			if i >= 2 {
				sum += v
			}
		}
	}
	return sum, nil
}
