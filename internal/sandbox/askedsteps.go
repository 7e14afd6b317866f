package sandbox

import (
	"encoding/json"
	"slices"
	"strings"

	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
)

// poaStep is the one step with a special meaning: the person first chooses
// which kind of proof of address it is.
const poaStep = "UTILITY_BILL"

// askedSteps are the steps that a token request asks for, in every country and for every document type.
type askedSteps struct {
	// body is the request without the members that do not affect steps; it is read again for each person.
	body []byte
	// named are the steps without texts, each name once.
	named []steps.ResolvedStep
}

// readAskedSteps reads the steps of a valid request, and replaces its
// additionalSteps by the expanded ones, for the reply.
func readAskedSteps(payload *steps.Payload, request tokenRequest) askedSteps {
	root := payload.Root()
	spelledOut := payload.Expand()
	request["additionalSteps"] = json.RawMessage(spelledOut)
	asked := askedSteps{body: aboutSteps(root), named: namedSteps(spelledOut)}
	if steered := valueOf(root.Member("additionalSteps")) != nil; !steered && request["utilityBill"] == nil && asked.onlyStores(poaStep) {
		// The documented replies show true for UPLOAD and null for EXTRACT.
		request["utilityBill"] = true
	}
	return asked
}

// aboutSteps returns the request's members that affect steps; they are kept as
// long as the verification.
func aboutSteps(root jsontext.Value) []byte {
	about := map[string]json.RawMessage{}
	for _, name := range []string{"clientId", "additionalSteps", "additionalData", "utilityBill"} {
		if v := root.Member(name); v.Exists() {
			about[name] = json.RawMessage(v.Source())
		}
	}
	return marshal(about)
}

// grammar is the environment without credits: those change, so the sandbox
// counts them itself.
func (s *Sandbox) grammar() *steps.Environment {
	e := s.environment.Environment
	e.TypeCredits, e.NameCredits = nil, nil
	return &e
}

func (a askedSteps) onlyStores(step string) bool {
	i := named(a.named, step)
	return i >= 0 && a.named[i].Type == steps.TypeUpload
}

func named(list []steps.ResolvedStep, name string) int {
	return slices.IndexFunc(list, func(s steps.ResolvedStep) bool { return s.Name == name })
}

// namedSteps returns the steps of an expanded additionalSteps.
func namedSteps(additionalSteps []byte) []steps.ResolvedStep {
	var list []steps.ResolvedStep
	doc, _ := jsontext.Parse(additionalSteps)
	for country := doc.Root().FirstMember(); country.Exists(); country = country.Next() {
		for document := country.FirstMember(); document.Exists(); document = document.Next() {
			for v := document.FirstMember(); v.Exists(); v = v.Next() {
				if name := v.Key(); named(list, name) < 0 {
					list = append(list, spelledOutStep(name, v))
				}
			}
		}
	}
	return list
}

// spelledOutStep clones the strings, which would keep the whole payload in memory.
func spelledOutStep(name string, v jsontext.Value) steps.ResolvedStep {
	settings := v.Member("settings")
	step := steps.ResolvedStep{
		Name: strings.Clone(name),
		Type: strings.Clone(v.Member("type").Text()),
		Settings: steps.Settings{
			CanUpload:    settings.Member("canUpload").IsTrue(),
			CanCapture:   settings.Member("canCapture").IsTrue(),
			CanUploadPDF: settings.Member("canUploadPDF").IsTrue(),
		},
	}
	for field := v.Member("fields").FirstItem(); field.Exists(); field = field.Next() {
		step.Fields = append(step.Fields, strings.Clone(field.Text()))
	}
	return step
}

// resolve returns the steps that the person sees, with texts in a locale, and
// what had to be assumed.
func (s *Sandbox) resolve(v *verification, locale string) ([]steps.ResolvedStep, []string) {
	r := steps.Read(v.asked.body, s.grammar()).Resolve(steps.Person{Country: v.country, Document: v.document, Locale: locale})
	return r.Steps, r.Assumed
}

// stepToUpload returns a step, and whether files may be uploaded for it. One of
// iDenfy's pages says that it must be configured, another that the token must have
// asked for it. Assumed, unless the environment says otherwise: either is enough.
func (s *Sandbox) stepToUpload(v *verification, name string) (steps.ResolvedStep, bool) {
	needs := s.environment.Sandbox.UploadNeeds
	if i := named(v.asked.named, name); i >= 0 && needs != needsEnvironment {
		return v.asked.named[i], true
	}
	step := s.environment.Step(name)
	if step == nil {
		return steps.ResolvedStep{Name: name}, false
	}
	return steps.ResolvedStep{Name: name, Type: step.Type, Fields: step.Fields, Settings: step.Settings}, needs != needsToken
}

// spend takes one credit of its type and one of its name for each step that a
// token asks for, or none at all. The caller holds mu.
func (s *Sandbox) spend(asked askedSteps) error {
	types, names := map[string]int{}, map[string]int{}
	for _, step := range asked.named {
		types[step.Type]++
		names[step.Name]++
	}
	if !covers(s.typeCredits, types) || !covers(s.nameCredits, names) {
		return errNoCredits
	}
	take(s.typeCredits, types)
	take(s.nameCredits, names)
	return nil
}

// covers reports whether the credits are enough; nil means unlimited.
func covers(credits, needed map[string]int) bool {
	for name, n := range needed {
		if credits != nil && credits[name] < n {
			return false
		}
	}
	return true
}

func take(credits, needed map[string]int) {
	for name, n := range needed {
		if credits != nil {
			credits[name] -= n
		}
	}
}
