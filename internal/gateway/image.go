package gateway

import (
	"bufio"
	"errors"
	"io"
	"net/http"

	"idenfysteps/internal/idenfy"
)

// An Image is the base64 text of an upload on its way to iDenfy. Reading it
// gives nothing but the base64 alphabet and final padding. Where the text holds
// anything else, or is not as long as its Content-Length says, reading fails before
// the last byte, so that iDenfy never has a complete request. Head and Read then fail
// with [ErrNotBase64], [ErrCutOff] or [ErrStalled].
type Image interface {
	io.Reader
	// Head returns the first n bytes, or all where there are fewer. Read returns them again.
	Head(n int) ([]byte, error)
	// Refused returns the error by which reading failed, nil where the text was not the
	// reason. Whoever sends the image may see only that reading failed.
	Refused() error
}

// NewImage opens a request's body where Go reads it. It has no time limit of its own, so
// it never fails with [ErrStalled].
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
	if at := CheckBase64(head); at < len(head) && head[at] != '=' {
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
	data := 0
	if !b.padded {
		data = CheckBase64(chunk)
	}
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

// Why an image is refused while it is read.
var (
	ErrNotBase64 = idenfy.Refuse(idenfy.BadValue, "The body must be standard base64 and nothing else: no line breaks, no data: prefix.")
	ErrCutOff    = idenfy.Refuse(idenfy.BadValue, "The body ended before the length that was announced. Send it again.")
	ErrStalled   = errStalled
)
