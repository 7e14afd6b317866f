package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const openAPIFile = "docs/gateway.openapi.yaml"

// A marked line is an enum that is made: "enum: […]" in the same line, or one item a line below.
var markedEnum = regexp.MustCompile(`^(\s*)enum:(?: \[.*\])? # catalogue: (\w+)$`)

// A marked number is one of the limits.
var markedLimit = regexp.MustCompile(`^(\s*maximum:) \d+ # catalogue: (\w+)$`)

// openAPI writes the enums and the limits of the gateway's OpenAPI file that a comment marks.
func openAPI(root string, c *catalogue, files map[string][]byte) error {
	text, err := os.ReadFile(filepath.Join(root, openAPIFile))
	if err != nil {
		return err
	}
	project, err := packageVersion(root)
	if err != nil {
		return err
	}
	identifiers := append(
		codesOf(c.GatewayIdentifiers.Items, func(i identifier) string { return i.Name }),
		codesOf(c.Identifiers.Items, func(i identifier) string { return i.Name })...)
	lists := map[string][]string{"locales": c.localeCodes(), "stepTypes": c.names(c.StepTypes.Items), "severities": severities, "identifiers": identifiers}
	var out []string
	made := map[string]bool{}
	lines := strings.Split(string(text), "\n")
	for i := 0; i < len(lines); i++ {
		if rest, found := strings.CutPrefix(lines[i], "  version: "); found && rest != "" {
			lines[i] = "  version: " + project
		}
		if mark := markedLimit.FindStringSubmatch(lines[i]); mark != nil {
			at := slices.IndexFunc(c.Limits.Items, func(l limit) bool { return l.Name == mark[2] })
			if at < 0 {
				return fmt.Errorf("%s:%d: there is no limit %q", openAPIFile, i+1, mark[2])
			}
			lines[i] = fmt.Sprintf("%s %d # catalogue: %s", mark[1], c.Limits.Items[at].Is, mark[2])
		}
		mark := markedEnum.FindStringSubmatch(lines[i])
		if mark == nil {
			out = append(out, lines[i])
			continue
		}
		indent, name := mark[1], mark[2]
		words, known := lists[name]
		if !known {
			return fmt.Errorf("%s:%d: there is no list %q", openAPIFile, i+1, name)
		}
		made[name] = true
		if strings.Contains(lines[i], "[") {
			out = append(out, indent+"enum: ["+strings.Join(words, ", ")+"] # catalogue: "+name)
			continue
		}
		out = append(out, lines[i])
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], indent+"  - ") {
			i++
		}
		for _, w := range words {
			out = append(out, indent+"  - "+w)
		}
	}
	for name := range lists {
		if !made[name] {
			return fmt.Errorf("%s: no enum is marked with # catalogue: %s", openAPIFile, name)
		}
	}
	files[openAPIFile] = []byte(strings.Join(out, "\n"))
	return nil
}
