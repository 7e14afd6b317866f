package storetest

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/idenfy"
)

// runValues tries what a database, or JSON on the way to it, might change.
func runValues(t *testing.T, open func(t *testing.T) gateway.Store) {
	for name, text := range map[string]string{
		"nothing":              "",
		"a blank":              " ",
		"quotes":               `'"` + "`" + `''\"; DROP TABLE verifications; --`,
		"NUL":                  "a\x00b\x00",
		"control characters":   "\x01\x1f\x7f\r\n\t\b\f",
		"other scripts":        "ŠILUVA 東京 ภาษา العربية",
		"emoji":                "👩‍👩‍👧‍👦 🏳️‍🌈",
		"a byte order mark":    "\ufeff{}",
		"line separators":      "\u2028\u2029\u0085",
		"what HTML might mean": "<a href='x'>&amp;</a>",
		"escapes":              `\u0000 \ud83d \\ %s ?1 :a @b $c`,
		"no character":         "\uffff\ufffe\ufffd",
		"a number":             "0123.50e1",
		"null":                 "null",
		"a large text":         strings.Repeat(`"Š😀\`, 5000),
	} {
		t.Run(name, func(t *testing.T) {
			store := open(t)
			v := gateway.Verification{
				ScanRef: "scan" + text, Owner: text, Created: noon,
				Steps: []idenfy.Step{{Name: text, Type: idenfy.StepType(text)}},
			}
			require.NoError(t, store.AddVerification(t.Context(), v))
			d := gateway.Delivery{
				Digest: "a", ScanRef: v.ScanRef, Received: noon,
				Overall: text, Steps: text, Details: text, Files: text,
				Raw: &gateway.Raw{Body: []byte(text), Signature: text, EventType: text},
			}
			require.NoError(t, store.AddDelivery(t.Context(), d))
			require.NoError(t, store.EndUpload(t.Context(), v.ScanRef, text, noon, noon))

			got, err := store.Verification(t.Context(), v.ScanRef)
			require.NoError(t, err)
			assert.Equal(t, v.Owner, got.Owner)
			assert.Equal(t, v.Steps, got.Steps)
			assert.Equal(t, []string{text}, got.Uploaded)
			leased, err := store.Lease(t.Context(), noon, noon.Add(time.Minute), 5, false)
			require.NoError(t, err)
			require.Len(t, leased, 1)
			assert.Equal(t, text, string(leased[0].Body))
			assert.Equal(t, text, leased[0].Signature)
			assert.Equal(t, text, leased[0].EventType)
			d.Raw = nil
			got.Last.Received = got.Last.Received.UTC()
			assert.Equal(t, &d, got.Last)

			retry := noon.Add(time.Hour)
			require.NoError(t, store.Settle(t.Context(), noon.Add(time.Minute), []gateway.Outcome{{Digest: "a", Retry: retry}}))
			leased, err = store.Lease(t.Context(), retry, retry.Add(time.Minute), 5, false)
			require.NoError(t, err)
			require.Len(t, leased, 1)
			assert.Equal(t, text, string(leased[0].Body), "after a failure")

			for _, other := range []string{"scan", "scan" + text + "\x00", "SCAN" + text, "scan%"} {
				if other == v.ScanRef {
					continue
				}
				_, err := store.Verification(t.Context(), other)
				assert.ErrorIs(t, err, gateway.ErrNotFound, "%q is another", other)
			}
			ok, err := store.UseGrant(t.Context(), text, 1, noon)
			require.NoError(t, err)
			assert.True(t, ok)
			ok, err = store.UseGrant(t.Context(), text+"\x00", 1, noon)
			require.NoError(t, err)
			assert.True(t, ok, "another grant")
		})
	}
	t.Run("as many webhooks as a round takes, each as large as may be", func(t *testing.T) {
		store := open(t)
		const atOnce, size = 5, 128 << 10
		body := bytes.Repeat([]byte("\"\\Š😀"), size/8)
		for i := range atOnce {
			name := string(rune('a' + i))
			require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{
				Digest: name, ScanRef: name, Received: noon, Details: string(body), Files: string(body), Raw: &gateway.Raw{Body: body},
			}))
		}
		leased, err := store.Lease(t.Context(), noon, noon.Add(time.Minute), atOnce, false)
		require.NoError(t, err)
		require.Len(t, leased, atOnce)
		for _, one := range leased {
			assert.True(t, bytes.Equal(body, one.Body), one.Digest)
		}
	})
	t.Run("booleans and numbers", func(t *testing.T) {
		store := open(t)
		for i, d := range []gateway.Delivery{
			{},
			{Final: true},
			{Resubmitted: true},
			{Final: true, Resubmitted: true, Finished: 1},
			{Finished: 253402300799}, // the end of the year 9999
			{Finished: 1<<31 - 1},
			{Finished: 1 << 31},
			{Finished: 1<<53 - 1},
			{Finished: -(1<<53 - 1)},
		} {
			d.Digest, d.ScanRef = string(rune('a'+i)), "scan-"+string(rune('a'+i))
			d.Received = noon
			require.NoError(t, store.AddVerification(t.Context(), gateway.Verification{ScanRef: d.ScanRef, Created: noon}))
			require.NoError(t, store.AddDelivery(t.Context(), d))
			got, err := store.Verification(t.Context(), d.ScanRef)
			require.NoError(t, err)
			got.Last.Received = got.Last.Received.UTC()
			assert.Equal(t, &d, got.Last)
		}
	})
	t.Run("numbers that differ by one are two", func(t *testing.T) {
		store := open(t)
		v := created(t, store)
		for i := range int64(3) {
			require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{
				Digest: string(rune('c' - i)), ScanRef: v.ScanRef, Received: noon, Finished: 1<<53 - 3 + i,
			}))
		}
		got, err := store.Verification(t.Context(), v.ScanRef)
		require.NoError(t, err)
		assert.Equal(t, "a", got.Last.Digest)
	})
	t.Run("times", func(t *testing.T) {
		for name, at := range map[string]time.Time{
			"the epoch":                time.Unix(0, 0),
			"before it":                time.Unix(-1, 0),
			"the end of the year 9999": time.Date(9999, 12, 31, 23, 59, 59, 999e6, time.UTC),
			"between two milliseconds": noon.Add(1234567 * time.Nanosecond),
			"in another zone":          noon.In(time.FixedZone("", 5*3600+1800)),
		} {
			t.Run(name, func(t *testing.T) {
				store := open(t)
				require.NoError(t, store.AddVerification(t.Context(), gateway.Verification{ScanRef: "s", Created: at}))
				require.NoError(t, store.AddDelivery(t.Context(), gateway.Delivery{Digest: "a", ScanRef: "s", Received: at, Raw: &gateway.Raw{Body: []byte("{}")}}))
				require.NoError(t, store.EndUpload(t.Context(), "s", "UTILITY_BILL", at, at))
				got, err := store.Verification(t.Context(), "s")
				require.NoError(t, err)
				assert.Equal(t, at.UnixMilli(), got.Created.UnixMilli())
				assert.Equal(t, at.UnixMilli(), got.Last.Received.UnixMilli())
				assert.Equal(t, []string{"UTILITY_BILL"}, got.Uploaded, "since then, and then")

				// Who took a lease until a time gives it back by that very time.
				until := at.Add(time.Minute)
				mine, err := store.BeginUpload(t.Context(), "s", "UTILITY_BILL", at, until)
				require.NoError(t, err)
				require.True(t, mine)
				require.NoError(t, store.EndUpload(t.Context(), "s", "UTILITY_BILL", until, time.Time{}))
				mine, err = store.BeginUpload(t.Context(), "s", "UTILITY_BILL", at, until)
				require.NoError(t, err)
				assert.True(t, mine)

				leased, err := store.Lease(t.Context(), at, until, 5, false)
				require.NoError(t, err)
				require.Len(t, leased, 1)
				assert.Equal(t, at.UnixMilli(), leased[0].Received.UnixMilli())
				require.NoError(t, store.Settle(t.Context(), until, []gateway.Outcome{{Digest: "a", Retry: until.Add(time.Minute)}}))
				leased, err = store.Lease(t.Context(), until, until, 5, false)
				require.NoError(t, err)
				assert.Empty(t, leased)
				leased, err = store.Lease(t.Context(), until.Add(time.Minute), until, 5, false)
				require.NoError(t, err)
				require.Len(t, leased, 1)
				assert.Equal(t, 1, leased[0].Tries)
			})
		}
	})
}
