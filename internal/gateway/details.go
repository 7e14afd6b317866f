package gateway

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"idenfysteps/internal/idenfy"
)

// fileLife is how long a webhook's file addresses are good for.
const fileLife = time.Hour

// said is what is kept of a webhook beside its verdict. Of the document, the face
// and all that does not concern a step nothing is kept.
type said struct {
	FraudTags          []string                                 `json:"fraudTags,omitempty"`
	MismatchTags       []string                                 `json:"mismatchTags,omitempty"`
	StepTypes          map[string]idenfy.StepType               `json:"stepTypes,omitempty"`
	Fields             map[string]map[string]idenfy.FieldResult `json:"fields,omitempty"`
	ManualAddress      string                                   `json:"manualAddress,omitempty"`
	ManualAddressMatch *bool                                    `json:"manualAddressMatch,omitempty"`
}

// encodeDetails returns the two JSON texts of a [Delivery].
func encodeDetails(hook *idenfy.Webhook) (details, files string, err error) {
	text, err := json.Marshal(said{
		FraudTags:          hook.Status.FraudTags,
		MismatchTags:       hook.Status.MismatchTags,
		StepTypes:          hook.StepTypes,
		Fields:             hook.Fields,
		ManualAddress:      hook.ManualAddress,
		ManualAddressMatch: hook.ManualAddressMatch,
	})
	if err != nil || len(hook.Files) == 0 {
		return string(text), "", err
	}
	urls, err := json.Marshal(hook.Files)
	return string(text), string(urls), err
}

// Details is what the webhook that counts said, for the product's back end.
// A member of which it said nothing is empty.
type Details struct {
	Received   time.Time `json:"received"`
	FinishTime int64     `json:"finishTime"` // Unix seconds, iDenfy's clock
	Final      bool      `json:"final"`
	Overall    string    `json:"overall"`
	// AdditionalSteps is one verdict for all steps together.
	AdditionalSteps    string        `json:"additionalSteps"`
	FraudTags          []string      `json:"fraudTags"`
	MismatchTags       []string      `json:"mismatchTags"`
	Steps              []StepDetails `json:"steps"`
	ManualAddress      string        `json:"manualAddress"`
	ManualAddressMatch *bool         `json:"manualAddressMatch"`
	// Files is empty an hour after the webhook was received, when their addresses have expired.
	Files []idenfy.File `json:"files"`
}

// StepDetails is what was read off one step's file.
type StepDetails struct {
	Name   string          `json:"name"`
	Type   idenfy.StepType `json:"type"`
	Fields []FieldDetails  `json:"fields"`
}

// FieldDetails is one field of a step.
type FieldDetails struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Status string `json:"status"`
	// Evaluate tells whether Status means anything: it does for a step that
	// is known to be of type COMPARE, and must not be evaluated for EXTRACT.
	Evaluate bool `json:"evaluate"`
}

// details returns nil before the first webhook.
func (v *Verification) details(now time.Time) (*Details, error) {
	last := v.Last
	if last == nil {
		return nil, nil
	}
	d := &Details{
		Received: last.Received.UTC(), FinishTime: last.Finished, Final: last.Final,
		Overall: last.Overall, AdditionalSteps: last.Steps,
		Files: []idenfy.File{},
	}
	if last.Files != "" && now.Before(last.Received.Add(fileLife)) {
		if err := json.Unmarshal([]byte(last.Files), &d.Files); err != nil {
			return nil, err
		}
	}
	var s said
	if last.Details != "" { // received before details were kept
		if err := json.Unmarshal([]byte(last.Details), &s); err != nil {
			return nil, err
		}
	}
	d.FraudTags, d.MismatchTags = append([]string{}, s.FraudTags...), append([]string{}, s.MismatchTags...)
	d.ManualAddress, d.ManualAddressMatch = s.ManualAddress, s.ManualAddressMatch
	d.Steps = v.stepDetails(&s)
	return d, nil
}

// stepDetails joins the steps that the webhook names, by type or by fields.
func (v *Verification) stepDetails(s *said) []StepDetails {
	types := map[string]idenfy.StepType{}
	for _, step := range v.Steps {
		types[step.Name] = step.Type
	}
	maps.DeleteFunc(s.StepTypes, func(_ string, t idenfy.StepType) bool { return t == "" })
	maps.Copy(types, s.StepTypes)
	for name := range s.Fields {
		if _, known := types[name]; !known {
			types[name] = "" // a step that was added elsewhere
		}
	}
	steps := []StepDetails{}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		step := StepDetails{Name: name, Type: types[name], Fields: []FieldDetails{}}
		for _, field := range slices.Sorted(maps.Keys(s.Fields[name])) {
			result := s.Fields[name][field]
			step.Fields = append(step.Fields, FieldDetails{field, result.Value, result.Status, step.Type == idenfy.StepCompare})
		}
		steps = append(steps, step)
	}
	return steps
}
