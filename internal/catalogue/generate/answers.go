package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// answered are the Go types whose JSON reaches TypeScript, by the folder that
// they are declared in, with their names there. What is of a type that is
// written out of another is named too. A tag ts says what a json tag cannot:
// "-" for a member that TypeScript never sees, "optional" for one that may be
// absent, "null" for one that may be null, and else the member's type.
var answered = []struct{ folder, goName, tsName string }{
	{"internal/finding", "Severity", "Severity"},
	{"internal/finding", "Finding", "Finding"},
	{"internal/finding", "Fix", "Fix"},
	{"internal/jsontext", "Edit", "Edit"},
	{"internal/steps", "Kind", "PayloadKind"},
	{"internal/steps", "Check", "CheckResult"},
	{"internal/steps", "EnvironmentCheck", "EnvironmentResult"},
	{"internal/steps", "Imported", "ImportResult"},
	{"internal/steps", "Person", "Person"},
	{"internal/steps", "Settings", "StepSettings"},
	{"internal/steps", "ResolvedStep", "ResolvedStep"},
	{"internal/steps", "Seen", "Seen"},
	{"internal/steps", "Resolution", "ResolveResult"},
	{"internal/steps", "Review", "ReviewResult"},
	{"internal/steps", "Table", "MatrixResult"},
	{"internal/steps", "Row", "MatrixRow"},
	{"internal/steps", "Explanation", "ExplainResult"},
	{"internal/steps", "Change", "Change"},
	{"internal/steps", "Alteration", "Alteration"},
	{"internal/steps", "Outline", "OutlineResult"},
	{"internal/steps", "OutlineRule", "OutlineRule"},
	{"internal/steps", "RuleForm", "RuleForm"},
	{"internal/steps", "OutlineStep", "OutlineStep"},
	{"internal/steps", "OutlineText", "OutlineText"},
	{"internal/steps", "OutlineData", "OutlineData"},
	{"internal/steps", "OutlineField", "OutlineField"},
	{"internal/steps", "Unshown", "Unshown"},
	{"internal/steps", "Edited", "EditResult"},
	{"internal/file", "Type", "FileType"},
	{"internal/file", "Encryption", "Encryption"},
	{"internal/file", "Report", "InspectResult"},
	{"internal/idenfy", "Step", "TokenStep"},
	{"internal/gateway", "TokenAnswer", "Token"},
	{"internal/gateway", "UploadAnswer", "Upload"},
	{"internal/gateway", "State", "VerificationState"},
	{"internal/gateway", "VerificationAnswer", "Verification"},
}

// answers makes the TypeScript types of what Go answers.
func answers(root string, c *catalogue, files map[string][]byte) error {
	var b strings.Builder
	b.WriteString("// Made by internal/catalogue/generate from the types of what Go answers. Do not edit.\n\n")
	b.WriteString("/** " + c.StepTypes.About + " */\n" + union("StepType", c.names(c.StepTypes.Items)))
	packages := map[string]*declarations{}
	for _, a := range answered {
		p, known := packages[a.folder]
		if !known {
			var err error
			if p, err = parsePackage(filepath.Join(root, a.folder)); err != nil {
				return err
			}
			packages[a.folder] = p
		}
		text, err := p.typeScript(a.goName, a.tsName)
		if err != nil {
			return fmt.Errorf("%s.%s: %w", a.folder, a.goName, err)
		}
		b.WriteString(text)
	}
	files["web/src/answers.gen.ts"] = []byte(strings.TrimSuffix(b.String(), "\n"))
	return nil
}

// declarations are a package's types, and the words of its string types.
type declarations struct {
	types map[string]*ast.TypeSpec
	docs  map[string]string
	words map[string][]string
}

func parsePackage(folder string) (*declarations, error) {
	d := &declarations{map[string]*ast.TypeSpec{}, map[string]string{}, map[string][]string{}}
	names, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, declaration := range file.Decls {
			if general, ok := declaration.(*ast.GenDecl); ok {
				d.add(general)
			}
		}
	}
	return d, nil
}

func (d *declarations) add(general *ast.GenDecl) {
	for _, spec := range general.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			d.types[spec.Name.Name] = spec
			d.docs[spec.Name.Name] = general.Doc.Text()
		case *ast.ValueSpec:
			of, named := spec.Type.(*ast.Ident)
			if general.Tok != token.CONST || !named || len(spec.Values) != 1 {
				continue
			}
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok && literal.Kind == token.STRING {
				word, _ := strconv.Unquote(literal.Value)
				d.words[of.Name] = append(d.words[of.Name], word)
			}
		}
	}
}

