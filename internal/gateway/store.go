package gateway

import (
	"context"
	"errors"
	"time"

	"idenfysteps/internal/idenfy"
)

// A Store keeps what must outlive a request. A webhook is one row, written
// once; how a verification stands is read from the rows, so no failure between
// two writes can leave them disagreeing.
type Store interface {
	// AddVerification keeps a verification that this gateway created.
	AddVerification(ctx context.Context, v Verification) error
	// AddDelivery keeps a webhook. One whose digest is known changes nothing.
	AddDelivery(ctx context.Context, d Delivery) error
	// BeginUpload claims a step for one upload until a time at which it surely
	// has ended; false while another has it.
	BeginUpload(ctx context.Context, scanRef, step string, now, until time.Time) (bool, error)
	// EndUpload gives the step free that BeginUpload claimed until then, and
	// keeps when iDenfy got the file; zero where it did not.
	EndUpload(ctx context.Context, scanRef, step string, until, sent time.Time) error
	// UseGrant counts a try with a grant, by its jti, that is good until a time;
	// false when limit tries were made before.
	UseGrant(ctx context.Context, id string, limit int, until time.Time) (bool, error)
	// Verification returns a verification with what its deliveries and uploads say, or [ErrNotFound].
	Verification(ctx context.Context, scanRef string) (*Verification, error)
}

// ErrNotFound is a [Store]'s answer for a scanRef that it does not hold.
var ErrNotFound = errors.New("no such verification")

// A Verification is one of iDenfy's that this gateway created.
type Verification struct {
	ScanRef string
	// Owner is the "sub" whose token request created it; empty in open mode.
	Owner   string
	Created time.Time
	Steps   []Step
	// Last is the delivery that counts; nil before the first. Set by the store.
	Last *Delivery
	// Uploaded names the steps uploaded after Last was received. Set by the store.
	Uploaded []string
}

// A Step is one additional step of a verification.
type Step struct {
	Name     string          `json:"name"`
	Type     idenfy.StepType `json:"type"`
	Settings idenfy.Settings `json:"settings"`
}

// A Delivery is what a webhook said.
type Delivery struct {
	// Digest is the hex SHA-256 of the raw body; a repetition has the same.
	Digest   string
	ScanRef  string
	Received time.Time
	Final    bool
	Finished int64 // Unix seconds, iDenfy's clock
	Overall  string
	// Steps is the one verdict for all additional steps: VALID, INVALID, NOT_FOUND or nothing.
	Steps string
}

// Supersedes tells whether d counts rather than the delivery before it,
// whichever of them arrived first.
func (d *Delivery) Supersedes(other *Delivery) bool {
	if d.Final != other.Final {
		return d.Final
	}
	if d.Finished != other.Finished {
		return d.Finished > other.Finished
	}
	return d.Digest > other.Digest
}
