package file

import (
	"slices"
	"strconv"

	"idenfysteps/internal/finding"
)

// What a document that opens holds: its pages, and what would run or be opened.

const (
	// pdfMaxNodes is how many nodes of the page tree are visited.
	pdfMaxNodes = 4096
	// pdfMaxActions is how many annotations and chained actions are looked at.
	pdfMaxActions = 4096
)

// A pdfContent is what a walk through the pages found.
type pdfContent struct {
	doc      *pdfDocument
	pages    int
	nodes    int
	actions  int
	script   bool
	launch   bool
	attached bool
}

// describePDF tells what is worth knowing of a document that opens.
func (rep *Report) describePDF(d *pdfDocument, catalog *pdfObject) {
	if d.rebuilt {
		rep.warn("repaired", "This PDF is damaged and opens only because readers repair it. Look whether all pages are there; else download or save it again.")
	}
	c := &pdfContent{doc: d}
	c.walkPages(catalog.get("Pages"), nil)
	if c.pages != rep.Pages && c.nodes < pdfMaxNodes && d.work > 0 {
		rep.warn("pages-differ", "This PDF says that it has "+strconv.Itoa(rep.Pages)+" pages, and "+strconv.Itoa(c.pages)+" can be found. Look whether all are there; else download or save it again.",
			finding.Param{Name: "said", Value: strconv.Itoa(rep.Pages)}, finding.Param{Name: "found", Value: strconv.Itoa(c.pages)})
	}
	c.readCatalog(catalog)
	if c.script {
		rep.warn("pdf-script", "This PDF holds a script, which may be refused. Print it to a new PDF and choose that.")
	}
	if c.launch {
		rep.warn("pdf-launch", "This PDF wants to start a program, which may be refused. Print it to a new PDF and choose that.")
	}
	if c.attached {
		rep.warn("pdf-attachment", "Other files are attached to this PDF. They are sent along and may be refused; print it to a new PDF to leave them out.")
	}
}

// walkPages visits the page tree from a node. Path holds the nodes above, so
// that a tree that leads back to itself ends.
func (c *pdfContent) walkPages(node *pdfObject, path []int64) {
	if c.nodes++; c.nodes >= pdfMaxNodes || len(path) >= pdfMaxFetching || node.kind != pdfRef || slices.Contains(path, node.n) {
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
		if c.actions++; c.actions >= pdfMaxActions {
			return
		}
		annotation := c.doc.resolve(a)
		c.readAction(annotation.get("A"))
		c.readActions(annotation.get("AA"))
		if c.doc.get(annotation, "Subtype").isName("FileAttachment") {
			c.attached = true
		}
	}
}

func (c *pdfContent) readCatalog(catalog *pdfObject) {
	c.readAction(catalog.get("OpenAction"))
	c.readActions(catalog.get("AA"))
	names := c.doc.get(catalog, "Names")
	c.script = c.script || c.holdsNames(names.get("JavaScript"))
	c.attached = c.attached || c.holdsNames(names.get("EmbeddedFiles"))
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
		c.readAction(events.items[i])
	}
}

// readAction looks at an action and at those that follow it.
func (c *pdfContent) readAction(o *pdfObject) {
	if c.actions++; c.actions >= pdfMaxActions {
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
		c.readAction(next)
	}
}
