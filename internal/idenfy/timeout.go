package idenfy

import (
	"context"
	"time"
)

type timeoutKey struct{}

// WithTimeout notes a call's time limit without starting a timer: in a
// Worker a Go timer does not outlive the request that set it, so the [Doer]
// there hands the limit to the runtime.
func WithTimeout(ctx context.Context, limit time.Duration) context.Context {
	return context.WithValue(ctx, timeoutKey{}, limit)
}

// Timeout returns how long a request's [Doer] may wait for the whole answer.
func Timeout(ctx context.Context) time.Duration {
	limit, _ := ctx.Value(timeoutKey{}).(time.Duration)
	return limit
}
