package gateway

import (
	"bytes"
	"encoding/json"
	"net/http"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

// maxTokenBytes bounds a token request; texts in 24 locales for 40 steps take 100 kB.
const maxTokenBytes = 1 << 20

// createToken answers POST /v1/token {request}: 201 {authToken, scanRef,
// redirectUrl, expiryTime, steps} and nothing personal.
func (g *Gateway) createToken(w http.ResponseWriter, r *http.Request) error {
	request, err := readTokenRequest(w, r)
	if err != nil {
		return err
	}
	token, err := g.upstream.CreateToken(r.Context(), request)
	if err != nil {
		return err
	}
	v := Verification{ScanRef: token.ScanRef, Created: g.now(), Steps: stepsOf(token)}
	if err := g.store.AddVerification(r.Context(), v); err != nil {
		return err
	}
	return respond(w, http.StatusCreated, struct {
		AuthToken   string `json:"authToken"`
		ScanRef     string `json:"scanRef"`
		RedirectURL string `json:"redirectUrl"`
		ExpiryTime  int    `json:"expiryTime"`
		Steps       []Step `json:"steps"`
	}{token.AuthToken, token.ScanRef, token.RedirectTo(g.upstream.BaseURL), token.ExpiryTime, v.Steps})
}

// readTokenRequest returns the token request that the page sends in open mode,
// checked: what iDenfy would refuse costs no call.
func readTokenRequest(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	text, err := readAll(w, r, maxTokenBytes, "The token request is over 1 MiB.")
	if err != nil {
		return nil, err
	}
	var body struct {
		Request json.RawMessage `json:"request"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil || len(body.Request) == 0 {
		return nil, refuse(http.StatusBadRequest, idenfy.JSONError, `The body must be {"request": {…}}, the token request as plain JSON.`)
	}
	report := steps.Check(body.Request, nil)
	if !report.Valid() {
		return nil, &refusal{
			status:     http.StatusBadRequest,
			identifier: idenfy.ValidationError,
			message:    "iDenfy would refuse this token request; see the findings.",
			findings:   report.Findings,
		}
	}
	if report.Kind != steps.TokenRequest {
		return nil, refuse(http.StatusBadRequest, idenfy.BadValue, "The request is not a token request: it needs a clientId.")
	}
	return body.Request, nil
}

func stepsOf(token *idenfy.Token) []Step {
	list := []Step{}
	for _, s := range token.Steps() {
		list = append(list, Step{Name: s.Name, Type: s.Type, Settings: s.Settings})
	}
	return list
}
