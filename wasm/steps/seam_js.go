//go:build js && wasm

// Command steps is the page's program for payloads (steps.wasm).
// wasm/steps/seam_js.go and web/src/steps.seam.ts are its two ends; what it has
// in common with the page's other program stands in wasm/internal/seam and
// web/src/seam.ts. Built natively it is the command line (cli.go).
//
//	environment(text, options)  steps.EnvironmentCheck as JSON; the calls after it use it where it is valid
//	check(text, options)        steps.Check as JSON
//	resolve(text, options)      steps.Resolution as JSON
//	review(text, options)       steps.Review as JSON: check and resolve in one
//	matrix(text, options)       steps.Table as JSON
//	explain(text, new)          steps.Explanation as JSON, of one text and a new one
//	expand(text, options)       the payload's additionalSteps as iDenfy echoes them, or null where it has an error
//	outline(text, options)      steps.Outline as JSON
//	edit(text, operations)      steps.Edited as JSON; operations are as jsonedit.Edit has them
//	normalise(text, options)    the payload as plain JSON, or null where it cannot be read
//	importText(text, options)   steps.Imported as JSON: the payload that is in what somebody pasted
//
// Options of resolve and review are a person's {"country", "document", "locale"}, those of matrix {"locale"}; the others
// have none.
package main

import (
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
	"idenfysteps/wasm/internal/seam"
)

func main() { select {} }

// environment is the account's, nil if it is unknown. It is kept, because it changes
// far less often than a payload that somebody types.
var environment *steps.Environment

//go:wasmexport environment
func setEnvironment(text, _ int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) {
		e, findings := steps.ReadEnvironment(seam.Source(text).Text())
		check := steps.EnvironmentCheck{Valid: !finding.AnyError(findings), Findings: findings}
		environment = nil
		if check.Valid {
			environment = e
		}
		check.WriteJSON(w)
	})
}

//go:wasmexport check
func check(text, _ int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) { read(text).Check().WriteJSON(w) })
}

//go:wasmexport resolve
func resolve(text, options int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) { read(text).Resolve(person(options)).WriteJSON(w) })
}

//go:wasmexport review
func review(text, options int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) { read(text).Review(person(options)).WriteJSON(w) })
}

//go:wasmexport matrix
func matrix(text, options int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) { read(text).Matrix(person(options).Locale).WriteJSON(w) })
}

//go:wasmexport explain
func explain(text, changed int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) { steps.Explain(read(text), read(changed)).WriteJSON(w) })
}

//go:wasmexport expand
func expand(text, _ int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) { raw(w, read(text).Expand()) })
}

//go:wasmexport outline
func outline(text, _ int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) { read(text).Outline().WriteJSON(w) })
}

//go:wasmexport edit
func edit(text, operations int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) {
		steps.Edit(seam.Source(text).Text(), seam.Source(operations).Text()).WriteJSON(w)
	})
}

//go:wasmexport normalise
func normalise(text, _ int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) { raw(w, read(text).Normalised()) })
}

// raw writes what is JSON already; nothing is null.
func raw(w *jsontext.Writer, text []byte) {
	if text == nil {
		text = []byte("null")
	}
	w.Raw(string(text))
}

//go:wasmexport importText
func importText(text, _ int32) int32 {
	return seam.Answer(func(w *jsontext.Writer) { steps.Import(seam.Source(text).Text()).WriteJSON(w) })
}

func read(text int32) *steps.Payload {
	return steps.Read(seam.Source(text).Text(), environment)
}

func person(options int32) steps.Person {
	o := seam.Source(options).Options()
	return steps.Person{
		Country:  o.Member("country").Text(),
		Document: o.Member("document").Text(),
		Locale:   o.Member("locale").Text(),
	}
}
