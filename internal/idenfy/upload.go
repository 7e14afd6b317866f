package idenfy

import (
	"io"
	"maps"
	"slices"
	"strings"

	"idenfysteps/internal/jsontext"
)

// An Upload is one file for one step of an existing verification.
type Upload struct {
	ScanRef string
	Step    string
	// AdditionalData is flat here: {"address": "…"}; in a token request it is keyed by step.
	AdditionalData map[string]string
	// Image is standard base64 of the file, without a data: prefix, and ImageSize its length.
	Image     io.Reader
	ImageSize int64
}

// Around is how many bytes of the request are not the image.
func (u *Upload) Around() int { return len(u.head()) + len(tail) }

// tail is what follows the image.
const tail = `"}`

// Body returns the request's JSON, written around the image as it streams, and its length in bytes.
func (u *Upload) Body() (*UploadBody, int64) {
	b := &UploadBody{Head: u.head(), Image: u.Image, Tail: tail}
	b.all = io.MultiReader(strings.NewReader(b.Head), b.Image, strings.NewReader(b.Tail))
	return b, int64(len(b.Head)) + u.ImageSize + int64(len(b.Tail))
}

// An UploadBody is an upload's JSON as it is read. A [Doer] that has better
// ways to send an image than reading it here takes the three parts.
type UploadBody struct {
	Head  string
	Image io.Reader
	Tail  string
	all   io.Reader
}

func (b *UploadBody) Read(p []byte) (int, error) { return b.all.Read(p) }

// Close does nothing; it lets [http.NewRequest] keep the type.
func (b *UploadBody) Close() error { return nil }

// head is everything up to and including the image's opening quote. The image
// comes last, so that nothing can follow what the stream holds.
func (u *Upload) head() string {
	var w jsontext.Writer
	w.BeginObject()
	w.Name("scanRef").String(u.ScanRef)
	w.Name("step").String(u.Step)
	w.Name("additionalData").BeginObject()
	for _, field := range slices.Sorted(maps.Keys(u.AdditionalData)) {
		w.Name(field).String(u.AdditionalData[field])
	}
	w.EndObject()
	w.Name("image")
	return string(w.Bytes()) + `"`
}
