package jsontext

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"idenfysteps/internal/catalogue"
)

const (
	// MaxBytes is the largest text in bytes that Parse reads: the largest request.
	MaxBytes = catalogue.RequestBytes
	// MaxDepth is the deepest nesting of objects and lists that Parse reads.
	MaxDepth = 512

	// maxNoted bounds the duplicate names that are reported, and the edits of one problem.
	maxNoted = 1000
	// smallObject is the most members that are compared one by one; a larger object gets a map.
	smallObject = 32
	// bytesPerNode is about the length of a value or a name in a payload.
	bytesPerNode = 12
	// mostNodes bounds the nodes that are allocated in advance; one image may be almost all of the text.
	mostNodes = 1 << 16
)

// Parse reads one JSON text. For a text that cannot be read it returns a nil
// document and exactly one problem, which is fatal. A document may come with
// problems, too: duplicate names, and what Parse accepts although it is not JSON
// (comments, trailing commas, a byte order mark, missing outer braces).
//
// The cost is linear in the size of the text, and its depth costs no stack.
// Parse refuses numbers beyond the range of a float64, invalid UTF-8 and lone
// surrogates, which every reader would replace differently.
func Parse(text []byte) (*Document, []Problem) {
	if len(text) > MaxBytes {
		return nil, []Problem{{Code: CodeTooLarge, Message: "The text has more than " + strconv.Itoa(MaxBytes/1_000_000) + " MB, the most that iDenfy documents for direct processing and is assumed to take elsewhere; make it smaller."}}
	}
	if at := invalidUTF8(text); at >= 0 {
		return nil, []Problem{{Code: CodeNotUTF8, Start: at, End: min(at+1, len(text)), Message: encodingMessage(text)}}
	}
	r := &reader{text: string(text)}
	r.doc = &Document{text: r.text, nodes: make([]node, 0, min(len(text)/bytesPerNode, mostNodes))}
	r.read()
	if r.failure != nil {
		return nil, []Problem{*r.failure}
	}
	r.note()
	return r.doc, r.problems
}

// invalidUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func invalidUTF8(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	at := 0
	for {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
}

func encodingMessage(text []byte) string {
	if len(text) >= 2 && (string(text[:2]) == "\xff\xfe" || string(text[:2]) == "\xfe\xff") {
		return "The text is UTF-16; save it as UTF-8."
	}
	return "This byte is not UTF-8; save the text as UTF-8."
}

// expect is what the grammar allows next.
type expect uint8

const (
	expectValue     expect = iota
	expectFirstItem        // or the list's end
	expectItem             // after a comma; or the list's end, which makes it a trailing comma
	expectFirstName        // or the object's end
	expectName             // after a comma; or the object's end, which makes it a trailing comma
	expectColon
	expectComma // or the end of the list, object or text
)

// A frame is an object or list that is not closed yet.
type frame struct{ at, count int32 }

type reader struct {
	text string
	at   int
	doc  *Document
	open []frame
	next expect

	// braceless says that the outermost object has no braces in the text.
	braceless bool
	// comma is the offset of the last comma, valueEnd the end of the last value.
	comma, valueEnd int

	// members and names are the members of a small object that closes.
	members []Value
	names   []string

	comments, commas []Edit
	duplicates       int
	problems         []Problem
	failure          *Problem
	lines            *Lines

	// quoted says that the failure is about quotes within a text.
	quoted bool
	// trial says that all that matters is whether the text can be read.
	trial bool
	// points are where tokens begin, if they are to be noted.
	points *[]point
}

func (r *reader) read() {
	if strings.HasPrefix(r.text, bom) {
		r.at = len(bom)
	}
	r.space()
	if r.failure == nil && r.at == len(r.text) {
		r.fail(CodeEmpty, r.at, r.at, "There is nothing here; write a JSON object.")
	}
	r.braceless = r.startsWithName()
	if r.braceless {
		r.push(Object, r.at)
		r.next = expectFirstName
	}
	r.tokens()
}

