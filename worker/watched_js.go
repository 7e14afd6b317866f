//go:build js && wasm && watched

package main

import (
	"os"
	"runtime"
)

// Exports for worker/bench; the deployed program is built without them.

//go:wasmexport goHeap
func goHeap() float64 {
	runtime.GC()
	return float64(memory().HeapAlloc)
}

//go:wasmexport goObjects
func goObjects() float64 { return float64(memory().HeapObjects) }

//go:wasmexport goroutines
func goroutines() int32 { return int32(runtime.NumGoroutine()) }

// grow exceeds the memory limit of instance.ts.
//
//go:wasmexport grow
func grow() { runtime.KeepAlive(make([]byte, 64<<20)) }

//go:wasmexport exitNow
func exitNow() { os.Exit(1) }

func memory() (m runtime.MemStats) {
	runtime.ReadMemStats(&m)
	return m
}
