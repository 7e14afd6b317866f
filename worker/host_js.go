//go:build js && wasm

package main

import (
	"strings"
	"syscall/js"
)

// A host is the JavaScript side (host.ts). Its methods take a number first and
// answer through one callback, which lives as long as the program: a callback a
// call would have to be made and released each time.
type host struct {
	js.Value
	last    int
	waiting map[int]chan<- answer
}

type answer struct {
	value js.Value
	err   error
}

// A hostError is what JavaScript says of a failure, such as
// "Error: D1_ERROR: no such table: verifications: SQLITE_ERROR".
type hostError string

func (e hostError) Error() string { return string(e) }

// LogCause keeps the kind of error; the rest may quote what was stored.
func (e hostError) LogCause() string {
	kinds := strings.SplitN(string(e), ": ", 3)
	return strings.Join(kinds[:min(2, len(kinds))], ": ")
}

// connect finds the host that instance.ts left on the context.
func connect() *host {
	h := &host{Value: js.Global().Get("context").Get("host"), waiting: map[int]chan<- answer{}}
	h.Set("done", js.FuncOf(func(_ js.Value, args []js.Value) any {
		a := answer{value: args[1]}
		if len(args) > 2 {
			a.err = hostError(args[2].String())
		}
		c := h.waiting[args[0].Int()]
		delete(h.waiting, args[0].Int())
		c <- a
		return nil
	}))
	return h
}

// ask calls a method of on, the host or an object of its, and waits for the answer.
func (h *host) ask(on js.Value, method string, args ...any) (js.Value, error) {
	c := make(chan answer, 1)
	h.last++
	id := h.last
	h.waiting[id] = c
	on.Call(method, append([]any{id}, args...)...)
	a := <-c
	return a.value, a.err
}

// Write writes a line of the log.
func (h *host) Write(line []byte) (int, error) {
	h.Call("log", strings.TrimSuffix(string(line), "\n"))
	return len(line), nil
}

// bytesOf copies a Uint8Array.
func bytesOf(array js.Value) []byte {
	b := make([]byte, array.Get("byteLength").Int())
	js.CopyBytesToGo(b, array)
	return b
}
