package file

import (
	"bytes"
	"encoding/binary"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/pdf"
	"idenfysteps/internal/window"
)

// What is two things at once is one to whoever checks it and the other to
// whoever opens it. A file that is accepted says so where another file begins in
// its first bytes or behind its end, where ZIP archives keep their directory,
// and where disk images have their name.

const (
	// zipEnd is the size of the record that ends a ZIP archive, without a comment,
	// of which there may be 64 KiB.
	zipEnd     = 22
	zipEndBack = zipEnd + 1<<16
	// imageName is where a disk image (ISO 9660) has its name.
	imageName = 32769
)

// checkSecondFile warns of another file in this one, which ends at an offset.
func (rep *Report) checkSecondFile(src *window.Source, end int64) {
	var buf [HeadSize]byte
	second := sniffRest(buf[:src.Read(buf[:], end)])
	picture := rep.Type != PDF
	if picture && listed(cameraTypes, string(second)) {
		second = Unknown
	}
	if picture && pdfStart(readHead(src)) >= 0 {
		second = PDF
	}
	if endsAsZIP(src) || string(buf[:src.Read(buf[:5], imageName)]) == "CD001" {
		second = Archive
	}
	if second == Unknown {
		return
	}
	params := []finding.Param{{Name: "type", Value: string(second)}}
	advice := "Print it to a new PDF and choose that."
	if picture {
		advice = "Let it be made anew here, or take a new photo."
		params = append(params, remedyFit)
	}
	rep.find(codeSecondFile, "Another file is in this one, of the kind "+shout(second)+", and may be why it is refused. "+advice, params...)
}

// cameraTypes are what cameras put behind a picture: others of the same scene,
// its depth, a film of the moment.
const cameraTypes = " jpeg png heic avif webp gif tiff bmp video audio "

// sniffRest tells what begins behind a file. Text is something only where a
// program would run or draw it.
func sniffRest(rest []byte) Type {
	rest = pdf.TrimSpace(rest)
	switch t := Sniff(rest); t {
	case Text:
		return sniffCode(rest)
	case Empty:
		return Unknown
	default:
		return t
	}
}

// endsAsZIP tells whether a file ends with the directory of a ZIP archive.
func endsAsZIP(src *window.Source) bool {
	start := max(0, src.Size-zipEndBack)
	tail := make([]byte, src.Size-start)
	tail = tail[:src.Read(tail, start)]
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+zipEnd > len(tail) {
		return false
	}
	if at >= 20 && string(tail[at-20:at-16]) == "PK\x06\x07" {
		return true // the directory of a large one
	}
	var entry [4]byte
	directory := start + int64(at) - int64(le32(tail[at+12:]))
	return binary.LittleEndian.Uint16(tail[at+10:]) > 0 && src.Read(entry[:], directory) == 4 && string(entry[:]) == "PK\x01\x02"
}
