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
	// Person was signed in by the product's identity provider; "sub" is the clientId.
	Person Kind = "person"
	// BackEnd is the product's own server, by a grant.
	BackEnd Kind = "grant"
)

// A Caller is what a verified JWT says. Whoever verified it has held its
// signature, algorithm, issuer, audience and times against the settings;
// this package judges what it allows.
type Caller struct {
	Kind Kind
	// Purpose is a grant's "aud"; empty for a person.
	Purpose Purpose
	Claims  Claims
	// all holds every claim, OIDC's standard ones included.
	all map[string]any
}

// Refusals of a JWT that is good in itself.
var (
	ErrSubject = idenfy.Refuse(idenfy.CallerSubject, `The JWT names nobody: it needs a "sub", the person's clientId.`)
	ErrPurpose = idenfy.Refuse(idenfy.GrantPurpose, `The grant is for another purpose: its "aud" must be the one of this call (token, upload or read).`)
	ErrFlow    = idenfy.Refuse(idenfy.GrantFlow, `The caller may not use this flow: a grant must list it under "flows", and the gateway must have it.`)
	ErrScanRef = idenfy.Refuse(idenfy.GrantScanRef, "The caller may not touch this verification: it belongs to somebody else, or the grant names another.")
	ErrStep    = idenfy.Refuse(idenfy.GrantStep, "The grant is for another step.")
	ErrID      = idenfy.Refuse(idenfy.GrantID, `An upload grant needs a "jti", which counts its tries.`)
)

// NewCaller reads the claims of a verified JWT, a JSON object. It fails with
// [ErrSubject] where a person, or a token grant, names nobody.
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

// readClaims takes ours by their exact names. Unmarshalling into the struct would
// take "SUB" for "sub", which is another claim to whoever verified the JWT. A
// claim of another shape than ours is no claim of ours.
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

// MayCreate returns nil where the caller may create a token by a flow, else
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

// MayUpload returns nil where the caller may upload a step of a verification that
// owner's token request created, else [ErrPurpose], [ErrScanRef], [ErrStep] or [ErrID].
// The owner is "" where that is not known.
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

// MayRead returns nil where the caller may see how a verification stands, else
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

// MaySeeDetails says whether the caller, who may read, also gets what the webhooks
// said. No identity provider grants that, whatever its claims are called.
func (c *Caller) MaySeeDetails() bool { return c.Kind == BackEnd && c.Claims.Details }

func (c *Caller) owns(owner string) error {
	if owner == "" || owner != c.Claims.Subject {
		return ErrScanRef
	}
	return nil
}

// Expires is when the JWT ends; the zero time if it does not say.
func (c *Caller) Expires() time.Time {
	if c.Claims.ExpiresAt == nil {
		return time.Time{}
	}
	return c.Claims.ExpiresAt.Time
}

// Claim returns a claim by its name; dots lead into objects, as in
// "address.formatted". Nothing but text is returned.
func (c *Caller) Claim(path string) (string, bool) {
	var at any = c.all
	for name := range strings.SplitSeq(path, ".") {
		object, ok := at.(map[string]any)
		if !ok {
			return "", false
		}
		at = object[name]
	}
	text, ok := at.(string)
	return text, ok && text != ""
}

// Value returns a top-level claim as it stands.
func (c *Caller) Value(name string) (any, bool) {
	v, ok := c.all[name]
	return v, ok
}
