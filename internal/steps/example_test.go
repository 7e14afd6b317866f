package steps_test

import (
	"fmt"

	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
)

func ExampleRead() {
	payload := steps.Read([]byte(`"additionalSteps": {"ALL": {"ALL": ["UTILITY_BILL", "UTILITY_BILL"]}}`), nil)
	fmt.Println(payload.Kind(), payload.Valid())
	for _, f := range payload.Findings() {
		fmt.Println(f.Severity, f.Pointer, f.Line, f.Column)
	}
	// Output:
	// fragment false
	// info  1 1
	// error /additionalSteps/ALL/ALL/1 1 53
}

func ExamplePayload_Resolve() {
	payload := steps.Read([]byte(`{"clientId": "1", "additionalSteps": {"ALL": {"ALL": {}}, "DE": {"PASSPORT": ["UTILITY_BILL"]}}}`), nil)
	for _, country := range []string{"DE", "LT"} {
		r := payload.Resolve(steps.Person{Country: country, Document: "PASSPORT", Locale: "de"})
		for _, s := range r.Steps {
			fmt.Println(country, s.Name, s.Title)
		}
	}
	// Output:
	// DE UTILITY_BILL Bitte laden Sie einen Adressnachweis hoch
}

func ExamplePayload_Expand() {
	env, _ := steps.ReadEnvironment([]byte(`{"steps": {"SELFIE": {"texts": {"en": {"name": "A selfie", "description": "With your card"}}}}}`))
	payload := steps.Read([]byte(`{"clientId": "1"}`), env)
	doc, _ := jsontext.Parse(payload.Expand())
	fmt.Println(doc.Root().Member("ALL").Member("ALL").Member("SELFIE").Source())
	// Output:
	// {"type":"UPLOAD","texts":{"en":{"name":"A selfie","description":"With your card"}},"fields":[],"settings":{"canUpload":true,"canCapture":true,"canUploadPDF":true}}
}
