package paste

import "strings"

// decode reads JSON whose quotes are written in another way: with backslashes,
// as HTML entities, URL-encoded.
func (f *Found) decode() bool {
	for i, sign := range []string{`\"`, "&quot;", "&#34;", "%22"} {
		text, form := f.JSON, Escaped
		if !strings.Contains(text, sign) {
			continue
		}
		switch {
		case i == 3:
			text, form = withoutPercents(text), URLEncoded
		case i > 0:
			text, form = withoutEntities(text), Entities
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
var entities = []string{`&quot;"`, `&#34;"`, `&#x22;"`, "&#39;'", "&#x27;'", "&apos;'", "&nbsp; ", "&lt;<", "&gt;>", "&amp;&"}

func withoutEntities(text string) string {
	for _, entity := range entities {
		n := len(entity) - 1
		text = strings.ReplaceAll(text, entity[:n], entity[n:])
	}
	return text
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
