// Package rulestest is the table of what becomes of each value of a token
// request and of an upload, for tests: of check (internal/steps) and of the
// sandbox, each of which is held against the table and not against the other.
// rules.txt is written by hand and says how to read it.
package rulestest

import (
	_ "embed" // for go:embed
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"idenfysteps/internal/catalogue"
)

//go:embed rules.txt
var text string

// Environment is what iDenfy's staff configured where a token request of the
// table is judged. Uploads are judged without one.
const Environment = `{"steps": {"UTILITY_BILL": {"type": "EXTRACT", "fields": ["address"]}}, "overrides": true}`

// The verdicts.
const (
	// Refused is what iDenfy refuses, or silently misreads: an error of check.
	Refused = "refused"
	// Warned is what works and would surprise: a warning.
	Warned = "warned"
	// Assumed is taken, though no source says so: check says "assumed".
	Assumed = "assumed"
	// Taken is what a source says is right, or nothing speaks against.
	Taken = "taken"
)

// A Rule is one line of the table, for one field.
type Rule struct {
	// Line is the number of its line in rules.txt.
	Line int
	// Upload tells an upload from a token request.
	Upload bool
	// Field is the field's name; "" where the value is the whole body.
	Field string
	// Case is what the line is about: absent, null, empty, …
	Case string
	// Value is the field's JSON, or the body; "" where the field is absent.
	Value string
	// Verdict is one of the four.
	Verdict string
	// Code is the finding's; "" for none.
	Code string
	// Answer is the identifier of iDenfy's error; "" where iDenfy takes it.
	// Beside a verdict that is not Refused it is what only iDenfy knows.
	Answer string
	// Sources of the rule.
	Sources []string
}

// Name names the rule for a test.
func (r Rule) Name() string {
	return fmt.Sprintf("line %d, %s %s", r.Line, r.Field, r.Case)
}

// Body is the request's body. scanRef and image are what an upload cannot do without.
func (r Rule) Body(scanRef, image string) string {
	value := strings.NewReplacer("$scanRef", quoted(scanRef), "$image", quoted(image)).Replace(r.Value)
	if r.Field == "" {
		return strings.NewReplacer(`\xff`, "\xff", `\ufeff`, "\ufeff").Replace(value)
	}
	members := []string{`"clientId":"1"`}
	if r.Upload {
		members = []string{`"scanRef":` + quoted(scanRef), `"step":"UTILITY_BILL"`, `"image":` + quoted(image)}
	}
	own := quoted(r.Field) + ":"
	members = slices.DeleteFunc(members, func(m string) bool { return strings.HasPrefix(m, own) })
	if value != "" {
		members = append(members, own+value)
	}
	return "{" + strings.Join(members, ",") + "}"
}

func quoted(s string) string {
	out, _ := json.Marshal(s) // of a string, it never fails
	return string(out)
}

// A Table is rules.txt.
type Table struct {
	Rules []Rule
	// Reasons are, for each code, words one of which every message of it has.
	Reasons map[string][]string
	// Boundless are the fields, as "token address", with the boundaries that they have not.
	Boundless map[string][]string
}

// Read reads the table.
func Read() (*Table, error) {
	t := &Table{Reasons: map[string][]string{}, Boundless: map[string][]string{}}
	var kind string
	var fields []string
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		parts := strings.Split(line, "|")
		for j := range parts {
			parts[j] = strings.TrimSpace(parts[j])
		}
		heading, isHeading := strings.CutPrefix(line, "[")
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case isHeading:
			words := strings.Fields(strings.TrimSuffix(heading, "]"))
			kind, fields = words[0], words[1:]
			if last := len(fields) - 1; last > 0 && fields[last] == "…" {
				fields = append(fields[:last], othersLike(fields[0], lines)...)
			}
		case kind == "reasons" && len(parts) >= 2:
			t.Reasons[parts[0]] = parts[1:]
		case len(parts) != 6:
			return nil, fmt.Errorf("rules.txt:%d: a line has six parts with | between them, not %d", i+1, len(parts))
		case parts[1] == "none":
			for _, field := range fields {
				t.Boundless[kind+" "+field] = append(t.Boundless[kind+" "+field], parts[0])
			}
		default:
			for _, field := range fields {
				if field == "body" {
					field = ""
				}
				t.Rules = append(t.Rules, Rule{i + 1, kind == "upload", field, parts[0], spelledOut(parts[1]), parts[2], parts[3], parts[4], strings.Fields(parts[5])})
			}
		}
	}
	return t, nil
}

