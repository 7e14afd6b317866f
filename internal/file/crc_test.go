package file

import (
	"hash/crc32"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestUpdateCRC(t *testing.T) {
	text := []byte("IDAT, and then more than eight bytes; \x00\xff\x80")
	for split := range text {
		for end := split; end <= len(text); end++ {
			assert.Equal(t, crc32.ChecksumIEEE(text[:end]), updateCRC(updateCRC(0, text[:split]), text[split:end]))
		}
	}
}
