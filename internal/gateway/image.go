package gateway

import (
	"bufio"
	"errors"
	"io"
	"net/http"

	"idenfysteps/internal/idenfy"
)

// An Image is the base64 text of an upload on its way to iDenfy. Reading it
// gives nothing but the base64 alphabet and final padding: where the text holds
// anything else, is shorter or longer than announced, reading fails before the
// last byte, so that iDenfy never has a complete request.
type Image interface {
	io.Reader
	// Head returns up to n bytes of the beginning, which Read returns again.
	Head(n int) ([]byte, error)
	// Refused says why reading failed, if the text was the reason.
	Refused() error
}

// NewImage opens a request's body where Go reads it.
func NewImage(r *http.Request) Image {
	return &bodyImage{body: bufio.NewReaderSize(r.Body, imageWindow), left: r.ContentLength}
}

const imageWindow = 256 << 10

type bodyImage struct {
	body *bufio.Reader
	// left is how much of what was announced is still to come.
	left    int64
	padded  bool
	refused error
}

func (b *bodyImage) Head(n int) ([]byte, error) {
	head, err := b.body.Peek(int(min(int64(n), b.left)))
	if err != nil {
		return nil, ErrCutOff
	}
	if at := CheckBase64(head, false); at < len(head) && head[at] != '=' {
		return nil, ErrNotBase64
	}
	return head, nil
}

func (b *bodyImage) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	n, err := b.body.Read(p[:min(int64(len(p)), b.left)])
	if !b.take(p[:n]) {
		b.refused = ErrNotBase64
		return 0, b.refused
	}
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.EOF) && b.left > 0 {
		b.refused = ErrCutOff
		return 0, b.refused
	}
	return n, nil
}

// take counts a chunk and holds it to the alphabet; padding may only end the text.
func (b *bodyImage) take(chunk []byte) bool {
	b.left -= int64(len(chunk))
	data := CheckBase64(chunk, b.padded)
	padding := len(chunk) - data
	b.padded = b.padded || padding > 0
	for _, c := range chunk[data:] {
		if c != '=' {
			return false
		}
	}
	return padding <= 2 && (padding == 0 || b.left < 2)
}

func (b *bodyImage) Refused() error { return b.refused }

// CheckBase64 returns how many bytes at the beginning of text are of the base64
// alphabet; after padding none is.
func CheckBase64(text []byte, padded bool) int {
	if padded {
		return 0
	}
	i := 0
	for ; i+8 <= len(text); i += 8 {
		t := text[i : i+8 : i+8]
		if base64Alphabet[t[0]]&base64Alphabet[t[1]]&base64Alphabet[t[2]]&base64Alphabet[t[3]]&
			base64Alphabet[t[4]]&base64Alphabet[t[5]]&base64Alphabet[t[6]]&base64Alphabet[t[7]] == 0 {
			break
		}
	}
	for i < len(text) && base64Alphabet[text[i]] != 0 {
		i++
	}
	return i
}

// base64Alphabet holds 1 for each byte that is of the alphabet.
var base64Alphabet = func() (set [256]uint8) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		set[c] = 1
	}
	return set
}()

// Why an image is refused while it is read.
var (
	ErrNotBase64 = refuse(http.StatusBadRequest, idenfy.EncodingError, "The body must be standard base64 and nothing else: no line breaks, no data: prefix.")
	ErrCutOff    = refuse(http.StatusBadRequest, idenfy.BadValue, "The body ended before the length that was announced. Send it again.")
	ErrStalled   = refuse(http.StatusRequestTimeout, idenfy.BadValue, "The body stopped coming. Send it again.")
)
