package gateway

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"runtime"
	"time"

	"idenfysteps/internal/idenfy"
)

// An entry is what the log says of one request. It holds no path value, query,
// header or body, since those may be personal.
type entry struct {
	identifier string
	cause      string
	status     int
}

type entryKey struct{}

// logged writes one line a request, with an id that the caller gets too, and
// turns a panic into an answer.
func logged(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		e := &entry{status: http.StatusOK}
		id := rand.Text()
		w.Header().Set("X-Request-Id", id)
		r = r.WithContext(context.WithValue(r.Context(), entryKey{}, e))
		served := &statusWriter{ResponseWriter: w, entry: e}
		defer func() {
			if p := recover(); p != nil {
				fail(served, r, panicked{p})
			}
			// Not by the Logger's own methods: they walk the stack for a place in the source.
			line := slog.NewRecord(time.Now(), levelOf(e.status), "request", 0)
			line.AddAttrs(slog.String("id", id), slog.String("method", r.Method), slog.String("route", r.Pattern),
				slog.Int("status", e.status), slog.String("identifier", e.identifier), slog.String("cause", e.cause))
			_ = log.Handler().Handle(r.Context(), line) // there is nowhere to tell that the log fails
		}()
		next.ServeHTTP(served, r)
	})
}

// panicked is a handler's panic as an error.
type panicked struct{ value any }

func (p panicked) Error() string { return "panic" }

// LogCause tells a runtime error's text, such as a bad index; what else may have
// been panicked with could hold a request's data.
func (p panicked) LogCause() string {
	if err, ok := p.value.(runtime.Error); ok {
		return "panic: " + err.Error()
	}
	return "panic"
}

func levelOf(status int) slog.Level {
	if status >= http.StatusInternalServerError {
		return slog.LevelError
	}
	return slog.LevelInfo
}

// note puts a refusal into the request's log line.
func note(r *http.Request, e *idenfy.Error) {
	if line, ok := r.Context().Value(entryKey{}).(*entry); ok {
		line.identifier, line.cause = string(e.Identifier), e.Cause
	}
}

type statusWriter struct {
	http.ResponseWriter
	entry *entry
}

func (w *statusWriter) WriteHeader(status int) {
	w.entry.status = status
	w.ResponseWriter.WriteHeader(status)
}
