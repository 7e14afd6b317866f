package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// tokenData checks additionalData of a token request: {STEP: {FIELD: text}}.
func (c *checker) tokenData(root jsontext.Value) {
	p := c.plan()
	if c.unsure {
		p = &plan{env: c.env, at: p.at} // of steps that are not where they should be nothing follows
	}
	data := root.Member("additionalData")
	if data.Exists() && data.Kind() != jsontext.Null {
		if c.dataList(data) || c.dataLevels(data, p) {
			return
		}
		if !c.requireKind(data, jsontext.Object, codeDataNotObject, "additionalData", `{"UTILITY_BILL": {"address": …}}`) {
			return
		}
		if isFlat(data) && !keyedTexts(data, p.askedByName()) {
			c.flatData(data, p)
			return
		}
		if inner := data.FirstMember(); inner.Key() == data.Key() && inner.Kind() == jsontext.Object && alone(inner) {
			c.twice(inner, data.Key())
			return
		}
		asked := p.askedByName()
		if !p.complete || c.unsure {
			asked.names = append(asked.names, utilityBill)
		}
		for _, s := range p.asked() {
			if list := s.changes.Member("fields"); list.Kind() == jsontext.Array {
				c.fieldsLikeData(list, data.Member(s.name))
			}
		}
		for step := data.FirstMember(); step.Exists(); step = step.Next() {
			c.stepData(step, p, asked)
		}
	}
	if !data.Exists() && c.told[nameAt(root, "additionalData")] {
		return
	}
	for _, s := range p.asked() { // where a step's data has another name, that is told
		if t, known := p.typeOf(s); known && t == TypeCompare && !data.Member(s.name).Exists() && !c.dataFor(data, s.name) {
			c.dataMissing(root, s)
		}
	}
}

// dataFor tells whether there is data for a step under a name that is told to be another.
func (c *checker) dataFor(data jsontext.Value, step string) bool {
	return data.Exists() && c.told[nameAt(data, step)] ||
		data.Member(plainWord(step)).Exists() || data.Member(c.stepMeant(step)).Exists()
}

// asked returns every step of every branch, in order.
func (p *plan) asked() []*plannedStep {
	var steps []*plannedStep
	for _, b := range p.branches {
		steps = append(steps, b.steps...)
	}
	return steps
}

// askedSteps are what is asked by name; of several branches that ask differently, one whose step reads the data.
type askedSteps struct {
	byName map[string]*plannedStep
	// names are in order, each once.
	names []string
}

func (p *plan) askedByName() *askedSteps {
	a := &askedSteps{byName: map[string]*plannedStep{}}
	for _, s := range p.asked() {
		if a.byName[s.name] == nil {
			a.names = append(a.names, s.name)
		}
		if t, _ := p.typeOf(s); t != TypeUpload || a.byName[s.name] == nil {
			a.byName[s.name] = s
		}
	}
	return a
}

// isFlat tells whether additionalData holds fields and not steps.
func isFlat(data jsontext.Value) bool {
	for v := data.FirstMember(); v.Exists(); v = v.Next() {
		if v.Kind() == jsontext.String && packedTitle(v, jsontext.Object) == "" {
			return true
		}
	}
	return false
}

// keyedTexts tells whether each text in additionalData stands under the name of a step that is asked.
func keyedTexts(data jsontext.Value, asked *askedSteps) bool {
	for v := data.FirstMember(); v.Exists(); v = v.Next() {
		if v.Kind() == jsontext.String && asked.byName[v.Key()] == nil && asked.byName[nearest(v.Key(), asked.names)] == nil {
			return false
		}
	}
	return true
}

// textForStep is for a text in the place of an object of a step's fields.
func (c *checker) textForStep(v jsontext.Value, fields []string) {
	name := show(v.Key())
	message := "The text stands under the step " + name + " without the name of its field; write {" + name + `: {"address": …}}.`
	if len(fields) > 1 {
		message = "The text stands under the step " + name + " without the name of its field; write it under one of " + orList(fields) + "."
	}
	e := c.report(codeDataNotObject, v, message)
	if len(fields) == 1 && !isPlaceholder(fields[0]) && fields[0] != "" {
		e.wrap("Put it under "+fields[0], "{"+quote(fields[0])+": ", "}")
	}
}

