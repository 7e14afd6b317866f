package scenario

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/sandbox"
	"idenfysteps/internal/steps"
)

// The codes of findings about a scenario.
const (
	codeName    = "scenario-unknown-name"
	codeMissing = "scenario-missing"
	codeValue   = "scenario-wrong-value"
	codeOrder   = "scenario-order"
)

// Read reads a scenario: JSON, comments allowed. The scenario is nil if a finding
// is an error.
func Read(text []byte) (*Scenario, []finding.Finding) {
	r := &reader{text: text, lines: jsontext.NewLines(string(text))}
	doc, problems := jsontext.Parse(text)
	for _, p := range problems {
		if p.Fatal() || p.Code == jsontext.CodeDuplicateName {
			r.problem(p)
		}
	}
	if doc == nil {
		return nil, r.findings
	}
	s := r.scenario(doc.Root())
	slices.SortStableFunc(r.findings, func(a, b finding.Finding) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	if finding.AnyError(r.findings) {
		return nil, r.findings
	}
	return s, r.findings
}

// A reader reads one text and collects its findings.
type reader struct {
	text     []byte
	lines    *jsontext.Lines
	findings []finding.Finding

	// environment is the scenario's; nil if it has an error.
	environment *steps.Environment
	// token says whether the timeline has created a verification so far, names are those of the webhooks so far.
	token bool
	names []string
	// elapsed is the time of the current entry, late are the delayed webhooks.
	elapsed time.Duration
	late    []arrival
}

// An arrival is when a delayed webhook comes, and the part of the text that says so.
type arrival struct {
	at   time.Duration
	said jsontext.Value
}

func (r *reader) add(code, pointer string, start int, message string) {
	line, column := r.lines.At(start)
	r.findings = append(r.findings, finding.Finding{
		Code: code, Severity: finding.Error, Pointer: pointer, Line: line, Column: column, Message: message})
}

func (r *reader) problem(p jsontext.Problem) {
	r.add(p.Code, p.At.Pointer(), p.Start, p.Message)
	if len(p.Edits) > 0 {
		r.findings[len(r.findings)-1].Fix = &finding.Fix{Title: p.Fix, Edits: p.Edits}
	}
}

// addOf adds the findings about a part of the text.
func (r *reader) addOf(part jsontext.Value, findings []finding.Finding) {
	for _, f := range findings {
		if f.Severity != finding.Info {
			f.Pointer = part.Pointer() + f.Pointer
			r.findings = append(r.findings, f)
		}
	}
}

func (r *reader) wrong(v jsontext.Value, message string) {
	r.add(codeValue, v.Pointer(), v.Start(), message)
}

func (r *reader) missing(v jsontext.Value, message string) {
	r.add(codeMissing, v.Pointer(), v.Start(), message)
}

func (r *reader) order(v jsontext.Value, message string) {
	r.add(codeOrder, v.Pointer(), v.Start(), message)
}

func (r *reader) scenario(root jsontext.Value) *Scenario {
	s := &Scenario{}
	if !r.object(root, "A scenario", "title", "environment", "timeline") {
		return s
	}
	s.Title = r.string(root.Member("title"), "title")
	s.environment = r.readEnvironment(root.Member("environment"))
	if s.Title == "" {
		r.missing(root, `A scenario needs a title; write "title": and one sentence that says what happens.`)
	}
	timeline := root.Member("timeline")
	if !timeline.Exists() {
		r.missing(root, `A scenario needs a timeline; write "timeline": [{"token": {"request": {"clientId": "scenario"}}}, …].`)
		return s
	}
	if timeline.Kind() != jsontext.Array {
		r.wrong(timeline, "The timeline must be a list of what happens, not "+timeline.Kind().String()+"; write [{…}, {…}].")
	}
	for v := timeline.FirstItem(); v.Exists(); v = v.Next() {
		s.timeline = append(s.timeline, r.entry(v))
	}
	if timeline.Kind() == jsontext.Array && len(s.timeline) == 0 {
		r.missing(timeline, `Nothing happens in this timeline; begin it with {"token": {"request": {"clientId": "scenario"}}}.`)
	}
	r.neverArrives(s.length())
	return s
}

// neverArrives warns about webhooks that would come after the last entry.
func (r *reader) neverArrives(end time.Duration) {
	for _, late := range r.late {
		if late.at > end {
			r.wrong(late.said, `The timeline ends before this webhook comes, so it never does; let time pass at its end: {"after": "`+short(late.at-end)+`"}.`)
			r.findings[len(r.findings)-1].Severity = finding.Warning
		}
	}
}

const defaultEnvironment = "demo"

// readEnvironment returns the environment's JSON, with the positions of the scenario's text.
func (r *reader) readEnvironment(v jsontext.Value) []byte {
	name := defaultEnvironment
	switch v.Kind() {
	case jsontext.Absent:
	case jsontext.String:
		name = v.Text()
	case jsontext.Object:
		text := r.alone(v)
		_, err := sandbox.New(sandbox.Options{Environment: text, APIKey: "-", APISecret: "-"})
		if err != nil {
			r.wrong(v, err.Error())
		}
		var findings []finding.Finding
		r.environment, findings = steps.ReadEnvironment(text)
		if r.environment != nil { // else its first error is reported above
			r.addOf(v, findings)
		}
		return text
	default:
		r.wrong(v, "The environment is the name of a built-in one, or an object; write \"demo\", or {\"steps\": {…}}.")
	}
	text, ok := sandbox.BuiltIn(name)
	if !ok {
		r.wrong(v, "There is no built-in environment of this name; write demo, seed-upload or seed-extract, or the environment itself as an object.")
	}
	r.environment, _ = steps.ReadEnvironment(text)
	return text
}

// alone returns the text with everything but v blanked, so that positions stay.
func (r *reader) alone(v jsontext.Value) []byte {
	alone := bytes.Clone(r.text)
	for i, c := range alone {
		if (i < v.Start() || i >= v.End()) && c != '\n' && c != '\r' {
			alone[i] = ' '
		}
	}
	return alone
}

// verbs are the members of an entry that say what happens.
var verbs = []struct {
	name string
	read func(*reader, jsontext.Value) action
}{
	{"token", (*reader).readToken},
	{"window", (*reader).readWindow},
	{"automatic", (*reader).readAutomatic},
	{"verdict", (*reader).readVerdict},
	{"expire", (*reader).readExpire},
	{"send", (*reader).readSend},
	{"upload", (*reader).readUpload},
	{"expect", (*reader).readExpect},
}

func (r *reader) entry(v jsontext.Value) entry {
	found := len(r.findings)
	known := []string{"after", "webhook"}
	for _, verb := range verbs {
		known = append(known, verb.name)
	}
	if !r.object(v, "An entry of the timeline", known...) {
		return entry{}
	}
	line, _ := r.lines.At(v.Start())
	e := entry{line: line, after: r.duration(v.Member("after"))}
	r.elapsed += e.after
	for _, verb := range verbs {
		said := v.Member(verb.name)
		switch {
		case !said.Exists():
		case e.act != nil:
			r.order(said, "One thing happens in an entry; make this one of its own, behind it.")
		case verb.name != "token" && !r.token:
			r.order(said, `There is no verification yet; begin the timeline with {"token": {"request": {"clientId": "scenario"}}}.`)
			e.act = verb.read(r, said)
		default:
			e.act = verb.read(r, said)
		}
	}
	if e.act == nil && !v.Member("after").Exists() && len(r.findings) == found {
		r.missing(v, "Nothing happens in this entry; give it one of "+strings.Join(known[2:], ", ")+`, or let time pass: "after": "10m".`)
	}
	r.webhookOf(v, e.act)
	return e
}

// webhookOf reads how the network delivers the webhook of an entry.
func (r *reader) webhookOf(v jsontext.Value, act action) {
	said := v.Member("webhook")
	told, makes := act.(*telling)
	if _, sends := act.(*send); said.Exists() && sends {
		r.order(said, `How a webhook is sent again stands in send; write {"send": {"webhook": "verdict", "times": 2}}.`)
		return
	}
	if said.Exists() && !makes {
		r.order(said, "No webhook is made here; write it beside automatic, verdict or expire, or use send to deliver one once more.")
		return
	}
	if !makes {
		return
	}
	if said.Exists() && r.object(said, "A webhook", "name", "times", "after", "signature") {
		if name := r.string(said.Member("name"), "name"); name != "" {
			told.name = name
		}
		told.delivery = r.delivery(said)
	}
	r.names = append(r.names, told.name)
}

func (r *reader) delivery(v jsontext.Value) delivery {
	d := delivery{Times: r.whole(v.Member("times"), "times", 0, 10, 1), Signature: sandbox.SignatureRight}
	after := r.duration(v.Member("after"))
	d.After = int(after / time.Second)
	if d.Times > 0 && after > 0 {
		r.late = append(r.late, arrival{r.elapsed + after, v.Member("after")})
	}
	if signature := v.Member("signature"); signature.Exists() {
		d.Signature = r.oneOf(signature, "The signature", sandbox.SignatureRight, sandbox.SignatureMissing, sandbox.SignatureWrong)
	}
	return d
}

func (r *reader) readToken(v jsontext.Value) action {
	r.token = true
	if !r.object(v, "token", "request") {
		return &token{}
	}
	request := v.Member("request")
	if request.Kind() != jsontext.Object {
		r.missing(v, `A token needs its request, as it would be sent to iDenfy; write {"request": {"clientId": "scenario"}}.`)
		return &token{}
	}
	r.addOf(request, steps.Read(r.alone(request), r.environment).Findings())
	return &token{request: plain(request)}
}

func (r *reader) readWindow(v jsontext.Value) action {
	w := &window{files: map[string]string{}}
	if !r.object(v, "window", "country", "document", "files") {
		return w
	}
	w.country = r.string(v.Member("country"), "country")
	w.document = r.string(v.Member("document"), "document")
	files := v.Member("files")
	if files.Exists() && files.Kind() != jsontext.Object {
		r.wrong(files, `files says what is given for each step; write {"UTILITY_BILL": "jpeg"}.`)
	}
	for f := files.FirstMember(); f.Exists(); f = f.Next() {
		w.files[f.Key()] = r.sample(f)
	}
	return w
}

func (r *reader) readAutomatic(v jsontext.Value) action {
	r.object(v, "automatic")
	return &telling{call: "automatic", name: "automatic", what: "the automatic check approves, a reviewer has still to look", delivery: once()}
}

func (r *reader) readExpire(v jsontext.Value) action {
	r.object(v, "expire")
	return &telling{call: "expire", name: "expired", what: "the session expires at once", delivery: once()}
}

func (r *reader) readVerdict(v jsontext.Value) action {
	told := &telling{call: "judge", name: "verdict", delivery: once()}
	if !r.object(v, "verdict", "additionalSteps", "mismatchTags", "overall", "additionalData") {
		return told
	}
	said := []string{r.oneOf(v.Member("additionalSteps"), "additionalSteps", idenfy.StepsValid, idenfy.StepsInvalid, idenfy.StepsNotFound)}
	if !v.Member("additionalSteps").Exists() {
		r.missing(v, `A verdict needs its one word for all steps; write "additionalSteps": "VALID", "INVALID" or "NOT_FOUND".`)
	}
	said = append(said, r.strings(v.Member("mismatchTags"), "mismatchTags")...)
	if overall := v.Member("overall"); overall.Exists() {
		said = append(said, r.oneOf(overall, "overall", idenfy.OverallApproved, idenfy.OverallDenied, idenfy.OverallSuspected))
	}
	if data := v.Member("additionalData"); data.Exists() && data.Kind() != jsontext.Object {
		r.wrong(data, `additionalData says what the reviewer read; write {"UTILITY_BILL": {"address": {"value": "1 Main St", "status": "MATCH"}}}.`)
	}
	told.what = "the reviewer judges: " + strings.Join(said, ", ")
	told.body = plain(v)
	return told
}

func (r *reader) readSend(v jsontext.Value) action {
	s := &send{}
	if !r.object(v, "send", "webhook", "times", "after", "signature") {
		return s
	}
	s.name = r.string(v.Member("webhook"), "webhook")
	s.delivery = r.delivery(v)
	switch {
	case s.name == "":
		r.missing(v, `send needs to know which webhook; write {"webhook": "verdict"}.`)
	case s.name != expiredName && !slices.Contains(r.names, s.name):
		r.order(v.Member("webhook"), "No entry before this one makes a webhook of this name; write one of "+strings.Join(append(r.names, expiredName), ", ")+".")
	}
	return s
}

func (r *reader) readUpload(v jsontext.Value) action {
	u := &upload{file: sampleJPEG}
	if !r.object(v, "upload", "step", "file") {
		return u
	}
	u.step = r.string(v.Member("step"), "step")
	if u.step == "" {
		r.missing(v, `upload needs to know which step; write {"step": "UTILITY_BILL"}.`)
	}
	if file := v.Member("file"); file.Exists() {
		u.file = r.sample(file)
	}
	return u
}

func (r *reader) readExpect(v jsontext.Value) action {
	e := &expect{}
	if !r.object(v, "expect", "status", "state", "steps", "because") {
		return e
	}
	if status := v.Member("status"); status.Exists() {
		e.status = r.oneOf(status, "The status", idenfy.OverallActive, idenfy.OverallReviewing, idenfy.OverallApproved,
			idenfy.OverallSuspected, idenfy.OverallDenied, idenfy.OverallExpired)
	}
	if state := v.Member("state"); state.Exists() {
		e.state = r.oneOf(state, "The state", states...)
	}
	e.steps = r.strings(v.Member("steps"), "steps")
	e.because = r.string(v.Member("because"), "because")
	switch {
	case e.status == "" && e.state == "":
		r.missing(v, `Nothing is expected here; write {"state": "again", "steps": ["UTILITY_BILL"]}, or the sandbox's own status: {"status": "EXPIRED"}.`)
	case len(e.steps) > 0 && e.state != stateAgain:
		r.wrong(v.Member("steps"), "Only the state again names steps; leave this out.")
	}
	return e
}

// object reports a value that is no object, and unknown members. It returns false
// for a value that is no object.
func (r *reader) object(v jsontext.Value, what string, known ...string) bool {
	if v.Kind() != jsontext.Object {
		r.wrong(v, what+" must be an object, not "+v.Kind().String()+"; write {…}.")
		return false
	}
	for m := v.FirstMember(); m.Exists(); m = m.Next() {
		if name := m.Name(); !slices.Contains(known, name.Text()) {
			may := "write {}."
			if len(known) > 0 {
				may = "it may have " + strings.Join(known, ", ") + "."
			}
			r.add(codeName, m.Pointer(), name.Start(), what+" has no "+strconv.Quote(name.Text())+"; "+may)
		}
	}
	return true
}

func (r *reader) string(v jsontext.Value, what string) string {
	if v.Exists() && v.Text() == "" {
		r.wrong(v, what+" must be a text in double quotes, and not an empty one.")
	}
	return v.Text()
}

func (r *reader) strings(v jsontext.Value, what string) []string {
	var list []string
	if v.Exists() && v.Kind() != jsontext.Array {
		r.wrong(v, what+" must be a list of texts, not "+v.Kind().String()+`; write ["…"].`)
	}
	for item := v.FirstItem(); item.Exists(); item = item.Next() {
		list = append(list, r.string(item, "What "+what+" lists"))
	}
	return list
}

func (r *reader) oneOf(v jsontext.Value, what string, words ...string) string {
	if v.Exists() && !slices.Contains(words, v.Text()) {
		r.wrong(v, what+" must be one of "+strings.Join(words, ", ")+".")
	}
	return v.Text()
}

func (r *reader) whole(v jsontext.Value, what string, least, most, absent int) int {
	if !v.Exists() {
		return absent
	}
	n, ok := v.Int()
	if !ok || n < least || n > most {
		r.wrong(v, what+" must be a whole number from "+strconv.Itoa(least)+" to "+strconv.Itoa(most)+", without quotes.")
	}
	return n
}

const longest = 30 * 24 * time.Hour

func (r *reader) duration(v jsontext.Value) time.Duration {
	if !v.Exists() {
		return 0
	}
	d, err := time.ParseDuration(v.Text())
	if err != nil || d < 0 || d > longest || d%time.Second != 0 {
		r.wrong(v, `A time is written like "90s", "10m" or "1h30m": whole seconds, 720h at most.`)
	}
	return d
}

func (r *reader) sample(v jsontext.Value) string {
	return r.oneOf(v, "A file", sampleJPEG, samplePNG, samplePDF)
}

// plain returns a value as plain JSON, without comments.
func plain(v jsontext.Value) []byte {
	doc, _ := jsontext.Parse([]byte(v.Source()))
	if doc == nil {
		return nil // cannot happen: the scenario that contains it was parsed
	}
	return doc.Plain()
}
