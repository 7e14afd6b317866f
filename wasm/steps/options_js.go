//go:build js && wasm

package main

import (
	"idenfysteps/internal/file"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/steps"
)

// options are the members that web/src/engine.ts passes beside a text or file;
// absent ones are the zero value.
type options struct{ jsontext.Value }

func readOptions(s source) options {
	document, _ := jsontext.Parse(s.text())
	if document == nil {
		return options{}
	}
	return options{document.Root()}
}

func (o options) environment() *steps.Environment {
	environment := o.Member("environment")
	if !environment.Exists() {
		return nil
	}
	env, _ := steps.ReadEnvironment([]byte(environment.Source()))
	return env
}

func (o options) person() steps.Person {
	return steps.Person{
		Country:  o.Member("country").Text(),
		Document: o.Member("document").Text(),
		Locale:   o.Member("locale").Text(),
	}
}

func (o options) file() file.Options {
	result := file.Options{Name: o.Member("name").Text(), MIME: o.Member("mime").Text()}
	if s := o.Member("settings"); s.Exists() {
		result.Settings = &file.Settings{
			CanUpload:    s.Member("canUpload").IsTrue(),
			CanCapture:   s.Member("canCapture").IsTrue(),
			CanUploadPDF: s.Member("canUploadPDF").IsTrue(),
		}
	}
	if l := o.Member("limits"); l.Exists() {
		result.Limits = file.Limits{
			Request: int64(whole(l.Member("request"))),
			Image:   int64(whole(l.Member("image"))),
			Pixels:  int64(whole(l.Member("pixels"))),
			Pages:   whole(l.Member("pages")),
		}
	}
	return result
}

// whole returns a whole number; what is none is 0, no limit.
func whole(v jsontext.Value) int {
	n, _ := v.Int()
	return n
}
