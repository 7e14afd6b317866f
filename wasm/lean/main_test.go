//go:build !js

package main

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tables are those of one function, at the end of which stand: a table of stack
// sizes, one of files, one of lines that is one for the collector too, one of lines alone.
func tables(lines uint32) []byte {
	out := make([]byte, 72+8+8+16+16+52)
	put := func(at int, n uint32) { binary.LittleEndian.PutUint32(out[at:], n) }
	copy(out, "\xf1\xff\xff\xff\x00\x00\x01\x08")
	const files, values, index = 80, 88, 104
	put(8, 1)
	put(40, 72) // units
	put(48, files)
	put(56, values)
	put(64, index)
	copy(out[files:], "main.go")
	copy(out[values:], "\x00\x11\x12\x00\x21\x22\x00\x31\x32\x00\x41\x42\x00")
	put(index+4, 16) // the function's record
	f := index + 16
	put(f+16, 1)     // stack sizes
	put(f+20, 4)     // files
	put(f+24, lines) // lines
	put(f+28, 1)     // one for the collector
	put(f+36, 12)    // first line
	put(f+44, 7)
	return out
}

func TestLinesAreTakenOut(t *testing.T) {
	got := tables(10)
	stripTables(got)
	assert.Equal(t, "\x00\x11\x12\x00\x00\x00\x00\x31\x32\x00\x00\x00\x00", string(got[88:101]), "stack sizes and the collector's stay")
	assert.Equal(t, make([]byte, 16), got[72:88], "names of files")
	f := got[120:]
	assert.Equal(t, []byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, f[16:40])

	shared := tables(7)
	stripTables(shared)
	assert.Equal(t, "\x31\x32", string(shared[95:97]), "a table that two things share stays for the other")
}

// program is a file with some memory in two parts.
func program(memory []byte) []byte {
	out := []byte("\x00asm\x01\x00\x00\x00\x01\x01\x00")
	data := []byte{2}
	half := len(memory) / 2 &^ 7
	for _, s := range []struct{ from, to int }{{0, half}, {half, len(memory)}} {
		data = append(data, 0, 0x41)
		data = append(binary.AppendUvarint(data, uint64(1024+s.from)), 0x0b)
		data = append(binary.AppendUvarint(data, uint64(s.to-s.from)), memory[s.from:s.to]...)
	}
	return append(binary.AppendUvarint(append(out, 11), uint64(len(data))), data...)
}

func TestAProgramIsChangedInPlace(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.wasm")
	require.NoError(t, os.WriteFile(name, program(tables(10)), 0o600))
	require.NoError(t, lean(name))
	got, err := os.ReadFile(name)
	require.NoError(t, err)
	want := tables(10)
	stripTables(want)
	assert.Equal(t, program(want), got)
}

func TestWhatIsLaidOutInAnotherWayIsRefused(t *testing.T) {
	other := tables(10)
	other[0] = 0xf2
	twice := append(tables(10), make([]byte, 4)...)
	for _, p := range [][]byte{nil, []byte("\x00asm\x01\x00\x00\x00"), program(other), program(append(twice, twice...)), program(tables(10))[:100], program(tables(99999))} {
		before := string(p)
		require.ErrorIs(t, stripLines(p), errLayout)
		assert.Equal(t, before, string(p), "it is left as it was")
	}
}
