package steps

import (
	"slices"
	"strings"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

// smallUpload is how many members an object has at most that is looked at as an upload by other names.
const smallUpload = 12

// uploadNames are what people call the fields of an upload, without case and marks.
var uploadNames = []synonym{
	{" FILE FILES IMAGES PHOTO PHOTOS PICTURE PICTURES IMG DOCUMENT SCAN ATTACHMENT PDF CONTENT CONTENTS BASE64 FILEBASE64 IMAGEBASE64 BASE64IMAGE FILECONTENT FILEDATA IMAGEDATA IMAGEFILE DOCUMENTIMAGE STEPIMAGE ", "image"},
	{" STEPNAME STEPTYPE STEPID ADDITIONALSTEP ADDITIONALSTEPNAME STEPS ", "step"},
	{" SCANREFERENCE SCANREFID SCANID VERIFICATIONID IDENTIFICATIONID ", "scanRef"},
}

// uploadFieldMeant returns the field of an upload that a name is, or means; "" for none.
func uploadFieldMeant(name string) string {
	if slices.Contains(uploadKeys, name) {
		return name
	}
	if name != "" && len(name) <= longestWord {
		bare := " " + string(appendBare(nil, name)) + " "
		for _, n := range uploadNames {
			if strings.Contains(n.written, bare) {
				return n.meant
			}
		}
	}
	return nearest(name, uploadKeys)
}

// aboutFile are names of what programs know of a file beside its bytes.
const aboutFile = " type name mime mimetype contenttype content_type filename format extension encoding "

// A part is a field of an upload that was found inside of another.
type part struct {
	field string
	value jsontext.Value
}

// uploadParts returns the fields of an upload that a value holds which stands
// where meant is; whole tells whether it holds nothing else.
func uploadParts(v jsontext.Value, meant string) (parts []part, whole bool) {
	if v.Kind() == jsontext.String {
		return []part{{meant, v}}, true
	}
	whole = !hasComment(v)
	for m := v.FirstMember(); m.Exists() && len(parts) < 4; m = m.Next() {
		field := uploadFieldMeant(m.Key())
		text := m.Kind() == jsontext.String
		switch {
		case field != "" && (text || field == "additionalData"):
		case text && isStepName(m.Key()) && v.Len() == 1:
			return []part{{"step", m.Name()}, {"image", m}}, whole
		case text && isStepName(m.Text()):
			field = "step"
		case text && meant == "image" && !strings.Contains(aboutFile, " "+lowerCase(m.Key())+" "):
			field = meant
		default:
			whole = false
			continue
		}
		parts = append(parts, part{field, m})
	}
	return parts, whole
}

// nestedUpload is for an upload's fields in an object or a list: "images":
// {"UTILITY_BILL": "…"}, "step": ["UTILITY_BILL"]. It notes which are given so.
func (c *checker) nestedUpload(v jsontext.Value, given map[string]bool) bool {
	item := v
	if v.Kind() == jsontext.Array {
		item = v.FirstItem()
		if item.Kind() != jsontext.Object && (item.Kind() != jsontext.String || !item.Next().Exists()) {
			return false // one text in a list is of the wrong kind, as anywhere
		}
	} else if v.Kind() != jsontext.Object {
		return false
	}
	meant := uploadFieldMeant(v.Key())
	if item != v && item.Next().Exists() && meant != "" {
		c.report(codeUploadSeveral, v, "An upload is one file for one step, and here is a list; send a request for each, with scanRef, image and step.")
		given["image"], given["step"] = true, true
		return true
	}
	parts, whole := uploadParts(item, meant)
	var fields, members []string
	for _, p := range parts {
		there := v.Parent().Member(p.field)
		whole = whole && !given[p.field] && (!there.Exists() || there == v)
		given[p.field] = true
		fields = append(fields, p.field)
		members = append(members, quote(p.field)+": "+p.value.Source())
	}
	if len(fields) == 0 || fields[0] == "" {
		return false
	}
	all := strings.Join(fields, " and ")
	message := "An upload has " + all + " side by side with scanRef, not inside " + show(v.Key()) + " as " + v.Kind().String() + "; take it out."
	if all == v.Key() {
		message = show(all) + " is one text in double quotes, not " + v.Kind().String() + " with the text in it; write the text alone."
	}
	e := c.reportName(codeUploadNested, v, message).
		param("name", v.Key())
	if whole {
		e.fix("Write "+all, finding.Edit{Start: v.Name().Start(), End: v.End(), Text: strings.Join(members, ", ")})
	}
	return true
}
