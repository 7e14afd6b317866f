package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// payloadNames are names that only the objects have that iDenfy takes or answers.
const payloadNames = "clientId personScanRef additionalSteps scanRef authToken"

// isRequest tells whether an object is a request by itself, and nothing around one, nor its answer.
func isRequest(v jsontext.Value) bool {
	return hasAll(v, "image step") || asksForToken(v) && !v.Member("authToken").Exists()
}

// isPayload tells whether an object is a payload by itself, and nothing around one.
func isPayload(v jsontext.Value) bool {
	return hasAny(v, payloadNames) || hasAll(v, "image step") || isRefusal(v)
}

// hasAll tells whether an object has every one of the names, which blanks part.
func hasAll(v jsontext.Value, names string) bool {
	for len(names) > 0 {
		name, rest, _ := strings.Cut(names, " ")
		if !v.Member(name).Exists() {
			return false
		}
		names = rest
	}
	return true
}

// bodyOf returns the one of the bodies that an object is; nil for none.
func bodyOf(v jsontext.Value, bodies []catalogue.Body) *catalogue.Body {
	for i := range bodies {
		if slices.ContainsFunc(bodies[i].Has, func(names string) bool { return hasAll(v, names) }) {
			return &bodies[i]
		}
	}
	return nil
}

// hasAny tells whether an object has one of the names, which blanks part.
func hasAny(v jsontext.Value, names string) bool {
	for _, name := range strings.Split(names, " ") {
		if v.Member(name).Exists() {
			return true
		}
	}
	return false
}

// isRefusal tells whether an object is iDenfy's error.
func isRefusal(v jsontext.Value) bool {
	return hasAll(v, "identifier message") || v.Len() == 1 && v.Member("detail").Kind() == jsontext.String
}

// isTokenAnswer tells whether an object is what iDenfy answers to a token
// request. One that has a clientId may be a request with a member too many,
// unless it has what no request has.
func isTokenAnswer(v jsontext.Value) bool {
	if !v.Member("authToken").Exists() || !asksForToken(v) {
		return v.Member("authToken").Exists()
	}
	return v.Member("scanRef").Exists() && (!v.Member("clientId").Exists() || hasAny(v, "message digitString redirectUrl allowedDocuments personScanRef"))
}

// asksForToken tells whether an object has what only token requests have, and their answers.
func asksForToken(v jsontext.Value) bool { return hasAny(v, "clientId personScanRef additionalSteps") }

// isUpload tells whether an object is an upload, by right names or by others.
func isUpload(v jsontext.Value) bool {
	if asksForToken(v) {
		return hasAll(v, "image step") && !v.Member("additionalSteps").Exists()
	}
	if v.Len() > smallUpload {
		return v.Member("image").Exists()
	}
	points := 0
	for i, field := range uploadKeys { // scanRef and image first: a step alone may be anything's
		if i == 2 && points == 0 {
			return false
		}
		for m := v.FirstMember(); m.Exists(); m = m.Next() {
			if uploadFieldMeant(m.Key()) == field {
				points++
				break
			}
		}
	}
	return points > 1 || v.Member("image").Exists()
}

// detectKind tells what a payload is from the names of its members.
func (c *checker) detectKind(root jsontext.Value, braceless bool) Kind {
	switch root.Kind() {
	case jsontext.Array:
		return AdditionalSteps
	case jsontext.Object:
	default:
		return Unknown
	}
	switch {
	case root.Member("clientId").Exists() && !root.Member("scanRef").Exists() && !root.Member("status").Exists() && !root.Member("image").Exists():
		return TokenRequest // without the cost of a closer look, for nearly every request
	case hasAll(root, "image step") && (!root.Member("additionalSteps").Exists() || root.Member("scanRef").Exists() && !root.Member("clientId").Exists()):
		return UploadRequest
	case !asksForToken(root) && !root.Member("image").Exists() && bodyOf(root, catalogue.OtherCalls) != nil:
		return OtherRequest
	case bodyOf(root, catalogue.Answers) == nil && root.Member("authToken").Exists() && isUpload(root):
		return UploadRequest
	case bodyOf(root, catalogue.Answers) != nil || isTokenAnswer(root) || isRefusal(root) && !asksForToken(root):
		return Response
	case isUpload(root):
		return UploadRequest
	case braceless && !root.Member("clientId").Exists() && !root.Member("scanRef").Exists():
		return Fragment
	case asksForToken(root):
		return TokenRequest
	case root.Member("scanRef").Exists():
		return OtherRequest
	case root.Empty() || c.hasTokenField(root):
		return TokenRequest
	case hasStepKey(root):
		return AdditionalSteps
	}
	if is := c.places(root); is[placeEither] || is[placeCountry] || is[placeDocument] || is[placeStep] {
		return AdditionalSteps
	}
	return Unknown
}