func (d *declarations) typeScript(goName, tsName string) (string, error) {
	spec := d.types[goName]
	if spec == nil {
		return "", fmt.Errorf("no such type")
	}
	about := jsDoc(goName, tsName, d.docs[goName], "")
	structure, ok := spec.Type.(*ast.StructType)
	if !ok {
		return about + union(tsName, d.words[goName]), nil
	}
	var extends []string
	var b strings.Builder
	for _, field := range structure.Fields.List {
		of, err := tsType(field.Type)
		if err != nil {
			return "", err
		}
		if len(field.Names) == 0 {
			extends = append(extends, of)
			continue
		}
		if len(field.Names) > 1 {
			return "", fmt.Errorf("%s needs a line of its own, for its tag", field.Names[1])
		}
		if !field.Names[0].IsExported() {
			continue
		}
		if field.Tag == nil {
			return "", fmt.Errorf("%s has no tag", field.Names[0])
		}
		text, _ := strconv.Unquote(field.Tag.Value)
		tag := reflect.StructTag(text)
		name, option, _ := strings.Cut(tag.Get("json"), ",")
		optional := option == "omitempty"
		for _, word := range strings.Split(tag.Get("ts"), ",") {
			switch word {
			case "":
			case "-":
				name = ""
			case "optional":
				optional = true
			case "null":
				of += " | null"
			default:
				of = strings.TrimSpace(tag.Get("ts"))
			}
		}
		if name == "" {
			continue
		}
		b.WriteString(jsDoc(field.Names[0].Name, name, field.Doc.Text(), "  "))
		if optional {
			name += "?"
		}
		fmt.Fprintf(&b, "  %s: %s;\n", name, of)
	}
	bases := ""
	if len(extends) > 0 {
		bases = " extends " + strings.Join(extends, ", ")
	}
	body := b.String()
	if body != "" {
		body = "\n" + body
	}
	return fmt.Sprintf("%sexport interface %s%s {%s}\n\n", about, tsName, bases, body), nil
}

// tsType says a Go type in TypeScript.
func tsType(of ast.Expr) (string, error) {
	switch of := of.(type) {
	case *ast.StarExpr:
		return tsType(of.X)
	case *ast.ArrayType:
		element, err := tsType(of.Elt)
		return element + "[]", err
	case *ast.SelectorExpr:
		return tsType(of.Sel)
	case *ast.Ident:
		switch of.Name {
		case "string":
			return "string", nil
		case "bool":
			return "boolean", nil
		case "int", "int64":
			return "number", nil
		case "Params":
			return "Record<string, string>", nil
		case "StepType":
			return "StepType", nil
		}
		for _, a := range answered {
			if a.goName == of.Name {
				return a.tsName, nil
			}
		}
	}
	return "", fmt.Errorf("no TypeScript for %T %v", of, of)
}

// union declares a type of which these are the words, in one line where it fits.
func union(name string, words []string) string {
	var quoted []string
	for _, w := range words {
		quoted = append(quoted, tsString(w))
	}
	line := "export type " + name + " = " + strings.Join(quoted, " | ") + ";"
	if len(line) > 120 {
		line = "export type " + name + " =\n  | " + strings.Join(quoted, "\n  | ") + ";"
	}
	return line + "\n\n"
}

// jsDoc turns a Go comment into one of TypeScript's: "A Fix is a set of edits" says
// it of what stands below it anyway, and "Valid says" has TypeScript's name for it.
func jsDoc(goName, tsName, comment, indent string) string {
	text := strings.Join(strings.Fields(comment), " ")
	if text == "" {
		return ""
	}
	for _, article := range []string{"", "A ", "An "} {
		rest, found := strings.CutPrefix(text, article+goName+" ")
		if !found {
			continue
		}
		verb, what, _ := strings.Cut(rest, " ")
		if verb == "is" || verb == "are" {
			text = upperFirst(what)
		} else {
			text = article + "`" + tsName + "` " + rest
		}
		break
	}
	line := indent + "/** " + text + " */\n"
	if len(line) <= 121 {
		return line
	}
	out := indent + "/**\n"
	for text != "" {
		cut := len(text)
		if room := 120 - len(indent+" * "); cut > room {
			cut = strings.LastIndex(text[:room+1], " ")
		}
		out += indent + " * " + text[:cut] + "\n"
		text = strings.TrimPrefix(text[cut:], " ")
	}
	return out + indent + " */\n"
}
