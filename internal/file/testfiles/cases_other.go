package testfiles

import (
	"archive/zip"
	"bytes"
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
		other("header-too-late.pdf", "unknown", strings.Repeat("\n", 1024)+pdf),
		other("text-then-script-then-pdf.pdf", "text", "hello <script>alert(1)</script>\n"+pdf),
		other("html-of-utf16-then-pdf.pdf", "text", "\xff\xfe<\x00h\x00t\x00m\x00l\x00>\x00\n\x00"+pdf),
		other("html-in-one-file-then-pdf.pdf", "text", "From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"+pdf),
		other("postscript-then-pdf.pdf", "text", "%!PS-Adobe-3.0\n(%stdout) (w) file\n"+pdf),
		other("javascript-then-pdf.pdf", "text", "/*\n"+pdf+"*/alert(1)"),
		readable("javascript-line-then-pdf.pdf", "alert(1)//"+pdf, "leading-data"),
		other("php-then-pdf.pdf", "text", "<?php system('id'); ?>\n"+pdf),
		other("batch-then-pdf.pdf", "executable", "@ECHO OFF\r\nexit\r\n"+pdf),
		other("batch-comment-then-pdf.pdf", "executable", "rem a bill\r\n"+pdf),
		other("powershell-then-pdf.pdf", "executable", "<#\n"+pdf+"#>"),
		other("shortcut-then-pdf.pdf", "executable", "L\x00\x00\x00\x01\x14\x02\x00"+pdf),
		other("shortcut-to-page-then-pdf.pdf", "executable", "[InternetShortcut]\r\nURL=file:///\r\n"+pdf),
		other("rtf-then-pdf.pdf", "office", "\r\n{\\rtf1 }"+pdf),
		other("disk-then-pdf.pdf", "archive", "\xeb\x3c\x90"+strings.Repeat("\x00", 507)+"\x55\xaa"+pdf),
		other("disk-of-a-virtual-machine-then-pdf.pdf", "archive", "conectix\x00\x00"+pdf),
		readable("header-just-in-time.pdf", strings.Repeat("\n", 1023)+pdf),
		readable("space-then-pdf.pdf", "\r\n \x00"+pdf),
		readable("mark-of-utf8-then-pdf.pdf", "\r\n\xef\xbb\xbf\r\n"+pdf),
		readable("text-then-pdf.pdf", "Here is the bill:\n"+pdf, "leading-data"),
		readable("mail-then-pdf.pdf", "MIME-Version: 1.0\r\nContent-Type: application/pdf\r\n\r\n"+pdf, "leading-data"),
		readable("form-data-then-pdf.pdf", "------WebKitFormBoundary\r\nContent-Disposition: form-data; filename=a.pdf\r\n\r\n"+pdf, "leading-data"),
		readable("printer-then-pdf.pdf", "\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n"+pdf, "leading-data"),
		readable("noise-then-pdf.pdf", "\x00\x01\x02\x80"+pdf, "leading-data"),

		readable("pdf-then-zip.pdf", pdf+zipArchive("a.txt", "b"), "second-file"),
		readable("pdf-then-html.pdf", pdf+"\r\n<html><script>alert(1)</script>", "second-file"),
		readable("pdf-then-much-html.pdf", pdf+"<html>"+strings.Repeat("<p>a</p>\n", 4000), "repaired", "second-file"),
		readable("pdf-then-script.pdf", pdf+"#!/bin/sh\nexit\n", "second-file"),
		readable("pdf-then-program.pdf", pdf+"MZ\x90\x00\x03\x00", "second-file"),
		readable("pdf-then-picture.pdf", pdf+jpeg, "second-file"),
		readable("pdf-then-text.pdf", pdf+"Printed on Monday.\n"),
		readable("pdf-and-disk.pdf", pdf+strings.Repeat("\x00", 32769-len(pdf))+"CD001", "repaired", "second-file"),
		picture("jpeg-then-zip.jpg", "jpeg", []byte(jpeg+zipArchive("a.txt", "b")), 16, 8, "trailing-data", "second-file"),
		picture("jpeg-then-noise-then-zip.jpg", "jpeg", []byte(jpeg+"\x00\x01\x02"+zipArchive("a.txt", "b")), 16, 8, "trailing-data", "second-file"),
		picture("jpeg-then-film.jpg", "jpeg", []byte(jpeg+"\x00\x00\x00\x14ftypmp42\x00\x00\x00\x00mp42"), 16, 8, "trailing-data"),
		picture("jpeg-in-which-a-pdf-begins.jpg", "jpeg", smallJPEG().with(0xfe, []byte("%PDF-1.4\n")).bytes(), 16, 8, "second-file"),
		picture("png-then-pdf.png", "png", append(smallPNG().bytes(), pdf...), 3, 2, "trailing-data", "second-file"),
		picture("png-then-html.png", "png", append(smallPNG().bytes(), "<script>alert(1)</script>"...), 3, 2, "trailing-data", "second-file"),
	}
}

// readable is a document of one page that readers find in the data.
func readable(name, data string, codes ...string) Case {
	return document(name, []byte(data), 1, codes...)
}

// zipArchive is an archive with one entry and its directory.
func zipArchive(name, data string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	entry, err := w.Create(name)
	if err == nil {
		_, err = entry.Write([]byte(data))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // a buffer takes everything
	}
	return b.String()
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
