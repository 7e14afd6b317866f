package steps

import (
	"slices"
	"strconv"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
)

// An Explanation is what changes for people between two payloads.
type Explanation struct {
	Changes []Change `json:"changes"`
	// Assumed are sentences on what iDenfy's documentation leaves open.
	Assumed []string `json:"assumed"`
	// Old are the old payload's findings, where one of them is an error.
	Old []finding.Finding `json:"old,omitempty"`
	// New are the new payload's findings, where one of them is an error.
	New []finding.Finding `json:"new,omitempty"`

	// compared says that both payloads could be read.
	compared bool
}

// A Change is what some people gain, lose or see differently.
type Change struct {
	// Who names them: "PASSPORT holders in DE", "All people".
	Who string `json:"who"`
	// Countries are alpha-2 codes, and ALL for every country that neither payload names.
	Countries []string `json:"countries"`
	// Documents are document types, or ALL alone for every one.
	Documents []string `json:"documents"`
	// Gains are names of steps.
	Gains []string `json:"gains"`
	// Loses are names of steps.
	Loses []string `json:"loses"`
	// Altered are the steps that stay but change.
	Altered []Alteration `json:"altered"`
	// Reordered says that the steps that stay are in another order.
	Reordered bool `json:"reordered"`
	// Sentence is the change as a sentence.
	Sentence string `json:"sentence"`
}

// An Alteration is what changes about a step.
type Alteration struct {
	Step string `json:"step"`
	// What are phrases such as "type UPLOAD becomes COMPARE".
	What []string `json:"what"`
}

// Explain compares two payloads: who gains or loses which step when new replaces old.
func Explain(old, new *Payload) *Explanation {
	e := &Explanation{Old: old.refusal(), New: new.refusal()}
	from, to := old.plan(), new.plan()
	if from == nil || to == nil {
		return e
	}
	e.compared = true
	e.Assumed = addNew(addNew(nil, from.assumed()), to.assumed())
	pair := &comparison{from: from, to: to, known: map[[2]int]int{}, numbers: map[string]int{}}
	countries := unite(from.countries(), to.countries())
	for _, group := range groupPeople(countries, catalogue.DocumentTypes, pair.like) {
		change := pair.changes[group.like]
		if change.inWords() == "" {
			continue
		}
		change.Countries, change.Documents = group.countries, group.documents
		change.Who = who(group, countries)
		change.Sentence = change.Who + " " + change.inWords() + "."
		e.Changes = append(e.Changes, change)
	}
	return e
}

// A comparison compares two plans, each pair of branches once.
type comparison struct {
	from, to *plan
	known    map[[2]int]int
	numbers  map[string]int
	// changes has one change for each number.
	changes []Change
}

// like returns the same number for people who have the same change.
func (c *comparison) like(country, document string) int {
	i, j := c.from.sees(country, document), c.to.sees(country, document)
	n, found := c.known[[2]int{i, j}]
	if !found {
		change := compare(c.from.merged(i), c.to.merged(j))
		n = numberOf(c.numbers, change.inWords())
		if n == len(c.changes) {
			c.changes = append(c.changes, change)
		}
		c.known[[2]int{i, j}] = n
	}
	return n
}

// sees returns the index of a person's branch; -1 for none, and for a person whom the request does not allow.
func (p *plan) sees(country, document string) int {
	if country == anyone && len(p.limits.countries) > 0 || !p.limits.allowsDocument(document) ||
		country != anyone && !p.limits.allowsCountry(country) {
		return -1
	}
	chosen, _ := p.decide(country, document)
	return chosen
}

// unite returns the union of two lists of countries, ALL last.
func unite(a, b []string) []string {
	var out []string
	for _, country := range slices.Concat(a, b) {
		if country != anyone && !slices.Contains(out, country) {
			out = append(out, country)
		}
	}
	return append(out, anyone)
}

// merged returns the complete steps of a branch that was chosen.
func (p *plan) merged(chosen int) []*Step {
	var out []*Step
	for _, s := range p.chosen(chosen) {
		out = append(out, p.merge(s))
	}
	return out
}

