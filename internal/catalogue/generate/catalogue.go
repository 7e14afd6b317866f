package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
)

// A catalogue is catalogue.json.
type catalogue struct {
	Sources map[string]struct{ Is, Trust string } `json:"sources"`

	Locales        section[locale]   `json:"locales"`
	WindowLocales  section[locale]   `json:"windowLocales"`
	Countries      section[country]  `json:"countries"`
	DocumentTypes  section[document] `json:"documentTypes"`
	TokenDocuments section[document] `json:"tokenDocuments"`
	StepTypes      section[word]     `json:"stepTypes"`
	StepKeys       section[word]     `json:"stepKeys"`
	TextKeys       section[word]     `json:"textKeys"`
	Settings       section[word]     `json:"settings"`
	POADocuments   section[word]     `json:"poaDocuments"`
	BillTexts      section[billText] `json:"billTexts"`
	TokenFields    section[field]    `json:"tokenFields"`
	UploadFields   section[field]    `json:"uploadFields"`
	InventedFields section[word]     `json:"inventedFields"`
	DataFields     section[word]     `json:"dataFields"`

	OtherCalls         section[body]       `json:"otherCalls"`
	Answers            section[body]       `json:"answers"`
	Identifiers        section[identifier] `json:"identifiers"`
	GatewayIdentifiers section[identifier] `json:"gatewayIdentifiers"`
	Refusals           section[refusal]    `json:"refusals"`
	MismatchTags       section[tag]        `json:"mismatchTags"`
	Limits             section[limit]      `json:"limits"`
	Routes             section[route]      `json:"routes"`

	PayloadFindings struct {
		About, Source string
		Sections      []struct {
			Title string
			Items []code
		}
	} `json:"payloadFindings"`
	FileFindings section[code] `json:"fileFindings"`
}

// A section is a list of entries of one kind. An entry that has no source of
// its own has the section's.
type section[T any] struct {
	About, Source string
	Items         []T
}

type (
	locale struct {
		Code, Name, Source string
		// Untranslated says that the elements have no words of it yet and speak English.
		Untranslated bool
	}
	country  struct{ Code, Alpha3, Name, Source string }
	document struct{ Code, Name, Source string }
	word     struct{ Name, Is, Source string }
	billText struct{ Locale, Name, Description, Source string }
	field    struct {
		Name, Form, Null, Source string
		Min, Max                 int
		Words                    []string
		Required                 bool
	}
	body struct {
		Name, Path, Source string
		Has                []string
		Webhook            bool
	}
	identifier struct {
		Name, Is, Source string
		Status           int
		Retry            bool
	}
	refusal struct {
		Name, Identifier, Says, Source string
		// Status is the identifier's where none is given.
		Status int
	}
	tag   struct{ Name, Reason, Source string }
	limit struct {
		Name, About, Source string
		Is                  int
		In                  []string
	}
	route struct {
		Route, Body, Source string
		Caller, Length      bool
	}
	code struct {
		Code, Severity, About, Source string
		// Identifier is that of iDenfy's error, where it is not BAD_VALUE.
		Identifier string
		// By is "page" for a code that only the page gives.
		By string
		// Says is the text that the person reads.
		Says   string
		Params []string
	}
)

// load reads the catalogue and refuses what it cannot mean.
func load(path string) (*catalogue, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &catalogue{}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(c); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, c.check(text)
}

