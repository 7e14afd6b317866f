package mutate

import (
	"slices"
	"strings"
)

var separators = []string{",", ", ", ";", " ", "|", "/", " + "}

// joined makes several names of a list one.
func (m *maker) joined(lists []*Value) bool {
	lists = slices.DeleteFunc(lists, func(v *Value) bool { return v == nil || v.Kind != Array || len(v.Items) < 2 })
	v, found := one(m, lists)
	if !found {
		return false
	}
	var names []string
	for _, item := range v.Items {
		names = append(names, item.Text)
	}
	mark, _ := one(m, separators)
	all := text(strings.Join(names, mark))
	v.Items = []*Value{all}
	m.at(v, all)
	return true
}

// twoOf gives two members of an object the same value, and makes their names one.
func (m *maker) twoOf(s site, second string) bool {
	if s.in.Get(second) != nil {
		return false
	}
	i := m.IntN(len(separators))
	first, value := s.name(), s.value()
	pointer, _ := m.root.pointer(s.in)
	s.rename(first + separators[i] + second)
	m.at(value)
	// The same in the original.
	in := m.original.follow(pointer)
	j := slices.Index(in.Names, first)
	in.Names = slices.Insert(in.Names, j+1, second)
	in.Items = slices.Insert(in.Items, j+1, value.Clone())
	return true
}

func (v *Value) follow(pointer string) *Value {
	for _, name := range strings.Split(pointer, "/")[1:] {
		v = v.Get(strings.ReplaceAll(strings.ReplaceAll(name, "~1", "/"), "~0", "~"))
	}
	return v
}

func values(sites []site) (out []*Value) {
	for _, s := range sites {
		out = append(out, s.value())
	}
	return out
}

// parts that are objects or lists.
func (m *maker) nested() (out []site) {
	from := slices.Concat(m.countries(), m.documents(), m.defined(), m.parts(), m.locales(), m.dataSteps())
	for _, t := range slices.Concat(m.tokens(), m.uploads()) {
		if t.name() == "additionalSteps" || t.name() == "additionalData" || t.name() == "documents" {
			from = append(from, t)
		}
	}
	for _, s := range from {
		if v := s.value(); (v.Kind == Object || v.Kind == Array) && len(v.Items) > 0 {
			out = append(out, s)
		}
	}
	return out
}

// flags are booleans, and numbers of which a check knows that they are numbers.
func (m *maker) flags() (out []site) {
	for _, s := range slices.Concat(m.settings(), m.tokens()) {
		if s.value().Kind == Literal && s.value().Text != "null" && (s.role == "setting" || known(s.name())) {
			out = append(out, s)
		}
	}
	return out
}

