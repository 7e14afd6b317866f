package file_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/file"
	"idenfysteps/internal/file/testfiles"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
)

func inspect(data []byte, o file.Options) file.Report {
	return file.Inspect(bytes.NewReader(data), int64(len(data)), o)
}

func TestSettings(t *testing.T) {
	all := file.Settings{CanUpload: true, CanCapture: true, CanUploadPDF: true}
	noPDF, captureOnly := all, file.Settings{CanCapture: true, CanUploadPDF: true}
	noPDF.CanUploadPDF = false
	jpeg, pdf := testfiles.Choice()["bill.jpg"], testfiles.Choice()["bill.pdf"]

	for _, c := range []struct {
		what     string
		data     []byte
		settings file.Settings
		code     string
		accepted bool
	}{
		{"picture", jpeg, all, "", true},
		{"PDF", pdf, all, "", true},
		{"picture where no PDF is taken", jpeg, noPDF, "", true},
		{"PDF where none is taken", pdf, noPDF, "pdf-not-allowed", false},
		{"picture where photos are taken now", jpeg, captureOnly, "upload-not-allowed", true},
		{"PDF where photos are taken now", pdf, captureOnly, "upload-not-allowed", false},
		{"picture where nothing is taken", jpeg, file.Settings{}, "upload-not-allowed", false},
	} {
		rep := inspect(c.data, file.Options{Settings: &c.settings})
		assert.Equal(t, c.accepted, rep.Accepted, c.what)
		if c.code == "" {
			assert.Empty(t, rep.Findings, c.what)
		} else {
			assert.Equal(t, []string{c.code}, codes(rep), c.what)
		}
	}
}

func TestClaims(t *testing.T) {
	jpeg := testfiles.Choice()["bill.jpg"]
	for _, c := range []struct {
		name, mime, claimed string
	}{
		{"bill.jpg", "", ""},
		{"BILL.JPEG", "application/pdf", ""}, // the name counts first
		{"bill", "image/jpeg; charset=binary", ""},
		{"bill", "", ""},
		{"bill", "application/octet-stream", ""},
		{"bill.2026-11", "", ""}, // claims nothing
		{"bill.pdf", "image/jpeg", "pdf"},
		{"bill.exe", "", "exe"},
		{"bill", "image/png", "image/png"},
	} {
		rep := inspect(jpeg, file.Options{Name: c.name, MIME: c.mime})
		assert.True(t, rep.Accepted)
		if c.claimed == "" {
			assert.Empty(t, rep.Findings, "%s %s", c.name, c.mime)
			continue
		}
		require.Equal(t, []string{"type-disguised"}, codes(rep), "%s %s", c.name, c.mime)
		assert.Contains(t, rep.Findings[0].Params, finding.Param{Name: "claimed", Value: c.claimed})
	}
}

func TestLimits(t *testing.T) {
	choice := testfiles.Choice()
	jpeg, pdf := choice["bill.jpg"], choice["bill.pdf"]
	for _, c := range []struct {
		what   string
		data   []byte
		limits file.Limits
		code   string
		fit    bool
	}{
		{"picture in bytes", jpeg, file.Limits{Image: int64(len(jpeg)) - 1}, "limit-image", true},
		{"picture just right", jpeg, file.Limits{Image: int64(len(jpeg))}, "", false},
		{"picture in a request", jpeg, file.Limits{Request: 50_000}, "limit-request", true},
		{"picture in pixels", jpeg, file.Limits{Pixels: 1_000_000}, "limit-pixels", true},
		{"PDF is no picture", pdf, file.Limits{Image: 10}, "", false},
		{"PDF in a request", pdf, file.Limits{Request: file.AroundBytes + 904}, "limit-request", false},
		{"PDF in pages", testfiles.PDF(nil, nil, nil), file.Limits{Pages: 2}, "limit-pages", false},
	} {
		rep := inspect(c.data, file.Options{Limits: c.limits})
		if c.code == "" {
			assert.Empty(t, rep.Findings, c.what)
			continue
		}
		require.Equal(t, []string{c.code}, codes(rep), c.what)
		assert.False(t, rep.Accepted, c.what)
		assert.Equal(t, c.fit, strings.Contains(fmt.Sprint(rep.Findings[0].Params), "{remedy fit}"), c.what)
	}
}

