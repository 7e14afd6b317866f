//go:build js && wasm

// Command files is the page's program for files (files.wasm): it judges and
// encodes what a person chose. wasm/files/seam_js.go and web/src/files.seam.ts
// are its two ends; what it has in common with the page's other program stands in
// wasm/internal/seam and web/src/seam.ts.
//
//	inspectHead(file, options)  file.Report as JSON, as far as the first bytes and the size tell
//	inspectRest(file)           file.Report as JSON, of the file whose head was judged last and accepted
//	encode(file, offset)        leaves the base64 of the next 192 KiB in the window, and returns its length
//	window()                    the window's address
//
// Options are {"name", "mime", "settings", "limits"}.
package main

import (
	"unsafe"

	"idenfysteps/internal/encode"
	"idenfysteps/internal/file"
	"idenfysteps/internal/jsontext"
	"idenfysteps/wasm/internal/seam"
)

func main() { select {} }

// The window is a global because JavaScript holds its address.
var (
	window [encode.Window / 3 * 4]byte
	input  [encode.Window]byte
)

// The file whose head was judged last: the rest is judged on from there.
var (
	report file.Report
	limits file.Limits
)

//go:wasmexport window
func windowAddress() unsafe.Pointer { return unsafe.Pointer(&window[0]) }

//go:wasmexport inspectHead
func inspectHead(number, options int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) {
		s := seam.Source(number)
		head := input[:min(s.Size(), file.HeadSize)]
		n, _ := s.ReadAt(head, 0)
		o := readOptions(options)
		limits = o.Limits
		report = file.InspectHead(head[:n], s.Size(), o)
		report.WriteJSON(w)
	})
}

//go:wasmexport inspectRest
func inspectRest(number int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) {
		file.InspectRest(&report, seam.Source(number), limits)
		report.WriteJSON(w)
	})
}

//go:wasmexport encode
func encodeWindow(number int32, offset float64) int32 {
	return seam.Guard(func() int32 {
		n, _ := seam.Source(number).ReadAt(input[:], int64(offset))
		return int32(encode.Encode(window[:], input[:n]))
	})
}

func readOptions(number int32) file.Options {
	o := seam.Source(number).Options()
	options := file.Options{Name: o.Member("name").Text(), MIME: o.Member("mime").Text()}
	if s := o.Member("settings"); s.Exists() {
		options.Settings = &file.Settings{
			CanUpload:    s.Member("canUpload").IsTrue(),
			CanCapture:   s.Member("canCapture").IsTrue(),
			CanUploadPDF: s.Member("canUploadPDF").IsTrue(),
		}
	}
	if l := o.Member("limits"); l.Exists() {
		options.Limits = file.Limits{
			Request: int64(whole(l.Member("request"))),
			Image:   int64(whole(l.Member("image"))),
			Pixels:  int64(whole(l.Member("pixels"))),
			Pages:   whole(l.Member("pages")),
		}
	}
	return options
}

// whole returns an integer, or 0, which means no limit.
func whole(v jsontext.Value) int {
	n, _ := v.Int()
	return n
}
