//go:build js && wasm

package main

// The seam of the Worker: worker/seam_js.go and worker/src/seam.ts are its two ends. Texts are passed in Go's memory,
// by address and length. After the start no js.Value is used, since each needs entries in tables on both sides and a
// finalizer (docs/decisions/0009). An export must not block.
//
//     room(bytes)             makes room for the next text that JavaScript passes, and returns its address
//     serve(request)          answers the request in the room, by host.respond: a line with method and path, a line for
//                             each header, an empty line, and the body
//     done(call, failed)      returns the answer of a host call, or why it failed, which is in the room
//     window(), checkBase64(bytes)  the address for a chunk of an upload, and the length of its base64 prefix
//
// Go imports host.fetch, post, query, head, send, log and respond (worker/src/host.ts).

import (
	"strings"
	"unsafe"
)

// The host calls. The first parameter is the call's number, under which [done] returns
// the answer; limits are in milliseconds.

//go:wasmimport host fetch
func hostFetch(call int32, request string, limit int32)

//go:wasmimport host post
func hostPost(call int32, request string, limit int32)

//go:wasmimport host query
func hostQuery(call int32, statements string)

//go:wasmimport host head
func hostHead(call, request, n int32)

//go:wasmimport host send
func hostSend(call, request int32, upstreamRequest string, tail string, length, limit int32)

//go:wasmimport host log
func hostLog(line string)

//go:wasmimport host respond
func hostRespond(request int32, head string, body string)

// given is the latest text from JavaScript: the room.
var given []byte

//go:wasmexport room
func room(n int32) unsafe.Pointer {
	given = make([]byte, n)
	return unsafe.Pointer(unsafe.SliceData(given))
}

// An answer is the result of a host call.
type answer struct {
	text   []byte
	failed bool
}

var (
	lastCall int32
	waiting  = map[int32]chan<- answer{}
)

// done passes the text in given to the goroutine that waits in ask. It does not run
// it, because an export must not block.
//
//go:wasmexport done
func done(call int32, failed bool) {
	c := waiting[call]
	delete(waiting, call)
	c <- answer{given, failed}
}

// ask starts a host call and waits for its answer; the error is a [hostError].
func ask(start func(call int32)) ([]byte, error) {
	c := make(chan answer, 1)
	lastCall++
	call := lastCall
	waiting[call] = c
	start(call)
	a := <-c
	if a.failed {
		return nil, hostError(a.text)
	}
	return a.text, nil
}

// A hostError is the text of a JavaScript error, such as
// "Error: D1_ERROR: no such table: verifications: SQLITE_ERROR".
type hostError string

func (e hostError) Error() string { return string(e) }

// LogCause returns the kind of the error; the rest may quote stored data.
func (e hostError) LogCause() string {
	if strings.HasPrefix(string(e), "Error: D1_ERROR: no such ") { // table, column
		return "the database lacks migrations; end wrangler dev and run: wrangler d1 migrations apply DB --local (./build.sh deploy where it is deployed)"
	}
	kinds := strings.SplitN(string(e), ": ", 3)
	return strings.Join(kinds[:min(2, len(kinds))], ": ")
}

// hostLogger writes the log's lines.
type hostLogger struct{}

func (hostLogger) Write(line []byte) (int, error) {
	hostLog(strings.TrimSuffix(string(line), "\n"))
	return len(line), nil
}
