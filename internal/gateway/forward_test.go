package gateway_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/gateway"
	"idenfysteps/internal/idenfy"
)

const forwardKey = "the-forward-key-with-32-bytes-or-more"

// A receiver is the product's back end.
type receiver struct {
	mu     sync.Mutex
	bodies []string
	header http.Header // of the last
	// answer plays it; nil takes everything.
	answer http.HandlerFunc
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	r.bodies, r.header = append(r.bodies, string(body)), req.Header
	answer := r.answer
	r.mu.Unlock()
	if answer != nil {
		answer(w, req)
	}
}

// got returns what it was given since it was last asked.
func (r *receiver) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	bodies := r.bodies
	r.bodies = nil
	return bodies
}

func (r *receiver) answers(answer http.HandlerFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = answer
}

func newForwardBench(t *testing.T) (*bench, *receiver) {
	b, r := newBench(t, idenfyAnswers), &receiver{}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	b.serve(t, gateway.Config{Mode: gateway.OpenMode, IdenfyURL: b.upstream, ForwardURL: server.URL, ForwardKey: forwardKey})
	return b, r
}

func (b *bench) sweep(t *testing.T, after time.Duration) {
	b.now = b.now.Add(after)
	b.gateway.Sweep(t.Context())
}

func (b *bench) givenUp(t *testing.T) float64 {
	_, health := b.do(t, "GET", "/healthz", "")
	return health["givenUp"].(float64)
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// hook is the nth webhook of a verification, with white space that no encoder writes.
func hook(scanRef string, n int) string {
	return fmt.Sprintf("{ \"scanRef\":%q,\t\"final\" :true, \"finishTime\": %d, \"name\":\"ŠILUVA\"}", scanRef, n)
}

func TestAWebhookIsForwardedAsItCame(t *testing.T) {
	b, r := newForwardBench(t)
	body := hook("s-1", 1)
	status, _ := b.do(t, "POST", "/webhooks/idenfy", body,
		idenfy.SignatureHeader, idenfy.Sign(signingKey, []byte(body)), idenfy.EventTypeHeader, "IDENTIFICATION_MANUAL_FINISHED")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, http.StatusOK, b.webhook(t, body), "a repetition")
	assert.Empty(t, r.got(), "iDenfy does not wait for the back end")
	b.gateway.Forward(t.Context())
	assert.Equal(t, []string{body}, r.got())
	assert.Equal(t, idenfy.Sign(signingKey, []byte(body)), r.header.Get(idenfy.SignatureHeader))
	assert.Equal(t, "IDENTIFICATION_MANUAL_FINISHED", r.header.Get(idenfy.EventTypeHeader))
	assert.Equal(t, fmt.Sprintf("t=%d,v1=%s", b.now.Unix(), idenfy.Sign(forwardKey, fmt.Appendf(nil, "%d.%s", b.now.Unix(), body))),
		r.header.Get(gateway.ForwardSignatureHeader))
	b.sweep(t, time.Hour)
	assert.Empty(t, r.got(), "once")
	for _, secret := range []string{"ŠILUVA", "s-1", forwardKey, "127.0.0.1"} {
		assert.NotContains(t, b.log.String(), secret)
	}
}

func TestAReceiverThatIsAwayGetsEverythingInOrder(t *testing.T) {
	for name, away := range map[string]http.HandlerFunc{
		"answers 500":   status(500),
		"answers 302":   func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"breaks off":    func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"takes forever": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		t.Run(name, func(t *testing.T) {
			b, r := newForwardBench(t)
			r.answers(away)
			first, second := hook("s-1", 2), hook("s-1", 1)
			require.Equal(t, http.StatusOK, b.webhook(t, first))
			require.Equal(t, http.StatusOK, b.webhook(t, second))
			b.gateway.Forward(t.Context())
			assert.Subset(t, []string{first}, r.got(), "the second waits for the first")
			b.sweep(t, 59*time.Second)
			assert.Empty(t, r.got(), "too early to try again")
			r.answers(nil)
			b.sweep(t, time.Second)
			assert.Equal(t, []string{first, second}, r.got(), "as they were stored, whatever iDenfy's clock says")
			assert.Contains(t, b.log.String(), `"msg":"forward"`)
		})
	}
}

