package inflate

import (
	"bytes"
	"compress/zlib"
	"io"
	"math/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bytesReader reads bytes; a step above 0 is the most that it gives at a time.
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

func inflateAll(z *Inflater, limit int) []byte {
	var out []byte
	buf := make([]byte, 3000)
	for len(out) < limit {
		n := z.Read(buf)
		if n == 0 {
			break
		}
		out = append(out, buf[:n]...)
	}
	return out
}

func deflate(t testing.TB, level int, data []byte) []byte {
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func samples() map[string][]byte {
	r := rand.New(rand.NewSource(1))
	noise := make([]byte, 150_000)
	r.Read(noise)
	skewed := make([]byte, 300_000)
	for i := range skewed {
		skewed[i] = byte(r.ExpFloat64() * 12)
	}
	return map[string][]byte{
		"empty":      {},
		"one":        {'x'},
		"zeros":      make([]byte, 200_000),
		"text":       []byte(strings.Repeat("The bill is due on the 24th. ", 9000)),
		"noise":      noise,
		"skewed":     skewed,
		"far copies": append(append(noise[:32768:32768], noise[:32768]...), noise[:40000]...),
	}
}

func TestInflate(t *testing.T) {
	for name, data := range samples() {
		for _, level := range []int{zlib.NoCompression, zlib.BestSpeed, zlib.BestCompression, zlib.HuffmanOnly} {
			for _, step := range []int{0, 1, 777} {
				z := NewZlib(&bytesReader{deflate(t, level, data), step}, enough())
				require.True(t, bytes.Equal(data, inflateAll(z, len(data)+1)), "%s, level %d, step %d", name, level, step)
				require.Equal(t, stateEnd, z.state)
			}
		}
	}
}

func TestInflateCutOff(t *testing.T) {
	data := samples()["skewed"][:20_000]
	packed := deflate(t, zlib.BestCompression, data)
	for n := 0; n < len(packed)-4; n += 37 { // without the checksum all is there
		z := NewZlib(&bytesReader{b: packed[:n]}, enough())
		out := inflateAll(z, len(data)+1)
		require.True(t, bytes.HasPrefix(data, out))
		require.Equal(t, stateCut, z.state, "%d of %d bytes", n, len(packed))
	}
}

func TestInflateRefuses(t *testing.T) {
	for name, packed := range map[string]string{
		"no zlib":            "\x79\x9c\x03\x00",
		"header check":       "\x78\x9d\x03\x00",
		"preset dictionary":  "\x78\xbb\x00\x00\x00\x00\x03\x00",
		"block type 3":       "\x78\x9c\x07\x00",
		"stored length":      "\x78\x9c\x01\x05\x00\x00\x00hello",
		"distance too far":   "\x78\x9c\x4b\x04\x32\x00",
		"too many lit codes": "\x78\x9c\xfd\x00\x00\x00\x00\x00",
	} {
		z := NewZlib(&bytesReader{b: []byte(packed)}, enough())
		inflateAll(z, 1000)
		assert.Equal(t, stateCorrupt, z.state, name)
	}
}

// FuzzInflate compares with compress/zlib: the same bytes, and an error in the
// same files. The checksum is no part of it.
func FuzzInflate(f *testing.F) {
	for _, data := range samples() {
		f.Add(deflate(f, zlib.BestCompression, data[:min(len(data), 3000)]))
		f.Add(deflate(f, zlib.HuffmanOnly, data[:min(len(data), 3000)]))
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		const limit = 1 << 20
		z := NewZlib(&bytesReader{b: packed}, enough())
		out := inflateAll(z, limit)

		r, err := zlib.NewReader(bytes.NewReader(packed))
		// The standard library takes a preset dictionary that is empty; PNG and PDF have none.
		preset := len(packed) > 1 && packed[1]&0x20 != 0
		if err != nil || preset {
			require.Contains(t, []state{stateCorrupt, stateCut}, z.state)
			return
		}
		want, err := io.ReadAll(io.LimitReader(r, int64(len(out))+1))
		if len(out) >= limit {
			require.True(t, bytes.HasPrefix(want, out[:limit]))
			return
		}
		// What ends at the last block may still lack its checksum.
		if z.state == stateEnd {
			require.Contains(t, []error{nil, zlib.ErrChecksum, io.ErrUnexpectedEOF}, err)
			require.True(t, bytes.Equal(want, out), "%d bytes, want %d", len(out), len(want))
			return
		}
		// The standard library wants as many bits as the code that ends a block has
		// before it looks at any, so of what is cut off it may give less.
		require.True(t, bytes.HasPrefix(out, want))
		require.Error(t, err)
		require.NotEqual(t, zlib.ErrChecksum, err)
	})
}

// BenchmarkInflate reports the speed on text and on noise-like data.
func BenchmarkInflate(b *testing.B) {
	for _, name := range []string{"text", "skewed"} {
		data := samples()[name]
		packed := deflate(b, zlib.DefaultCompression, data)
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			buf := make([]byte, 32<<10)
			for b.Loop() {
				z := NewZlib(&bytesReader{b: packed}, enough())
				for z.Read(buf) > 0 {
				}
			}
		})
	}
}

// enough is more work than a test needs.
func enough() *int64 {
	work := int64(1 << 40)
	return &work
}