// tokens reads to the end of the text.
func (r *reader) tokens() {
	for r.failure == nil {
		end := r.at
		r.space()
		if r.points != nil {
			r.notePoint(end)
		}
		if r.failure != nil {
			return
		}
		if r.at == len(r.text) {
			r.finish()
			return
		}
		r.token(r.text[r.at])
	}
}

// startsWithName reports whether the text begins with a name and a colon: a
// member that was copied from documentation without the braces around it.
func (r *reader) startsWithName() bool {
	if r.failure != nil || r.at == len(r.text) || r.text[r.at] != '"' {
		return false
	}
	ahead := reader{text: r.text, at: r.at, doc: &Document{}}
	ahead.string()
	ahead.space()
	return ahead.failure == nil && ahead.at < len(r.text) && r.text[ahead.at] == ':'
}

// token reads one token of the grammar, which begins with c.
func (r *reader) token(c byte) {
	switch r.next {
	case expectValue, expectFirstItem, expectItem:
		if c == ']' && r.next != expectValue {
			r.close(Array)
			return
		}
		r.value(c)
	case expectFirstName, expectName:
		switch {
		case c == '}' && !r.atBareLevel():
			r.close(Object)
		case c == '"':
			r.string()
			r.next = expectColon
		case r.unfilled(r.at - 1):
		default:
			r.unexpected("a name in double quotes")
		}
	case expectColon:
		if c != ':' {
			r.unexpected("a colon")
			return
		}
		r.at++
		r.next = expectValue
	case expectComma:
		r.afterValue(c)
	}
}

func (r *reader) afterValue(c byte) {
	switch {
	case len(r.open) == 0:
		r.fail(CodeSyntax, r.at, r.at+1, "The JSON value ended before this; delete what follows it, or send it as a request of its own.")
	case c == ',':
		r.comma = r.at
		r.at++
		r.next = expectItem
		if r.inObject() {
			r.next = expectName
		}
	case c == ']':
		r.close(Array)
	case c == '}' && !r.atBareLevel():
		r.close(Object)
	case c == ';':
		r.fail(CodeSyntax, r.at, r.at+1, "JSON parts its values by commas, not by semicolons; write a comma.")
		r.failure.Fix, r.failure.Edits = "Write a comma", []Edit{{r.at, r.at + 1, ","}}
	case c == '+' && r.doc.nodes[len(r.doc.nodes)-1].kind == String:
		r.fail(CodeSyntax, r.at, r.at+1, "Texts are joined with + here, as in JavaScript; JSON cannot, so write the whole text in one pair of double quotes.")
	case r.quoteInText(c):
	default:
		if !r.canFollowComma(c) {
			r.unexpected("a comma")
			return
		}
		r.fail(CodeSyntax, r.at, r.at+1, "A comma is missing before this; put one.")
		r.failure.Fix, r.failure.Edits = "Put the comma", []Edit{{r.valueEnd, r.valueEnd, ","}}
	}
}

// notePoint notes that a token begins here.
func (r *reader) notePoint(end int) {
	p := point{end: end, at: r.at, next: r.next}
	for _, f := range r.open {
		p.open = append(p.open, r.doc.nodes[f.at].kind)
	}
	*r.points = append(*r.points, p)
}

func (r *reader) inObject() bool {
	return len(r.open) > 0 && r.doc.nodes[r.open[len(r.open)-1].at].kind == Object
}

// atBareLevel reports whether the innermost open object is the one without braces.
func (r *reader) atBareLevel() bool { return r.braceless && len(r.open) == 1 }

func (r *reader) value(c byte) {
	switch {
	case c == '{':
		r.push(Object, r.at)
		r.at++
		r.next = expectFirstName
	case c == '[':
		r.push(Array, r.at)
		r.at++
		r.next = expectFirstItem
	case c == '"':
		r.string()
		r.valueRead()
	case c == '-' || '0' <= c && c <= '9':
		r.number()
		r.valueRead()
	default:
		r.literal()
		r.valueRead()
	}
}

func (r *reader) valueRead() {
	r.next = expectComma
	r.valueEnd = r.at
}

