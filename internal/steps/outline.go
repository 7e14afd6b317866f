package steps

import (
	"slices"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// An Outline is what a form shows of a payload. Whatever it has a pointer for
// stands in the text, and an edit changes it there.
type Outline struct {
	Kind Kind `json:"kind"`
	// Readable is false where the text is no JSON: a form stays as it was then.
	Readable bool `json:"readable"`
	// Pointer is where additionalSteps stands, or would stand.
	Pointer string `json:"pointer"`
	// Given is false where there are no rules because there is no additionalSteps: the environment's steps apply.
	Given bool `json:"given"`
	// Rules are in the order of the text.
	Rules []OutlineRule `json:"rules"`
	// DataPointer is where additionalData stands, or would stand; absent where the payload has no place for it.
	DataPointer string `json:"dataPointer,omitempty"`
	// Data is what each step compares with; in an upload, one of a step without a name.
	Data []OutlineData `json:"data"`
	// Unshown is what no form can show.
	Unshown []Unshown `json:"unshown"`
	// Findings are the payload's where one of them is an error.
	Findings []finding.Finding `json:"findings,omitempty"`
}

// An OutlineRule is what one country and one document type are asked for.
type OutlineRule struct {
	// Country is an alpha-2 code or ALL, as it is written; so is the document type.
	Country  string `json:"country"`
	Document string `json:"document"`
	Pointer  string `json:"pointer"`
	// Form is how its value is written.
	Form  RuleForm      `json:"form"`
	Steps []OutlineStep `json:"steps"`
}

// RuleForm is how a rule says what it asks for: `none`, a `list` of names of
// steps, or an object of `steps`. Only the last can say more about a step than its name.
type RuleForm string

const (
	formNone  RuleForm = "none"
	formList  RuleForm = "list"
	formSteps RuleForm = "steps"
)

// An OutlineStep is one step of a rule, as people get it but for its texts.
type OutlineStep struct {
	Name    string `json:"name"`
	Pointer string `json:"pointer"`
	// Configured says that the environment has the step.
	Configured bool   `json:"configured"`
	Type       string `json:"type" ts:"StepType"`
	// Fields are the names of what is compared or extracted.
	Fields []string `json:"fields"`
	Settings
	// Texts are those that the payload has; the environment's and iDenfy's own are not among them.
	Texts []OutlineText `json:"texts"`
	// Says is what stands in the payload of the step, as pointers that go on from the step's: `type`, `texts/en`,
	// `settings/canUpload`. The rest is the environment's, or what iDenfy begins with.
	Says []string `json:"says"`
}

// An OutlineText is what people read in one locale; what is not said is "".
type OutlineText struct {
	Locale      string `json:"locale"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// OutlineData is what one step compares with.
type OutlineData struct {
	// Step is "" in an upload, which is for one step.
	Step    string         `json:"step"`
	Pointer string         `json:"pointer"`
	Fields  []OutlineField `json:"fields"`
}

// An OutlineField is a value to compare with.
type OutlineField struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Pointer string `json:"pointer"`
}

// An Unshown is a part of the text that no form can show.
type Unshown struct {
	Pointer string `json:"pointer"`
	// Why is a sentence; the finding at the same pointer says more where there is one.
	Why string `json:"why"`
}

// Outline says what a form shows of the payload, and what of it none can show.
func (p *Payload) Outline() *Outline {
	o := &Outline{Kind: p.kind, Readable: p.doc != nil, Findings: p.refusal()}
	if !o.Readable {
		return o
	}
	for i := range p.problems {
		if problem := &p.problems[i]; problem.Code == jsontext.CodeDuplicateName {
			o.unshown(problem.At, "This name stands in its object twice, so that an edit could not tell which is meant.")
		}
	}
	root := p.Root()
	steps, data := root.Member("additionalSteps"), root.Member("additionalData")
	switch p.kind {
	case AdditionalSteps:
		steps = root
	case TokenRequest, Fragment:
		o.Pointer, o.DataPointer = "/additionalSteps", "/additionalData"
		if given(data) && o.fits(data, &dataForm) {
			for step := data.FirstMember(); step.Exists(); step = step.Next() {
				o.data(step.Key(), step)
			}
		}
	case UploadRequest:
		o.DataPointer = "/additionalData"
		if given(data) && o.fits(data, &namedTexts) {
			o.data("", data)
		}
		return o
	default:
		o.unshown(root, "This is nothing that one sends to ask for steps.")
		return o
	}
	if !given(steps) {
		return o
	}
	o.Given = true
	if !o.fits(steps, &objectForm) {
		return o
	}
	plan := p.plan()
	for country := steps.FirstMember(); country.Exists(); country = country.Next() {
		if o.fits(country, &objectForm) && country.Empty() {
			o.unshown(country, "The country has no document types, so that nothing is said of it.")
		}
		for document := country.FirstMember(); document.Exists(); document = document.Next() {
			o.rule(plan, country.Key(), document)
		}
	}
	return o
}

func (o *Outline) unshown(v jsontext.Value, why string) {
	o.Unshown = append(o.Unshown, Unshown{v.Pointer(), why})
}

// A shape is what a form can show.
type shape struct {
	kind jsontext.Kind
	// names are those that the members may have, nil for any; parts are the members' shapes in the order of names.
	names []string
	parts []*shape
	// part is the shape of every member or element, nil for any.
	part *shape
}

var (
	objectForm   = shape{kind: jsontext.Object}
	textForm     = shape{kind: jsontext.String}
	flagForm     = shape{kind: jsontext.Bool}
	namedTexts   = shape{kind: jsontext.Object, part: &textForm}
	dataForm     = shape{kind: jsontext.Object, part: &namedTexts}
	listForm     = shape{kind: jsontext.Array, part: &textForm}
	localeForm   = shape{kind: jsontext.Object, names: catalogue.TextKeys, part: &textForm}
	textsForm    = shape{kind: jsontext.Object, part: &localeForm}
	settingsForm = shape{kind: jsontext.Object, names: catalogue.Settings, part: &flagForm}
	stepForm     = shape{kind: jsontext.Object, names: catalogue.StepKeys, parts: []*shape{&textForm, &textsForm, &listForm, &settingsForm}}
)

// fits tells whether a value is of a shape's kind, and notes whatever in it is not as the shape says.
func (o *Outline) fits(v jsontext.Value, s *shape) bool {
	if v.Kind() != s.kind {
		o.unshown(v, "Here belongs "+s.kind.String()+", not "+kindPhrase(v)+".")
		return false
	}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		o.fits(item, s.part)
	}
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		part, i := s.part, slices.Index(s.names, m.Key())
		if s.names != nil && i < 0 {
			o.unshown(m, "There is no part of this name here.")
			continue
		}
		if s.parts != nil {
			part = s.parts[i]
		}
		if part != nil {
			o.fits(m, part)
		}
	}
	return true
}

func (o *Outline) rule(p *plan, country string, v jsontext.Value) {
	r := OutlineRule{Country: country, Document: v.Key(), Pointer: v.Pointer(), Form: formSteps}
	switch {
	case v.Empty():
		r.Form = formNone
	case v.Kind() == jsontext.Array:
		r.Form = formList
		o.fits(v, &listForm)
	case !o.fits(v, &objectForm):
		return
	}
	for _, planned := range p.readSteps(v) {
		if planned.changes.Exists() && !o.fits(planned.changes, &stepForm) {
			continue
		}
		r.Steps = append(r.Steps, p.outline(planned))
	}
	o.Rules = append(o.Rules, r)
}

func (p *plan) outline(planned *plannedStep) OutlineStep {
	v, s := planned.changes, overlayRules(p.base(planned), planned.changes)
	out := OutlineStep{Name: s.Name, Pointer: planned.where.Pointer(), Configured: p.env.Step(s.Name) != nil, Type: s.Type, Fields: s.Fields, Settings: s.Settings}
	for text := v.Member("texts").FirstMember(); text.Exists(); text = text.Next() {
		out.Texts = append(out.Texts, OutlineText{text.Key(), text.Member("name").Text(), text.Member("description").Text()})
	}
	for part := v.FirstMember(); part.Exists(); part = part.Next() {
		out.Says = append(out.Says, part.Pointer()[len(out.Pointer)+1:])
		for m := part.FirstMember(); m.Exists(); m = m.Next() {
			out.Says = append(out.Says, m.Pointer()[len(out.Pointer)+1:])
		}
	}
	return out
}

func (o *Outline) data(step string, v jsontext.Value) {
	d := OutlineData{Step: step, Pointer: v.Pointer()}
	for field := v.FirstMember(); field.Exists(); field = field.Next() {
		if field.Kind() == jsontext.String {
			d.Fields = append(d.Fields, OutlineField{field.Key(), field.Text(), field.Pointer()})
		}
	}
	o.Data = append(o.Data, d)
}
