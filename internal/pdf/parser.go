package pdf

const (
	// maxDepth is how deep arrays and dictionaries may nest.
	maxDepth = 200
	// maxItems is how many items of one object are kept (4 MiB at most); what
	// is beyond is read and forgotten.
	maxItems = 1 << 16
	// maxWord is how long a name or command may be; the rest is cut off.
	maxWord = 127
)

// A byteSource is what objects are read from: a file or an object stream. It
// works like [window.Source.At].
type byteSource interface {
	at(off int64) []byte
}

// memory is an object stream, unpacked.
type memory []byte

func (m memory) at(off int64) []byte {
	if off < 0 || off >= int64(len(m)) {
		return nil
	}
	return m[off:]
}

// A parser reads objects one after the other. Nothing else may read the file
// while it is used, because that may replace the window it looks at.
type parser struct {
	from  byteSource
	chunk []byte
	base  int64 // where chunk begins
	i     int   // the next byte of chunk
	room  int   // how many items may still be kept
	work  *int64
	paid  int64 // up to where the work was paid
	buf   [maxWord]byte
}

func newParser(from byteSource, at int64, work *int64) *parser {
	return &parser{from: from, base: at, paid: at, room: maxItems, work: work}
}

// pay takes off the work what was looked at since the last time, and more.
func (p *parser) pay(more int64) {
	*p.work -= p.offset() - p.paid + more
	p.paid = p.offset()
}

func (p *parser) offset() int64 { return p.base + int64(p.i) }

func (p *parser) seek(off int64) {
	p.paid = off
	if off >= p.base && off <= p.base+int64(len(p.chunk)) {
		p.i = int(off - p.base)
		return
	}
	p.base, p.chunk, p.i = off, nil, 0
}

// peek returns the next byte, or -1 at the end of the file or of the work.
func (p *parser) peek() int {
	if p.i == len(p.chunk) {
		if p.pay(0); *p.work < 0 {
			return -1
		}
		p.base += int64(p.i)
		p.chunk, p.i = p.from.at(p.base), 0
		if len(p.chunk) == 0 {
			return -1
		}
	}
	return int(p.chunk[p.i])
}

// next takes the next byte; -1 at the end.
func (p *parser) next() int {
	c := p.peek()
	if c >= 0 {
		p.i++
	}
	return c
}

// The classes of characters (ISO 32000-1, 7.2.2).
const (
	regular = iota
	space
	delimiter
)

var classes = func() (class [256]byte) {
	for _, c := range "\x00\t\n\f\r " {
		class[c] = space
	}
	for _, c := range "()<>[]{}/%" {
		class[c] = delimiter
	}
	return class
}()

// regular tells whether the next byte belongs to a word.
func (p *parser) regular() bool {
	c := p.peek()
	return c >= 0 && classes[c] == regular
}

// skipSpace goes to the next byte that is neither space nor comment.
func (p *parser) skipSpace() {
	for c := p.peek(); c >= 0; c = p.peek() {
		if c == '%' {
			for c >= 0 && c != '\n' && c != '\r' {
				c = p.next()
			}
		} else if classes[c] != space {
			return
		} else {
			p.i++
		}
	}
}

// skipLine goes behind the end of the line.
func (p *parser) skipLine() {
	for c := p.next(); c >= 0; c = p.next() {
		if c == '\r' && p.peek() == '\n' {
			p.i++
		}
		if c == '\r' || c == '\n' {
			return
		}
	}
}

// token reads the next number, string, name or command.
func (p *parser) token() *object {
	o := &object{}
	p.read(o)
	p.pay(tokenWork)
	return o
}

// read reads a token into an object that need not be kept, for long tables.
func (p *parser) read(o *object) {
	*o = object{kind: kindBad}
	p.skipSpace()
	c := p.next()
	p.pay(readWork)
	switch {
	case c < 0 || *p.work < 0:
		o.kind = kindEnd
	case c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.':
		p.number(o, c)
	case c == '/':
		o.kind, o.text = kindName, p.name()
	case c == '(':
		o.kind = kindString
		p.skipString()
	case c == '[':
		o.kind, o.text = kindCommand, "["
	case c == ']':
		o.kind, o.text = kindCommand, "]"
	case c == '<' && p.peek() == '<':
		p.i++
		o.kind, o.text = kindCommand, "<<"
	case c == '>' && p.peek() == '>':
		p.i++
		o.kind, o.text = kindCommand, ">>"
	case c == '<':
		o.kind = kindString
		for c >= 0 && c != '>' {
			c = p.next()
		}
	case c == ')' || c == '>' || c == '{' || c == '}':
	default:
		p.word(o, c)
	}
}

