//go:build js && wasm

// Command steps is the engine. Built for js it runs in a page's module Worker,
// behind web/src/engine.worker.ts; built natively it is the command line
// (cli.go).
//
// # The seam
//
// JavaScript calls the exported functions below. They are synchronous, never
// block, and never let a panic out: a blocked or dead export returns garbage
// without a word. Texts, options and files are numbered sources that Go reads
// through two imports, so that no file is ever whole in wasm memory.
//
// Each export returns the length of its result, whose address result tells; a
// negative number means that the result is the text of an error in the engine
// itself. Addresses stay good until the next call.
package main

import (
	"io"
	"unsafe"

	"idenfysteps/internal/encode"
	"idenfysteps/internal/file"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
)

func main() { select {} }

//go:wasmimport host size
func hostSize(source int32) float64

//go:wasmimport host read
func hostRead(source int32, offset float64, p unsafe.Pointer, n int32) int32

// none is the number of a source that is not there.
const none = -1

// A source is an [io.ReaderAt] over bytes that JavaScript holds.
type source int32

func (s source) size() int64 { return int64(hostSize(int32(s))) }

func (s source) ReadAt(p []byte, offset int64) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	n := int(hostRead(int32(s), float64(offset), unsafe.Pointer(&p[0]), int32(len(p))))
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// text copies the whole source; for payloads and options, not for files.
func (s source) text() []byte {
	if s == none {
		return nil
	}
	text := make([]byte, s.size())
	n, _ := s.ReadAt(text, 0)
	return text[:n]
}

// These are globals because JavaScript holds their addresses.
var (
	// window takes what encode makes of input.
	window [encode.Window / 3 * 4]byte
	input  [encode.Window]byte
	answer []byte
	writer jsontext.Writer
)

//go:wasmexport window
func windowAddress() unsafe.Pointer { return unsafe.Pointer(&window[0]) }

//go:wasmexport result
func resultAddress() unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(answer)) }

// answering runs f, which writes the result, and turns a panic into a negative length.
func answering(f func()) (length int32) {
	defer func() {
		if p := recover(); p != nil {
			answer = []byte("the engine failed: " + reason(p))
			length = -int32(len(answer))
		}
	}()
	writer.Reset()
	f()
	answer = writer.Bytes()
	return int32(len(answer))
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

// check writes steps.Payload's JSON; options are {"environment"}.
//
//go:wasmexport check
func check(text, options int32) int32 {
	return answering(func() {
		o := readOptions(source(options))
		steps.Read(source(text).text(), o.environment()).WriteJSON(&writer, "")
	})
}

// checkEnvironment writes {"valid","findings"} for an environment.
//
//go:wasmexport checkEnvironment
func checkEnvironment(text int32) int32 {
	return answering(func() {
		_, findings := steps.ReadEnvironment(source(text).text())
		writer.BeginObject()
		writer.Name("valid").Bool(!finding.AnyError(findings))
		writer.Name("findings")
		finding.WriteJSON(&writer, findings)
		writer.EndObject()
	})
}

// normalise writes the payload as plain JSON, or null where it cannot be read.
//
//go:wasmexport normalise
func normalise(text int32) int32 {
	return answering(func() {
		plain := steps.Read(source(text).text(), nil).Normalised()
		if plain == nil {
			writer.Null()
			return
		}
		writer.Raw(string(plain))
	})
}

// resolve writes steps.Resolution's JSON; options are {"environment","country","document","locale"}.
//
//go:wasmexport resolve
func resolve(text, options int32) int32 {
	return answering(func() {
		o := readOptions(source(options))
		steps.Read(source(text).text(), o.environment()).Resolve(o.person()).WriteJSON(&writer)
	})
}

// inspectHead writes file.Report's JSON as far as the first bytes and the size
// tell; options are inspect's.
//
//go:wasmexport inspectHead
func inspectHead(number, options int32) int32 {
	return answering(func() {
		s := source(number)
		head := input[:min(s.size(), file.HeadSize)]
		n, _ := s.ReadAt(head, 0)
		report := file.InspectHead(head[:n], s.size(), readOptions(source(options)).file())
		report.WriteJSON(&writer, "")
	})
}

// inspect writes file.Report's JSON; options are {"name","mime","settings","limits"}.
//
//go:wasmexport inspect
func inspect(number, options int32) int32 {
	return answering(func() {
		s := source(number)
		report := file.Inspect(s, s.size(), readOptions(source(options)).file())
		report.WriteJSON(&writer, "")
	})
}

// encodeWindow leaves the base64 of up to encode.Window bytes from offset in the
// window and returns its length.
//
//go:wasmexport encode
func encodeWindow(number int32, offset float64) (length int32) {
	defer func() {
		if p := recover(); p != nil {
			answer = []byte("the engine failed: " + reason(p))
			length = -int32(len(answer))
		}
	}()
	n, _ := source(number).ReadAt(input[:], int64(offset))
	return int32(encode.Encode(window[:], input[:n]))
}
