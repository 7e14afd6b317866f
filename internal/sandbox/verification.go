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

// A verification is one token and everything that was done with it. Its fields
// are guarded by Sandbox.mu, except those that never change: the ids, request,
// asked and created.
type verification struct {
	scanRef, authToken string
	version            int // the sandbox's, at the last change
	request            tokenRequest
	asked              askedSteps
	created            time.Time

	status            string // one of iDenfy's overall words
	country, document string // as the person chose in the window; document is "" before
	// steps are what the person is asked for, and what was uploaded beside that.
	steps      []steps.ResolvedStep
	notes      []string     // on the token request
	assumed    []string     // on the steps, where iDenfy's documentation leaves them open
	files      []*givenFile // oldest first; the last one of a step counts
	reuploaded bool         // a file came by upload-additional-step since the last verdict
	finishTime int64        // of the last webhook, in Unix seconds
	webhooks   []*webhook
	// additionalData is what was last given to compare with: step -> field -> value.
	additionalData map[string]map[string]string
}

// A givenFile is a file that somebody gave for a step.
type givenFile struct {
	id          string
	step        string
	content     []byte
	sha256      string
	report      file.Report
	by          string
	poaDocument string // what the person picked in the window; nobody checks it, at iDenfy either
	at          time.Time
}

// Values of givenFile.by.
const (
	byWindow = "window"
	byUpload = "upload-additional-step"
)

// Lengths of the random part of ids: a scanRef is at most 36 characters long in
// a webhook, an authToken at most 40.
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

// forget empties the sandbox. The version goes on growing, so that nobody who
// polls misses it. The caller holds mu.
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

// add keeps a new verification. The caller holds mu.
func (s *Sandbox) add(v *verification) {
	s.verifications = append(s.verifications, v)
	s.byScanRef[v.scanRef] = v
	s.byAuthToken[v.authToken] = v
	s.plan(due{at: v.ends(), v: v})
	s.changed(v)
}

// ends is when the session is over that nobody finished.
func (v *verification) ends() time.Time {
	return v.created.Add(time.Duration(v.request.whole("expiryTime")) * time.Second)
}

// changed marks a verification for whoever polls. The caller holds mu.
func (s *Sandbox) changed(v *verification) {
	s.version++
	v.version = s.version
}

// find returns the verification of a scanRef, expired if its time is over. The caller holds mu.
func (s *Sandbox) find(scanRef string) (*verification, error) {
	v := s.byScanRef[scanRef]
	if v == nil {
		return nil, errUnknown
	}
	s.expire(v)
	return v, nil
}

// expire ends a session that nobody finished in time, and plans the webhook
// that tells it. Whoever looks at a verification asks first, since the clock may
// be ahead of [Sandbox.DeliverDue]. The caller holds mu.
func (s *Sandbox) expire(v *verification) {
	if v.status == idenfy.OverallActive && !s.now().Before(v.ends()) {
		w := s.newWebhook(v, eventExpired, ended(idenfy.OverallExpired), nil)
		s.plan(due{at: s.now(), v: v, webhook: w})
	}
}

// give keeps a file, which replaces what the step had. The caller holds mu.
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

// newFile looks at what somebody gave for a step, and refuses what the step
// does not take: its type and its settings count. Whether the file can be used
// is for the reviewer, whom the desk shows the findings.
func (s *Sandbox) newFile(step steps.ResolvedStep, content []byte, by string) (*givenFile, error) {
	options := file.Options{Settings: (*file.Settings)(&step.Settings), Limits: file.Limits{Request: catalogue.RequestBytes}}
	if by == byUpload {
		options.Limits.Request = math.MaxInt64 // the request itself was held to its limit
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

// send answers with the bytes as they were given.
func (f *givenFile) send(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", mediaTypes[f.report.Type])
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.Write(f.content)
	return nil
}
