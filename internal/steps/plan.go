package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// fromEnvironment is the rule of a step that no part of the payload asked for.
const fromEnvironment = "environment"

// A plan is what a payload asks for, in whom and what: the one reading that
// expanding, resolving, the matrix and the explanation share.
type plan struct {
	env      *Environment
	branches []branch
	// complete says that every step asked for is in the branches; without an
	// environment the steps of a request that names none are not known.
	complete bool
	// locale is the token request's, or English.
	locale string
	limits limits
	// at finds a branch by its country and document type.
	at map[[2]string]int
}

// A branch is what the payload says for one country and one document type, or ALL of them.
type branch struct {
	country, document string
	steps             []*plannedStep
}

// A plannedStep is a step that a person is asked for, not merged yet.
type plannedStep struct {
	name string
	// where is what in the payload asks for it; absent for the environment's own steps.
	where jsontext.Value
	// changes is what the payload says the step is; absent where it says nothing.
	changes jsontext.Value
}

func newPlan(kind Kind, root jsontext.Value, env *Environment) *plan {
	p := &plan{env: env, complete: true, locale: localeMeant(root.Member("locale").Text()), at: map[[2]string]int{}}
	if kind == TokenRequest || kind == Fragment {
		p.limits = limitsOf(root)
	}
	if p.locale == "" {
		p.locale = "en"
	}
	steps := root.Member("additionalSteps")
	if kind == AdditionalSteps {
		steps = root
	}
	switch {
	case kind == Unknown:
	case kind == UploadRequest:
		step := root.Member("step")
		p.add(anyone, anyone, []*plannedStep{{name: step.Text(), where: step}})
	case isWebhookSteps(steps):
		p.add(anyone, anyone, p.readSteps(steps))
	case steps.Kind() == jsontext.Object:
		for country := steps.FirstMember(); country.Exists(); country = country.Next() {
			for document := country.FirstMember(); document.Exists(); document = document.Next() {
				p.add(country.Key(), document.Key(), p.readSteps(document))
			}
		}
	case kind != Response && !given(steps):
		p.complete = env != nil
		p.add(anyone, anyone, p.configured(root.Member("utilityBill")))
	}
	return p
}

func (p *plan) add(country, document string, steps []*plannedStep) {
	p.at[[2]string{country, document}] = len(p.branches)
	p.branches = append(p.branches, branch{country, document, steps})
}

// isWebhookSteps tells whether a value is the flat {STEP: type} of a webhook.
func isWebhookSteps(v jsontext.Value) bool {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if m.Kind() == jsontext.String {
			return true
		}
	}
	return false
}

// readSteps returns the steps of a list, of an object, or of a webhook.
func (p *plan) readSteps(v jsontext.Value) []*plannedStep {
	var steps []*plannedStep
	for name := v.FirstItem(); name.Exists(); name = name.Next() {
		if name.Kind() == jsontext.String {
			steps = append(steps, &plannedStep{name: name.Text(), where: name})
		}
	}
	for step := v.FirstMember(); step.Exists(); step = step.Next() {
		steps = append(steps, &plannedStep{step.Key(), step, step})
	}
	return steps
}

// configured returns the environment's own steps, which apply when the request
// says nothing, and UTILITY_BILL when the old switch asks for it.
func (p *plan) configured(bill jsontext.Value) []*plannedStep {
	var steps []*plannedStep
	if p.env != nil {
		for _, s := range p.env.Steps {
			steps = append(steps, &plannedStep{name: s.Name})
		}
	}
	if bill.IsTrue() && p.env.Step(utilityBill) == nil {
		steps = append(steps, &plannedStep{name: utilityBill, where: bill})
	}
	return steps
}

// rule is the JSON Pointer of what asks for the step, or fromEnvironment.
func (s *plannedStep) rule() string {
	if !s.where.Exists() {
		return fromEnvironment
	}
	return s.where.Pointer()
}

// merge returns a step as it is for the person: what the payload says over
// what the environment says, or over iDenfy's defaults where that is not known.
func (p *plan) merge(s *plannedStep) *Step { return overlay(p.base(s), s.changes) }

