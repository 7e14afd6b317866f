package steps

import (
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsonedit"
	"idenfysteps/internal/jsontext"
)

// An Edited is a text that operations have changed.
type Edited struct {
	// Text is the new text; the one that was given where the operations cannot be made.
	Text string `json:"text"`
	// Edits lead from the text that was given to the new one, all in one step; they are in the order of their start, without overlap.
	Edits []finding.Edit `json:"edits"`
	// Findings say why the operations cannot be made, absent where they were. None of them is made then.
	Findings []finding.Finding `json:"findings,omitempty"`
}

// Edit makes operations one after the other, each the smallest change of the
// text. They are a JSON list, as [jsonedit.Edit] says.
func Edit(text, operations []byte) *Edited {
	e := &Edited{Text: string(text)}
	p := readSource(text)
	if p.doc == nil {
		e.Findings = newChecker(p, nil).findings()
		return e
	}
	var list jsontext.Value
	if given, _ := jsontext.Parse(operations); given != nil {
		list = given.Root()
	}
	after, edits, refused := jsonedit.Edit(p.doc, list)
	if refused == nil {
		e.Text, e.Edits = after.Text(), edits
		return e
	}
	c := &checker{source: p}
	c.reportAt(codeNamed(refused.Code), refused.At, refused.Start, refused.Message).param("operation", number(refused.Index))
	e.Findings = c.findings()
	return e
}
