// Package storetest holds what every [gateway.Store] must do.
package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/idenfy"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// Run tries an implementation; open returns an empty store, and is called again
// only when the store of before is of no use any more.
func Run(t *testing.T, open func(t *testing.T) gateway.Store) {
	t.Run("values", func(t *testing.T) { runValues(t, open) })
	t.Run("at once", func(t *testing.T) { runAtOnce(t, open) })
	t.Run("outbox", func(t *testing.T) { runOutbox(t, open) })
	t.Run("forget", func(t *testing.T) { runForget(t, open) })
	t.Run("unknown verification", func(t *testing.T) {
		_, err := open(t).Verification(t.Context(), "nobody")
		assert.ErrorIs(t, err, gateway.ErrNotFound)
	})
	t.Run("a verification comes back as it was", func(t *testing.T) {
		store := open(t)
		v := created(t, store)
		got, err := store.Verification(t.Context(), v.ScanRef)
		require.NoError(t, err)
		assert.Equal(t, v.Steps, got.Steps)
		assert.Equal(t, v.Owner, got.Owner)
		assert.True(t, v.Created.Equal(got.Created))
		assert.Nil(t, got.Last)
		assert.Empty(t, got.Uploaded)
	})
	t.Run("a verification that is known stays whose it is", func(t *testing.T) {
		store := open(t)
		v := created(t, store)
		assert.Error(t, store.AddVerification(t.Context(), gateway.Verification{ScanRef: v.ScanRef, Owner: "eve", Created: noon.Add(time.Hour)}))
		got, err := store.Verification(t.Context(), v.ScanRef)
		require.NoError(t, err)
		assert.Equal(t, v.Owner, got.Owner)
		assert.Equal(t, v.Steps, got.Steps)
	})
	t.Run("a webhook may come before its verification", func(t *testing.T) {
		store := open(t)
		require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: "scan-1", Received: noon}))
		_, err := store.Verification(t.Context(), "scan-1")
		require.ErrorIs(t, err, gateway.ErrNotFound)
		got, err := store.Verification(t.Context(), created(t, store).ScanRef)
		require.NoError(t, err)
		assert.Equal(t, "a", got.Last.Digest)
	})
	t.Run("whatever the order and repetition of deliveries, the same counts", func(t *testing.T) { anyOrder(t, open) })
	t.Run("the delivery that counts does not depend on arrival", func(t *testing.T) {
		auto := gateway.Delivery{Digest: "a", Final: false, Finished: 900}
		invalid := gateway.Delivery{Digest: "b", Final: true, Finished: 100, Steps: idenfy.StepsInvalid}
		valid := gateway.Delivery{Digest: "c", Final: true, Finished: 200, Steps: idenfy.StepsValid}
		for _, order := range [][]gateway.Delivery{
			{auto, invalid, valid}, {valid, invalid, auto}, {invalid, valid, auto}, {valid, valid, auto, invalid, auto},
		} {
			store := open(t)
			v := created(t, store)
			for i, d := range order {
				d.ScanRef, d.Received = v.ScanRef, noon.Add(time.Duration(i)*time.Minute)
				require.NoError(t, store.AddDelivery(t.Context(), d))
			}
			got, err := store.Verification(t.Context(), v.ScanRef)
			require.NoError(t, err)
			require.NotNil(t, got.Last)
			assert.Equal(t, "c", got.Last.Digest)
			assert.Equal(t, idenfy.StepsValid, got.Last.Steps)
		}
	})
	t.Run("a resubmission begins another round", func(t *testing.T) {
		for _, c := range []struct {
			wanted     string
			deliveries []gateway.Delivery
		}{
			{"b", []gateway.Delivery{{Digest: "a", Final: true, Finished: 100}, {Digest: "b", Finished: 200, Resubmitted: true}}},
			{"a", []gateway.Delivery{{Digest: "a", Final: true, Finished: 100}, {Digest: "b", Finished: 50, Resubmitted: true}}},
			{"c", []gateway.Delivery{{Digest: "a", Final: true, Finished: 100}, {Digest: "b", Finished: 200, Resubmitted: true}, {Digest: "c", Final: true, Finished: 200}}},
			{"a", []gateway.Delivery{{Digest: "a", Final: true, Finished: 100, Resubmitted: true}, {Digest: "b", Final: true, Finished: 100}}},
			{"b", []gateway.Delivery{{Digest: "a", Final: true, Finished: 100}, {Digest: "b", Finished: 200}, {Digest: "b", Finished: 200, Resubmitted: true}}},
		} {
			for _, backwards := range []bool{false, true} {
				store := open(t)
				v := created(t, store)
				list := slices.Clone(c.deliveries)
				if backwards {
					slices.Reverse(list)
				}
				for _, d := range list {
					d.ScanRef, d.Received = v.ScanRef, noon
					require.NoError(t, store.AddDelivery(t.Context(), d))
				}
				got, err := store.Verification(t.Context(), v.ScanRef)
				require.NoError(t, err)
				assert.Equal(t, c.wanted, got.Last.Digest, "%+v", list)
			}
		}
	})
	t.Run("a repeated delivery keeps its first time", func(t *testing.T) {
		store := open(t)
		v := created(t, store)
		d := gateway.Delivery{Digest: "a", ScanRef: v.ScanRef, Received: noon, Final: true}
		require.NoError(t, store.AddDelivery(t.Context(), d))
		d.Received = noon.Add(time.Hour)
		require.NoError(t, store.AddDelivery(t.Context(), d))
		got, err := store.Verification(t.Context(), v.ScanRef)
		require.NoError(t, err)
		assert.True(t, noon.Equal(got.Last.Received))
	})
	t.Run("a known digest changes nothing, whatever else the delivery says", func(t *testing.T) {
		store := open(t)
		v := created(t, store)
		first := gateway.Delivery{Digest: "a", ScanRef: v.ScanRef, Received: noon, Overall: "APPROVED"}
		require.NoError(t, store.AddDelivery(t.Context(), first))
		for _, d := range []gateway.Delivery{
			{Digest: "a", ScanRef: v.ScanRef, Received: noon.Add(time.Hour), Overall: "DENIED", Final: true, Finished: 9},
			{Digest: "a", ScanRef: "another", Received: noon.Add(time.Hour), Raw: &gateway.Raw{Body: []byte("{}")}},
		} {
			require.NoError(t, store.AddDelivery(t.Context(), d))
		}
		got, err := store.Verification(t.Context(), v.ScanRef)
		require.NoError(t, err)
		got.Last.Received = got.Last.Received.UTC()
		assert.Equal(t, &first, got.Last)
		leased, err := store.Lease(t.Context(), noon.Add(2*time.Hour), noon.Add(3*time.Hour), 5, false)
		require.NoError(t, err)
		assert.Empty(t, leased)
	})
	t.Run("one upload of a step at a time", func(t *testing.T) {
		store := open(t)
		begin := func(step string, now time.Time) bool {
			mine, err := store.BeginUpload(t.Context(), "scan-1", step, now, now.Add(time.Minute))
			require.NoError(t, err)
			return mine
		}
		assert.True(t, begin("UTILITY_BILL", noon))
		assert.False(t, begin("UTILITY_BILL", noon.Add(time.Second)))
		assert.True(t, begin("SELFIE", noon.Add(time.Second)), "another step")
		assert.True(t, begin("UTILITY_BILL", noon.Add(2*time.Minute)), "the first never ended")
		until := noon.Add(3 * time.Minute)
		require.NoError(t, store.EndUpload(t.Context(), "scan-1", "UTILITY_BILL", until.Add(-time.Second), time.Time{}))
		assert.False(t, begin("UTILITY_BILL", noon.Add(2*time.Minute)), "what ended was an upload of before")
		require.NoError(t, store.EndUpload(t.Context(), "scan-1", "UTILITY_BILL", until, time.Time{}))
		assert.True(t, begin("UTILITY_BILL", noon.Add(2*time.Minute)))
	})
	t.Run("a grant is good for its tries", func(t *testing.T) {
		store := open(t)
		for try := range 5 {
			ok, err := store.UseGrant(t.Context(), "g-1", 3, noon)
			require.NoError(t, err)
			assert.Equal(t, try < 3, ok)
		}
		ok, err := store.UseGrant(t.Context(), "g-2", 3, noon)
		require.NoError(t, err)
		assert.True(t, ok)
	})
	t.Run("an upload counts from the last delivery on", func(t *testing.T) {
		store := open(t)
		v := created(t, store)
		require.NoError(t, store.EndUpload(t.Context(), v.ScanRef, "UTILITY_BILL", noon, noon))
		require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: v.ScanRef, Received: noon.Add(time.Minute), Final: true}))
		assert.Empty(t, uploaded(t, store, v.ScanRef))
		require.NoError(t, store.EndUpload(t.Context(), v.ScanRef, "UTILITY_BILL", noon, noon.Add(2*time.Minute)))
		assert.Equal(t, []string{"UTILITY_BILL"}, uploaded(t, store, v.ScanRef))
	})
}

func created(t *testing.T, store gateway.Store) gateway.Verification {
	t.Helper()
	v := gateway.Verification{
		ScanRef: "scan-1",
		Owner:   "anna",
		Created: noon,
		Steps: []idenfy.Step{{
			Name: "UTILITY_BILL", Type: idenfy.StepCompare,
			Settings: idenfy.Settings{CanUpload: true, CanUploadPDF: true},
		}},
	}
	require.NoError(t, store.AddVerification(context.Background(), v))
	return v
}

func uploaded(t *testing.T, store gateway.Store, scanRef string) []string {
	t.Helper()
	v, err := store.Verification(t.Context(), scanRef)
	require.NoError(t, err)
	return v.Uploaded
}
