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
		code, advice := refusal(rep.Type)
		rep.fail(code, advice, finding.Param{Name: "type", Value: string(rep.Type)})
		return
	}
	rep.checkClaim(o)
}

// refusal says why a file of a type cannot be given, and what to do instead.
func refusal(t Type) (code, advice string) {
	switch t {
	case Empty:
		return "empty", "This file is empty. Choose it again, or save it again where it was made."
	case HEIC:
		return "heic", "This is a HEIC photo, which cannot be sent. On an iPhone choose Settings, Camera, Formats, Most Compatible and take it again, or share the photo as JPEG; or take a photo here."
	case AVIF, WebP, GIF, TIFF, BMP, SVG:
		return "type-not-accepted", "This is a " + names[t] + " picture. Save it as JPEG or PNG, or take a photo of the document."
	case Office:
		return "type-not-accepted", "This is an Office document. Save or print it as PDF and choose that."
	case Archive:
		return "type-not-accepted", "This is an archive. Unpack it and choose the document inside: a JPEG, a PNG or a PDF."
	case Video:
		return "type-not-accepted", "This is a video. Take a photo of the document instead."
	case Audio:
		return "type-not-accepted", "This is a sound recording. Choose a photo of the document, or a PDF."
	case Executable:
		return "type-not-accepted", "This is a program. Choose a photo of the document, or a PDF."
	case Text:
		return "type-not-accepted", "This is a text or a web page. Print it as PDF and choose that, or take a photo of the document."
	}
	return "type-not-accepted", "It cannot be told what this file is. Choose a JPEG, a PNG or a PDF, or take a photo of the document."
}

// names are the types as people know them.
var names = map[Type]string{
	JPEG: "JPEG", PNG: "PNG", PDF: "PDF", AVIF: "AVIF", WebP: "WebP", GIF: "GIF", TIFF: "TIFF", BMP: "BMP", SVG: "SVG",
}

func (rep *Report) checkPDFAllowed(s *Settings) {
	switch {
	case s == nil:
	case !s.CanUpload:
		rep.fail("upload-not-allowed", "A file cannot be uploaded for this step. Take a photo of the document with the camera.")
	case !s.CanUploadPDF:
		rep.fail("pdf-not-allowed", "This step does not take a PDF. Choose a photo of the document, as JPEG or PNG, or take one.")
	}
}

// checkPictureAllowed cannot see whether a picture was just taken, so where the
// step takes photos only it warns.
func (rep *Report) checkPictureAllowed(s *Settings) {
	switch {
	case s == nil || s.CanUpload:
	case s.CanCapture:
		rep.warn("upload-not-allowed", "For this step the photo has to be taken now, with the camera. One that was taken before may be refused.")
	default:
		rep.fail("upload-not-allowed", "This step takes neither a file nor a photo. Ask whoever sent you here how to give the document.")
	}
}

// claims are the file name extensions and MIME types that claim a type. What is
// not listed claims nothing.
var claims = map[string]Type{
	"jpg": JPEG, "jpeg": JPEG, "jpe": JPEG, "jfif": JPEG, "pjpeg": JPEG, "pjp": JPEG, "png": PNG, "apng": PNG, "pdf": PDF,
	"heic": HEIC, "heif": HEIC, "avif": AVIF, "webp": WebP, "gif": GIF, "tif": TIFF, "tiff": TIFF, "bmp": BMP, "svg": SVG,
	"doc": Office, "docx": Office, "xls": Office, "xlsx": Office, "ppt": Office, "pptx": Office, "odt": Office, "ods": Office, "rtf": Office,
	"zip": Archive, "rar": Archive, "7z": Archive, "gz": Archive, "tar": Archive,
	"mp4": Video, "mov": Video, "avi": Video, "webm": Video, "mp3": Audio, "m4a": Audio, "wav": Audio,
	"exe": Executable, "com": Executable, "bat": Executable, "cmd": Executable, "dll": Executable, "msi": Executable, "sh": Executable,
	"js": Executable, "apk": Executable, "jar": Executable, "scr": Executable,
	"txt": Text, "csv": Text, "htm": Text, "html": Text, "xml": Text, "json": Text, "eml": Text, "mht": Text,

	"image/jpeg": JPEG, "image/jpg": JPEG, "image/pjpeg": JPEG, "image/png": PNG, "image/x-png": PNG, "image/apng": PNG,
	"image/vnd.mozilla.apng": PNG, "application/pdf": PDF, "application/x-pdf": PDF,
	"image/heic": HEIC, "image/heif": HEIC, "image/avif": AVIF, "image/webp": WebP, "image/gif": GIF, "image/tiff": TIFF,
	"image/bmp": BMP, "image/svg+xml": SVG, "application/msword": Office, "application/zip": Archive,
	"application/x-msdownload": Executable, "text/plain": Text, "text/html": Text,
}

// checkClaim warns of an accepted type under another's name. The name counts
// before the MIME type, which browsers make from the name.
func (rep *Report) checkClaim(o Options) {
	claim := strings.ToLower(o.Name[strings.LastIndexByte(o.Name, '.')+1:])
	claimed, ok := claims[claim]
	if !ok {
		mime, _, _ := strings.Cut(o.MIME, ";")
		claim = strings.ToLower(strings.TrimSpace(mime))
		claimed, ok = claims[claim]
	}
	if !ok || claimed == rep.Type {
		return
	}
	rep.warn("type-disguised", "This file says that it is "+claim+", and is a "+names[rep.Type]+". It can be sent; make sure that it is the file you meant.",
		finding.Param{Name: "claimed", Value: claim}, finding.Param{Name: "type", Value: string(rep.Type)})
}
