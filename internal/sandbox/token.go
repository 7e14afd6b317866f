package sandbox

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

// createToken answers a token request like the documented examples: with every
// member of the request, defaults filled in and the steps expanded.
func (s *Sandbox) createToken(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	payload := steps.ReadAs(steps.TokenRequest, body, s.grammar())
	notes, err := judged(payload)
	if err != nil {
		return err
	}
	request := readTokenRequest(payload.Root())
	if request.text("callbackUrl") != "" {
		return errNoCallback
	}
	if locale := s.environment.Sandbox.Locale; request["locale"] == nil && locale != "" {
		request["locale"] = locale
	}
	v := s.newVerification(request, readAskedSteps(payload, request))
	v.notes = notes
	answer := s.tokenReply(v)
	delete(v.request, "additionalSteps") // by far the largest member, and needed for the reply only

	s.mu.Lock()
	err = s.spend(v.asked)
	if err == nil {
		s.add(v)
		s.finishDummy(v)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	s.log.Info("token", "scanRef", v.scanRef)
	return replyText(w, http.StatusCreated, answer)
}

func (s *Sandbox) newVerification(request tokenRequest, asked askedSteps) *verification {
	v := &verification{
		scanRef:        newID(scanRefBytes),
		authToken:      newID(authTokenBytes),
		request:        request,
		asked:          asked,
		created:        s.now(),
		status:         idenfy.OverallActive,
		country:        append(request.countries(), likelyCountry)[0],
		additionalData: map[string]map[string]string{},
	}
	if data, ok := request["additionalData"].(map[string]map[string]string); ok {
		v.additionalData = maps.Clone(data)
	}
	v.steps, v.assumed = s.resolve(v, request.text("locale"))
	return v
}

// finishDummy gives a verification the outcome of its request's dummyStatus. The
// webhook waits at the desk, since the client does not know the scanRef yet. The
// caller holds mu.
func (s *Sandbox) finishDummy(v *verification) {
	switch outcome := v.request.text("dummyStatus"); outcome {
	case "", idenfy.OverallActive:
	case idenfy.OverallExpired:
		s.newWebhook(v, eventExpired, ended(outcome), nil)
	default:
		s.newWebhook(v, eventReviewed, reviewed(verdict{Overall: outcome}), nil)
	}
}

// likelyCountry is preselected in the window; iDenfy guesses one from the person's IP address.
const likelyCountry = "LT"

// tokenReply returns the reply, its members in the order of the documented examples.
func (s *Sandbox) tokenReply(v *verification) []byte {
	var text bytes.Buffer
	text.WriteByte('{')
	member := func(name string, value any) {
		if text.Len() > 1 {
			text.WriteByte(',')
		}
		text.WriteString(strconv.Quote(name) + ":")
		if raw, ok := value.(json.RawMessage); ok {
			text.Write(raw)
		} else {
			text.Write(marshal(value))
		}
	}
	message := "Token created successfully"
	if v.request.text("dummyStatus") != "" {
		message = "Dummy token and verification created successfully"
	}
	member("message", message)
	member("authToken", v.authToken)
	member("scanRef", v.scanRef)
	for _, field := range tokenFields {
		value, sent := v.request[field.name]
		if !field.quiet || sent {
			member(field.name, value)
		}
	}
	member("digitString", digitString(v.request))
	if s.environment.Sandbox.RedirectURL {
		member("redirectUrl", s.options.BaseURL+idenfy.RedirectPath+"?authToken="+v.authToken)
	}
	text.WriteByte('}')
	return text.Bytes()
}

func digitString(request tokenRequest) any {
	if request["generateDigitString"] != true {
		return nil
	}
	return strconv.Itoa(10_000_000 + rand.IntN(90_000_000))
}
