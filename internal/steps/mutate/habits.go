package mutate

import "slices"

// countryWords and documentWords are how people call what has a code.
var (
	countryWords  = map[string]string{"LT": "Lithuania", "DE": "Germany", "FR": "FRA", "GB": "UK", "PL": "poland", "SE": "SWE", "JP": "Japan", "EE": "Estonia", "ALL": "all"}
	documentWords = map[string]string{"ID_CARD": "id-card", "PASSPORT": "Passport", "DRIVER_LICENSE": "Driving licence", "RESIDENCE_PERMIT": "residencePermit", "ALL": "All", "OTHER": "other"}
)

// halves parts an object or a list in two; nil where it is too small.
func halves(v *Value) (first, second *Value) {
	if v.Kind != Object && v.Kind != Array || len(v.Items) < 2 {
		return nil, nil
	}
	i := len(v.Items) / 2
	first, second = &Value{Kind: v.Kind, Items: slices.Clone(v.Items[:i])}, &Value{Kind: v.Kind, Items: slices.Clone(v.Items[i:])}
	if v.Kind == Object {
		first.Names, second.Names = slices.Clone(v.Names[:i]), slices.Clone(v.Names[i:])
	}
	return first, second
}

// fieldsOf are the fields of every definition of a step; nil where they differ.
func (m *maker) fieldsOf(step string) (fields []string) {
	for _, s := range m.defined() {
		list := s.value().Get("fields")
		if s.name() != step || list == nil || list.Kind != Array {
			continue
		}
		var names []string
		for _, item := range list.Items {
			names = append(names, item.Text)
		}
		if fields != nil && !slices.Equal(fields, names) {
			return nil
		}
		fields = names
	}
	return fields
}

// allText tells whether additionalData is steps with fields that are texts.
func (m *maker) allText(data *Value) bool {
	return m.shape == Token && data != nil && data.Kind == Object && len(data.Items) > 0 && !slices.ContainsFunc(data.Items, func(v *Value) bool {
		return v.Kind != Object || len(v.Items) == 0 || slices.ContainsFunc(v.Items, func(f *Value) bool { return f.Kind != String })
	})
}

// rules calls f with each rule of additionalSteps, false where there are none.
func (m *maker) rules(f func(country, document string, rule *Value)) bool {
	for _, c := range m.countries() {
		for _, d := range members(c.value(), "document") {
			f(c.name(), d.name(), d.value())
		}
	}
	return m.steps() != nil
}

