package mutate

import "slices"

func isDocument(name string) bool { return slices.Contains(documentTypes, name) }

func isCode(name string) bool { return len(name) == 2 && name == upperOnly(name) }

func upperOnly(s string) string {
	for _, r := range s {
		if r < 'A' || r > 'Z' {
			return ""
		}
	}
	return s
}

// transposed puts document types first.
func transposed(steps *Value) *Value {
	out := &Value{Kind: Object}
	for i, documents := range steps.Items {
		for j, rule := range documents.Items {
			name := documents.Names[j]
			if out.Get(name) == nil {
				out.set(name, &Value{Kind: Object})
			}
			out.Get(name).set(steps.Names[i], rule)
		}
	}
	return out
}

func (m *maker) putSteps(v *Value) {
	if m.shape == Token {
		m.root.set("additionalSteps", v)
	} else {
		m.root = v
	}
}

// around puts an object around a value.
func around(s site, name string) *Value {
	out := object(name, s.value())
	s.put(out)
	return out
}

var levels = []Operator{
	{Name: "levels swapped", Severity: "error", make: func(m *maker) bool {
		steps := m.steps()
		if steps == nil {
			return false
		}
		if slices.ContainsFunc(steps.Items, func(v *Value) bool { return v.Kind != Object }) {
			return false
		}
		out := transposed(steps)
		tell := false // whether anything tells which is which
		for i, name := range out.Names {
			for _, country := range out.Items[i].Names {
				tell = tell || isDocument(name) || isCode(country)
			}
		}
		m.putSteps(out)
		m.at(out)
		m.at(out.Items...)
		return tell
	}},
	{Name: "one country's levels swapped", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.countries())
		if !found || len(s.value().Items) != 1 || !isDocument(s.value().Names[0]) || s.in.Get(s.value().Names[0]) != nil {
			return false
		}
		country, document := s.name(), s.value().Names[0]
		s.rename(document)
		s.value().Names[0] = country
		m.at(s.value(), s.value().Items[0])
		return true
	}},
	{Name: "document level missing", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.countries())
		if !found || len(s.value().Items) != 1 || s.value().Names[0] != "ALL" {
			return false
		}
		s.put(s.value().Items[0])
		m.at(s.in, s.value())
		return true
	}},
	{Name: "every document level missing", Severity: "error", make: func(m *maker) bool {
		steps := m.steps()
		if steps == nil {
			return false
		}
		for i, c := range steps.Items {
			if len(c.Items) != 1 || c.Names[0] != "ALL" {
				return false
			}
			steps.Items[i] = c.Items[0]
			m.at(c.Items[0])
		}
		m.at(steps)
		return true
	}},
	{Name: "country level missing", Severity: "error", make: func(m *maker) bool {
		steps := m.steps()
		if steps == nil || len(steps.Items) != 1 || steps.Names[0] != "ALL" || !slices.ContainsFunc(steps.Items[0].Names, isDocument) {
			return false
		}
		m.putSteps(steps.Items[0])
		m.at(steps.Items[0])
		m.at(steps.Items[0].Items...)
		return true
	}},
	{Name: "both levels missing", Severity: "error", make: func(m *maker) bool {
		steps := m.steps()
		if steps == nil || len(steps.Items) != 1 || steps.Names[0] != "ALL" || len(steps.Items[0].Items) != 1 || steps.Items[0].Names[0] != "ALL" || len(steps.Items[0].Items[0].Items) == 0 {
			return false
		}
		rule := steps.Items[0].Items[0]
		m.putSteps(rule)
		m.at(rule)
		return true
	}},
	{Name: "a step's name missing", Severity: "error", make: func(m *maker) bool {
		d, found := one(m, m.documents())
		if !found || d.value().Kind != Object || len(d.value().Items) != 1 || d.value().Names[0] != "UTILITY_BILL" || len(d.value().Items[0].Items) == 0 {
			return false
		}
		d.put(d.value().Items[0])
		m.at(d.value())
		return true
	}},
	{Name: "one ALL too many", Severity: "error", make: func(m *maker) bool {
		steps := m.steps()
		if steps == nil {
			return false
		}
		switch m.IntN(3) {
		case 0:
			m.putSteps(object("ALL", steps))
			m.at(steps)
			m.at(steps.Items...)
			for _, c := range steps.Items {
				m.at(c.Items...)
			}
			m.at(m.root)
			if m.shape == Token {
				m.at(m.root.Get("additionalSteps"))
			}
		case 1:
			s, _ := one(m, m.countries())
			m.at(s.value(), around(s, "ALL"))
			m.at(s.value().Items[0].Items...)
		default:
			s, found := one(m, m.documents())
			if !found {
				return false
			}
			m.at(s.value(), around(s, "ALL"), s.in)
		}
		return true
	}},
	{Name: "a level twice", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, slices.Concat(m.countries(), m.documents()))
		if !found {
			return false
		}
		inner := s.value()
		m.at(inner, around(s, s.name()), s.in)
		m.at(inner.Items...)
		return true
	}},
	{Name: "a name in itself", Severity: "error", make: func(m *maker) bool {
		from := slices.Concat(m.defined(), m.parts())
		for _, t := range m.tokens() {
			if t.name() == "additionalSteps" || t.name() == "additionalData" {
				from = append(from, t)
			}
		}
		s, found := one(m, from)
		if !found || s.name() == "type" {
			return false
		}
		inner := s.value()
		m.at(inner, around(s, s.name()))
		return true
	}},
}

