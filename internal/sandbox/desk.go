package sandbox

import (
	"maps"
	"net/http"
	"slices"
	"time"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

// shownAtDesk is the number of verifications that the desk lists.
const shownAtDesk = 50

// deskVerification is V of the package comment, deskStep its steps, deskFile F and deskWebhook W.
type (
	deskVerification struct {
		ScanRef  string        `json:"scanRef"`
		ClientID string        `json:"clientId"`
		Status   string        `json:"status"`
		Version  int           `json:"version"`
		Created  time.Time     `json:"created"`
		Country  string        `json:"country"`
		Document string        `json:"document"`
		Notes    []string      `json:"notes"`
		Steps    []deskStep    `json:"steps"`
		Webhooks []deskWebhook `json:"webhooks"`
	}
	deskStep struct {
		Name           string            `json:"name"`
		Type           string            `json:"type"`
		Fields         []string          `json:"fields"`
		AdditionalData map[string]string `json:"additionalData"`
		File           *deskFile         `json:"file"`
		Replaced       []deskFile        `json:"replaced"`
	}
	deskFile struct {
		ID          string    `json:"id"`
		Type        string    `json:"type"`
		Bytes       int       `json:"bytes"`
		SHA256      string    `json:"sha256"`
		Width       int       `json:"width"`
		Height      int       `json:"height"`
		Pages       int       `json:"pages"`
		PoaDocument string    `json:"poaDocument"`
		By          string    `json:"by"`
		At          time.Time `json:"at"`
		Findings    []string  `json:"findings"`
	}
	deskWebhook struct {
		ID              string      `json:"id"`
		Event           string      `json:"event"`
		Overall         string      `json:"overall"`
		AdditionalSteps *string     `json:"additionalSteps"`
		MismatchTags    []string    `json:"mismatchTags"`
		Body            string      `json:"body"`
		Signature       string      `json:"signature"`
		Due             []time.Time `json:"due"`
		Attempts        []attempt   `json:"attempts"`
	}
)

func (s *Sandbox) deskEnvironment(w http.ResponseWriter, r *http.Request) error {
	var reasons []string
	for _, tag := range catalogue.MismatchTags {
		reasons = append(reasons, tag.Name)
	}
	return reply(w, http.StatusOK, map[string]any{"webhook": s.options.Webhook, "reasons": reasons})
}

func (s *Sandbox) deskVerifications(w http.ResponseWriter, r *http.Request) error {
	type answer struct {
		Version       int                `json:"version"`
		Total         int                `json:"total"`
		Verifications []deskVerification `json:"verifications"`
	}
	s.look(r.Context())
	s.mu.Lock()
	list := []deskVerification{}
	for _, v := range slices.Backward(s.verifications) {
		if len(list) == shownAtDesk {
			break
		}
		s.expire(v)
		list = append(list, v.atDesk())
	}
	a := answer{s.version, len(s.verifications), list}
	s.mu.Unlock()
	return reply(w, http.StatusOK, a)
}

func (s *Sandbox) deskVerification(w http.ResponseWriter, r *http.Request) error {
	s.look(r.Context())
	s.mu.Lock()
	var view deskVerification
	v, err := s.find(r.PathValue("scanRef"))
	if err == nil {
		view = v.atDesk()
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, view)
}

func (s *Sandbox) deskFile(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	f := s.files[r.PathValue("file")]
	s.mu.Unlock()
	if f == nil {
		return badValue("No file with this id exists in the sandbox.")
	}
	return f.send(w)
}

// atDesk returns the verification as the desk shows it. The caller holds mu.
func (v *verification) atDesk() deskVerification {
	view := deskVerification{
		ScanRef:  v.scanRef,
		ClientID: v.request.text("clientId"),
		Status:   v.status,
		Version:  v.version,
		Created:  v.created,
		Country:  v.country,
		Document: v.document,
		Notes:    append(append([]string{}, v.notes...), v.assumed...),
		Steps:    []deskStep{},
		Webhooks: []deskWebhook{},
	}
	for _, step := range v.steps {
		current, replaced := v.current(step.Name)
		shown := deskStep{
			Name:           step.Name,
			Type:           step.Type,
			Fields:         append([]string{}, step.Fields...),
			AdditionalData: map[string]string{},
			Replaced:       []deskFile{},
		}
		maps.Copy(shown.AdditionalData, v.additionalData[step.Name])
		if current != nil {
			shown.File = new(current.atDesk())
		}
		for _, f := range replaced {
			shown.Replaced = append(shown.Replaced, f.atDesk())
		}
		view.Steps = append(view.Steps, shown)
	}
	for _, w := range slices.Backward(v.webhooks) {
		view.Webhooks = append(view.Webhooks, w.atDesk())
	}
	return view
}

func (f *givenFile) atDesk() deskFile {
	view := deskFile{
		ID:          f.id,
		Type:        string(f.report.Type),
		Bytes:       len(f.content),
		SHA256:      f.sha256,
		Width:       f.report.Width,
		Height:      f.report.Height,
		Pages:       f.report.Pages,
		PoaDocument: f.poaDocument,
		By:          f.by,
		At:          f.at,
		Findings:    []string{},
	}
	for _, found := range f.report.Findings {
		view.Findings = append(view.Findings, found.Message)
	}
	return view
}

func (w *webhook) atDesk() deskWebhook {
	return deskWebhook{
		ID:              w.id,
		Event:           w.event,
		Overall:         w.status.Overall,
		AdditionalSteps: w.status.AdditionalSteps,
		MismatchTags:    w.status.MismatchTags,
		Body:            string(w.body),
		Signature:       w.signature,
		Due:             append([]time.Time{}, w.due...),
		Attempts:        append([]attempt{}, w.attempts...),
	}
}

// A verdict is J of the package comment.
type verdict struct {
	AdditionalSteps string                            `json:"additionalSteps"`
	MismatchTags    []string                          `json:"mismatchTags"`
	Overall         string                            `json:"overall"`
	AdditionalData  map[string]map[string]fieldResult `json:"additionalData"`
}

var (
	stepVerdicts = []string{idenfy.StepsValid, idenfy.StepsInvalid, idenfy.StepsNotFound}
	overallWords = []string{idenfy.OverallApproved, idenfy.OverallDenied, idenfy.OverallSuspected}
	fieldStatus  = []string{"MATCH", "NOT_MATCH", "NOT_FOUND", "NO_DATA"}
)

// deskJudge applies a verdict and sends its webhook.
func (s *Sandbox) deskJudge(w http.ResponseWriter, r *http.Request) error {
	var judged struct {
		verdict
		Delivery delivery `json:"delivery"`
	}
	if err := readJSON(w, r, &judged); err != nil {
		return err
	}
	if err := judged.verdict.check(); err != nil {
		return err
	}
	return s.tell(w, r, judged.Delivery, func(v *verification) (*webhook, error) {
		switch v.status {
		case idenfy.OverallActive:
			return nil, badValue("There is nothing to judge yet: the person is not through the window.")
		case idenfy.OverallExpired:
			return nil, badValue("There is nothing to judge: the session expired before the person was through the window.")
		}
		if err := v.checkFields(judged.AdditionalData); err != nil {
			return nil, err
		}
		event := eventReviewed
		if v.reuploaded { // assumed: iDenfy does not say what it sends after an upload
			event = eventResubmitted
		}
		results := v.results(judged.verdict)
		v.reuploaded = false
		return s.newWebhook(v, event, reviewed(judged.verdict), results), nil
	})
}

// deskAutomatic sends the webhook of the automatic check, which comes before the
// reviewer's verdict in environments that send both.
func (s *Sandbox) deskAutomatic(w http.ResponseWriter, r *http.Request) error {
	return s.tellAs(w, r, func(v *verification) (*webhook, error) {
		if v.status != idenfy.OverallReviewing {
			return nil, badValue("The automatic check comes once the person is through the window, and before the verdict.")
		}
		return s.newWebhook(v, eventAutomatic, automatic(), nil), nil
	})
}

func (j *verdict) check() error {
	if !slices.Contains(stepVerdicts, j.AdditionalSteps) {
		return badField("additionalSteps", oneOf(stepVerdicts...)(j.AdditionalSteps))
	}
	if j.Overall != "" && !slices.Contains(overallWords, j.Overall) {
		return badField("overall", oneOf(overallWords...)(j.Overall))
	}
	for step, fields := range j.AdditionalData {
		for field, result := range fields {
			if !slices.Contains(fieldStatus, result.Status) {
				return badField("additionalData."+step+"."+field+".status", oneOf(fieldStatus...)(result.Status))
			}
		}
	}
	return nil
}

// reviewed is the status of a verdict. Face and document are always valid here;
// with any mismatch tag iDenfy then makes a verification SUSPECTED.
func reviewed(judged verdict) webhookStatus {
	overall := judged.Overall
	if overall == "" && judged.AdditionalSteps == idenfy.StepsValid && len(judged.MismatchTags) == 0 {
		overall = idenfy.OverallApproved
	} else if overall == "" {
		overall = idenfy.OverallSuspected
	}
	return webhookStatus{
		Overall:          overall,
		SuspicionReasons: []string{},
		FraudTags:        []string{},
		MismatchTags:     append([]string{}, judged.MismatchTags...),
		AutoFace:         new("FACE_MATCH"),
		ManualFace:       new("FACE_MATCH"),
		AutoDocument:     new("DOC_VALIDATED"),
		ManualDocument:   new("DOC_VALIDATED"),
		AdditionalSteps:  orNull(judged.AdditionalSteps),
	}
}

// automatic is the status of the automatic check. Assumed: it approves, and says
// nothing about the steps, which only a reviewer judges.
func automatic() webhookStatus {
	status := ended(idenfy.OverallApproved)
	status.AutoFace, status.AutoDocument = new("FACE_MATCH"), new("DOC_VALIDATED")
	return status
}

// ended is the status of a verification that nobody reviewed.
func ended(overall string) webhookStatus {
	empty := []string{}
	return webhookStatus{Overall: overall, SuspicionReasons: empty, FraudTags: empty, MismatchTags: empty}
}

// results are the reviewer's results for each field: those in the verdict, and for
// the other fields what follows from it. The caller holds mu.
func (v *verification) results(judged verdict) map[string]map[string]fieldResult {
	results := map[string]map[string]fieldResult{}
	for _, step := range v.steps {
		if step.Type == steps.TypeUpload { // iDenfy returns no data for this type
			continue
		}
		fields := map[string]fieldResult{}
		for _, field := range step.Fields {
			given, known := v.additionalData[step.Name][field]
			result := fieldResult{Value: given, Status: "MATCH"}
			switch {
			case !known, step.Type == steps.TypeExtract: // EXTRACT compares nothing
				result.Status = "NO_DATA"
			case judged.AdditionalSteps == idenfy.StepsNotFound:
				result = fieldResult{Status: "NOT_FOUND"}
			case slices.ContainsFunc(judged.MismatchTags, saysMismatch):
				result.Status = "NOT_MATCH"
			}
			if said, ok := judged.AdditionalData[step.Name][field]; ok {
				result = said
			}
			fields[field] = result
		}
		results[step.Name] = fields
	}
	return results
}

// checkFields refuses results for fields that are neither compared nor extracted: no webhook would contain them. The caller holds mu.
func (v *verification) checkFields(results map[string]map[string]fieldResult) error {
	for name, fields := range results {
		step, _ := v.step(name)
		for field := range fields {
			if step.Type == steps.TypeUpload || !slices.Contains(step.Fields, field) {
				return badField("additionalData."+name+"."+field, "is neither compared nor extracted in this verification.")
			}
		}
	}
	return nil
}

// saysMismatch reports whether a tag is about compared fields, not about the document itself.
func saysMismatch(tag string) bool {
	return slices.Contains(catalogue.MismatchTags, catalogue.Tag{Name: tag, Reason: "other-address"})
}

// deskExpire expires a session now, and sends the webhook.
func (s *Sandbox) deskExpire(w http.ResponseWriter, r *http.Request) error {
	return s.tellAs(w, r, func(v *verification) (*webhook, error) {
		if v.status != idenfy.OverallActive {
			return nil, badValue("Only a session that nobody finished can expire.")
		}
		return s.newWebhook(v, eventExpired, ended(idenfy.OverallExpired), nil), nil
	})
}

func (s *Sandbox) deskSendAgain(w http.ResponseWriter, r *http.Request) error {
	return s.tellAs(w, r, func(v *verification) (*webhook, error) {
		for _, sent := range v.webhooks {
			if sent.id == r.PathValue("webhook") {
				return sent, nil
			}
		}
		return nil, badValue("No webhook with this id exists for this verification.")
	})
}

// tellAs is tell for calls whose body holds only a delivery.
func (s *Sandbox) tellAs(w http.ResponseWriter, r *http.Request, decide func(*verification) (*webhook, error)) error {
	var body struct {
		Delivery delivery `json:"delivery"`
	}
	if err := readJSON(w, r, &body); err != nil {
		return err
	}
	return s.tell(w, r, body.Delivery, decide)
}

// tell sends the webhook that decide returns for the verification in the path. It
// answers with the webhook, after the receiver has answered if nothing is delayed.
func (s *Sandbox) tell(w http.ResponseWriter, r *http.Request, d delivery, decide func(*verification) (*webhook, error)) error {
	if err := d.check(); err != nil {
		return err
	}
	s.mu.Lock()
	var sent *webhook
	v, err := s.find(r.PathValue("scanRef"))
	if err == nil {
		sent, err = decide(v)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	s.send(r.Context(), v, sent, d)
	s.mu.Lock()
	view := sent.atDesk()
	s.mu.Unlock()
	return reply(w, http.StatusOK, view)
}

func (s *Sandbox) deskReset(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	s.forget()
	s.mu.Unlock()
	return reply(w, http.StatusOK, struct{}{})
}
