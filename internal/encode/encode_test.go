package encode_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/encode"
)

func noise(n int) []byte {
	b := make([]byte, n)
	rand.New(rand.NewSource(int64(n))).Read(b)
	return b
}

func encoded(src []byte) string {
	dst := make([]byte, encode.Len(len(src)))
	return string(dst[:encode.Encode(dst, src)])
}

func TestEncodeEveryLength(t *testing.T) {
	src := noise(400)
	for n := range src {
		require.Equal(t, base64.StdEncoding.EncodeToString(src[:n]), encoded(src[:n]), "%d bytes", n)
	}
}

func TestEncodeEveryPair(t *testing.T) {
	src := make([]byte, 0, 3<<12)
	for i := range 1 << 12 {
		src = append(src, byte(i>>4), byte(i<<4)|byte(i>>8), byte(i))
	}
	assert.Equal(t, base64.StdEncoding.EncodeToString(src), encoded(src))
}

func TestEncodeLeavesTheRestOfDst(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 47, 48, 49, 50, 51, 200} {
		dst := bytes.Repeat([]byte{'#'}, encode.Len(n)+8)
		end := encode.Encode(dst, noise(n))
		assert.Equal(t, encode.Len(n), end)
		assert.Equal(t, "########", string(dst[end:]), "%d bytes", n)
	}
}

func TestWindowsJoin(t *testing.T) {
	assert.Zero(t, encode.Window%3, "a window must not end in padding")
	src := noise(2*encode.Window + 100)
	joined := encoded(src[:encode.Window]) + encoded(src[encode.Window:2*encode.Window]) + encoded(src[2*encode.Window:])
	assert.Equal(t, base64.StdEncoding.EncodeToString(src), joined)
}

func TestCopy(t *testing.T) {
	for _, n := range []int{0, 1, encode.Window - 1, encode.Window, encode.Window + 1, 3*encode.Window + 7} {
		src := noise(n)
		var out strings.Builder
		require.NoError(t, encode.Copy(&out, iotest.HalfReader(bytes.NewReader(src))))
		assert.Equal(t, base64.StdEncoding.EncodeToString(src), out.String(), "%d bytes", n)
	}
}

func TestCopyReturnsErrors(t *testing.T) {
	broken := errors.New("broken")
	assert.ErrorIs(t, encode.Copy(io.Discard, iotest.ErrReader(broken)), broken)

	_, w := io.Pipe()
	require.NoError(t, w.CloseWithError(nil))
	assert.ErrorIs(t, encode.Copy(w, strings.NewReader("x")), io.ErrClosedPipe)
}

func FuzzEncode(f *testing.F) {
	f.Add([]byte("a bill"))
	f.Add(noise(151))
	f.Fuzz(func(t *testing.T, src []byte) {
		require.Equal(t, base64.StdEncoding.EncodeToString(src), encoded(src))
	})
}

func ExampleEncode() {
	src := []byte("a bill")
	dst := make([]byte, encode.Len(len(src)))
	n := encode.Encode(dst, src)
	fmt.Println(string(dst[:n]))
	// Output: YSBiaWxs
}

func ExampleCopy() {
	_ = encode.Copy(os.Stdout, strings.NewReader("a bill!"))
	// Output: YSBiaWxsIQ==
}
