package file_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"

	"idenfysteps/internal/file"
	"idenfysteps/internal/file/testfiles"
	"idenfysteps/internal/jsontext"
)

func inspect(data []byte, o file.Options) file.Report {
	return file.Inspect(bytes.NewReader(data), int64(len(data)), o)
}

func TestBillsAreAccepted(t *testing.T) {
	for name, want := range map[string]file.Type{"bill.jpg": file.JPEG, "bill.png": file.PNG, "bill.pdf": file.PDF} {
		rep := inspect(testfiles.Choice()[name], file.Options{Name: name})
		assert.Equal(t, want, rep.Type, name)
		assert.True(t, rep.Accepted(), name)
		assert.Empty(t, rep.Findings, name)
	}
}

func TestWriteJSON(t *testing.T) {
	rep := inspect(testfiles.Choice()["photo.jpg"], file.Options{Name: "photo.jpg"})
	var w jsontext.Writer
	rep.WriteJSON(&w, "photo.jpg")
	assert.JSONEq(t, `{"file":"photo.jpg","type":"heic","bytes":2040,"width":null,"height":null,"orientation":null,"pages":null,"encryption":null,
		"accepted":false,"findings":[{"code":"heic","severity":"error","params":{"type":"heic"},
		"message":"This is a HEIC photo, which cannot be sent. On an iPhone choose Settings, Camera, Formats, Most Compatible and take it again, or share the photo as JPEG; or take a photo here."}]}`,
		string(w.Bytes()))
}
