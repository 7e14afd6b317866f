package sandbox

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"time"

	"idenfysteps/internal/file"
	"idenfysteps/internal/steps"
)

// A saved state is JSON, one value a line: a savedSandbox, the savedVerifications,
// and a savedSum over the lines before it.
const (
	stateFormat  = "idenfy-steps sandbox"
	stateVersion = 1
)

// Errors of [Sandbox.Load]. It also returns an error for another version of the state.
var (
	ErrNotState     = errors.New("this is not the state of a sandbox")
	ErrDamagedState = errors.New("the state is damaged: its checksum is not that of its content")
)

type (
	savedSandbox struct {
		Format       string            `json:"format"`
		StateVersion int               `json:"stateVersion"`
		Changes      int               `json:"changes"`
		FileKey      string            `json:"fileKey"`
		OwnKeys      Keys              `json:"ownKeys,omitzero"`
		Pictures     map[string]string `json:"pictures"` // key in fileUrls -> id
		// Credits are saved as what was spent, so that the environment may get more.
		SpentTypes map[string]int `json:"spentTypes"`
		SpentNames map[string]int `json:"spentNames"`
		Requests   int            `json:"requests"`
		HourBegan  time.Time      `json:"hourBegan"`
		Due        []savedDue     `json:"due"` // the earliest first
	}
	savedDue struct {
		At        time.Time `json:"at"`
		ScanRef   string    `json:"scanRef"`
		Webhook   string    `json:"webhook,omitempty"` // its id; "" for the end of a session
		Signature string    `json:"signature,omitempty"`
	}
	savedVerification struct {
		ScanRef        string                       `json:"scanRef"`
		AuthToken      string                       `json:"authToken"`
		Changes        int                          `json:"changes"`
		Request        map[string]any               `json:"request"`
		AskedBody      []byte                       `json:"askedBody"`
		AskedSteps     []steps.ResolvedStep         `json:"askedSteps"`
		Created        time.Time                    `json:"created"`
		Status         string                       `json:"status"`
		Country        string                       `json:"country"`
		Document       string                       `json:"document"`
		Steps          []steps.ResolvedStep         `json:"steps"`
		Notes          []string                     `json:"notes"`
		Assumed        []string                     `json:"assumed"`
		Files          []savedFile                  `json:"files"`
		Reuploaded     bool                         `json:"reuploaded"`
		FinishTime     int64                        `json:"finishTime"`
		Webhooks       []savedWebhook               `json:"webhooks"`
		AdditionalData map[string]map[string]string `json:"additionalData"`
	}
	savedFile struct {
		ID          string      `json:"id"`
		Step        string      `json:"step"`
		Content     []byte      `json:"content"`
		SHA256      string      `json:"sha256"`
		Report      file.Report `json:"report"`
		By          string      `json:"by"`
		POADocument string      `json:"poaDocument"`
		At          time.Time   `json:"at"`
	}
	savedWebhook struct {
		ID        string        `json:"id"`
		Event     string        `json:"event"`
		Status    webhookStatus `json:"status"`
		Body      []byte        `json:"body"`
		Signature string        `json:"signature"`
		Attempts  []attempt     `json:"attempts"`
	}
	savedSum struct {
		SHA256 string `json:"sha256"`
	}
)

// Changes returns a number that grows with every change, to tell whether a save is needed.
func (s *Sandbox) Changes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.version
}

// Save writes the state: verifications with their files and webhooks, events that
// are due, the credits that are left. It blocks requests while it collects the state,
// not while it writes. The environment and the keys that were given are not saved; the
// sandbox's own keys, and people's tokens and files, are. The error is that of w.
func (s *Sandbox) Save(w io.Writer) error {
	s.mu.Lock()
	head, list := s.saved()
	s.mu.Unlock()

	buffered, sum := bufio.NewWriter(w), sha256.New()
	encoder := json.NewEncoder(io.MultiWriter(buffered, sum))
	if err := encoder.Encode(head); err != nil {
		return err
	}
	for _, v := range list {
		if err := encoder.Encode(v); err != nil {
			return err
		}
	}
	if err := json.NewEncoder(buffered).Encode(savedSum{hex.EncodeToString(sum.Sum(nil))}); err != nil {
		return err
	}
	return buffered.Flush()
}

// saved copies what may change, and shares what never changes. The caller holds mu.
func (s *Sandbox) saved() (savedSandbox, []savedVerification) {
	head := savedSandbox{
		Format:       stateFormat,
		StateVersion: stateVersion,
		Changes:      s.version,
		FileKey:      s.fileKey,
		OwnKeys:      s.environment.own,
		Pictures:     map[string]string{},
		SpentTypes:   spent(s.environment.TypeCredits, s.typeCredits),
		SpentNames:   spent(s.environment.NameCredits, s.nameCredits),
		Requests:     s.requests,
		HourBegan:    s.hourBegan,
	}
	for name, picture := range s.pictures {
		head.Pictures[name] = picture.id
	}
	// A webhook that is being sent may not arrive.
	for _, list := range [][]due{s.underWay, s.due} {
		for _, d := range list {
			head.Due = append(head.Due, d.saved())
		}
	}
	var list []savedVerification
	for _, v := range s.verifications {
		list = append(list, v.saved())
	}
	return head, list
}

func (d due) saved() savedDue {
	saved := savedDue{At: d.at, ScanRef: d.v.scanRef, Signature: d.signature}
	if d.webhook != nil {
		saved.Webhook = d.webhook.id
	}
	return saved
}

