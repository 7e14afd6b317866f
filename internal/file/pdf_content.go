package file

import (
	"slices"
	"strconv"

	"idenfysteps/internal/finding"
)

// What a document that opens holds: its pages, and what would run or be opened.

// A pdfContent is what a walk through the pages found.
type pdfContent struct {
	doc      *pdfDocument
	pages    int
	script   bool
	launch   bool
	attached bool
	// Of these a reviewer may see only a cover page.
	portfolio bool
	xfa       bool
}

// describePDF tells what is worth knowing of a document that opens.
func (rep *Report) describePDF(d *pdfDocument, catalog *pdfObject) {
	if d.rebuilt {
		rep.find(codeRepaired, "This PDF is damaged and opens only because readers repair it. Look whether all pages are there; else download or save it again.")
	}
	c := &pdfContent{doc: d}
	c.readCatalog(catalog)
	c.walkPages(catalog.get("Pages"), nil)
	if rep.comparePages(c.pages, d); rep.Pages <= 0 {
		rep.Pages = 0
		rep.find(codeNoPages, "This PDF has no pages. Choose another file, or save it again where it was made.")
		return
	}
	if d.work < 0 {
		rep.find(codePDFTooComplex, "This PDF is too complex to be looked through, so it may hold what is refused. Print it to a new PDF and choose that.")
	}
	if c.xfa {
		rep.find(codePDFForm, "This PDF is a form of a kind (XFA) of which many programs show only a page that asks to wait. Print it to a new PDF, and look whether that shows what it should.")
	}
	if c.portfolio {
		rep.find(codePDFPortfolio, "This PDF is a portfolio: the documents are attached to it, and a reviewer may see only its cover page. Choose the document itself, or print it to a new PDF.")
	}
	if c.script {
		rep.find(codePDFScript, "This PDF holds a script, which may be refused. Print it to a new PDF and choose that.")
	}
	if c.launch {
		rep.find(codePDFLaunch, "This PDF wants to start a program, which may be refused. Print it to a new PDF and choose that.")
	}
	if c.attached {
		rep.find(codePDFAttachment, "Other files are attached to this PDF. They are sent along and may be refused; print it to a new PDF to leave them out.")
	}
}

// comparePages compares the pages that the document says it has with those that
// were found, which count where it says nothing that can be.
func (rep *Report) comparePages(found int, d *pdfDocument) {
	said := rep.Pages
	if said == found || said == noPages || found == 0 && said == 0 || said > 0 && d.work < 0 {
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

// walkPages visits the page tree from a node. Path holds the nodes above, so
// that a tree that leads back to itself ends.
func (c *pdfContent) walkPages(node *pdfObject, path []int64) {
	if len(path) >= pdfMaxFetching || node.kind != pdfRef || slices.Contains(path, node.n) {
		return
	}
	page := c.doc.resolve(node)
	kids := c.doc.get(page, "Kids")
	switch {
	case page.kind != pdfDict:
	case page.get("Type").isName("Page") || kids.kind == pdfNull:
		c.pages++
		c.readPage(page)
	default:
		for _, kid := range kids.items {
			c.walkPages(kid, append(path, node.n))
		}
	}
}

// readPage looks at what a page does when it is opened, and at its annotations.
func (c *pdfContent) readPage(page *pdfObject) {
	c.readActions(page.get("AA"))
	for _, a := range c.doc.get(page, "Annots").items {
		annotation := c.doc.resolve(a)
		c.readAction(annotation.get("A"), 0)
		c.readActions(annotation.get("AA"))
		if c.doc.get(annotation, "Subtype").isName("FileAttachment") {
			c.attached = true
		}
	}
}

func (c *pdfContent) readCatalog(catalog *pdfObject) {
	c.readAction(catalog.get("OpenAction"), 0)
	c.readActions(catalog.get("AA"))
	names := c.doc.get(catalog, "Names")
	c.script = c.script || c.holdsNames(names.get("JavaScript"))
	c.attached = c.attached || c.holdsNames(names.get("EmbeddedFiles"))
	c.portfolio = c.doc.get(catalog, "Collection").kind == pdfDict
	c.xfa = c.doc.get(c.doc.get(catalog, "AcroForm"), "XFA").kind != pdfNull
}

// holdsNames tells whether a name tree has a name.
func (c *pdfContent) holdsNames(tree *pdfObject) bool {
	root := c.doc.resolve(tree)
	return len(c.doc.get(root, "Names").items) > 0 || len(c.doc.get(root, "Kids").items) > 0
}

// readActions looks at a dictionary of actions by event.
func (c *pdfContent) readActions(events *pdfObject) {
	events = c.doc.resolve(events)
	if events.kind != pdfDict {
		return
	}
	for i := 1; i < len(events.items); i += 2 {
		c.readAction(events.items[i], 0)
	}
}

// readAction looks at an action and at those that follow it.
func (c *pdfContent) readAction(o *pdfObject, depth int) {
	if depth >= pdfMaxFetching {
		return
	}
	action := c.doc.resolve(o)
	if action.kind != pdfDict {
		return
	}
	switch kind := c.doc.get(action, "S"); {
	case kind.isName("JavaScript"):
		c.script = true
	case kind.isName("Launch"):
		c.launch = true
	}
	for _, next := range c.doc.list(action, "Next", "Next") {
		c.readAction(next, depth+1)
	}
}
