package paste

import (
	"strings"

	"idenfysteps/internal/jsontext"
)

// mostTries is how many places of a text are tried as the payload's beginning.
const mostTries = 12

// words tell what stands before a payload: a form, and words of which one is
// there. The first that is found decides. (Each is one string, which a page carries most cheaply.)
var words = []string{
	"curl|curl |curl.exe|wget |--data|Invoke-RestMethod|Invoke-WebRequest|http POST ",
	"answer|HTTP/1.1 2|HTTP/1.1 4|HTTP/1.1 5|HTTP/2 |HTTP/3 ",
	"http|HTTP/|POST /|POST http|PUT /|ontent-Type: |ontent-type: ",
	"php|<?php|json_encode|curl_setopt|array(",
	"python|json.dumps|json.loads|requests.|print(|def |httpx.",
	"javascript|const |let |var |export |module.|JSON.|fetch(|axios|await |=>|function|return |console.",
	"code|String |string |val |:= |new |->|map[|Map.| =|(",
}

// around tells what stands before a payload; "" for nothing that is known.
func around(before string) Form {
	for _, list := range words {
		form, list, more := strings.Cut(list, "|")
		for more {
			var word string
			if word, list, more = strings.Cut(list, "|"); strings.Contains(before, word) {
				return Form(form)
			}
		}
	}
	return ""
}

// program finds the payload as a program or a shell writes it, with or without
// what stands around it, and in any other text.
func (f *Found) program() bool {
	text := strings.TrimRight(f.JSON, " \t\r\n")
	start := len(text) - len(strings.TrimLeft(text, " \t\r\n\ufeff"))
	var failed literal
	var form Form
	tries := 0
	for at := start; at < len(text) && tries < mostTries; at++ {
		if !begins(text, at, start) {
			continue
		}
		tries++
		form = around(text[start:at])
		l := literal{text: text, at: at, from: at, shell: isQuote(text[at]) && (form == Curl || form == "" && strings.Contains(text, "curl ")) && (at == 0 || text[at-1] != '$')}
		if at == start && text[at] != '{' && text[at] != '[' && l.members(true) || l.restart(at) && l.value() {
			if f.take(&l, form, start, at) {
				return true
			}
		}
		if form != "" && (form != Code || l.lang == "") {
			l.lang = form
		}
		if l.concatenated && l.lang == "" {
			l.lang = Code
		}
		if l.why != "" && failed.lang == "" {
			failed = l
		}
		if l.concatenated {
			break // what looks like a payload in it has a program in the place of values
		}
		if at == start && (text[at] == '{' || text[at] == '[') {
			break // it is a payload with a mistake, and what is in it is none
		}
	}
	if f.yaml() {
		return true
	}
	if failed.lang != "" && mentions(text) {
		return f.cannot(failed.lang, failed.why, failed.whyAt)
	}
	return f.region(text)
}

// take takes what was read out of the text around it, if it is a payload.
func (f *Found) take(l *literal, form Form, start, at int) bool {
	said := string(append(l.out, l.text[l.from:l.at]...))
	root := parse(said)
	before, behind := l.text[start:at], strings.Trim(l.text[l.at:], ";, \t\r\n")
	as := said == l.text[at:l.at]
	plain := before+behind == ""
	kind := root.Kind()
	if kind != jsontext.Object && kind != jsontext.Array && kind != jsontext.String {
		return false
	}
	if kind == jsontext.String {
		root = parse(root.Text())
	}
	if _, count := f.payload(root); count == 0 && !plain && (strings.Contains(before+behind, "clientId") || !root.Member("ALL").Exists() && !strings.Contains(before, "additionalSteps") && (kind != jsontext.String || !mentions(said))) {
		return false
	}
	if l.unsure && plain && l.lang == "" && strings.IndexByte(l.text, '\'') < 0 {
		return false // all else is JSON, and its reader says where it is not
	}
	if mentions(behind) {
		// Of two payloads in JSON, its reader says where the second begins.
		return !as && f.cannot(Words, Several, l.at)
	}
	fence := strings.Contains(before, "```") || strings.Contains(before, "~~~")
	if fence {
		f.is(Fence, said, start)
	}
	if form == "" || form == Code {
		switch {
		case around(behind) == Curl: // echo '{…}' | curl
			form = Curl
		case l.lang != "":
			form = l.lang
		case form != "":
		case kind == jsontext.String:
			form = String
		case !as && plain:
			form = Literal
		case fence:
			form = Fence
		default:
			form = Words
		}
	}
	if plain {
		start = at + common(l.text[at:], said)
	}
	return f.is(form, said, start)
}

// begins tells whether a payload may begin at an offset: with a bracket, a quote
// of a string that holds an object, and at the text's start with a name.
func begins(text string, at, start int) bool {
	switch c := text[at]; {
	case strings.HasPrefix(text[at:], "``") || c == '`' && at > 0 && text[at-1] == '`':
		return false // of a fence
	case c == '{' || at == start:
		return true
	case c == '[':
		before := strings.TrimRight(text[:at], " \n")
		return before != "" && strings.IndexByte("=(,:n", before[len(before)-1]) >= 0 // n is of return
	case c == 'a' || c == 'd':
		return strings.HasPrefix(text[at:], "array(") || strings.HasPrefix(text[at:], "dict(")
	case isQuote(c) && (at < 2 || !isLetter(text[at-1]) || !isLetter(text[at-2])): // no quote that ends a word
		next := strings.TrimLeft(text[at:min(at+64, len(text))], "\"'` \n\t\\")
		return next != "" && (next[0] == '{' || next[0] == '[')
	}
	return false
}

// region takes what stands between the outermost braces out of a command, a
// request or a fence, where it is no JSON yet.
func (f *Found) region(text string) bool {
	start, end := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}')+1
	if start < 0 || end <= start {
		switch form := around(text); {
		case form == Curl:
			return strings.Contains(text, "://") && f.cannot(Curl, Elsewhere, 0)
		case strings.Contains(text, "name=") || strings.Contains(text, "&") && strings.IndexByte(text, '=') > 0: // a form
			return mentions(text) && f.cannot(URLEncoded, Several, 0)
		}
		return false
	}
	form := around(text[:start])
	if form == "" && strings.Contains(text[:start], "```") {
		form = Fence
	}
	if form != Curl && form != HTTP && form != Fence || !mentions(text) {
		return false
	}
	if mentions(text[:start]) {
		return f.cannot(form, Several, start)
	}
	return f.is(form, text[start:end], 0)
}
