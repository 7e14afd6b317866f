package paste

import (
	"strings"
	"unicode/utf8"

	"idenfysteps/internal/jsontext"
)

// A literal reads an object as JSON, JavaScript and Python write one, and strings
// as a shell does, and writes JSON.
type literal struct {
	text string
	// at is where it reads; what stands before from is written.
	at, from, deep int
	out            []byte
	// lang is the language, by what only it writes.
	lang Form
	// shell says that quotes are a shell's, unsure that strings were joined with + or that a value was not there.
	shell, unsure bool
	// concatenated says that a string is joined with what is none.
	concatenated bool
	// why says why it cannot be written as JSON, because of what stands at whyAt; "" where nothing was understood.
	why   Why
	whyAt int
}

// restart begins anew at an offset.
func (l *literal) restart(at int) bool {
	l.at, l.from, l.deep, l.out, l.lang = at, at, 0, nil, ""
	return true
}

// put writes a text for what stands from an offset to where it reads.
func (l *literal) put(start int, said string) {
	l.out = append(l.out, l.text[l.from:start]...)
	l.out = append(l.out, said...)
	l.from = l.at
}

func (l *literal) fail(why Why, at int) bool {
	if l.why == "" {
		l.why, l.whyAt = why, at
	}
	return false
}

// peek returns what stands next, behind white space and comments; 0 at the end.
func (l *literal) peek() byte {
	for l.at < len(l.text) {
		c, end := l.text[l.at], "\n"
		switch rest := l.text[l.at:]; {
		case isSpace(c):
			l.at++
			continue
		case c == '#':
			l.at++
			l.put(l.at-1, "//") // a comment that is read here
			l.lang = Python
		case strings.HasPrefix(rest, "/*"):
			end = "*/"
		case !strings.HasPrefix(rest, "//"):
			return c
		}
		n := strings.Index(l.text[l.at:], end)
		if n < 0 {
			l.at = len(l.text)
			break
		}
		l.at += n + len(end)
	}
	return 0
}

// value reads one value.
func (l *literal) value() bool {
	c := l.peek()
	start := l.at
	if l.deep > jsontext.MaxDepth {
		return false
	}
	switch {
	case c == '{':
		return l.members(false)
	case c == '[':
		return l.list(']')
	case c == '(':
		return l.list(')')
	case isQuote(c):
		return l.texts()
	case isLetter(c):
		return l.word()
	}
	if c == '+' {
		l.at++
		l.put(start, "")
		start++
		l.unsure = true
	}
	for l.at < len(l.text) && strings.IndexByte("0123456789+-.eE", l.text[l.at]) >= 0 {
		l.at++
	}
	return l.at > start
}

func isQuote(c byte) bool { return c == '"' || c == '\'' || c == '`' }

func isLetter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c == '$' || c >= utf8.RuneSelf && c != '\xe2' // with which typographic quotes begin
}

// name reads a bare name.
func (l *literal) name() string {
	start := l.at
	for l.at < len(l.text) && (isLetter(l.text[l.at]) || '0' <= l.text[l.at] && l.text[l.at] <= '9') {
		l.at++
	}
	return l.text[start:l.at]
}

// texts reads a string, and those that it is joined with: "a" + "b".
func (l *literal) texts() bool {
	start := l.at
	var said []byte
	plain := true
	for {
		if !isQuote(l.peek()) {
			l.concatenated = l.text[start] != '`' && !plain && l.unsure
			return l.fail(Joined, start)
		}
		if !l.quoted(&said, &plain) {
			return false
		}
		behind := *l
		if c := l.peek(); c != '+' && c != '%' && (c != '.' || !strings.HasPrefix(l.text[l.at:], ". $")) {
			*l = behind
			break
		}
		l.at++
		plain = false
		l.unsure = true
	}
	if !plain {
		if !utf8.Valid(said) {
			return false
		}
		l.put(start, string(jsontext.AppendString(nil, string(said))))
	}
	return true
}

// quoted reads one string and adds what it says. plain stays true where JSON writes it so.
func (l *literal) quoted(said *[]byte, plain *bool) bool {
	start := l.at
	quote := l.text[start : start+1]
	if quote != `"` || l.shell {
		*plain = false
	}
	if !l.shell && quote != "`" && strings.HasPrefix(l.text[start:], quote+quote+quote) {
		quote += quote + quote
		*plain = false
	}
	l.at += len(quote)
	for l.at < len(l.text) {
		rest := l.text[l.at:]
		c := rest[0]
		switch {
		case strings.HasPrefix(rest, quote):
			l.at += len(quote)
			if !l.shell || !strings.HasPrefix(rest, `'\''`) {
				return true
			}
			l.at += 3
			c = '\''
		case c == '\\' && (!l.shell || quote == `"`):
			if !l.escape(said, plain) {
				return false
			}
			continue
		case c == '\n' && quote != "`" && len(quote) == 1 && !l.shell:
			return false
		case quote == "`" && strings.HasPrefix(rest, "${"):
			l.lang = JavaScript
			return l.fail(Joined, start)
		default:
			l.at++
		}
		*said = append(*said, c)
	}
	return false
}

