package sandbox

import (
	"crypto/sha256"
	"crypto/subtle"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// guarded refuses requests for another host name (DNS rebinding) and requests from
// pages of other sites.
func (s *Sandbox) guarded(next http.Handler) http.Handler {
	var base url.URL
	if u, err := url.Parse(s.options.BaseURL); err == nil {
		base = *u
	}
	ownHost := func(host string) bool {
		u := url.URL{Host: host}
		ip := net.ParseIP(u.Hostname())
		return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() || host == base.Host && host != ""
	}
	ownOrigin := func(origin, host string) bool {
		return origin == "" || origin == "http://"+host || origin == base.Scheme+"://"+base.Host
	}
	refuse := s.answered(func(http.ResponseWriter, *http.Request) error { return errForeign })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ownHost(r.Host) && ownOrigin(r.Header.Get("Origin"), r.Host) {
			next.ServeHTTP(w, r)
		} else {
			refuse(w, r)
		}
	})
}

// A handler answers a request or returns the error to answer with.
type handler = func(http.ResponseWriter, *http.Request) error

// asPartner requires the API key and secret.
func (s *Sandbox) asPartner(handle handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		want := sha256.Sum256([]byte(s.environment.APIKey + ":" + s.environment.APISecret))
		key, secret, ok := r.BasicAuth()
		got := sha256.Sum256([]byte(key + ":" + secret))
		if subtle.ConstantTimeCompare(got[:], want[:]) != 1 || !ok {
			return errUnauthorized
		}
		if !s.countRequest() {
			return errTooMany
		}
		return handle(w, r)
	}
}

// countRequest counts a partner's requests by the hour and reports whether this
// one is within the limit. Assumed: an hour begins with its first request.
func (s *Sandbox) countRequest() bool {
	most := s.environment.Sandbox.RequestsPerHour
	if most == 0 {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if now := s.now(); now.Sub(s.hourBegan) >= time.Hour {
		s.hourBegan, s.requests = now, 0
	}
	s.requests++
	return s.requests <= most
}

// asPerson requires a known token. Each call itself checks whether the session is over.
func (s *Sandbox) asPerson(handle func(http.ResponseWriter, *http.Request, *verification) error) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		authToken, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		s.mu.Lock()
		v := s.byAuthToken[authToken]
		s.mu.Unlock()
		if !ok || v == nil {
			return errToken
		}
		return handle(w, r, v)
	}
}

// atDesk requires a header that a page of another site can send only after a CORS
// preflight, which the sandbox never allows.
func atDesk(handle handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if r.Header.Get("X-Sandbox") != "1" {
			return errHeader
		}
		return handle(w, r)
	}
}
