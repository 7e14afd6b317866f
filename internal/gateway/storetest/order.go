package storetest

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
)

// anyOrder stores random sets of deliveries in random orders, some twice.
func anyOrder(t *testing.T, open func(t *testing.T) gateway.Store) {
	const sets, orders = 30, 3
	random := rand.New(rand.NewPCG(2026, 11))
	store := open(t)
	rounds := 0
	for set := range sets {
		deliveries := make([]gateway.Delivery, 1+random.IntN(6))
		for i := range deliveries {
			deliveries[i] = gateway.Delivery{
				Digest:      string(rune('a' + random.IntN(9))),
				Final:       random.IntN(2) == 0,
				Finished:    int64(random.IntN(4)) * 100,
				Resubmitted: random.IntN(3) == 0,
			}
		}
		for order := range orders {
			scanRef := fmt.Sprintf("scan-%d-%d", set, order)
			require.NoError(t, store.AddVerification(t.Context(), gateway.Verification{ScanRef: scanRef, Created: noon}))
			sent := slices.Clone(deliveries)
			for range random.IntN(3) {
				sent = append(sent, deliveries[random.IntN(len(deliveries))])
			}
			random.Shuffle(len(sent), func(i, j int) { sent[i], sent[j] = sent[j], sent[i] })
			for i, d := range sent {
				d.ScanRef, d.Digest = scanRef, d.Digest+scanRef
				// The same digest says the same, but for the event type.
				same := slices.IndexFunc(deliveries, func(other gateway.Delivery) bool { return other.Digest+scanRef == d.Digest })
				d.Final, d.Finished = deliveries[same].Final, deliveries[same].Finished
				d.Received = noon.Add(time.Duration(i) * time.Second)
				require.NoError(t, store.AddDelivery(t.Context(), d))
			}
			got, err := store.Verification(t.Context(), scanRef)
			require.NoError(t, err)
			wanted := counts(deliveries)
			if !assert.Equal(t, wanted+scanRef, got.Last.Digest, "%+v as %+v", deliveries, sent) {
				return
			}
		}
		if slices.ContainsFunc(deliveries, func(d gateway.Delivery) bool { return d.Resubmitted && d.Finished > 0 }) {
			rounds++
		}
	}
	assert.Greater(t, rounds, sets/4)
}

// counts is the digest of the delivery that must count, written down apart from
// the stores' own ways to find it: what the last resubmission left behind does
// not, then what is final goes before what is not, and so on.
func counts(deliveries []gateway.Delivery) string {
	of := map[string]gateway.Delivery{}
	for _, d := range deliveries {
		if known, ok := of[d.Digest]; ok {
			known.Resubmitted = known.Resubmitted || d.Resubmitted
			d = known
		}
		of[d.Digest] = d
	}
	left := []gateway.Delivery{}
	for _, d := range of {
		left = append(left, d)
	}
	// only keeps those for which good holds, where there are any.
	only := func(good func(d gateway.Delivery) bool) {
		if kept := slices.DeleteFunc(slices.Clone(left), func(d gateway.Delivery) bool { return !good(d) }); len(kept) > 0 {
			left = kept
		}
	}
	latest := func() int64 {
		return slices.MaxFunc(left, func(a, b gateway.Delivery) int { return cmp.Compare(a.Finished, b.Finished) }).Finished
	}
	begin := int64(0)
	for _, d := range left {
		if d.Resubmitted {
			begin = max(begin, d.Finished)
		}
	}
	only(func(d gateway.Delivery) bool { return d.Finished >= begin })
	only(func(d gateway.Delivery) bool { return d.Final })
	last := latest()
	only(func(d gateway.Delivery) bool { return d.Finished == last })
	only(func(d gateway.Delivery) bool { return d.Resubmitted })
	return slices.MaxFunc(left, func(a, b gateway.Delivery) int { return cmp.Compare(a.Digest, b.Digest) }).Digest
}
