package sandbox

import (
	"cmp"
	"net/http"
	"slices"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

// windowView is S of the package comment.
type windowView struct {
	Status    string       `json:"status"`
	Countries []string     `json:"countries"`
	Documents []string     `json:"documents"`
	Country   string       `json:"country"`
	Document  string       `json:"document"`
	Steps     []windowStep `json:"steps"`
}

type windowStep struct {
	Name         string   `json:"name"`
	Title        string   `json:"title"`
	Description  string   `json:"description"`
	Locale       string   `json:"locale"`
	POADocuments []string `json:"poaDocuments"`
	CanUpload    bool     `json:"canUpload"`
	CanCapture   bool     `json:"canCapture"`
	CanUploadPDF bool     `json:"canUploadPDF"`
	Given        bool     `json:"given"`
}

// windowState answers with the session's state, also for a finished session, so that
// a reloaded page can show that. An expired one is errToken.
func (s *Sandbox) windowState(w http.ResponseWriter, r *http.Request, v *verification) error {
	s.look(r.Context())
	s.mu.Lock()
	s.expire(v)
	expired := v.status == idenfy.OverallExpired
	view := s.windowView(v, r)
	s.mu.Unlock()
	if expired {
		return errToken
	}
	return reply(w, http.StatusOK, view)
}

// windowDocument stores the country and document, on which the steps depend.
func (s *Sandbox) windowDocument(w http.ResponseWriter, r *http.Request, v *verification) error {
	var choice struct{ Country, Document string }
	if err := readJSON(w, r, &choice); err != nil {
		return err
	}
	return s.whileActive(w, v, func() (any, error) {
		if !slices.Contains(v.countries(), choice.Country) {
			return nil, badField("country", "must be one of those that the token allows.")
		}
		if !slices.Contains(v.documents(), choice.Document) {
			return nil, badField("document", "must be one of those that the token allows.")
		}
		v.country, v.document = choice.Country, choice.Document
		v.steps, v.assumed = s.resolve(v, v.request.text("locale"))
		s.changed(v)
		return s.windowView(v, r), nil
	})
}

// windowUpload stores a step's file, which is the request's body.
func (s *Sandbox) windowUpload(w http.ResponseWriter, r *http.Request, v *verification) error {
	content, err := readBody(w, r)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	s.mu.Lock()
	step, asked := v.step(query.Get("step"))
	asked = asked && v.document != ""
	s.mu.Unlock()
	if !asked {
		return badField("step", "must be one of the steps that this person is asked for.")
	}
	given, err := s.newFile(step, content, byWindow)
	if err != nil {
		return err
	}
	given.poaDocument = query.Get("poaDocument")
	return s.whileActive(w, v, func() (any, error) {
		s.give(v, given)
		return s.windowView(v, r), nil
	})
}

// windowFinish ends the session, and the verification waits for a reviewer. The
// message is the one that iDenfy's window posts to the page that embeds it.
func (s *Sandbox) windowFinish(w http.ResponseWriter, r *http.Request, v *verification) error {
	return s.whileActive(w, v, func() (any, error) {
		if v.document == "" {
			return nil, idenfy.Refuse(idenfy.MissingValue, "The document was not chosen yet.")
		}
		for _, step := range v.steps {
			if given, _ := v.current(step.Name); given == nil {
				return nil, idenfy.Refuse(idenfy.MissingValue, "No image provided for step '"+step.Name+"'")
			}
		}
		v.status = idenfy.OverallReviewing
		s.changed(v)
		type message struct {
			Status          string `json:"status"`
			ManualStatus    string `json:"manualStatus"`
			AutoSuspected   bool   `json:"autoSuspected"`
			ManualSuspected bool   `json:"manualSuspected"`
		}
		return struct {
			Message    message `json:"message"`
			SuccessURL any     `json:"successUrl"`
		}{message{"APPROVED", "WAITING", false, false}, v.request["successUrl"]}, nil
	})
}

// whileActive answers with what act returns, or with errToken if the session is over.
func (s *Sandbox) whileActive(w http.ResponseWriter, v *verification, act func() (any, error)) error {
	s.mu.Lock()
	s.expire(v)
	var answer any
	var err error = errToken
	if v.status == idenfy.OverallActive {
		answer, err = act()
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, answer)
}

// windowView returns what the window shows. The caller holds mu.
func (s *Sandbox) windowView(v *verification, r *http.Request) windowView {
	view := windowView{
		Status:    v.status,
		Countries: v.countries(),
		Documents: v.documents(),
		Country:   v.country,
		Document:  v.document,
		Steps:     []windowStep{},
	}
	if v.document == "" {
		return view
	}
	locale := r.URL.Query().Get("lang")
	if locale == "" {
		locale = v.request.text("locale")
	}
	resolved, _ := s.resolve(v, locale)
	for _, step := range resolved {
		given, _ := v.current(step.Name)
		view.Steps = append(view.Steps, windowStep{
			Name:         step.Name,
			Title:        cmp.Or(step.Title, step.Name), // assumed: a step without texts shows its name
			Description:  step.Description,
			Locale:       step.TextLocale,
			POADocuments: append([]string{}, step.POADocuments...),
			CanUpload:    step.CanUpload,
			CanCapture:   step.CanCapture,
			CanUploadPDF: step.CanUpload && step.CanUploadPDF,
			Given:        given != nil,
		})
	}
	return view
}

// step returns a step that the person is asked for. The caller holds mu.
func (v *verification) step(name string) (steps.ResolvedStep, bool) {
	if i := named(v.steps, name); i >= 0 {
		return v.steps[i], true
	}
	return steps.ResolvedStep{}, false
}

// countries are those that the person may choose from: the token's, or all.
func (v *verification) countries() []string {
	if limited := v.request.countries(); limited != nil {
		return limited
	}
	return everyCountry
}

func (v *verification) documents() []string {
	return v.request["documents"].([]string)
}