// check finds names that stand twice and sources that are none.
func (c *catalogue) check(text []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	for name, part := range raw {
		if name != "sources" {
			if err := c.checkSources(name, part, ""); err != nil {
				return err
			}
		}
	}
	for name, names := range map[string][]string{
		"locales":        codesOf(c.Locales.Items, func(l locale) string { return l.Code }),
		"countries":      codesOf(c.Countries.Items, func(l country) string { return l.Code }),
		"tokenDocuments": append(codesOf(c.DocumentTypes.Items, func(d document) string { return d.Code }), codesOf(c.TokenDocuments.Items, func(d document) string { return d.Code })...),
		"tokenFields":    codesOf(c.TokenFields.Items, func(f field) string { return f.Name }),
		"identifiers":    codesOf(c.allIdentifiers(), func(i identifier) string { return i.Name }),
		"refusals":       codesOf(c.Refusals.Items, func(r refusal) string { return r.Name }),
		"findings":       codesOf(append(c.payloadCodes(), c.FileFindings.Items...), func(f code) string { return f.Code }),
		"limits":         codesOf(c.Limits.Items, func(l limit) string { return l.Name }),
	} {
		slices.Sort(names)
		if unique := slices.Compact(slices.Clone(names)); len(unique) < len(names) || slices.Contains(names, "") {
			return fmt.Errorf("%s: a name is missing or stands twice among %s", name, strings.Join(names, ", "))
		}
	}
	if !slices.IsSortedFunc(c.Countries.Items, func(a, b country) int { return strings.Compare(a.Code, b.Code) }) {
		return fmt.Errorf("countries: not in the order of their codes")
	}
	for _, f := range append(c.payloadCodes(), c.FileFindings.Items...) {
		if !slices.Contains(severities, f.Severity) {
			return fmt.Errorf("%s: the severity is one of %s, not %q", f.Code, strings.Join(severities, ", "), f.Severity)
		}
	}
	for _, f := range c.payloadCodes() {
		if f.Identifier != "" && !slices.ContainsFunc(c.Identifiers.Items, func(i identifier) bool { return i.Name == f.Identifier }) {
			return fmt.Errorf("%s has the identifier %q, which is none of iDenfy's", f.Code, f.Identifier)
		}
	}
	for i, r := range c.Refusals.Items {
		at := slices.IndexFunc(c.allIdentifiers(), func(i identifier) bool { return i.Name == r.Identifier })
		if at < 0 {
			return fmt.Errorf("refusals: %s has the identifier %q, which is none", r.Name, r.Identifier)
		}
		c.Refusals.Items[i].Status = cmp.Or(r.Status, c.allIdentifiers()[at].Status)
	}
	for _, r := range c.Routes.Items {
		if r.Body != "" && !slices.ContainsFunc(c.Limits.Items, func(l limit) bool { return l.Name == r.Body }) {
			return fmt.Errorf("routes: %s has the limit %q, which is none", r.Route, r.Body)
		}
	}
	for _, f := range append(slices.Clone(c.TokenFields.Items), c.UploadFields.Items...) {
		if _, known := goForms[f.Form]; !known {
			return fmt.Errorf("%s has the form %q, which is none", f.Name, f.Form)
		}
	}
	return nil
}

var severities = []string{"error", "warning", "info"}

func codesOf[T any](items []T, name func(T) string) []string {
	var names []string
	for _, item := range items {
		names = append(names, name(item))
	}
	return names
}

// checkSources says where an entry has no source that the catalogue names.
func (c *catalogue) checkSources(where string, part json.RawMessage, inherited string) error {
	var list []json.RawMessage
	if json.Unmarshal(part, &list) == nil {
		for _, item := range list {
			if err := c.checkSources(where, item, inherited); err != nil {
				return err
			}
		}
		return nil
	}
	var entry struct {
		Source          string
		Items, Sections json.RawMessage
	}
	if json.Unmarshal(part, &entry) != nil {
		return nil
	}
	if entry.Source == "" {
		entry.Source = inherited
	}
	for _, source := range strings.Fields(entry.Source) {
		if _, known := c.Sources[source]; !known {
			return fmt.Errorf("%s: %q is none of the sources", where, source)
		}
	}
	if entry.Source == "" {
		return fmt.Errorf("%s: an entry has no source: %.80s", where, part)
	}
	for _, inside := range []json.RawMessage{entry.Items, entry.Sections} {
		if inside != nil {
			if err := c.checkSources(where, inside, entry.Source); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *catalogue) payloadCodes() []code {
	var all []code
	for _, s := range c.PayloadFindings.Sections {
		all = append(all, s.Items...)
	}
	return all
}

// allIdentifiers are the gateway's own, then iDenfy's.
func (c *catalogue) allIdentifiers() []identifier {
	return append(slices.Clone(c.GatewayIdentifiers.Items), c.Identifiers.Items...)
}

func (c *catalogue) names(words []word) []string {
	return codesOf(words, func(w word) string { return w.Name })
}

// untranslated are the locales of which the elements have no words yet.
func (c *catalogue) untranslated() []string {
	return codesOf(slices.DeleteFunc(slices.Clone(c.Locales.Items), func(l locale) bool { return !l.Untranslated }), func(l locale) string { return l.Code })
}

func (c *catalogue) localeCodes() []string {
	return codesOf(c.Locales.Items, func(l locale) string { return l.Code })
}

func (c *catalogue) documentCodes() []string {
	return codesOf(c.DocumentTypes.Items, func(d document) string { return d.Code })
}

// identityDocuments are all that a token may be limited to.
func (c *catalogue) identityDocuments() []string {
	return append(c.documentCodes(), codesOf(c.TokenDocuments.Items, func(d document) string { return d.Code })...)
}

func (c *catalogue) limitsIn(place string) []limit {
	var found []limit
	for _, l := range c.Limits.Items {
		if slices.Contains(l.In, place) {
			found = append(found, l)
		}
	}
	return found
}
