package gateway_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
)

// A posted is one delivery as iDenfy would send it.
type posted struct{ body, eventType string }

// randomDelivery takes its members from small sets, so that ties are usual.
func randomDelivery(random *rand.Rand) posted {
	pick := func(of ...any) any { return of[random.IntN(len(of))] }
	if random.IntN(10) == 0 {
		return posted{`{"scanRef":"scan-1","expirationThreshold":30}`, "DOCUMENT_EXPIRATION"}
	}
	body, err := json.Marshal(map[string]any{
		"scanRef": "scan-1", "final": pick(true, false), "finishTime": pick(nil, 100, 200, 300),
		"status": map[string]any{
			"overall":         pick("APPROVED", "DENIED", "SUSPECTED", "REVIEWING", "EXPIRED", nil, "NEW"),
			"additionalSteps": pick("VALID", "INVALID", "NOT_FOUND", nil, map[string]any{}),
		},
		"fileUrls": pick(nil, map[string]any{"UTILITY_BILL": fmt.Sprint("https://files.example/", random.IntN(9))}),
		"data": pick(nil, map[string]any{"additionalData": map[string]any{
			"UTILITY_BILL": map[string]any{"address": map[string]any{"value": "1 Main St", "status": pick("MATCH", "NOT_MATCH")}}}}),
	})
	if err != nil {
		panic(err)
	}
	return posted{string(body), pick("IDENTIFICATION_AUTO_FINISHED", "IDENTIFICATION_MANUAL_FINISHED", idenfy.EventResubmitted, "").(string)}
}

// Whatever the order and repetition of a verification's webhooks, it ends in the
// same state, with the same details. storetest holds every store to its part of that.
func TestAnyOrderAndRepetitionEndsInTheSameState(t *testing.T) {
	const sets, orders = 300, 6
	random := rand.New(rand.NewPCG(2026, 1))
	deliveries, states := 0, map[string]int{}
	for range sets {
		set := make([]posted, 1+random.IntN(7))
		for i := range set {
			set[i] = randomDelivery(random)
		}
		uploadFirst := random.IntN(3) == 0
		var first string
		for order := range orders {
			mixed := append([]posted{}, set...)
			for range random.IntN(4) {
				mixed = append(mixed, set[random.IntN(len(set))])
			}
			if order > 0 {
				random.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			}
			end := endOf(t, mixed, uploadFirst)
			deliveries += len(mixed)
			if order == 0 {
				first = end
				continue
			}
			require.Equal(t, first, end, "%v", mixed)
		}
		var answer struct{ State string }
		require.NoError(t, json.Unmarshal([]byte(first), &answer))
		states[answer.State]++
	}
	t.Logf("%d sets, %d orders of each, %d deliveries; states %v", sets, orders, deliveries, states)
	require.Len(t, states, 4, "every state was reached")
}

// endOf is what a read grant with details gets in the end, from a gateway of its own.
func endOf(t *testing.T, deliveries []posted, uploadFirst bool) string {
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	store := gateway.NewMemoryStore()
	g, err := gateway.New(gateway.Config{
		IdenfyURL: "https://ivs.example", APIKey: apiKey, APISecret: apiSecret, SigningKey: signingKey, GrantKey: strings.Repeat("k", 32),
	}, nil, gateway.Ports{
		Store: store,
		Caller: func(*http.Request) (*grant.Caller, error) {
			return grant.NewCaller(grant.BackEnd, grant.Read, []byte(`{"scanRef":"scan-1","details":true}`))
		},
		Now: func() time.Time { return now },
		Log: slog.New(slog.DiscardHandler),
	})
	require.NoError(t, err)
	require.NoError(t, store.AddVerification(t.Context(), gateway.Verification{
		ScanRef: "scan-1", Created: now, Steps: []idenfy.Step{{Name: "UTILITY_BILL", Type: idenfy.StepCompare}},
	}))
	if uploadFirst {
		require.NoError(t, store.EndUpload(t.Context(), "scan-1", "UTILITY_BILL", now, now.Add(-time.Minute)))
	}
	for _, d := range deliveries {
		r := httptest.NewRequest("POST", "/webhooks/idenfy", strings.NewReader(d.body))
		r.Header.Set(idenfy.SignatureHeader, idenfy.Sign(signingKey, []byte(d.body)))
		r.Header.Set(idenfy.EventTypeHeader, d.eventType)
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code, d.body)
	}
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequest("GET", "/v1/verifications/scan-1", nil))
	require.Equal(t, http.StatusOK, w.Code)
	body, err := io.ReadAll(w.Body)
	require.NoError(t, err)
	return string(body)
}
