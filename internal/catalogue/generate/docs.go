package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

const docsFile = "docs/catalogue.md"

// docsTables makes the page of the facts that a reader looks up.
func docsTables(_ string, c *catalogue, files map[string][]byte) error {
	var b strings.Builder
	b.WriteString(`# The facts

Made by ` + "`go generate ./...`" + ` from ` + "`internal/catalogue/catalogue.json`" + `, where each fact stands once, with its source. Not here: the codes of findings ([about payloads](findings.md), [about files](file-findings.md)), the countries (ISO 3166-1) and iDenfy's own texts.
`)
	b.WriteString(heading("Sources", "Where a fact is from, and how far it is trusted."))
	b.WriteString(tableHead("Source", "Is", "Trust"))
	for _, name := range slices.Sorted(maps.Keys(c.Sources)) {
		b.WriteString(row(inCode(name), c.Sources[name].Is, c.Sources[name].Trust))
	}
	for _, part := range []struct {
		title  string
		fields section[field]
	}{{"Fields of a token request", c.TokenFields}, {"Fields of an upload", c.UploadFields}} {
		b.WriteString(heading(part.title, part.fields.About))
		b.WriteString(tableHead("Field", "Form", "Least", "Most", "null", "Source"))
		for _, f := range part.fields.Items {
			name := inCode(f.Name)
			if f.Required {
				name += " (required)"
			}
			form := f.Form
			if len(f.Words) > 0 {
				form += ": " + strings.Join(f.Words, ", ")
			}
			b.WriteString(row(name, form, orNone(f.Min), orNone(f.Max), f.Null, sourceOf(f.Source, part.fields.Source)))
		}
	}
	for _, part := range []struct {
		title string
		items section[identifier]
	}{{"iDenfy's error identifiers", c.Identifiers}, {"The gateway's error identifiers", c.GatewayIdentifiers}} {
		b.WriteString(heading(part.title, part.items.About))
		b.WriteString(tableHead("Identifier", "Status", "Retry", "Is"))
		for _, i := range part.items.Items {
			retry := "no"
			if i.Retry {
				retry = "yes"
			}
			b.WriteString(row(inCode(i.Name), fmt.Sprint(i.Status), retry, i.Is))
		}
	}
	b.WriteString(heading("Reasons for asking again", c.MismatchTags.About))
	b.WriteString(tableHead("Tag", "Reason"))
	for _, t := range c.MismatchTags.Items {
		b.WriteString(row(inCode(t.Name), t.Reason))
	}
	b.WriteString(heading("Limits", c.Limits.About))
	b.WriteString(tableHead("Limit", "Is", "What", "Source"))
	for _, l := range c.Limits.Items {
		b.WriteString(row(inCode(l.Name), strings.ReplaceAll(grouped(l.Is), "_", ","), upperFirst(l.About)+".", sourceOf(l.Source, c.Limits.Source)))
	}
	b.WriteString(heading("Routes", c.Routes.About))
	b.WriteString(tableHead("Route", "JWT", "Limit of the body", "Must say its length"))
	for _, r := range c.Routes.Items {
		b.WriteString(row(inCode(r.Route), yes(r.Caller), r.Body, yes(r.Length)))
	}
	b.WriteString(heading("Words", "What a payload may say."))
	b.WriteString(tableHead("Of", "Words", "Source"))
	for _, w := range []struct {
		of, source string
		words      []string
	}{
		{"Locales of a step's texts", c.Locales.Source, c.localeCodes()},
		{"Further locales of iDenfy's window", c.WindowLocales.Source, codesOf(c.WindowLocales.Items, func(l locale) string { return l.Code })},
		{"Document types that additionalSteps can name", c.DocumentTypes.Source, c.documentCodes()},
		{"Documents that a token may be limited to, beside these", c.TokenDocuments.Source, codesOf(c.TokenDocuments.Items, func(d document) string { return d.Code })},
		{"Step types", c.StepTypes.Source, c.names(c.StepTypes.Items)},
		{"Keys of a step", c.StepKeys.Source, c.names(c.StepKeys.Items)},
		{"Settings of a step", c.Settings.Source, c.names(c.Settings.Items)},
		{"Documents that prove an address", c.POADocuments.Source, c.names(c.POADocuments.Items)},
	} {
		b.WriteString(row(w.of, strings.Join(w.words, ", "), w.source))
	}
	files[docsFile] = []byte(b.String())
	return nil
}

func heading(title, about string) string { return "\n## " + title + "\n\n" + about + "\n\n" }

func tableHead(cells ...string) string {
	return row(cells...) + "|" + strings.Repeat("---|", len(cells)) + "\n"
}

func row(cells ...string) string {
	var b strings.Builder
	for _, cell := range cells {
		b.WriteString("| " + strings.ReplaceAll(cell, "|", `\|`) + " ")
	}
	return b.String() + "|\n"
}

func inCode(s string) string { return "`" + s + "`" }

func orNone(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

func sourceOf(own, section string) string {
	if own == "" {
		return section
	}
	return own
}