// theStep is the only step of a rule, as an object.
func (m *maker) theStep() (rule, step *Value, found bool) {
	d, found := one(m, m.documents())
	if !found || d.value().Kind != Object || len(d.value().Items) != 1 || len(d.value().Items[0].Items) < 2 {
		return nil, nil, false
	}
	return d.value(), d.value().Items[0], true
}

// into moves a member into another object.
func (m *maker) into(s site, to *Value) bool {
	if s.in.Kind != Object { // another mistake made it a list
		return false
	}
	name, v := s.name(), s.value()
	if to == nil || to.Kind != Object || to.Get(name) != nil {
		return false
	}
	s.clear()
	to.set(name, v)
	m.at(v, to, s.in)
	return true
}

// misplacedData moves additionalData of one step to a place that it does not belong to.
func misplacedData(where string, flat bool, place func(m *maker) *Value) Operator {
	return Operator{Name: "additionalData " + where, Severity: "error", make: func(m *maker) bool {
		data := m.root.Get("additionalData")
		if m.shape != Token || data == nil || data.Kind != Object || len(data.Items) != 1 || len(data.Items[0].Items) == 0 {
			return false
		}
		asked := 0
		for _, s := range m.defined() {
			if s.name() == data.Names[0] {
				asked++
			}
		}
		if asked != 1 {
			return false
		}
		m.root.remove(slices.Index(m.root.Names, "additionalData"))
		to := place(m)
		if to == nil || to.Kind != Object {
			return false
		}
		if flat {
			data = data.Items[0]
		}
		to.set("additionalData", data)
		m.at(data, to)
		return true
	}}
}

// compared is the step that the data is for.
func (m *maker) compared() (rule, step *Value) {
	name := m.original.Get("additionalData").Names[0]
	for _, d := range m.documents() {
		if step := d.value().Get(name); step != nil {
			return d.value(), step
		}
	}
	return nil, nil
}

