package steps

import (
	"strings"

	"idenfysteps/internal/file"
	"idenfysteps/internal/jsontext"
)

// image checks that an upload's image is plain standard base64 of a file that
// iDenfy takes, as far as the file's first bytes tell. The message repeats nothing of it.
func (c *checker) image(v jsontext.Value) {
	text := v.Text()
	switch {
	case isPlaceholder(text): // said once, for every string
	case text == "":
		c.report(codeUploadFieldMissing, v, "The image is empty; put the file's bytes here as standard base64.").param("field", "image")
	case strings.HasPrefix(text, "data:"):
		e := c.report(codeImageDataURL, v, "The image begins with data:, and iDenfy documents base64 alone; send what stands behind the comma.")
		if _, data, found := strings.Cut(text, ";base64,"); found {
			e.fix("Delete what stands before the base64", replace(v, quote(data)))
		}
	case isHex(text):
		c.report(codeImageNotBase64, v, "The image is hexadecimal, and iDenfy takes base64; encode the file's bytes again.")
	case !isBase64(text):
		c.notBase64(v, text)
	default:
		c.imageFile(v, text)
	}
}

func (c *checker) notBase64(v jsontext.Value, text string) {
	is, lower := "", lowerCase(text[:min(len(text), 64)])
	switch {
	case strings.HasPrefix(lower, "http://"), strings.HasPrefix(lower, "https://"):
		is = "It is an address: download the file first"
	case strings.HasPrefix(lower, "b'"), strings.HasPrefix(lower, "b\""):
		is = "It has Python's b'…' around it: call .decode() on it"
	case strings.HasPrefix(text, "System."), strings.HasPrefix(text, "["), strings.HasPrefix(text, "<"):
		is = "It is what a program prints for the object that holds the file"
	case strings.HasSuffix(text, "..."), strings.HasSuffix(text, "…"):
		is = "It was cut off: send all of it"
	case strings.ContainsAny(text, "\r\n"):
		is = "It has line breaks: encode without them"
	case strings.ContainsAny(lower, ".\\") && len(text) < 512:
		is = "It is the name of a file: read the file"
	}
	what := "The image is not standard base64 (letters, digits, + and /, filled up with = to a multiple of four)"
	if is != "" {
		what += ". " + is
	}
	e := c.report(codeImageNotBase64, v, what+"; put the base64 of the file's bytes here.")
	if meant := standardBase64(text); isBase64(meant) {
		e.fix("Write it as standard base64", replace(v, quote(meant)))
	}
}

// imageFile judges a file in base64 by its first bytes, as a file that a person chooses is judged.
func (c *checker) imageFile(v jsontext.Value, text string) {
	head := decoded(text[:min(len(text), (file.HeadSize+2)/3*4)])
	if inner := string(head); strings.HasPrefix(inner, "data:") || isEncodedFile(inner) {
		e := c.report(codeImageEncodedTwice, v, "The image is base64 of base64; encode the file's bytes once.")
		once := string(decoded(text))
		if _, data, found := strings.Cut(once, ";base64,"); found {
			once = data
		}
		if once = standardBase64(once); isBase64(once) {
			e.fix("Decode it once", replace(v, quote(once)))
		}
		return
	}
	t := file.Sniff(head)
	if lower := lowerCase(string(head[:min(len(head), 64)])); strings.HasPrefix(lower, "<!doctype html") || strings.HasPrefix(lower, "<html") {
		c.report(codeImageNotAccepted, v, "The image is a web page: the download of the file failed, and what came instead was encoded. Look at that answer, and encode the file itself.").
			param("type", string(t))
		return
	}
	if what := file.What(t); what != "" {
		c.report(codeImageNotAccepted, v, "By its first bytes the image is no JPEG, PNG or PDF, which are what iDenfy takes, but "+what+"; save or print it as one of the three, and encode that.").
			param("type", string(t))
	}
}

// isHex tells whether a text begins as a JPEG, a PNG or a PDF does in hexadecimal, which by chance is base64 too.
func isHex(text string) bool {
	start := strings.TrimPrefix(lowerCase(text[:min(len(text), 10)]), "0x")
	return strings.HasPrefix(start, "ffd8ff") || strings.HasPrefix(start, "89504e47") || strings.HasPrefix(start, "25504446")
}

// isEncodedFile tells whether a text is the base64 of a file, by the file's first bytes.
func isEncodedFile(text string) bool {
	text = standardBase64(text)
	text = text[:len(text)/4*4]
	if len(text) < 8 || !isBase64(text) {
		return false
	}
	switch file.Sniff(decoded(text)) {
	case file.Text, file.Unknown, file.Empty:
		return false
	}
	return true
}

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// isBase64 tells whether s is standard base64 with its padding.
func isBase64(s string) bool {
	digits := strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	if len(s)%4 != 0 || s == "" {
		return false
	}
	for i := range len(digits) {
		if !isBase64Digit(digits[i]) {
			return false
		}
	}
	return true
}

func isBase64Digit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '+' || c == '/'
}

// decoded decodes standard base64, in whole groups of four.
func decoded(text string) []byte {
	out := make([]byte, 0, len(text)/4*3)
	for ; len(text) >= 4; text = text[4:] {
		group, size := 0, 3
		for i := range 4 {
			n := 0
			if text[i] == '=' {
				size = min(size, i-1)
			} else {
				n = strings.IndexByte(base64Digits, text[i])
			}
			group = group<<6 | n
		}
		out = append(out, []byte{byte(group >> 16), byte(group >> 8), byte(group)}[:max(size, 0)]...)
	}
	return out
}

// standardBase64 turns the URL alphabet, line breaks, missing padding and the
// b'…' of Python into standard base64.
func standardBase64(s string) string {
	s = strings.TrimRight(strings.Trim(strings.TrimPrefix(s, "b'"), "'\""), "=\r\n ")
	out := make([]byte, 0, len(s)+3)
	for _, c := range []byte(s) {
		switch c {
		case '\r', '\n', ' ':
		case '-':
			out = append(out, '+')
		case '_':
			out = append(out, '/')
		default:
			out = append(out, c)
		}
	}
	for len(out)%4 != 0 {
		out = append(out, '=')
	}
	return string(out)
}