func TestTriesBackOffAndEndAfterADay(t *testing.T) {
	b, r := newForwardBench(t)
	r.answers(status(503))
	require.Equal(t, http.StatusOK, b.webhook(t, hook("s-1", 1)))
	received := b.now
	var tries []int
	for range 24*60 + 1 {
		b.sweep(t, 0)
		for range r.got() {
			tries = append(tries, int(b.now.Sub(received).Minutes()))
		}
		b.now = b.now.Add(time.Minute)
	}
	assert.Equal(t, []int{0, 1, 3, 7, 15, 30, 45}, tries[:7])
	assert.Less(t, len(tries), 110)
	assert.Equal(t, 24*60, tries[len(tries)-1], "the last")
	assert.Zero(t, b.givenUp(t))
	r.answers(nil)
	b.sweep(t, 15*time.Minute)
	assert.Empty(t, r.got(), "its body is wiped")
	assert.Equal(t, 1.0, b.givenUp(t))

	require.Equal(t, http.StatusOK, b.webhook(t, hook("s-1", 2)))
	b.sweep(t, 0)
	assert.Equal(t, []string{hook("s-1", 2)}, r.got(), "the next is not held up")
}

// TestWhatIsRefusedHoldsUpNoOther: a receiver that refuses some webhooks, however many, gets a new one at once.
func TestWhatIsRefusedHoldsUpNoOther(t *testing.T) {
	b, r := newForwardBench(t)
	r.answers(status(400))
	for i := range 50 {
		require.Equal(t, http.StatusOK, b.webhook(t, hook(fmt.Sprint("refused-", i), 1)))
	}
	for range 30 {
		b.sweep(t, time.Minute)
	}
	b.now = b.now.Add(15 * time.Minute) // all of them are due again
	r.got()
	require.Equal(t, http.StatusOK, b.webhook(t, hook("s-1", 1)))
	b.gateway.Forward(t.Context())
	assert.Contains(t, r.got(), hook("s-1", 1))
}

func TestASweepIsBoundedAndStopsWhereTheReceiverIsAway(t *testing.T) {
	b, r := newForwardBench(t)
	for i := range 100 {
		require.Equal(t, http.StatusOK, b.webhook(t, hook(fmt.Sprint("s-", i), 1)))
	}
	b.sweep(t, 0)
	assert.Len(t, r.got(), 25)
	b.gateway.Forward(t.Context())
	assert.Len(t, r.got(), 10)
	r.answers(status(500))
	b.sweep(t, 0)
	assert.Len(t, r.got(), 5)
}

func TestTwoSweepsAtOnceNeitherDoubleNorReorder(t *testing.T) {
	b, r := newForwardBench(t)
	const verifications, each = 20, 4
	for n := range each {
		for i := range verifications {
			require.Equal(t, http.StatusOK, b.webhook(t, hook(fmt.Sprint("s-", i), n)))
		}
	}
	for range each {
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { b.gateway.Sweep(t.Context()) })
		}
		wg.Wait()
	}
	got := r.got()
	require.Len(t, got, verifications*each)
	for i := range verifications {
		var mine []string
		for _, body := range got {
			if strings.Contains(body, fmt.Sprintf(`"s-%d"`, i)) {
				mine = append(mine, body)
			}
		}
		require.Len(t, mine, each)
		for n, body := range mine {
			assert.Equal(t, hook(fmt.Sprint("s-", i), n), body)
		}
	}
}

func TestWithoutAReceiverNothingWaits(t *testing.T) {
	b := newBench(t, idenfyAnswers)
	require.Equal(t, http.StatusOK, b.webhook(t, hook("s-1", 1)))
	b.sweep(t, 0)
	leased, err := b.store.Lease(t.Context(), b.now, b.now, 5, false)
	require.NoError(t, err)
	assert.Empty(t, leased)
	_, health := b.do(t, "GET", "/healthz", "")
	assert.NotContains(t, health, "givenUp")
}
