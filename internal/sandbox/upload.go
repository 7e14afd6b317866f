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
	var request struct {
		ScanRef        *string           `json:"scanRef"`
		Image          *string           `json:"image"`
		Step           *string           `json:"step"`
		AdditionalData map[string]string `json:"additionalData"`
	}
	if err := readJSON(w, r, &request); err != nil {
		return err
	}
	switch {
	case request.ScanRef == nil:
		return missing("scanRef")
	case request.Step == nil:
		return missing("step")
	case request.Image == nil || *request.Image == "":
		return &refusal{idenfy.MissingValue, "No image provided for step '" + *request.Step + "'"}
	}
	content, err := base64.StdEncoding.DecodeString(*request.Image)
	if err != nil {
		return &refusal{idenfy.EncodingError, "Field 'image' must be standard base64 without a data: prefix."}
	}
	v, step, err := s.findStep(*request.ScanRef, *request.Step)
	if err != nil {
		return err
	}
	given, err := s.newFile(step, content, byUpload)
	if err != nil {
		return err
	}
	s.reupload(v, step, given, request.AdditionalData)
	s.log.Info("upload", "scanRef", v.scanRef, "step", step.Name, "bytes", len(content))
	w.WriteHeader(http.StatusOK)
	return nil
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
		return nil, step, badField("step", "must be a step of the environment or of this verification's token.")
	}
	return v, step, nil
}

// reupload keeps the file and hands the verification to the reviewers again.
func (s *Sandbox) reupload(v *verification, step steps.ResolvedStep, given *givenFile, data map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, asked := v.step(step.Name); !asked {
		v.steps = append(v.steps, step)
	}
	if len(data) > 0 { // assumed: the documented "additionalData": {} leaves what was there
		v.additionalData[step.Name] = data
	}
	if v.status != idenfy.OverallActive {
		v.status = idenfy.OverallReviewing
		v.reuploaded = true
	}
	s.give(v, given)
}
