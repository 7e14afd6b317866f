package sandbox_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"idenfysteps/internal/sandbox"
)

func BenchmarkToken(b *testing.B) {
	box, err := sandbox.New(sandbox.Options{APIKey: apiKey, APISecret: apiSecret})
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, "/api/v2/token", strings.NewReader(`{"clientId":"123"}`))
		r.SetBasicAuth(apiKey, apiSecret)
		w := httptest.NewRecorder()
		box.ServeHTTP(w, r)
		if w.Code != http.StatusCreated {
			b.Fatal(w.Body)
		}
	}
}