// base returns what a step is before the payload's changes.
func (p *plan) base(s *plannedStep) *Step {
	if configured := p.env.Step(s.name); configured != nil {
		return configured
	}
	return plainStep(s.name)
}

// typeOf returns a step's type, and whether it is more than a default.
func (p *plan) typeOf(s *plannedStep) (stepType string, known bool) {
	if t := typeIn(s.changes); t != "" {
		return t, true
	}
	base := p.env.Step(s.name)
	if base == nil {
		return TypeUpload, false
	}
	return base.Type, true
}

// fieldsOf returns a step's fields, nil where they are not known.
func (p *plan) fieldsOf(s *plannedStep) []string {
	if p.env.Step(s.name) == nil && s.changes.Member("fields").Kind() != jsontext.Array {
		return nil
	}
	return overlayRules(p.base(s), s.changes).Fields
}

// typeIn returns the type that a step's definition says, or a webhook in its place; "" for none.
func typeIn(v jsontext.Value) string {
	if t := v.Member("type").Text(); slices.Contains(catalogue.StepTypes, t) {
		return t
	}
	if slices.Contains(catalogue.StepTypes, v.Text()) {
		return v.Text()
	}
	return ""
}

// assumedOf says what of a step the payload does not say and no environment
// describes, and so is shown as iDenfy begins with it.
func (p *plan) assumedOf(s *plannedStep) []string {
	if p.env.Step(s.name) != nil {
		return nil
	}
	return assumedDefaults(s.name, s.changes)
}

// assumedDefaults says what of a step that no environment describes is not
// said by the payload either, and so is shown as iDenfy begins with it.
func assumedDefaults(name string, changes jsontext.Value) []string {
	var open []string
	if typeIn(changes) == "" {
		open = append(open, "its type (UPLOAD)")
	}
	if name == utilityBill || !changes.Member("texts").Exists() {
		open = append(open, "texts that are not given")
	}
	for _, setting := range catalogue.Settings {
		if !changes.Member("settings").Member(setting).Exists() {
			open = append(open, setting+" (true)")
		}
	}
	if len(open) == 0 {
		return nil
	}
	return []string{"The environment's step " + name + " is not known here; assumed as iDenfy begins with it: " + strings.Join(open, ", ") + "."}
}

// plainStep is a step of which nothing but the name is known.
func plainStep(name string) *Step {
	s := &Step{Name: name, Type: TypeUpload, Settings: Settings{true, true, true}}
	if name == utilityBill {
		s.Texts = catalogue.BillTexts
	}
	return s
}

// overlay merges a step's definition over what the step was: a type and fields
// replace the old ones, texts and settings are merged one by one.
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

// setText puts a locale's text in the place of the one that is among the first texts, or behind them all.
func (s *Step) setText(v jsontext.Value, first int) {
	locale := v.Key()
	i := slices.IndexFunc(s.Texts[:first], func(t catalogue.Text) bool { return t.Locale == locale })
	if i < 0 {
		i = len(s.Texts)
		s.Texts = append(s.Texts, catalogue.Text{Locale: locale})
	}
	changeText(&s.Texts[i], v)
}

// changeText takes over what a payload says in the text's locale.
func changeText(t *catalogue.Text, v jsontext.Value) {
	if name := v.Member("name"); name.Kind() == jsontext.String {
		t.Name = name.Text()
	}
	if description := v.Member("description"); description.Kind() == jsontext.String {
		t.Description = description.Text()
	}
}

// overlayText is the text that overlay gives in a locale, without the others; false where it gives none.
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
func (p *Payload) Expand() []byte {
	if !p.Valid() {
		return nil
	}
	plan := p.plan()
	w := &jsontext.Writer{}
	w.BeginObject()
	for i, b := range plan.branches {
		if i == 0 || plan.branches[i-1].country != b.country {
			w.Name(b.country).BeginObject()
		}
		w.Name(b.document).BeginObject()
		for _, planned := range b.steps {
			step := plan.merge(planned)
			w.Name(step.Name)
			step.WriteJSON(w)
		}
		w.EndObject()
		if i+1 == len(plan.branches) || plan.branches[i+1].country != b.country {
			w.EndObject()
		}
	}
	w.EndObject()
	return w.Bytes()
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
	for _, name := range catalogue.Settings {
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
