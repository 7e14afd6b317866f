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
		if !listed(r.types, string(rep.Type)) {
			continue
		}
		if strings.HasSuffix(r.what, " ") {
			r.what += shout(rep.Type)
		}
		rep.find(r.code, "This is "+r.what+". "+r.advice, finding.Param{Name: "type", Value: string(rep.Type)})
	}
}

// listed tells whether a word is in a list, in which spaces stand around each.
func listed(list, word string) bool { return strings.Contains(list, " "+word+" ") }

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

// claims are the file name extensions and MIME types that claim a type. What is
// not listed claims nothing.
var claims = []struct {
	is    Type
	words string
}{
	{JPEG, " jpg jpeg jpe jfif pjpeg pjp image/jpeg image/jpg image/pjpeg "},
	{PNG, " png apng image/png image/x-png image/apng image/vnd.mozilla.apng "},
	{PDF, " pdf application/pdf application/x-pdf "},
	{HEIC, " heic heif image/heic image/heif "},
	{AVIF, " avif image/avif "},
	{WebP, " webp image/webp "},
	{GIF, " gif image/gif "},
	{TIFF, " tif tiff image/tiff "},
	{BMP, " bmp image/bmp "},
	{SVG, " svg image/svg+xml "},
	{Video, " mp4 mov avi webm video/mp4 video/quicktime "},
	{Audio, " mp3 m4a wav audio/mpeg "},
	{Office, " doc docx xls xlsx ppt pptx odt ods rtf application/msword "},
	{Archive, " zip rar 7z gz tar application/zip "},
	{Executable, " exe com bat cmd dll msi sh js apk jar scr application/x-msdownload "},
	{Text, " txt csv htm html xml json eml mht text/plain text/html "},
}

// claimed returns the type that a word claims, or Unknown.
func claimed(word string) Type {
	if word != "" && !strings.Contains(word, " ") {
		for _, c := range claims {
			if listed(c.words, word) {
				return c.is
			}
		}
	}
	return Unknown
}

// checkClaim warns of an accepted type under another's name. The name counts
// before the MIME type, which browsers make from the name.
func (rep *Report) checkClaim(o Options) {
	claim := lower(o.Name[strings.LastIndexByte(o.Name, '.')+1:])
	t := claimed(claim)
	if t == Unknown {
		mime, _, _ := strings.Cut(o.MIME, ";")
		claim = lower(mime)
		t = claimed(claim)
	}
	if t == Unknown || t == rep.Type {
		return
	}
	rep.find(codeTypeDisguised, "This file says that it is "+claim+", and is a "+shout(rep.Type)+". It can be sent; make sure that it is the file you meant.",
		finding.Param{Name: "claimed", Value: claim}, finding.Param{Name: "type", Value: string(rep.Type)})
}

// lower returns ASCII text in lower case. Package strings would bring the tables
// of Unicode into the page.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// shout returns a type as people write it: JPEG, WEBP.
func shout(t Type) string {
	b := []byte(t)
	for i := range b {
		b[i] -= 'a' - 'A'
	}
	return string(b)
}
