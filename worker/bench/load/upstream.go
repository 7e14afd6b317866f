package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"

	"idenfysteps/internal/idenfy"
)

// An upstream stands in iDenfy's place, with a delay. Its reply names the
// request's clientId, so that an answer to somebody else shows.
type upstream struct {
	*httptest.Server
	delay atomic.Int64 // nanoseconds
	// waiting counts the requests that the delay holds.
	waiting atomic.Int64
}

func startUpstream() *upstream {
	u := &upstream{}
	routes := http.NewServeMux()
	routes.HandleFunc("POST "+idenfy.TokenPath, u.token)
	routes.HandleFunc("POST "+idenfy.UploadPath, u.upload)
	u.Server = httptest.NewServer(routes)
	return u
}

func (u *upstream) wait() {
	u.waiting.Add(1)
	defer u.waiting.Add(-1)
	time.Sleep(time.Duration(u.delay.Load()))
}

// met waits until so many requests are held by the delay.
func (u *upstream) met(n int64, patience time.Duration) error {
	for began := time.Now(); u.waiting.Load() < n; time.Sleep(time.Millisecond) {
		if time.Since(began) > patience {
			return fmt.Errorf("only %d of %d requests reached the upstream", u.waiting.Load(), n)
		}
	}
	return nil
}

func (u *upstream) token(w http.ResponseWriter, r *http.Request) {
	var request struct{ ClientID string }
	if _, _, ok := r.BasicAuth(); !ok || json.NewDecoder(r.Body).Decode(&request) != nil {
		http.Error(w, `{"identifier":"UNAUTHORIZED","message":"no"}`, http.StatusUnauthorized)
		return
	}
	u.wait()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusCreated)
	fmt.Fprintf(w, tokenReply, request.ClientID)
}

func (u *upstream) upload(w http.ResponseWriter, r *http.Request) {
	if n, err := io.Copy(io.Discard, r.Body); err != nil || n != r.ContentLength {
		return // broken off
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, "{}") // a caller who has gone is counted there
}

// tokenReply is as long as iDenfy's replies with one step in a few languages: 3 kB.
var tokenReply = func() string {
	text := func(locale string) string {
		return fmt.Sprintf(`%q:{"name":"Utility bill","description":%q}`, locale,
			strings.Repeat("A bill for water, gas or electricity, not older than three months. ", 5))
	}
	var texts []string
	for _, locale := range []string{"en", "lt", "de", "fr", "pl", "lv", "es"} {
		texts = append(texts, text(locale))
	}
	return `{"message":"Token created successfully","authToken":"auth-token-of-36-letters-or-so-012345","scanRef":"scan-%[1]s",` +
		`"clientId":"%[1]s","firstName":null,"lastName":null,"expiryTime":3600,"sessionLength":600,"tokenType":"IDENTIFICATION",` +
		`"additionalSteps":{"ALL":{"ALL":{"UTILITY_BILL":{"type":"COMPARE","texts":{` + strings.Join(texts, ",") +
		`},"fields":["address"],"settings":{"canUpload":true,"canCapture":true,"canUploadPDF":true}}}}}}`
}()
