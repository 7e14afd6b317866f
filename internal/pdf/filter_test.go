package pdf

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"idenfysteps/internal/window"
)

func TestUnfilter(t *testing.T) {
	above := []byte{10, 20, 30, 40, 50, 60}
	for filter, want := range [][]byte{
		{1, 2, 3, 4, 5, 6},
		{1, 2, 4, 6, 9, 12},
		{11, 22, 33, 44, 55, 66},
		{6, 12, 21, 30, 40, 51},
		{11, 22, 33, 44, 55, 66},
	} {
		row := []byte{1, 2, 3, 4, 5, 6}
		unfilter(byte(filter), 2, row, above)
		assert.Equal(t, want, row, "filter %d", filter)
	}
}

func TestTIFFPredictor(t *testing.T) {
	d := newDocument(&window.Source{}, 0)
	work := int64(1000)
	param := newParser(memory("<</Predictor 2/Columns 3/Colors 1>>"), 0, &work).object()
	r := d.predicted(&bytesReader{b: []byte{1, 1, 1, 5, 0, 250, 9}, step: 2}, param)
	assert.Equal(t, []byte{1, 2, 3, 5, 5, 255, 9, 9, 9}, readUpTo(r, 100), "the last row is filled up")
}

func TestImpossibleParameters(t *testing.T) {
	d := newDocument(&window.Source{}, 0)
	for _, text := range []string{
		"<</Predictor 12/Columns 0>>", "<</Predictor 12/Columns 999999>>", "<</Predictor 12/Colors -1>>",
		"<</Predictor 12/BitsPerComponent 64>>", "<</Predictor 2/BitsPerComponent 4>>",
	} {
		work := int64(1000)
		assert.Nil(t, d.predicted(&bytesReader{}, newParser(memory(text), 0, &work).object()), text)
	}
}

func TestASCIIReaders(t *testing.T) {
	for _, c := range []struct {
		mark        byte
		group       func(*asciiReader) []byte
		packed, out string
	}{
		{'>', hexGroup, "48 65\n6C6c 6F>rest", "Hello"},
		{'>', hexGroup, "48656", "He`"},
		{'>', hexGroup, ">", ""},
		{'~', base85Group, "87cUR\nD]i,\"Ebo80~>", "Hello World!"},
		{'~', base85Group, "87cURDZ~>", "Hello"},
		{'~', base85Group, "z!!~>", "\x00\x00\x00\x00\x00"},
		{'~', base85Group, "", ""},
	} {
		r := &asciiReader{from: &bytesReader{b: []byte(c.packed)}, mark: c.mark, group: c.group, work: enough()}
		assert.Equal(t, c.out, string(readUpTo(r, 100)), c.packed)
	}
}

// bytesReader reads bytes, at most step of them at a time where that is above 0.
type bytesReader struct {
	b    []byte
	step int
}

func (r *bytesReader) Read(p []byte) int {
	if r.step > 0 && len(p) > r.step {
		p = p[:r.step]
	}
	n := copy(p, r.b)
	r.b = r.b[n:]
	return n
}

// enough is more work than a test needs.
func enough() *int64 {
	work := int64(1 << 40)
	return &work
}
