//go:build js && wasm

// Package seam is what the two programs of the page have in common where Go and
// JavaScript meet: wasm/internal/seam/seam_js.go and web/src/seam.ts are its two
// ends.
//
// JavaScript calls the functions that a program exports. They are synchronous,
// never block, and never let a panic out: a blocked or dead export returns
// garbage without an error. Texts, options and files are numbered sources, which
// stand for bytes outside the wasm memory; Go reads them through two imports,
// host.size and host.read, so that no file is ever whole inside it.
//
// An export returns the length of its result, whose address the export result
// returns; a negative number means that the result is the text of an error of the
// program's own. Addresses stay good until the next call, and the memory may
// grow in any of them.
package seam

import (
	"io"
	"unsafe"

	"idenfysteps/internal/jsontext"
)

//go:wasmimport host size
func hostSize(source int32) float64

//go:wasmimport host read
func hostRead(source int32, offset float64, p unsafe.Pointer, n int32) int32

// A Source is an [io.ReaderAt] over bytes that JavaScript holds.
type Source int32

// Size returns the source's length in bytes.
func (s Source) Size() int64 { return int64(hostSize(int32(s))) }

// ReadAt implements [io.ReaderAt]; its only error is [io.EOF].
func (s Source) ReadAt(p []byte, offset int64) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	n := int(hostRead(int32(s), float64(offset), unsafe.Pointer(&p[0]), int32(len(p))))
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// Text returns a copy of the whole source; use it for payloads and options, not for files.
func (s Source) Text() []byte {
	text := make([]byte, s.Size())
	n, _ := s.ReadAt(text, 0)
	return text[:n]
}

// Options parses the source as JSON; the zero Value, of which every member is
// absent, if it is not JSON.
func (s Source) Options() jsontext.Value {
	document, _ := jsontext.Parse(s.Text())
	if document == nil {
		return jsontext.Value{}
	}
	return document.Root()
}

// These are globals because JavaScript holds their addresses.
var (
	answer []byte
	writer jsontext.Writer
)

//go:wasmexport result
func resultAddress() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(answer)) }

// Answer runs f, which writes the result, and returns the export's return value.
func Answer(f func(w *jsontext.Writer)) int32 {
	return Guard(func() int32 {
		writer.Reset()
		f(&writer)
		answer = writer.Bytes()
		return int32(len(answer))
	})
}

// Guard runs f and returns the export's return value. It turns a panic into the text
// of an error and its negative length.
func Guard(f func() int32) (length int32) {
	defer func() {
		if p := recover(); p != nil {
			answer = []byte("the program failed: " + reason(p))
			length = -int32(len(answer))
		}
	}()
	return f()
}

func reason(p any) string {
	switch p := p.(type) {
	case error:
		return p.Error()
	case string:
		return p
	}
	return "unknown reason"
}
