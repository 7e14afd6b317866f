package gateway

import (
	"errors"
	"net/http"

	"idenfysteps/internal/idenfy"
)

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
