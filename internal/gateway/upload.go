package gateway

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/file"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/grant"
	"idenfysteps/internal/idenfy"
	"idenfysteps/internal/steps"
)

// An UploadAnswer says which step's document iDenfy has taken.
type UploadAnswer struct {
	ScanRef string `json:"scanRef"`
	Step    string `json:"step"`
}

// longestUpload is when an upload that never ended no longer holds its step:
// five minutes for the person (worker/src/image.ts), 100 seconds for iDenfy.
const longestUpload = 7 * time.Minute

var (
	errNoTarget = idenfy.Refuse(idenfy.MissingValue, "The address must name the verification and the step in its query, as scanRef and step.")
	errNotAsked = idenfy.Refuse(idenfy.PermissionsError, "This step is not asked for again, or was uploaded since: another upload would overwrite what is there.")
	errUsedUp   = idenfy.Refuse(idenfy.GrantUsedUp, "The grant was used three times. Ask for a new one.")
	errRunning  = idenfy.Refuse(idenfy.UploadRunning, "Another upload of this step is still running. Wait until it has ended.")

	errNoImage    = idenfy.Refuse(idenfy.MissingValue, "The body is empty; send the file as base64 text.")
	errLongAround = idenfy.Refuse(idenfy.BadValue, "The scanRef, the step and what the file is compared with are too long: together they may have 10 kB of the request.")
	errTooLarge   = tooLarge("The file is too large: the encoded request may have 20 MB, about 15 MB of file.")
)

// uploadStep answers POST /v1/upload?scanRef&step with base64 text as its body:
// 200 {scanRef, step} once iDenfy has the file.
func (g *Gateway) uploadStep(w http.ResponseWriter, r *http.Request) error {
	scanRef, step := r.URL.Query().Get("scanRef"), r.URL.Query().Get("step")
	caller, err := g.caller(r)
	if err != nil {
		return err
	}
	settings, err := g.mayUpload(r, caller, scanRef, step)
	if err != nil {
		return err
	}
	if err := checkLength(r); err != nil {
		return err
	}
	data, err := g.additionalData(caller, scanRef, step)
	if err != nil {
		return err
	}
	upload := idenfy.Upload{ScanRef: scanRef, Step: step, AdditionalData: data, ImageSize: r.ContentLength}
	if upload.Around() > file.AroundBytes {
		return errLongAround
	}
	image := g.Image(r)
	upload.Image = image
	if err := inspectHead(image, r.ContentLength, settings); err != nil {
		return err
	}
	err = g.alone(r, scanRef, step, func() error {
		if err := g.confirm(r, caller, scanRef, step); err != nil {
			return err
		}
		err := g.upstream.UploadStep(r.Context(), upload)
		if refused := image.Refused(); refused != nil {
			return refused
		}
		return err
	})
	if err != nil {
		return err
	}
	return respond(w, http.StatusOK, UploadAnswer{scanRef, step})
}

// mayUpload returns the step's settings, nil where they are not known, if the
// caller may upload it: by a grant, or because it is left of what the last webhook
// asks for again. iDenfy overwrites what was there, so no right, no upload.
func (g *Gateway) mayUpload(r *http.Request, caller *grant.Caller, scanRef, name string) (*file.Settings, error) {
	if scanRef == "" || name == "" {
		return nil, errNoTarget
	}
	v, err := g.find(r, scanRef)
	if err != nil && !byGrant(caller) {
		return nil, err
	}
	if v == nil {
		v = &Verification{} // created elsewhere; the grant vouches for it
	}
	if caller != nil {
		if err := caller.MayUpload(scanRef, name, v.Owner); err != nil {
			return nil, err
		}
	}
	// What was uploaded since may have been judged by now, though no webhook has said so.
	if _, left := v.state(); !byGrant(caller) && !slices.Contains(left, name) {
		return nil, errNotAsked
	}
	at := slices.IndexFunc(v.Steps, func(s idenfy.Step) bool { return s.Name == name })
	if at < 0 {
		return nil, nil
	}
	settings := file.Settings(v.Steps[at].Settings)
	return &settings, nil
}

