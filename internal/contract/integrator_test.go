package contract

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"idenfysteps/internal/grant"
)

// An integrator is who calls: a back end that holds iDenfy's keys, or a page
// that holds grants. Both mean the same by the same words.
type integrator interface {
	// token asks for a verification; steps false is for none.
	token(t *testing.T, clientID string, steps bool, address string) (verification, answer)
	// upload replaces the file of a step; image is base64.
	upload(t *testing.T, scanRef, step, image string) answer
	// state is waiting, again, accepted or closed.
	state(t *testing.T, scanRef string) string
}

// A verification is what a token request answers, as far as both integrators learn it.
type verification struct {
	AuthToken, ScanRef, RedirectURL string
	ExpiryTime                      int
	// Types holds a step's type by its name.
	Types map[string]string
}

// integrators are those whom the settings allow to play.
func integrators() map[string]integrator {
	list := map[string]integrator{"at iDenfy's API": backEnd{}}
	if at.gateway != "" {
		list["through the gateway"] = page{}
	}
	return list
}

const (
	tokenPath  = "/api/v2/token"
	uploadPath = "/api/v2/upload-additional-step"
	statusPath = "/api/v2/status"
)

func partner(t *testing.T, path string, body any) answer {
	t.Helper()
	return call(t, http.MethodPost, at.url+path, text(body), asPartner)
}

type object = map[string]any

// data is additionalData of a token request.
func data(address string) object { return object{"UTILITY_BILL": object{"address": address}} }

type backEnd struct{}

func (backEnd) token(t *testing.T, clientID string, steps bool, address string) (verification, answer) {
	t.Helper()
	request := object{"clientId": clientID}
	if !steps {
		request["additionalSteps"] = object{"ALL": object{"ALL": object{}}}
	}
	if address != "" {
		request["additionalData"] = data(address)
	}
	a := spending(t, func() answer { return partner(t, tokenPath, request) })
	if a.status != http.StatusCreated {
		return verification{}, a
	}
	var reply struct {
		verification
		AdditionalSteps map[string]map[string]map[string]struct{ Type string }
	}
	a.into(t, &reply)
	v := reply.verification
	if v.RedirectURL == "" { // older environments leave it to the caller
		v.RedirectURL = at.url + "/api/v2/redirect?authToken=" + v.AuthToken
	}
	v.Types = map[string]string{}
	for _, documents := range reply.AdditionalSteps {
		for _, named := range documents {
			for name, step := range named {
				v.Types[name] = step.Type
			}
		}
	}
	return v, a
}

func (backEnd) upload(t *testing.T, scanRef, step, image string) answer {
	t.Helper()
	return partner(t, uploadPath, object{"scanRef": scanRef, "step": step, "image": image, "additionalData": object{}})
}

func (backEnd) state(t *testing.T, scanRef string) string {
	t.Helper()
	var reply struct{ Status string }
	partner(t, statusPath, object{"scanRef": scanRef}).into(t, &reply)
	switch reply.Status {
	case "ACTIVE", "REVIEWING":
		return "waiting"
	case "APPROVED":
		return "accepted"
	case "SUSPECTED": // what is wrong the webhook alone says
		return "again"
	}
	return "closed"
}

type page struct{}

func mint(t *testing.T, purpose grant.Purpose, claims grant.Claims) func(*http.Request) {
	t.Helper()
	signed, err := grant.Mint([]byte(at.grantKey), purpose, claims, time.Now(), 5*time.Minute)
	require.NoError(t, err)
	return bearing(signed)
}

func (page) token(t *testing.T, clientID string, steps bool, address string) (verification, answer) {
	t.Helper()
	flow := "standard"
	if !steps {
		flow = "without-steps"
	}
	claims := grant.Claims{Flows: []string{flow}}
	claims.Subject = clientID
	if address != "" {
		claims.AdditionalData = data(address)
	}
	a := spending(t, func() answer {
		return call(t, http.MethodPost, at.gateway+"/v1/token", text(object{"flow": flow}), mint(t, grant.Token, claims))
	})
	if a.status != http.StatusCreated {
		return verification{}, a
	}
	var reply struct {
		verification
		Steps []struct{ Name, Type string }
	}
	a.into(t, &reply)
	v := reply.verification
	v.Types = map[string]string{}
	for _, step := range reply.Steps {
		v.Types[step.Name] = step.Type
	}
	return v, a
}

func (page) upload(t *testing.T, scanRef, step, image string) answer {
	t.Helper()
	query := url.Values{"scanRef": {scanRef}, "step": {step}}
	return call(t, http.MethodPost, at.gateway+"/v1/upload?"+query.Encode(), []byte(image),
		mint(t, grant.Upload, grant.Claims{ScanRef: scanRef, Step: step}))
}

func (page) state(t *testing.T, scanRef string) string {
	t.Helper()
	var reply struct{ State string }
	call(t, http.MethodGet, at.gateway+"/v1/verifications/"+url.PathEscape(scanRef), nil,
		mint(t, grant.Read, grant.Claims{ScanRef: scanRef})).into(t, &reply)
	return reply.State
}
