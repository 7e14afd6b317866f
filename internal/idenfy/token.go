package idenfy

import (
	"encoding/json"
	"maps"
	"slices"

	"idenfysteps/internal/jsontext"
)

// A Token is what this project reads of the reply to a token request (status
// 201). The reply also echoes every member of the request.
type Token struct {
	Message    string `json:"message"`
	AuthToken  string `json:"authToken"`
	ScanRef    string `json:"scanRef"`
	ClientID   string `json:"clientId"`
	ExpiryTime int    `json:"expiryTime"` // seconds
	// RedirectURL is where the person goes; older environments do not send it.
	RedirectURL string `json:"redirectUrl"`
	// AdditionalSteps is the expanded echo: {country: {document type: {step name: Step}}}.
	// It stays raw, because a token is paid for and must not be lost to a shape not foreseen.
	AdditionalSteps json.RawMessage `json:"additionalSteps"`
}

// A Step is one additional step of a verification.
type Step struct {
	Name     string   `json:"name"`
	Type     StepType `json:"type"`
	Settings Settings `json:"settings"`
}

// A StepType says what iDenfy's reviewers do with the file.
type StepType string

const (
	// StepUpload stores the file; nobody looks at it.
	StepUpload StepType = "UPLOAD"
	// StepCompare compares it with the additionalData of the token request.
	StepCompare StepType = "COMPARE"
	// StepExtract has the review write down what it says; the status of such a value means nothing.
	StepExtract StepType = "EXTRACT"
)

// Settings say how the person may give the file.
type Settings struct {
	CanUpload    bool `json:"canUpload"`
	CanCapture   bool `json:"canCapture"`
	CanUploadPDF bool `json:"canUploadPDF"`
}

// RedirectTo returns the address of iDenfy's window for a token: the reply's
// own, else the documented form.
func (t *Token) RedirectTo(baseURL string) string {
	if t.RedirectURL != "" {
		return t.RedirectURL
	}
	return baseURL + RedirectPath + "?authToken=" + t.AuthToken
}

// Steps lists the steps that the echo holds, each name once, sorted by name. A
// branch that is not spelled out (a list, as requests may have) is passed over.
func (t *Token) Steps() []Step {
	list := []Step{}
	echo, _ := jsontext.Parse(t.AdditionalSteps)
	if echo == nil {
		return list
	}
	found := map[string]Step{}
	for country := echo.Root().FirstMember(); country.Exists(); country = country.Next() {
		for branch := country.FirstMember(); branch.Exists(); branch = branch.Next() {
			for step := branch.FirstMember(); step.Exists(); step = step.Next() {
				found[step.Key()] = readStep(step)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		list = append(list, found[name])
	}
	return list
}

func readStep(v jsontext.Value) Step {
	settings := v.Member("settings")
	return Step{v.Key(), StepType(v.Member("type").Text()), Settings{
		CanUpload:    settings.Member("canUpload").IsTrue(),
		CanCapture:   settings.Member("canCapture").IsTrue(),
		CanUploadPDF: settings.Member("canUploadPDF").IsTrue(),
	}}
}
