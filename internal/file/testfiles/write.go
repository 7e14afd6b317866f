package testfiles

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"image/png"
	"strings"
)

// JPEG writes the picture as a baseline JPEG of the given quality, 1 to 100.
func JPEG(p Picture, quality int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p.Gray, &jpeg.Options{Quality: quality}); err != nil {
		panic(err) // a buffer takes everything, so the picture has no pixels
	}
	return b.Bytes()
}

// PNG writes the picture as a PNG of 8 bits of grey.
func PNG(p Picture) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, p.Gray); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// PDF writes a document of as many pages as there are texts, each text a list
// of lines: PDF 1.4 with a plain cross-reference table, as office programs do.
func PDF(pages ...[]string) []byte {
	var d Document
	addPages(&d, len(pages), func(number int) {
		d.SetStream(number, "", textOperators(pages[number/2-2]))
	})
	return d.Bytes("/Root 1 0 R")
}

// addPages gives the document a catalog (object 1), a page tree (2), a font (3)
// and pages, whose contents the function sets, from object 5 on every second.
func addPages(d *Document, pages int, setContents func(number int)) {
	var kids strings.Builder
	for i := range pages {
		page := 4 + 2*i
		fmt.Fprintf(&kids, "%d 0 R ", page)
		d.Set(page, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", page+1))
		setContents(page + 1)
	}
	d.Set(1, "<< /Type /Catalog /Pages 2 0 R >>")
	d.Set(2, fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", kids.String(), pages))
	d.Set(3, "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>")
}

func textOperators(lines []string) string {
	ops := "BT /F1 14 Tf 18 TL 60 760 Td\n"
	for _, line := range lines {
		ops += fmt.Sprintf("(%s) Tj T*\n", line)
	}
	return ops + "ET"
}
