package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// fromEnvironment is the rule of a step that the environment asks for, not the payload.
const fromEnvironment = "environment"

// A plan is a payload reduced to who is asked for which steps. Expand, Resolve,
// Matrix and Explain all use it.
type plan struct {
	env      *Environment
	branches []branch
	// complete says that the branches contain every step; without an environment the
	// steps of a request that names none are unknown.
	complete bool
	// locale is the token request's, or English.
	locale string
	limits limits
	// at finds a branch by its country and document type.
	at map[[2]string]int
}

// A branch is the part of a payload for one country and one document type, each of which may be ALL.
type branch struct {
	country, document string
	steps             []*plannedStep
}

// A plannedStep is a step that a person is asked for, not yet merged.
type plannedStep struct {
	name string
	// where is the part of the payload that asks for it; absent for the environment's own steps.
	where jsontext.Value
	// changes is the payload's definition of the step; absent for none.
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
	case kind == Unknown || kind == OtherRequest:
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

// isWebhookSteps reports whether a value is the flat {STEP: type} of a webhook.
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

// configured returns the environment's own steps, which apply when the request names
// none, and UTILITY_BILL if the older member utilityBill asks for it.
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

// rule is the JSON Pointer of the part that asks for the step, or fromEnvironment.
func (s *plannedStep) rule() string {
	if !s.where.Exists() {
		return fromEnvironment
	}
	return s.where.Pointer()
}

// typeOf returns a step's type; known is false for a default.
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

// fieldsOf returns a step's fields, nil if they are unknown.
func (p *plan) fieldsOf(s *plannedStep) []string {
	if p.env.Step(s.name) == nil && s.changes.Member("fields").Kind() != jsontext.Array {
		return nil
	}
	return overlayRules(p.base(s), s.changes).Fields
}

// typeIn returns the type in a step's definition, or the type that a webhook has in its place; "" for none.
func typeIn(v jsontext.Value) string {
	if t := v.Member("type").Text(); slices.Contains(catalogue.StepTypes, t) {
		return t
	}
	if slices.Contains(catalogue.StepTypes, v.Text()) {
		return v.Text()
	}
	return ""
}

// assumedOf is assumedDefaults for a step that the environment does not describe.
func (p *plan) assumedOf(s *plannedStep) []string {
	if p.env.Step(s.name) != nil {
		return nil
	}
	return assumedDefaults(s.name, s.changes)
}

// assumedDefaults names what a step's definition leaves out, so that iDenfy's
// defaults are assumed.
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