func compare(before, after []*Step) Change {
	var c Change
	var stayedBefore, stayedAfter []string
	was, is := byName(before), byName(after)
	for _, s := range before {
		if _, stays := is[s.Name]; !stays {
			c.Loses = append(c.Loses, s.Name)
		} else {
			stayedBefore = append(stayedBefore, s.Name)
		}
	}
	for _, s := range after {
		old, stays := was[s.Name]
		if !stays {
			c.Gains = append(c.Gains, s.Name)
			continue
		}
		stayedAfter = append(stayedAfter, s.Name)
		if what := alterations(old, s); len(what) > 0 {
			c.Altered = append(c.Altered, Alteration{s.Name, what})
		}
	}
	c.Reordered = !slices.Equal(stayedBefore, stayedAfter)
	return c
}

func byName(steps []*Step) map[string]*Step {
	out := map[string]*Step{}
	for _, s := range steps {
		out[s.Name] = s
	}
	return out
}

func alterations(before, after *Step) []string {
	var what []string
	if before.Type != after.Type {
		what = append(what, "type "+before.Type+" becomes "+after.Type)
	}
	for _, name := range catalogue.Settings {
		if was, is := *before.Settings.flag(name), *after.Settings.flag(name); was != is {
			what = append(what, name+" becomes "+strconv.FormatBool(is))
		}
	}
	if !slices.Equal(before.Fields, after.Fields) {
		what = append(what, "fields become ["+strings.Join(after.Fields, ", ")+"]")
	}
	for _, locale := range catalogue.Locales {
		what = append(what, textAlteration(locale, before, after)...)
	}
	return what
}

func textAlteration(locale string, before, after *Step) []string {
	was, is := before.own(locale), after.own(locale)
	switch {
	case was == is:
		return nil
	case was == (catalogue.Text{}):
		return []string{"text in " + locale + " added"}
	case is == (catalogue.Text{}):
		return []string{"text in " + locale + " removed"}
	}
	return []string{"text in " + locale + " changed"}
}

// own returns the text of a locale without any fallback.
func (s *Step) own(locale string) catalogue.Text {
	for _, t := range s.Texts {
		if t.Locale == locale {
			return t
		}
	}
	return catalogue.Text{}
}

// who names a group of people; all are the countries of both payloads, with ALL for every other.
func who(group people, all []string) string {
	subject := "All people"
	if n := len(group.documents); n > len(catalogue.DocumentTypes)/2 {
		subject = "All but " + and(without(catalogue.DocumentTypes, group.documents)) + " holders"
	} else if group.documents[0] != anyone {
		subject = and(group.documents) + " holders"
	}
	switch {
	case len(group.countries) == len(all):
		return subject
	case !slices.Contains(group.countries, anyone):
		return subject + " in " + and(group.countries)
	}
	return subject + " outside " + and(without(all, group.countries))
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(some, s) })
}

func and(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}

// inWords returns the change without Who: "no longer see UTILITY_BILL, now see POA2";
// "" for no change.
func (c *Change) inWords() string {
	var parts []string
	if len(c.Loses) > 0 {
		parts = append(parts, "no longer see "+and(c.Loses))
	}
	if len(c.Gains) > 0 {
		parts = append(parts, "now see "+and(c.Gains))
	}
	for _, a := range c.Altered {
		parts = append(parts, "see "+a.Step+" changed ("+strings.Join(a.What, "; ")+")")
	}
	if c.Reordered {
		parts = append(parts, "see the steps in another order")
	}
	return strings.Join(parts, ", ")
}

// Text returns the explanation as a Markdown list, for a comment on a pull request.
func (e *Explanation) Text() string {
	var out strings.Builder
	for _, c := range e.Changes {
		out.WriteString("- **" + c.Who + "** " + c.inWords() + ".\n")
	}
	if len(e.Changes) == 0 && e.compared {
		out.WriteString("Nobody sees other steps than before.\n")
	}
	for _, sentence := range e.Assumed {
		out.WriteString("\n" + sentence + "\n")
	}
	writeErrors(&out, "old", e.Old)
	writeErrors(&out, "new", e.New)
	return out.String()
}

func writeErrors(out *strings.Builder, which string, findings []finding.Finding) {
	for _, f := range findings {
		if f.Severity == finding.Error {
			out.WriteString("\nThe " + which + " payload has an error on line " + number(f.Line) + ": " + f.Message + "\n")
		}
	}
}
