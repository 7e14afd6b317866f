package sandbox

import (
	"errors"
	"net/http"
	"strconv"

	"idenfysteps/internal/idenfy"
)

// A refusal is an error that the caller is told about, in iDenfy's shape.
type refusal struct {
	identifier idenfy.Identifier
	message    string
}

func (r *refusal) Error() string { return string(r.identifier) + ": " + r.message }

func badValue(message string) error { return &refusal{idenfy.BadValue, message} }

func badField(name, rule string) error { return badValue("Field '" + name + "' " + rule) }

func missing(name string) error {
	return &refusal{idenfy.MissingValue, "Field '" + name + "' is required."}
}

var (
	errUnauthorized = &refusal{idenfy.Unauthorized, "The API key or the API secret is wrong or missing."}
	errToken        = &refusal{idenfy.TokenNotValid, "This token is not valid, or no longer: it was used up, expired or never made by this sandbox."}
	errUnknown      = badValue("No verification with this scanRef exists in the sandbox.")
	errForeign      = &refusal{idenfy.PermissionsError, "The sandbox answers its own address only: this Host or Origin is another's."}
	errHeader       = &refusal{idenfy.PermissionsError, "Calls below /_sandbox/api/ need the header 'X-Sandbox: 1'."}
	errTooLarge     = &refusal{idenfy.BadValue, "The request is over " + strconv.Itoa(idenfy.MaxRequestBytes) + " bytes."}
	errNoSuchCall   = errors.New("no such call")
)

// answered turns a handler that may fail into one that tells the caller why.
// Every error response of the sandbox is made here.
//
// The status is 400 whatever went wrong, as iDenfy's long-standing error page
// says; its 2025 page lists 401, 403 and 429 besides. Callers must branch on
// the identifier.
func (s *Sandbox) answered(handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := handle(w, r)
		if err == nil {
			return
		}
		status := http.StatusBadRequest
		var known *refusal
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &known):
		case errors.As(err, &large):
			known = errTooLarge
		case errors.Is(err, errNoSuchCall):
			status = http.StatusNotFound
			known = &refusal{idenfy.BadValue, "The sandbox does not play " + r.Method + " " + r.URL.Path + "."}
		default:
			status = http.StatusInternalServerError
			known = &refusal{idenfy.InternalError, "The sandbox failed; its log says why."}
			s.log.Error("sandbox failed", "path", r.URL.Path, "error", err)
		}
		s.log.Debug("refused", "path", r.URL.Path, "identifier", known.identifier)
		reply(w, status, idenfy.Error{Identifier: known.identifier, Message: known.message})
	}
}