// add appends a node to the document, as the next child of the innermost open object or array.
func (r *reader) add(n node) int32 {
	at := int32(len(r.doc.nodes))
	n.parent, n.next = -1, at+1
	if len(r.open) > 0 {
		top := &r.open[len(r.open)-1]
		n.parent, n.index = top.at, top.count
		if r.next != expectFirstName && r.next != expectName {
			top.count++ // a member counts with its value
		}
	}
	r.doc.nodes = append(r.doc.nodes, n)
	return at
}

func (r *reader) push(kind Kind, start int) {
	if len(r.open) == MaxDepth {
		r.fail(CodeTooDeep, start, start+1, "Objects and lists are nested more than "+strconv.Itoa(MaxDepth)+" deep here; a payload needs eight levels at most.")
		return
	}
	at := r.add(node{start: int32(start), kind: kind})
	r.open = append(r.open, frame{at: at})
}

func (r *reader) close(kind Kind) {
	top := r.open[len(r.open)-1]
	n := &r.doc.nodes[top.at]
	if n.kind != kind {
		r.mismatch(n, kind)
		return
	}
	if r.next == expectItem || r.next == expectName {
		r.commas = append(r.commas, Edit{Start: r.comma, End: r.comma + 1})
	}
	r.at++
	r.pop(r.at)
}

func (r *reader) pop(end int) {
	top := r.open[len(r.open)-1]
	n := &r.doc.nodes[top.at]
	n.end, n.next = int32(end), int32(len(r.doc.nodes))
	r.open = r.open[:len(r.open)-1]
	if n.kind == Object {
		r.duplicateNames(top)
	}
	r.next = expectComma
	r.valueEnd = end
}

// canFollowComma reports whether c begins what may follow a comma here: a name, or a value.
func (r *reader) canFollowComma(c byte) bool {
	if c == '"' || r.inObject() {
		return c == '"'
	}
	rest := r.text[r.at:]
	return c == '{' || c == '[' || '0' <= c && c <= '9' || c == '-' && !strings.HasPrefix(rest, "-I") ||
		strings.HasPrefix(rest, "true") || strings.HasPrefix(rest, "false") || strings.HasPrefix(rest, "null")
}

func (r *reader) finish() {
	if r.atBareLevel() && (r.next == expectComma || r.next == expectName) {
		if r.next == expectName {
			r.commas = append(r.commas, Edit{Start: r.comma, End: r.comma + 1})
		}
		r.pop(r.valueEnd)
		return
	}
	if len(r.open) == 0 {
		return
	}
	n := &r.doc.nodes[r.open[len(r.open)-1].at]
	if r.atBareLevel() {
		r.fail(CodeSyntax, r.at, r.at, "The text ends where a value belongs; write it out.")
		return
	}
	r.fail(CodeSyntax, r.at, r.at, "The text ends inside "+n.kind.String()+" that begins at "+r.place(int(n.start))+"; close it with "+closer(n.kind)+".")
}

func (r *reader) mismatch(n *node, kind Kind) {
	other := closer(kind)
	matched := false
	for _, f := range r.open {
		matched = matched || r.doc.nodes[f.at].kind == kind
	}
	if !matched {
		r.fail(CodeSyntax, r.at, r.at+1, "This "+other+" closes "+kind.String()+", and none is open here; put its beginning where it belongs, or delete this "+other+".")
		return
	}
	r.fail(CodeSyntax, r.at, r.at+1, "This "+other+" closes the wrong thing: "+n.kind.String()+" is open, which begins at "+r.place(int(n.start))+"; close it with "+closer(n.kind)+" first.")
}

func closer(k Kind) string {
	if k == Array {
		return "]"
	}
	return "}"
}

func (r *reader) place(offset int) string {
	if r.trial {
		return ""
	}
	if r.lines == nil {
		r.lines = NewLines(r.text)
	}
	line, column := r.lines.At(offset)
	return "line " + strconv.Itoa(line) + ", column " + strconv.Itoa(column)
}

func (r *reader) fail(code string, start, end int, message string) {
	if r.failure == nil {
		r.failure = &Problem{Code: code, Start: start, End: min(end, len(r.text)), Message: message}
	}
}

