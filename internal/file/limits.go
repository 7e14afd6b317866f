package file

import (
	"strconv"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
)

// Limits say how large a file may be. They are configuration, because iDenfy
// publishes none for upload-additional-step; what exceeds one is told by a
// finding whose code begins with "limit-".
type Limits struct {
	// Request is how many bytes the whole request may have, the file in base64
	// and what stands around it. 0 is no limit, as for all of these.
	Request int64
	// Image is how many bytes a JPEG or PNG may have, before it is encoded.
	Image int64
	// Pixels is how many pixels a picture may have, width times height.
	Pixels int64
	// Pages is how many pages a PDF may have.
	Pages int
}

// AroundBytes is kept free in a request for the JSON around the file: scanRef,
// step and what it is compared with, as they are escaped. The gateway sends none
// that needs more, so that whatever [Limits.File] allows passes it.
const AroundBytes = catalogue.RequestBytes - catalogue.UploadBodyBytes

// DefaultLimits returns the limits that hold where none are configured.
func DefaultLimits() Limits {
	return Limits{
		Request: catalogue.RequestBytes,
		Image:   catalogue.ImageBytes,
		Pixels:  catalogue.Pixels,
		Pages:   catalogue.Pages,
	}
}

// orDefault returns the limits that hold where none may be configured.
func (l Limits) orDefault() Limits {
	if l == (Limits{}) {
		return DefaultLimits()
	}
	return l
}

// File returns how many bytes a file may have so that its request stays within
// Request, which must be set.
func (l Limits) File() int64 {
	return max(0, l.Request-AroundBytes) / 4 * 3
}

// checkBytes finds a file that is too large for the request, or for a picture.
// Pictures can be made smaller in the browser: the parameter remedy says "fit".
func (rep *Report) checkBytes(l Limits) {
	which, limit := codeLimitRequest, l.File()
	picture := rep.Type == JPEG || rep.Type == PNG
	if picture && l.Image > 0 && (l.Request == 0 || l.Image < limit) {
		which, limit = codeLimitImage, l.Image
	} else if l.Request == 0 {
		return
	}
	if rep.Bytes <= limit {
		return
	}
	advice := "Save it smaller (for a scan, fewer dots per inch), or send only the pages that matter."
	if picture {
		advice = "Let it be made smaller here, or take it again with fewer pixels."
	}
	rep.exceed(which, rep.Bytes, limit, "This file has "+megabytes(rep.Bytes)+"; at most "+megabytes(limit)+" can be sent. "+advice, picture)
}

// maxDecodable is from how many pixels on no browser decodes a picture, whatever
// is configured: Chromium stops at 2^29 (2 GiB of memory).
const maxDecodable = 1 << 29

func tooManyPixels(width, height int) bool {
	return height > 0 && width >= maxDecodable/height
}

// checkPixels finds a picture with too many pixels to be looked at.
func (rep *Report) checkPixels(l Limits) {
	pixels := int64(rep.Width) * int64(rep.Height)
	switch {
	case tooManyPixels(rep.Width, rep.Height):
		rep.find(codeDecompressionBomb,
			"This picture claims "+strconv.Itoa(rep.Width)+" by "+strconv.Itoa(rep.Height)+" pixels, more than any browser opens. Take a photo of the document instead.")
	case l.Pixels > 0 && pixels > l.Pixels:
		rep.exceed(codeLimitPixels, pixels, l.Pixels,
			"This picture has "+strconv.Itoa(rep.Width)+" by "+strconv.Itoa(rep.Height)+" pixels, more than can be looked at. Take it again with fewer pixels.", true)
	}
}

// checkPages finds a document with too many pages.
func (rep *Report) checkPages(l Limits) {
	if l.Pages > 0 && rep.Pages > l.Pages {
		rep.exceed(codeLimitPages, int64(rep.Pages), int64(l.Pages),
			"This document has "+strconv.Itoa(rep.Pages)+" pages; at most "+strconv.Itoa(l.Pages)+" can be sent. Send only the pages with your name, your address and the date.", false)
	}
}

// exceed adds the finding of a limit, which fit fixes or not.
func (rep *Report) exceed(which code, is, limit int64, message string, fit bool) {
	params := []finding.Param{
		{Name: "is", Value: strconv.FormatInt(is, 10)},
		{Name: "limit", Value: strconv.FormatInt(limit, 10)},
	}
	if fit {
		params = append(params, remedyFit)
	}
	rep.find(which, message, params...)
}

// remedyFit says that the browser can fix a picture.
var remedyFit = finding.Param{Name: "remedy", Value: "fit"}

// megabytes says a size as people read it: 6.1 MB. Sizes are rounded up, so
// that what is too large never looks as large as the limit.
func megabytes(n int64) string {
	tenths := (n + 99_999) / 100_000
	if tenths%10 == 0 {
		return strconv.FormatInt(tenths/10, 10) + " MB"
	}
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + " MB"
}
