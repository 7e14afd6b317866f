package file_test

import (
	"bytes"
	"io"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"idenfysteps/internal/file"
	"idenfysteps/internal/file/testfiles"
)

// The fuzz targets hold that no file panics, that the work stays within bounds,
// and that a report is what its comments say.

func FuzzJPEG(f *testing.F)    { fuzzType(f, file.JPEG, "\xff\xd8\xff") }
func FuzzPNG(f *testing.F)     { fuzzType(f, file.PNG, "\x89PNG\r\n\x1a\n") }
func FuzzPDF(f *testing.F)     { fuzzType(f, file.PDF, "%PDF-1.4\n") }
func FuzzInspect(f *testing.F) { fuzzType(f, "", "") }

// fuzzType fuzzes what follows the beginning of a type.
func fuzzType(f *testing.F, is file.Type, beginning string) {
	for _, c := range testfiles.Cases() {
		if len(c.Data) < 20_000 && (is == "" || string(is) == c.Type) {
			f.Add(bytes.TrimPrefix(c.Data, []byte(beginning)))
		}
	}
	f.Fuzz(func(t *testing.T, rest []byte) {
		data := append([]byte(beginning), rest...)
		r := &countingReader{Reader: bytes.NewReader(data)}
		rep := file.Inspect(r, int64(len(data)), file.Options{})
		checkReport(t, rep, is, int64(len(data)))

		// Every window may be read again and again, but not without end.
		require.LessOrEqual(t, r.bytes, int64(100_000_000))
		again := inspect(data, file.Options{})
		require.Equal(t, rep, again)
		head := file.InspectHead(data[:min(len(data), file.HeadSize)], int64(len(data)), file.Options{})
		require.Equal(t, head.Type, rep.Type)
		if !head.Accepted {
			require.Equal(t, head, rep)
		}
		file.InspectRest(&head, bytes.NewReader(data), file.Limits{})
		require.Equal(t, rep, head)
	})
}

// countingReader counts what is read.
type countingReader struct {
	*bytes.Reader
	bytes int64
}

func (r *countingReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := r.Reader.ReadAt(p, off)
	r.bytes += int64(n)
	return n, err
}

var _ io.ReaderAt = (*countingReader)(nil)

var codeForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func checkReport(t *testing.T, rep file.Report, is file.Type, size int64) {
	if is != "" {
		require.Equal(t, is, rep.Type)
	}
	require.Equal(t, size, rep.Bytes)
	seen := map[string]bool{}
	for _, f := range rep.Findings {
		require.Regexp(t, codeForm, f.Code)
		require.NotEmpty(t, f.Message)
		require.False(t, seen[f.Code], "%s is said twice", f.Code)
		seen[f.Code] = true
	}
	if !rep.Accepted {
		return
	}
	switch rep.Type {
	case file.JPEG, file.PNG:
		require.Positive(t, rep.Width)
		require.Positive(t, rep.Height)
		require.GreaterOrEqual(t, rep.Orientation, 1)
		require.LessOrEqual(t, rep.Orientation, 8)
		require.Empty(t, rep.Encryption)
	case file.PDF:
		require.Contains(t, []file.Encryption{file.EncryptionNone, file.EncryptionOpens, file.EncryptionPassword}, rep.Encryption)
		require.True(t, rep.Pages > 0 || rep.Encryption == "password")
	default:
		require.Fail(t, "accepted", "%s", rep.Type)
	}
}
