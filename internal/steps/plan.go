package steps

import (
	"slices"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// fromEnvironment is the rule of a step that no part of the payload asked for.
const fromEnvironment = "environment"

// A plan is what a payload asks for, in whom and what: the one reading that
// expanding, resolving, the matrix and the explanation share.
type plan struct {
	env      *Environment
	branches []branch
	// locale is the token request's.
	locale string
}

// A branch is what the payload says for one country and one document type, or ALL of them.
type branch struct {
	country, document string
	steps             []plannedStep
}

// A plannedStep is a step as it stands after merging.
type plannedStep struct {
	Step
	// rule is the JSON Pointer of what asked for the step, or fromEnvironment.
	rule string
	// assumed says what iDenfy's documentation leaves open.
	assumed []string
}

func newPlan(kind Kind, root jsontext.Value, env *Environment) *plan {
	p := &plan{env: env, locale: root.Member("locale").Text()}
	steps := root.Member("additionalSteps")
	if kind == AdditionalSteps {
		steps = root
	}
	switch {
	case kind == UploadRequest:
		p.branches = []branch{{anyone, anyone, []plannedStep{p.asked(root.Member("step").Text(), root.Member("step"), jsontext.Value{})}}}
	case kind == Unknown:
	case steps.Kind() == jsontext.Object:
		p.read(steps)
	default:
		p.branches = []branch{{anyone, anyone, p.configured(root.Member("utilityBill"))}}
	}
	return p
}

func (p *plan) read(steps jsontext.Value) {
	for country := range steps.Members {
		for document := range country.Members {
			b := branch{country: country.Name().Text(), document: document.Name().Text()}
			for name := range document.Items {
				b.steps = append(b.steps, p.asked(name.Text(), name, jsontext.Value{}))
			}
			for step := range document.Members {
				b.steps = append(b.steps, p.asked(step.Name().Text(), step, step))
			}
			p.branches = append(p.branches, b)
		}
	}
}

// configured returns the environment's own steps, which apply when the request
// says nothing, and UTILITY_BILL when the old switch asks for it.
func (p *plan) configured(bill jsontext.Value) []plannedStep {
	var steps []plannedStep
	if p.env != nil {
		for _, s := range p.env.Steps {
			steps = append(steps, plannedStep{Step: s, rule: fromEnvironment})
		}
	}
	isBill := func(s plannedStep) bool { return s.Name == utilityBill }
	if bill.IsTrue() && !slices.ContainsFunc(steps, isBill) {
		steps = append(steps, p.asked(utilityBill, bill, jsontext.Value{}))
	}
	return steps
}

// asked returns a step that the payload names at where, with what it changes.
func (p *plan) asked(name string, where, changes jsontext.Value) plannedStep {
	base, known := p.env.Step(name)
	s := plannedStep{rule: where.Pointer()}
	if !known {
		base = plainStep(name)
		if len(changes.Member("settings").Source()) == 0 || !changes.Member("type").Exists() {
			s.assumed = append(s.assumed, "What the payload does not say about "+name+" comes from the environment, which is not known here; iDenfy's defaults are shown.")
		}
	}
	s.Step = overlay(base, changes)
	return s
}

// plainStep is a step of which nothing but the name is known.
func plainStep(name string) Step {
	s := Step{Name: name, Type: TypeUpload, Settings: Settings{true, true, true}}
	if name == utilityBill {
		s.Texts = defaultBillTexts
	}
	return s
}

// overlay merges a step's definition over what the step was: a type and fields
// replace the old ones, texts and settings are merged one by one.
func overlay(base Step, v jsontext.Value) Step {
	s := base
	if t := v.Member("type"); slices.Contains(stepTypes, t.Text()) {
		s.Type = t.Text()
	}
	s.Texts = slices.Clone(base.Texts)
	for text := range v.Member("texts").Members {
		s.setText(text)
	}
	if fields := v.Member("fields"); fields.Kind() == jsontext.Array {
		s.Fields = texts(fields)
	}
	for setting := range v.Member("settings").Members {
		if flag := s.Settings.flag(setting.Name().Text()); flag != nil && setting.Kind() == jsontext.Bool {
			*flag = setting.IsTrue()
		}
	}
	return s
}

func (s *Step) setText(v jsontext.Value) {
	locale := v.Name().Text()
	i := slices.IndexFunc(s.Texts, func(t Text) bool { return t.Locale == locale })
	if i < 0 {
		i = len(s.Texts)
		s.Texts = append(s.Texts, Text{Locale: locale})
	}
	if name := v.Member("name"); name.Kind() == jsontext.String {
		s.Texts[i].Name = name.Text()
	}
	if description := v.Member("description"); description.Kind() == jsontext.String {
		s.Texts[i].Description = description.Text()
	}
}

// flag returns the setting of a name; nil for a name that is none.
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

// Expand returns the additionalSteps object of a payload as iDenfy echoes it
// in the answer to a token request: every step complete, the environment's
// where the payload says nothing, changes merged. It is plain JSON and the same
// for the same payload. It is nil when a finding is an error.
func Expand(text []byte, env *Environment) (additionalSteps []byte, findings []finding.Finding) {
	r := Check(text, env)
	if !r.Valid() {
		return nil, r.Findings
	}
	p := newPlan(r.Kind, r.doc.Root(), env)
	w := &jsontext.Writer{}
	w.BeginObject()
	for i, b := range p.branches {
		if i == 0 || p.branches[i-1].country != b.country {
			w.Name(b.country).BeginObject()
		}
		w.Name(b.document).BeginObject()
		for _, s := range b.steps {
			w.Name(s.Name)
			s.WriteJSON(w)
		}
		w.EndObject()
		if i+1 == len(p.branches) || p.branches[i+1].country != b.country {
			w.EndObject()
		}
	}
	w.EndObject()
	return w.Bytes(), r.Findings
}

// WriteJSON writes what a step is, without its name:
//
//	{"type","texts":{LOCALE:{"name","description"}},"fields":[…],"settings":{…}}
func (s *Step) WriteJSON(w *jsontext.Writer) {
	w.BeginObject()
	w.Name("type").String(s.Type)
	w.Name("texts").BeginObject()
	for _, t := range s.Texts {
		w.Name(t.Locale).BeginObject()
		w.Name("name").String(t.Name)
		w.Name("description").String(t.Description)
		w.EndObject()
	}
	w.EndObject()
	w.Name("fields")
	writeStrings(w, s.Fields)
	w.Name("settings").BeginObject()
	for _, name := range settingNames {
		w.Name(name).Bool(*s.Settings.flag(name))
	}
	w.EndObject()
	w.EndObject()
}

func writeStrings(w *jsontext.Writer, list []string) {
	w.BeginArray()
	for _, s := range list {
		w.String(s)
	}
	w.EndArray()
}