// hint fails with the message for a common mistake, if one begins here.
func (r *reader) hint() bool {
	rest := r.text[r.at:]
	for _, h := range hints {
		if !strings.HasPrefix(rest, h.prefix) {
			continue
		}
		end := r.at + len(h.prefix)
		r.fail(CodeSyntax, r.at, end, h.message)
		switch {
		case h.prefix >= "\u00a0" && strings.Contains(h.message, "stands here"):
			r.failure.Fix, r.failure.Edits = "Write it as JSON does", r.all(h.prefix, h.replacement)
		case h.replacement != "":
			r.failure.Fix, r.failure.Edits = "Write it as JSON does", []Edit{{r.at, end, h.replacement}}
		}
		return true
	}
	return false
}

// all replaces what stands here, and wherever else it stands outside of strings.
func (r *reader) all(sign, replacement string) (edits []Edit) {
	inString := false
	for at := r.at; at < len(r.text) && len(edits) < maxNoted; at++ {
		switch c := r.text[at]; {
		case c == '\\' && inString:
			at++
		case c == '"':
			inString = !inString
		case c == sign[0] && !inString && strings.HasPrefix(r.text[at:], sign):
			edits = append(edits, Edit{at, at + len(sign), replacement})
		}
	}
	return edits
}

// unexpected fails because there is something other than wanted here.
func (r *reader) unexpected(wanted string) {
	if r.next != expectComma && (r.unfilled(r.at) || len(r.open) > 0 && r.unfilled(int(r.doc.nodes[r.open[len(r.open)-1].at].start))) || r.hint() {
		return
	}
	c := r.text[r.at]
	size := 1
	if c >= utf8.RuneSelf {
		_, size = utf8.DecodeRuneInString(r.text[r.at:])
	}
	r.fail(CodeSyntax, r.at, r.at+size, "Here belongs "+wanted+", not "+r.standing(c, size)+".")
}

