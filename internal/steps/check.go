package steps

import (
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// payload checks the whole of what was read.
func (c *checker) payload(root jsontext.Value) {
	switch c.kind {
	case Unknown:
		c.report(codeUnknownPayload, root, "This is nothing that iDenfy takes or answers; write a token request with a clientId, an upload with scanRef, image and step, or the value of additionalSteps.")
	case AdditionalSteps:
		c.additionalSteps(root)
		c.precedence(root)
		c.oneType(root)
	case TokenRequest, Fragment:
		c.token(root)
		if c.kind == Fragment {
			c.bracesOf(root)
		}
	case UploadRequest:
		c.uploadRequest(root)
	case Response:
		c.response(root)
	case OtherRequest:
		c.otherRequest(root)
	}
	c.anywhere()
}

func (c *checker) token(root jsontext.Value) {
	c.tokenRequest(root)
	if steps := root.Member("additionalSteps"); given(steps) {
		c.additionalSteps(steps)
		c.precedence(steps)
		c.oneType(steps)
	} else if c.kind == TokenRequest {
		c.defaults(root)
	}
	if c.kind == TokenRequest || root.Member("additionalData").Exists() {
		c.tokenData(root)
	}
}

// bracesOf changes what is offered for a fragment: braces alone would make it a
// token request without a clientId, so that the value of additionalSteps is offered alone.
func (c *checker) bracesOf(root jsontext.Value) {
	for i := range c.entries {
		e := &c.entries[i]
		if e.Code != jsontext.CodeMissingBraces {
			continue
		}
		steps, end := root.Member("additionalSteps"), e.Fix.Edits[len(e.Fix.Edits)-1].End
		e.Message = "This is one member of a request, as documentation prints it, without the braces and the clientId of a request; add them to send it, or keep the value alone."
		e.Fix = nil
		if steps.Kind() == jsontext.Object && alone(steps) {
			e.fix("Keep the value of additionalSteps alone", finding.Edit{Start: steps.Name().Start(), End: steps.Start()}, finding.Edit{Start: steps.End(), End: end})
		}
	}
}

// precedence says where the payload leaves it to iDenfy which part applies:
// documentation does not say whether a country goes before ALL.
func (c *checker) precedence(steps jsontext.Value) {
	every := steps.Member(anyone)
	if !every.Exists() {
		return
	}
	for country := steps.FirstMember(); country.Exists(); country = country.Next() {
		if isCountry(country.Key()) {
			c.reportName(codePrecedenceAssumed, country, "iDenfy's documentation does not say whether "+country.Key()+" goes before ALL; it is assumed that it does, and that what ALL says does not apply there; try it before you rely on it.")
			return
		}
	}
}
