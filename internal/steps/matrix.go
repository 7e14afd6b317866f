package steps

import (
	"slices"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// A Table resolves a payload for everybody.
type Table struct {
	// Rows are in the order of the payload's countries, ALL last.
	Rows []Row `json:"rows"`
	// Assumed are sentences on what iDenfy's documentation leaves open.
	Assumed []string `json:"assumed"`
	// Findings are the payload's findings if one of them is an error.
	Findings []finding.Finding `json:"findings,omitempty"`
}

// A Row is a group of people who see the same steps.
type Row struct {
	// Countries are alpha-2 codes, and ALL for every country that no row names.
	Countries []string `json:"countries"`
	// Documents are document types, or ALL alone for every one.
	Documents []string       `json:"documents"`
	Steps     []ResolvedStep `json:"steps"`
}

// Matrix resolves the payload for every country and document type, with a row for
// each group of people who see the same steps. An empty locale is the request's own.
func (p *Payload) Matrix(locale string) *Table {
	m := &Table{Findings: p.refusal()}
	plan := p.plan()
	if plan == nil {
		return m
	}
	m.Assumed = plan.assumed()
	if locale == "" {
		locale = plan.locale
	}
	for _, group := range groupPeople(plan.countries(), plan.documents(), plan.likeness()) {
		i, assumed := plan.decide(group.countries[0], group.documents[0])
		m.Rows = append(m.Rows, Row{group.countries, group.documents, plan.resolveAll(i, locale)})
		m.Assumed = addNew(m.Assumed, assumed)
	}
	return m
}

func addNew(to, sentences []string) []string {
	for _, s := range sentences {
		if !slices.Contains(to, s) {
			to = append(to, s)
		}
	}
	return to
}

// countries returns the countries that the payload names and the request
// allows, and ALL for every other.
func (p *plan) countries() []string {
	var out []string
	for _, b := range p.branches {
		if (isCountry(b.country) || b.country == userAssignedXK) && p.limits.allowsCountry(b.country) && !slices.Contains(out, b.country) {
			out = append(out, b.country)
		}
	}
	for _, country := range p.limits.countries {
		if !slices.Contains(out, country) {
			out = append(out, country)
		}
	}
	if len(p.limits.countries) > 0 {
		return out
	}
	return append(out, anyone)
}

// documents returns the document types that the request allows.
func (p *plan) documents() []string {
	return slices.DeleteFunc(slices.Clone(catalogue.DocumentTypes), func(d string) bool { return !p.limits.allowsDocument(d) })
}

// likeness returns a function that returns the same number for people who see the
// same steps. Each branch is merged only once.
func (p *plan) likeness() func(country, document string) int {
	numbers := map[string]int{}
	like := make([]int, len(p.branches))
	for i, b := range p.branches {
		w := &jsontext.Writer{}
		w.BeginArray()
		for _, planned := range b.steps {
			step := p.merge(planned)
			w.String(step.Name)
			step.WriteJSON(w)
		}
		w.EndArray()
		like[i] = numberOf(numbers, string(w.Bytes()))
	}
	none := numberOf(numbers, "[]")
	return func(country, document string) int {
		if i, _ := p.decide(country, document); i >= 0 {
			return like[i]
		}
		return none
	}
}

func numberOf(numbers map[string]int, text string) int {
	n, found := numbers[text]
	if !found {
		n = len(numbers)
		numbers[text] = n
	}
	return n
}

// people are those with one of the countries and one of the document types; they see the same.
type people struct {
	countries, documents []string
	like                 int
}

// groupPeople groups countries that are alike for every document type, and then the
// document types that are alike within such a group.
func groupPeople(countries, documents []string, like func(country, document string) int) []people {
	var rows []alike
	for _, country := range countries {
		var likes []int
		for _, document := range documents {
			likes = append(likes, like(country, document))
		}
		i := slices.IndexFunc(rows, func(r alike) bool { return slices.Equal(r.like, likes) })
		if i < 0 {
			i = len(rows)
			rows = append(rows, alike{like: likes})
		}
		rows[i].countries = append(rows[i].countries, country)
	}
	var out []people
	for _, r := range rows {
		out = append(out, r.split(documents)...)
	}
	return out
}

// alike are countries that are alike in every document type.
type alike struct {
	countries []string
	// like has one number for each document type.
	like []int
}

func (a alike) split(documents []string) []people {
	var out []people
	for i, document := range documents {
		j := slices.IndexFunc(out, func(p people) bool { return p.like == a.like[i] })
		if j < 0 {
			j = len(out)
			out = append(out, people{countries: a.countries, like: a.like[i]})
		}
		out[j].documents = append(out[j].documents, document)
	}
	if len(out) == 1 {
		out[0].documents = []string{anyone}
	}
	return out
}