// number reads a number as readers do: a sign alone is zero, and a minus within
// a real is not there.
func (p *parser) number(o *object, c int) {
	o.kind = kindInt
	negative := c == '-'
	if c >= '0' && c <= '9' {
		o.n = int64(c - '0')
	}
	if c == '.' {
		o.kind = kindReal
	}
	for c = p.peek(); ; c = p.peek() {
		switch {
		case c >= '0' && c <= '9':
			if o.kind == kindInt && o.n < 1<<58 {
				o.n = o.n*10 + int64(c-'0')
			}
		case c == '.' && o.kind == kindInt:
			o.kind = kindReal
		case c == '-' && o.kind == kindReal:
		default:
			if negative {
				o.n = -o.n
			}
			return
		}
		p.i++
	}
}

func (p *parser) name() string {
	n := 0
	for p.regular() {
		c := p.next()
		if c == '#' {
			c = p.escaped()
		}
		if n < maxWord {
			p.buf[n] = byte(c)
			n++
		}
	}
	return string(p.buf[:n])
}

// escaped reads the two digits behind a # in a name; without them it is a #.
func (p *parser) escaped() int {
	high := hexDigit(p.peek())
	if high < 0 {
		return '#'
	}
	p.i++
	low := hexDigit(p.peek())
	if low < 0 {
		return high << 4
	}
	p.i++
	return high<<4 | low
}

func hexDigit(c int) int {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return -1
}

func (p *parser) skipString() {
	for depth := 1; depth > 0; {
		switch p.next() {
		case -1:
			return
		case '(':
			depth++
		case ')':
			depth--
		case '\\':
			p.next()
		}
	}
}

func (p *parser) word(o *object, c int) {
	p.buf[0] = byte(c)
	n := 1
	for p.regular() && n < maxWord {
		p.buf[n] = byte(p.next())
		n++
	}
	o.kind, o.text = kindCommand, string(p.buf[:n])
	switch o.text {
	case "true", "false":
		o.kind = kindBool
	case "null":
		*o = object{}
	}
}

// object reads the next object whole.
func (p *parser) object() *object {
	return p.complete(p.token(), 0)
}

// complete reads the rest of the object that begins with a token.
func (p *parser) complete(t *object, depth int) *object {
	switch {
	case depth > maxDepth:
		return &object{kind: kindBad}
	case t.isCommand("["):
		return p.array(depth)
	case t.isCommand("<<"):
		return p.dict(depth)
	case t.isInt():
		return p.reference(t)
	}
	return t
}

// reference looks whether a number begins a reference.
func (p *parser) reference(number *object) *object {
	behind := p.offset()
	if gen := p.token(); gen.isInt() && p.token().isCommand("R") {
		return newRef(number.n, gen.n)
	}
	p.seek(behind)
	return number
}

func (p *parser) array(depth int) *object {
	o := &object{kind: kindArray}
	for t := p.token(); t.kind != kindEnd && !t.isCommand("]"); t = p.token() {
		if n := len(o.items); n >= 2 && t.isCommand("R") && o.items[n-1].isInt() && o.items[n-2].isInt() {
			o.items[n-2] = newRef(o.items[n-2].n, o.items[n-1].n)
			o.items = o.items[:n-1]
			continue
		}
		if !t.isInt() {
			t = p.complete(t, depth+1)
		}
		p.keep(o, t)
	}
	return o
}

// dict reads a dictionary, and finds the stream behind it.
func (p *parser) dict(depth int) *object {
	o := &object{kind: kindDict}
	for t := p.token(); t.kind != kindEnd && !t.isCommand(">>"); t = p.token() {
		if t.kind != kindName {
			continue
		}
		value := p.token()
		if value.kind == kindEnd || value.kind == kindBad {
			break
		}
		value = p.complete(value, depth+1)
		if p.room >= 2 {
			p.keep(o, t)
			p.keep(o, value)
		}
	}
	behind := p.offset()
	if p.token().isCommand("stream") {
		p.skipLine()
		o.kind, o.n = kindStream, p.offset()
		return o
	}
	p.seek(behind)
	return o
}

func (p *parser) keep(o, item *object) {
	if p.room > 0 {
		p.room--
		o.items = append(o.items, item)
	}
}

// TrimSpace cuts the white space of PDF (ISO 32000-1, 7.2.2) off the beginning.
func TrimSpace(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == 0 || b[0] >= '\t' && b[0] <= '\r') {
		b = b[1:]
	}
	return b
}
