package sandbox

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"idenfysteps/internal/idenfy"
)

// createToken answers a token request as the documented examples do: with
// every member of the request, defaults filled in and the steps spelled out.
func (s *Sandbox) createToken(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	var sent map[string]json.RawMessage
	if err := decodeJSON(body, &sent); err != nil {
		return err
	}
	request, err := s.readTokenRequest(sent)
	if err != nil {
		return err
	}
	asked, err := s.readAskedSteps(sent, request)
	if err != nil {
		return err
	}
	v := s.newVerification(request, asked)
	v.notes = append(v.notes, unknownMembers(sent)...)
	answer := s.tokenReply(v)
	delete(v.request, "additionalSteps") // by far the largest member, and needed for the reply only

	s.mu.Lock()
	err = s.spend(asked)
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
		country:        firstSet(request.text("country"), likelyCountry),
		notes:          asked.notes,
		additionalData: map[string]map[string]string{},
	}
	if data, ok := request["additionalData"].(map[string]map[string]string); ok {
		v.additionalData = maps.Clone(data)
	}
	v.steps, v.assumed = s.resolve(v, request.text("locale"))
	return v
}

// finishDummy gives a verification the outcome that its token request asked
// for. Its webhook waits at the desk, since the caller does not know the scanRef
// yet. The caller holds mu.
func (s *Sandbox) finishDummy(v *verification) {
	switch outcome := v.request.text("dummyStatus"); outcome {
	case "":
	case idenfy.OverallExpired:
		s.newWebhook(v, eventExpired, ended(outcome), nil)
	default:
		s.newWebhook(v, eventReviewed, reviewed(verdict{Overall: outcome}), nil)
	}
}

// likelyCountry is what the window begins with; iDenfy guesses one from the person's address.
const likelyCountry = "LT"

// readTokenRequest checks every member and fills in the defaults.
func (s *Sandbox) readTokenRequest(sent map[string]json.RawMessage) (tokenRequest, error) {
	request := tokenRequest{}
	for _, field := range tokenFields {
		raw, ok := sent[field.name]
		if !ok || string(raw) == "null" {
			if field.required {
				return nil, missing(field.name)
			}
			if field.absent != nil {
				request[field.name] = field.absent
			}
			continue
		}
		value, problem := field.read(raw)
		if problem != "" {
			return nil, badField(field.name, problem)
		}
		request[field.name] = value
	}
	if request.text("personScanRef") == "" {
		request["personScanRef"] = request["clientId"]
	}
	if locale := s.environment.Sandbox.Locale; request["locale"] == nil && locale != "" {
		request["locale"] = locale
	}
	if request.text("callbackUrl") != "" {
		return nil, &refusal{idenfy.PermissionsError, "Field 'callbackUrl' needs a permission that this environment does not have."}
	}
	return request, nil
}

// unknownMembers are notes on what iDenfy does not document. It would ignore them without a word.
func unknownMembers(sent map[string]json.RawMessage) []string {
	var notes []string
	for name := range sent {
		known := slices.ContainsFunc(tokenFields, func(f tokenField) bool { return f.name == name })
		if !known && !slices.Contains(otherMembers, name) {
			notes = append(notes, "The token request has “"+name+"”, which iDenfy does not document; it was ignored.")
		}
	}
	slices.Sort(notes)
	return notes
}

// otherMembers are documented members that have nothing to do with additional
// steps: the sandbox takes them and does nothing with them.
var otherMembers = strings.Fields(`questionnaire questionnaireRequired riskAssessmentProfile theme
	registryCentersCountries reviewSuccessful reviewFailed ageLimit ageMax
	verifyEmail verifyPhone verifyBank verifyBankAccounts verifyBankBalances verifyBankTransactions verifyAddress
	bankCardVerification bankCardPdfUpload checkAml checkCriminal checkLiveness checkFaceBlacklist checkDocFaceBlacklist
	checkPersonBlacklist checkDuplicateFaces checkDuplicateDocFaces checkDuplicatePersonalData checkDriverLicense checkLid
	checkIpProxy allowBsnMasking nfcRequired nfcOptional autoAmlMonitoring driverLicenseBack faceMatchingThresholdModifier
	videoCallQuestions fraudServices maxAttemptCount levenshteinTextMatchRatio levenshteinMrzMatchRatio checkUrjanet detectionTypes`)

// tokenReply writes the reply's members in the order of the documented examples.
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
