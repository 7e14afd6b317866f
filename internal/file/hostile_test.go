package file_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"idenfysteps/internal/file"
	"idenfysteps/internal/file/testfiles"
)

// TestHostileFilesEnd inspects files that are made to take for ever, and holds
// what is read of them and the time to bounds far above what they take.
func TestHostileFilesEnd(t *testing.T) {
	for name, data := range hostileFiles() {
		t.Run(name, func(t *testing.T) {
			r := &countingReader{Reader: bytes.NewReader(data)}
			start := time.Now()
			file.Inspect(r, int64(len(data)), file.Options{})
			assert.Less(t, time.Since(start), 10*time.Second)
			assert.Less(t, r.bytes, int64(200_000_000))
		})
	}
}

func hostileFiles() map[string][]byte {
	const root = "/Root 1 0 R"
	files := map[string][]byte{
		"JPEG of empty segments":   append([]byte("\xff\xd8"), bytes.Repeat([]byte("\xff\xdb\x00\x02"), 500_000)...),
		"JPEG of fill bytes":       append([]byte("\xff\xd8"), bytes.Repeat([]byte("\xff"), 2_000_000)...),
		"JPEG of places":           append([]byte("\xff\xd8"), bytes.Repeat(append([]byte("\xff\xe1\xff\xff"), places()...), 30)...),
		"PNG of empty chunks":      append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55"), bytes.Repeat([]byte("\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e"), 150_000)...),
		"PDF of trailers":          []byte("%PDF-1.4\n" + strings.Repeat("trailer\n<< /Root ", 100_000)),
		"PDF of brackets":          []byte("%PDF-1.4\n" + strings.Repeat("[", 2_000_000)),
		"PDF of object heads":      []byte("%PDF-1.4\n" + strings.Repeat("1 0 obj\n", 200_000) + "trailer << /Root 1 0 R >>"),
		"PDF of far object heads":  []byte("%PDF-1.4\n" + strings.Repeat("524287 0 obj\n9999999999 0 obj\n", 50_000) + "trailer << /Root 1 0 R >>"),
		"PDF table without end":    []byte("%PDF-1.4\nxref\n0 2147483647\n" + strings.Repeat("0000000000 00000 n \n", 50_000) + "startxref\n9\n"),
		"PDF of previous sections": previousSections(),
	}
	var loop testfiles.Document
	loop.Set(1, "<< /Type /Catalog /Pages 2 0 R >>")
	loop.Set(2, "<< /Kids [2 0 R] /Count 3 0 R >>")
	loop.Set(3, "<< /Length 4 0 R /Filter 5 0 R /N 4 0 R /First 5 0 R /Type /ObjStm >>\nstream\n\nendstream")
	loop.Set(4, "<< /Length 3 0 R >>\nstream\n\nendstream")
	loop.Set(5, "[3 0 R 4 0 R]")
	files["PDF of objects that need one another"] = loop.Bytes(root)

	zeros := testfiles.Deflated(strings.Repeat("\x00", 30_000_000))
	var bomb testfiles.Document
	bomb.SetStream(1, "/Type /XRef /Size 2147483647 /W [1 2 1] /Filter /FlateDecode "+root, zeros)
	files["PDF of a cross-reference that is a bomb"] = []byte(strings.Replace(string(bomb.Bytes("")), "xref\n0 1", "xrex\n0 1", 1))
	at := bytes.Index(files["PDF of a cross-reference that is a bomb"], []byte("1 0 obj"))
	files["PDF of a cross-reference that is a bomb"] = fmt.Appendf(files["PDF of a cross-reference that is a bomb"], "startxref\n%d\n%%%%EOF", at)

	var tree testfiles.Document
	tree.Set(1, "<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R >>")
	tree.Set(2, "<< /Count 1 /Kids ["+strings.Repeat("3 0 R ", 60_000)+"] >>")
	tree.Set(3, "<< /Count 1 /Kids ["+strings.Repeat("4 0 R ", 60_000)+"] >>")
	tree.Set(4, "<< /Type /Page /Annots ["+strings.Repeat("5 0 R ", 60_000)+"] >>")
	tree.Set(5, "<< /S /GoTo /Next [5 0 R 5 0 R 5 0 R] >>")
	files["PDF of a tree that fans out"] = tree.Bytes(root)
	return files
}

// places is EXIF whose every entry points to a directory of places.
func places() []byte {
	tiff := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff")
	for len(tiff)+12 < 0xffff-2 {
		tiff = append(tiff, "\x25\x88\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00"...)
	}
	return append(tiff, make([]byte, 0xffff-2-len(tiff))...)
}

// previousSections has many sections, each of which names the one before it.
func previousSections() []byte {
	out := []byte("%PDF-1.4\n")
	previous := 0
	for range 20_000 {
		at := len(out)
		out = fmt.Appendf(out, "xref\n0 0\ntrailer\n<< /Size 99999 /Root 5 0 R /Prev %d /XRefStm %d >>\n", previous, previous)
		previous = at
	}
	return fmt.Appendf(out, "startxref\n%d\n%%%%EOF", previous)
}
