package sandbox

import (
	"bytes"
	"context"
	"crypto/hmac"
	"errors"
	"net/http"
	"net/url"
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
	attempts  []attempt
}

// An attempt is one delivery: the receiver's HTTP status, or the problem that kept it from answering.
type attempt struct {
	At       time.Time `json:"at"`
	Accepted bool      `json:"accepted"`
	Status   int       `json:"status"`
	Problem  string    `json:"problem"`
}

// Values of the event type header.
const (
	eventReviewed    = "IDENTIFICATION_MANUAL_FINISHED"
	eventResubmitted = "IDENTIFICATION_RESUBMITTED"
	eventExpired     = "IDENTIFICATION_EXPIRED"
)

// answerTime is how long iDenfy waits for a receiver.
const answerTime = 10 * time.Second

// webhookBody is iDenfy's body, as much of it as a verification without ID
// and face can fill.
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

// A fieldResult is what the reviewer read for one field, and how it compares with what was given.
type fieldResult struct {
	Value  string `json:"value"`
	Status string `json:"status"`
}

// newWebhook gives a verification an outcome, and writes and signs the webhook
// that tells it. The caller holds mu.
func (s *Sandbox) newWebhook(v *verification, event string, status webhookStatus, results map[string]map[string]fieldResult) *webhook {
	now := s.now()
	v.status = status.Overall
	// Receivers order by finishTime, which counts whole seconds: a later verdict must never seem as old as the one before.
	v.finishTime = max(now.Unix(), v.finishTime+1)
	body := webhookBody{
		Final:                 true,
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
		ClientLocation:        "Kaunas, Lithuania",
	}
	body.Data = webhookData{
		DocFirstName:      v.request["firstName"],
		DocLastName:       v.request["lastName"],
		DocType:           orNull(v.document),
		DocIssuingCountry: orNull(v.country),
		SelectedCountry:   orNull(v.country),
		AdditionalData:    results,
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
	text := marshal(body)
	w := &webhook{id: newID(scanRefBytes), event: event, status: status, body: text}
	if s.environment.SigningKey != "" {
		w.signature = idenfy.Sign(s.environment.SigningKey, text)
	}
	v.webhooks = append(v.webhooks, w)
	s.changed(v)
	return w
}

func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// deliver sends a webhook once and records how that went. It must not hold mu:
// a receiver may call the sandbox before it answers.
func (s *Sandbox) deliver(ctx context.Context, v *verification, w *webhook) {
	result := attempt{At: s.now()}
	status, err := s.post(ctx, w)
	var problem *url.Error
	switch {
	case err == nil:
		result.Status = status
		result.Accepted = status >= 200 && status <= 299
	case errors.Is(err, context.DeadlineExceeded):
		result.Problem = "the receiver did not answer within " + answerTime.String()
	case errors.Is(err, errNoReceiver):
		result.Problem = err.Error()
	case errors.As(err, &problem): // its own text would repeat the address
		result.Problem = "the receiver could not be reached: " + problem.Err.Error()
	default:
		result.Problem = "the receiver could not be reached: " + err.Error()
	}
	s.log.Info("webhook", "scanRef", v.scanRef, "event", w.event, "status", result.Status, "problem", result.Problem)
	s.mu.Lock()
	defer s.mu.Unlock()
	w.attempts = append(w.attempts, result)
	s.changed(v)
}

var errNoReceiver = errors.New("no webhook address is configured")

func (s *Sandbox) post(ctx context.Context, w *webhook) (status int, err error) {
	if s.options.Webhook == "" {
		return 0, errNoReceiver
	}
	// Whoever closes the desk must not cut a delivery off.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), answerTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.options.Webhook, bytes.NewReader(w.body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(idenfy.EventTypeHeader, w.event)
	if w.signature != "" {
		req.Header.Set(idenfy.SignatureHeader, w.signature)
	}
	res, err := s.options.HTTP.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	return res.StatusCode, nil
}

// fileLife is how long a URL of iDenfy's stays good.
const fileLife = time.Hour

// fileURL makes an address that is good for an hour and only for this file, as
// iDenfy's presigned ones are.
func (s *Sandbox) fileURL(f *givenFile, now time.Time) string {
	expires := strconv.FormatInt(now.Add(fileLife).Unix(), 10)
	return s.options.BaseURL + "/files/" + f.id + "?expires=" + expires + "&signature=" + s.signFile(f.id, expires)
}

func (s *Sandbox) signFile(id, expires string) string {
	return idenfy.Sign(s.fileKey, []byte(id+"?"+expires))
}

// sendFile answers the address of a file.
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
