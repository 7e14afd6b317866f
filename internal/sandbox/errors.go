package sandbox

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

func badValue(message string) error { return idenfy.Refuse(idenfy.BadValue, message) }

func badField(name, rule string) error { return badValue("Field '" + name + "' " + rule) }

func missing(name string) error {
	return idenfy.Refuse(idenfy.MissingValue, "Field '"+name+"' is required.")
}

var (
	errUnauthorized = idenfy.Refuse(idenfy.Unauthorized, "The API key or the API secret is wrong or missing.")
	errToken        = idenfy.Refuse(idenfy.TokenNotValid, "This token is not valid, or no longer: it was used up, expired or never made by this sandbox.")
	errUnknown      = idenfy.Refuse(idenfy.BadValue, "No verification with this scanRef exists in the sandbox.")
	errForeign      = idenfy.Refuse(idenfy.PermissionsError, "The sandbox answers its own address only: this Host or Origin is another's.")
	errHeader       = idenfy.Refuse(idenfy.PermissionsError, "Calls below /_sandbox/api/ need the header 'X-Sandbox: 1'.")
	errTooLarge     = idenfy.Refuse(idenfy.BadValue, "The request is over "+strconv.Itoa(catalogue.RequestBytes/1_000_000)+" MB.")
	errTooMany      = idenfy.Refuse(idenfy.TooManyRequests, "The limit of requests in an hour is reached.")
	errNoCredits    = idenfy.Refuse(idenfy.PermissionsError, "Partner reached token limit.")
	errNoCallback   = idenfy.Refuse(idenfy.PermissionsError, "Field 'callbackUrl' needs a permission that this environment does not have.")
	errNoSuchCall   = idenfy.Refuse(idenfy.BadValue, "The sandbox does not play this call of iDenfy's; it plays POST "+idenfy.TokenPath+", "+idenfy.UploadPath+" and "+idenfy.StatusPath+".")
)

// judged turns the findings about a request into the error with which iDenfy
// would refuse it: for invalid JSON, else for the first error. Other findings
// become notes for the desk. The catalogue maps codes to identifiers.
func judged(payload *steps.Payload) (notes []string, refused error) {
	for _, f := range payload.Findings() {
		identifier := identifierOf(f.Code)
		if identifier == "" && f.Severity == finding.Error {
			identifier = idenfy.BadValue
		}
		switch {
		case identifier == idenfy.JSONError || identifier == idenfy.EncodingError:
			return nil, idenfy.Refuse(identifier, "The body is not the JSON that this call expects: line "+strconv.Itoa(f.Line)+", column "+strconv.Itoa(f.Column)+": "+f.Message)
		case identifier == "":
			notes = append(notes, f.Message)
		case refused == nil:
			refused = idenfy.Refuse(identifier, reason(f))
		}
	}
	return notes, refused
}

// reason words a finding like iDenfy's documented messages: "Field 'country' must be …".
func reason(f finding.Finding) string {
	name := strings.TrimPrefix(f.Pointer, "/")
	if name == "" {
		return f.Message
	}
	if rule, found := strings.CutPrefix(f.Message, name+" "); found {
		return "Field '" + name + "' " + rule
	}
	return "Field '" + name + "': " + f.Message
}

// answered adapts a handler that returns an error. Every error response of the
// sandbox is written here.
func (s *Sandbox) answered(handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := handle(w, r)
		if err == nil {
			return
		}
		known, ok := errors.AsType[*idenfy.Error](err)
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			known, ok = errTooLarge, true
		}
		if !ok {
			known = idenfy.Refuse(idenfy.InternalError, "The sandbox failed; its log says why.")
			s.log.Error("sandbox failed", "path", r.URL.Path, "error", err)
		}
		s.log.Debug("refused", "path", r.URL.Path, "identifier", known.Identifier)
		reply(w, s.status(known), known)
	}
}

// status is 400 for every error, as on iDenfy's error page until 2025, or as on the
// page of 2025 if the environment says so. The sources conflict, so callers must
// branch on the identifier.
func (s *Sandbox) status(r *idenfy.Error) int {
	switch {
	case r == errNoSuchCall:
		return http.StatusNotFound
	case r.Identifier == idenfy.InternalError:
		return http.StatusInternalServerError
	case s.environment.Sandbox.ErrorStatuses == statusesAll400:
		return http.StatusBadRequest
	case r == errUnknown:
		return http.StatusNotFound
	}
	return r.Status
}
