package gateway

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"
)

// A MemoryStore is a [Store] that forgets when the program ends: for tests and
// for the service worker.
type MemoryStore struct {
	mu            sync.Mutex
	verifications map[string]Verification
	deliveries    map[string][]*kept // by scanRef, as they were stored
	uploads       map[string]map[string]time.Time
	running       map[[2]string]time.Time
	grants        map[string]used
}

// kept is a delivery with what came of forwarding it.
type kept struct {
	Delivery
	due     time.Time // while Raw is there
	tries   int
	givenUp bool
}

type used struct {
	times int
	until time.Time
}

var _ Store = (*MemoryStore)(nil)

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore {
	return &MemoryStore{
		verifications: map[string]Verification{},
		deliveries:    map[string][]*kept{},
		uploads:       map[string]map[string]time.Time{},
		running:       map[[2]string]time.Time{},
		grants:        map[string]used{},
	}
}

func (m *MemoryStore) AddVerification(_ context.Context, v Verification) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, known := m.verifications[v.ScanRef]; known {
		return errors.New("a verification with this scanRef is kept already")
	}
	m.verifications[v.ScanRef] = v
	return nil
}

func (m *MemoryStore) AddDelivery(_ context.Context, d Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := false
	m.each(func(k *kept) {
		if k.Digest == d.Digest {
			k.Resubmitted = k.Resubmitted || d.Resubmitted
			known = true
		}
	})
	if known {
		return nil
	}
	m.deliveries[d.ScanRef] = append(m.deliveries[d.ScanRef], &kept{Delivery: d, due: d.Received})
	return nil
}

func (m *MemoryStore) BeginUpload(_ context.Context, scanRef, step string, now, until time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	key := [2]string{scanRef, step}
	if m.running[key].After(now) {
		return false, nil
	}
	m.running[key] = until
	return true, nil
}

func (m *MemoryStore) EndUpload(_ context.Context, scanRef, step string, until, sent time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if key := [2]string{scanRef, step}; m.running[key].Equal(until) {
		delete(m.running, key)
	}
	if sent.IsZero() {
		return nil
	}
	if m.uploads[scanRef] == nil {
		m.uploads[scanRef] = map[string]time.Time{}
	}
	m.uploads[scanRef][step] = sent
	return nil
}

func (m *MemoryStore) UseGrant(_ context.Context, id string, limit int, until time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	grant, known := m.grants[id]
	if !known {
		grant.until = until
	}
	grant.times++
	m.grants[id] = grant
	return grant.times <= limit, nil
}

func (m *MemoryStore) Verification(_ context.Context, scanRef string) (*Verification, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.verifications[scanRef]
	if !ok {
		return nil, ErrNotFound
	}
	var said []Delivery
	for _, d := range m.deliveries[scanRef] {
		said = append(said, d.Delivery)
		said[len(said)-1].Raw = nil
	}
	v.Last = lastOf(said)
	for step, at := range m.uploads[scanRef] {
		if v.Last != nil && !at.Before(v.Last.Received) {
			v.Uploaded = append(v.Uploaded, step)
		}
	}
	return &v, nil
}

func (m *MemoryStore) Lease(_ context.Context, now, until time.Time, limit int, newest bool) ([]Leased, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var first []*kept
	for _, list := range m.deliveries {
		at := slices.IndexFunc(list, func(d *kept) bool { return d.Raw != nil })
		if at >= 0 && !list[at].due.After(now) {
			first = append(first, list[at])
		}
	}
	slices.SortFunc(first, func(a, b *kept) int { return a.due.Compare(b.due) })
	if newest {
		slices.Reverse(first)
	}
	var leased []Leased
	for _, d := range first[:min(limit, len(first))] {
		d.due = until
		leased = append(leased, Leased{Raw: *d.Raw, Digest: d.Digest, Received: d.Received, Tries: d.tries})
	}
	return leased, nil
}

func (m *MemoryStore) Settle(_ context.Context, until time.Time, outcomes []Outcome) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.each(func(d *kept) {
		at := slices.IndexFunc(outcomes, func(o Outcome) bool { return o.Digest == d.Digest })
		if at < 0 || d.Raw == nil || !d.due.Equal(until) {
			return
		}
		d.tries++
		if d.due = outcomes[at].Retry; d.due.IsZero() {
			d.Raw = nil
			return
		}
		for _, behind := range m.deliveries[d.ScanRef] {
			if behind.due.Before(d.due) {
				behind.due = d.due
			}
		}
	})
	return nil
}

func (m *MemoryStore) GiveUp(_ context.Context, now, received time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.each(func(d *kept) {
		if d.Raw != nil && !d.due.After(now) && d.Received.Before(received) {
			d.Raw, d.givenUp = nil, true
		}
	})
	return nil
}

func (m *MemoryStore) GivenUp(context.Context) (n int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.each(func(d *kept) {
		if d.givenUp {
			n++
		}
	})
	return n, nil
}

func (m *MemoryStore) Forget(_ context.Context, past Past) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.each(func(d *kept) {
		if d.Received.Before(past.Files) {
			d.Files = ""
		}
	})
	maps.DeleteFunc(m.running, func(_ [2]string, until time.Time) bool { return until.Before(past.Ended) })
	maps.DeleteFunc(m.grants, func(_ string, g used) bool { return g.until.Before(past.Ended) })
	old := func(at time.Time) bool { return at.Before(past.Verifications) }
	maps.DeleteFunc(m.verifications, func(scanRef string, v Verification) bool {
		young := slices.ContainsFunc(m.deliveries[scanRef], func(d *kept) bool { return !old(d.Received) })
		for _, at := range m.uploads[scanRef] {
			young = young || !old(at)
		}
		return old(v.Created) && !young
	})
	for scanRef, list := range m.deliveries {
		if _, known := m.verifications[scanRef]; !known {
			m.deliveries[scanRef] = slices.DeleteFunc(list, func(d *kept) bool { return old(d.Received) })
		}
	}
	for scanRef, steps := range m.uploads {
		if _, known := m.verifications[scanRef]; !known {
			maps.DeleteFunc(steps, func(_ string, at time.Time) bool { return old(at) })
		}
	}
	return nil
}

// each visits every delivery. The caller holds mu.
func (m *MemoryStore) each(visit func(*kept)) {
	for _, list := range m.deliveries {
		for _, d := range list {
			visit(d)
		}
	}
}
