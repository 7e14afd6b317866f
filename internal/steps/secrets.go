package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/jsontext"
)

// secretNames are names, without case and marks, of what no payload carries.
var secretNames = strings.Split("APIKEY APISECRET SECRET SECRETKEY SIGNINGKEY PASSWORD PASSWD AUTHORIZATION CLIENTSECRET PRIVATEKEY ACCESSKEY ACCESSTOKEN APITOKEN XAPIKEY XAPISECRET IDENFYKEY IDENFYSECRET IDENFYAPIKEY IDENFYAPISECRET IDENFYSIGNINGKEY PARTNERKEY PARTNERSECRET", " ")

// authToken is the name of a secret that iDenfy answers, which no token request and no upload has.
const authToken = "authToken"

// secretBeginnings are how values begin that open something.
var secretBeginnings = []string{"Basic ", "Bearer ", "AKIA", "sk_live_", "ghp_", "github_pat_", "xoxb-"}

func isSecretName(name string) bool {
	if len(name) < len("secret") || len(name) > longestWord || strings.IndexByte("AaCcIiPpSsXx", name[0]) < 0 {
		return false // without the cost of a closer look, for every name of a payload
	}
	return slices.Contains(secretNames, string(appendBare(nil, name)))
}

// isSecretText tells whether a text looks like a key: it begins like one and
// is long enough to be one, or it is a private key, a JWT or a URL with a password.
func isSecretText(text string) bool {
	if text == "" {
		return false
	}
	for _, beginning := range secretBeginnings {
		if text[0] != beginning[0] { // without the cost of a closer look, for nearly every text
			continue
		}
		if rest, found := strings.CutPrefix(text, beginning); found && len(rest) >= 12 && !strings.Contains(rest[:12], " ") {
			return true
		}
	}
	text = text[:min(len(text), 4096)]
	if text[0] != 'e' && strings.IndexByte(text, ':') < 0 && strings.IndexByte(text, '-') < 0 {
		return false // without the cost of a closer look, for nearly every text
	}
	return strings.HasPrefix(text, "eyJ") && strings.Count(text, ".") == 2 ||
		strings.Contains(text, "-----BEGIN ") && strings.Contains(text, "PRIVATE KEY") || hasPassword(text) ||
		isHeaderOrURL(text)
}

// isHeaderOrURL tells whether a text is a header with a key (X-Api-Key: …), or a URL with one in its query.
func isHeaderOrURL(text string) bool {
	if len(text) > 512 || strings.IndexByte(text, ':') < 0 {
		return false
	}
	at := secretIn(text)
	return at >= 0 && (at < 3 || strings.Contains(text, "://"))
}

// hasPassword tells whether a URL says who one is: https://user:password@host/.
func hasPassword(url string) bool {
	_, rest, found := strings.Cut(url, "://")
	if !found {
		return false
	}
	if end := strings.IndexAny(rest, "/?# "); end >= 0 {
		rest = rest[:end]
	}
	user, _, found := strings.Cut(rest, "@")
	return found && strings.Contains(user, ":")
}

// anywhere checks every value of a request for what may stand nowhere in one.
func (c *checker) anywhere() {
	for v := c.doc.Root(); v.Exists(); v = v.Following() {
		if c.secretValue(v) || c.kind == Response || c.kind == OtherRequest || v.Kind() != jsontext.String {
			continue
		}
		if isConcatenated(v.Text()) {
			c.report(codePlaceholder, v, "A program should have put a value in here ('…' + name + '…' joins texts); put the real one here before sending.")
		} else {
			c.placeholder(v)
		}
	}
}

// isConcatenated tells whether a text has what a program joins texts with: ' + id + ', and PHP's dots.
func isConcatenated(text string) bool {
	if strings.IndexByte(text, '\'') < 0 && strings.IndexByte(text, '"') < 0 {
		return false
	}
	for _, quote := range []string{"'", `"`} {
		for _, sign := range []string{" + ", "+", " . ", "."} {
			if _, behind, found := strings.Cut(text, quote+sign); found && strings.Contains(behind, sign+quote) {
				return true
			}
		}
	}
	return false
}

// secretValue checks one value for a key.
func (c *checker) secretValue(v jsontext.Value) bool {
	switch kind := v.Kind(); {
	case kind != jsontext.String && kind != jsontext.Number:
		return false
	case isSecretName(v.Key()):
		c.reportName(codeSecret, v, "This name is one of a key or password, which belongs in no payload; delete it, and have the key replaced if this text was sent or stored.").
			fix("Delete it", remove(v)...)
	case v.Key() == authToken && (c.kind == TokenRequest || c.kind == UploadRequest) && v.Parent() == c.doc.Root():
		c.reportName(codeSecret, v, "An authToken is what iDenfy answers, and a secret: whoever has it acts as this person. No token request and no upload has one; delete it.").
			fix("Delete it", remove(v)...)
	case isSecretText(v.Text()) && strings.Contains(v.Text(), "://"):
		c.report(codeSecret, v, "A key or a password stands in this address; delete it from the address, and have it replaced if this text was sent or stored.")
	case isSecretText(v.Text()):
		c.report(codeSecret, v, "This looks like a key or a token, which belongs in no payload; delete it, and have it replaced if this text was sent or stored.")
	default:
		return false
	}
	return true
}
