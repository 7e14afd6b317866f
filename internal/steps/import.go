package steps

import (
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/paste"
)

// An Imported is the payload that was in what somebody pasted, not checked yet.
type Imported struct {
	// File is the name of the file that it was read from, for the command line.
	File string `json:"file,omitempty" ts:"-"`
	// Text is the payload; null where only a person can make it JSON, which the finding `import` of a check says how.
	Text string `json:"text" ts:"null"`
	// Was is what the text is, such as "a code fence around JavaScript"; "" for a payload by itself.
	Was string `json:"was"`
}

// Import takes the payload out of what people paste for one: a curl command, a
// code fence, a program's literal, a string, a wrapper. A text that is none of these stays as it is.
func Import(text []byte) *Imported {
	p := Read(text, nil)
	if p.pasted == nil {
		return &Imported{Text: string(text)}
	}
	was, _ := formsOf(p.pasted)
	if p.pasted.Why != "" {
		return &Imported{Was: was}
	}
	return &Imported{Text: p.pasted.JSON, Was: was}
}

// recognise finds what a text is that is no plain payload.
func (p *Payload) recognise(text []byte) {
	if p.doc == nil {
		if p.problems[0].Code != jsontext.CodeSyntax {
			return
		}
	} else if !p.mayBeAround() {
		return
	}
	whole := string(text)
	if p.pasted = paste.Find(whole, isRequest); p.pasted == nil {
		p.pasted = paste.Find(whole, isPayload)
	}
	if p.pasted != nil {
		p.text, p.kind, p.problems = whole, Unknown, nil
	} else if p.doc == nil && p.problems[0].Edits == nil {
		nameText(whole, &p.problems[0])
	}
}

// nameText says what a text is that is no JSON from its first character on, as far as that can be told.
func nameText(text string, problem *jsontext.Problem) {
	bare := strings.TrimSpace(text)
	lower := lowerCase(bare[:min(len(bare), 400)])
	switch {
	case strings.TrimSpace(text[:problem.Start]) != "":
	case strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html"):
		problem.Message = "This is a web page, not JSON. As an answer it is the error page of a server or proxy: look at its status, and send the request again later. To check a payload, paste the body of your request."
	case lower[0] == '<':
		problem.Message = "This looks like XML, and iDenfy takes JSON; write the body as JSON, and send it as application/json."
	case isBase64(bare) && strings.HasPrefix(string(decoded(bare[:min(len(bare), 64)/4*4])), "{"):
		problem.Message = "This is base64, and iDenfy takes the payload as JSON; decode it."
		if inner := string(decoded(bare)); len(parsed(inner).Source()) > 0 {
			problem.Fix, problem.Edits = "Decode it", []jsontext.Edit{{Start: 0, End: len(text), Text: inner}}
		}
	case 'a' <= lower[0] && lower[0] <= 'z':
		problem.Message = "This is no JSON. Paste the body of the request alone: an object, which begins with { and ends with }."
	}
}

// parsed is the value that a text is; the zero Value where it is no JSON.
func parsed(text string) (root jsontext.Value) {
	if doc, _ := jsontext.Parse([]byte(text)); doc != nil {
		root = doc.Root()
	}
	return root
}

// mayBeAround tells whether what was read may be something around a payload.
func (p *Payload) mayBeAround() bool {
	root := p.doc.Root()
	if root.Kind() != jsontext.Object {
		return true
	}
	if p.kind == UploadRequest || p.kind == Response || p.kind == OtherRequest || isPayload(root) {
		return false
	}
	may := p.kind != AdditionalSteps
	for m := root.FirstMember(); m.Exists(); m = m.Next() {
		if nearest(m.Key(), tokenFieldNames) != "" {
			return false // a payload with a misspelt name
		}
		may = may || len(m.Key()) > len("ALL") && !isStepName(m.Key())
	}
	return may
}

