package jsontext

import (
	"strconv"
	"unicode/utf8"
)

// A Writer builds JSON text. Each method appends one token, with a comma where
// one is needed; the caller balances Begin and End. The zero value is ready to use.
type Writer struct {
	buf []byte
	// comma says that the next value of the open object or array needs one before it.
	comma bool
}

// The methods below have hundreds of callers, none of them time-critical, so they
// are not inlined.

// Bytes returns the text so far; it is valid until the next call.
func (w *Writer) Bytes() []byte { return w.buf }

// Reset empties the writer and keeps its memory.
func (w *Writer) Reset() { w.buf, w.comma = w.buf[:0], false }

//go:noinline
func (w *Writer) value() {
	if w.comma {
		w.buf = append(w.buf, ',')
	}
	w.comma = true
}

//go:noinline
func (w *Writer) begin(c byte) {
	w.value()
	w.buf = append(w.buf, c)
	w.comma = false
}

//go:noinline
func (w *Writer) end(c byte) {
	w.buf = append(w.buf, c)
	w.comma = true
}

// BeginObject opens an object.
func (w *Writer) BeginObject() { w.begin('{') }

// EndObject closes the open object.
func (w *Writer) EndObject() { w.end('}') }

// BeginArray opens an array.
func (w *Writer) BeginArray() { w.begin('[') }

// EndArray closes the open array.
func (w *Writer) EndArray() { w.end(']') }

// Name writes a member's name; the next call writes its value. It returns w, so
// that both calls fit one line.
//
//go:noinline
func (w *Writer) Name(name string) *Writer {
	w.String(name)
	w.buf = append(w.buf, ':')
	w.comma = false
	return w
}

// String writes a string; bytes that are not UTF-8 become U+FFFD.
//
//go:noinline
func (w *Writer) String(s string) {
	w.value()
	w.buf = AppendString(w.buf, s)
}

// Int writes a whole number.
//
//go:noinline
func (w *Writer) Int(n int) {
	w.value()
	w.buf = strconv.AppendInt(w.buf, int64(n), 10)
}

// Bool writes true or false.
//
//go:noinline
func (w *Writer) Bool(b bool) {
	w.value()
	w.buf = strconv.AppendBool(w.buf, b)
}

// Null writes null.
func (w *Writer) Null() { w.Raw("null") }

// Raw writes a value that is JSON already.
//
//go:noinline
func (w *Writer) Raw(text string) {
	w.value()
	w.buf = append(w.buf, text...)
}

const hex = "0123456789abcdef"

// AppendString appends s as a JSON string. Like encoding/json it escapes <, > and
// &, U+2028 and U+2029, so that the text is safe in a script or in HTML.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			switch {
			case c == '"' || c == '\\':
				dst = append(dst, '\\', c)
			case c == '\n':
				dst = append(dst, '\\', 'n')
			case c == '\r':
				dst = append(dst, '\\', 'r')
			case c == '\t':
				dst = append(dst, '\\', 't')
			case c < 0x20 || c == 0x7f || c == '<' || c == '>' || c == '&':
				dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
			default:
				dst = append(dst, c)
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			dst = append(dst, "\uFFFD"...)
		case r == '\u2028' || r == '\u2029':
			dst = append(dst, `\u202`...)
			dst = append(dst, hex[r&15])
		default:
			dst = append(dst, s[i:i+size]...)
		}
		i += size
	}
	return append(dst, '"')
}

// Strings writes a list of strings.
func (w *Writer) Strings(list []string) {
	w.BeginArray()
	for _, s := range list {
		w.String(s)
	}
	w.EndArray()
}
