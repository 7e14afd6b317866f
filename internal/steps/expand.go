package steps

import (
	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// Expand returns a payload's additionalSteps as iDenfy echoes it in the answer to
// a token request: every step complete, with the payload's changes merged into the
// environment's step. It is plain JSON, and deterministic. It is nil if a finding is
// an error.
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

// WriteJSON writes a step without its name:
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
	w.Strings(s.Fields)
	w.Name("settings").BeginObject()
	for _, name := range catalogue.Settings {
		w.Name(name).Bool(*s.Settings.flag(name))
	}
	w.EndObject()
	w.EndObject()
}
