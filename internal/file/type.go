package file

import "strings"

// Type is what a file is, by its content.
type Type string

// The types that are told apart. Only the first three can be given to iDenfy.
const (
	JPEG       Type = "jpeg"
	PNG        Type = "png"
	PDF        Type = "pdf"
	HEIC       Type = "heic"
	AVIF       Type = "avif"
	WebP       Type = "webp"
	GIF        Type = "gif"
	TIFF       Type = "tiff"
	BMP        Type = "bmp"
	SVG        Type = "svg"
	Video      Type = "video"
	Audio      Type = "audio"
	Office     Type = "office" // Microsoft Office, OpenDocument, iWork, RTF
	Archive    Type = "archive"
	Executable Type = "executable" // programs, libraries, installers and shell scripts
	Text       Type = "text"       // HTML, XML and source code included
	Empty      Type = "empty"
	Unknown    Type = "unknown"
)

// listed tells whether a word is in a list, in which spaces stand around each.
func listed(list, word string) bool { return strings.Contains(list, " "+word+" ") }

// shout returns a type as people write it: JPEG, WEBP.
func shout(t Type) string {
	b := []byte(t)
	for i := range b {
		b[i] -= 'a' - 'A'
	}
	return string(b)
}