func TestDefaultLimitsAreTheGateways(t *testing.T) {
	assert.Zero(t, catalogue.UploadBodyBytes%4, "base64 comes in fours")
	assert.EqualValues(t, catalogue.UploadBodyBytes/4*3, file.DefaultLimits().File())
}

// TestTooLargeIsNotRead gives a file that cannot be read behind its head.
func TestTooLargeIsNotRead(t *testing.T) {
	head := testfiles.LargeJPEG(file.HeadSize)[:file.HeadSize]
	r := io.NewSectionReader(bytes.NewReader(head), 0, 1<<30)
	rep := file.Inspect(&headOnly{r, file.HeadSize}, 7_000_000, file.Options{})
	assert.Equal(t, []string{"limit-image"}, codes(rep))
	assert.Equal(t, rep, file.InspectHead(head, 7_000_000, file.Options{}))
}

// headOnly fills what is behind a file's head with zeros, and counts on nobody
// reading far into it.
type headOnly struct {
	io.ReaderAt
	upTo int64
}

func (h *headOnly) ReadAt(p []byte, off int64) (int, error) {
	if off > h.upTo {
		panic("read behind the head")
	}
	clear(p)
	_, _ = h.ReaderAt.ReadAt(p, off)
	return len(p), nil
}

func TestUnreadable(t *testing.T) {
	data := testfiles.LargeJPEG(100_000)
	for _, upTo := range []int64{0, 40_000} {
		rep := file.Inspect(&failing{bytes.NewReader(data), upTo}, int64(len(data)), file.Options{})
		assert.False(t, rep.Accepted)
		assert.Contains(t, codes(rep), "unreadable")
	}
}

// failing cannot be read behind an offset.
type failing struct {
	io.ReaderAt
	upTo int64
}

func (f *failing) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.upTo {
		return 0, errors.New("the card was taken out")
	}
	return f.ReaderAt.ReadAt(p, off)
}

func TestWriteJSON(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"photo.jpg", "photo.jpg", `{"file":"photo.jpg","type":"heic","bytes":2040,"width":null,"height":null,"orientation":null,"pages":null,"encryption":null,
			"accepted":false,"findings":[{"code":"heic","severity":"error","params":{"type":"heic"},
			"message":"This is a HEIC photo, which cannot be sent. On an iPhone choose Settings, Camera, Formats, Most Compatible and take it again, or share the photo as JPEG; or take a photo here."}]}`},
		{"bill.pdf", "", `{"type":"pdf","bytes":990,"width":null,"height":null,"orientation":null,"pages":1,"encryption":"none","accepted":true,"findings":[]}`},
		{"bill.png", "", `{"type":"png","bytes":6484,"width":960,"height":1357,"orientation":1,"pages":null,"encryption":null,"accepted":true,"findings":[]}`},
	} {
		data := testfiles.Choice()[c.name]
		rep := inspect(data, file.Options{Name: c.name})
		var w jsontext.Writer
		rep.File = c.file
		rep.WriteJSON(&w)
		assert.JSONEq(t, strings.Replace(c.want, `"bytes":990`, fmt.Sprintf(`"bytes":%d`, len(data)), 1), string(w.Bytes()))
	}
}

func ExampleInspect() {
	bill := testfiles.PDF(testfiles.BillLines, testfiles.BillLines)
	rep := file.Inspect(bytes.NewReader(bill), int64(len(bill)), file.Options{Name: "bill.jpg"})
	fmt.Println(rep.Type, rep.Pages, "pages, accepted:", rep.Accepted)
	for _, f := range rep.Findings {
		fmt.Println(f.Severity, f.Code)
	}
	// Output:
	// pdf 2 pages, accepted: true
	// warning type-disguised
}

func ExampleSniff() {
	fmt.Println(file.Sniff([]byte("\xff\xd8\xff\xe0")), file.Sniff([]byte("<html>%PDF-1.7")))
	// Output: jpeg text
}
