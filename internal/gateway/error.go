package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/jsontext"
)

var (
	errUnknownPath = idenfy.RefuseAs(http.StatusNotFound, idenfy.BadValue, "There is no such path here.")
	errWrongMethod = idenfy.Refuse(idenfy.MethodNotAllowed, "This path takes another method; the Allow header names it.")
	errSignature   = idenfy.Refuse(idenfy.Unauthorized, "The signature does not match the body.")
)

func refuseFindings(message string, findings []finding.Finding) *idenfy.Error {
	e := idenfy.Refuse(idenfy.ValidationError, message)
	e.Findings = findings
	return e
}

func tooLarge(what string) *idenfy.Error {
	return idenfy.RefuseAs(http.StatusRequestEntityTooLarge, idenfy.BadValue, what)
}

func notConfigured(reason error) *idenfy.Error {
	e := idenfy.RefuseAs(http.StatusServiceUnavailable, idenfy.InternalError, "This gateway is not set up. Its operator finds the reason in its log.")
	e.Cause = reason.Error()
	return e
}

// fail turns any error into the answer; the one place where that happens.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	e := asError(err)
	note(r, e)
	var body jsontext.Writer
	body.BeginObject()
	body.Name("identifier").String(string(e.Identifier))
	body.Name("message").String(e.Message)
	if len(e.Findings) > 0 {
		body.Name("findings")
		finding.WriteJSON(&body, e.Findings)
	}
	body.EndObject()
	send(w, e.Status, body.Bytes())
}

func asError(err error) *idenfy.Error {
	if known, ok := errors.AsType[*idenfy.Error](err); ok {
		return known
	}
	e := idenfy.Refuse(idenfy.InternalError, "Something went wrong in the gateway. Try again.")
	e.Cause = causeOf(err)
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
