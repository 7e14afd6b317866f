package steps_test

import (
	"fmt"

	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
)

func ExampleCheck() {
	report := steps.Check([]byte(`"additionalSteps": {"ALL": {"ALL": ["UTILITY_BILL", "UTILITY_BILL"]}}`), nil)
	fmt.Println(report.Kind, report.Valid())
	for _, f := range report.Findings {
		fmt.Println(f.Severity, f.Pointer, f.Line, f.Column)
	}
	// Output:
	// fragment false
	// info  1 1
	// error /additionalSteps/ALL/ALL/1 1 53
}

func ExampleResolve() {
	payload := []byte(`{"clientId": "1", "additionalSteps": {"ALL": {"ALL": {}}, "DE": {"PASSPORT": ["UTILITY_BILL"]}}}`)
	for _, country := range []string{"DE", "LT"} {
		r := steps.Resolve(payload, nil, steps.Person{Country: country, Document: "PASSPORT", Locale: "de"})
		for _, s := range r.Steps {
			fmt.Println(country, s.Name, s.Title)
		}
	}
	// Output:
	// DE UTILITY_BILL Bitte laden Sie einen Adressnachweis hoch
}

func ExampleExpand() {
	env, _ := steps.ReadEnvironment([]byte(`{"steps": {"SELFIE": {"texts": {"en": {"name": "A selfie", "description": "With your card"}}}}}`))
	expanded, _ := steps.Expand([]byte(`{"clientId": "1"}`), env)
	doc, _ := jsontext.Parse(expanded)
	fmt.Println(doc.Root().Member("ALL").Member("ALL").Member("SELFIE").Source())
	// Output:
	// {"type":"UPLOAD","texts":{"en":{"name":"A selfie","description":"With your card"}},"fields":[],"settings":{"canUpload":true,"canCapture":true,"canUploadPDF":true}}
}
