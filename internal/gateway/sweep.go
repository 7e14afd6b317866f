package gateway

import (
	"context"
	"log/slog"
	"time"
)

// endedFor keeps what has ended a little longer, since clocks differ and a grant
// that is forgotten would be good for three tries more.
const endedFor = 10 * time.Minute

// Sweep does what is due without anybody asking: it forwards webhooks, gives up those
// that the receiver did not take for a day, and forgets what is past. Call it once a
// minute. Two at once do no harm; what fails is logged, and done by the next.
func (g *Gateway) Sweep(ctx context.Context) {
	now := g.Now()
	g.logFailure(ctx, g.Store.GiveUp(ctx, now, now.Add(-forwardFor)))
	g.logFailure(ctx, g.forward(ctx, roundsOfASweep, false))
	g.logFailure(ctx, g.Store.Forget(ctx, Past{
		Files:         now.Add(-fileLife),
		Ended:         now.Add(-endedFor),
		Verifications: now.Add(-g.retention),
	}))
}

// logFailure writes a line for what nobody waits to be told.
func (g *Gateway) logFailure(ctx context.Context, err error) {
	if err != nil {
		g.Log.LogAttrs(ctx, slog.LevelError, "sweep", slog.String("cause", causeOf(err)))
	}
}
