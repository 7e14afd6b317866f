package gateway

import (
	"context"
	"errors"
	"time"
)

// A Store keeps what must outlive a request. A webhook is one row, written
// once. How a verification stands is read from the rows, so no failure between
// two writes can leave them disagreeing.
//
// Its methods may be called at once, and each is one transaction. Texts are UTF-8,
// times are kept to the millisecond, numbers have at most 53 bits. Any method fails
// where the database does. It has then changed nothing, unless only the answer was
// lost on its way. All other errors are named here. internal/gateway/storetest holds
// every store to all of this.
type Store interface {
	// AddVerification keeps a verification that this gateway created. It fails
	// where the scanRef is known: the first one stays, and whose it is.
	AddVerification(ctx context.Context, v Verification) error
	// AddDelivery keeps a webhook, and where it has a Raw puts it into the outbox, due
	// at once. One whose digest is known changes nothing, except that one resubmission
	// is enough to make it one.
	AddDelivery(ctx context.Context, d Delivery) error
	// BeginUpload leases a step to one upload until a time at which that has surely
	// ended. It returns false while another has the lease.
	BeginUpload(ctx context.Context, scanRef, step string, now, until time.Time) (bool, error)
	// EndUpload ends the lease that BeginUpload gave until that time, and keeps when
	// iDenfy got the file: sent is zero where it did not.
	EndUpload(ctx context.Context, scanRef, step string, until, sent time.Time) error
	// UseGrant counts one try with a grant, by its jti. The grant is good until a time,
	// after which [Store.Forget] may forget it. It returns false where limit tries, at
	// least one, were made before.
	UseGrant(ctx context.Context, id string, limit int, until time.Time) (bool, error)
	// Verification returns a verification with what its deliveries and uploads say.
	// Its error is [ErrNotFound] where there is none with that scanRef.
	Verification(ctx context.Context, scanRef string) (*Verification, error)

	// Lease takes from the outbox up to limit deliveries that are due, and leases them
	// until a time. Of one scanRef it takes only the one that was stored first, and none
	// while that one is leased or waits for another try. Those that have been due longest
	// come before others, or, if newest, after them. The result has no order.
	Lease(ctx context.Context, now, until time.Time, limit int, newest bool) ([]Leased, error)
	// Settle says what came of deliveries that were leased until a time. One whose lease
	// has gone to another stays as it is. What was forwarded leaves the outbox and is
	// wiped. What waits behind a failure of its scanRef is not due before that is.
	Settle(ctx context.Context, until time.Time, outcomes []Outcome) error
	// GiveUp takes from the outbox, and wipes, what is due and was received before a
	// time, some hundred at a time. [Store.GivenUp] counts them.
	GiveUp(ctx context.Context, now, received time.Time) error
	// GivenUp counts the deliveries that were given up and are still kept.
	GivenUp(ctx context.Context) (int, error)
	// Forget wipes and deletes what is past, some hundred rows of each kind at a time.
	Forget(ctx context.Context, past Past) error
}

// ErrNotFound is a [Store]'s answer for a scanRef that it does not hold.
var ErrNotFound = errors.New("no such verification")

// Leased is a delivery that was taken from the outbox to be forwarded.
type Leased struct {
	Raw
	Digest   string
	Received time.Time
	// Tries is how often it was tried before.
	Tries int
}

// An Outcome is what came of one try to forward.
type Outcome struct {
	Digest string
	// Retry is when to try again; the zero time once it was forwarded.
	Retry time.Time
}

// Past says what [Store.Forget] forgets: of each kind what lies before a time.
type Past struct {
	// Files is for the addresses of files, by when their delivery was received.
	Files time.Time
	// Ended is for upload grants and leases of steps, by when they end.
	Ended time.Time
	// Verifications is for verifications, by the last that happened to them, with all
	// their rows, and for rows of no verification, each by its own time.
	Verifications time.Time
}