// dataList is for additionalData as a list: [{"step": …, "field": …, "value": …}], or an object for each step.
func (c *checker) dataList(data jsontext.Value) bool {
	if data.Kind() != jsontext.Array || data.FirstItem().Kind() != jsontext.Object {
		return false
	}
	var all []rule
	known := !hasComment(data)
	for item := data.FirstItem(); item.Exists() && known; item = item.Next() {
		step, field, value := firstMember(item, "step", "stepName", "name"), firstMember(item, "field", "fieldName", "key"), item.Member("value")
		for m := item.FirstMember(); m.Exists() && known; m = m.Next() {
			switch {
			case m == step || m == field:
			case step.Exists():
				name := m.Key()
				if field.Exists() && m == value {
					name = field.Text()
				}
				known = step.Text() != "" && name != "" && m.Kind() == jsontext.String && (m == value || !field.Exists())
				all = append(all, rule{step.Text(), name, m.Source()})
			default:
				known = m.Kind() == jsontext.Object && !m.Empty()
				for f := m.FirstMember(); f.Exists(); f = f.Next() {
					all = append(all, rule{m.Key(), f.Key(), f.Source()})
				}
			}
		}
	}
	if !known && alone(data.FirstItem()) && !firstMember(data.FirstItem(), "step", "stepName", "field").Exists() {
		return false // it is only taken out of its list
	}
	e := c.report(codeDataNotObject, data, `additionalData is an object keyed by the step, not a list; write {"UTILITY_BILL": {"address": …}}.`)
	if text := nested(all); known && all != nil && text != "" {
		e.put("Key it by the step", text)
	}
	return true
}

// firstMember returns the first of an object's members of these names.
func firstMember(v jsontext.Value, names ...string) (m jsontext.Value) {
	for _, name := range names {
		if m = v.Member(name); m.Exists() {
			return m
		}
	}
	return m
}

// dataLevels is for data under countries and document types, as additionalSteps has them.
func (c *checker) dataLevels(data jsontext.Value, p *plan) bool {
	isLevel := func(v jsontext.Value) bool {
		is := c.placeOf(v)
		return (is == placeEither || is == placeCountry || is == placeDocument && v.Parent() != data) && v.Kind() == jsontext.Object &&
			v.FirstMember().Kind() == jsontext.Object
	}
	level := data.FirstMember()
	if data.Kind() != jsontext.Object || !isLevel(level) || p.askedByName().byName[level.Key()] != nil {
		return false
	}
	e := c.reportName(codeLevelTooMany, level, "additionalData is keyed by the step alone, not by country or document type; take "+show(level.Key())+` out and write {"UTILITY_BILL": {"address": …}}.`).param("name", level.Key())
	inner := level
	for isLevel(inner.FirstMember()) && alone(inner) {
		inner = inner.FirstMember()
	}
	if alone(inner) && alone(level) && (!hasComment(data) || hasComment(inner)) {
		e.fix("Take this level out", replace(data, inner.Source()))
	}
	return true
}

func allStrings(v jsontext.Value) bool {
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if m.Kind() != jsontext.String {
			return false
		}
	}
	return true
}

