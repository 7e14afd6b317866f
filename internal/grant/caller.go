package grant

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"idenfysteps/internal/idenfy"

	"github.com/golang-jwt/jwt/v5"
)

// Kind says who vouches for a caller.
type Kind string

const (
	// Person has a JWT of the product's identity provider; "sub" is the clientId.
	Person Kind = "person"
	// BackEnd has a grant of the product's own back end.
	BackEnd Kind = "grant"
)

// A Caller holds the claims of a verified JWT. Its signature, algorithm, issuer,
// audience and times were checked before (worker/src/caller.ts); this package
// decides what it allows.
type Caller struct {
	Kind Kind
	// Purpose is a grant's "aud"; empty for a person.
	Purpose Purpose
	Claims  Claims
	// all holds every claim, OIDC's standard ones included.
	all map[string]any
}

// Refusals of a valid JWT that does not allow the call.
var (
	ErrSubject = idenfy.Refuse(idenfy.CallerSubject, `The JWT names nobody: it needs a "sub", the person's clientId.`)
	ErrPurpose = idenfy.Refuse(idenfy.GrantPurpose, `The grant is for another purpose: its "aud" must be the one of this call (token, upload or read).`)
	ErrFlow    = idenfy.Refuse(idenfy.GrantFlow, `The caller may not use this flow: a grant must list it under "flows", and the gateway must have it.`)
	ErrScanRef = idenfy.Refuse(idenfy.GrantScanRef, "The caller may not touch this verification: it belongs to somebody else, or the grant names another.")
	ErrStep    = idenfy.Refuse(idenfy.GrantStep, "The grant is for another step.")
	ErrID      = idenfy.Refuse(idenfy.GrantID, `An upload grant needs a "jti", which counts its tries.`)
)

// NewCaller reads the claims of a verified JWT, a JSON object. The error is
// [ErrSubject], or that of [json.Unmarshal].
func NewCaller(kind Kind, purpose Purpose, claims []byte) (*Caller, error) {
	c := &Caller{Kind: kind, Purpose: purpose}
	if err := json.Unmarshal(claims, &c.all); err != nil {
		return nil, err
	}
	c.readClaims()
	if c.Claims.Subject == "" && (kind == Person || purpose == Token) {
		return nil, ErrSubject
	}
	return c, nil
}

// readClaims reads the claims of [Claims] by their exact names. Unmarshalling into
// the struct would take "SUB" for "sub", which was another claim to whoever
// verified the JWT. A claim of an unexpected type is ignored.
func (c *Caller) readClaims() {
	text := func(name string) string {
		s, _ := c.all[name].(string)
		return s
	}
	c.Claims.Subject, c.Claims.ID = text("sub"), text("jti")
	c.Claims.ScanRef, c.Claims.Step = text("scanRef"), text("step")
	c.Claims.Details, _ = c.all["details"].(bool)
	if exp, ok := c.all["exp"].(float64); ok {
		c.Claims.ExpiresAt = jwt.NewNumericDate(time.Unix(int64(exp), 0))
	}
	if flows, ok := c.all["flows"].([]any); ok {
		c.Claims.Flows = []string{}
		for _, flow := range flows {
			if name, ok := flow.(string); ok {
				c.Claims.Flows = append(c.Claims.Flows, name)
			}
		}
	}
}

// MayCreate returns nil if the caller may create a token with a flow, else
// [ErrPurpose] or [ErrFlow].
func (c *Caller) MayCreate(flow, defaultFlow string) error {
	if c.Kind == BackEnd && c.Purpose != Token {
		return ErrPurpose
	}
	allowed := []string{defaultFlow}
	if c.Kind == BackEnd && c.Claims.Flows != nil {
		allowed = c.Claims.Flows
	}
	if !slices.Contains(allowed, flow) {
		return ErrFlow
	}
	return nil
}

// MayUpload returns nil if the caller may upload a step of a verification, else
// [ErrPurpose], [ErrScanRef], [ErrStep] or [ErrID]. owner is the clientId of the
// token request that created the verification, "" if that is unknown.
func (c *Caller) MayUpload(scanRef, step, owner string) error {
	if c.Kind == Person {
		return c.owns(owner)
	}
	switch {
	case c.Purpose != Upload:
		return ErrPurpose
	case c.Claims.ScanRef != scanRef:
		return ErrScanRef
	case c.Claims.Step != step:
		return ErrStep
	case c.Claims.ID == "":
		return ErrID
	}
	return nil
}

// MayRead returns nil if the caller may read the state of a verification, else
// [ErrPurpose] or [ErrScanRef].
func (c *Caller) MayRead(scanRef, owner string) error {
	if c.Kind == Person {
		return c.owns(owner)
	}
	switch {
	case c.Purpose != Read:
		return ErrPurpose
	case c.Claims.ScanRef != scanRef:
		return ErrScanRef
	}
	return nil
}

// MaySeeDetails reports whether a caller who may read also gets the details of
// the webhooks. Only a grant can allow that, no claim of an identity provider.
func (c *Caller) MaySeeDetails() bool { return c.Kind == BackEnd && c.Claims.Details }

func (c *Caller) owns(owner string) error {
	if owner == "" || owner != c.Claims.Subject {
		return ErrScanRef
	}
	return nil
}

// Expires returns when the JWT expires; the zero time if it has no "exp".
func (c *Caller) Expires() time.Time {
	if c.Claims.ExpiresAt == nil {
		return time.Time{}
	}
	return c.Claims.ExpiresAt.Time
}

// Claim returns a claim that is a string; dots lead into objects, as in
// "address.formatted". ok is false for an empty string, too.
func (c *Caller) Claim(path string) (text string, ok bool) {
	var at any = c.all
	for name := range strings.SplitSeq(path, ".") {
		object, ok := at.(map[string]any)
		if !ok {
			return "", false
		}
		at = object[name]
	}
	text, ok = at.(string)
	return text, ok && text != ""
}

// Value returns a top-level claim of any type.
func (c *Caller) Value(name string) (any, bool) {
	v, ok := c.all[name]
	return v, ok
}
