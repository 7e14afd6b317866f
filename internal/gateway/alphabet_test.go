package gateway

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func TestCheckBase64TakesTheAlphabetAndNothingElse(t *testing.T) {
	for c := range 256 {
		for at := range 70 {
			text := bytes.Repeat([]byte("A9z+/"), 15)[:70]
			text[at] = byte(c)
			want := len(text)
			if strings.IndexByte(alphabet, byte(c)) < 0 {
				want = at
			}
			assert.Equal(t, want, CheckBase64(text), "byte %#x at %d", c, at)
		}
	}
}

// A word is judged whole, so a byte must not spoil the judgement of its neighbour.
func TestCheckBase64JudgesEachByteByItself(t *testing.T) {
	for first := range 256 {
		for second := range 256 {
			text := append([]byte{byte(first), byte(second)}, strings.Repeat("A", 30)...)
			want := len(text)
			for i, c := range text[:2] {
				if strings.IndexByte(alphabet, c) < 0 {
					want = i
					break
				}
			}
			assert.Equal(t, want, CheckBase64(text), "bytes %#x %#x", first, second)
		}
	}
}

func BenchmarkCheckBase64(b *testing.B) {
	text := bytes.Repeat([]byte(alphabet), 1<<14)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		CheckBase64(text)
	}
}
