package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// webhooks compares the webhook's route with the token's, in the same process.
func (b *bench) webhooks() error {
	return b.with([]string{"gateway"}, func(running map[string]*variant) error {
		duels := []duel{
			{"concurrency 1", "gateway", sendWebhook, 1, 0, 300, createToken},
			{"concurrency 8", "gateway", sendWebhook, 8, 0, 600, createToken},
		}
		b.report.heading("Webhook route / token route, 0 ms upstream, medians of the rounds",
			"run", "p50 ms", "p95 ms", "requests/s", "CPU ms a request")
		won := make([]rival, len(duels))
		for i, d := range duels {
			var err error
			if won[i], err = b.fight(running, d); err != nil {
				return err
			}
			b.report.row(d.title, won[i].both(p50), won[i].both(p95), won[i].both(throughput), won[i].both(cpu))
		}
		b.report.heading("Webhook route against its target", "measure", "webhook / token", "ratio", "target", "met")
		b.report.target("p50, 0 ms upstream, concurrency 1, to the token route", won[0].both(p50), won[0].ratio(p50), "<=", 1.5, "x")
		return nil
	})
}

// outbox counts what is stored, and what arrives at a receiver that is away for a minute.
func (b *bench) outbox() error {
	if err := b.storedOnce(); err != nil {
		return err
	}
	return b.receiverAway()
}

// storedOnce sends every tenth webhook twice, at the same time.
func (b *bench) storedOnce() error {
	return b.with([]string{"gateway"}, func(running map[string]*variant) error {
		v, n := running["gateway"], b.many(10_000)
		s := load(v, func(v *variant) (time.Duration, error) {
			number := numbers.Add(1)
			body := webhookOf(fmt.Sprintf("scan-%d", number), 1)
			if number%10 > 0 {
				return postWebhook(v, body)
			}
			again := make(chan error)
			go func() { _, err := postWebhook(v, body); again <- err }()
			took, err := postWebhook(v, body)
			if other := <-again; err == nil {
				err = other
			}
			return took, err
		}, n, 16)
		rows, err := v.ask("stored")
		if err != nil {
			return err
		}
		b.report.heading(fmt.Sprintf("%d webhooks at concurrency 16, every tenth of them twice at once", n), "measure", "", "got", "target", "met")
		b.report.target("errors", number(s.perSecond)+" a second, p50 "+number(s.p50)+" ms", float64(len(s.errors)), "<=", 0, "")
		b.report.target("rows too few or too many", fmt.Sprint(rows.Deliveries, " rows"), float64(max(rows.Deliveries-n, n-rows.Deliveries)), "<=", 0, "")
		return nil
	})
}

// A receiver is the product's back end; it can be ended and started again on its port.
type receiver struct {
	address string
	server  *http.Server
	mu      sync.Mutex
	// got holds by verification which of its webhooks arrived, in order.
	got map[string][]int
}

func (r *receiver) start() error {
	listener, err := net.Listen("tcp", r.address)
	if err != nil {
		return err
	}
	r.address = listener.Addr().String()
	r.server = &http.Server{Handler: r}
	go func() { _ = r.server.Serve(listener) }()
	return nil
}

func (r *receiver) ServeHTTP(_ http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	scanRef, finishTime := "", 0
	_, rest, _ := strings.Cut(string(body), `"scanRef":"`)
	scanRef, rest, _ = strings.Cut(rest, `"`)
	_, rest, _ = strings.Cut(rest, `"finishTime":`)
	_, _ = fmt.Sscanf(rest, "%d", &finishTime)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.got[scanRef] = append(r.got[scanRef], finishTime)
}

// each is how many webhooks a verification has.
const each = 3

// receiverAway sends webhooks for 90 s; after 15 s the receiver is ended, and a
// minute later started again. The trigger comes every 10 s in place of 60.
func (b *bench) receiverAway() (err error) {
	r := &receiver{address: "127.0.0.1:0", got: map[string][]int{}}
	if err := r.start(); err != nil {
		return err
	}
	defer func() { _ = r.server.Close() }()
	v, err := b.start("gateway", "http://"+r.address)
	if err != nil {
		return err
	}
	defer func() { _ = v.stop() }()
	second := time.Second
	if b.quick > 0 {
		second /= time.Duration(b.quick)
	}
	var sent, failed atomic.Int64
	ended := make(chan struct{})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			pace := time.NewTicker(200 * time.Millisecond) // 60 webhooks a second in all
			defer pace.Stop()
			for {
				select {
				case <-ended:
					return
				case <-pace.C:
				}
				scanRef := fmt.Sprintf("away-%d", sent.Add(1))
				for n := range each {
					if _, err := postWebhook(v, webhookOf(scanRef, n)); err != nil {
						failed.Add(1)
					}
				}
			}
		})
	}
	most := 0
	sweeping := func(until time.Duration) error {
		for began := time.Now(); time.Since(began) < until*second; {
			time.Sleep(min(10*second, until*second-time.Since(began)))
			if _, err := v.ask("sweep"); err != nil {
				return err
			}
			rows, err := v.ask("stored")
			if err != nil {
				return err
			}
			most = max(most, rows.Waiting)
		}
		return nil
	}
	away := func() error {
		if err := sweeping(15); err != nil {
			return err
		}
		_ = r.server.Close()
		if err := sweeping(60); err != nil {
			return err
		}
		if err := r.start(); err != nil {
			return err
		}
		return sweeping(15)
	}
	err = away()
	close(ended)
	wg.Wait()
	if err != nil {
		return err
	}
	began := time.Now()
	left := said{Waiting: 1}
	for left.Waiting > 0 && time.Since(began) < 10*time.Minute {
		if _, err = v.ask("sweep"); err != nil {
			return err
		}
		if left, err = v.ask("stored"); err != nil {
			return err
		}
	}
	all := int(sent.Load()) * each
	arrived, lost, twice, disordered := r.judge()
	lost += all - arrived - lost
	b.report.heading(fmt.Sprintf("%d webhooks in %v, the receiver away for %v of it", all, 90*second, 60*second), "measure", "", "got", "target", "met")
	b.report.target("errors told to iDenfy", "", float64(failed.Load()), "<=", 0, "")
	b.report.target("most that waited at once", "shows that it was away", float64(most), ">=", 1, "")
	b.report.target("still waiting", fmt.Sprintf("%.0f s after the last webhook", time.Since(began).Seconds()), float64(left.Waiting), "<=", 0, "")
	b.report.target("lost", fmt.Sprint(arrived, " arrived, ", twice, " of them more than once"), float64(lost), "<=", 0, "")
	b.report.target("out of order", fmt.Sprint(each, " of each verification"), float64(disordered), "<=", 0, "")
	return nil
}

// judge looks at each verification's first arrivals.
func (r *receiver) judge() (arrived, lost, twice, disordered int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, list := range r.got {
		var firsts []int
		for _, n := range list {
			if slices.Contains(firsts, n) {
				twice++
			} else {
				firsts = append(firsts, n)
			}
		}
		arrived += len(firsts)
		if !slices.IsSorted(firsts) {
			disordered++
		}
	}
	return arrived, lost, twice, disordered
}
