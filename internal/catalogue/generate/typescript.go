package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
)

const madeByTypeScript = "// Made by internal/catalogue/generate from internal/catalogue/catalogue.json. Do not edit.\n\n"

// typeScript makes what the page and the Worker's TypeScript need.
func typeScript(_ string, c *catalogue, files map[string][]byte) error {
	var b strings.Builder
	b.WriteString(madeByTypeScript)
	tsList(&b, "locales", c.Locales.About, c.localeCodes())
	tsList(&b, "untranslated", "Locales of which the elements have no words yet.", c.untranslated())
	tsRecord(&b, "languages", "Languages of the locales, in English.", c.Locales.Items, func(l locale) (string, string) { return l.Code, l.Name })
	tsRecord(&b, "countries", "Countries by alpha-2 code, in English.", c.Countries.Items, func(l country) (string, string) { return l.Code, l.Name })
	tsRecord(&b, "documentTypes", c.DocumentTypes.About, c.DocumentTypes.Items, func(d document) (string, string) { return d.Code, d.Name })
	tsList(&b, "poaDocuments", c.POADocuments.About, c.names(c.POADocuments.Items))
	tsRecord(&b, "fileFindingTexts", "The text that a person reads for each code of a finding in a file.", c.FileFindings.Items, func(f code) (string, string) { return f.Code, f.Says })
	var retried []string
	for _, i := range c.GatewayIdentifiers.Items {
		if i.Retry {
			retried = append(retried, i.Name)
		}
	}
	tsList(&b, "retriedIdentifiers", "The gateway's own identifiers of what passes by itself: the same call may succeed later.", retried)
	tsLimits(&b, c.limitsIn("page"))
	files["web/src/catalogue.gen.ts"] = []byte(strings.TrimSuffix(b.String(), "\n"))

	b.Reset()
	b.WriteString(madeByTypeScript)
	tsLimits(&b, c.limitsIn("worker"))
	fmt.Fprintf(&b, "/** %s */\nexport const routes = [\n", c.Routes.About)
	for _, r := range c.Routes.Items {
		fmt.Fprintf(&b, "  { route: %s, caller: %t, maxBytes: %s, length: %t },\n", tsString(r.Route), r.Caller, cmp.Or(r.Body, "0"), r.Length)
	}
	b.WriteString("];\n\n")
	b.WriteString("/** The HTTP status of each identifier of an error: the gateway's own, then iDenfy's. */\nexport const statuses = {\n")
	for _, id := range c.allIdentifiers() {
		fmt.Fprintf(&b, "  %s: %d,\n", id.Name, id.Status)
	}
	b.WriteString("} as const;\n\n/** What an error is called. */\nexport type Identifier = keyof typeof statuses;\n\n")
	fmt.Fprintf(&b, "/** %s */\nexport const refusals = {\n", c.Refusals.About)
	for _, r := range c.Refusals.Items {
		fmt.Fprintf(&b, "  %s: {\n    identifier: %s,\n    status: %d,\n    message: %s,\n  },\n", r.Name, tsString(r.Identifier), r.Status, tsString(r.Says))
	}
	b.WriteString("} as const;\n\n")
	files["worker/src/catalogue.gen.ts"] = []byte(strings.TrimSuffix(b.String(), "\n"))
	return nil
}

// tsList writes a list in one line where it fits, as the project's formatter does.
func tsList(b *strings.Builder, name, about string, words []string) {
	var quoted []string
	for _, w := range words {
		quoted = append(quoted, tsString(w))
	}
	line := fmt.Sprintf("export const %s = [%s] as const;", name, strings.Join(quoted, ", "))
	if len(line) > 120 {
		line = fmt.Sprintf("export const %s = [\n  %s,\n] as const;", name, strings.Join(quoted, ",\n  "))
	}
	fmt.Fprintf(b, "/** %s */\n%s\n\n", about, line)
}

func tsRecord[T any](b *strings.Builder, name, about string, items []T, entry func(T) (key, value string)) {
	fmt.Fprintf(b, "/** %s */\nexport const %s = {\n", about, name)
	for _, item := range items {
		key, value := entry(item)
		if strings.ContainsAny(key, "- ") {
			key = tsString(key)
		}
		fmt.Fprintf(b, "  %s: %s,\n", key, tsString(value))
	}
	b.WriteString("} as const;\n\n")
}

func tsLimits(b *strings.Builder, limits []limit) {
	for _, l := range limits {
		fmt.Fprintf(b, "/** %s. */\nexport const %s = %s;\n\n", upperFirst(l.About), l.Name, grouped(l.Is))
	}
}

// tsString quotes a string as the project's formatter does.
func tsString(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(text)
}
