//go:build js && wasm

package main

import (
	"errors"
	"net/http"
	"unsafe"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/idenfy"
)

// hostImage is an upload whose text stays in JavaScript (image.ts). Go sees its head
// and, in checkBase64, one chunk at a time.
type hostImage struct {
	request int32
	refused error
}

func openImage(r *http.Request) gateway.Image {
	return &hostImage{request: r.Context().Value(requestID{}).(int32)}
}

func (i *hostImage) Head(n int) ([]byte, error) {
	return i.ask(func(call int32) { hostHead(call, i.request, int32(n)) })
}

func (i *hostImage) Refused() error { return i.refused }

// Read is never called: [upstream] lets JavaScript send the image.
func (i *hostImage) Read([]byte) (int, error) {
	return 0, errors.New("the image is read in JavaScript")
}

// send lets JavaScript send the request with the image in it.
func (i *hostImage) send(req *http.Request, body *idenfy.UploadBody) ([]byte, error) {
	return i.ask(func(call int32) {
		hostSend(call, i.request, headOf(req)+body.Head, body.Tail, int32(req.ContentLength), limitOf(req))
	})
}

// refusals maps the reasons of image.ts to the gateway's errors.
var refusals = map[hostError]error{
	"not-base64": gateway.ErrNotBase64,
	"cut-off":    gateway.ErrCutOff,
	"stalled":    gateway.ErrStalled,
}

func (i *hostImage) ask(start func(call int32)) ([]byte, error) {
	answer, err := ask(start)
	if said, ok := errors.AsType[hostError](err); ok && refusals[said] != nil {
		i.refused = refusals[said]
		return nil, i.refused
	}
	return answer, err
}

// window holds one chunk. Checking is synchronous, so requests share it.
var window [256 << 10]byte

//go:wasmexport window
func windowAddress() unsafe.Pointer { return unsafe.Pointer(&window[0]) }

// checkBase64 returns the length of the prefix of the window's first n bytes that is in the base64 alphabet.
//
//go:wasmexport checkBase64
func checkBase64(n int32) int32 { return int32(gateway.CheckBase64(window[:n])) }
