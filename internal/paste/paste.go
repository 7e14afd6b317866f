// Package paste finds the payload in what people paste for one: a curl command,
// an HTTP request, a code fence, a string, a program's literal, a wrapper.
//
// [Find] is the one to use. It takes one form off after the other, as they are
// nested, and says what each was and which edits of the text leave the payload
// alone. It knows JSON and no rules: whoever asks says what a payload looks like.
//
// A page carries this package, and its size decides how things are done: one
// reader for the literals of all languages and for what a shell quotes, and
// tables of words for what stands around them.
package paste

import (
	"strings"
	"unicode/utf8"

	"idenfysteps/internal/jsontext"
)

// A Form is a way in which a payload stands in a text that is not the payload itself.
type Form string

// The forms.
const (
	Curl        Form = "curl"        // a command for curl, or one like it
	HTTP        Form = "http"        // a request as it goes over the line
	Answer      Form = "answer"      // an answer as it comes over the line
	Fence       Form = "code-fence"  // Markdown
	JavaScript  Form = "javascript"  // and TypeScript, JSON5
	Python      Form = "python"      //
	PHP         Form = "php"         //
	Literal     Form = "literal"     // a literal of more than one language
	Code        Form = "code"        // a program around the payload
	String      Form = "string"      // JSON in a string
	Escaped     Form = "escaped"     // quotes with backslashes, as in a log
	Entities    Form = "entities"    // quotes as HTML entities
	Doubled     Form = "doubled"     // quotes twice, as in a table of values or in C#
	Typographic Form = "typographic" // quotes as a word processor has them
	URLEncoded  Form = "url-encoded" // %7B%22
	Wrapper     Form = "wrapper"     // an object around the payload
	List        Form = "list"        // a list around payloads
	Words       Form = "text"        // other text around the payload
	YAML        Form = "yaml"        //
)

// A Why says why edits cannot make the payload.
type Why string

// Why edits cannot make the payload.
const (
	// Joined is for a text that a program puts together.
	Joined Why = "joined"
	// Named is for a name of the program whose value is not known here.
	Named Why = "named"
	// Elsewhere is for a body that is not in the text.
	Elsewhere Why = "elsewhere"
	// Several is for more than one payload.
	Several Why = "several"
	// Convert is for a language that a tool must convert.
	Convert Why = "convert"
)

// A Found is what a text is.
type Found struct {
	// Forms are those that were recognised, the outermost first.
	Forms []Form
	// Where is the pointer at which the innermost wrapper has the payload.
	Where string
	// Start is the offset of what should be told, in the text.
	Start int
	// Why says why edits cannot make the payload; "" where they can.
	Why Why
	// Edits leave the payload alone; nil where edits cannot.
	Edits []jsontext.Edit
	// JSON is what they leave. It may be no JSON yet, where the payload itself has a mistake.
	JSON string

	isPayload func(jsontext.Value) bool
}

// mostForms is how many forms may be nested.
const mostForms = 8

// Find says what a text is that is no payload, and nil where it is none of the
// forms. isPayload tells whether an object is a payload by itself.
func Find(text string, isPayload func(jsontext.Value) bool) *Found {
	f := &Found{JSON: text, isPayload: isPayload}
	for n := 0; n < mostForms && f.Why == "" && f.next(); n++ {
	}
	if len(f.Forms) == 0 {
		return nil
	}
	if f.Why == "" {
		f.Edits = changes(text, f.JSON)
	}
	return f
}

// next takes the outermost form off what is left, and says false where there is none.
func (f *Found) next() bool {
	if root := parse(f.JSON); root.Exists() {
		return f.unwrap(root)
	}
	return f.decode() || f.program() || f.unprefixed()
}

// parse returns the value that a text is; the zero Value where it is no JSON.
func parse(text string) (root jsontext.Value) {
	if doc, _ := jsontext.Parse([]byte(text)); doc != nil {
		root = doc.Root()
	}
	return root
}

// is notes a form whose payload begins at an offset, and what is left of the text.
func (f *Found) is(form Form, rest string, start int) bool {
	n := len(f.Forms)
	if n == 0 {
		f.Start = start
	}
	// A string is how a program or a shell writes it.
	if n == 0 || f.Forms[n-1] != form && form != String {
		f.Forms = append(f.Forms, form)
	}
	f.JSON = rest
	return true
}

// cannot notes a form that edits cannot take off, because of what stands at an offset.
func (f *Found) cannot(form Form, why Why, at int) bool {
	f.Why = why
	return f.is(form, f.JSON, at)
}

// changes is the edits that make one text of another: what stands around it is
// deleted, or all between what both begin and end with is written anew.
func changes(from, to string) (edits []jsontext.Edit) {
	start := strings.Index(from, to)
	if start >= 0 {
		return []jsontext.Edit{{End: start}, {Start: start + len(to), End: len(from)}}
	}
	start = common(from, to)
	more := len(from) - len(to)
	end := len(from)
	for end > start && end-more > start && from[end-1] == to[end-1-more] {
		end--
	}
	for end < len(from) && !utf8.RuneStart(from[end]) {
		end++
	}
	return []jsontext.Edit{{Start: start, End: end, Text: to[start : end-more]}}
}

// common is how many bytes two texts begin alike with, in whole characters.
func common(a, b string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for n > 0 && n < len(a) && !utf8.RuneStart(a[n]) {
		n--
	}
	return n
}

// unwrap takes a payload out of JSON around it: a string, a list, an object.
func (f *Found) unwrap(root jsontext.Value) bool {
	if root.Kind() == jsontext.String {
		text := root.Text()
		return (strings.IndexByte(text, '{') >= 0 || strings.Contains(text, "%7")) && f.is(String, text, 0)
	}
	v, count := f.payload(root)
	list := root.Kind() == jsontext.Array
	switch {
	case v == root:
	case list && count > 1:
		return f.cannot(List, Several, 0)
	case list && count == 1 && root.Len() == 1:
		return f.is(List, content(v), v.Start())
	case !list && count == 1:
		f.Where = v.Pointer()
		return f.is(Wrapper, content(v), v.Start())
	}
	return false
}

// content is what a value says: a string's text, or what is written.
func content(v jsontext.Value) string {
	if v.Kind() == jsontext.String {
		return v.Text()
	}
	return v.Source()
}

// payload looks for payloads in a value, and returns the last and how many there are.
func (f *Found) payload(root jsontext.Value) (found jsontext.Value, count int) {
	for v := root; v.Exists(); v = v.Following() {
		if count > 0 && v.Start() < found.End() {
			continue // inside of it
		}
		if f.holds(v) {
			found = v
			count++
		}
	}
	return found, count
}

// holds tells whether a value is a payload, or a string with one in it.
func (f *Found) holds(v jsontext.Value) bool {
	source := v.Source()
	if source[0] != '"' || len(source) < 8 || strings.IndexByte("{[ \\", source[1]) < 0 {
		return source[0] == '{' && f.isPayload(v) // without a closer look at nearly every text
	}
	inner := parse(v.Text())
	_, count := f.payload(inner)
	return count > 0
}

// mentions tells whether a text has the name of a field that tells a payload.
func mentions(text string) bool {
	for _, name := range []string{"clientId", "additionalSteps", "scanRef", "UTILITY_BILL", "providedName"} {
		if strings.Contains(text, name) {
			return true
		}
	}
	return false
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
