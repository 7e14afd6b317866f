package steps

import (
	"slices"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// merge returns the complete step: the payload's changes over the environment's step,
// or over iDenfy's defaults if that is unknown.
func (p *plan) merge(s *plannedStep) *Step { return overlay(p.base(s), s.changes) }

func (p *plan) base(s *plannedStep) *Step {
	if configured := p.env.Step(s.name); configured != nil {
		return configured
	}
	return plainStep(s.name)
}

// plainStep returns a step with iDenfy's defaults.
func plainStep(name string) *Step {
	s := &Step{Name: name, Type: TypeUpload, Settings: Settings{true, true, true}}
	if name == utilityBill {
		s.Texts = catalogue.BillTexts
	}
	return s
}

// overlay merges a step's definition over base: type and fields replace the old
// ones, texts and settings are merged one by one. iDenfy does not document this.
func overlay(base *Step, v jsontext.Value) *Step {
	s := overlayRules(base, v)
	s.Texts = slices.Clone(base.Texts)
	for text := v.Member("texts").FirstMember(); text.Exists(); text = text.Next() {
		s.setText(text, len(base.Texts))
	}
	return s
}

// overlayRules merges all but the texts.
func overlayRules(base *Step, v jsontext.Value) *Step {
	s := *base
	if t := typeIn(v); t != "" {
		s.Type = t
	}
	if fields := v.Member("fields"); fields.Kind() == jsontext.Array {
		s.Fields = texts(fields)
	}
	for setting := v.Member("settings").FirstMember(); setting.Exists(); setting = setting.Next() {
		if flag := s.Settings.flag(setting.Key()); flag != nil && setting.Kind() == jsontext.Bool {
			*flag = setting.IsTrue()
		}
	}
	return &s
}

// setText replaces the text of the locale among the first texts, or appends it.
func (s *Step) setText(v jsontext.Value, first int) {
	locale := v.Key()
	i := slices.IndexFunc(s.Texts[:first], func(t catalogue.Text) bool { return t.Locale == locale })
	if i < 0 {
		i = len(s.Texts)
		s.Texts = append(s.Texts, catalogue.Text{Locale: locale})
	}
	changeText(&s.Texts[i], v)
}

func changeText(t *catalogue.Text, v jsontext.Value) {
	if name := v.Member("name"); name.Kind() == jsontext.String {
		t.Name = name.Text()
	}
	if description := v.Member("description"); description.Kind() == jsontext.String {
		t.Description = description.Text()
	}
}

// overlayText returns the one text that overlay would return for a locale, without the work for the others.
func overlayText(base *Step, v jsontext.Value, locale string) (t catalogue.Text, found bool) {
	i := slices.IndexFunc(base.Texts, func(t catalogue.Text) bool { return t.Locale == locale })
	if i >= 0 {
		t, found = base.Texts[i], true
	}
	for text := v.Member("texts").FirstMember(); text.Exists(); text = text.Next() {
		if text.Key() == locale && (i >= 0 || !found) {
			t.Locale, found = locale, true
			changeText(&t, text)
		}
	}
	return t, found
}

// flag returns the setting of a name; nil for an unknown name.
func (s *Settings) flag(name string) *bool {
	switch name {
	case "canUpload":
		return &s.CanUpload
	case "canCapture":
		return &s.CanCapture
	case "canUploadPDF":
		return &s.CanUploadPDF
	}
	return nil
}
