package steps

import (
	"slices"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// An Environment is what iDenfy's staff configured for an account, as far as it
// affects additional steps.
type Environment struct {
	// Steps are the configured steps, in the order in which people see them.
	Steps []Step
	// POADocuments are the allowed proof-of-address documents; nil means all 21.
	POADocuments []string
	// TypeCredits and NameCredits are the credits left by step type and by step name.
	// nil means unlimited; a type or name that a map lacks has no credits.
	TypeCredits, NameCredits map[string]int
	// Overrides says whether a request may define steps of its own or change the configured ones.
	Overrides bool
}

// A Step is one additional step, complete.
type Step struct {
	Name string
	// Type is UPLOAD, COMPARE or EXTRACT.
	Type string
	// Texts are in the order given, one for each locale.
	Texts []catalogue.Text
	// Fields are the names of the fields to compare or extract, such as "address".
	Fields   []string
	Settings Settings
}

// Settings say what a person may do in a step.
type Settings struct {
	CanUpload    bool `json:"canUpload"`
	CanCapture   bool `json:"canCapture"`
	CanUploadPDF bool `json:"canUploadPDF"`
}

// An EnvironmentCheck is what is wrong with an environment.
type EnvironmentCheck struct {
	// Valid says that no finding is an error.
	Valid bool `json:"valid"`
	// Findings are in the order of the text.
	Findings []finding.Finding `json:"findings"`
}

// Step returns the configured step of a name; nil for none, and for no environment.
func (e *Environment) Step(name string) *Step {
	if e != nil {
		for i := range e.Steps {
			if e.Steps[i].Name == name {
				return &e.Steps[i]
			}
		}
	}
	return nil
}

func (e *Environment) names() []string {
	if e == nil {
		return nil
	}
	names := make([]string, len(e.Steps))
	for i := range names {
		names[i] = e.Steps[i].Name
	}
	return names
}

// ReadEnvironment reads an environment's JSON:
//
//	{"apiKey","apiSecret","signingKey",
//	 "steps":{NAME:{"type","texts","fields","settings"}},
//	 "poaDocuments":[…],
//	 "credits":{"types":{"COMPARE":5},"names":{"UTILITY_BILL":10}},
//	 "overrides":true,
//	 "sandbox":{…}}
//
// Every member may be left out. The first three and the last are the sandbox's; they
// are not read here, and no message quotes them. A step without a type is an UPLOAD,
// one without settings allows everything, and UTILITY_BILL without texts has iDenfy's.
// The environment is nil if a finding is an error.
func ReadEnvironment(text []byte) (*Environment, []finding.Finding) {
	c := newChecker(readSource(text), nil)
	if c.doc == nil {
		return nil, c.findings()
	}
	c.environment(c.doc.Root())
	if c.failed {
		return nil, c.findings()
	}
	return readEnvironment(c.doc.Root()), c.findings()
}

func readEnvironment(root jsontext.Value) *Environment {
	e := &Environment{Overrides: root.Member("overrides").IsTrue()}
	for v := root.Member("steps").FirstMember(); v.Exists(); v = v.Next() {
		step := plainStep(v.Key())
		if v.Member("texts").Exists() {
			step.Texts = nil
		}
		e.Steps = append(e.Steps, *overlay(step, v))
	}
	if list := root.Member("poaDocuments"); list.Kind() == jsontext.Array {
		e.POADocuments = texts(list)
	}
	credits := root.Member("credits")
	e.TypeCredits = counts(credits.Member("types"))
	e.NameCredits = counts(credits.Member("names"))
	return e
}

// texts returns the strings in a list; other elements are left out.
func texts(list jsontext.Value) []string {
	out := []string{}
	for v := list.FirstItem(); v.Exists(); v = v.Next() {
		if v.Kind() == jsontext.String {
			out = append(out, v.Text())
		}
	}
	return out
}

func counts(object jsontext.Value) map[string]int {
	if object.Kind() != jsontext.Object {
		return nil
	}
	out := map[string]int{}
	for v := object.FirstMember(); v.Exists(); v = v.Next() {
		if n, whole := v.Int(); whole {
			out[v.Key()] = n
		}
	}
	return out
}

// environmentKeys are the keys of an environment; the first three are the sandbox's secrets, the last its settings.
var environmentKeys = []string{"apiKey", "apiSecret", "signingKey", "steps", "poaDocuments", "credits", "overrides", "sandbox"}

func (c *checker) environment(root jsontext.Value) {
	if !c.requireKind(root, jsontext.Object, codeEnvironment, "An environment", `{"steps": {…}}`) {
		return
	}
	for v := root.FirstMember(); v.Exists(); v = v.Next() {
		switch v.Key() {
		case "apiKey", "apiSecret", "signingKey":
			c.requireKind(v, jsontext.String, codeEnvironment, "A key", "it in double quotes")
		case "steps":
			if c.requireKind(v, jsontext.Object, codeEnvironment, "The configured steps", `{"UTILITY_BILL": {…}}`) {
				for s := v.FirstMember(); s.Exists(); s = s.Next() {
					c.configuredStep(s)
				}
			}
		case "poaDocuments":
			c.poaDocuments(v)
		case "credits":
			c.environmentCredits(v)
		case "overrides":
			c.requireKind(v, jsontext.Bool, codeEnvironment, "overrides", "true or false without quotes")
		case "sandbox":
		default:
			c.unknownKey(v, codeEnvironment, environmentKeys, nil, "An environment")
		}
	}
}

// configuredStep checks a step of an environment: members that it leaves out have iDenfy's defaults.
func (c *checker) configuredStep(v jsontext.Value) {
	if c.requireKind(v, jsontext.Object, codeEnvironment, "A configured step", `{"type": "UPLOAD"}`) {
		c.step(v, plainStep(v.Key()))
	}
}

func (c *checker) poaDocuments(v jsontext.Value) {
	if !c.requireKind(v, jsontext.Array, codeEnvironment, "poaDocuments", `["Bank Statement"]`) {
		return
	}
	for document := v.FirstItem(); document.Exists(); document = document.Next() {
		if !slices.Contains(catalogue.POADocuments, document.Text()) {
			c.report(codeEnvironment, document, "iDenfy has no such proof of address document; write one of its list, such as "+catalogue.POADocuments[0]+".")
		}
	}
}

func (c *checker) environmentCredits(v jsontext.Value) {
	if !c.requireKind(v, jsontext.Object, codeEnvironment, "credits", `{"types": {…}, "names": {…}}`) {
		return
	}
	for list := v.FirstMember(); list.Exists(); list = list.Next() {
		if name := list.Key(); name != "types" && name != "names" {
			c.unknownKey(list, codeEnvironment, []string{"types", "names"}, nil, "credits")
			continue
		}
		if !c.requireKind(list, jsontext.Object, codeEnvironment, "What credits counts", `{"UPLOAD": 10}`) {
			continue
		}
		for count := list.FirstMember(); count.Exists(); count = count.Next() {
			if list.Key() == "types" && !slices.Contains(catalogue.StepTypes, count.Key()) {
				c.unknownKey(count, codeEnvironment, catalogue.StepTypes, nil, "credits.types")
			}
			if n, whole := count.Int(); !whole || n < 0 {
				c.report(codeEnvironment, count, "Credits are counted in whole numbers; write 0 or more, without quotes.")
			}
		}
	}
}
