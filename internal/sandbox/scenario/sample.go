package scenario

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
)

const (
	sampleJPEG = "jpeg"
	samplePNG  = "png"
	samplePDF  = "pdf"
)

// SampleFile makes a small file of a type, "jpeg", "png" or "pdf". Different numbers give different files.
func SampleFile(kind string, number int) []byte {
	if kind == samplePDF {
		return samplePage(number)
	}
	page := image.NewGray(image.Rect(0, 0, 620, 877))
	for i := range page.Pix {
		x, y := i%page.Stride, i/page.Stride
		page.Pix[i] = 0xf8
		if y%24 < 8 && y > 80 && x > 60 && x < 560-(y*(number+3))%240 {
			page.Pix[i] = 0x30
		}
	}
	var text bytes.Buffer
	encode := func() error { return jpeg.Encode(&text, page, nil) }
	if kind == samplePNG {
		encode = func() error { return png.Encode(&text, page) }
	}
	if err := encode(); err != nil {
		panic(err) // writes to a buffer never fail
	}
	return text.Bytes()
}

// samplePage is a PDF of one page.
func samplePage(number int) []byte {
	var text bytes.Buffer
	var at []int
	object := func(format string, values ...any) {
		at = append(at, text.Len())
		fmt.Fprintf(&text, "%d 0 obj\n", len(at))
		fmt.Fprintf(&text, format, values...)
		text.WriteString("\nendobj\n")
	}
	content := fmt.Sprintf("BT /F1 18 Tf 72 720 Td (Sample bill %d) Tj ET", number)
	text.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>")
	object("<</Length %d>>\nstream\n%s\nendstream", len(content), content)
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	start := text.Len()
	fmt.Fprintf(&text, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, offset := range at {
		fmt.Fprintf(&text, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&text, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return text.Bytes()
}
