package gateway

import (
	"encoding/json"
	"net/http"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

// A TokenAnswer is a token for iDenfy's window, and what the person will be asked there.
type TokenAnswer struct {
	AuthToken string `json:"authToken"`
	ScanRef   string `json:"scanRef"`
	// RedirectURL opens iDenfy's window.
	RedirectURL string `json:"redirectUrl"`
	// ExpiryTime is in how many seconds the token ends.
	ExpiryTime int `json:"expiryTime"`
	// Steps are what the person will be asked for.
	Steps []idenfy.Step `json:"steps"`
}

// createToken answers POST /v1/token {flow?, locale?}, in open mode {request}:
// 201 and a [TokenAnswer], in which nothing is personal.
func (g *Gateway) createToken(w http.ResponseWriter, r *http.Request) error {
	caller, err := g.caller(r)
	if err != nil {
		return err
	}
	request, err := g.tokenRequest(w, r, caller)
	if err != nil {
		return err
	}
	if err := checkTokenRequest(request); err != nil {
		return err
	}
	token, err := g.upstream.CreateToken(r.Context(), request)
	if err != nil {
		return err
	}
	v := Verification{ScanRef: token.ScanRef, Created: g.Now(), Steps: token.Steps()}
	if caller != nil {
		v.Owner = caller.Claims.Subject
	}
	// The token is paid for: it goes out even if it could not be written down.
	if err := g.Store.AddVerification(r.Context(), v); err != nil {
		note(r, &idenfy.Error{Identifier: idenfy.InternalError, Cause: "verification not stored: " + causeOf(err)})
	}
	return respond(w, http.StatusCreated, TokenAnswer{token.AuthToken, token.ScanRef, token.RedirectTo(g.upstream.BaseURL), token.ExpiryTime, v.Steps})
}

// tokenRequest returns what is sent to iDenfy: in open mode what the page says,
// else what the caller's flow makes of the claims.
func (g *Gateway) tokenRequest(w http.ResponseWriter, r *http.Request, caller *grant.Caller) ([]byte, error) {
	text, err := readAll(w, r, catalogue.TokenBodyBytes, "The token request is over 1 MiB.")
	if err != nil {
		return nil, err
	}
	if caller == nil {
		var body struct {
			Request json.RawMessage `json:"request"`
		}
		if decodeStrictly(text, &body) != nil || len(body.Request) == 0 {
			return nil, idenfy.Refuse(idenfy.JSONError, `The body must be {"request": {…}}, the token request as plain JSON.`)
		}
		return body.Request, nil
	}
	var body struct {
		Flow   string `json:"flow"`
		Locale string `json:"locale"`
	}
	if len(text) > 0 && decodeStrictly(text, &body) != nil {
		return nil, idenfy.Refuse(idenfy.JSONError, `The body may name a "flow" and a "locale", and nothing else: {"flow": "…", "locale": "de"}.`)
	}
	return g.flows.compose(body.Flow, body.Locale, caller)
}

// checkTokenRequest refuses what iDenfy would refuse, before it costs a call.
func checkTokenRequest(request []byte) error {
	payload := steps.Read(request, nil)
	if !payload.Valid() {
		return refuseFindings("iDenfy would refuse this token request; see the findings.", payload.Findings())
	}
	if payload.Kind() != steps.TokenRequest {
		return idenfy.Refuse(idenfy.BadValue, "The request is not a token request: it needs a clientId.")
	}
	return nil
}
