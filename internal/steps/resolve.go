package steps

import (
	"slices"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// A Person is what the steps of a payload depend on.
type Person struct {
	// Country is an ISO 3166-1 alpha-2 code.
	Country string `json:"country"`
	// Document is the type of the person's identity document, such as PASSPORT.
	Document string `json:"document"`
	// Locale is the language of iDenfy's window.
	Locale string `json:"locale"`
}

// Seen is the steps that one person sees.
type Seen struct {
	Person
	// Steps are in the order in which the person sees them.
	Steps []ResolvedStep `json:"steps"`
	// Assumed are sentences on what iDenfy's documentation leaves open.
	Assumed []string `json:"assumed"`
}

// A Resolution is the steps that one person sees because of a payload.
type Resolution struct {
	Seen
	// Findings are the payload's findings if one of them is an error: what could be read is resolved nevertheless.
	Findings []finding.Finding `json:"findings,omitempty"`
}

// A ResolvedStep is one step as one person sees it.
type ResolvedStep struct {
	Name        string   `json:"name"`
	Type        string   `json:"type" ts:"StepType"`
	Fields      []string `json:"fields"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	// TextLocale is the locale of title and description.
	TextLocale string `json:"textLocale"`
	// TextFallback says that there is no text in the person's locale, so that TextLocale is another one.
	TextFallback bool `json:"textFallback"`
	Settings
	// POADocuments are the proof-of-address documents that the person chooses from first; null for a step without this choice.
	POADocuments []string `json:"poaDocuments" ts:"null"`
	// Rule is the JSON Pointer of the part of the payload that asks for the step, or "environment".
	Rule string `json:"rule"`
	// Assumed are sentences on what iDenfy's documentation leaves open.
	Assumed []string `json:"assumed"`
}

// Resolve returns the steps that a person will see, in order and with their texts. If
// the payload has an error, its findings are in the result, and what can be read is
// resolved nevertheless. An empty country or document type stands for one that the
// payload does not name; an empty locale is the request's own, or English.
func (p *Payload) Resolve(who Person) *Resolution {
	r := &Resolution{Seen{Person: who}, p.refusal()}
	p.resolve(&r.Seen, &r.Findings)
	return r
}

// resolve resolves the payload for a person, and reports an unknown country or document type.
func (p *Payload) resolve(r *Seen, findings *[]finding.Finding) {
	*findings = slices.Clip(*findings)
	r.known(findings)
	plan := p.plan()
	if plan == nil {
		return
	}
	if r.Locale == "" {
		r.Locale = plan.locale
	}
	i, assumed := plan.decide(r.Country, r.Document)
	r.Assumed = slices.Concat(plan.assumed(), assumed, plan.limits.refuse(r.Person))
	r.Steps = plan.resolveAll(i, r.Locale)
}

// known replaces the person's country, document type and locale by iDenfy's spelling,
// and reports unknown ones.
func (r *Seen) known(findings *[]finding.Finding) {
	if r.Country != "" && r.Country != userAssignedXK {
		if r.Country = countryMeant(r.Country); r.Country == "" {
			*findings = append(*findings, unknownPerson("The person's country must be ALL or an ISO 3166-1 alpha-2 code such as LT."))
		}
	}
	if r.Document != "" {
		if r.Document = documentMeant(r.Document); r.Document == "" {
			*findings = append(*findings, unknownPerson("The person's document must be ALL, "+orList(catalogue.DocumentTypes)+"."))
		}
	}
	if meant := localeMeant(r.Locale); meant != "" {
		r.Locale = meant
	}
}

func unknownPerson(message string) finding.Finding {
	code := codes[codeUnknownPerson]
	return finding.Finding{Code: code.name, Severity: code.severity, Message: message}
}

// refuse says whether the request's own limits exclude the person.
func (l *limits) refuse(who Person) []string {
	var out []string
	if isCountry(who.Country) && !l.allowsCountry(who.Country) {
		out = append(out, "The request's own country leaves out "+who.Country+", so nobody comes to see this.")
	}
	if slices.Contains(catalogue.DocumentTypes, who.Document) && !l.allowsDocument(who.Document) {
		out = append(out, "The request's own documents leave out "+who.Document+", so nobody comes to see this.")
	}
	return out
}

func (p *plan) assumed() []string {
	if p.complete {
		return nil
	}
	return []string{"The request names no steps, so every step of the environment applies; the environment is not known here, and its steps are not shown."}
}

// decide chooses the index of the one branch that applies to a person, -1 for none. A
// branch for the person's country takes precedence over ALL, then one for their
// document type. iDenfy does not document this.
func (p *plan) decide(country, document string) (chosen int, assumed []string) {
	chosen = -1
	matches := 0
	for _, c := range distinct(country, anyone) {
		for _, d := range distinct(document, anyone) {
			i, found := p.at[[2]string{c, d}]
			if !found {
				continue
			}
			if matches++; matches == 1 {
				chosen = i
			}
		}
	}
	if matches > 1 {
		assumed = []string{"More than one part of the payload fits; iDenfy's documentation does not say which applies, and the most specific one is taken alone."}
	}
	return chosen, assumed
}

func distinct(own, every string) []string {
	if own == every || own == "" {
		return []string{every}
	}
	return []string{own, every}
}

// chosen returns the steps of the branch that decide chose.
func (p *plan) chosen(i int) []*plannedStep {
	if i < 0 {
		return nil
	}
	return p.branches[i].steps
}

func (p *plan) resolveAll(chosen int, locale string) []ResolvedStep {
	asked := p.chosen(chosen)
	if len(asked) == 0 {
		return nil
	}
	out := make([]ResolvedStep, 0, len(asked))
	for _, s := range asked {
		out = append(out, p.resolve(s, locale))
	}
	return out
}

func (p *plan) resolve(planned *plannedStep, locale string) ResolvedStep {
	base := p.base(planned)
	s := overlayRules(base, planned.changes)
	out := ResolvedStep{Name: s.Name, Type: s.Type, Fields: s.Fields, Settings: s.Settings, Rule: planned.rule(), Assumed: p.assumedOf(planned)}
	if t, found := shownText(base, planned.changes, locale); found {
		out.Title, out.Description, out.TextLocale = t.Name, t.Description, t.Locale
		out.TextFallback = t.Locale != locale
	}
	if out.TextFallback {
		out.assume("There is no text in " + show(locale) + "; iDenfy is assumed to show the one in " + show(out.TextLocale) + ".")
	}
	if out.CanUploadPDF && !out.CanUpload {
		out.CanUploadPDF = false
		out.assume("canUploadPDF is true and canUpload is false; it is assumed that no file can be uploaded then, PDF or not.")
	}
	if !out.CanUpload && !out.CanCapture {
		out.assume("Neither canUpload nor canCapture is true; it is assumed that the person can do nothing here.")
	}
	if s.Name == utilityBill {
		out.POADocuments = catalogue.POADocuments
		if p.env != nil && p.env.POADocuments != nil {
			out.POADocuments = p.env.POADocuments
		}
	}
	return out
}

func (s *ResolvedStep) assume(sentence string) {
	s.Assumed = append(slices.Clip(s.Assumed), sentence)
}

// shownText returns a step's text in a locale, else the English one, else the first.
func shownText(base *Step, changes jsontext.Value, locale string) (catalogue.Text, bool) {
	for _, wanted := range []string{locale, "en"} {
		if t, found := overlayText(base, changes, wanted); found {
			return t, true
		}
	}
	first := changes.Member("texts").FirstMember().Key()
	if len(base.Texts) > 0 {
		first = base.Texts[0].Locale
	}
	return overlayText(base, changes, first)
}

// A Review is what an editor shows of a payload: its findings, and the steps that one person sees.
type Review struct {
	// Check's findings are the payload's, and those about the person.
	Check
	Seen
}

// Review is [Payload.Check] and [Payload.Resolve] in one.
func (p *Payload) Review(who Person) *Review {
	r := &Review{*p.Check(), Seen{Person: who}}
	p.resolve(&r.Seen, &r.Findings)
	r.Valid = !finding.AnyError(r.Findings)
	return r
}
