package pdf

import "slices"

// What a document that opens holds: its pages, and what would run or be opened.

// Content is what a walk through the pages of a document found.
type Content struct {
	// Repaired says that the document opens only because readers repair it.
	Repaired bool
	// Found is how many pages there are.
	Found int
	// Exhausted says that it costs too much to look through, so there may be more.
	Exhausted bool
	// Script says that a script runs, Launch that a program is started.
	Script, Launch bool
	// Attached says that there are other files in it.
	Attached bool
	// Portfolio and XFA are kinds of documents of which a reviewer may see only a cover page.
	Portfolio, XFA bool
}

// content walks through the document.
func (d *document) content(catalog *object) Content {
	w := &walk{doc: d, Content: Content{Repaired: d.rebuilt}}
	w.readCatalog(catalog)
	w.walkPages(catalog.get("Pages"), nil)
	w.Exhausted = d.work < 0
	return w.Content
}

// A walk is one through a document.
type walk struct {
	doc *document
	Content
}

// walkPages visits the page tree from a node. Path holds the nodes above, so
// that a tree that leads back to itself ends.
func (w *walk) walkPages(node *object, path []int64) {
	if len(path) >= maxFetching || node.kind != kindRef || slices.Contains(path, node.n) {
		return
	}
	page := w.doc.resolve(node)
	kids := w.doc.get(page, "Kids")
	switch {
	case page.kind != kindDict:
	case page.get("Type").isName("Page") || kids.kind == kindNull:
		w.Found++
		w.readPage(page)
	default:
		for _, kid := range kids.items {
			w.walkPages(kid, append(path, node.n))
		}
	}
}

// readPage looks at what a page does when it is opened, and at its annotations.
func (w *walk) readPage(page *object) {
	w.readActions(page.get("AA"))
	for _, a := range w.doc.get(page, "Annots").items {
		annotation := w.doc.resolve(a)
		w.readAction(annotation.get("A"), 0)
		w.readActions(annotation.get("AA"))
		if w.doc.get(annotation, "Subtype").isName("FileAttachment") {
			w.Attached = true
		}
	}
}

func (w *walk) readCatalog(catalog *object) {
	w.readAction(catalog.get("OpenAction"), 0)
	w.readActions(catalog.get("AA"))
	names := w.doc.get(catalog, "Names")
	w.Script = w.Script || w.holdsNames(names.get("JavaScript"))
	w.Attached = w.Attached || w.holdsNames(names.get("EmbeddedFiles"))
	w.Portfolio = w.doc.get(catalog, "Collection").kind == kindDict
	w.XFA = w.doc.get(w.doc.get(catalog, "AcroForm"), "XFA").kind != kindNull
}

// holdsNames tells whether a name tree has a name.
func (w *walk) holdsNames(tree *object) bool {
	root := w.doc.resolve(tree)
	return len(w.doc.get(root, "Names").items) > 0 || len(w.doc.get(root, "Kids").items) > 0
}

// readActions looks at a dictionary of actions by event.
func (w *walk) readActions(events *object) {
	events = w.doc.resolve(events)
	if events.kind != kindDict {
		return
	}
	for i := 1; i < len(events.items); i += 2 {
		w.readAction(events.items[i], 0)
	}
}

// readAction looks at an action and at those that follow it.
func (w *walk) readAction(o *object, depth int) {
	if depth >= maxFetching {
		return
	}
	action := w.doc.resolve(o)
	if action.kind != kindDict {
		return
	}
	switch kind := w.doc.get(action, "S"); {
	case kind.isName("JavaScript"):
		w.Script = true
	case kind.isName("Launch"):
		w.Launch = true
	}
	for _, next := range w.doc.list(action, "Next", "Next") {
		w.readAction(next, depth+1)
	}
}
