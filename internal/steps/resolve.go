package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// A Person is somebody for whom a payload is resolved: country (alpha-2) and
// type of the identity document, and the locale of iDenfy's window.
type Person struct{ Country, Document, Locale string }

// A Resolution is what one person will see.
type Resolution struct {
	Person
	Steps []ResolvedStep
	// Assumed are sentences on what iDenfy's documentation leaves open.
	Assumed []string
	// Findings are the payload's, when it has an error.
	Findings []finding.Finding
}

// A ResolvedStep is one step as one person sees it.
type ResolvedStep struct {
	Name, Type         string
	Fields             []string
	Title, Description string
	// TextLocale is the locale of the texts; TextFallback says that it is not the person's.
	TextLocale   string
	TextFallback bool
	Settings
	// POADocuments is what the selection screen before UTILITY_BILL offers; nil where there is no such screen.
	POADocuments []string
	// Rule is the JSON Pointer of what asked for the step, or "environment".
	Rule    string
	Assumed []string
}

// Resolve says which steps a person will see because of a payload, in order,
// and with which texts. An error in the payload comes as findings; what can be
// read of it is resolved nevertheless.
func Resolve(text []byte, env *Environment, who Person) *Resolution {
	report := Check(text, env)
	r := &Resolution{Person: who}
	if !report.Valid() {
		r.Findings = report.Findings
	}
	if report.doc == nil {
		return r
	}
	p := newPlan(report.Kind, report.doc.Root(), env)
	steps, assumed := p.decide(who.Country, who.Document)
	r.Assumed = assumed
	for _, s := range steps {
		r.Steps = append(r.Steps, p.resolve(s, who.Locale))
	}
	return r
}

// decide chooses the branch that applies to a person. A branch for the
// person's own country goes before ALL, then one for their own document type;
// the one chosen stands alone. iDenfy's documentation does not say so.
func (p *plan) decide(country, document string) (steps []plannedStep, assumed []string) {
	matches := 0
	for _, c := range []string{country, anyone} {
		for _, d := range []string{document, anyone} {
			i := slices.IndexFunc(p.branches, func(b branch) bool { return b.country == c && b.document == d })
			if i < 0 {
				continue
			}
			if matches++; matches == 1 {
				steps = p.branches[i].steps
			}
		}
	}
	if matches > 1 {
		assumed = append(assumed, "More than one part of the payload fits this person; iDenfy's documentation does not say which wins, and the most specific one is taken.")
	}
	return steps, assumed
}

func (p *plan) resolve(s plannedStep, locale string) ResolvedStep {
	out := ResolvedStep{Name: s.Name, Type: s.Type, Fields: s.Fields, Settings: s.Settings, Rule: s.rule, Assumed: s.assumed}
	if t, ok := s.text(locale); ok {
		out.Title, out.Description, out.TextLocale = t.Name, t.Description, t.Locale
		out.TextFallback = t.Locale != locale
	}
	if s.Name == utilityBill {
		out.POADocuments = poaDocuments
		if p.env != nil && p.env.POADocuments != nil {
			out.POADocuments = p.env.POADocuments
		}
	}
	return out
}

// text returns the text of a locale, else the English one, else the first.
func (s *Step) text(locale string) (Text, bool) {
	for _, wanted := range []string{strings.ToLower(locale), "en"} {
		for _, t := range s.Texts {
			if t.Locale == wanted {
				return t, true
			}
		}
	}
	if len(s.Texts) == 0 {
		return Text{}, false
	}
	return s.Texts[0], true
}

// WriteJSON writes the resolution as the command line and the engine show it:
//
//	{"country","document","locale","steps":[{"name","type","fields":[…],"title","description",
//	 "textLocale","textFallback","canUpload","canCapture","canUploadPDF","poaDocuments":[…]|null,
//	 "rule","assumed":[…]}],"assumed":[…],"findings"?}
func (r *Resolution) WriteJSON(w *jsontext.Writer) {
	w.BeginObject()
	w.Name("country").String(r.Country)
	w.Name("document").String(r.Document)
	w.Name("locale").String(r.Locale)
	w.Name("steps").BeginArray()
	for i := range r.Steps {
		r.Steps[i].writeJSON(w)
	}
	w.EndArray()
	w.Name("assumed")
	writeStrings(w, r.Assumed)
	if len(r.Findings) > 0 {
		w.Name("findings")
		finding.WriteJSON(w, r.Findings)
	}
	w.EndObject()
}

func (s *ResolvedStep) writeJSON(w *jsontext.Writer) {
	w.BeginObject()
	w.Name("name").String(s.Name)
	w.Name("type").String(s.Type)
	w.Name("fields")
	writeStrings(w, s.Fields)
	w.Name("title").String(s.Title)
	w.Name("description").String(s.Description)
	w.Name("textLocale").String(s.TextLocale)
	w.Name("textFallback").Bool(s.TextFallback)
	for _, name := range settingNames {
		w.Name(name).Bool(*s.Settings.flag(name))
	}
	w.Name("poaDocuments")
	if s.POADocuments == nil {
		w.Null()
	} else {
		writeStrings(w, s.POADocuments)
	}
	w.Name("rule").String(s.Rule)
	w.Name("assumed")
	writeStrings(w, s.Assumed)
	w.EndObject()
}
