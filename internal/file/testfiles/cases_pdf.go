package testfiles

import (
	"bytes"
	"fmt"
	"strings"
)

// onePage is a document of one page with the bill.
func onePage() *Document {
	var d Document
	addPages(&d, 1, func(number int) { d.SetStream(number, "", textOperators(BillLines)) })
	return &d
}

// with returns the document with another object; 1 is the catalog, 2 the page
// tree and 4 the page.
func (d *Document) with(number int, object string) *Document {
	d.Set(number, object)
	return d
}

const root = "/Root 1 0 R"

// catalog returns the document with more in its catalog.
func (d *Document) catalog(more string) *Document {
	return d.with(1, "<< /Type /Catalog /Pages 2 0 R "+more+" >>")
}

// pageTree returns the document with another page tree.
func (d *Document) pageTree(kids, count string) *Document {
	return d.with(2, "<< /Type /Pages /Kids ["+kids+"] /Count "+count+" >>")
}

// spoilStartxref makes the cross-reference be looked for where it is not.
func spoilStartxref(pdf []byte) []byte {
	at := bytes.LastIndex(pdf, []byte("startxref\n")) + len("startxref\n")
	return append(bytes.Clone(pdf[:at]), "7\n%%EOF\n"...)
}

func pdfCases() []Case {
	plain := PDF(BillLines)
	good := func(name string, data []byte, codes ...string) Case {
		return document("pdf-"+name+".pdf", data, 1, codes...)
	}
	bad := func(name string, data []byte, code string) Case {
		c := broken(good(name, data, code))
		c.Pages = 0
		return c
	}
	encrypted := func(name, encryption string, data []byte, pages int, codes ...string) Case {
		c := document("pdf-"+name+".pdf", data, pages, codes...)
		c.Encryption = encryption
		return c
	}
	handler := "<< /Filter /Standard /V 4 /R 4 /Length 128 /P -1852 /O <00> /U <00> /CF << /StdCF << /CFM /AESV2 >> >> %s >>"

	return []Case{
		good("table", plain),
		good("packed", onePage().Packed("Flate", root)),
		good("packed-predicted", onePage().Packed("Predicted", root)),
		good("packed-ascii85", onePage().Packed("ASCII85", root)),
		good("packed-asciihex", onePage().Packed("ASCIIHex", root)),
		good("packed-plain", onePage().Packed("", root)),
		good("linearized", linearized(0)),
		good("linearized-then-changed", linearized(7)),
		good("glued-object", glued()),
		good("updated", updated()),
		good("hybrid", hybrid()),
		good("header-behind-junk", append([]byte("HTTP/1.1 200 OK\r\n\r\n"), plain...), "leading-data"),
		good("trailing-junk", append(bytes.Clone(plain), bytes.Repeat([]byte("\x00\n"), 500)...)),
		good("count-is-real", onePage().pageTree("4 0 R", "1.0").Bytes(root)),
		good("count-elsewhere", onePage().pageTree("4 0 R", "6 0 R").with(6, "1").Bytes(root)),
		good("page-is-root", onePage().with(2, "<< /Type /Page /MediaBox [0 0 9 9] >>").Bytes(root)),
		good("line-ends", bytes.ReplaceAll(plain, []byte(" \n0"), []byte("\r\n0"))),
		document("pdf-nested-tree.pdf", nestedTree(), 4),

		good("startxref-wrong", spoilStartxref(plain), "repaired"),
		good("startxref-missing", plain[:bytes.LastIndex(plain, []byte("startxref"))], "repaired"),
		good("offsets-wrong", bytes.Replace(plain, []byte("%PDF-1.5\n"), []byte("%PDF-1.5\n% shifted by a line\n"), 1), "repaired"),
		good("object-not-listed", onePage().catalog("/AcroForm 99 0 R").Bytes(root), "repaired"),
		good("table-garbled", bytes.Replace(plain, []byte("0000000000 65535 f"), []byte("0000000000 65535 x"), 1), "repaired"),
		good("numbers-with-zeros", spoilStartxref(bytes.Replace(plain, []byte("\n2 0 obj"), []byte("\n002 0 obj"), 1)), "repaired"),
		good("catalog-elsewhere", catalogElsewhere(), "repaired"),
		good("previous-in-circle", onePage().catalog("/AcroForm 99 0 R").Bytes(root+" /Prev 20"), "repaired"),
		good("cut-off-and-trailer-kept", append(bytes.Clone(plain[:bytes.LastIndex(plain, []byte("xref\n0"))]), "trailer\n<< "+root+" >>\n"...), "repaired"),

		document("pdf-page-missing.pdf", onePage().pageTree("4 0 R 77 0 R", "2").with(77, "null").Bytes(root), 2, "pages-differ"),
		good("tree-in-circle", onePage().pageTree("4 0 R 2 0 R", "1").Bytes(root)),
		good("script-on-opening", onePage().catalog("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>").Bytes(root), "pdf-script"),
		good("script-by-name", onePage().catalog("/Names << /JavaScript << /Names [(a) << /S /JavaScript >>] >> >>").Bytes(root), "pdf-script"),
		good("script-behind-link", onePage().catalog("/OpenAction << /S /GoTo /Next [<< /S /JavaScript >>] >>").Bytes(root), "pdf-script"),
		good("launch", onePage().with(4, "<< /Type /Page /Parent 2 0 R /Annots [<< /Subtype /Link /A << /S /Launch /F (cmd.exe) >> >>] >>").Bytes(root), "pdf-launch"),
		good("attachment", onePage().catalog("/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>").Bytes(root), "pdf-attachment"),
		good("attachment-on-page", onePage().with(4, "<< /Type /Page /Parent 2 0 R /Annots [<< /Subtype /FileAttachment >>] >>").Bytes(root), "pdf-attachment"),
		good("action-in-circle", onePage().catalog("/OpenAction 6 0 R").with(6, "<< /S /GoTo /Next 6 0 R >>").Bytes(root)),

		encrypted("encrypted", "password", onePage().with(6, fmt.Sprintf(handler, "/StmF /StdCF /StrF /StdCF")).Bytes(root+" /Encrypt 6 0 R"), 1, "encrypted"),
		encrypted("encrypted-packed", "password", encryptedPacked(handler), 0, "encrypted"),
		broken(encrypted("encrypted-for-certificates", "password",
			onePage().Bytes(root+" /Encrypt << /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /R 4 >>"), 1, "encryption-unknown")),
		encrypted("attachments-encrypted", "opens", onePage().with(6, fmt.Sprintf(handler, "/StmF /Identity /StrF /Identity")).Bytes(root+" /Encrypt 6 0 R"), 1),

		bad("header-only", []byte("%PDF-1.7\n"), "damaged"),
		bad("cut-off", plain[:len(plain)/2], "damaged"),
		bad("root-missing", onePage().Bytes(""), "damaged"),
		bad("root-no-catalog", onePage().with(1, "(text)").Bytes(root), "damaged"),
		bad("no-pages", onePage().pageTree("", "0").Bytes(root), "no-pages"),
		bad("pages-missing", onePage().with(1, "<< /Type /Catalog >>").Bytes(root), "no-pages"),
		good("count-missing", onePage().with(2, "<< /Type /Pages /Kids [4 0 R] >>").Bytes(root), "pages-differ"),
		good("count-huge", onePage().pageTree("4 0 R", "2147483647").Bytes(root), "pages-differ"),
		good("count-negative", onePage().pageTree("4 0 R", "-1").Bytes(root), "pages-differ"),
		good("count-zero", onePage().pageTree("4 0 R", "0").Bytes(root), "pages-differ"),
		good("form-of-another-kind", onePage().catalog("/AcroForm << /XFA [(template) 5 0 R] >>").Bytes(root), "pdf-form"),
		good("portfolio", onePage().catalog("/Collection << /View /D >> /Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>").Bytes(root), "pdf-portfolio", "pdf-attachment"),
		bad("count-in-circle", onePage().pageTree("4 0 R", "6 0 R").with(6, "<< /Length 6 0 R >>\nstream\n1\nendstream").Bytes(root), "no-pages"),
		bad("nested-without-end", append([]byte(pdfHeader), strings.Repeat("[<</A", 20_000)+"\ntrailer\n<< /Root 1 0 R >>"...), "damaged"),
		manyPages(),
	}
}

