package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// stats is what bench/watched tells of the gateway's insides.
type stats struct {
	// Programs counts the Go programs that were started.
	Programs     int
	WasmBytes    float64
	LargestBytes float64
	GoHeap       float64 // bytes, after a collection
	GoObjects    float64
	Goroutines   int
	// JSReferences counts what Go holds of JavaScript.
	JSReferences int
}

func (s stats) megabytes() float64 { return s.WasmBytes / (1 << 20) }
func (s stats) largest() float64   { return s.LargestBytes / (1 << 20) }

// stats asks for them; "watched" is the only variant that answers.
func (v *variant) stats() (s stats, err error) { return s, v.command("stats", &s) }

// command is one of bench/watched/worker.ts.
func (v *variant) command(name string, answer any) error {
	res, err := client.Post(v.url+"/bench/"+name, "", nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("/bench/%s: status %d", name, res.StatusCode)
	}
	return json.NewDecoder(res.Body).Decode(answer)
}
