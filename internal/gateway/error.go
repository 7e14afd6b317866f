package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/jsontext"
)

// A refusal is an error that the caller may see: iDenfy's shape with our status.
type refusal struct {
	status     int
	identifier idenfy.Identifier
	message    string
	findings   []finding.Finding
	// cause is for the log only.
	cause string
}

func (e *refusal) Error() string { return string(e.identifier) + ": " + e.message }

func refuse(status int, id idenfy.Identifier, message string) *refusal {
	return &refusal{status: status, identifier: id, message: message}
}

var (
	errUnknownPath = refuse(http.StatusNotFound, idenfy.BadValue, "There is no such path here.")
	errWrongMethod = refuse(http.StatusMethodNotAllowed, idenfy.MethodNotAllowed, "This path takes another method; the Allow header names it.")
	errSignature   = refuse(http.StatusUnauthorized, idenfy.Unauthorized, "The signature does not match the body.")
)

func refuseFindings(message string, findings []finding.Finding) *refusal {
	e := refuse(http.StatusBadRequest, idenfy.ValidationError, message)
	e.findings = findings
	return e
}

func tooLarge(what string) *refusal {
	return refuse(http.StatusRequestEntityTooLarge, idenfy.BadValue, what)
}

func notConfigured(reason error) *refusal {
	e := refuse(http.StatusServiceUnavailable, idenfy.InternalError, "This gateway is not set up. Its operator finds the reason in its log.")
	e.cause = reason.Error()
	return e
}

// fail turns any error into the answer; the one place where that happens.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	e := asRefusal(err)
	note(r, e)
	var body jsontext.Writer
	body.BeginObject()
	body.Name("identifier").String(string(e.identifier))
	body.Name("message").String(e.message)
	if len(e.findings) > 0 {
		body.Name("findings")
		finding.WriteJSON(&body, e.findings)
	}
	body.EndObject()
	send(w, e.status, body.Bytes())
}

func asRefusal(err error) *refusal {
	var own *refusal
	if errors.As(err, &own) {
		return own
	}
	var denied *grant.Refusal
	if errors.As(err, &denied) {
		return refuse(http.StatusForbidden, denied.Identifier, denied.Message)
	}
	var theirs *idenfy.Error
	if errors.As(err, &theirs) {
		return refuse(theirs.Status, theirs.Identifier, theirs.Message)
	}
	var transport *idenfy.TransportError
	if errors.As(err, &transport) {
		return unreachable(transport)
	}
	e := refuse(http.StatusInternalServerError, idenfy.InternalError, "Something went wrong in the gateway. Try again.")
	e.cause = causeOf(err)
	return e
}

// causeOf is what the log says of an error that nobody foresaw: its text where
// that is sure to hold nothing of a request, else its type.
func causeOf(err error) string {
	var safe interface{ LogCause() string }
	if errors.As(err, &safe) {
		return safe.LogCause()
	}
	return fmt.Sprintf("%T", err)
}

func unreachable(t *idenfy.TransportError) *refusal {
	e := refuse(http.StatusBadGateway, idenfy.InternalError, "iDenfy cannot be reached at the moment. Try again in a minute.")
	if t.Timeout {
		e = refuse(http.StatusGatewayTimeout, idenfy.InternalError, "iDenfy did not answer in time. It may still have received the request.")
	}
	e.cause = t.Reason
	return e
}

func respond(w http.ResponseWriter, status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	send(w, status, text)
	return nil
}

func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the caller has gone; there is nobody to tell
}