// forms say what a pasted text is, and what to do. (Each is one string, which a page carries most cheaply.)
var forms = []string{
	"curl|a command that sends a request, such as curl|paste its body alone",
	"http|an HTTP request with its headers|paste its body alone",
	"answer|an HTTP answer with its headers|paste its body alone",
	"code-fence|a code fence|paste what stands between its lines",
	"javascript|JavaScript|let JSON.stringify(value) write it and paste that",
	"python|Python|let json.dumps(value) write it and paste that",
	"php|PHP, Ruby or PowerShell|let the program write it as JSON (json_encode, to_json, ConvertTo-Json) and paste that",
	"literal|a program's way to write a value, as JavaScript and Python have it|let the program write it as JSON and paste that",
	"code|a part of a program|let the program write the value as JSON and paste that",
	"string|a string that holds the payload, which is JSON encoded twice|paste what stands in it",
	"escaped|JSON with backslashes before its quotes, as a log shows it|delete the backslashes",
	"entities|JSON with HTML entities for its quotes|write \" for &quot;",
	"doubled|JSON with its quotes twice, as C# and tables write it|write each once",
	"typographic|JSON with the quotation marks of a word processor|type plain ones",
	"url-encoded|URL-encoded text or the fields of a form|decode it",
	"wrapper|an object around the payload|paste the payload alone",
	"list|a list around the payload|paste the payload alone",
	"text|a text with the payload in it|paste the payload alone",
	"yaml|YAML|let a converter write it as JSON (yq -o=json does) and paste that",
	"joined|A text is joined with + here or has values put in, which JSON cannot",
	"named|A name of the program stands here in the place of a value, which JSON cannot have",
	"elsewhere|Its body is in a file or a variable",
	"several|There is more than one payload, or a field apart from the rest, and each request has one JSON object|write that",
}

// said returns what is said of a form, or of why edits cannot make the payload, and what to do.
func said(word string) (is, hint string) {
	for _, f := range forms {
		if rest, found := strings.CutPrefix(f, word+"|"); found {
			is, hint, _ = strings.Cut(rest, "|")
		}
	}
	return is, hint
}

// formsOf says what a text is: "a code fence around a curl command".
func formsOf(found *paste.Found) (all, hint string) {
	for _, form := range found.Forms {
		if all != "" {
			all += " around "
		}
		var is string
		is, hint = said(string(form))
		all += is
	}
	return all, hint
}

// imported says what a text is that is no plain payload. What is wrong with the
// payload itself is told once it stands alone.
func (c *checker) imported(found *paste.Found) {
	all, hint := formsOf(found)
	message := "This is " + all
	if found.Where != "" {
		message += ", which has it under " + show(found.Where[1:])
	}
	title := "Keep the payload alone, as JSON"
	inner := &Payload{kind: Unknown}
	if found.Why == "" {
		inner = Read([]byte(found.JSON), nil)
	}
	why, other := said(string(found.Why))
	switch {
	case inner.kind == Response && inner.pasted == nil:
		message = inner.Findings()[0].Message + " It stands in " + strings.ReplaceAll(all, "the payload", "it") + "."
		title = "Keep the answer alone, as JSON"
	case found.Why == paste.Several && found.Forms[0] == paste.URLEncoded:
		message = "These are the fields of a form, and iDenfy takes JSON: write one object with these names, and send it as application/json."
	case why != "":
		if other != "" {
			hint = other
		}
		message += ". " + why + ": " + hint + "."
	default:
		message += ": " + hint + ". iDenfy takes the payload alone, as JSON; what else is wrong is told once it stands alone."
	}
	message += addressed(c.text, inner.kind)
	c.reportAt(codeImport, jsontext.Value{}, found.Start, message).
		param("is", string(found.Forms[0])).
		fix(title, found.Edits...)
	c.secretsAround(found)
}

// addressed says for which other call a text is, by the path in it; "" for none.
func addressed(text string, kind Kind) string {
	for _, call := range catalogue.OtherCalls {
		if path := strings.Trim(call.Path, "/"); strings.HasPrefix(path, "api/") && strings.Contains(text, path) {
			return " By its address it is for another call of iDenfy's, " + call.Name + ", which asks for no additional step."
		}
	}
	switch {
	case kind == TokenRequest && strings.Contains(text, "upload-additional-step"):
		return " Its address is that of uploads, and its body a token request, which goes to /api/v2/token."
	case kind == UploadRequest && strings.Contains(text, "/api/v2/token"):
		return " Its address is that of token requests, and its body an upload, which goes to /api/v2/upload-additional-step."
	}
	return ""
}
