package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

// uploadStep replaces a step's file, or adds one after the verification. iDenfy
// documents neither the reply nor the errors; assumed: 200 with an empty body,
// and the identifiers of its other calls.
func (s *Sandbox) uploadStep(w http.ResponseWriter, r *http.Request) error {
	var request struct {
		ScanRef        *string         `json:"scanRef"`
		Image          *string         `json:"image"`
		Step           *string         `json:"step"`
		AdditionalData json.RawMessage `json:"additionalData"`
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
	data, err := flatData(request.AdditionalData)
	if err != nil {
		return err
	}
	v, step, err := s.findStep(*request.ScanRef, *request.Step)
	if err != nil {
		return err
	}
	given, err := s.newFile(step, content, byUpload)
	if err != nil {
		return err
	}
	s.reupload(v, step, given, data)
	s.log.Info("upload", "scanRef", v.scanRef, "step", step.Name, "bytes", len(content))
	w.WriteHeader(http.StatusOK)
	return nil
}

// flatData reads additionalData, which a token request keys by step and an upload does not.
func flatData(raw json.RawMessage) (data map[string]string, err error) {
	if raw != nil && json.Unmarshal(raw, &data) != nil {
		return nil, badField("additionalData", `must be flat, like {"address": "1 Main St"}: the step is named beside it.`)
	}
	return data, nil
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