func (v *verification) saved() savedVerification {
	saved := savedVerification{
		ScanRef:        v.scanRef,
		AuthToken:      v.authToken,
		Changes:        v.version,
		Request:        v.request,
		AskedBody:      v.asked.body,
		AskedSteps:     v.asked.named,
		Created:        v.created,
		Status:         v.status,
		Country:        v.country,
		Document:       v.document,
		Steps:          v.steps,
		Notes:          v.notes,
		Assumed:        v.assumed,
		Reuploaded:     v.reuploaded,
		FinishTime:     v.finishTime,
		AdditionalData: maps.Clone(v.additionalData),
	}
	for _, f := range v.files {
		saved.Files = append(saved.Files, savedFile{f.id, f.step, f.content, f.sha256, f.report, f.by, f.poaDocument, f.at})
	}
	for _, w := range v.webhooks {
		saved.Webhooks = append(saved.Webhooks, savedWebhook{w.id, w.event, w.status, w.body, w.signature, w.attempts})
	}
	return saved
}

// Load reads what [Sandbox.Save] wrote into an empty sandbox. On an error the
// sandbox stays empty.
func (s *Sandbox) Load(r io.Reader) error {
	text, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	head, list, err := readState(text)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fileKey, s.requests, s.hourBegan = head.FileKey, head.Requests, head.HourBegan
	s.environment.keepOwn(head.OwnKeys)
	for name, picture := range s.pictures {
		picture.id = cmp.Or(head.Pictures[name], picture.id)
	}
	s.forget()
	take(s.typeCredits, head.SpentTypes)
	take(s.nameCredits, head.SpentNames)
	for _, saved := range list {
		v := saved.restored()
		s.verifications = append(s.verifications, v)
		s.byScanRef[v.scanRef] = v
		s.byAuthToken[v.authToken] = v
		for _, f := range v.files {
			s.files[f.id] = f
		}
	}
	for _, d := range head.Due {
		s.planSaved(d)
	}
	for i, v := range s.verifications {
		v.version = list[i].Changes // planning counted as a change
	}
	s.version = head.Changes
	return nil
}

func (s *Sandbox) planSaved(saved savedDue) {
	v := s.byScanRef[saved.ScanRef]
	if v == nil {
		return // forgotten while its webhook was being sent
	}
	d := due{at: saved.At, v: v, signature: saved.Signature}
	for _, w := range v.webhooks {
		if w.id == saved.Webhook {
			d.webhook = w
		}
	}
	s.plan(d)
}

func readState(text []byte) (head savedSandbox, list []savedVerification, err error) {
	if !bytes.HasPrefix(text, []byte(`{"format":"`+stateFormat+`",`)) {
		return head, nil, ErrNotState
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	lines = lines[:len(lines)-1] // what follows the last line break
	if len(lines) < 2 {
		return head, nil, ErrDamagedState
	}
	last := lines[len(lines)-1]
	var sum savedSum
	got := sha256.Sum256(text[:len(text)-len(last)])
	if json.Unmarshal(last, &sum) != nil || sum.SHA256 != hex.EncodeToString(got[:]) {
		return head, nil, ErrDamagedState
	}
	if err := json.Unmarshal(lines[0], &head); err != nil {
		return head, nil, err
	}
	if head.StateVersion != stateVersion {
		return head, nil, fmt.Errorf("the state is of version %d; this sandbox reads %d", head.StateVersion, stateVersion)
	}
	for _, line := range lines[1 : len(lines)-1] {
		var v savedVerification
		if err := json.Unmarshal(line, &v); err != nil {
			return head, nil, err
		}
		list = append(list, v)
	}
	return head, list, nil
}

func (saved *savedVerification) restored() *verification {
	v := &verification{
		scanRef:        saved.ScanRef,
		authToken:      saved.AuthToken,
		request:        tokenRequest{},
		asked:          askedSteps{body: saved.AskedBody, named: saved.AskedSteps},
		created:        saved.Created,
		status:         saved.Status,
		country:        saved.Country,
		document:       saved.Document,
		steps:          saved.Steps,
		notes:          saved.Notes,
		assumed:        saved.Assumed,
		reuploaded:     saved.Reuploaded,
		finishTime:     saved.FinishTime,
		additionalData: saved.AdditionalData,
	}
	for name, value := range saved.Request {
		v.request[name] = asRead(value)
	}
	for _, f := range saved.Files {
		v.files = append(v.files, &givenFile{f.ID, f.Step, f.Content, f.SHA256, f.Report, f.By, f.POADocument, f.At})
	}
	for _, w := range saved.Webhooks {
		v.webhooks = append(v.webhooks, &webhook{id: w.ID, event: w.Event, status: w.Status, body: w.Body, signature: w.Signature, attempts: w.Attempts})
	}
	return v
}

// asRead turns a decoded member into the type that a [tokenRequest] holds.
func asRead(value any) any {
	switch value := value.(type) {
	case float64:
		return int(value)
	case []any:
		list := []string{}
		for _, item := range value {
			text, _ := item.(string)
			list = append(list, text)
		}
		return list
	default: // additionalData is kept by the verification
		return value
	}
}

func spent(credits, left map[string]int) map[string]int {
	gone := map[string]int{}
	for name, n := range credits {
		gone[name] = n - left[name]
	}
	return gone
}
