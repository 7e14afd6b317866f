//go:build js && wasm

package main

// What Go and JavaScript say to each other in the Worker: worker/seam_js.go and worker/src/seam.ts are the two ends.
// They hand each other texts in Go's memory, as their place and length: no js.Value is used after the start, since each
// costs a place in a table on both sides and a finalizer (docs/decisions/0009). Nothing blocks in an export.
//
//     serve(request)          answers the request in the room, by host.respond; its head is a line with method and path,
//                             a line for each header, and an empty line, and its body follows
//     room(bytes)             makes room for the text that JavaScript gives next, and returns its place
//     done(call, failed)      brings the answer of a call of Go's, or why it failed, which is in the room
//     window(), checkBase64(bytes)  where a chunk of an upload goes, and how much of it is of the base64 alphabet
//
// Go imports host.fetch, post, query, head, send, log and respond (worker/src/host.ts).

import (
	"strings"
	"unsafe"
)

// What JavaScript does for Go. The first parameter is the call's number, by
// which [done] brings the answer; limits are milliseconds.

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

// given is the text that JavaScript puts into Go's memory next.
var given []byte

// room makes room for n bytes and tells JavaScript where.
//
//go:wasmexport room
func room(n int32) unsafe.Pointer {
	given = make([]byte, n)
	return unsafe.Pointer(unsafe.SliceData(given))
}

// An answer is what came of a call.
type answer struct {
	text   []byte
	failed bool
}

var (
	lastCall int32
	waiting  = map[int32]chan<- answer{}
)

// done brings the answer that was put into the room. It only makes a goroutine
// ready to go on, because an export must not block.
//
//go:wasmexport done
func done(call int32, failed bool) {
	c := waiting[call]
	delete(waiting, call)
	c <- answer{given, failed}
}

// ask starts a call and waits for its answer; the error is a [hostError].
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

// A hostError is what JavaScript says of a failure, such as
// "Error: D1_ERROR: no such table: verifications: SQLITE_ERROR".
type hostError string

func (e hostError) Error() string { return string(e) }

// LogCause keeps the kind of error; the rest may quote what was stored.
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
