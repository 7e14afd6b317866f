package idenfy

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
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
	Overall string `json:"overall"`
	// AdditionalSteps is one verdict for all steps together: VALID, INVALID, NOT_FOUND, or nothing.
	AdditionalSteps string   `json:"additionalSteps"`
	FraudTags       []string `json:"fraudTags"`
	MismatchTags    []string `json:"mismatchTags"`
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
	Final      lax[bool]    `json:"final"`
	ScanRef    lax[string]  `json:"scanRef"`
	FinishTime lax[float64] `json:"finishTime"`
	Status     lax[struct {
		Overall         lax[string]        `json:"overall"`
		AdditionalSteps lax[string]        `json:"additionalSteps"`
		FraudTags       lax[[]lax[string]] `json:"fraudTags"`
		MismatchTags    lax[[]lax[string]] `json:"mismatchTags"`
	}] `json:"status"`

	webhookData                            // the newer place
	Data                  lax[webhookData] `json:"data"` // the older one
	StepTypes             lax[laxTexts]    `json:"additionalSteps"`
	FileURLs              lax[laxTexts]    `json:"fileUrls"`
	AdditionalStepPDFURLs lax[laxTexts]    `json:"additionalStepPdfUrls"`
}

type (
	laxTexts    = map[string]lax[string]
	laxFields   = map[string]lax[map[string]laxField]
	webhookData struct {
		AdditionalData     lax[laxFields] `json:"additionalData"`
		ManualAddress      lax[string]    `json:"manualAddress"`
		ManualAddressMatch lax[*bool]     `json:"manualAddressMatch"`
	}
)

// UnmarshalJSON fails only where the body is no JSON object.
func (h *Webhook) UnmarshalJSON(text []byte) error {
	var body webhookBody
	if err := json.Unmarshal(text, &body); err != nil {
		return err
	}
	status, data := body.Status.value, body.Data.value
	*h = Webhook{
		Final:              body.Final.value,
		ScanRef:            body.ScanRef.value,
		Status:             Status{status.Overall.value, status.AdditionalSteps.value, textsOf(status.FraudTags), textsOf(status.MismatchTags)},
		StepTypes:          map[string]StepType{},
		Fields:             mergeFields(body.AdditionalData.value, data.AdditionalData.value),
		ManualAddress:      cmp.Or(body.ManualAddress.value, data.ManualAddress.value),
		ManualAddressMatch: cmp.Or(body.ManualAddressMatch.value, data.ManualAddressMatch.value),
		Files:              filesOf(body.FileURLs.value, body.AdditionalStepPDFURLs.value),
	}
	if t := body.FinishTime.value; t > 0 && t <= catalogue.LastSecond { // no time otherwise
		h.FinishTime = int64(t)
	}
	for step, kind := range body.StepTypes.value {
		h.StepTypes[step] = StepType(kind.value)
	}
	return nil
}

// mergeFields joins what stands in several places; of one field the first that says something counts.
func mergeFields(places ...laxFields) map[string]map[string]FieldResult {
	merged := map[string]map[string]FieldResult{}
	for _, place := range places {
		for step, fields := range place {
			if merged[step] == nil {
				merged[step] = map[string]FieldResult{}
			}
			for name, field := range fields.value {
				if merged[step][name] == (FieldResult{}) {
					merged[step][name] = FieldResult(field)
				}
			}
		}
	}
	return merged
}

func filesOf(pictures, pdfs laxTexts) []File {
	var files []File
	add := func(urls laxTexts, pdf bool) {
		for _, name := range slices.Sorted(maps.Keys(urls)) {
			if url := urls[name].value; url != "" {
				files = append(files, File{name, url, pdf})
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
		Value  lax[string] `json:"value"`
		Status lax[string] `json:"status"`
	}
	if json.Unmarshal(text, &members) != nil {
		_ = json.Unmarshal(text, &members.Value)
	}
	*f = laxField{members.Value.value, members.Status.value}
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
