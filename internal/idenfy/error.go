package idenfy

import "strconv"

// An Identifier names a kind of error. iDenfy promises that identifiers stay
// the same while messages may change, so callers branch on these.
type Identifier string

// iDenfy's identifiers, as documented.
const (
	InternalError     Identifier = "INTERNAL_ERROR"
	BadValue          Identifier = "BAD_VALUE"
	MissingValue      Identifier = "MISSING_VALUE"
	Unauthorized      Identifier = "UNAUTHORIZED"
	EncodingError     Identifier = "ENCODING_ERROR"
	JSONError         Identifier = "JSON_ERROR"
	TokenNotValid     Identifier = "TOKEN_NOT_VALID"
	ContractError     Identifier = "PARTNER_CONTRACT_ERROR"
	PartnerError      Identifier = "PARTNER_ERROR"
	MethodNotAllowed  Identifier = "METHOD_NOT_ALLOWED"
	PermissionsError  Identifier = "PERMISSIONS_ERROR"
	TooManyRequests   Identifier = "TOO_MANY_REQUESTS"
	ValidationError   Identifier = "VALIDATION_ERROR"
	UnknownIdentifier Identifier = ""
)

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
