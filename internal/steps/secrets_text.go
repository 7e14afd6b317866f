package steps

import (
	"strings"

	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/paste"
)

// secretMarks are what stands before keys in commands and programs, and, behind
// the empty one, the names that have them in headers, addresses and programs.
var secretMarks = strings.Split(" -u|--user|auth=(\"|auth=('|btoa(\"|btoa('||authorization|apikey|api_key|api-key|apisecret|api_secret|api-secret|password|signingkey|secret", "|")

// secretIn returns where in a text a key stands behind one of the marks, or -1.
// What is no key but stands for one (${KEY}, {{key}}, process.env.KEY) is none.
func secretIn(text string) int {
	lower, named := lowerCase(text), false
	for _, mark := range secretMarks {
		named = named || mark == ""
		for at := strings.Index(lower, mark); at >= 0 && mark != ""; {
			rest := lower[at+len(mark) : min(len(lower), at+len(mark)+80)]
			if sign := strings.TrimLeft(rest, "\"'\\ "); !named || sign != "" && (sign[0] == ':' || sign[0] == '=') {
				value := strings.TrimLeft(rest, "\"'`=:({\\ ")
				value = strings.TrimPrefix(strings.TrimPrefix(value, "basic "), "bearer ")
				if end := strings.IndexAny(value+"\n", "\"'`,;)\n "); end >= 3 && strings.IndexByte("$<%", value[0]) < 0 && !strings.Contains(value[:end], "env") && !strings.Contains(rest, "{{") {
					return at
				}
			}
			next := strings.Index(lower[at+1:], mark)
			if next < 0 {
				break
			}
			at += 1 + next
		}
	}
	return -1
}

// secretsAround finds keys in what stands around a pasted payload: the options
// and headers of a command, the lines of a program, the members of a wrapper.
func (c *checker) secretsAround(found *paste.Found) {
	if c.doc != nil {
		for v := c.doc.Root(); v.Exists(); v = v.Following() {
			c.secretValue(v)
		}
		return
	}
	edits := found.Edits
	if edits == nil {
		edits = []jsontext.Edit{{End: len(c.text)}}
	}
	for _, e := range edits {
		around := c.text[e.Start:e.End]
		if at := secretIn(around); at >= 0 || hasPassword(around) {
			c.reportAt(codeSecret, jsontext.Value{}, e.Start+max(at, 0), "A key or password stands here, beside the payload; do not send or store this text, and have the key replaced if you did.")
		}
	}
}
