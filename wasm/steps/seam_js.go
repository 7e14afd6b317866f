//go:build js && wasm

// Command steps is the page's program for payloads (steps.wasm).
// wasm/steps/seam_js.go and web/src/steps.seam.ts are its two ends; what it has
// in common with the page's other program stands in wasm/internal/seam and
// web/src/seam.ts. Built natively it is the command line (cli.go).
//
//	check(text, options)             steps.Payload as JSON: its kind, valid, findings
//	checkEnvironment(text, options)  {"valid", "findings"}, of an environment
//	resolve(text, options)           steps.Resolution as JSON
//	normalise(text, options)         the payload as plain JSON, or null where it cannot be read
//
// Options are {"environment"}, and of resolve "country", "document" and "locale" too.
package main

import (
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
	"idenfysteps/wasm/internal/seam"
)

func main() { select {} }

//go:wasmexport check
func check(text, options int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) {
		read(text, seam.Source(options).Options()).WriteJSON(w, "")
	})
}

//go:wasmexport checkEnvironment
func checkEnvironment(text, _ int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) {
		_, findings := steps.ReadEnvironment(seam.Source(text).Text())
		w.BeginObject()
		w.Name("valid").Bool(!finding.AnyError(findings))
		w.Name("findings")
		finding.WriteJSON(w, findings)
		w.EndObject()
	})
}

//go:wasmexport normalise
func normalise(text, _ int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) {
		plain := read(text, jsontext.Value{}).Normalised()
		if plain == nil {
			w.Null()
			return
		}
		w.Raw(string(plain))
	})
}

//go:wasmexport resolve
func resolve(text, options int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) {
		o := seam.Source(options).Options()
		who := steps.Person{
			Country:  o.Member("country").Text(),
			Document: o.Member("document").Text(),
			Locale:   o.Member("locale").Text(),
		}
		read(text, o).Resolve(who).WriteJSON(w)
	})
}

// read reads a payload, with the environment of the options.
func read(text int32, options jsontext.Value) *steps.Payload {
	var environment *steps.Environment
	if given := options.Member("environment"); given.Exists() {
		environment, _ = steps.ReadEnvironment([]byte(given.Source()))
	}
	return steps.Read(seam.Source(text).Text(), environment)
}