// hasTokenField tells whether an object has a field of a token request, spelt rightly or nearly so.
func (c *checker) hasTokenField(root jsontext.Value) bool {
	looked := 0
	for v := root.FirstMember(); v.Exists(); v = v.Next() {
		if looked++; looked > mostWords {
			return false
		}
		name := v.Key()
		if name != utilityBill && sameWord(name, tokenFieldNames) != "" || c.placeOf(v) == placeUnknown && nearest(name, tokenFieldNames) != "" {
			return true
		}
	}
	return false
}

// otherRequest says which other call of iDenfy's a body is for.
func (c *checker) otherRequest(root jsontext.Value) {
	call, path := "status, data, files, delete or generate-pdf", "/api/v2/status and so on" // where a scanRef is all
	if body := bodyOf(root, catalogue.OtherCalls); body != nil {
		call, path = body.Name, body.Path
	}
	c.report(codeOtherCall, root, "This is the body of another call of iDenfy's: "+call+" ("+path+"). It asks for no additional step, and nothing of it is checked here; to ask for one send a token request with clientId and additionalSteps, to give a file for one an upload with scanRef, image and step.").
		param("path", path)
}

// response says which answer of iDenfy's this is. Rules for requests do not
// apply, so all that can be wrong is that its steps cannot be read.
func (c *checker) response(root jsontext.Value) {
	answer := bodyOf(root, catalogue.Answers)
	reads := ""
	if root.Member("status").Exists() {
		reads = ", then read status and its mismatchTags"
	}
	switch {
	case answer != nil && answer.Webhook:
		c.report(codeWebhook, root, "This is "+answer.Name+", which iDenfy sends to your back end: nothing of it is to be sent, and nothing but its steps is read here. Check its signature over the bytes as they came"+reads+".")
	case answer != nil:
		c.report(codeAnswer, root, "This is "+answer.Name+": nothing of it is to be sent, and nothing is checked here. To check what you send, paste the body of your request.")
	case isRefusal(root):
		c.refused(root)
	default:
		c.report(codeAnswer, root, "This is iDenfy's answer to a token request: nothing of it is to be sent, and nothing but its steps is read here. Its authToken is a secret: whoever has it acts as this person. To check what you send, paste the body of your request.")
	}
	steps := root.Member("additionalSteps")
	if !steps.Exists() || steps.Kind() == jsontext.Null || answer != nil && steps.Kind() == jsontext.String || isWebhookSteps(steps) {
		return
	}
	readable := steps.Kind() == jsontext.Object
	for country := steps.FirstMember(); country.Exists(); country = country.Next() {
		for document := country.FirstMember(); document.Exists(); document = document.Next() {
			readable = readable && slices.Contains([]jsontext.Kind{jsontext.Object, jsontext.Array}, document.Kind())
		}
		readable = readable && country.Kind() == jsontext.Object || country.Kind() == jsontext.Null
	}
	if !readable {
		c.report(codeResponseNotUnderstood, steps, "The steps of this answer have a shape that iDenfy's documentation does not show, so they cannot be previewed; check that the whole answer was pasted.")
	}
}

// refused says what an error of iDenfy's means, and whether the same call may succeed later.
func (c *checker) refused(root jsontext.Value) {
	if detail := root.Member("detail"); detail.Exists() && root.Len() == 1 {
		advice := "Read its detail, and do not send the same again before you know what it means."
		if strings.Contains(detail.Text(), "throttled") {
			advice = "Too many requests came: wait a little, longer each time, and send it again."
		}
		c.report(codeRefusal, root, "This is an error answer without an identifier; nothing of it is to be sent. "+advice)
		return
	}
	name := root.Member("identifier").Text()
	i := slices.IndexFunc(catalogue.Identifiers, func(i catalogue.Identifier) bool { return i.Name == name })
	if i < 0 {
		c.report(codeRefusal, root, "This is an error answer, and iDenfy documents no identifier "+show(name)+"; a gateway has its own. Read its message, and do not send the same again before you know what it means.").
			param("identifier", name)
		return
	}
	known := catalogue.Identifiers[i]
	again := "Sending the same again will be refused again: fix the cause first."
	if known.Retry {
		again = "The same request may succeed later: wait a little, longer each time, and send it again."
	}
	status := "HTTP 400"
	if known.Status != 400 {
		status = "HTTP " + number(known.Status) + ", or 400"
	}
	c.report(codeRefusal, root, "This is a refusal of iDenfy's, with the identifier "+name+" ("+status+"): "+lowerCase(known.Is[:1])+known.Is[1:]+" "+again).
		param("identifier", name)
}
