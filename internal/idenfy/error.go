package idenfy

import (
	"net/http"

	"idenfysteps/internal/finding"
)

// UnknownIdentifier is that of an answer that gives none.
const UnknownIdentifier Identifier = ""

// An Error is an answer that is not a success, as iDenfy, the gateway and the
// sandbox write it: {"identifier","message"} with an HTTP status. It is the one coded
// error of those three. iDenfy's older answers carry more members; they are dropped.
type Error struct {
	Status     int        `json:"-"`
	Identifier Identifier `json:"identifier"`
	Message    string     `json:"message"`
	// Findings are what is wrong with a request, where the gateway says it.
	Findings []finding.Finding `json:"-"`
	// Cause is for the log alone. It holds no secret and nothing personal.
	Cause string `json:"-"`
}

func (e *Error) Error() string {
	if e.Cause != "" {
		return string(e.Identifier) + ": " + e.Cause
	}
	return string(e.Identifier) + ": " + e.Message
}

// Refuse makes the error of an identifier, with the status that goes with it.
func Refuse(id Identifier, message string) *Error { return RefuseAs(id.Status(), id, message) }

// RefuseAs makes an error where HTTP has a status that says more than the identifier's.
func RefuseAs(status int, id Identifier, message string) *Error {
	return &Error{Status: status, Identifier: id, Message: message}
}

// unreachable is the error, 502, of a call that got no answer, or one that is not
// iDenfy's. iDenfy may have done what it asked for all the same.
func unreachable(cause string) *Error {
	e := RefuseAs(http.StatusBadGateway, InternalError, "iDenfy cannot be reached at the moment. Try again in a minute.")
	e.Cause = cause
	return e
}

// Lost returns the error of a call that got no answer: 504 after a time-out, when iDenfy
// may still do what it asked for, and 502 where the connection failed. The reason, a
// few words, is for the log.
func Lost(reason string, timeout bool) *Error {
	if !timeout {
		return unreachable(reason)
	}
	e := RefuseAs(http.StatusGatewayTimeout, InternalError, "iDenfy did not answer in time. It may still have received the request.")
	e.Cause = reason
	return e
}
