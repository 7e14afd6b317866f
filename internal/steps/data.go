package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/jsontext"
)

// tokenData checks additionalData of a token request: {STEP: {FIELD: text}}.
func (c *checker) tokenData(root jsontext.Value) {
	p := c.plan()
	data := root.Member("additionalData")
	if data.Exists() && data.Kind() != jsontext.Null {
		if !c.requireKind(data, jsontext.Object, codeDataNotObject, "additionalData", `{"UTILITY_BILL": {"address": …}}`) {
			return
		}
		if isFlat(data) {
			c.flatData(data, p)
			return
		}
		asked := p.askedByName()
		for step := data.FirstMember(); step.Exists(); step = step.Next() {
			c.stepData(step, p, asked)
		}
	}
	for _, s := range p.asked() {
		if t, known := p.typeOf(s); known && t == TypeCompare && !data.Member(s.name).Exists() {
			c.dataMissing(root, s)
		}
	}
}

// asked returns every step of every branch, in order.
func (p *plan) asked() []*plannedStep {
	var steps []*plannedStep
	for _, b := range p.branches {
		steps = append(steps, b.steps...)
	}
	return steps
}

// askedByName finds what is asked under a name; of several branches that ask
// differently, one whose step reads the data.
func (p *plan) askedByName() map[string]*plannedStep {
	byName := map[string]*plannedStep{}
	for _, s := range p.asked() {
		if t, _ := p.typeOf(s); t != TypeUpload || byName[s.name] == nil {
			byName[s.name] = s
		}
	}
	return byName
}

// isFlat tells whether additionalData holds fields and not steps.
func isFlat(data jsontext.Value) bool {
	for v := data.FirstMember(); v.Exists(); v = v.Next() {
		if v.Kind() == jsontext.String {
			return true
		}
	}
	return false
}

func (c *checker) flatData(data jsontext.Value, p *plan) {
	var takers []string
	for _, s := range p.asked() {
		if t, _ := p.typeOf(s); t != TypeUpload && !slices.Contains(takers, s.name) {
			takers = append(takers, s.name)
		}
	}
	name := append(takers, utilityBill)[0]
	e := c.report(codeDataFlat, data, `In a token request additionalData is keyed by the step; write {`+quote(name)+`: {"address": …}}.`)
	if len(takers) == 1 && takesAll(p.fieldsOf(p.askedByName()[name]), data) {
		e.fix("Put it under the step", wrap(data, "{"+quote(name)+": ", "}")...)
	}
}

// takesAll tells whether flat data can be one step's; no fields are any fields.
func takesAll(fields []string, data jsontext.Value) bool {
	for v := data.FirstMember(); v.Exists(); v = v.Next() {
		if v.Kind() != jsontext.String || len(fields) > 0 && !slices.Contains(fields, v.Key()) {
			return false
		}
	}
	return true
}

func (c *checker) dataMissing(root jsontext.Value, s *plannedStep) {
	at := root
	if s.where.Exists() {
		at = s.where
	}
	if t := s.where.Member("type"); t.Exists() {
		at = t
	}
	c.report(codeDataMissing, at, "A COMPARE step without additionalData: the token is created, but nothing is compared; send additionalData with the step's fields, such as the address.").
		param("step", s.name)
}

// stepData checks what a token request gives one step to compare with.
func (c *checker) stepData(v jsontext.Value, p *plan, asked map[string]*plannedStep) {
	name := v.Key()
	if !c.requireKind(v, jsontext.Object, codeDataNotObject, "A step's additionalData", `{"address": …}`) {
		return
	}
	step := asked[name]
	if step == nil {
		if p.complete {
			c.reportName(codeDataStepNotAsked, v, "The request asks for no step "+show(name)+", so this is compared with nothing; give the name of a step that is asked, or leave it out.").param("step", name)
		}
		c.dataValues(v, nil)
		return
	}
	stepType, known := p.typeOf(step)
	if stepType == TypeUpload && known {
		c.reportName(codeDataForUpload, v, "The step "+show(name)+" is of type UPLOAD and is compared with nothing; leave this out, or use COMPARE or EXTRACT.").
			param("step", name).fix("Leave it out", remove(v)...)
		return
	}
	fields := p.fieldsOf(step)
	c.dataValues(v, fields)
	if stepType == TypeCompare {
		c.fieldsWithoutData(v, fields)
	}
}

// dataValues checks the fields that are given; nil fields are not known.
func (c *checker) dataValues(v jsontext.Value, fields []string) {
	known := map[string]bool{}
	for _, name := range fields {
		known[name] = true
	}
	for field := v.FirstMember(); field.Exists(); field = field.Next() {
		name := field.Key()
		if len(fields) > 0 && !known[name] {
			e := c.reportName(codeDataFieldUnknown, field, show(name)+" is none of the step's fields ("+orList(fields)+"), so it is compared with nothing; use one of them, or add it to fields.").param("field", name)
			if meant := nearest(name, fields); meant != "" {
				e.param("meant", meant).fix("Write "+meant, rename(field, meant)...)
			}
		}
		c.dataValue(field)
	}
}

func (c *checker) dataValue(v jsontext.Value) {
	switch {
	case v.Kind() != jsontext.String:
		e := c.report(codeDataNotString, v, "What is compared is a text in double quotes, not "+kindPhrase(v)+".")
		if inner := v.Member("value"); inner.Kind() == jsontext.String && !hasComment(v) {
			e.fix("Keep the value alone", replace(v, inner.Source()))
		} else if v.Kind() == jsontext.Number {
			e.fix("Put it in quotes", wrap(v, `"`, `"`)...)
		}
	case strings.TrimSpace(v.Text()) == "":
		c.report(codeDataEmpty, v, "This is empty, so there is nothing to compare with; write the value, or leave the field out.").fix("Leave the field out", remove(v)...)
	}
}

func (c *checker) fieldsWithoutData(v jsontext.Value, fields []string) {
	for _, field := range fields {
		if !v.Member(field).Exists() {
			c.report(codeDataFieldMissing, v, "The step compares the field "+show(field)+" and none is given, so it will not be compared; add it.").param("field", field)
		}
	}
}

// uploadData checks additionalData of an upload request: flat, {FIELD: text}.
func (c *checker) uploadData(v jsontext.Value) {
	if v.Kind() == jsontext.Null || !c.requireKind(v, jsontext.Object, codeDataNotObject, "additionalData", `{"address": …}`) {
		return
	}
	for field := v.FirstMember(); field.Exists(); field = field.Next() {
		if field.Kind() != jsontext.Object || field.Member("value").Exists() {
			c.dataValue(field)
			continue
		}
		e := c.report(codeDataKeyed, v, `In an upload additionalData is flat; write {"address": …} without the step around it.`)
		if v.Len() == 1 && !hasComment(v) {
			e.fix("Take it out of the step", replace(v, field.Source()))
		}
		return
	}
}
