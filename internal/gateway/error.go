package gateway

import (
	"errors"
	"fmt"
	"net/http"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/jsontext"
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

// fail turns any error into the answer, {"identifier","message","findings"?}, and into
// the request's log line: the one place where that happens.
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
	e := *errFailed
	e.Cause = causeOf(err)
	return &e
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