// latin1 reads UTF-8 as windows-1252 or ISO 8859-1.
func latin1(s string, windows bool) string {
	const upper = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ"
	table := []rune(upper)
	var b strings.Builder
	for _, c := range []byte(s) {
		if windows && 0x80 <= c && c < 0xa0 {
			b.WriteRune(table[c-0x80])
		} else {
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

var shapes = []Operator{
	{Name: "several steps in one string", Severity: "error", make: func(m *maker) bool { return m.joined(values(m.documents())) }},
	{Name: "several fields in one string", Severity: "error", make: func(m *maker) bool { return m.joined(values(m.partsNamed("fields"))) }},
	{Name: "several countries in one name", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, slices.DeleteFunc(m.countries(), func(s site) bool { return s.name() == "ALL" }))
		second, _ := one(m, someCountries)
		return found && m.twoOf(s, second)
	}},
	{Name: "several documents in one name", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, slices.DeleteFunc(m.documents(), func(s site) bool { return s.name() == "ALL" }))
		second, _ := one(m, documentTypes)
		return found && m.twoOf(s, second)
	}},
	{Name: "several locales in one name", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.locales())
		second, _ := one(m, someLocales)
		return found && m.twoOf(s, second)
	}},
	{Name: "in a list twice, in another case", Severity: "warning", make: func(m *maker) bool {
		lists := slices.Concat(values(m.documents()), values(m.partsNamed("fields")))
		v, found := one(m, slices.DeleteFunc(lists, func(v *Value) bool { return v.Kind != Array || len(v.Items) == 0 }))
		if !found {
			return false
		}
		item, _ := one(m, v.Items)
		again := text(m.otherCase(item.Text))
		if again.Text == item.Text {
			return false
		}
		v.Items = append(v.Items, again)
		m.at(again)
		m.severity = "error|warning"
		return true
	}},
	{Name: "a level twice, in another case", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, slices.Concat(m.countries(), m.documents()))
		if !found {
			return false
		}
		other := m.otherCase(s.name())
		if other == s.name() {
			return false
		}
		again := s.value().Clone()
		s.in.set(other, again)
		m.at(again)
		return true
	}},
	{Name: "a level twice, and other rules in it", Severity: "error", Lossy: true, make: func(m *maker) bool {
		s, found := one(m, m.countries())
		if !found {
			return false
		}
		other := m.otherCase(s.name())
		if other == s.name() {
			return false
		}
		again := object("ALL", list(text("SOME_STEP")))
		s.in.set(other, again)
		m.at(again)
		return true
	}},
	{Name: "JSON in a string", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.nested())
		if !found {
			return false
		}
		s.put(text(s.value().Write(Style(m.IntN(int(styles))))))
		m.at(s.value())
		return true
	}},
	{Name: "number or boolean as text", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.flags())
		if !found {
			return false
		}
		word := s.value().Text
		if s.role == "setting" {
			word = m.caseOfName(word)
		}
		s.put(text(word))
		m.at(s.value())
		return true
	}},
	{Name: "text as a number", Severity: "error", make: func(m *maker) bool {
		from := m.dataFields()
		for _, t := range m.tokens() {
			if t.name() == "clientId" || t.name() == "externalRef" {
				from = append(from, t)
			}
		}
		s, found := one(m, from)
		if !found {
			return false
		}
		pointer, _ := m.root.pointer(s.in)
		m.original.follow(pointer).set(s.name(), text("4711"))
		s.put(literal("4711"))
		m.at(s.value())
		return true
	}},
	{Name: "one in the place of a list", Severity: "error", make: func(m *maker) bool {
		from := slices.Concat(m.documents(), m.partsNamed("fields"))
		for _, t := range m.tokens() {
			if t.name() == "documents" {
				from = append(from, t)
			}
		}
		s, found := one(m, slices.DeleteFunc(from, func(s site) bool { return s.value().Kind != Array || len(s.value().Items) != 1 }))
		if !found {
			return false
		}
		s.put(s.value().Items[0])
		m.at(s.value())
		return true
	}},
	{Name: "a list in the place of one", Severity: "error", make: func(m *maker) bool {
		from := slices.Concat(m.countries(), m.defined(), m.locales(), m.texts(), m.settings(), m.dataSteps(), m.dataFields(), m.uploads(), m.partsNamed("type"), m.partsNamed("texts"), m.partsNamed("settings"))
		for _, t := range m.tokens() {
			if known(t.name()) && t.name() != "country" && t.name() != "documents" {
				from = append(from, t)
			}
		}
		s, found := one(m, from)
		if !found || s.value().Kind == Object && len(s.value().Items) == 0 || s.value().Text == "null" && s.value().Kind == Literal {
			return false
		}
		inner := s.value()
		s.put(list(inner))
		m.at(s.value(), inner)
		return true
	}},
	{Name: "a list in a list", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, slices.DeleteFunc(slices.Concat(m.documents(), m.partsNamed("fields")), func(s site) bool { return s.value().Kind != Array || len(s.value().Items) == 0 }))
		if !found {
			return false
		}
		inner := s.value()
		s.put(list(inner))
		m.at(s.value(), inner)
		return true
	}},
	{Name: "steps as a list of objects", Severity: "error", make: func(m *maker) bool {
		d, found := one(m, slices.DeleteFunc(m.documents(), func(s site) bool { return s.value().Kind != Object || len(s.value().Items) == 0 }))
		if !found {
			return false
		}
		rule, named := d.value(), m.IntN(2) == 0
		out := list()
		for i, step := range rule.Items {
			if step.Kind != Object {
				return false
			}
			if named {
				with := object([]string{"name", "step"}[m.IntN(2)], text(rule.Names[i]))
				with.Names, with.Items = append(with.Names, step.Names...), append(with.Items, step.Items...)
				out.Items = append(out.Items, with)
			} else {
				out.Items = append(out.Items, object(rule.Names[i], step))
			}
		}
		d.put(out)
		m.at(out)
		m.at(out.Items...)
		return true
	}},
	{Name: "texts as a list", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, slices.DeleteFunc(m.partsNamed("texts"), func(s site) bool { return len(s.value().Items) == 0 }))
		if !found {
			return false
		}
		out := list()
		for i, t := range s.value().Items {
			if t.Kind != Object || s.value().Kind != Object {
				return false
			}
			with := object([]string{"locale", "language", "lang"}[m.IntN(3)], text(s.value().Names[i]))
			with.Names, with.Items = append(with.Names, t.Names...), append(with.Items, t.Items...)
			out.Items = append(out.Items, with)
		}
		s.put(out)
		m.at(out)
		return true
	}},
	{Name: "null for what is left out", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.defined())
		part := []string{"type", "texts", "fields", "settings"}[m.IntN(4)]
		if !found || s.value().Get(part) != nil {
			return false
		}
		s.value().set(part, literal("null"))
		m.at(s.value().Get(part))
		return true
	}},
	{Name: "UTF-8 read as Latin-1", Severity: "warning", make: func(m *maker) bool {
		from := m.texts()
		for _, t := range m.tokens() {
			if t.name() == "firstName" || t.name() == "lastName" || t.name() == "address" {
				from = append(from, t)
			}
		}
		s, found := one(m, append(from, m.dataFields()...))
		if !found || s.value().Kind != String {
			return false
		}
		s.put(text(latin1(s.value().Text, m.IntN(2) == 0)))
		m.at(s.value())
		m.severity = "error|warning" // it may be too long, or no name, besides
		return true
	}},
	{Name: "HTML in a text", Severity: "warning", Lossy: true, make: func(m *maker) bool {
		s, found := one(m, m.texts())
		if !found || s.value().Kind != String {
			return false
		}
		if strings.ContainsAny(s.value().Text, "\r\n") { // at the end of a name, where it was allowed
			return false
		}
		html, _ := one(m, []string{"<b>%</b>", "%<br/>", "<p>%</p>", "%&nbsp;", "&lt;%&gt;", "%&#8211;", "<a href='https://x'>%</a>"})
		s.put(text(strings.ReplaceAll(html, "%", s.value().Text)))
		m.at(s.value())
		return true
	}},
}

