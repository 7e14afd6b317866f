// Package pdf reads the structure of a PDF (ISO 32000-1): objects,
// cross-references, streams, the page tree. It draws nothing and judges nothing.
//
// A document is opened as poppler opens it, which reads what most readers do: a
// damaged one opens when a reader can repair it. Whatever the file says, memory
// and work are bounded: windows of the file, a table of objects, one object stream.
//
// [Read] is the one to use. It returns no error: what is wrong is among the [Facts].
package pdf

import "idenfysteps/internal/window"

// Facts are what the structure of a document tells.
type Facts struct {
	// Reason is why it does not open: "cross-reference" or "catalog"; "" where it does.
	Reason string
	// Encrypted says that it is encrypted. Opens says that this is only what is
	// attached to it; Standard, that the handler is the one of passwords.
	Encrypted, Opens, Standard bool
	// Pages is how many pages the document says it has: 0 where it says no
	// number that can be, [NoPages] where readers give up on its page tree.
	Pages int
	// End is where it ends in the file, in bytes: behind its last %%EOF.
	End int64
	// Content is that of a document that opens.
	Content
}

// Read reads the document that begins at an offset of the file, in bytes: where
// its %PDF- stands. What cannot be read ends the file, and src.Err says so.
func Read(src *window.Source, start int64) *Facts {
	d := newDocument(src, start)
	catalog, reason := d.open()
	f := &Facts{Reason: reason}
	d.encryption(f)
	f.Pages = d.pageCount(catalog)
	if reason == "" && (!f.Encrypted || f.Opens) {
		f.Content = d.content(catalog)
	}
	f.End = d.end()
	return f
}

// encryption tells whether the document is encrypted. Where its streams and
// strings are not, only what is attached to it is, and it opens.
func (d *document) encryption(f *Facts) {
	dict := d.get(d.trailer, "Encrypt")
	f.Encrypted = dict.kind == kindDict
	f.Opens = f.Encrypted && d.get(dict, "V").n >= 4 && dict.get("StmF").isName("Identity") && dict.get("StrF").isName("Identity")
	f.Standard = f.Encrypted && d.get(dict, "Filter").isName("Standard")
}

// locked tells whether a password is needed for more than attachments.
func (d *document) locked() bool {
	var f Facts
	d.encryption(&f)
	return f.Encrypted && !f.Opens
}

// NoPages is said by a page tree that readers give up on.
const NoPages = -1

// pageCount returns how many pages the document says it has, and 0 where it says
// no number that can be.
func (d *document) pageCount(catalog *object) int {
	if n := d.linearized("N"); n > 0 {
		return int(n)
	}
	ref := catalog.get("Pages")
	pages := d.resolve(ref)
	count := d.get(pages, "Count")
	switch {
	case count.kind == kindInt || count.kind == kindReal:
		if count.n > 0 && count.n <= d.objects {
			return int(count.n)
		}
	case ref.kind == kindRef && d.get(pages, "Type").isName("Page"):
		return 1
	case count.kind != kindNull:
		return NoPages
	}
	return 0
}
