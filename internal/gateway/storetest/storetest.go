// Package storetest holds what every [gateway.Store] must do.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/idenfy"
)

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

// Run tries an implementation; open returns an empty store.
func Run(t *testing.T, open func(t *testing.T) gateway.Store) {
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
		Steps: []gateway.Step{{
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
