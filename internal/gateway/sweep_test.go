package gateway_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
)

func TestAVerificationIsKeptForTheDaysThatAreSet(t *testing.T) {
	const day = 24 * time.Hour
	for days, kept := range map[string]time.Duration{"": 90 * day, "30": 30 * day} {
		b := newBench(t, idenfyAnswers)
		b.serve(t, gateway.Config{Mode: gateway.OpenMode, IdenfyURL: b.upstream, RetentionDays: days})
		add := func(scanRef string) {
			require.NoError(t, b.store.AddVerification(t.Context(), gateway.Verification{ScanRef: scanRef, Created: b.now}))
		}
		add("still")
		add("alive")
		b.sweep(t, day)
		require.NoError(t, b.store.AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: "alive", Received: b.now}))
		b.sweep(t, kept-day)
		_, err := b.store.Verification(t.Context(), "still")
		assert.NoError(t, err, "%q: to the day", days)
		b.sweep(t, time.Second)
		_, err = b.store.Verification(t.Context(), "still")
		assert.ErrorIs(t, err, gateway.ErrNotFound, "%q", days)
		_, err = b.store.Verification(t.Context(), "alive")
		assert.NoError(t, err, "%q: something happened to it later", days)
		b.sweep(t, day)
		_, err = b.store.Verification(t.Context(), "alive")
		assert.ErrorIs(t, err, gateway.ErrNotFound, "%q", days)
	}
}

// A grant whose row is gone would be good again.
func TestAGrantIsRememberedLongerThanItIsGood(t *testing.T) {
	b := newBench(t, idenfyAnswers)
	until := b.now
	use := func() bool {
		ok, err := b.store.UseGrant(t.Context(), "g-1", 1, until)
		require.NoError(t, err)
		return ok
	}
	require.True(t, use())
	b.sweep(t, 10*time.Minute)
	assert.False(t, use(), "clocks differ")
	b.sweep(t, time.Second)
	assert.True(t, use(), "its row is gone")
}
