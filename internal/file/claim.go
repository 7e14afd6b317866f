package file

import (
	"strings"

	"idenfysteps/internal/finding"
)

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
