package idenfy

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// A Webhook is what this project reads of a webhook's body. Unknown members are
// passed over, and members of a shape that nobody documents read as nothing, so
// that no verdict is lost to one. What iDenfy has put into two places over the
// years (additionalData, manualAddress) is read from both.
type Webhook struct {
	Final      bool
	ScanRef    string
	FinishTime int64 // Unix seconds, iDenfy's clock
	Status     Status
	// StepTypes says what iDenfy did with each step; older webhooks do not tell.
	StepTypes map[string]StepType
	// Fields is what was read off the steps' files, by step and field.
	Fields map[string]map[string]FieldResult
	// ManualAddress was read off the utility bill.
	ManualAddress string
	// ManualAddressMatch tells whether it is the partner's; nil where nothing is said.
	ManualAddressMatch *bool
	// Files are sorted by name, for one name the picture before the PDF.
	Files []File
}

// A Status is the outcome of a verification.
type Status struct {
	Overall LaxText `json:"overall"`
	// AdditionalSteps is one verdict for all steps together: VALID, INVALID, NOT_FOUND, or nothing.
	AdditionalSteps LaxText  `json:"additionalSteps"`
	FraudTags       LaxTexts `json:"fraudTags"`
	MismatchTags    LaxTexts `json:"mismatchTags"`
}

// A FieldResult is one field of a step.
type FieldResult struct {
	Value string
	// Status is MATCH, NOT_MATCH, NOT_FOUND, NO_DATA or nothing. For a step of
	// type EXTRACT it must not be evaluated.
	Status string
}

// A File is a file of a verification, at an address that is good for about an
// hour after the webhook was sent.
type File struct {
	// Name is that of the step, or FRONT, BACK, FACE, ….
	Name string `json:"name"`
	URL  string `json:"url"`
	// PDF tells that a step's file was given as a PDF.
	PDF bool `json:"pdf"`
}

// webhookBody is the body as it may come.
type webhookBody struct {
	Final      LaxBool           `json:"final"`
	ScanRef    LaxText           `json:"scanRef"`
	FinishTime LaxSeconds        `json:"finishTime"`
	Status     laxObject[Status] `json:"status"`

	webhookData                                  // the newer place
	Data                  laxObject[webhookData] `json:"data"` // the older one
	StepTypes             LaxMap[LaxText]        `json:"additionalSteps"`
	FileURLs              LaxMap[LaxText]        `json:"fileUrls"`
	AdditionalStepPDFURLs LaxMap[LaxText]        `json:"additionalStepPdfUrls"`
}

type webhookData struct {
	AdditionalData     LaxMap[LaxMap[laxField]] `json:"additionalData"`
	ManualAddress      LaxText                  `json:"manualAddress"`
	ManualAddressMatch laxMatch                 `json:"manualAddressMatch"`
}

// UnmarshalJSON fails only where the body is no JSON object.
func (h *Webhook) UnmarshalJSON(text []byte) error {
	var body webhookBody
	if err := json.Unmarshal(text, &body); err != nil {
		return err
	}
	data := body.Data.value
	*h = Webhook{
		Final:              bool(body.Final),
		ScanRef:            string(body.ScanRef),
		FinishTime:         int64(body.FinishTime),
		Status:             body.Status.value,
		StepTypes:          map[string]StepType{},
		Fields:             mergeFields(body.AdditionalData, data.AdditionalData),
		ManualAddress:      string(body.ManualAddress),
		ManualAddressMatch: body.ManualAddressMatch.value,
		Files:              filesOf(body.FileURLs, body.AdditionalStepPDFURLs),
	}
	if h.ManualAddress == "" {
		h.ManualAddress = string(data.ManualAddress)
	}
	if h.ManualAddressMatch == nil {
		h.ManualAddressMatch = data.ManualAddressMatch.value
	}
	for step, kind := range body.StepTypes {
		h.StepTypes[step] = StepType(kind)
	}
	return nil
}

// mergeFields joins what stands in several places; of one field the first that says something counts.
func mergeFields(places ...LaxMap[LaxMap[laxField]]) map[string]map[string]FieldResult {
	merged := map[string]map[string]FieldResult{}
	for _, place := range places {
		for step, fields := range place {
			if merged[step] == nil {
				merged[step] = map[string]FieldResult{}
			}
			for name, field := range fields {
				if merged[step][name] == (FieldResult{}) {
					merged[step][name] = FieldResult(field)
				}
			}
		}
	}
	return merged
}

func filesOf(pictures, pdfs LaxMap[LaxText]) []File {
	var files []File
	add := func(urls LaxMap[LaxText], pdf bool) {
		for _, name := range slices.Sorted(maps.Keys(urls)) {
			if urls[name] != "" {
				files = append(files, File{name, string(urls[name]), pdf})
			}
		}
	}
	add(pictures, false)
	add(pdfs, true)
	slices.SortStableFunc(files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return files
}

// laxField takes {value, status}, and a bare value as it stands in a token request.
type laxField FieldResult

func (f *laxField) UnmarshalJSON(text []byte) error {
	var members struct {
		Value  LaxText `json:"value"`
		Status LaxText `json:"status"`
	}
	if json.Unmarshal(text, &members) != nil {
		_ = json.Unmarshal(text, &members.Value)
	}
	*f = laxField{string(members.Value), string(members.Status)}
	return nil
}

// laxMatch keeps apart false and nothing said.
type laxMatch struct{ value *bool }

func (m *laxMatch) UnmarshalJSON(text []byte) error {
	if json.Unmarshal(text, &m.value) != nil {
		m.value = nil
	}
	return nil
}

// Values of [Status].Overall.
const (
	OverallApproved  = "APPROVED"
	OverallDenied    = "DENIED"
	OverallSuspected = "SUSPECTED"
	OverallReviewing = "REVIEWING"
	OverallActive    = "ACTIVE"
	OverallExpired   = "EXPIRED"
	OverallDeleted   = "DELETED"
	OverallArchived  = "ARCHIVED"
)

// Values of [Status].AdditionalSteps.
const (
	StepsValid    = "VALID"
	StepsInvalid  = "INVALID"
	StepsNotFound = "NOT_FOUND"
)
