package sandbox

import (
	"encoding/base64"
	"net/http"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

// uploadStep replaces a step's file, or adds one after the verification. iDenfy
// documents neither the reply nor the errors; assumed: 200 with an empty body,
// and the identifiers of its other calls.
func (s *Sandbox) uploadStep(w http.ResponseWriter, r *http.Request) error {
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	payload := steps.ReadAs(steps.UploadRequest, body, nil)
	if _, err := judged(payload); err != nil {
		return err
	}
	request := payload.Root()
	content, err := base64.StdEncoding.DecodeString(request.Member("image").Text())
	if err != nil { // check tells it first
		return badField("image", "is not standard base64.")
	}
	v, step, err := s.findStep(request.Member("scanRef").Text(), request.Member("step").Text())
	if err != nil {
		return err
	}
	given, err := s.newFile(step, content, byUpload)
	if err != nil {
		return err
	}
	s.reupload(v, step, given, flatData(request.Member("additionalData")))
	s.log.Info("upload", "scanRef", v.scanRef, "step", step.Name, "bytes", len(content))
	w.WriteHeader(http.StatusOK)
	return nil
}

var whatUploadNeeds = map[string]string{
	needsEither:      "must be a step of the environment or of this verification's token.",
	needsEnvironment: "must be a step of the environment; that the token asked for it is not enough.",
	needsToken:       "must be a step that this verification's token asked for; that the environment has it is not enough.",
}

func (s *Sandbox) findStep(scanRef, name string) (*verification, steps.ResolvedStep, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, err := s.find(scanRef)
	if err != nil {
		return nil, steps.ResolvedStep{}, err
	}
	step, ok := s.stepToUpload(v, name)
	if !ok {
		return nil, step, badField("step", whatUploadNeeds[s.environment.Sandbox.UploadNeeds])
	}
	return v, step, nil
}

// reupload stores the file and returns the verification to the reviewers.
func (s *Sandbox) reupload(v *verification, step steps.ResolvedStep, given *givenFile, data map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, asked := v.step(step.Name); !asked {
		v.steps = append(v.steps, step)
	}
	if len(data) > 0 { // assumed: the documented "additionalData": {} changes nothing
		v.additionalData[step.Name] = data
	}
	if v.status != idenfy.OverallActive {
		v.status = idenfy.OverallReviewing
		v.reuploaded = true
	}
	s.give(v, given)
}
