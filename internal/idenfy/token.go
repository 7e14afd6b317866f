package idenfy

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
	// AdditionalSteps is the expanded echo: country, document type, step name.
	AdditionalSteps map[string]map[string]map[string]Step `json:"additionalSteps"`
}

// A Step is one additional step as the echo spells it out.
type Step struct {
	Type     StepType        `json:"type"`
	Texts    map[string]Text `json:"texts"`
	Fields   []string        `json:"fields"`
	Settings Settings        `json:"settings"`
}

// A StepType says what iDenfy's reviewers do with the file.
type StepType string

const (
	// StepUpload stores the file; nobody looks at it.
	StepUpload StepType = "UPLOAD"
	// StepCompare compares it with the additionalData of the token request.
	StepCompare StepType = "COMPARE"
	// StepExtract types in what it says; the status of such a value means nothing.
	StepExtract StepType = "EXTRACT"
)

// A Text is what the person reads, in one locale.
type Text struct {
	Name        string `json:"name"`
	Description string `json:"description"`
}

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