// escape reads an escape of any of the languages.
func (l *literal) escape(said *[]byte, plain *bool) bool {
	l.at++
	if l.at == len(l.text) {
		return false
	}
	c := l.text[l.at]
	i := strings.IndexByte("nrtbf", c)
	if l.shell {
		if strings.IndexByte("\"\\$`", c) < 0 {
			*said = append(*said, '\\')
			return true
		}
		i = -1
	}
	l.at++
	switch {
	case i >= 0:
		c = "\n\r\t\b\f"[i]
	case c == 'u' && !l.shell:
		for _, size := range []int{4, 10} {
			end := min(l.at+size, len(l.text))
			if unit := parse(`"\u` + l.text[l.at:end] + `"`); unit.Exists() {
				l.at = end
				*said = append(*said, unit.Text()...)
				return true
			}
		}
		return false
	case c == 'x' || '0' <= c && c <= '9':
		return false
	case strings.IndexByte(`"\/`, c) < 0:
		*plain = false
		if c == '\n' { // the string goes on in the next line
			return true
		}
	}
	*said = append(*said, c)
	return true
}

// members reads an object, or a set of Python's; bare is one whose braces are missing, to the end of the text.
func (l *literal) members(bare bool) bool {
	start, closer := l.at, byte(0)
	if !bare {
		closer = '}'
		l.at++
	}
	l.put(start, "{")
	open := len(l.out) - 1
	l.deep++
	for n := 0; ; n++ {
		c := l.peek()
		if c == closer {
			break
		}
		nameAt := l.at
		if isQuote(c) {
			if !l.texts() {
				return false
			}
		} else {
			name := l.name()
			if name == "" && (c == '[' && n+len(l.lang) > 0 || strings.HasPrefix(l.text[l.at:], "...") && isLetter((l.text + "  ")[l.at+3])) {
				l.lang = JavaScript // a name that is computed, or an object that is spread
				return l.fail(Named, nameAt)
			}
			if name == "" {
				return false
			}
			l.lang = JavaScript
			l.put(nameAt, string(jsontext.AppendString(nil, name)))
		}
		next := l.peek()
		switch {
		case next == ':':
			l.at++
		case next == '=' && !bare:
			l.lang = PHP
			return l.fail(Convert, l.at)
		case (next == ',' || next == closer || next == '(') && !isQuote(c):
			return l.fail(Named, nameAt)
		case (next == ',' || next == '}') && n == 0 && !bare:
			l.out[open] = '['
			return l.items('}')
		default:
			return false
		}
		if bare && l.peek() == 0 || !l.value() {
			return false
		}
		if next = l.peek(); next == ',' {
			l.at++
		} else if next != closer {
			return false
		}
	}
	l.deep--
	if bare {
		l.put(l.at, "\n}") // in a line of its own, because a comment may stand in the last
		return true
	}
	l.at++
	return true
}

// list reads a list, a tuple of Python's, or a value in parentheses.
func (l *literal) list(closer byte) bool {
	l.at++
	l.put(l.at-1, "[")
	open := len(l.out) - 1
	l.deep++
	if l.peek() != closer {
		if !l.value() {
			return false
		}
		switch l.peek() {
		case '=':
			l.lang = PHP
			return l.fail(Convert, l.at)
		case ')':
			l.out[open] = ' '
			l.at++
			l.put(l.at-1, " ")
			l.deep--
			return closer == ')'
		}
	}
	return l.items(closer)
}

// items reads what follows the first item of a list.
func (l *literal) items(closer byte) bool {
	for {
		c := l.peek()
		if c == ',' {
			l.at++
			if l.peek() != closer {
				if !l.value() {
					return false
				}
				continue
			}
		} else if c != closer {
			return false
		}
		l.at++
		l.put(l.at-1, "]")
		l.deep--
		return true
	}
}

// bareWords are what other languages write for JSON's true, false and null.
const (
	bareWords = " true false null True False None TRUE FALSE NULL undefined NaN nil Infinity "
	asJSON    = " true false null true false null true false null null      null null null     "
)

// word reads a word for a value, or a function that writes or reads JSON around the value.
func (l *literal) word() bool {
	start := l.at
	word := l.name()
	if i := strings.Index(bareWords, " "+word+" "); i >= 0 {
		said, _, _ := strings.Cut(asJSON[i+1:], " ")
		if said != word {
			if i < len(" true false null True False None") && l.lang == "" {
				l.lang = Python
			}
			l.put(start, said)
			l.unsure = l.unsure || i >= strings.Index(bareWords, " undefined")
		}
		return true
	}
	for l.at < len(l.text) && l.text[l.at] == '.' {
		l.at++
		l.name()
	}
	word = l.text[start:l.at]
	switch l.peek() {
	case '"', '\'':
		if len(word) == 1 { // a prefix of Python's: u'…'
			l.lang = Python
			if word == "f" {
				return l.fail(Joined, start)
			}
			l.put(start, "")
			return l.texts()
		}
	case '(':
		switch word {
		case "array":
			l.lang = PHP
			return l.fail(Convert, start)
		case "dict":
			l.lang = Python
			return l.fail(Convert, start)
		}
		if strings.Contains(" JSON.stringify JSON.parse json.dumps json.loads json_encode ", " "+word+" ") {
			return l.call(start)
		}
	}
	return l.fail(Named, start)
}

// call reads a function's first value, and goes past the others.
func (l *literal) call(start int) bool {
	l.at++
	l.put(start, "")
	if !l.value() {
		return false
	}
	behind := l.at
	n := strings.IndexByte(l.text[behind:], ')')
	if n < 0 || strings.ContainsAny(l.text[behind:behind+n], "{:") {
		return false
	}
	l.at += n + 1
	l.put(behind, "")
	return true
}