// quoteInText fails where a string was closed by a double quote that belongs to
// its text: a letter follows at once, and the string ends further on in its line.
func (r *reader) quoteInText(c byte) bool {
	last := r.doc.nodes[len(r.doc.nodes)-1]
	if r.trial || last.kind != String || int(last.end) != r.at || !isWord(c) && c < utf8.RuneSelf {
		return false
	}
	edits := []Edit{{r.at - 1, r.at - 1, `\`}}
	for at := r.at; at < len(r.text) && r.text[at] != '\n'; at++ {
		switch r.text[at] {
		case '\\':
			at++
		case '"':
			if rest := strings.TrimLeft(r.text[at+1:min(len(r.text), at+80)], " \t\r\n"); rest == "" || strings.IndexByte(",}]", rest[0]) >= 0 {
				r.fail(CodeSyntax, r.at-1, r.at, "A double quote within a text ends it; write \\\" for one that belongs to the text.")
				if r.quoted = !r.opens(edits[0].Start); r.quoted {
					r.failure.Fix, r.failure.Edits = "Escape the quotes in the text", edits
				}
				return true
			}
			edits = append(edits, Edit{at, at, `\`})
			if len(edits) > maxNoted {
				return false
			}
		}
	}
	return false
}

// opens tells whether a quote stands where one begins a string, so that another before it is missing.
func (r *reader) opens(quote int) bool {
	before := strings.TrimRight(r.text[:quote], " \t")
	return strings.IndexByte(",:[{", before[len(before)-1]) >= 0
}

// unfilled fails where a placeholder without quotes begins: {{x}}, {0}, ${X}, $X, %s, <x>, YOUR_X, [object Object].
func (r *reader) unfilled(at int) bool {
	if at < 0 {
		return false
	}
	rest := r.text[at:min(len(r.text), at+80)]
	begins := func(prefix string) bool { return strings.HasPrefix(rest, prefix) }
	word := len(rest) > 1 && isWord(rest[1])
	switch {
	case begins("{{"), begins("[object "), begins("${"), begins("YOUR_"), (begins("$") || begins("%")) && word:
	case begins("<") && word && len(r.doc.nodes) > 0 && strings.IndexByte(rest, '>') > 0:
	case begins("{"):
		inner, _, found := strings.Cut(rest[1:], "}")
		if inner = strings.TrimSpace(inner); !found || inner == "" {
			return false
		}
		for i := range len(inner) {
			if !isWord(inner[i]) {
				return false
			}
		}
	default:
		return false
	}
	r.fail(CodeSyntax, at, at+1, "A placeholder stands here that was not filled in; put the real value in its place, a text in double quotes.")
	return true
}

// standing describes the next token without quoting the text, which may be personal data.
func (r *reader) standing(c byte, size int) string {
	switch {
	case c == ',':
		return "a comma"
	case c == '"':
		return "a string"
	case c == ':':
		return "a colon"
	case c < ' ' || c == 0x7f:
		return "a control character"
	case '0' <= c && c <= '9' || c == '-':
		return "a number"
	case isWord(c):
		return "a bare word"
	}
	return r.text[r.at : r.at+size]
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_'
}

// space skips white space and comments.
func (r *reader) space() {
	for r.at < len(r.text) {
		switch r.text[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		case '/':
			if !r.comment() {
				return
			}
		default:
			return
		}
	}
}

func (r *reader) comment() bool {
	start := r.at
	switch {
	case strings.HasPrefix(r.text[start:], "//"):
		r.at += 2
		if n := strings.IndexAny(r.text[r.at:], "\n\r"); n >= 0 {
			r.at += n
		} else {
			r.at = len(r.text)
		}
	case strings.HasPrefix(r.text[start:], "/*"):
		n := strings.Index(r.text[start+2:], "*/")
		if n < 0 {
			r.fail(CodeSyntax, start, start+2, "This comment does not end; close it with */.")
			return false
		}
		r.at += n + 4
	default:
		r.fail(CodeSyntax, start, start+1, "A comment begins with // or /*, not with one stroke; delete it.")
		return false
	}
	r.comments = append(r.comments, commentCut(r.text, start, r.at))
	return true
}

// commentCut is the edit that removes a comment with the blanks before it,
// and with its line when nothing else is on it.
func commentCut(text string, start, end int) Edit {
	for start > 0 && isBlank(text[start-1]) {
		start--
	}
	if start > 0 && text[start-1] != '\n' {
		return Edit{Start: start, End: end}
	}
	lineEnd := end
	for lineEnd < len(text) && (isBlank(text[lineEnd]) || text[lineEnd] == '\r') {
		lineEnd++
	}
	if lineEnd < len(text) && text[lineEnd] == '\n' {
		end = lineEnd + 1
	}
	return Edit{Start: start, End: end}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func (r *reader) string() {
	start, escaped := r.at, false
	r.at++
	for {
		r.at = plainEnd(r.text, r.at)
		if r.at == len(r.text) {
			break
		}
		switch c := r.text[r.at]; {
		case c == '"':
			r.at++
			r.add(node{start: int32(start), end: int32(r.at), kind: String, escaped: escaped})
			return
		case c == '\\':
			escaped = true
			if !r.escape() {
				return
			}
		case c == '\n' || c == '\r':
			r.fail(CodeSyntax, r.at, r.at+1, "The string that begins at "+r.place(start)+" does not end on its line; close it with a double quote, or write \\n for a line break.")
			return
		default:
			r.fail(CodeSyntax, r.at, r.at+1, "A control character stands in a string; write it as an escape (\\t for a tab), or delete it.")
			return
		}
	}
	r.fail(CodeSyntax, start, start+1, "This string does not end; close it with a double quote.")
}

// plainEnd returns the offset of the next character of a string that is not literal: an escape, the end, or an error.
func plainEnd(text string, at int) int {
	for at < len(text) && text[at] >= ' ' && text[at] != '"' && text[at] != '\\' {
		at++
	}
	return at
}

func (r *reader) escape() bool {
	start := r.at
	if start+1 < len(r.text) && strings.IndexByte(`"\/bfnrt`, r.text[start+1]) >= 0 {
		r.at += 2
		return true
	}
	unit, ok := hexUnit(r.text, start)
	if !ok {
		r.fail(CodeSyntax, start, start+2, `A backslash begins an escape (\" \\ \/ \b \f \n \r \t \u0000); write \\ for a backslash itself.`)
		return false
	}
	r.at += 6
	if unit < 0xd800 || unit > 0xdfff {
		return true
	}
	low, ok := hexUnit(r.text, r.at)
	if unit > 0xdbff || !ok || low < 0xdc00 || low > 0xdfff {
		r.fail(CodeLoneSurrogate, start, start+6, "This escape is half of a character (a lone surrogate); write the character itself, or both halves.")
		return false
	}
	r.at += 6
	return true
}

// hexUnit reads the escape \uXXXX at an offset.
func hexUnit(text string, at int) (rune, bool) {
	if at+6 > len(text) || text[at] != '\\' || text[at+1] != 'u' {
		return 0, false
	}
	var unit rune
	for _, c := range []byte(text[at+2 : at+6]) {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		unit = unit<<4 | rune(c)
	}
	return unit, true
}

// unescape decodes the inside of a string that was checked.
func unescape(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		if s[i] != '\\' {
			out = append(out, s[i])
			i++
			continue
		}
		if s[i+1] != 'u' {
			out = append(out, "\"\\/\b\f\n\r\t"[strings.IndexByte(`"\/bfnrt`, s[i+1])])
			i += 2
			continue
		}
		c, _ := hexUnit(s, i)
		i += 6
		if 0xd800 <= c && c <= 0xdbff {
			low, _ := hexUnit(s, i)
			c = 0x10000 + (c-0xd800)<<10 + (low - 0xdc00)
			i += 6
		}
		out = utf8.AppendRune(out, c)
	}
	return string(out)
}

