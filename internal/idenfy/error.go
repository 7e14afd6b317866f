package idenfy

import "strconv"

// UnknownIdentifier is that of an answer that gives none.
const UnknownIdentifier Identifier = ""

// An Error is an answer of iDenfy that is not a success: {"identifier","message"}
// with its HTTP status. Older answers carry more members; they are dropped.
type Error struct {
	Status     int        `json:"-"`
	Identifier Identifier `json:"identifier"`
	Message    string     `json:"message"`
}

func (e *Error) Error() string {
	return "iDenfy answered " + strconv.Itoa(e.Status) + " " + string(e.Identifier)
}

// A TransportError is a call that got no answer, or one that is not iDenfy's.
type TransportError struct {
	// Timeout says that the deadline passed: the call may still have been carried out.
	Timeout bool
	// Reason is for the log; it holds no secret and nothing personal.
	Reason string
}

func (e *TransportError) Error() string { return "iDenfy could not be reached: " + e.Reason }