// updated is a document whose page tree was replaced by an incremental update.
func updated() []byte {
	old := onePage().pageTree("", "0").Bytes(root)
	at := bytes.LastIndex(old, []byte("xref\n0"))
	var update Document
	update.pageTree("4 0 R", "1")
	return update.AppendTo(old, fmt.Sprintf("%s /Prev %d", root, at))
}

// linearized is a document that begins with what its first page needs: its
// cross-reference stands behind the first object. Its length is wrong by off,
// as it is when something was appended later.
func linearized(off int) []byte {
	d := onePage()
	write := func(length int) []byte {
		out := fmt.Appendf([]byte(pdfHeader), "6 0 obj\n<< /Linearized 1 /L %06d /N 1 /O 4 /E 900 /T 000000 >>\nendobj\n", length)
		// The table has the same length whatever the offsets are.
		_, offsets := d.appendObjects(nil, d.numbers())
		table := func(start int) []byte {
			moved := map[int]int{}
			for number, at := range offsets {
				moved[number] = at + start
			}
			return fmt.Appendf(d.appendTable(nil, moved), "trailer\n<< /Size 7 %s >>\nstartxref\n0\n%%%%EOF\n", root)
		}
		first := len(out)
		out = append(out, table(first+len(table(0)))...)
		out, _ = d.appendObjects(out, d.numbers())
		return fmt.Appendf(out, "startxref\n%d\n%%%%EOF\n", first)
	}
	return write(len(write(0)) + off)
}