func (r *reader) number() {
	start := r.at
	if strings.HasPrefix(r.text[start:], "-Infinity") {
		r.hint()
		return
	}
	if r.text[r.at] == '-' {
		r.at++
	}
	zero := r.at < len(r.text) && r.text[r.at] == '0'
	digits := r.digits()
	ok := digits == 1 || digits > 1 && !zero
	if ok && r.at < len(r.text) && r.text[r.at] == '.' {
		r.at++
		ok = r.digits() > 0
	}
	if ok && r.at < len(r.text) && (r.text[r.at] == 'e' || r.text[r.at] == 'E') {
		r.at++
		if r.at < len(r.text) && (r.text[r.at] == '+' || r.text[r.at] == '-') {
			r.at++
		}
		ok = r.digits() > 0
	}
	if !ok || r.at < len(r.text) && (isWord(r.text[r.at]) || r.text[r.at] == '.') {
		r.fail(CodeSyntax, start, r.at, "This is not a JSON number: no leading zero, digits on both sides of the point, nothing else; put it in double quotes if it is a text.")
		return
	}
	if beyondFloat64(r.text[start:r.at]) {
		r.fail(CodeNumberRange, start, r.at, "This number is too large for any JSON reader to hold; write a smaller one.")
		return
	}
	r.add(node{start: int32(start), end: int32(r.at), kind: Number})
}

func (r *reader) digits() int {
	start := r.at
	for r.at < len(r.text) && '0' <= r.text[r.at] && r.text[r.at] <= '9' {
		r.at++
	}
	return r.at - start
}

func (r *reader) literal() {
	for _, l := range []struct {
		text string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		end := r.at + len(l.text)
		if strings.HasPrefix(r.text[r.at:], l.text) && (end == len(r.text) || !isWord(r.text[end])) {
			start := r.at
			r.at = end
			r.add(node{start: int32(start), end: int32(end), kind: l.kind})
			return
		}
	}
	r.unexpected("a value (an object, a list, a text in double quotes, a number, true, false or null)")
}

