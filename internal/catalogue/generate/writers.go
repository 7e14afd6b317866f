package main

import (
	"fmt"
	"go/ast"
	"reflect"
	"strconv"
	"strings"
)

// written are the Go types of which the JSON is written by methods that are made
// from their tags: the page's programs do without encoding/json for its size. A
// package's other types of the list are written where they are met.
var written = []struct {
	folder string
	types  []string
}{
	{"internal/jsontext", []string{"Edit"}},
	{"internal/finding", []string{"Finding", "Fix"}},
	{"internal/steps", []string{"Check", "EnvironmentCheck", "Imported", "Person", "Settings", "ResolvedStep", "Seen", "Resolution", "Review", "Table", "Row", "Explanation", "Change", "Alteration", "Outline", "OutlineRule", "OutlineStep", "OutlineText", "OutlineData", "OutlineField", "Unshown", "Edited"}},
	{"internal/file", []string{"Report"}},
}

// writers makes json.gen.go of each of these packages.
func writers(root string, _ *catalogue, files map[string][]byte) error {
	for _, p := range written {
		declared, err := parsePackage(root + "/" + p.folder)
		if err != nil {
			return err
		}
		name := p.folder[strings.LastIndex(p.folder, "/")+1:]
		var b strings.Builder
		for _, t := range p.types {
			if err := declared.writer(&b, t); err != nil {
				return fmt.Errorf("%s.%s: %w", p.folder, t, err)
			}
		}
		imports := "import \"idenfysteps/internal/jsontext\"\n"
		if strings.Contains(b.String(), "finding.") {
			imports = "import (\n\t\"idenfysteps/internal/finding\"\n\t\"idenfysteps/internal/jsontext\"\n)\n"
		}
		text := imports + b.String()
		if name == "jsontext" {
			text = strings.ReplaceAll(b.String(), "jsontext.", "")
		}
		if err := goFile(files, p.folder+"/json.gen.go", madeByGo+"package "+name+"\n\n"+text); err != nil {
			return err
		}
	}
	return nil
}

// writer makes the method WriteJSON, and writeMembers where another type needs what is in the object.
func (d *declarations) writer(b *strings.Builder, name string) error {
	spec := d.types[name]
	if spec == nil {
		return fmt.Errorf("no such type")
	}
	fmt.Fprintf(b, "\n// WriteJSON writes it as encoding/json would, by its tags.\nfunc (v *%s) WriteJSON(w *jsontext.Writer) {\n\tw.BeginObject()\n", name)
	end := "\tw.EndObject()\n}\n"
	if d.embedded(name) {
		fmt.Fprintf(b, "\tv.writeMembers(w)\n%s\nfunc (v *%s) writeMembers(w *jsontext.Writer) {\n", end, name)
		end = "}\n"
	}
	for _, field := range spec.Type.(*ast.StructType).Fields.List {
		if len(field.Names) == 0 {
			fmt.Fprintf(b, "\tv.%s.writeMembers(w)\n", field.Type.(*ast.Ident).Name)
			continue
		}
		if field.Tag == nil {
			continue
		}
		text, _ := strconv.Unquote(field.Tag.Value)
		tag := reflect.StructTag(text)
		member, option, _ := strings.Cut(tag.Get("json"), ",")
		place := "v." + field.Names[0].Name
		write, zero, err := d.write(place, field.Type)
		if err != nil {
			return err
		}
		write = fmt.Sprintf("w.Name(%q)\n%s", member, write)
		switch {
		case tag.Get("if") != "":
			write = "if v." + tag.Get("if") + " != 0 {\n" + write + "}\n"
		case option == "omitempty":
			write = "if " + zero + " {\n" + write + "}\n"
		case strings.Contains(tag.Get("ts"), "null"):
			write = fmt.Sprintf("if w.Name(%q); !(%s) {\nw.Null()\n} else {\n%s}\n", member, zero, strings.TrimPrefix(write, fmt.Sprintf("w.Name(%q)\n", member)))
		}
		b.WriteString(write)
	}
	b.WriteString(end)
	return nil
}

// embedded tells whether another type of the package has the members of a type.
func (d *declarations) embedded(name string) bool {
	for _, spec := range d.types {
		structure, ok := spec.Type.(*ast.StructType)
		for i := 0; ok && i < len(structure.Fields.List); i++ {
			field := structure.Fields.List[i]
			if of, named := field.Type.(*ast.Ident); len(field.Names) == 0 && named && of.Name == name {
				return true
			}
		}
	}
	return false
}

// write writes a value, and tells when it is not the zero one.
func (d *declarations) write(place string, of ast.Expr) (statement, notZero string, err error) {
	switch of := of.(type) {
	case *ast.StarExpr:
		return place + ".WriteJSON(w)\n", place + " != nil", nil
	case *ast.ArrayType:
		notZero = "len(" + place + ") > 0"
		each := fmt.Sprintf("w.BeginArray()\nfor i := range %s {\n%s[i].WriteJSON(w)\n}\nw.EndArray()\n", place, place)
		switch element := of.Elt.(type) {
		case *ast.SelectorExpr:
			if element.Sel.Name == "Finding" {
				each = fmt.Sprintf("%s.WriteJSON(w, %s)\n", element.X, place)
			}
			return each, notZero, nil
		case *ast.Ident:
			if element.Name == "string" {
				return "w.Strings(" + place + ")\n", place + " != nil", nil
			}
			return each, notZero, nil
		}
	case *ast.Ident:
		switch {
		case of.Name == "string":
			return "w.String(" + place + ")\n", place + ` != ""`, nil
		case of.Name == "bool":
			return "w.Bool(" + place + ")\n", place, nil
		case of.Name == "int":
			return "w.Int(" + place + ")\n", place + " != 0", nil
		case of.Name == "int64":
			return "w.Int(int(" + place + "))\n", place + " != 0", nil
		case len(d.words[of.Name]) > 0:
			return "w.String(string(" + place + "))\n", place + ` != ""`, nil
		case of.Name == "Params":
			return place + ".writeJSON(w)\n", "len(" + place + ") > 0", nil
		}
	}
	return "", "", fmt.Errorf("%s: no way to write %T %v", place, of, of)
}
