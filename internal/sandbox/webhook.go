package sandbox

import (
	"bytes"
	"crypto/hmac"
	"net/http"
	"strconv"
	"time"

	"idenfysteps/internal/file"
	"idenfysteps/internal/idenfy"
)

// A webhook is one body with its signature, and every attempt to deliver it.
type webhook struct {
	id        string
	event     string
	status    webhookStatus
	body      []byte
	signature string
	due       []time.Time // planned deliveries
	attempts  []attempt
}

// Values of the event type header.
const (
	eventAutomatic   = "IDENTIFICATION_AUTO_FINISHED"
	eventReviewed    = "IDENTIFICATION_MANUAL_FINISHED"
	eventResubmitted = "IDENTIFICATION_RESUBMITTED"
	eventExpired     = "IDENTIFICATION_EXPIRED"
)

// webhookBody is iDenfy's body, as far as a verification without a real ID and
// face can fill it.
type webhookBody struct {
	Final                 bool              `json:"final"`
	Platform              string            `json:"platform"`
	Status                webhookStatus     `json:"status"`
	Data                  webhookData       `json:"data"`
	FileURLs              map[string]string `json:"fileUrls"`
	AdditionalStepPDFURLs map[string]string `json:"additionalStepPdfUrls"`
	AdditionalSteps       map[string]string `json:"additionalSteps"`
	ManualAddress         *string           `json:"manualAddress"`
	ManualAddressMatch    bool              `json:"manualAddressMatch"`
	AML                   *struct{}         `json:"AML"`
	LID                   *struct{}         `json:"LID"`
	ScanRef               string            `json:"scanRef"`
	ExternalRef           any               `json:"externalRef"`
	ClientID              string            `json:"clientId"`
	CompanyID             string            `json:"companyId"`
	BeneficiaryID         string            `json:"beneficiaryId"`
	StartTime             int64             `json:"startTime"`
	FinishTime            int64             `json:"finishTime"`
	ClientIP              string            `json:"clientIp"`
	ClientIPCountry       string            `json:"clientIpCountry"`
	ClientLocation        string            `json:"clientLocation"`
}

type webhookStatus struct {
	Overall          string   `json:"overall"`
	SuspicionReasons []string `json:"suspicionReasons"`
	FraudTags        []string `json:"fraudTags"`
	MismatchTags     []string `json:"mismatchTags"`
	AutoFace         *string  `json:"autoFace"`
	ManualFace       *string  `json:"manualFace"`
	AutoDocument     *string  `json:"autoDocument"`
	ManualDocument   *string  `json:"manualDocument"`
	AdditionalSteps  *string  `json:"additionalSteps"`
}

type webhookData struct {
	DocFirstName      any                               `json:"docFirstName"`
	DocLastName       any                               `json:"docLastName"`
	DocType           *string                           `json:"docType"`
	DocIssuingCountry *string                           `json:"docIssuingCountry"`
	SelectedCountry   *string                           `json:"selectedCountry"`
	AdditionalData    map[string]map[string]fieldResult `json:"additionalData"`
}

// A fieldResult is the value that the reviewer read for one field, and how it compares with the given one.
type fieldResult struct {
	Value  string `json:"value"`
	Status string `json:"status"`
}

// newWebhook sets the outcome of a verification (the automatic check sets none), and
// writes and signs its webhook. The caller holds mu.
func (s *Sandbox) newWebhook(v *verification, event string, status webhookStatus, results map[string]map[string]fieldResult) *webhook {
	now := s.now()
	final := event != eventAutomatic
	if final {
		v.status = status.Overall
	}
	// Receivers order by finishTime, in whole seconds, so two verdicts must not have the same.
	v.finishTime = max(now.Unix(), v.finishTime+1)
	body := webhookBody{
		Final:                 final,
		Platform:              "PC",
		Status:                status,
		FileURLs:              map[string]string{},
		AdditionalStepPDFURLs: map[string]string{},
		AdditionalSteps:       map[string]string{},
		ScanRef:               v.scanRef,
		ExternalRef:           v.request["externalRef"],
		ClientID:              v.request.text("clientId"),
		CompanyID:             "sandbox-company",
		BeneficiaryID:         "sandbox-beneficiary",
		StartTime:             v.created.Unix(),
		FinishTime:            v.finishTime,
		ClientIP:              "192.0.2.1", // reserved for documentation
		ClientIPCountry:       "LT",
		ClientLocation:        "Šiauliai, Lithuania",
	}
	body.Data = webhookData{
		DocFirstName:      v.request["firstName"],
		DocLastName:       v.request["lastName"],
		DocType:           orNull(v.document),
		DocIssuingCountry: orNull(v.country),
		SelectedCountry:   orNull(v.country),
		AdditionalData:    results,
	}
	if event != eventExpired && v.document != "" {
		for name, picture := range s.pictures {
			body.FileURLs[name] = s.fileURL(picture, now)
		}
	}
	for _, step := range v.steps {
		body.AdditionalSteps[step.Name] = step.Type
		given, _ := v.current(step.Name)
		switch {
		case given == nil:
		case given.report.Type == file.PDF:
			body.AdditionalStepPDFURLs[step.Name] = s.fileURL(given, now)
		default:
			body.FileURLs[step.Name] = s.fileURL(given, now)
		}
	}
	if read, ok := results[poaStep]["address"]; ok {
		body.ManualAddress = orNull(read.Value)
		body.ManualAddressMatch = read.Status == "MATCH"
	}
	text := uneven(marshal(body))
	w := &webhook{id: newID(scanRefBytes), event: event, status: status, body: text}
	if s.environment.SigningKey != "" {
		w.signature = idenfy.Sign(s.environment.SigningKey, text)
	}
	v.webhooks = append(v.webhooks, w)
	s.changed(v)
	return w
}

// uneven adds irregular white space, as in iDenfy's bodies. Together with the
// non-ASCII clientLocation it ensures that a receiver which parses and re-encodes a
// body before it checks the signature gets other bytes.
func uneven(body []byte) []byte {
	return bytes.Replace(body, []byte(`,"data":`), []byte(",\n  \"data\" : "), 1)
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// fileLife is how long a file's URL is valid at iDenfy.
const fileLife = time.Hour

// fileURL returns a presigned URL of one file, like iDenfy's.
func (s *Sandbox) fileURL(f *givenFile, now time.Time) string {
	expires := strconv.FormatInt(now.Add(fileLife).Unix(), 10)
	return s.options.BaseURL + "/files/" + f.id + "?expires=" + expires + "&signature=" + s.signFile(f.id, expires)
}

func (s *Sandbox) signFile(id, expires string) string {
	return idenfy.Sign(s.fileKey, []byte(id+"?"+expires))
}

func (s *Sandbox) sendFile(w http.ResponseWriter, r *http.Request) error {
	id, expires := r.PathValue("file"), r.URL.Query().Get("expires")
	until, err := strconv.ParseInt(expires, 10, 64)
	good := hmac.Equal([]byte(r.URL.Query().Get("signature")), []byte(s.signFile(id, expires)))
	if !good || err != nil || s.now().Unix() > until {
		return badValue("This file URL is not valid, or no longer: it lasts one hour.")
	}
	s.mu.Lock()
	f := s.files[id]
	s.mu.Unlock()
	if f == nil {
		return badValue("The sandbox has forgotten this file.")
	}
	return f.send(w)
}
