//go:build !js

// Command lean takes out of a program of the page what only stack traces read:
// the tables of which file and line each instruction comes from. They are a
// tenth of what a page waits for, and no page shows them. Names of functions
// stay, and so does everything that the garbage collector and panics need.
//
//	go run ./wasm/lean FILE…
//
// The files are changed in place, and are as long as before: what is taken out
// is zeros, which brotli makes nothing of. The Go runtime knows functions
// without these tables and prints ?:0 for them (runtime.funcline1).
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
)

func main() {
	for _, name := range os.Args[1:] {
		if err := lean(name); err != nil {
			fmt.Fprintf(os.Stderr, "lean: %s: %v\n", name, err)
			os.Exit(1)
		}
	}
}

func lean(name string) error {
	program, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := stripLines(program); err != nil {
		return err
	}
	return os.WriteFile(name, program, 0o644)
}

// A segment is a part of a program's memory, as its file has it.
type segment struct{ address, offset, size int }

// errLayout says that Go lays its tables out in another way than this program knows.
var errLayout = errors.New("the program is not laid out as Go 1.26 does for js/wasm; compare internal/abi and runtime/symtab.go with wasm/lean, or build without it")

// stripLines writes zeros over the tables of files and lines in a program.
func stripLines(program []byte) (err error) {
	defer func() {
		if recover() != nil { // an offset out of bounds
			err = errLayout
		}
	}()
	segments, size := dataSegments(program)
	memory := make([]byte, size+64)
	for _, s := range segments {
		copy(memory[s.address:], program[s.offset:s.offset+s.size])
	}
	header, err := findTables(memory)
	if err != nil {
		return err
	}
	stripTables(memory[header:])
	for _, s := range segments {
		copy(program[s.offset:s.offset+s.size], memory[s.address:])
	}
	return nil
}

// findTables returns where the header of the tables stands (runtime.pcHeader).
func findTables(memory []byte) (int, error) {
	const magic = "\xf1\xff\xff\xff\x00\x00\x01\x08" // of Go 1.20 and later, instructions of one byte, pointers of eight
	found := 0
	for at := 0; at+72 <= len(memory); at += 8 {
		if string(memory[at:at+8]) != magic {
			continue
		}
		if found != 0 {
			return 0, errLayout
		}
		found = at
	}
	if found == 0 {
		return 0, errLayout
	}
	return found, nil
}

// stripTables does it for tables that begin with their header. Tables of stack
// sizes and of what the collector needs stand among those of files and lines,
// and equal ones are one, so only what nothing else refers to is taken out.
func stripTables(tables []byte) {
	word := func(at int) int { return int(binary.LittleEndian.Uint32(tables[at:])) }
	functions, values, index := word(8), word(56), word(64)
	starts := make([]bool, index-values) // of a table
	kept := make([]bool, index-values)
	keep := func(at int) { starts[at], kept[at] = true, true }
	for i := range functions {
		f := index + word(index+8*i+4)
		keep(word(f + 16)) // stack sizes
		for n := range word(f + 28) {
			keep(word(f + 44 + 4*n))
		}
		starts[word(f+20)] = true  // files
		starts[word(f+24)] = true  // lines
		clear(tables[f+20 : f+28]) // no such tables
		clear(tables[f+32 : f+40]) // where its file's name stands, its first line
	}
	clear(tables[word(40):values]) // names of files
	keeping := true
	for i := range starts {
		if starts[i] {
			keeping = kept[i]
		}
		if !keeping {
			tables[values+i] = 0
		}
	}
}

// dataSegments returns where the parts of a program's memory stand, and how large it is.
func dataSegments(program []byte) (segments []segment, size int) {
	at := 8 // behind the magic number and the version
	number := func() (n int) {
		for shift := 0; ; shift += 7 {
			b := program[at]
			at++
			n |= int(b&0x7f) << shift
			if b < 0x80 {
				return n
			}
		}
	}
	for at < len(program) {
		const dataSection = 11
		id := program[at]
		at++
		length := number()
		end := at + length
		if id == dataSection {
			for range number() {
				at += 2 // memory 0, i32.const
				address := number()
				at++ // end
				length := number()
				segments = append(segments, segment{address, at, length})
				size = max(size, address+length)
				at += length
			}
		}
		at = end
	}
	return segments, size
}