// habits are what people write who know another format, or who write half of a word.
var habits = []Operator{
	{Name: "a name twice, and half under each", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, slices.Concat(m.countries(), m.documents(), m.defined(), m.locales(), m.partsNamed("texts"), m.partsNamed("settings")))
		if !found {
			return false
		}
		first, second := halves(s.value())
		if first == nil {
			return false
		}
		s.put(first)
		s.in.Names, s.in.Items = append(s.in.Names, s.name()), append(s.in.Items, second)
		m.at(first, second)
		return true
	}},
	{Name: "a country under two names", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.countries())
		if !found || countryWords[s.name()] == "" || s.in.Get(countryWords[s.name()]) != nil {
			return false
		}
		first, second := halves(s.value())
		if first == nil {
			return false
		}
		s.put(first)
		s.in.set(countryWords[s.name()], second)
		m.at(second)
		return true
	}},
	{Name: "a word cut short", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, slices.Concat(m.parts(), m.texts()))
		if !found || len(s.name()) < 4 {
			return false
		}
		short := s.name()[:3+m.IntN(len(s.name())-3)]
		if s.in.Get(short) != nil {
			return false
		}
		s.rename(short)
		m.at(s.value())
		return true
	}},
	{Name: "a text in the place of a step's data", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.dataSteps())
		if !found || len(s.value().Items) != 1 || s.value().Items[0].Kind != String || !slices.Equal(m.fieldsOf(s.name()), s.value().Names) {
			return false
		}
		s.put(s.value().Items[0])
		m.at(s.value(), s.in)
		return true
	}},
	{Name: "additionalData as a list", Severity: "error", make: func(m *maker) bool {
		data := m.root.Get("additionalData")
		if !m.allText(data) {
			return false
		}
		out, form := list(), m.IntN(3)
		for i, step := range data.Items {
			for j, value := range step.Items {
				entry := object("step", text(data.Names[i]))
				entry.set("field", text(step.Names[j]))
				entry.set("value", value)
				if form == 0 {
					out.Items = append(out.Items, entry)
				}
			}
			switch form {
			case 1:
				out.Items = append(out.Items, object(data.Names[i], step))
			case 2:
				entry := object("step", text(data.Names[i]))
				for j, value := range step.Items {
					entry.set(step.Names[j], value)
				}
				out.Items = append(out.Items, entry)
			}
		}
		m.root.set("additionalData", out)
		m.at(out)
		return true
	}},
	{Name: "additionalData under its country", Severity: "error", make: func(m *maker) bool {
		data := m.root.Get("additionalData")
		c, found := one(m, m.countries())
		if !found || !m.allText(data) {
			return false
		}
		m.root.set("additionalData", object(c.name(), data))
		if m.IntN(2) == 0 {
			m.root.set("additionalData", object(c.name(), object(c.value().Names[0], data)))
		}
		m.at(m.root.Get("additionalData"), m.root.Get("additionalData").Items[0])
		return true
	}},
	{Name: "fields as objects", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.partsNamed("fields"))
		if !found || s.value().Kind != Array || len(s.value().Items) == 0 {
			return false
		}
		for i, f := range s.value().Items {
			s.value().Items[i] = object("name", f)
			m.at(s.value().Items[i])
		}
		return true
	}},
	{Name: "levels swapped, and names for codes", Severity: "error", make: func(m *maker) bool {
		steps, known, tell := m.steps(), true, false
		if steps == nil || slices.ContainsFunc(steps.Items, func(v *Value) bool { return v.Kind != Object }) {
			return false
		}
		out := transposed(steps)
		for i, name := range out.Names {
			tell = tell || isDocument(name)
			known = known && documentWords[name] != ""
			out.Names[i] = documentWords[name]
			for j, country := range out.Items[i].Names {
				tell = tell || isCode(country)
				known = known && countryWords[country] != ""
				out.Items[i].Names[j] = countryWords[country]
			}
		}
		m.putSteps(out)
		m.at(out)
		m.at(out.Items...)
		return known && tell
	}},
	{Name: "rules beside clientId", Severity: "error", make: func(m *maker) bool {
		steps := m.steps()
		if steps == nil || m.shape != Token || m.root.Get("clientId") == nil { // without one nothing tells what it is
			return false
		}
		m.root.remove(slices.Index(m.root.Names, "additionalSteps"))
		for i, name := range steps.Names {
			m.root.set(name, steps.Items[i])
			m.at(steps.Items[i])
		}
		return true
	}},
	{Name: "additionalSteps by another name", Severity: "error", make: func(m *maker) bool {
		i := slices.Index(m.root.Names, "additionalSteps")
		if m.steps() == nil || i < 0 || m.root.Get("clientId") == nil {
			return false
		}
		name, _ := one(m, []string{"steps", "rules", "extraSteps", "documentsNeeded"})
		m.root.Names[i] = name
		m.at(m.root.Items[i])
		return true
	}},
	{Name: "texts by their parts", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.partsNamed("texts"))
		if !found || len(s.value().Items) == 0 {
			return false
		}
		out := &Value{Kind: Object}
		for i, t := range s.value().Items {
			if t.Kind != Object {
				return false
			}
			for j, part := range t.Names {
				if out.Get(part) == nil {
					out.set(part, &Value{Kind: Object})
				}
				out.Get(part).set(s.value().Names[i], t.Items[j])
			}
		}
		s.put(out)
		m.at(out)
		return true
	}},
	{Name: "a step's name inside it", Severity: "error", make: func(m *maker) bool {
		d, found := one(m, m.documents())
		if !found || d.value().Kind != Object || len(d.value().Items) != 1 || d.value().Items[0].Kind != Object || len(d.value().Items[0].Items) == 0 {
			return false
		}
		step := d.value().Items[0].Clone()
		step.Names, step.Items = append(step.Names, "name"), append(step.Items, text(d.value().Names[0]))
		d.put(step)
		m.at(step)
		return true
	}},
	{Name: "rules that say their levels inside", Severity: "error", make: func(m *maker) bool {
		out := list()
		there := m.rules(func(country, document string, rule *Value) {
			entry := object("country", text(country))
			entry.set("documentType", text(document))
			entry.set("steps", rule)
			out.Items = append(out.Items, entry)
		})
		if !there || len(out.Items) == 0 {
			return false
		}
		m.putSteps(out)
		m.at(out)
		return true
	}},
	{Name: "null for a setting", Severity: "error", make: func(m *maker) bool {
		s, found := one(m, m.partsNamed("settings"))
		name, _ := one(m, []string{"canUpload", "canCapture", "canUploadPDF"})
		if !found || s.value().Kind != Object || s.value().Get(name) != nil {
			return false
		}
		s.value().set(name, literal("null"))
		m.at(s.value().Get(name))
		return true
	}},
	{Name: "a word in braces within a text", Severity: "warning", Lossy: true, make: func(m *maker) bool {
		from := slices.Concat(m.texts(), m.dataFields())
		for _, t := range m.tokens() {
			if t.name() == "clientId" || t.name() == "externalRef" || t.name() == "address" {
				from = append(from, t)
			}
		}
		s, found := one(m, slices.DeleteFunc(from, func(s site) bool { return s.value().Kind != String }))
		form, _ := one(m, []string{"Flat {3}", "a {0} b", "user-{id}", "$5-promo {a}", "No. {number}, 2nd floor"})
		if !found {
			return false
		}
		s.put(text(form))
		m.at(s.value())
		return true
	}},
}
