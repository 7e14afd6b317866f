package gateway

import (
	"context"
	"errors"
	"time"
)

// A Store keeps what must outlive a request. A webhook is one row, written
// once; how a verification stands is read from the rows, so no failure between
// two writes can leave them disagreeing.
//
// Its methods may be called at once. Texts are UTF-8; times count by the
// millisecond, and numbers may have 53 bits. Any method may fail as the store
// does, and has then changed nothing, unless the answer was lost on its way;
// other errors are named. internal/gateway/storetest holds it to all of this.
type Store interface {
	// AddVerification keeps a verification that this gateway created. It fails
	// where the scanRef is known: the first, and whose it is, stays.
	AddVerification(ctx context.Context, v Verification) error
	// AddDelivery keeps a webhook. One whose digest is known changes nothing,
	// except that one resubmission is enough to make it one.
	AddDelivery(ctx context.Context, d Delivery) error
	// BeginUpload claims a step for one upload until a time at which it surely
	// has ended; false while another has it.
	BeginUpload(ctx context.Context, scanRef, step string, now, until time.Time) (bool, error)
	// EndUpload gives the step free that BeginUpload claimed until then, and
	// keeps when iDenfy got the file; zero where it did not.
	EndUpload(ctx context.Context, scanRef, step string, until, sent time.Time) error
	// UseGrant counts a try with a grant, by its jti, that is good until a time;
	// false when limit tries, at least one, were made before.
	UseGrant(ctx context.Context, id string, limit int, until time.Time) (bool, error)
	// Verification returns a verification with what its deliveries and uploads say, or [ErrNotFound].
	Verification(ctx context.Context, scanRef string) (*Verification, error)

	// TakeWaiting leases until a time up to limit deliveries that are due to be
	// forwarded. Of one scanRef it gives the one stored first only, and none while
	// that one is leased or waits for another try. Among verifications those that are
	// due longest come first, or the newest. What it returns is in no order.
	TakeWaiting(ctx context.Context, now, until time.Time, limit int, newest bool) ([]Taken, error)
	// Settle says what came of deliveries that were taken until a time; of one
	// whose lease has gone to another it says nothing. What was forwarded is wiped;
	// what waits behind a failure of its scanRef is not due before that.
	Settle(ctx context.Context, until time.Time, outcomes []Outcome) error
	// GiveUp wipes what still waits, is not leased, and was received before a time,
	// some hundred at a time; [Store.GivenUp] counts it.
	GiveUp(ctx context.Context, now, received time.Time) error
	// GivenUp counts the deliveries that were given up and are still kept.
	GivenUp(ctx context.Context) (int, error)
	// Forget wipes and deletes what is past, some hundred rows of each kind at a time.
	Forget(ctx context.Context, past Past) error
}

// ErrNotFound is a [Store]'s answer for a scanRef that it does not hold.
var ErrNotFound = errors.New("no such verification")

// Taken is a delivery that was taken to be forwarded.
type Taken struct {
	Raw
	Digest   string
	Received time.Time
	// Tries that were made before.
	Tries int
}

// An Outcome is what came of one try to forward.
type Outcome struct {
	Digest string
	// Retry is when to try again; the zero time once it was forwarded.
	Retry time.Time
}

// Past says what may go, each by the time before which it lies.
type Past struct {
	// Files: addresses of deliveries received before.
	Files time.Time
	// Ended: upload grants, and uploads under way, that were good until before.
	Ended time.Time
	// Verifications to which nothing has happened since, with all their rows; and
	// rows of no verification, each by its own time.
	Verifications time.Time
}
