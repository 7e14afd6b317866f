package steps

import (
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
			if !c.nestedUpload(v, given) {
				c.uploadStep(v)
			}
		case "image":
			if !c.nestedUpload(v, given) && c.fieldKind(v, jsontext.String) {
				c.image(v)
			}
		case "additionalData":
			c.uploadData(v)
		default:
			if !c.nestedUpload(v, given) {
				name = c.unknownUploadField(v)
			}
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
	if isSecretName(v.Key()) || v.Key() == authToken {
		return ""
	}
	meant := uploadFieldMeant(v.Key())
	if meant == "" {
		return c.unknownKey(v, codeUnknownUploadField, uploadKeys, nil, "An upload")
	}
	c.unknownKey(v, codeMisspeltField, uploadKeys, []synonym{{v.Key(), meant}}, "An upload")
	switch {
	case v.Kind() != jsontext.String:
	case meant == "image":
		c.image(v)
	case meant == "step":
		c.uploadStep(v)
	}
	return meant
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
