package gateway

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"slices"

	"idenfysteps/internal/file"
	"idenfysteps/internal/idenfy"
)

// maxImageBytes bounds the base64 text; the rest of the request around it is below 10 kB.
const maxImageBytes = idenfy.MaxRequestBytes - 10_000

// sniffedBytes is how much of the file's beginning tells its type.
const sniffedBytes = 3 << 10

// uploadStep answers POST /v1/upload?scanRef&step with base64 text as its body:
// 200 {scanRef, step} once iDenfy has the file.
func (g *Gateway) uploadStep(w http.ResponseWriter, r *http.Request) error {
	scanRef, name := r.URL.Query().Get("scanRef"), r.URL.Query().Get("step")
	step, err := g.stepToRedo(r, scanRef, name)
	if err != nil {
		return err
	}
	image, err := readAll(w, r, maxImageBytes, "The file is too large: the encoded request may have 20 MB, about 15 MB of file.")
	if err != nil {
		return err
	}
	if err := checkImage(image, step.Settings); err != nil {
		return err
	}
	err = g.upstream.UploadStep(r.Context(), idenfy.Upload{
		ScanRef: scanRef, Step: name, Image: bytes.NewReader(image), ImageSize: int64(len(image)),
	})
	if err != nil {
		return err
	}
	if err := g.store.AddUpload(r.Context(), scanRef, name, g.now()); err != nil {
		return err
	}
	return respond(w, http.StatusOK, map[string]string{"scanRef": scanRef, "step": name})
}

// stepToRedo returns the step if the last webhook asks for it again: iDenfy
// overwrites what was there, so no right, no upload.
func (g *Gateway) stepToRedo(r *http.Request, scanRef, name string) (*Step, error) {
	if scanRef == "" || name == "" {
		return nil, refuse(http.StatusBadRequest, idenfy.MissingValue, "The address must name the verification and the step: ?scanRef=…&step=….")
	}
	v, err := g.find(r, scanRef)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(v.askedAgain(), name) {
		return nil, refuse(http.StatusForbidden, idenfy.PermissionsError, "This step is not asked for again, and an upload would overwrite what is there.")
	}
	at := slices.IndexFunc(v.Steps, func(s Step) bool { return s.Name == name })
	return &v.Steps[at], nil
}

// checkImage refuses what is not base64 of a type that the step takes. The
// alphabet is the gateway's guard: a quote would let the caller write JSON.
func checkImage(image []byte, settings idenfy.Settings) error {
	if len(image) == 0 {
		return refuse(http.StatusBadRequest, idenfy.MissingValue, "The body is empty; send the file as base64 text.")
	}
	if !isBase64(image) {
		return refuse(http.StatusBadRequest, idenfy.EncodingError, "The body must be standard base64 and nothing else: no line breaks, no data: prefix.")
	}
	head := make([]byte, sniffedBytes)
	n, _ := base64.StdEncoding.Decode(head, image[:min(len(image), base64.StdEncoding.EncodedLen(sniffedBytes))])
	switch kind := file.Sniff(head[:n]); {
	case kind == file.PDF && !settings.CanUploadPDF:
		return refuse(http.StatusBadRequest, idenfy.BadValue, "This step takes no PDF; send a JPEG or PNG picture.")
	case kind != file.PDF && kind != file.JPEG && kind != file.PNG:
		return refuse(http.StatusBadRequest, idenfy.BadValue, "The file is of type "+string(kind)+"; send a JPEG, PNG or PDF.")
	}
	return nil
}

// isBase64 tells whether text is standard base64 with its padding.
func isBase64(text []byte) bool {
	data := bytes.TrimRight(text, "=")
	if len(text)%4 != 0 || len(text)-len(data) > 2 {
		return false
	}
	for _, c := range data {
		if !base64Alphabet[c] {
			return false
		}
	}
	return true
}

var base64Alphabet = func() (set [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		set[c] = true
	}
	return set
}()