// othersLike are the fields of a token request that no heading names and of
// which the catalogue says what it says of one that is named.
func othersLike(name string, lines []string) (others []string) {
	var named []string
	for _, line := range lines {
		if heading, isHeading := strings.CutPrefix(line, "[token "); isHeading {
			named = append(named, strings.Fields(strings.TrimSuffix(heading, "]"))...)
		}
	}
	at := slices.IndexFunc(catalogue.TokenFields, func(f catalogue.Field) bool { return f.Name == name })
	for _, f := range catalogue.TokenFields {
		like := f
		like.Name = name
		if at >= 0 && !slices.Contains(named, f.Name) && reflect.DeepEqual(like, catalogue.TokenFields[at]) {
			others = append(others, f.Name)
		}
	}
	return others
}

// spelledOut writes text(3) as "aaa" and url(12) as "https://aaaa".
func spelledOut(value string) string {
	for _, form := range []struct{ name, begins string }{{"text(", ""}, {"url(", "https://"}} {
		if rest, found := strings.CutPrefix(value, form.name); found {
			n, _ := strconv.Atoi(strings.TrimSuffix(rest, ")"))
			if n < len(form.begins) {
				return quoted(form.begins[:n])
			}
			return quoted(form.begins + strings.Repeat("a", n-len(form.begins)))
		}
	}
	return value
}

// numberForms are those of which every field has a line of the case "number".
var numberForms = []string{`1.0`, `1e3`, `-0`, `1E400`, `01`, `"5"`, `+5`}

// Missing says which field × case has no line: the table is complete where it says nothing.
func (t *Table) Missing() (missing []string) {
	for kind, fields := range map[string][]catalogue.Field{"token": catalogue.TokenFields, "upload": catalogue.UploadFields} {
		for _, f := range fields {
			missing = append(missing, t.missingOf(kind, f)...)
		}
	}
	slices.Sort(missing)
	return missing
}

func (t *Table) missingOf(kind string, f catalogue.Field) (missing []string) {
	values := map[string][]string{}
	for _, r := range t.Rules {
		if r.Upload == (kind == "upload") && r.Field == f.Name {
			values[r.Case] = append(values[r.Case], r.Value)
		}
	}
	want := func(name string, given bool) {
		if !given {
			missing = append(missing, kind+" "+f.Name+": "+name)
		}
	}
	for _, name := range []string{"good", "absent", "null", "empty", "wrong type", "unknown word", "list"} {
		want(name, len(values[name]) > 0)
	}
	for _, form := range numberForms {
		want("number "+form, slices.Contains(values["number"], form))
	}
	all := slices.Concat(values["wrong type"], values["good"], values["empty"], values["unknown word"])
	for name, begins := range map[string]string{"a boolean": "tf", "a number": "0123456789-", "an object": "{", "a text": `"$`} {
		want(name, slices.ContainsFunc(all, func(v string) bool { return strings.ContainsAny(v[:1], begins) }))
	}
	for _, bound := range []struct {
		name string
		is   int
	}{{"least", f.Min}, {"most", f.Max}} {
		none := slices.Contains(t.Boundless[kind+" "+f.Name], bound.name)
		want(bound.name+": a line with none, or with the boundary", none != (len(values[bound.name]) > 0))
		want(bound.name+": none, where the catalogue has none", none || bound.is != 0 || f.Form == catalogue.Whole)
		for _, beside := range []string{"-1", "+1"} {
			want(bound.name+beside, none || len(values[bound.name+beside]) > 0)
		}
	}
	return missing
}
