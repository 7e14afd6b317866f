package main

import (
	"fmt"
	"math"
	"time"
)

// soak counts webhooks on their way, looks for leaks in one Go program, and at how programs are replaced.
func (b *bench) soak() error {
	if err := b.outbox(); err != nil {
		return err
	}
	return b.with([]string{"watched"}, func(running map[string]*variant) error {
		v := running["watched"]
		if err := b.leaks(v); err != nil {
			return err
		}
		b.report.heading("How a Go program is replaced", "what happens", "", "got", "target", "met")
		for _, step := range []func(*variant) error{b.retiredByUse, b.retiredByMemory, b.endedInFlight} {
			if err := step(v); err != nil {
				return err
			}
		}
		return nil
	})
}

// leaks sends 50,000 requests through one program, which is kept for the purpose.
func (b *bench) leaks(v *variant) error {
	if err := v.command("keep", &struct{}{}); err != nil {
		return err
	}
	b.report.heading("One Go program at concurrency 16; Go's heap after a collection, V8's at its lowest of 20 looks",
		"requests", "errors", "Go heap, bytes", "Go objects", "goroutines", "JS references", "V8 heap MB", "wasm MB", "RSS MB")
	first, err := b.stretch(v, 2000, "warm-up")
	if err != nil {
		return err
	}
	last, wrong := first, len(first.errors)
	alive := math.Inf(1) // V8 collects seldom: what is alive is below all that was seen in the last 30,000
	for i := range 5 {
		if last, err = b.stretch(v, 10_000, fmt.Sprint((i+1)*b.many(10_000))); err != nil {
			return err
		}
		wrong += len(last.errors)
		if i >= 2 {
			alive = min(alive, last.v8Heap)
		}
	}
	b.report.heading("Leaks", "what grew over the run", "", "got", "target", "met")
	b.report.target("errors", "", float64(wrong), "<=", 0, "")
	b.report.target("Go programs started", "", float64(last.Programs-first.Programs), "<=", 0, "")
	b.report.target("Go heap", "", (last.GoHeap-first.GoHeap)/1024, "<=", 256, " kB")
	b.report.target("goroutines", "", float64(last.Goroutines-first.Goroutines), "<=", 0, "")
	b.report.target("JS references", "", float64(last.JSReferences-first.JSReferences), "<=", 8, "")
	b.report.target("V8 heap", "at its lowest in the last three", (alive-first.v8Heap)/(1<<20), "<=", 4, " MB")
	b.report.target("wasm memory", "", last.megabytes()-first.megabytes(), "<=", 8, " MB")
	return v.command("release", &struct{}{})
}

// A stretch is a part of the run and what it left behind.
type stretch struct {
	stats
	errors []error
	v8Heap float64 // bytes
}

// stretch sends n requests. workerd does not collect V8's garbage when asked, so
// what is alive shows at the lowest point that V8's own collections reach.
func (b *bench) stretch(v *variant, n int, name string) (stretch, error) {
	var s stretch
	for look := range 20 {
		s.errors = append(s.errors, load(v, createToken, b.many(n)/20+1, 16).errors...)
		heap, err := v.v8Heap()
		if err != nil {
			return s, err
		}
		if look == 0 || heap < s.v8Heap {
			s.v8Heap = heap
		}
	}
	var err error
	s.stats, err = v.stats()
	b.report.row(name, fmt.Sprint(len(s.errors)), fmt.Sprint(int(s.GoHeap)), fmt.Sprint(int(s.GoObjects)),
		fmt.Sprint(s.Goroutines), fmt.Sprint(s.JSReferences), number(s.v8Heap/(1<<20)), number(s.megabytes()), number(v.rss()))
	return s, err
}

// retiredByUse sends more requests than one program may answer.
func (b *bench) retiredByUse(v *variant) error {
	before, err := v.stats()
	if err != nil {
		return err
	}
	s := load(v, createToken, 10_500, 16)
	after, err := v.stats()
	b.report.target("errors while one retires by use", "", float64(len(s.errors)), "<=", 0, "")
	b.report.target("programs started meanwhile", "10,500 requests", float64(after.Programs-before.Programs), ">=", 1, "")
	return err
}

// retiredByMemory makes a program larger than one may be.
func (b *bench) retiredByMemory(v *variant) error {
	if err := v.command("grow", &struct{}{}); err != nil {
		return err
	}
	large, err := v.stats()
	if err != nil {
		return err
	}
	s := load(v, createToken, 32, 8)
	after, err := v.stats()
	b.report.target("errors while one retires by memory", number(large.megabytes())+" MB", float64(len(s.errors)), "<=", 0, "")
	b.report.target("wasm memory of the next", "", after.megabytes(), "<=", 32, " MB")
	return err
}

// endedInFlight ends the Go program while requests wait for iDenfy.
func (b *bench) endedInFlight(v *variant) error {
	b.upstream.delay.Store(int64(2 * time.Second))
	before, err := v.stats()
	if err != nil {
		return err
	}
	const waiting = 32
	answered := make(chan sample)
	go func() { answered <- load(v, createToken, waiting, waiting) }()
	if err := b.upstream.met(waiting, 10*time.Second); err != nil {
		return err
	}
	began := time.Now()
	if err := v.command("exit", &struct{}{}); err != nil {
		return err
	}
	s := <-answered
	took := time.Since(began)
	b.upstream.delay.Store(0)
	next := load(v, createToken, 32, 8)
	after, err := v.stats()
	b.report.target("waiters told that the program ended", "500 each", float64(len(s.errors)), ">=", waiting, "")
	b.report.target("until the last of them was told", "upstream still silent", took.Seconds(), "<=", 1.5, " s")
	b.report.target("errors of the next 32 requests", "", float64(len(next.errors)), "<=", 0, "")
	b.report.target("programs started", "", float64(after.Programs-before.Programs), "<=", 1, "")
	return err
}