func (r *reader) duplicateNames(object frame) {
	if object.count < 2 || r.trial {
		return
	}
	first := Value{r.doc, object.at}.FirstMember()
	if object.count > smallObject {
		names := make(map[string]int32, object.count)
		for m := first; m.Exists(); m = m.Next() {
			name := m.Key()
			if first, twice := names[name]; twice {
				r.duplicate(Value{r.doc, first}, m)
			}
			names[name] = m.at
		}
		if r.doc.names == nil {
			r.doc.names = map[int32]map[string]int32{}
		}
		r.doc.names[object.at] = names
		r.doc.nodes[object.at].large = true
		return
	}
	r.members, r.names = r.members[:0], r.names[:0]
	var seen uint64
	for m := first; m.Exists(); m = m.Next() {
		name := r.doc.characters(&r.doc.nodes[m.at-1])
		bit := bitOf(name)
		if seen&bit != 0 {
			if i := slices.Index(r.names, name); i >= 0 {
				r.duplicate(r.members[i], m)
			}
		}
		seen |= bit
		r.members, r.names = append(r.members, m), append(r.names, name)
	}
}

// bitOf hashes a name to one of 64 bits, so that few names need to be compared.
func bitOf(name string) uint64 {
	if name == "" {
		return 1
	}
	return 1 << ((uint(name[0])*7 + uint(name[len(name)-1])*13 + uint(len(name))) % 64)
}

func (r *reader) duplicate(first, second Value) {
	r.duplicates++
	if r.duplicates > maxNoted {
		return
	}
	name := second.Name()
	p := Problem{Code: CodeDuplicateName, Start: name.Start(), End: name.End(), At: second,
		Message: "This name stands in the object already, at " + r.place(first.Name().Start()) + ", and iDenfy would keep only one of the two; delete one, or give it another name."}
	p.Again = first.Source() == second.Source()
	r.problems = append(r.problems, p)
}

// note reports what was accepted although it is not JSON, and makes the edits of [Document.Plain].
func (r *reader) note() {
	var braces, mark []Edit
	if r.braceless {
		root := r.doc.nodes[0]
		end := int(root.end)
		if n := len(r.commas); n > 0 {
			end = max(end, r.commas[n-1].End) // behind a comma at the end, which is another problem
		}
		braces = []Edit{{int(root.start), int(root.start), "{"}, {end, end, "}"}}
	}
	if strings.HasPrefix(r.text, bom) {
		mark = []Edit{{Start: 0, End: len(bom)}}
	}
	r.accepted(CodeByteOrderMark, mark, "The text begins with a byte order mark, which plain JSON does not have; save it as UTF-8 without one.", "Delete the byte order mark")
	r.accepted(CodeMissingBraces, braces, "The braces around this are missing, as documentation prints it; put { before and } behind it to send it.", "Put the braces")
	r.accepted(CodeComments, r.comments, "There are comments here, which plain JSON does not have; delete them before sending.", "Delete the comments")
	r.accepted(CodeTrailingCommas, r.commas, "A comma stands before a closing bracket, which plain JSON does not allow; delete it before sending.", "Delete the trailing commas")
}

func (r *reader) accepted(code string, edits []Edit, message, fix string) {
	if len(edits) == 0 {
		return
	}
	r.doc.cuts = merged(r.doc.cuts, edits)
	p := Problem{Code: code, Start: edits[0].Start, End: edits[0].End, At: r.doc.Root(), Message: message}
	if code == CodeComments {
		p.Start = r.commentStart(edits[0])
	}
	if len(edits) <= maxNoted {
		p.Fix, p.Edits = fix, edits
	}
	r.problems = append(r.problems, p)
}

// merged merges two lists of edits, each in order.
func merged(a, b []Edit) []Edit {
	out := make([]Edit, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if b[0].Start < a[0].Start || b[0].Start == a[0].Start && b[0].End < a[0].End {
			a, b = b, a
		}
		out, a = append(out, a[0]), a[1:]
	}
	return append(append(out, a...), b...)
}

// commentStart returns the offset of the comment in the edit that removes it.
func (r *reader) commentStart(e Edit) int {
	return e.Start + strings.IndexByte(r.text[e.Start:e.End], '/')
}
