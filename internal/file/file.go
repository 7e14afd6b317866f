// Package file judges a file that a person chose for an additional step: what
// it is, whether it opens, and whether it may be sent.
//
// [Inspect] is the one to use: it reads a file by windows, in bounded memory,
// and never trusts a name or a MIME type. It is [InspectHead], which says from
// the first bytes and the size alone what need not be read at all, and then
// [InspectRest]. [Sniff] says only what the file is.
//
// # What is judged
//
// A JPEG, a PNG and a PDF are walked as the readers of browsers and of
// reviewers walk them, without decoding a pixel or drawing a page: a file is an
// error when those would not open it. All other types are told by their first
// bytes, so that the message can help. In a page, createImageBitmap is the last
// judge of a picture.
//
// # Findings
//
// Codes are lower-case words with dashes. Those that only say that a
// configurable limit is exceeded begin with "limit-". Where the browser can
// fix a picture, the parameter remedy is "fit": make it smaller, upright and
// free of metadata.
package file

//go:generate go test -run TestFindingsPage . -update

import (
	"io"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/window"
)

// Settings are those of the step that the file is for
// (additionalSteps' settings canUpload, canCapture and canUploadPDF).
type Settings struct {
	CanUpload, CanCapture, CanUploadPDF bool
}

// Options say what is known beside the file's content.
type Options struct {
	// Name and MIME are what the file claims to be; "" is not known. They are
	// only compared with the content.
	Name, MIME string
	// Settings are the step's; nil judges the file for no step.
	Settings *Settings
	// Limits default to [DefaultLimits] where they are the zero value.
	Limits Limits
}

// A Report is what a file is by its content, and what is wrong with it.
type Report struct {
	// File is the file's name, for the command line.
	File string `json:"file,omitempty" ts:"-"`
	Type Type   `json:"type"`
	// Bytes is the file's size in bytes.
	Bytes int64 `json:"bytes"`
	// Width is a picture's width in pixels as it is shown, after the EXIF
	// orientation; null where there is none or it is not known. So are the four that follow.
	Width int `json:"width" ts:"optional,null"`
	// Height is a picture's height in pixels as it is shown, after the EXIF orientation.
	Height int `json:"height" ts:"optional,null"`
	// Orientation is the EXIF orientation of a JPEG or PNG, 1 to 8, and 1 where the picture does not say.
	Orientation int `json:"orientation" ts:"optional,null"`
	// Pages is how many pages a PDF has, where they can be counted.
	Pages int `json:"pages" ts:"optional,null"`
	// Encryption tells what a PDF needs to be opened.
	Encryption Encryption `json:"encryption" ts:"optional,null"`
	// Accepted says that no finding is an error.
	Accepted bool `json:"accepted"`
	// Findings are in the order in which they were found.
	Findings []finding.Finding `json:"findings"`
}

// Encryption tells what a PDF needs to be opened: nothing (`none`), nothing
// although it is encrypted (`opens`), or a `password`.
type Encryption string

// How PDFs are encrypted.
const (
	EncryptionNone     Encryption = "none"
	EncryptionOpens    Encryption = "opens"
	EncryptionPassword Encryption = "password"
)

// Inspect judges the file of the given size, in bytes, that r reads: its head,
// and then the rest. A file that r does not give is reported, as a finding.
func Inspect(r io.ReaderAt, size int64, o Options) Report {
	src := window.New(r, size)
	head := readHead(src)
	if src.Err != nil {
		rep := Report{Type: Unknown, Bytes: size, Accepted: true}
		rep.checkRead(src)
		return rep
	}
	rep := InspectHead(head, size, o)
	rep.inspectRest(src, o.Limits)
	return rep
}

// InspectHead judges a file by its first bytes ([HeadSize] of them, or all if
// it has fewer) and its size: the type, the step's settings and the limits on
// bytes. A file that is not accepted by its head need not be read.
func InspectHead(head []byte, size int64, o Options) Report {
	rep := Report{Type: Sniff(head), Bytes: size, Accepted: true}
	rep.checkType(o)
	rep.checkBytes(o.Limits.orDefault())
	return rep
}

// InspectRest adds to the report of a head ([InspectHead]) what the whole file
// says; r reads that file, and the limits are those of its [Options]. It holds
// at most about 1 MiB of the file at a time and may read any part of it. A file
// that its head does not let pass is not read.
func InspectRest(rep *Report, r io.ReaderAt, l Limits) {
	rep.inspectRest(window.New(r, rep.Bytes), l)
}

func (rep *Report) inspectRest(src *window.Source, l Limits) {
	if !rep.Accepted {
		return
	}
	l = l.orDefault()
	end := rep.Bytes
	switch rep.Type {
	case JPEG, PNG:
		end = rep.inspectPicture(src, l)
	case PDF:
		end = rep.inspectPDF(src)
		rep.checkPages(l)
	}
	if rep.Accepted {
		rep.checkSecondFile(src, end)
	}
	rep.checkRead(src)
}

// readHead reads the first bytes, [HeadSize] of them at most.
func readHead(src *window.Source) []byte {
	head := make([]byte, HeadSize)
	return head[:src.Read(head, 0)]
}

// checkRead finds a file that the device does not give.
func (rep *Report) checkRead(src *window.Source) {
	if src.Err != nil {
		rep.find(codeUnreadable, "This file could not be read. Choose it again, from a place where it is kept on this device.")
	}
}

// says tells whether there is a finding of a code.
func (rep *Report) says(which code) bool {
	for i := range rep.Findings {
		if rep.Findings[i].Code == codes[which].name {
			return true
		}
	}
	return false
}

// find adds a finding; the code says how bad it is. Inlined, it would be a
// tenth of this package's size in wasm.
//
//go:noinline
func (rep *Report) find(which code, message string, params ...finding.Param) {
	rep.findAs(codes[which].severity, which, message, params...)
}

func (rep *Report) findAs(severity finding.Severity, which code, message string, params ...finding.Param) {
	rep.Accepted = rep.Accepted && severity != finding.Error
	rep.Findings = append(rep.Findings, finding.Finding{Code: codes[which].name, Severity: severity, Message: message, Params: params})
}