// glued has a number that is not apart from the word before it.
func glued() []byte {
	pdf := onePage().pageTree("4 0 R", "6 0 R").with(6, "1").Bytes(root)
	return bytes.Replace(pdf, []byte("6 0 obj\n1\n"), []byte("6 0 obj1\n\n"), 1)
}

// catalogElsewhere has a cross-reference that takes an older object for the
// catalog, which stands behind it.
func catalogElsewhere() []byte {
	pdf := onePage().with(1, "(not the catalog)").Bytes(root)
	start := bytes.LastIndex(pdf, []byte("xref\n0"))
	return fmt.Appendf(pdf, "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
}

// hybrid is a document for readers of before PDF 1.5 whose page tree only those
// after it can find.
func hybrid() []byte {
	packed := onePage().Packed("Flate", root)
	at := bytes.LastIndex(packed, []byte("startxref"))
	var stream int
	fmt.Sscanf(string(packed[at:]), "startxref\n%d", &stream)
	start := len(packed)
	return fmt.Appendf(packed, "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 8 %s /XRefStm %d >>\nstartxref\n%d\n%%%%EOF\n", root, stream, start)
}

// encryptedPacked holds its catalog in an object stream, which cannot be read
// without the password; the stream is damaged here, as encryption has it look.
func encryptedPacked(handler string) []byte {
	d := onePage().with(6, fmt.Sprintf(handler, "/StmF /StdCF /StrF /StdCF"))
	pdf := d.Packed("Flate", root+" /Encrypt << /Filter /Standard /V 4 >>")
	at := bytes.Index(pdf, []byte("/ObjStm"))
	at += bytes.Index(pdf[at:], []byte("stream\n")) + len("stream\n")
	pdf[at] ^= 0xff
	return pdf
}

// nestedTree is a page tree of two levels with two pages in each half.
func nestedTree() []byte {
	var d Document
	d.Set(1, "<< /Type /Catalog /Pages 2 0 R >>")
	d.Set(2, "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 4 >>")
	d.Set(3, "<< /Type /Pages /Parent 2 0 R /Kids [5 0 R 6 0 R] /Count 2 >>")
	d.Set(4, "<< /Type /Pages /Parent 2 0 R /Kids [7 0 R 8 0 R] /Count 2 >>")
	for number := 5; number <= 8; number++ {
		d.Set(number, fmt.Sprintf("<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>", 3+(number-5)/2))
	}
	return d.Bytes(root)
}

// manyPages has more pages than may be sent.
func manyPages() Case {
	var d Document
	addPages(&d, 120, func(number int) { d.SetStream(number, "", "") })
	c := document("pdf-many-pages.pdf", d.Bytes(root), 120, "limit-pages")
	return broken(c)
}
