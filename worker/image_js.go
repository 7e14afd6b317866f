//go:build js && wasm

package main

import (
	"errors"
	"net/http"
	"syscall/js"
	"unsafe"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/idenfy"
)

// hostImage is an upload whose text stays in JavaScript (image.ts): Go sees its
// head and, by checkBase64, each chunk in the window, and never holds the rest.
type hostImage struct {
	host  *host
	value js.Value
}

func (h *host) image(r *http.Request) gateway.Image { return hostImage{h, rawBody(r)} }

func (i hostImage) Head(n int) ([]byte, error) {
	head, err := i.host.ask(i.value, "head", n)
	if refused := i.Refused(); refused != nil {
		return nil, refused
	}
	if err != nil {
		return nil, err
	}
	return bytesOf(head), nil
}

func (i hostImage) Refused() error {
	switch i.value.Get("refused").String() {
	case "not-base64":
		return gateway.ErrNotBase64
	case "cut-off":
		return gateway.ErrCutOff
	case "stalled":
		return gateway.ErrStalled
	}
	return nil
}

// Read is not how this image is sent; hostFetch takes it whole.
func (i hostImage) Read([]byte) (int, error) { return 0, errors.New("the image is read in JavaScript") }

// send lets JavaScript write the request around the image.
func (i hostImage) send(req *http.Request, body *idenfy.UploadBody) (js.Value, error) {
	return i.host.ask(i.value, "send", req.URL.String(), headersOf(req), body.Head, body.Tail, req.ContentLength, limitOf(req))
}

// window takes one chunk at a time. Checking is synchronous, so requests share it.
var window [1 << 20]byte

//go:wasmexport window
func windowAddress() unsafe.Pointer { return unsafe.Pointer(&window[0]) }

// checkBase64 returns how many of the window's first n bytes are of the base64 alphabet.
//
//go:wasmexport checkBase64
func checkBase64(n int32) int32 { return int32(gateway.CheckBase64(window[:n])) }
