package testfiles

import (
	"bytes"
	"math/rand"
)

// LargeJPEG returns a picture of about n bytes that is right from marker to
// marker; what it shows is noise.
func LargeJPEG(n int) []byte {
	small := JPEG(Bill(240), 75)
	end := len(small) - 2
	noise := make([]byte, n)
	rand.New(rand.NewSource(1)).Read(noise)
	noise = bytes.ReplaceAll(noise, []byte{0xff}, []byte{0xff, 0})
	return append(append(small[:end:end], noise...), small[end:]...)
}

// LargePNG returns a picture of about n bytes that is right from chunk to chunk.
// Its pixels cannot be unpacked, and are too many for that to be tried.
func LargePNG(n int) []byte {
	noise := make([]byte, 64<<10)
	rand.New(rand.NewSource(1)).Read(noise)
	out := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", pngHeader(8192, 8192, 8, 2, 0))...)
	for len(out) < n {
		out = append(out, pngChunk("IDAT", noise)...)
	}
	return append(out, pngChunk("IEND", nil)...)
}

// LargePDF returns a document of about n bytes: pages of 100 kB of noise each,
// as scans are.
func LargePDF(n int) []byte {
	r := rand.New(rand.NewSource(1))
	noise := make([]byte, 100_000)
	var d Document
	pages := n / len(noise)
	addPages(&d, pages, func(number int) {
		r.Read(noise)
		d.SetStream(number, "/Subtype /Image", string(noise))
	})
	return d.Bytes("/Root 1 0 R")
}
