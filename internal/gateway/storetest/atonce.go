package storetest

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
)

// runAtOnce tries calls that run at the same time.
func runAtOnce(t *testing.T, open func(t *testing.T) gateway.Store) {
	const callers = 8
	// count says of how many calls at once the answer was yes.
	count := func(t *testing.T, call func(caller int) (bool, error)) int {
		var yes atomic.Int32
		var wg sync.WaitGroup
		for caller := range callers {
			wg.Go(func() {
				ok, err := call(caller)
				assert.NoError(t, err)
				if ok {
					yes.Add(1)
				}
			})
		}
		wg.Wait()
		return int(yes.Load())
	}
	t.Run("one of many claims of a step", func(t *testing.T) {
		store := open(t)
		for round := range 4 {
			now := noon.Add(time.Duration(round) * time.Hour) // what the round before left has ended
			assert.Equal(t, 1, count(t, func(int) (bool, error) {
				return store.BeginUpload(t.Context(), "scan-1", "UTILITY_BILL", now, now.Add(time.Minute))
			}))
		}
	})
	t.Run("a grant is good for its tries", func(t *testing.T) {
		store := open(t)
		assert.Equal(t, 3, count(t, func(int) (bool, error) { return store.UseGrant(t.Context(), "g-1", 3, noon) }))
	})
	t.Run("one of many verifications of a scanRef", func(t *testing.T) {
		store := open(t)
		var winner atomic.Value
		assert.Equal(t, 1, count(t, func(caller int) (bool, error) {
			owner := fmt.Sprint("owner-", caller)
			err := store.AddVerification(t.Context(), gateway.Verification{ScanRef: "scan-1", Owner: owner, Created: noon})
			if err == nil {
				winner.Store(owner)
			}
			return err == nil, nil // the others fail
		}))
		got, err := store.Verification(t.Context(), "scan-1")
		require.NoError(t, err)
		assert.Equal(t, winner.Load(), got.Owner)
	})
	t.Run("a webhook that comes many times is one", func(t *testing.T) {
		store := open(t)
		v := created(t, store)
		count(t, func(caller int) (bool, error) {
			return true, store.AddDelivery(t.Context(), gateway.Delivery{
				Digest: "a", ScanRef: v.ScanRef, Received: noon, Resubmitted: caller == 3, Raw: &gateway.Raw{Body: []byte("{}")},
			})
		})
		got, err := store.Verification(t.Context(), v.ScanRef)
		require.NoError(t, err)
		assert.True(t, got.Last.Resubmitted)
		leased, err := store.Lease(t.Context(), noon, noon.Add(time.Minute), callers, false)
		require.NoError(t, err)
		assert.Len(t, leased, 1)
	})
	t.Run("no delivery is leased by two", func(t *testing.T) {
		store := open(t)
		const verifications = 12
		for i := range 2 * verifications {
			require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{
				Digest: fmt.Sprintf("%02d", i), ScanRef: fmt.Sprint("scan-", i%verifications), Received: noon, Raw: &gateway.Raw{Body: []byte("{}")},
			}))
		}
		var mu sync.Mutex
		var digests []string
		count(t, func(int) (bool, error) {
			leased, err := store.Lease(t.Context(), noon, noon.Add(time.Minute), 5, false)
			mu.Lock()
			defer mu.Unlock()
			for _, one := range leased {
				digests = append(digests, one.Digest)
			}
			return true, err
		})
		slices.Sort(digests)
		var firsts []string
		for i := range verifications {
			firsts = append(firsts, fmt.Sprintf("%02d", i))
		}
		assert.Equal(t, firsts, digests)
	})
	t.Run("each delivery once and in order, while more come and some fail", func(t *testing.T) {
		store := open(t)
		const verifications, each = 6, 4
		var clock atomic.Int64
		now := func() time.Time { return noon.Add(time.Duration(clock.Add(1)) * time.Millisecond) }
		var mu sync.Mutex
		forwarded := map[string][]string{}
		failed := map[string]bool{}
		total := 0
		// sweep forwards what is due: every third digest fails at its first try.
		sweep := func() error {
			// No two sweeps lease until one time, as in the gateway, and no lease runs out.
			at := now()
			until := at.Add(time.Hour)
			leased, err := store.Lease(t.Context(), at, until, 3, false)
			if err != nil {
				return err
			}
			outcomes := make([]gateway.Outcome, len(leased))
			mu.Lock()
			for i, one := range leased {
				outcomes[i].Digest = one.Digest
				if one.Digest[len(one.Digest)-1] == '1' && !failed[one.Digest] {
					failed[one.Digest] = true
					outcomes[i].Retry = now()
					continue
				}
				scanRef := one.Digest[:1]
				forwarded[scanRef] = append(forwarded[scanRef], one.Digest)
				total++
			}
			mu.Unlock()
			return store.Settle(t.Context(), until, outcomes)
		}
		count(t, func(caller int) (bool, error) {
			if caller < verifications {
				scanRef := string(rune('a' + caller))
				for n := range each {
					err := store.AddDelivery(t.Context(), gateway.Delivery{
						Digest: fmt.Sprint(scanRef, n), ScanRef: scanRef, Received: now(), Raw: &gateway.Raw{Body: []byte("{}")},
					})
					if err != nil {
						return false, err
					}
				}
			}
			for range 2 * each {
				if err := sweep(); err != nil {
					return false, err
				}
			}
			return true, nil
		})
		for range 2 * verifications * each {
			require.NoError(t, sweep())
		}
		assert.Equal(t, verifications*each, total)
		for i := range verifications {
			scanRef := string(rune('a' + i))
			var wanted []string
			for n := range each {
				wanted = append(wanted, fmt.Sprint(scanRef, n))
			}
			assert.Equal(t, wanted, forwarded[scanRef])
		}
		assert.Len(t, failed, verifications)
	})
}