var siblings = []Operator{
	{Name: "part beside its step", Severity: "error", make: func(m *maker) bool {
		rule, step, found := m.theStep()
		if !found {
			return false
		}
		return m.into(site{step, m.IntN(len(step.Items)), "part"}, rule)
	}},
	{Name: "part beside the document", Severity: "error", make: func(m *maker) bool {
		c, found := one(m, m.countries())
		if !found || len(c.value().Items) != 1 {
			return false
		}
		rule := c.value().Items[0]
		if rule.Kind != Object || len(rule.Items) != 1 || len(rule.Items[0].Items) < 2 {
			return false
		}
		return m.into(site{rule.Items[0], m.IntN(len(rule.Items[0].Items)), "part"}, c.value())
	}},
	{Name: "setting outside settings", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.partsNamed("settings"))
		if !found || len(s.value().Items) == 0 {
			return false
		}
		settings := s.value()
		if len(settings.Items) == 1 || m.IntN(2) == 0 { // all of them
			s.clear()
			for i, name := range settings.Names {
				s.in.set(name, settings.Items[i])
				m.at(settings.Items[i])
			}
			return true
		}
		return m.into(site{settings, m.IntN(len(settings.Items)), "setting"}, s.in)
	}},
	{Name: "text outside texts", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.partsNamed("texts"))
		if !found || len(s.value().Items) == 0 {
			return false
		}
		if len(s.value().Items) == 1 && s.value().Names[0] == "en" {
			english := s.value().Items[0]
			if m.IntN(2) == 0 {
				s.put(english)
				m.at(english)
				m.at(english.Items...)
				return true
			}
			s.clear()
			for i, name := range english.Names {
				s.in.set(name, english.Items[i])
				m.at(english.Items[i])
			}
			return true
		}
		i := m.IntN(len(s.value().Items))
		return m.into(site{s.value(), i, "locale"}, s.in)
	}},
	{Name: "step inside a step", Severity: "error", make: func(m *maker) bool {
		d, found := one(m, m.documents())
		if !found || d.value().Kind != Object || len(d.value().Items) < 2 {
			return false
		}
		i := 1 + m.IntN(len(d.value().Items)-1)
		if len(d.value().Items[i].Items) == 0 {
			return false
		}
		return m.into(site{d.value(), i, "step"}, d.value().Items[i-1])
	}},
	{Name: "part inside another part", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.partsNamed([]string{"settings", "texts"}[m.IntN(2)]))
		if !found {
			return false
		}
		i := m.IntN(len(s.in.Items))
		if s.in.Items[i] == s.value() {
			return false
		}
		return m.into(site{s.in, i, "part"}, s.value())
	}},
	{Name: "token field inside additionalSteps", Severity: "error", make: func(m *maker) bool {
		t, found := one(m, m.tokens())
		if !found || t.name() == "additionalSteps" || t.name() == "additionalData" || !known(t.name()) || m.steps() == nil {
			return false
		}
		return m.into(t, m.steps())
	}},
	{Name: "document among the countries", Severity: "error", make: func(m *maker) bool {
		all := m.steps().Get("ALL")
		if all == nil || all.Kind != Object || len(all.Items) < 2 {
			return false
		}
		s := site{all, m.IntN(len(all.Items)), "document"}
		if !isDocument(s.name()) {
			return false
		}
		return m.into(s, m.steps())
	}},
	{Name: "country among the documents", Severity: "error", make: func(m *maker) bool {
		from := m.countries()
		s, found := one(m, from)
		if !found || len(from) < 2 || s.name() == "ALL" {
			return false
		}
		to, _ := one(m, from)
		return to != s && m.into(s, to.value())
	}},
	misplacedData("in additionalSteps", false, (*maker).steps),
	misplacedData("under the country", false, func(m *maker) *Value { c, _ := one(m, m.countries()); return c.value() }),
	misplacedData("beside the step", false, func(m *maker) *Value { rule, _ := m.compared(); return rule }),
	misplacedData("in its step", true, func(m *maker) *Value { _, step := m.compared(); return step }),
	misplacedData("in its step, by its name", false, func(m *maker) *Value { _, step := m.compared(); return step }),
	misplacedData("without the step's name", true, func(m *maker) *Value { return m.root }),
}
