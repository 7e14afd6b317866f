package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const numberMark = "<!-- catalogue: "

// A marked number is a limit, in its own unit or in KiB or MiB, or how many entries a list has.
var markedNumber = regexp.MustCompile(`[\d,]+( KiB| MiB)?` + numberMark + `(\w+) -->`)

// pages writes the numbers in the docs that a comment marks.
func pages(root string, c *catalogue, files map[string][]byte) error {
	paths, err := filepath.Glob(filepath.Join(root, "docs/*.md"))
	if err != nil {
		return err
	}
	for _, path := range append(paths, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !strings.Contains(string(text), numberMark) {
			continue
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		page, err := c.numbered(string(text))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		files[filepath.ToSlash(name)] = []byte(page)
	}
	return nil
}

// numbered returns a page with its marked numbers as they are.
func (c *catalogue) numbered(page string) (string, error) {
	marks := markedNumber.FindAllStringSubmatchIndex(page, -1)
	if len(marks) != strings.Count(page, numberMark) {
		return "", fmt.Errorf("there is a mark %s…--> without a number before it", numberMark)
	}
	var out strings.Builder
	from := 0
	for _, m := range marks {
		var unit string
		if m[2] >= 0 {
			unit = page[m[2]:m[3]]
		}
		is, err := c.number(page[m[4]:m[5]], unit)
		if err != nil {
			return "", err
		}
		out.WriteString(page[from:m[0]] + is + unit + numberMark + page[m[4]:m[5]] + " -->")
		from = m[1]
	}
	return out.String() + page[from:], nil
}

// number returns a limit in a unit, or the length of a list, as a page writes it.
func (c *catalogue) number(name, unit string) (string, error) {
	is, isList := map[string]int{"languages": len(c.Locales.Items) - len(c.untranslated()), "poaDocuments": len(c.POADocuments.Items)}[name]
	if !isList {
		at := slices.IndexFunc(c.Limits.Items, func(l limit) bool { return l.Name == name })
		if at < 0 {
			return "", fmt.Errorf("there is no limit %q", name)
		}
		is = c.Limits.Items[at].Is
	}
	in := map[string]int{"": 1, " KiB": 1 << 10, " MiB": 1 << 20}[unit]
	if is%in != 0 {
		return "", fmt.Errorf("%s is %s, which is no whole number of%s", name, strconv.Itoa(is), unit)
	}
	return strings.ReplaceAll(grouped(is/in), "_", ","), nil
}
