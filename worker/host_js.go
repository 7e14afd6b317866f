//go:build js && wasm

package main

import (
	"errors"
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

// connect finds the host that instance.ts left on the context.
func connect() *host {
	h := &host{Value: js.Global().Get("context").Get("host"), waiting: map[int]chan<- answer{}}
	h.Set("done", js.FuncOf(func(_ js.Value, args []js.Value) any {
		a := answer{value: args[1]}
		if failed := args[2]; failed.Truthy() {
			a.err = errors.New(failed.String())
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

// bytesOf copies a Uint8Array.
func bytesOf(array js.Value) []byte {
	b := make([]byte, array.Get("byteLength").Int())
	js.CopyBytesToGo(b, array)
	return b
}