var placeholderForms = []string{"{{client_id}}", "{{ value }}", "${VALUE}", "${value}", "$VALUE", "%s", "{0}", "<value>", "<your value>", "YOUR_VALUE", "YOUR_VALUE_HERE", "undefined", "null", "NaN", "[object Object]", "undefined, undefined", "null null", "TODO", "string", "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx", "   "}

var placeholders = []Operator{
	{Name: "placeholder not filled in", Severity: "error", Lossy: true, make: func(m *maker) bool {
		from := slices.Concat(m.texts(), m.dataFields(), m.words(), m.uploads())
		for _, t := range m.tokens() {
			if known(t.name()) && t.value().Kind == String {
				from = append(from, t)
			}
		}
		s, found := one(m, slices.DeleteFunc(from, func(s site) bool { return s.value().Kind != String }))
		form, _ := one(m, placeholderForms)
		if !found {
			return false
		}
		s.put(text(form))
		m.at(s.value())
		m.severity = "error|warning"
		if s.role == "token" && s.name() == "clientId" {
			m.severity = "error"
		}
		return true
	}},
	{Name: "placeholder within a text", Severity: "error", Lossy: true, make: func(m *maker) bool {
		for _, t := range m.tokens() {
			if t.name() == "clientId" || t.name() == "externalRef" {
				form, _ := one(m, placeholderForms[:6])
				t.put(text("user-" + form))
				m.at(t.value())
				return true
			}
		}
		return false
	}},
	{Name: "placeholder without quotes", Severity: "error", Lossy: true, Shell: true, make: func(m *maker) bool {
		from := slices.Concat(m.texts(), m.dataFields(), m.tokens(), m.uploads(), m.settings())
		s, found := one(m, from)
		form, _ := one(m, placeholderForms[:15])
		if !found || form == "null" {
			return false
		}
		s.put(literal(form))
		m.text = m.root.Write(Style(m.IntN(int(styles))))
		m.at(m.root) // what is no JSON has no pointers
		return true
	}},
	{Name: "only looks like a placeholder", Severity: "none", Lossy: true, make: func(m *maker) bool {
		for _, t := range m.tokens() {
			if t.name() == "clientId" {
				form, _ := one(m, []string{"user-100%-sure", "a$b", "50%", "100%s0", "US$5", "nullable", "undefined-7", "nano", "yourself", "a<b", "x{y", "user%20id", "NaNa"})
				t.put(text(form))
				m.at(t.value())
				return true
			}
		}
		return false
	}},
}

// Form makes an operator of a form in which payloads are pasted: write puts the
// payload's JSON into it. What it hides counts as there all along.
func Form(name, severity string, write func(payload string) string) Operator {
	return Operator{Name: name, Severity: severity, Shell: true, make: func(m *maker) bool {
		m.text = write(m.root.Write(Style(m.IntN(int(styles)))))
		m.at(m.root)
		return true
	}}
}

// Operators are the mistakes, the forms in which payloads are pasted apart.
var Operators = slices.Concat(spellings, levels, siblings, shapes, placeholders, habits)
