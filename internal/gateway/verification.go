package gateway

import (
	"errors"
	"net/http"
	"slices"

	"idenfysteps/internal/idenfy"
)

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

// A VerificationAnswer is how a verification stands.
type VerificationAnswer struct {
	ScanRef string `json:"scanRef"`
	State   State  `json:"state"`
	// Steps are the names of the steps that are asked again.
	Steps []string `json:"steps"`
}

// A detailedAnswer also has what the webhooks said, for a back end's grant; null before the first.
type detailedAnswer struct {
	VerificationAnswer
	Details *Details `json:"details"`
}

// verification answers GET /v1/verifications/{scanRef} with a [VerificationAnswer],
// and a detailedAnswer by a grant that says so.
func (g *Gateway) verification(w http.ResponseWriter, r *http.Request) error {
	caller, err := g.caller(r)
	if err != nil {
		return err
	}
	v, err := g.find(r, r.PathValue("scanRef"))
	if err != nil {
		return err
	}
	if caller != nil {
		if err := caller.MayRead(v.ScanRef, v.Owner); err != nil {
			return err
		}
	}
	state, left := v.state()
	answer := VerificationAnswer{v.ScanRef, state, append([]string{}, left...)}
	if caller == nil || !caller.MaySeeDetails() {
		return respond(w, http.StatusOK, answer)
	}
	details, err := v.details(g.Now())
	if err != nil {
		return err
	}
	return respond(w, http.StatusOK, detailedAnswer{answer, details})
}

func (g *Gateway) find(r *http.Request, scanRef string) (*Verification, error) {
	v, err := g.Store.Verification(r.Context(), scanRef)
	if errors.Is(err, ErrNotFound) {
		return nil, idenfy.RefuseAs(http.StatusNotFound, idenfy.BadValue, "This gateway created no verification with that scanRef.")
	}
	return v, err
}
