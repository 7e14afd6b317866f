package gateway

import (
	"context"
	"sync"
	"time"
)

// A MemoryStore is a [Store] that forgets when the program ends: for tests and
// for the service worker.
type MemoryStore struct {
	mu            sync.Mutex
	verifications map[string]Verification
	deliveries    map[string][]Delivery
	uploads       map[string]map[string]time.Time
	running       map[[2]string]time.Time
	uses          map[string]int
}

var _ Store = (*MemoryStore)(nil)

// NewMemoryStore returns an empty store.
func NewMemoryStore() *MemoryStore {
	return &MemoryStore{
		verifications: map[string]Verification{},
		deliveries:    map[string][]Delivery{},
		uploads:       map[string]map[string]time.Time{},
		running:       map[[2]string]time.Time{},
		uses:          map[string]int{},
	}
}

func (m *MemoryStore) AddVerification(_ context.Context, v Verification) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.verifications[v.ScanRef] = v
	return nil
}

func (m *MemoryStore) AddDelivery(_ context.Context, d Delivery) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, known := range m.deliveries[d.ScanRef] {
		if known.Digest == d.Digest {
			return nil
		}
	}
	m.deliveries[d.ScanRef] = append(m.deliveries[d.ScanRef], d)
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

func (m *MemoryStore) UseGrant(_ context.Context, id string, limit int, _ time.Time) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.uses[id]++
	return m.uses[id] <= limit, nil
}

func (m *MemoryStore) Verification(_ context.Context, scanRef string) (*Verification, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, ok := m.verifications[scanRef]
	if !ok {
		return nil, ErrNotFound
	}
	for _, d := range m.deliveries[scanRef] {
		if v.Last == nil || d.Supersedes(v.Last) {
			v.Last = &d
		}
	}
	for step, at := range m.uploads[scanRef] {
		if v.Last != nil && !at.Before(v.Last.Received) {
			v.Uploaded = append(v.Uploaded, step)
		}
	}
	return &v, nil
}
