package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

const rounds = 3

// compare is the bench: each comparison alternates its variants in one run.
func (b *bench) compare() error {
	for _, step := range []func() error{b.tokens, b.webhooks, b.uploads, b.uploadMemory, b.endurance, b.size} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// A duel alternates the gateway with another variant.
type duel struct {
	title       string
	other       string
	call        call
	concurrency int
	delay       time.Duration
	requests    int  // a round
	otherCall   call // nil for the same
}

type rival struct{ gateway, other []sample }

func (b *bench) fight(running map[string]*variant, d duel) (rival, error) {
	b.upstream.delay.Store(int64(d.delay))
	var r rival
	if d.otherCall == nil {
		d.otherCall = d.call
	}
	for round := range rounds + 1 {
		ours := load(running["gateway"], d.call, b.many(d.requests), d.concurrency)
		theirs := load(running[d.other], d.otherCall, b.many(d.requests), d.concurrency)
		if wrong := append(ours.errors, theirs.errors...); len(wrong) > 0 {
			return r, fmt.Errorf("%s: %d requests failed, the first: %w", d.title, len(wrong), wrong[0])
		}
		if round > 0 { // the first warms up
			r.gateway, r.other = append(r.gateway, ours), append(r.other, theirs)
		}
	}
	return r, nil
}

// ratio is the median of the rounds' ratios.
func (r rival) ratio(of func(sample) float64) float64 {
	var list []float64
	for i := range r.gateway {
		list = append(list, of(r.gateway[i])/of(r.other[i]))
	}
	return median(list)
}

func medianOf(samples []sample, of func(sample) float64) float64 {
	var list []float64
	for _, s := range samples {
		list = append(list, of(s))
	}
	return median(list)
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

func p50(s sample) float64        { return s.p50 }
func p95(s sample) float64        { return s.p95 }
func p99(s sample) float64        { return s.p99 }
func throughput(s sample) float64 { return s.perSecond }
func cpu(s sample) float64        { return s.cpu }

// both shows a measure's medians: the gateway's, then the other's.
func (r rival) both(of func(sample) float64) string {
	return number(medianOf(r.gateway, of)) + " / " + number(medianOf(r.other, of))
}

func (b *bench) tokens() error {
	return b.with([]string{"gateway", "js"}, func(running map[string]*variant) error {
		const realistic = 25 * time.Millisecond
		duels := []duel{
			{"25 ms upstream, concurrency 1", "js", createToken, 1, realistic, 150, nil},
			{"25 ms upstream, concurrency 32", "js", createToken, 32, realistic, 3000, nil},
			{"0 ms upstream, concurrency 1", "js", createToken, 1, 0, 500, nil},
			{"0 ms upstream, concurrency 8", "js", createToken, 8, 0, 2000, nil},
		}
		won := make([]rival, len(duels))
		for i, d := range duels {
			var err error
			if won[i], err = b.fight(running, d); err != nil {
				return err
			}
		}
		b.report.heading("Token route: gateway / other, medians of the rounds",
			"run", "against", "p50 ms", "p95 ms", "p99 ms", "requests/s", "CPU ms a request")
		for i, d := range duels {
			b.report.row(d.title, d.other, won[i].both(p50), won[i].both(p95), won[i].both(p99), won[i].both(throughput), won[i].both(cpu))
		}
		b.report.heading("Token route against its targets", "measure", "gateway / other", "ratio", "target", "met")
		b.report.target("p50, 25 ms upstream, concurrency 1, to JS", won[0].both(p50), won[0].ratio(p50), "<=", 1.15, "x")
		b.report.target("p50, 25 ms upstream, concurrency 32, to JS", won[1].both(p50), won[1].ratio(p50), "<=", 1.3, "x")
		b.report.target("throughput, 25 ms upstream, concurrency 32, to JS", won[1].both(throughput), won[1].ratio(throughput), ">=", 0.7, "x")
		return nil
	})
}

func (b *bench) uploads() error {
	return b.with([]string{"gateway", "js"}, func(running map[string]*variant) error {
		duels := []duel{
			{"concurrency 1", "js", uploadStep, 1, 0, 20, nil},
			{"concurrency 4", "js", uploadStep, 4, 0, 40, nil},
		}
		won := make([]rival, len(duels))
		for i, d := range duels {
			var err error
			if won[i], err = b.fight(running, d); err != nil {
				return err
			}
		}
		b.report.heading("15 MB upload: gateway / other, medians of the rounds",
			"run", "against", "p50 ms", "p95 ms", "uploads/s", "CPU ms an upload")
		for i, d := range duels {
			b.report.row(d.title, d.other, won[i].both(p50), won[i].both(p95), won[i].both(throughput), won[i].both(cpu))
		}
		b.report.heading("15 MB upload against its targets", "measure", "gateway / other", "ratio", "target", "met")
		b.report.target("upload p50, concurrency 1, to JS", won[0].both(p50), won[0].ratio(p50), "<=", 1.6, "x")
		b.report.target("upload p50, concurrency 4, to JS", won[1].both(p50), won[1].ratio(p50), "<=", 1.7, "x")
		return nil
	})
}

// uploadMemory compares processes that have done nothing else.
func (b *bench) uploadMemory() error {
	return b.with([]string{"watched", "js"}, func(running map[string]*variant) error {
		gateway, js := running["watched"], running["js"]
		var levels []stats
		for range 4 {
			for _, v := range []*variant{gateway, js} {
				if s := load(v, uploadStep, b.many(40), 8); len(s.errors) > 0 {
					return errors.Join(s.errors...)
				}
			}
			level, err := gateway.stats()
			if err != nil {
				return err
			}
			levels = append(levels, level)
		}
		before, after := levels[0].megabytes(), levels[len(levels)-1].megabytes()
		b.report.heading("Memory after 160 uploads at concurrency 8", "measure", "gateway / other, MB", "got", "target", "met")
		b.report.target("RSS to JS", number(gateway.rss())+" / "+number(js.rss()), gateway.rss()/js.rss(), "<=", 1.8, "x")
		b.report.target("RSS at its peak to JS", number(gateway.peak())+" / "+number(js.peak()), gateway.peak()/js.peak(), "<=", 1.8, "x")
		b.report.target("wasm memory added after the first 40", number(before)+" before", after-before, "<=", 1, " MB")
		return nil
	})
}

// endurance looks for errors and mixed-up answers.
func (b *bench) endurance() error {
	return b.with([]string{"watched"}, func(running map[string]*variant) error {
		v := running["watched"]
		n := b.many(20_000)
		s := load(v, createToken, n, 32)
		stats, err := v.stats()
		if err != nil {
			return err
		}
		b.report.heading(fmt.Sprintf("%d requests at concurrency 32", n), "measure", "", "got", "target", "met")
		b.report.target("errors and mixed-up answers", number(s.perSecond)+" a second", float64(len(s.errors)), "<=", 0, "")
		b.report.target("wasm memory at its largest", "", stats.largest(), "<=", 32, " MB")
		if len(s.errors) > 0 {
			fmt.Fprintln(b.report.out, "the first error:", s.errors[0])
		}
		return nil
	})
}

func (b *bench) size() error {
	file, err := os.Open("build/gateway.wasm")
	if err != nil {
		return err
	}
	defer file.Close()
	var zipped counter
	w, _ := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	if _, err := io.Copy(w, file); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	b.report.heading("Size of gateway.wasm", "measure", "", "got", "target", "met")
	b.report.target("gzip -9", fmt.Sprint(int(zipped), " bytes"), float64(zipped)/1e6, "<=", 2.2, " MB")
	return nil
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
