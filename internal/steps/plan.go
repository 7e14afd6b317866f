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
