package file

import (
	"strings"

	"idenfysteps/internal/finding"
)

// checkType finds a type that cannot be given, one that the step forbids, and
// one that is not what the file's name or MIME type says.
func (rep *Report) checkType(o Options) {
	switch rep.Type {
	case JPEG, PNG:
		rep.checkPictureAllowed(o.Settings)
	case PDF:
		rep.checkPDFAllowed(o.Settings)
	default:
		rep.refuse()
		return
	}
	rep.checkClaim(o)
}

// refusals say what a file is that cannot be given, and what to do instead.
var refusals = []struct {
	types        string
	code         code
	what, advice string
}{
	{" empty ", codeEmpty, "an empty file", "Choose it again, or save it again where it was made."},
	{" heic ", codeHEIC, "a HEIC photo, which cannot be sent", "On an iPhone choose Settings, Camera, Formats, Most Compatible and take it again, or share the photo as JPEG; or take a photo here."},
	{" avif webp gif tiff bmp svg ", codeTypeNotAccepted, "a picture of the kind ", "Save it as JPEG or PNG, or take a photo of the document."},
	{" office ", codeTypeNotAccepted, "an Office document", "Save or print it as PDF and choose that."},
	{" archive ", codeTypeNotAccepted, "an archive", "Unpack it and choose the document inside: a JPEG, a PNG or a PDF."},
	{" video ", codeTypeNotAccepted, "a video", "Take a photo of the document instead."},
	{" audio ", codeTypeNotAccepted, "a sound recording", "Choose a photo of the document, or a PDF."},
	{" executable ", codeTypeNotAccepted, "a program", "Choose a photo of the document, or a PDF."},
	{" text ", codeTypeNotAccepted, "a text or a web page", "Print it as PDF and choose that, or take a photo of the document."},
	{" unknown ", codeTypeNotAccepted, "a file of an unknown kind", "Choose a JPEG, a PNG or a PDF, or take a photo of the document."},
}

// refuse tells that files of this type cannot be given.
func (rep *Report) refuse() {
	for _, r := range refusals {
		if listed(r.types, string(rep.Type)) {
			rep.find(r.code, "This is "+What(rep.Type)+". "+r.advice, finding.Param{Name: "type", Value: string(rep.Type)})
		}
	}
}

// What names a type that cannot be given, such as "an archive"; "" for one that can.
func What(t Type) string {
	for _, r := range refusals {
		if !listed(r.types, string(t)) {
			continue
		}
		if strings.HasSuffix(r.what, " ") {
			r.what += shout(t)
		}
		return r.what
	}
	return ""
}

func (rep *Report) checkPDFAllowed(s *Settings) {
	switch {
	case s == nil:
	case !s.CanUpload:
		rep.find(codeUploadNotAllowed, "A file cannot be uploaded for this step. Take a photo of the document with the camera.")
	case !s.CanUploadPDF:
		rep.find(codePDFNotAllowed, "This step does not take a PDF. Choose a photo of the document, as JPEG or PNG, or take one.")
	}
}

// checkPictureAllowed cannot see whether a picture was just taken, so where the
// step takes photos only it warns.
func (rep *Report) checkPictureAllowed(s *Settings) {
	switch {
	case s == nil || s.CanUpload:
	case s.CanCapture:
		rep.findAs(finding.Warning, codeUploadNotAllowed, "For this step the photo has to be taken now, with the camera. One that was taken before may be refused.")
	default:
		rep.find(codeUploadNotAllowed, "This step takes neither a file nor a photo. Ask whoever sent you here how to give the document.")
	}
}
