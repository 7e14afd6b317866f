//go:build js && wasm

// Command kernel lets a page time the project's base64 against the standard
// library's, over the same bytes in the same program.
package main

import (
	"encoding/base64"

	"idenfysteps/internal/encode"
)

func main() {
	for i := range input {
		input[i] = byte(i * i >> 3)
	}
	select {}
}

var (
	input  [encode.Window]byte
	output [encode.Window / 3 * 4]byte
)

// own encodes a window so many times.
//
//go:wasmexport own
func own(times int32) {
	for range times {
		encode.Encode(output[:], input[:])
	}
}

//go:wasmexport standard
func standard(times int32) {
	for range times {
		base64.StdEncoding.Encode(output[:], input[:])
	}
}
