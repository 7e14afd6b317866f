package file

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"idenfysteps/internal/pdf"
)

// markups are what a browser would run or draw, lower-case.
var markups = []string{
	"<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<style", "<title", "<table", "<meta", "<div",
	"<h1", "<p>", "<a ", "<br", "<img", "<?xml", "<?php", "<!--", "<svg",
}

// sniffMarkup tells HTML, XML and SVG by how they begin, whatever follows.
func sniffMarkup(head []byte) Type {
	start := lower(string(trimText(head)))
	for _, markup := range markups {
		if strings.HasPrefix(start, markup) {
			if isSVG(start) {
				return SVG
			}
			return Text
		}
	}
	return Unknown
}

// trimText cuts a mark of UTF-8 and white space off the beginning.
func trimText(b []byte) []byte {
	return pdf.TrimSpace(bytes.TrimPrefix(pdf.TrimSpace(b), []byte("\xef\xbb\xbf")))
}

// scriptBeginnings are how scripts, their comments and other programs begin that are text,
// lower-case.
var scriptBeginnings = []struct {
	is     Type
	begins []string
}{
	{Executable, []string{
		"#", "@", "::", "rem ", "echo ", "set ", "cmd", "start ", "powershell", "param(", "$", "<#",
		"[internetshortcut]", "[desktop entry]", "[autorun]",
	}},
	{Office, []string{"{\\rtf"}},
	{Text, []string{
		"/*", "//", "%!ps", "<?", "<%", "'use strict", "\"use strict", "{", "function", "var ", "let ", "const ", "import ",
		"dim ", "sub ", "option ", "on error ", "package ",
	}},
}

// sniffCode tells what a text is of which a part is run or drawn: a page with
// markup anywhere, a page in one file (MHTML), a script. Mail with a PDF in it
// has headers like those of MHTML.
func sniffCode(text []byte) Type {
	if len(text) > 2 && isUTF16(text) {
		return Text
	}
	start := lower(string(trimText(text)))
	for _, script := range scriptBeginnings {
		for _, begins := range script.begins {
			if strings.HasPrefix(start, begins) {
				return script.is
			}
		}
	}
	for _, markup := range markups {
		if strings.Contains(start, markup) {
			return Text
		}
	}
	if strings.Contains(start, "mime-version:") && !strings.Contains(start, "application/pdf") {
		return Text
	}
	return Unknown
}

func isUTF16(text []byte) bool {
	return bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff"))
}

// isSVG looks for the root element behind a prolog, comments and a doctype, in
// lower case.
func isSVG(head string) bool {
	root, html := strings.Index(head, "<svg"), strings.Index(head, "<html")
	return root >= 0 && (html < 0 || root < html)
}

// isText tells whether the head is UTF-8, or UTF-16 with its mark, and without
// the control characters that texts do not use.
func isText(head []byte) bool {
	if isUTF16(head) {
		return true
	}
	for len(head) > 0 {
		r, size := utf8.DecodeRune(head)
		if r == utf8.RuneError && size == 1 {
			// The head may end inside a character.
			return len(head) < utf8.UTFMax && !utf8.FullRune(head)
		}
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != '\v' && r != 0x1b {
			return false
		}
		head = head[size:]
	}
	return true
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