// checkLength refuses by the headers alone. The length is kept upstream, so it must be known.
func checkLength(r *http.Request) error {
	switch {
	case r.Header.Get("Content-Encoding") != "":
		return errCompressed
	case r.ContentLength < 0, r.ContentLength == 0 && r.Header.Get("Content-Length") == "" && len(r.TransferEncoding) > 0:
		return errNoLength
	case r.ContentLength == 0:
		return errNoImage
	case r.ContentLength > catalogue.UploadBodyBytes:
		return errTooLarge
	case r.ContentLength%4 != 0:
		return ErrNotBase64
	}
	return nil
}

// inspectHead judges the file by its beginning, by the rules that the page
// applies, before a byte goes out.
func inspectHead(image Image, size int64, settings *file.Settings) error {
	text, err := image.Head(base64.StdEncoding.EncodedLen(file.HeadSize))
	if err != nil {
		return err
	}
	text = bytes.TrimRight(text, "=")
	head := make([]byte, base64.RawStdEncoding.DecodedLen(len(text)))
	n, err := base64.RawStdEncoding.Decode(head, text)
	if err != nil {
		return ErrNotBase64
	}
	report := file.InspectHead(head[:n], size/4*3, file.Options{Settings: settings})
	if report.Accepted {
		return nil
	}
	errorsOnly := slices.DeleteFunc(report.Findings, func(f finding.Finding) bool { return f.Severity != finding.Error })
	return refuseFindings(errorsOnly[0].Message, errorsOnly)
}

// alone runs an upload if no other of the same step is running.
func (g *Gateway) alone(r *http.Request, scanRef, step string, upload func() error) error {
	began := g.Now()
	until := began.Add(longestUpload)
	mine, err := g.Store.BeginUpload(r.Context(), scanRef, step, began, until)
	if err != nil {
		return err
	}
	if !mine {
		return errRunning
	}
	err = upload()
	var sent time.Time
	if err == nil {
		sent = g.Now()
	}
	// Where iDenfy has the file, to say anything else would make the person send it again.
	if lost := g.Store.EndUpload(r.Context(), scanRef, step, until, sent); lost != nil {
		note(r, &idenfy.Error{Identifier: idenfy.InternalError, Cause: "end of an upload not stored: " + causeOf(lost)})
	}
	return err
}

// confirm counts a try where the caller has a grant. Without one it asks again:
// while the head came, another upload may have ended, or a webhook arrived.
func (g *Gateway) confirm(r *http.Request, caller *grant.Caller, scanRef, step string) error {
	if !byGrant(caller) {
		_, err := g.mayUpload(r, caller, scanRef, step)
		return err
	}
	ok, err := g.Store.UseGrant(r.Context(), caller.Claims.ID, catalogue.GrantTries, caller.Expires())
	if err == nil && !ok {
		return errUsedUp
	}
	return err
}

func byGrant(caller *grant.Caller) bool { return caller != nil && caller.Kind == grant.BackEnd }

// additionalData is what the file is compared with: an upload grant says it, and
// of a person the default flow takes it from their claims. It is flat; in another
// shape iDenfy would compare with nothing.
func (g *Gateway) additionalData(caller *grant.Caller, scanRef, step string) (map[string]string, error) {
	if caller == nil {
		return nil, nil
	}
	data, err := g.flows.compareWith(caller, step)
	if err != nil || data == nil {
		return nil, err
	}
	request, err := json.Marshal(map[string]any{"scanRef": scanRef, "step": step, "additionalData": data, "image": "/9j/"})
	if err != nil {
		return nil, err
	}
	if payload := steps.Read(request, nil); !payload.Valid() {
		return nil, refuseFindings("iDenfy would refuse or misread this upload; see the findings.", payload.Findings())
	}
	flat := map[string]string{}
	for field, value := range data.(map[string]any) {
		if text, _ := value.(string); strings.TrimSpace(text) != "" {
			flat[field] = text
		}
	}
	return flat, nil
}
