package gateway

import (
	"slices"
	"time"

	"idenfysteps/internal/idenfy"
)

// A Verification is one of iDenfy's that this gateway created.
type Verification struct {
	ScanRef string
	// Owner is the "sub" whose token request created it; empty in open mode.
	Owner   string
	Created time.Time
	Steps   []idenfy.Step
	// Last is the delivery that counts; nil before the first. Set by the store.
	Last *Delivery
	// Uploaded names the steps uploaded since Last was received, in no order. Set by the store.
	Uploaded []string
}

// A State is how a verification stands, as coarse as the person needs it: `waiting`
// for the result, `accepted`, some steps are asked `again`, or `closed` without a way to go on.
type State string

const (
	// Waiting: iDenfy has not decided.
	Waiting State = "waiting"
	// Accepted: iDenfy approved it.
	Accepted State = "accepted"
	// Again: one or more steps are asked for once more.
	Again State = "again"
	// Closed: decided, and nothing is left for the person to do here.
	Closed State = "closed"
)

// state tells how the verification stands, and for Again which steps are left to do.
func (v *Verification) state() (State, []string) {
	asked := v.askedAgain()
	left := slices.DeleteFunc(slices.Clone(asked), func(s string) bool { return slices.Contains(v.Uploaded, s) })
	switch {
	case len(left) > 0:
		return Again, left
	case len(asked) > 0, v.Last == nil, !v.Last.Final:
		return Waiting, nil
	}
	switch v.Last.Overall {
	case idenfy.OverallApproved:
		return Accepted, nil
	case idenfy.OverallReviewing, idenfy.OverallActive:
		return Waiting, nil
	}
	return Closed, nil
}

// over are the outcomes after which a better document changes nothing: a person
// who was denied for fraud is not invited to upload again.
var over = []string{idenfy.OverallDenied, idenfy.OverallExpired, idenfy.OverallDeleted, idenfy.OverallArchived}

// askedAgain names the steps that the last webhook asks for again, uploaded
// since or not. iDenfy gives one verdict for all of them.
func (v *Verification) askedAgain() []string {
	if v.Last == nil || !v.Last.Final || slices.Contains(over, v.Last.Overall) {
		return nil
	}
	if v.Last.Steps != idenfy.StepsInvalid && v.Last.Steps != idenfy.StepsNotFound {
		return nil
	}
	var names []string
	for _, s := range v.Steps {
		names = append(names, s.Name)
	}
	return names
}
