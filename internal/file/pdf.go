package file

import (
	"strconv"

	"idenfysteps/internal/finding"
	"idenfysteps/internal/pdf"
	"idenfysteps/internal/window"
)

// inspectPDF judges a document by its structure, and returns where it ends.
func (rep *Report) inspectPDF(src *window.Source) int64 {
	head := readHead(src)
	start := max(0, pdfStart(head))
	if len(trimText(head[:start])) > 0 {
		rep.find(codeLeadingData, "Something else stands before this PDF in the file, and may be why it is refused. Print it to a new PDF and choose that.",
			finding.Param{Name: "bytes", Value: strconv.Itoa(start)})
	}
	facts := pdf.Read(src, int64(start))
	switch {
	case !facts.Encrypted:
		rep.Encryption = EncryptionNone
	case facts.Opens:
		rep.Encryption = EncryptionOpens
	default:
		rep.Encryption = EncryptionPassword
		rep.describeEncryption(facts)
		rep.Pages = max(0, facts.Pages) // the rest may not be readable without the password
		return facts.End
	}
	if facts.Reason == "" {
		rep.describePDF(facts)
	} else {
		rep.find(codeDamaged, "This PDF is damaged and does not open. Download or save it again, or take a photo of the document.",
			finding.Param{Name: "reason", Value: facts.Reason})
	}
	return facts.End
}

// describeEncryption tells of a document that may need a password. Where another
// handler than that of passwords encrypted it, for certificates or for rights, no
// password opens it and readers give up.
func (rep *Report) describeEncryption(facts *pdf.Facts) {
	if facts.Standard {
		rep.find(codeEncrypted, "This PDF is encrypted. If it asks for a password when you open it, it will be refused: print it to a new PDF without one and choose that.")
		return
	}
	rep.find(codeEncryptionUnknown, "This PDF is encrypted so that only certain people or programs can open it. Print it to a new PDF where it opens, and choose that.")
}

// describePDF tells what is worth knowing of a document that opens.
func (rep *Report) describePDF(facts *pdf.Facts) {
	if facts.Repaired {
		rep.find(codeRepaired, "This PDF is damaged and opens only because readers repair it. Look whether all pages are there; else download or save it again.")
	}
	if rep.comparePages(facts); rep.Pages <= 0 {
		rep.Pages = 0
		rep.find(codeNoPages, "This PDF has no pages. Choose another file, or save it again where it was made.")
		return
	}
	for _, f := range []struct {
		is      bool
		code    code
		message string
	}{
		{facts.Exhausted, codePDFTooComplex, "This PDF is too complex to be looked through, so it may hold what is refused. Print it to a new PDF and choose that."},
		{facts.XFA, codePDFForm, "This PDF is a form of a kind (XFA) of which many programs show only a page that asks to wait. Print it to a new PDF, and look whether that shows what it should."},
		{facts.Portfolio, codePDFPortfolio, "This PDF is a portfolio: the documents are attached to it, and a reviewer may see only its cover page. Choose the document itself, or print it to a new PDF."},
		{facts.Script, codePDFScript, "This PDF holds a script, which may be refused. Print it to a new PDF and choose that."},
		{facts.Launch, codePDFLaunch, "This PDF wants to start a program, which may be refused. Print it to a new PDF and choose that."},
		{facts.Attached, codePDFAttachment, "Other files are attached to this PDF. They are sent along and may be refused; print it to a new PDF to leave them out."},
	} {
		if f.is {
			rep.find(f.code, f.message)
		}
	}
}

// comparePages compares the pages that the document says it has with those that
// were found, which count where it says nothing that can be.
func (rep *Report) comparePages(facts *pdf.Facts) {
	said, found := facts.Pages, facts.Found
	rep.Pages = said
	if said == found || said == pdf.NoPages || found == 0 && said == 0 || said > 0 && facts.Exhausted {
		return
	}
	message := "This PDF says that it has " + strconv.Itoa(said) + " pages, and " + strconv.Itoa(found) + " can be found."
	if said == 0 {
		rep.Pages = found
		message = "This PDF does not say how many pages it has; " + strconv.Itoa(found) + " can be found."
	}
	rep.find(codePagesDiffer, message+" Look whether all are there; else download or save it again.",
		finding.Param{Name: "said", Value: strconv.Itoa(said)}, finding.Param{Name: "found", Value: strconv.Itoa(found)})
}
