package sandbox

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"math"
	"net/http"
	"slices"
	"time"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/file"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

// A verification is one token with its session, files and webhooks. Sandbox.mu
// guards its fields, except those that never change: the ids, request, asked and
// created.
type verification struct {
	scanRef, authToken string
	version            int // the sandbox's, at the last change
	request            tokenRequest
	asked              askedSteps
	created            time.Time

	status            string // one of iDenfy's overall statuses
	country, document string // the person's choice in the window; document is "" before
	// steps are those that the person is asked for, and others that were uploaded.
	steps      []steps.ResolvedStep
	notes      []string     // on the token request
	assumed    []string     // on the steps, where iDenfy's documentation is silent
	files      []*givenFile // oldest first; the last one of a step counts
	reuploaded bool         // by upload-additional-step, since the last verdict
	finishTime int64        // of the last webhook, in Unix seconds
	webhooks   []*webhook
	// additionalData are the latest values to compare with: step -> field -> value.
	additionalData map[string]map[string]string
}

// A givenFile is a file that was uploaded for a step.
type givenFile struct {
	id          string
	step        string
	content     []byte
	sha256      string
	report      file.Report
	by          string
	poaDocument string // the person's choice in the window; not checked, like at iDenfy
	at          time.Time
}

// Values of givenFile.by.
const (
	byWindow = "window"
	byUpload = "upload-additional-step"
)

// Random bytes in an id, written in hexadecimal. iDenfy's longest scanRef in a
// webhook has 36 characters, its longest authToken 40.
const (
	scanRefBytes   = 14
	authTokenBytes = 16
	keyBytes       = 16
)

func newID(size int) string {
	id := make([]byte, size)
	rand.Read(id) // never fails, by its contract
	return "sandbox-" + hex.EncodeToString(id)
}

// forget empties the sandbox. The version keeps growing, so that clients that poll
// notice. The caller holds mu.
func (s *Sandbox) forget() {
	s.version++
	s.verifications = nil
	s.byScanRef = map[string]*verification{}
	s.byAuthToken = map[string]*verification{}
	s.files = map[string]*givenFile{}
	for _, picture := range s.pictures {
		s.files[picture.id] = picture
	}
	s.due = nil
	s.typeCredits = maps.Clone(s.environment.TypeCredits)
	s.nameCredits = maps.Clone(s.environment.NameCredits)
}

// add adds a new verification. The caller holds mu.
func (s *Sandbox) add(v *verification) {
	s.verifications = append(s.verifications, v)
	s.byScanRef[v.scanRef] = v
	s.byAuthToken[v.authToken] = v
	s.plan(due{at: v.ends(), v: v})
	s.changed(v)
}

// ends is when the session expires.
func (v *verification) ends() time.Time {
	return v.created.Add(time.Duration(v.request.whole("expiryTime")) * time.Second)
}

// changed marks a verification as changed. The caller holds mu.
func (s *Sandbox) changed(v *verification) {
	s.version++
	v.version = s.version
}

// find returns the verification of a scanRef, or errUnknown. The caller holds mu.
func (s *Sandbox) find(scanRef string) (*verification, error) {
	v := s.byScanRef[scanRef]
	if v == nil {
		return nil, errUnknown
	}
	s.expire(v)
	return v, nil
}

// expire ends a session that was not finished in time, and plans its webhook. It is
// called before a verification is read, since the clock may be ahead of
// [Sandbox.DeliverDue]. The caller holds mu.
func (s *Sandbox) expire(v *verification) {
	if v.status == idenfy.OverallActive && !s.now().Before(v.ends()) {
		w := s.newWebhook(v, eventExpired, ended(idenfy.OverallExpired), nil)
		s.plan(due{at: s.now(), v: v, webhook: w})
	}
}

// give adds a file, which replaces the step's current one. The caller holds mu.
func (s *Sandbox) give(v *verification, given *givenFile) {
	v.files = append(v.files, given)
	s.files[given.id] = given
	s.changed(v)
}

// current returns the file that counts for a step, and those that it replaced, newest first.
func (v *verification) current(step string) (current *givenFile, replaced []*givenFile) {
	for _, f := range slices.Backward(v.files) {
		switch {
		case f.step != step:
		case current == nil:
			current = f
		default:
			replaced = append(replaced, f)
		}
	}
	return current, replaced
}

// newFile inspects an uploaded file. It refuses what the step does not allow, by
// the file's type and the step's settings. Other findings are shown at the desk, for
// the reviewer to decide.
func (s *Sandbox) newFile(step steps.ResolvedStep, content []byte, by string) (*givenFile, error) {
	options := file.Options{Settings: (*file.Settings)(&step.Settings), Limits: file.Limits{Request: catalogue.RequestBytes}}
	if by == byUpload {
		options.Limits.Request = math.MaxInt64 // the request's own limit was checked
	}
	report := file.InspectHead(content[:min(len(content), file.HeadSize)], int64(len(content)), options)
	for _, f := range report.Findings {
		if f.Severity == finding.Error {
			return nil, badValue("The file for step '" + step.Name + "' cannot be taken. " + f.Message)
		}
	}
	file.InspectRest(&report, bytes.NewReader(content), options.Limits)
	sum := sha256.Sum256(content)
	return &givenFile{
		id:      newID(scanRefBytes),
		step:    step.Name,
		content: content,
		sha256:  hex.EncodeToString(sum[:]),
		report:  report,
		by:      by,
		at:      s.now(),
	}, nil
}

var mediaTypes = map[file.Type]string{file.JPEG: "image/jpeg", file.PNG: "image/png", file.PDF: "application/pdf"}

func (f *givenFile) send(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", mediaTypes[f.report.Type])
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(f.content)
	return nil
}
