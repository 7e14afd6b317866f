package steps

import (
	"slices"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// unusedBranches reports branches that never apply because of the request's own country and documents.
func (c *checker) unusedBranches(root jsontext.Value) {
	limits := limitsOf(root)
	for country := root.Member("additionalSteps").FirstMember(); country.Exists(); country = country.Next() {
		name := country.Key()
		if isCountry(name) && !limits.allowsCountry(name) {
			c.reportName(codeUnusedBranch, country, "This never applies: the request's own country leaves out "+name+"; delete it, or change country.").param("name", name)
		}
		for document := country.FirstMember(); document.Exists(); document = document.Next() {
			name := document.Key()
			if slices.Contains(catalogue.DocumentTypes, name) && !limits.allowsDocument(name) {
				c.reportName(codeUnusedBranch, document, "This never applies: the request's own documents leave out "+name+"; delete it, or add it to documents.").param("name", name)
			}
		}
	}
}

// limits are the countries and document types that a token request allows; an empty list allows all.
type limits struct{ countries, documents []string }

func limitsOf(root jsontext.Value) limits {
	l := limits{countries: texts(root.Member("country")), documents: texts(root.Member("documents"))}
	if one := root.Member("country").Text(); one != "" {
		l.countries = []string{one}
	}
	for i, country := range l.countries {
		if upper := upperCase(country); isCountry(upper) {
			l.countries[i] = upper
		}
	}
	return l
}

func (l *limits) allowsCountry(code string) bool {
	return len(l.countries) == 0 || slices.Contains(l.countries, code)
}

// allowsDocument reports whether a person may use a document type; OTHER stands for
// every type that additionalSteps has no name for.
func (l *limits) allowsDocument(documentType string) bool {
	if len(l.documents) == 0 || slices.Contains(l.documents, documentType) {
		return true
	}
	return documentType == "OTHER" && slices.ContainsFunc(l.documents, func(d string) bool { return !slices.Contains(catalogue.DocumentTypes, d) })
}
