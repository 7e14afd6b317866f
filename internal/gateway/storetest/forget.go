package storetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
)

// runForget tries what an implementation forgets.
func runForget(t *testing.T, open func(t *testing.T) gateway.Store) {
	t.Run("addresses of files", func(t *testing.T) {
		store := open(t)
		v := created(t, store)
		require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: v.ScanRef, Received: noon, Details: "{}", Files: "[]"}))
		files := func(before time.Time) string {
			require.NoError(t, store.Forget(t.Context(), gateway.Past{Files: before}))
			got, err := store.Verification(t.Context(), v.ScanRef)
			require.NoError(t, err)
			assert.Equal(t, "{}", got.Last.Details)
			return got.Last.Files
		}
		assert.Equal(t, "[]", files(noon))
		assert.Empty(t, files(noon.Add(time.Second)))
	})
	t.Run("grants that have ended, and no others", func(t *testing.T) {
		store := open(t)
		use := func(id string, until time.Time) bool {
			ok, err := store.UseGrant(t.Context(), id, 1, until)
			require.NoError(t, err)
			return ok
		}
		require.True(t, use("ended", noon))
		require.True(t, use("good", noon.Add(time.Hour)))
		require.NoError(t, store.Forget(t.Context(), gateway.Past{Ended: noon.Add(time.Minute)}))
		assert.False(t, use("good", noon.Add(time.Hour)))
		assert.True(t, use("ended", noon), "its row is gone")
	})
	t.Run("rows of no verification, each by its own time", func(t *testing.T) {
		store := open(t)
		for i, digest := range []string{"old", "young"} {
			require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{Digest: digest, ScanRef: "scan-1", Received: noon.Add(time.Duration(i) * time.Hour), Finished: int64(100 - i)}))
		}
		require.NoError(t, store.Forget(t.Context(), gateway.Past{Verifications: noon.Add(time.Minute)}))
		got, err := store.Verification(t.Context(), created(t, store).ScanRef)
		require.NoError(t, err)
		assert.Equal(t, "young", got.Last.Digest, "the old one would count")
	})
	t.Run("a verification, once nothing has happened to it for long", func(t *testing.T) {
		for name, happens := range map[string]func(store gateway.Store, scanRef string, at time.Time) error{
			"a webhook": func(store gateway.Store, scanRef string, at time.Time) error {
				return store.AddDelivery(t.Context(), gateway.Delivery{Digest: "b", ScanRef: scanRef, Received: at})
			},
			"an upload": func(store gateway.Store, scanRef string, at time.Time) error {
				return store.EndUpload(t.Context(), scanRef, "UTILITY_BILL", at, at)
			},
		} {
			t.Run(name, func(t *testing.T) {
				store := open(t)
				v := created(t, store)
				require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: v.ScanRef, Received: noon}))
				require.NoError(t, happens(store, v.ScanRef, noon.Add(time.Hour)))
				forget := func(before time.Time) error {
					require.NoError(t, store.Forget(t.Context(), gateway.Past{Verifications: before}))
					_, err := store.Verification(t.Context(), v.ScanRef)
					return err
				}
				assert.NoError(t, forget(noon.Add(time.Minute)))
				assert.ErrorIs(t, forget(noon.Add(2*time.Hour)), gateway.ErrNotFound)
				again := created(t, store)
				got, err := store.Verification(t.Context(), again.ScanRef)
				require.NoError(t, err)
				assert.Nil(t, got.Last, "its rows went too")
			})
		}
	})
}