// takers are the steps that data is most probably for: those that compare, else those that read it, else those of which no type is known.
func (p *plan) takers() (names []string) {
	best := 0
	for _, s := range p.asked() {
		worth := 1
		switch t, known := p.typeOf(s); {
		case t == TypeCompare:
			worth = 3
		case t == TypeExtract:
			worth = 2
		case known:
			continue
		}
		if worth > best {
			best, names = worth, nil
		}
		if worth == best && len(names) < mostWords && !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	return names
}

func (c *checker) flatData(data jsontext.Value, p *plan) {
	takers := p.takers()
	name := append(takers, utilityBill)[0]
	e := c.report(codeDataFlat, data, `In a token request additionalData is keyed by the step; write {`+quote(name)+`: {"address": …}}.`)
	if len(takers) == 1 && allStrings(data) {
		e.wrap("Put it under the step", "{"+quote(name)+": ", "}")
	}
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
func (c *checker) stepData(v jsontext.Value, p *plan, asked *askedSteps) {
	name := v.Key()
	step := asked.byName[name]
	if v.Kind() == jsontext.String && packedTitle(v, jsontext.Object) == "" && !isPlaceholder(v.Text()) {
		var fields []string
		if step == nil {
			step = asked.byName[nearest(name, asked.names)]
		}
		if step != nil {
			fields = p.fieldsOf(step)
		}
		c.textForStep(v, fields)
		return
	}
	if !c.requireKind(v, jsontext.Object, codeDataNotObject, "A step's additionalData", `{"address": …}`) {
		return
	}
	if step == nil {
		meant := nearest(name, asked.names)
		switch message := "The request asks for no step " + show(name) + ", so this is compared with nothing"; {
		case c.placeholderName(v):
		case meant != "" && (c.stepMeant(meant) == name || plainWord(meant) == name): // it is the step's name that is told
		case meant != "" && meant != name:
			c.misnamed(v, codeDataStepNotAsked, "step", message, meant)
			var fields []string
			if step := asked.byName[meant]; step != nil {
				fields = p.fieldsOf(step)
			}
			c.dataValues(v, fields)
			return
		case p.complete && !c.misplaced(v):
			c.reportName(codeDataStepNotAsked, v, message+"; give the name of a step that is asked, or leave it out.").param("step", name)
		}
		c.dataValues(v, nil)
		return
	}
	stepType, known := p.typeOf(step)
	if stepType == TypeUpload && known {
		c.reportName(codeDataForUpload, v, "The step "+show(name)+" is of type UPLOAD and is compared with nothing; leave this out, or use COMPARE or EXTRACT.").
			param("step", name).delete("Leave it out")
		return
	}
	fields := p.fieldsOf(step)
	c.dataValues(v, fields)
	if stepType == TypeCompare {
		c.fieldsWithoutData(v, fields)
	}
}

// likeField returns the one of fields that a field of the data is a misspelling of, "" for none.
func likeField(name string, fields []string) string {
	if meant := sameWord(name, fields); meant != "" {
		return meant
	}
	return nearest(name, fields)
}

// fieldsLikeData says which of a step's fields are misspelt, because the data
// has the field that is meant. What iDenfy's documentation shows is right, and
// where it shows neither, the step's field is.
func (c *checker) fieldsLikeData(list, data jsontext.Value) {
	for item := list.FirstItem(); item.Exists(); item = item.Next() {
		name := item.Text()
		if name == "" || data.Member(name).Exists() || slices.Contains(catalogue.DataFields, name) || sameWord(name, catalogue.DataFields) != "" {
			continue
		}
		meant := nearest(name, catalogue.DataFields)
		if meant != "" && data.Member(meant).Exists() && !holds(list, meant) && plainWord(name) == name {
			c.report(codeFieldMisspelt, item, "The data has the field "+meant+" and not "+show(name)+", so the two are never compared; write "+meant+".").
				param("field", name).write(meant)
		}
	}
}

// meantFields are the fields as they are once those that are misspelt are written as they are told to be.
func meantFields(fields []string, data jsontext.Value) []string {
	out := make([]string, len(fields))
	for i, name := range fields {
		out[i] = name
		if data.Member(name).Exists() {
			continue
		}
		if meant := likeField(name, catalogue.DataFields); meant != "" && data.Member(meant).Exists() {
			out[i] = meant
		} else if plain := plainWord(name); data.Member(plain).Exists() {
			out[i] = plain
		}
	}
	return out
}

// dataValues checks the fields that are given; nil fields are not known.
func (c *checker) dataValues(v jsontext.Value, fields []string) {
	fields = meantFields(fields, v)
	known := map[string]bool{}
	for _, name := range fields {
		known[name] = true
	}
	for field := v.FirstMember(); field.Exists(); field = field.Next() {
		name := field.Key()
		plain := plainWord(name)
		switch meant := likeField(name, fields); {
		case known[name]:
		case c.placeholderName(field):
		case len(fields) > 0 && meant != "" && !v.Member(meant).Exists():
			c.misnamed(field, codeDataFieldUnknown, "field", show(name)+" is none of the step's fields ("+orList(fields)+"), so it is compared with nothing", meant)
		case len(fields) == 0 && (plain != name || sameWord(name, catalogue.DataFields) != ""):
			c.dataFieldName(field)
		case len(fields) > 0:
			c.reportName(codeDataFieldUnknown, field, show(name)+" is none of the step's fields ("+orList(fields)+"), so it is compared with nothing; use one of them, or add it to fields.").param("field", name)
		}
		c.dataValue(field)
	}
}

// dataFieldName checks how a field of data is called where no step says what its fields are.
func (c *checker) dataFieldName(v jsontext.Value) {
	name := v.Key()
	meant := sameWord(name, catalogue.DataFields)
	if meant == "" {
		meant = plainWord(name)
	}
	if meant != name && meant != "" {
		c.misnamed(v, codeDataFieldUnknown, "field", show(name)+" looks like the field "+meant+" and is another", meant)
	}
}

func (c *checker) dataValue(v jsontext.Value) {
	switch {
	case isPlaceholder(v.Text()) || c.wrongEncoding(v): // said once, for every string
	case v.Kind() != jsontext.String:
		e := c.report(codeDataNotString, v, "What is compared is a text in double quotes, not "+kindPhrase(v)+".")
		if inner := v.Member("value"); inner.Kind() == jsontext.String && !hasComment(v) {
			e.put("Keep the value alone", inner.Source())
		} else if v.Kind() == jsontext.Number {
			e.wrap("Put it in quotes", `"`, `"`)
		} else {
			e.unpack(jsontext.String)
		}
	case strings.TrimSpace(v.Text()) == "":
		c.report(codeDataEmpty, v, "This is empty, so there is nothing to compare with; write the value, or leave the field out.").delete("Leave the field out")
	}
}

// smallData is of how many fields each is looked for among those that are misspelt.
const smallData = 8

func (c *checker) fieldsWithoutData(v jsontext.Value, fields []string) {
	var missing []string
	for i, field := range meantFields(fields, v) {
		given := v.Member(field).Exists() || isPlaceholder(fields[i])
		for m := v.FirstMember(); m.Exists() && !given && i < smallData; m = m.Next() {
			given = likeField(m.Key(), []string{field}) != "" // it is told that this one is misspelt
		}
		if !given {
			missing = append(missing, show(field))
		}
	}
	switch {
	case len(missing) == 1:
		c.report(codeDataFieldMissing, v, "The step compares the field "+missing[0]+" and none is given, so it will not be compared; add it.").param("field", strings.Trim(missing[0], `"`))
	case len(missing) > 1:
		c.report(codeDataFieldMissing, v, "The data lacks fields of the step, so they will not be compared: "+strings.Join(missing, ", ")+"; add them.")
	}
}

// uploadData checks additionalData of an upload request: flat, {FIELD: text}.
func (c *checker) uploadData(v jsontext.Value) {
	if v.Kind() == jsontext.Null || !c.requireKind(v, jsontext.Object, codeDataNotObject, "additionalData", `{"address": …}`) {
		return
	}
	for field := v.FirstMember(); field.Exists(); field = field.Next() {
		if field.Kind() != jsontext.Object || field.Member("value").Exists() {
			c.dataFieldName(field)
			c.dataValue(field)
			continue
		}
		e := c.report(codeDataKeyed, v, `In an upload additionalData is flat; write {"address": …} without the step around it.`)
		if v.Len() == 1 && !hasComment(v) {
			e.put("Take it out of the step", field.Source())
		}
		return
	}
}
