package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
)

// runOutbox tries how an implementation keeps what is to be forwarded.
func runOutbox(t *testing.T, open func(t *testing.T) gateway.Store) {
	const lease = time.Minute
	wait := func(t *testing.T, store gateway.Store, scanRef, digest string, received time.Time) {
		t.Helper()
		require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{
			Digest: digest, ScanRef: scanRef, Received: received,
			Raw: &gateway.Raw{Body: []byte("body of " + digest), Signature: "signature of " + digest, EventType: "IDENTIFICATION"},
		}))
	}
	take := func(t *testing.T, store gateway.Store, now time.Time, limit int) (digests []string) {
		t.Helper()
		leased, err := store.Lease(t.Context(), now, now.Add(lease), limit, false)
		require.NoError(t, err)
		for _, one := range leased {
			assert.Equal(t, "body of "+one.Digest, string(one.Body))
			assert.Equal(t, "signature of "+one.Digest, one.Signature)
			assert.Equal(t, "IDENTIFICATION", one.EventType)
			digests = append(digests, one.Digest)
		}
		return digests
	}
	settle := func(t *testing.T, store gateway.Store, takenAt time.Time, outcomes ...gateway.Outcome) {
		t.Helper()
		require.NoError(t, store.Settle(t.Context(), takenAt.Add(lease), outcomes))
	}
	second := func(n int) time.Time { return noon.Add(time.Duration(n) * time.Second) }

	t.Run("what has nobody to go to does not wait", func(t *testing.T) {
		store := open(t)
		require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: "s", Received: noon}))
		assert.Empty(t, take(t, store, noon, 5))
	})
	t.Run("of one verification one after the other, as they were stored", func(t *testing.T) {
		store := open(t)
		wait(t, store, "s", "b", second(1))
		wait(t, store, "s", "a", second(0))
		wait(t, store, "other", "c", second(2))
		assert.ElementsMatch(t, []string{"b", "c"}, take(t, store, second(3), 5))
		assert.Empty(t, take(t, store, second(4), 5), "leased")
		settle(t, store, second(3), gateway.Outcome{Digest: "b", Retry: second(30)}, gateway.Outcome{Digest: "c"})
		assert.Empty(t, take(t, store, second(29), 5), "a waits for b")
		assert.Equal(t, []string{"b"}, take(t, store, second(30), 5))
		settle(t, store, second(30), gateway.Outcome{Digest: "b"})
		assert.Equal(t, []string{"a"}, take(t, store, second(31), 5))
	})
	t.Run("no more than are asked for, the longest due first", func(t *testing.T) {
		store := open(t)
		for i, digest := range []string{"c", "a", "b"} {
			wait(t, store, "s-"+digest, digest, second(3-i))
		}
		assert.ElementsMatch(t, []string{"a", "b"}, take(t, store, second(9), 2))
		assert.Equal(t, []string{"c"}, take(t, store, second(9), 2))
	})
	t.Run("the newest first, where it is asked for, and still in order", func(t *testing.T) {
		store := open(t)
		for i, digest := range []string{"a", "b", "c"} {
			wait(t, store, "s-"+digest, digest, second(i))
		}
		wait(t, store, "s-c", "d", second(4))
		leased, err := store.Lease(t.Context(), second(9), second(9).Add(lease), 2, true)
		require.NoError(t, err)
		digests := []string{}
		for _, one := range leased {
			digests = append(digests, one.Digest)
		}
		assert.ElementsMatch(t, []string{"c", "b"}, digests)
	})
	t.Run("a lease that ran out belongs to the next", func(t *testing.T) {
		store := open(t)
		wait(t, store, "s", "a", noon)
		require.Equal(t, []string{"a"}, take(t, store, noon, 5))
		later := noon.Add(lease)
		require.Equal(t, []string{"a"}, take(t, store, later, 5))
		settle(t, store, noon, gateway.Outcome{Digest: "a"})
		assert.Empty(t, take(t, store, later, 5))
		assert.Equal(t, []string{"a"}, take(t, store, later.Add(lease), 5), "the first had nothing more to say")
	})
	t.Run("tries are counted", func(t *testing.T) {
		store := open(t)
		wait(t, store, "s", "a", noon)
		for tries := range 3 {
			now := second(tries)
			leased, err := store.Lease(t.Context(), now, now.Add(lease), 5, false)
			require.NoError(t, err)
			require.Len(t, leased, 1)
			assert.Equal(t, tries, leased[0].Tries)
			assert.True(t, noon.Equal(leased[0].Received))
			settle(t, store, now, gateway.Outcome{Digest: "a", Retry: second(tries + 1)})
		}
	})
	t.Run("a repetition is not forwarded again", func(t *testing.T) {
		store := open(t)
		wait(t, store, "s", "a", noon)
		require.Equal(t, []string{"a"}, take(t, store, noon, 5))
		settle(t, store, noon, gateway.Outcome{Digest: "a"})
		wait(t, store, "s", "a", second(1))
		assert.Empty(t, take(t, store, second(2), 5))
	})
	t.Run("what waits behind a failure is not due before it", func(t *testing.T) {
		store := open(t)
		for i, digest := range []string{"a", "b", "c"} {
			wait(t, store, "s", digest, second(i))
		}
		wait(t, store, "other", "d", second(3))
		require.ElementsMatch(t, []string{"a", "d"}, take(t, store, second(4), 5))
		settle(t, store, second(4), gateway.Outcome{Digest: "a", Retry: second(30)}, gateway.Outcome{Digest: "d", Retry: second(5)})
		require.NoError(t, store.GiveUp(t.Context(), second(29), second(9)))
		n, err := store.GivenUp(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, n, "d was due, and so given up; b and c were not")
		for i, digest := range []string{"a", "b", "c"} {
			assert.Equal(t, []string{digest}, take(t, store, second(30+i), 5))
			settle(t, store, second(30+i), gateway.Outcome{Digest: digest})
		}
	})
	t.Run("of many one may fail, and nothing that was not leased is settled", func(t *testing.T) {
		store := open(t)
		for _, digest := range []string{"a", "b", "c"} {
			wait(t, store, "s-"+digest, digest, noon)
		}
		require.Len(t, take(t, store, noon, 2), 2)
		settle(t, store, noon, gateway.Outcome{Digest: "a"}, gateway.Outcome{Digest: "b"}, gateway.Outcome{Digest: "c"}, gateway.Outcome{Digest: "unknown"})
		settle(t, store, noon)
		assert.Len(t, take(t, store, second(1), 5), 1, "what was not leased")
	})
	t.Run("a delivery that is forgotten while it waits is gone", func(t *testing.T) {
		store := open(t)
		wait(t, store, "s", "a", noon)
		require.NoError(t, store.Forget(t.Context(), gateway.Past{Verifications: second(1)}))
		assert.Empty(t, take(t, store, second(2), 5))
	})
	t.Run("what is given up is counted and lets the next pass", func(t *testing.T) {
		store := open(t)
		wait(t, store, "s", "a", second(0))
		wait(t, store, "s", "b", second(2))
		wait(t, store, "leased", "c", second(0))
		require.ElementsMatch(t, []string{"a", "c"}, take(t, store, second(3), 5))
		settle(t, store, second(3), gateway.Outcome{Digest: "a", Retry: second(4)})
		require.NoError(t, store.GiveUp(t.Context(), second(5), second(1)))
		n, err := store.GivenUp(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 1, n, "b is too young, and somebody has c")
		assert.Equal(t, []string{"b"}, take(t, store, second(6), 5))
	})
	t.Run("what is given up still says how its verification stands", func(t *testing.T) {
		store := open(t)
		wait(t, store, created(t, store).ScanRef, "a", noon)
		require.NoError(t, store.GiveUp(t.Context(), second(2), second(1)))
		got, err := store.Verification(t.Context(), "scan-1")
		require.NoError(t, err)
		require.NotNil(t, got.Last)
		assert.Equal(t, "a", got.Last.Digest)
	})
}
