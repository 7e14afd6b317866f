package testfiles

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// otherCases are files that cannot be given, and those that only look like ones
// that can.
func otherCases() []Case {
	pdf, jpeg := string(PDF(BillLines)), string(smallJPEG().bytes())
	other := func(name, kind, data string) Case {
		code := "type-not-accepted"
		if kind == "heic" || kind == "empty" {
			code = kind
		}
		return Case{Name: name, Data: []byte(data), Type: kind, Codes: []string{code}}
	}
	return []Case{
		other("empty.jpg", "empty", ""),
		other("photo.heic", "heic", string(HEIC())),
		other("heic-named.jpg", "heic", string(HEIC())),
		other("heif-by-brand.heif", "heic", "\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heic"),
		other("photo.avif", "avif", "\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avif"),
		other("photo.webp", "webp", "RIFF\x10\x00\x00\x00WEBPVP8 "),
		other("photo.gif", "gif", "GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
		other("scan.tif", "tiff", "II*\x00\x08\x00\x00\x00"),
		other("scan-motorola.tif", "tiff", "MM\x00*\x00\x00\x00\x08"),
		other("scan.bmp", "bmp", "BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x01\x00\x00\x00"),
		other("logo.svg", "svg", "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
		other("clip.mp4", "video", "\x00\x00\x00\x14ftypmp42\x00\x00\x00\x00mp42"),
		other("clip.mov", "video", "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  "),
		other("clip.webm", "video", "\x1a\x45\xdf\xa3\x42\x82\x84webm"),
		other("clip.avi", "video", "RIFF\x10\x00\x00\x00AVI LIST"),
		other("memo.m4a", "audio", "\x00\x00\x00\x14ftypM4A \x00\x00\x00\x00M4A "),
		other("memo.mp3", "audio", "ID3\x04\x00\x00\x00\x00\x00\x00"),
		other("memo.wav", "audio", "RIFF\x10\x00\x00\x00WAVEfmt "),
		other("memo.ogg", "audio", "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x1e\x01vorbis"),
		other("bill.docx", "office", zipped("[Content_Types].xml", "<Types/>")),
		other("bill.odt", "office", zipped("mimetype", "application/vnd.oasis.opendocument.text")),
		other("bill.doc", "office", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00"),
		other("bill.rtf", "office", "{\\rtf1 a bill}"),
		other("bill.zip", "archive", zipped("bill.pdf", pdf)),
		other("bill.tar", "archive", tarred("bill.pdf", pdf)),
		other("bill.gz", "archive", "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"),
		other("setup.exe", "executable", "MZ\x90\x00\x03\x00\x00\x00"),
		other("program", "executable", "\x7fELF\x02\x01\x01\x00"),
		other("script.sh", "executable", "#!/bin/sh\necho bill\n"),
		other("bill.txt", "text", strings.Join(BillLines, "\n")),
		other("bill.html", "text", "<!DOCTYPE html><title>Bill</title>"),
		other("bill-utf16.txt", "text", "\xff\xfeb\x00i\x00l\x00l\x00"),
		other("noise.bin", "unknown", "\x00\x01\x02\x03\x04\x05\x06\x07"),

		other("text-that-begins-like-a-bmp.txt", "text", "BMW invoices are sent by post."),
		other("text-that-begins-like-a-song.txt", "text", "MAC address of the meter: 00-11-22"),
		other("text-that-begins-like-a-film.txt", "text", "Get free electricity!"),
		other("html-then-pdf.pdf", "text", "\n<html><script>alert(1)</script>\n"+pdf),
		other("svg-then-pdf.pdf", "svg", "<svg onload='alert(1)'></svg>\n"+pdf),
		other("script-then-pdf.pdf", "executable", "#!/bin/sh\nexit\n"+pdf),
		other("program-then-pdf.pdf", "executable", "MZ\x90\x00"+pdf),
		other("zip-then-pdf.pdf", "archive", zipped("a", "b")+pdf),
		other("gif-then-pdf.pdf", "gif", "GIF89a\x01\x00\x01\x00\x00\x00\x00;"+pdf),
		other("html-then-jpeg.jpg", "text", "<html>"+jpeg),
		other("header-too-late.pdf", "unknown", strings.Repeat("A line of text before it.\n", 40)+pdf),
	}
}

// zipped is an archive with one entry, which is stored and not packed.
func zipped(name, data string) string {
	head := make([]byte, 30)
	copy(head, "PK\x03\x04\x14")
	binary.LittleEndian.PutUint32(head[18:], uint32(len(data)))
	binary.LittleEndian.PutUint32(head[22:], uint32(len(data)))
	binary.LittleEndian.PutUint16(head[26:], uint16(len(name)))
	return string(head) + name + data
}

// tarred is an archive with one entry, as tar wrote it before it had a magic.
func tarred(name, data string) string {
	head := make([]byte, 512)
	copy(head, name)
	copy(head[100:], fmt.Sprintf("%07o\x00%07o\x00%07o\x00%011o\x00%011o\x00        0", 0o644, 0, 0, len(data), 0))
	sum := 0
	for _, c := range head {
		sum += int(c)
	}
	copy(head[148:], fmt.Sprintf("%06o\x00 ", sum))
	return string(head) + data
}
