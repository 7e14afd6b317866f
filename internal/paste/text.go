package paste

import "strings"

// quotes are how the quotes of JSON may be written, each with the form that it is.
var quotes = []struct {
	sign string
	form Form
}{
	{`\"`, Escaped}, {"&quot;", Entities}, {"&#34;", Entities}, {"%22", URLEncoded}, {`{""`, Doubled}, {"{“", Typographic}, {"{„", Typographic},
}

// decode reads JSON whose quotes are written in another way: with backslashes,
// as HTML entities, URL-encoded.
func (f *Found) decode() bool {
	if strings.Contains(f.JSON, `^"`) { // the shell of Windows
		return f.is(Curl, strings.ReplaceAll(f.JSON, "^", ""), 0)
	}
	for i, q := range quotes {
		text, form := f.JSON, q.form
		if !strings.Contains(text, q.sign) {
			continue
		}
		switch form {
		case URLEncoded:
			text = withoutPercents(text)
		case Entities:
			text = replaced(text, entities)
		case Doubled:
			text = strings.ReplaceAll(text, `""`, `"`)
		case Typographic:
			text = replaced(text, marks)
		}
		start, end := strings.IndexByte(text, '{'), strings.LastIndexByte(text, '}')+1
		if start < 0 || end <= start {
			continue
		}
		said, before := text[start:end], text[:start]
		if i == 0 {
			said = unescaped(said)
			if known := around(before); known != "" {
				form = known
			}
		} else if mentions(before) {
			return f.cannot(form, Several, 0) // the fields of a form
		}
		if parse(said).Exists() || strings.Contains(said[:min(len(said), 40)], `\"`) {
			return f.is(form, said, min(start, strings.IndexByte(f.JSON+"{", '{')))
		}
	}
	return false
}

// unescaped reads what a JSON string says of what stands in it.
func unescaped(text string) string {
	return parse(`"` + strings.ReplaceAll(strings.ReplaceAll(text, "\r", ""), "\n", `\n`) + `"`).Text()
}

// entities are the HTML entities that JSON in a page has, each with what it is.
var entities = []string{"<br> ", "<br/> ", "<br /> ", `&quot;"`, `&#34;"`, `&#x22;"`, "&#39;'", "&#x27;'", "&apos;'", "&nbsp; ", "&lt;<", "&gt;>", "&amp;&"}

// marks are quotation marks of word processors.
var marks = []string{"“\"", "”\"", "„\"", "‟\""}

// replaced writes for each of the words its last character instead of the others.
func replaced(text string, words []string) string {
	for _, word := range words {
		n := len(word) - 1
		text = strings.ReplaceAll(text, word[:n], word[n:])
	}
	return text
}

// unprefixed takes off what stands before every line: the mark of a quoted mail
// or of a difference, the number of a line.
func (f *Found) unprefixed() bool {
	const digits = "0123456789 "
	cut := "> "
	switch start := strings.TrimLeft(f.JSON, " \n"); {
	case start == "":
		return false
	case start[0] == '+':
		cut = "+ "
	case start[0] == '1' && strings.Contains(start, "\n"):
		cut = digits
	}
	var out strings.Builder
	for rest := f.JSON; rest != ""; {
		line, more, _ := strings.Cut(rest, "\n")
		rest = more
		bare := strings.TrimLeft(line, cut)
		if len(bare) == len(line) && strings.TrimSpace(line) != "" {
			return false
		}
		out.WriteString(bare)
		out.WriteByte('\n')
	}
	return strings.IndexByte(out.String(), '{') >= 0 && f.is(Words, strings.TrimSpace(out.String()), 0)
}

func withoutPercents(text string) string {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '+' {
			c = ' '
		} else if c == '%' && i+2 < len(text) {
			c = hex(text[i+1])<<4 | hex(text[i+2])
			i += 2
		}
		out = append(out, c)
	}
	return string(out)
}

// hex is the value of a hexadecimal digit.
func hex(c byte) byte {
	if c >= 'A' {
		return c&^0x20 - 'A' + 10
	}
	return c - '0'
}

// yaml finds YAML: a line with a name and a colon first, and the names of a payload's fields.
func (f *Found) yaml() bool {
	for rest := f.JSON; rest != ""; {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		line = strings.Trim(line, " \r")
		if line == "" || line == "---" || line[0] == '#' {
			continue
		}
		name, value, found := strings.Cut(line, ":")
		return found && (value == "" || value[0] == ' ') && !strings.ContainsAny(name, "{}[](),='`<>;$\"") &&
			strings.IndexByte(",{[;", line[len(line)-1]) < 0 && mentions(f.JSON) && f.cannot(YAML, Convert, 0)
	}
	return false
}
