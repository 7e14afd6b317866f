package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

var uploadKeys = fieldNames(catalogue.UploadFields)

// uploadRequest checks the body of a request to upload-additional-step.
func (c *checker) uploadRequest(root jsontext.Value) {
	given := map[string]bool{}
	for v := root.FirstMember(); v.Exists(); v = v.Next() {
		name := v.Key()
		switch name {
		case "scanRef":
			c.fieldText(v, &catalogue.UploadFields[0])
		case "step":
			c.uploadStep(v)
		case "image":
			if c.fieldKind(v, jsontext.String) {
				c.image(v)
			}
		case "additionalData":
			c.uploadData(v)
		default:
			name = c.unknownUploadField(v)
		}
		given[name] = true
	}
	for _, f := range catalogue.UploadFields {
		if f.Required && !given[f.Name] {
			c.report(codeUploadFieldMissing, root, "An upload needs scanRef, image and step; add "+f.Name+".").param("field", f.Name)
		}
	}
}

// unknownUploadField returns the field that was meant, "" for none.
func (c *checker) unknownUploadField(v jsontext.Value) string {
	if isSecretName(v.Key()) {
		return ""
	}
	synonyms := []synonym{{"file", "image"}, {"document", "image"}, {"stepName", "step"}, {"scanReference", "scanRef"}}
	which := codeUnknownUploadField
	if meant := keyMeant(v.Key(), uploadKeys, synonyms); meant != "" {
		which = codeMisspeltField
	}
	return c.unknownKey(v, which, uploadKeys, synonyms, "An upload")
}

func (c *checker) uploadStep(v jsontext.Value) {
	if !c.fieldKind(v, jsontext.String) {
		return
	}
	c.stepName(v, v, func(meant string) []finding.Edit { return []finding.Edit{replace(v, quote(meant))} })
	if c.env != nil && c.env.Step(v.Text()) == nil {
		c.notConfigured(v, v.Text())
	}
}

// image checks that an upload's image is plain standard base64. The message
// repeats nothing of it.
func (c *checker) image(v jsontext.Value) {
	text := v.Text()
	switch {
	case isPlaceholder(text): // said once, for every string
	case text == "":
		c.report(codeUploadFieldMissing, v, "The image is empty; put the file's bytes here as standard base64.").param("field", "image")
	case strings.HasPrefix(text, "data:"):
		e := c.report(codeImageDataURL, v, "The image begins with data:, and iDenfy documents base64 alone; send what stands behind the comma.")
		if _, data, found := strings.Cut(text, ";base64,"); found {
			e.put("Delete what stands before the base64", quote(data))
		}
	case !isBase64(text):
		e := c.report(codeImageNotBase64, v, "The image is not standard base64: letters, digits, + and /, filled up with = to a multiple of four, and no line breaks; encode the file's bytes again.")
		if meant := standardBase64(text); isBase64(meant) {
			e.put("Write it as standard base64", quote(meant))
		}
	}
}

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

// standardBase64 turns the URL alphabet, line breaks and missing padding into standard base64.
func standardBase64(s string) string {
	out := make([]byte, 0, len(s)+3)
	for _, c := range []byte(strings.TrimRight(s, "=\r\n ")) {
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

// response checks what iDenfy answered: rules for requests do not apply, so
// all that can be wrong is that its steps cannot be read.
func (c *checker) response(root jsontext.Value) {
	steps := root.Member("additionalSteps")
	if !steps.Exists() || steps.Kind() == jsontext.Null || isWebhookSteps(steps) {
		return
	}
	readable := steps.Kind() == jsontext.Object
	for country := steps.FirstMember(); country.Exists(); country = country.Next() {
		for document := country.FirstMember(); document.Exists(); document = document.Next() {
			readable = readable && slices.Contains([]jsontext.Kind{jsontext.Object, jsontext.Array}, document.Kind())
		}
		readable = readable && country.Kind() == jsontext.Object || country.Kind() == jsontext.Null
	}
	if !readable {
		c.report(codeResponseNotUnderstood, steps, "The steps of this answer have a shape that iDenfy's documentation does not show, so they cannot be previewed; check that the whole answer was pasted.")
	}
}
