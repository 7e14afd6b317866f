package file

import (
	"bytes"
	"strconv"
	"strings"

	"idenfysteps/internal/finding"
)

// A PDF (ISO 32000-1) is opened as poppler opens it, which reads what most
// readers do: a damaged document opens when a reader can repair it. Nothing is
// drawn. Whatever the file says, memory and work are bounded: windows of the
// file, a table of objects, one object stream.

// A pdfDocument is a document that is being read.
type pdfDocument struct {
	src  *source
	base int64 // where %PDF- stands: offsets count from there

	entries []pdfEntry
	objects int64 // how many objects the document says it has
	trailer *pdfObject
	root    *pdfObject // the reference to the catalog

	nextSection int64 // the older section of the cross-reference; 0 is none
	mainTable   int64 // where a linearized document's main table has its entries
	fromStream  bool  // the newest section is a stream
	damaged     bool  // the section that was read last is
	rebuilt     bool  // the cross-reference was made anew
	refetched   bool  // it was made anew because an object was not found

	unpacked pdfObjectStream
	fetching int        // how many objects are being fetched for one another
	work     int64      // how much may still be done; see work.go
	scan     *pdfScan   // what is found without the cross-reference; nil: not yet
	first    *pdfObject // the linearization dictionary; nil: not read yet
}

// at implements pdfBytes.
func (d *pdfDocument) at(off int64) []byte {
	if off < 0 {
		return nil
	}
	return d.src.at(d.base + off)
}

func (d *pdfDocument) parser(at int64) *pdfParser { return newPDFParser(d, at, &d.work) }

func (rep *Report) inspectPDF(src *source) int64 {
	head := make([]byte, HeadSize)
	head = head[:src.read(head, 0)]
	start := max(0, pdfStart(head))
	if len(trimText(head[:start])) > 0 {
		rep.find(codeLeadingData, "Something else stands before this PDF in the file, and may be why it is refused. Print it to a new PDF and choose that.",
			finding.Param{Name: "bytes", Value: strconv.Itoa(start)})
	}
	d := newPDFDocument(src, int64(start))

	catalog, reason := d.open()
	if rep.Encryption = d.encryption(); rep.Encryption == EncryptionPassword {
		rep.describeEncryption(d)
	}
	pages := d.pageCount(catalog)
	switch {
	case rep.Encryption == EncryptionPassword:
		rep.Pages = max(0, pages) // the rest may not be readable without the password
	case reason == "":
		rep.Pages = pages
		rep.describePDF(d, catalog)
	default:
		rep.find(codeDamaged, "This PDF is damaged and does not open. Download or save it again, or take a photo of the document.",
			finding.Param{Name: "reason", Value: reason})
	}
	return d.end()
}

// describeEncryption tells of a document that may need a password. Where another
// handler than that of passwords encrypted it, for certificates or for rights, no
// password opens it and readers give up.
func (rep *Report) describeEncryption(d *pdfDocument) {
	if d.get(d.get(d.trailer, "Encrypt"), "Filter").isName("Standard") {
		rep.find(codeEncrypted, "This PDF is encrypted. If it asks for a password when you open it, it will be refused: print it to a new PDF without one and choose that.")
		return
	}
	rep.find(codeEncryptionUnknown, "This PDF is encrypted so that only certain people or programs can open it. Print it to a new PDF where it opens, and choose that.")
}

func newPDFDocument(src *source, base int64) *pdfDocument {
	return &pdfDocument{src: src, base: base, work: min(maxWork, minWork+byteWork*src.size), trailer: pdfNothing, root: pdfNothing}
}

// again returns the document as nothing was read of it, with the work that is left.
func (d *pdfDocument) again() *pdfDocument {
	again := newPDFDocument(d.src, d.base)
	again.work, again.scan, again.first = d.work, d.scan, d.first
	return again
}

// open reads the cross-reference and the catalog. It returns the catalog or the
// reason why the document does not open.
func (d *pdfDocument) open() (catalog *pdfObject, reason string) {
	if !d.readXRef(d.startxref(false)) {
		// A linearized document that was changed: its first section is at its beginning.
		again := d.again()
		if !again.readXRef(again.startxref(true)) {
			return pdfNothing, "cross-reference"
		}
		*d = *again
	}
	if d.encryption() == EncryptionPassword {
		return d.resolve(d.root), ""
	}
	rebuilt := d.rebuilt
	catalog = d.catalog()
	if catalog.kind != pdfDict && !rebuilt {
		// What is where the cross-reference says is no catalog; it may be elsewhere.
		again := d.again()
		if !again.rebuild(false) {
			return catalog, "catalog"
		}
		*d = *again
		catalog = d.catalog()
	}
	if catalog.kind != pdfDict {
		return catalog, "catalog"
	}
	// Readers look at these first, and rebuild the cross-reference when one of
	// them is not where it says.
	for _, name := range []string{"AcroForm", "URI", "OCProperties", "ViewerPreferences"} {
		d.get(catalog, name)
	}
	d.get(d.trailer, "Info")
	return d.catalog(), ""
}

// readXRef reads the newest section, at an offset, and rebuilds what is damaged.
func (d *pdfDocument) readXRef(at int64) bool {
	d.mainTable = d.linearized("T")
	if at != 0 {
		d.readSection(at, 0)
	}
	if (at == 0 || d.damaged) && !d.rebuild(false) {
		return false
	}
	d.damaged = false
	if size := d.trailer.get("Size"); size.isInt() {
		d.grow(size.n)
	}
	if d.root = d.trailer.get("Root"); d.root.kind != pdfRef {
		return d.rebuild(false)
	}
	return true
}

// linearized returns a number of the linearization dictionary, and 0 where the
// document is not linearized or was changed since.
func (d *pdfDocument) linearized(name string) int64 {
	dict := d.linearization()
	if length := dict.get("L"); length.n != d.src.size {
		return 0
	}
	if v := dict.get(name); v.isInt() && v.n > 0 {
		return v.n
	}
	return 0
}

// linearization returns the dictionary that begins a linearized document, which
// is its first object, or null.
func (d *pdfDocument) linearization() *pdfObject {
	if d.first != nil {
		return d.first
	}
	d.first = pdfNothing
	p := d.parser(0)
	if number, generation := p.token(), p.token(); !number.isInt() || !generation.isInt() || !p.token().isCommand("obj") {
		return d.first
	}
	dict := p.object()
	if v := dict.get("Linearized"); v.kind == pdfReal || v.kind == pdfInt && v.n > 0 {
		d.first = dict
	}
	return d.first
}

// startxref returns where the newest section is, and 0 where that is not said.
// In a linearized document it is behind the first object; evenChanged takes it
// from there even when the document was changed since.
func (d *pdfDocument) startxref(evenChanged bool) int64 {
	if d.linearized("L") > 0 || evenChanged && d.linearization().get("L").n > 0 {
		head := make([]byte, 1024)
		head = head[:d.src.read(head, d.base)]
		end := bytes.Index(head, []byte("endobj"))
		if end < 0 {
			return 0
		}
		rest := head[end+len("endobj"):]
		return int64(len(head) - len(trimSpace(rest)))
	}
	tail := d.tail()
	at := bytes.LastIndex(tail, []byte("startxref"))
	if at < 0 {
		return 0
	}
	n := int64(0)
	for _, c := range trimSpace(tail[at+len("startxref"):]) {
		if c < '0' || c > '9' || n > 1<<40 {
			break
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

// tail returns the end of the file.
func (d *pdfDocument) tail() []byte {
	tail := make([]byte, min(startxrefWithin, d.src.size))
	return tail[:d.src.read(tail, d.src.size-int64(len(tail)))]
}

// end returns where the document ends, behind its last %%EOF, or the end of the
// file where that is not known.
func (d *pdfDocument) end() int64 {
	tail := d.tail()
	if at := bytes.LastIndex(tail, []byte(pdfEOF)); at >= 0 {
		return d.src.size - int64(len(tail)-at-len(pdfEOF))
	}
	if d.scan != nil && d.scan.end > 0 {
		return d.base + d.scan.end
	}
	return d.src.size
}

// pdfEOF ends a document.
const pdfEOF = "%%EOF"

// catalog returns the catalog. Where the root is none, another trailer may name
// one that is.
func (d *pdfDocument) catalog() *pdfObject {
	catalog := d.resolve(d.root)
	if catalog.kind != pdfDict && d.rebuild(true) {
		catalog = d.resolve(d.root)
	}
	return catalog
}

// pdfMaxFetching is how many objects may wait for one another.
const pdfMaxFetching = 64

// resolve returns the object that a reference means, and others as they are.
func (d *pdfDocument) resolve(o *pdfObject) *pdfObject {
	if o.kind == pdfRef {
		return d.fetch(o.n, o.gen)
	}
	return o
}

// get returns a value of a dictionary, resolved.
//
//go:noinline
func (d *pdfDocument) get(o *pdfObject, name string) *pdfObject {
	return d.resolve(o.get(name))
}

// fetch reads an object, which is null where there is none. The first that is
// not where it should be has the cross-reference rebuilt.
func (d *pdfDocument) fetch(number, gen int64) *pdfObject {
	if d.work -= fetchWork; d.fetching >= pdfMaxFetching || d.work < 0 {
		return pdfNothing
	}
	d.fetching++
	o := d.find(number, gen)
	if o == nil && !d.fromStream && !d.refetched {
		d.refetched = true
		d.root = pdfNothing
		d.rebuild(false)
		o = d.find(number, gen)
	}
	d.fetching--
	if o == nil {
		return pdfNothing
	}
	return o
}

// find reads an object from where the cross-reference says it stands; it is nil
// where it does not.
func (d *pdfDocument) find(number, gen int64) *pdfObject {
	switch e := d.entry(number); e.kind {
	case entryUsed:
		p := d.parser(int64(e.offset))
		if n := p.token(); int64(e.gen) != gen || !n.isInt() || n.n != number {
			return nil
		}
		if g := p.token(); !g.isInt() || g.n != gen {
			return nil
		}
		return afterObj(p)
	case entryPacked:
		if e := d.entryAt(int64(e.offset)); e == nil || e.kind != entryUsed && e.kind != entryUnknown {
			return nil
		}
		if s := d.objectStream(int64(e.offset)); s != nil {
			return s.object(d, int64(e.gen), number)
		}
	}
	return nil
}

// afterObj reads the object behind the word obj, or the number that some
// programs do not set apart from it.
func afterObj(p *pdfParser) *pdfObject {
	obj := p.token()
	glued, ok := strings.CutPrefix(obj.text, "obj")
	switch {
	case !ok:
		return nil
	case glued == "":
		return p.object()
	}
	return newPDFParser(pdfMemory(glued), 0, p.work).object()
}

// encryption tells whether the document is encrypted. Where its streams and
// strings are not, only what is attached to it is, and it opens.
func (d *pdfDocument) encryption() Encryption {
	dict := d.get(d.trailer, "Encrypt")
	switch {
	case dict.kind != pdfDict:
		return EncryptionNone
	case d.get(dict, "V").n >= 4 && dict.get("StmF").isName("Identity") && dict.get("StrF").isName("Identity"):
		return EncryptionOpens
	}
	return EncryptionPassword
}

// noPages is said by a page tree that readers give up on.
const noPages = -1

// pageCount returns how many pages the document says it has, and 0 where it says
// no number that can be.
func (d *pdfDocument) pageCount(catalog *pdfObject) int {
	if n := d.linearized("N"); n > 0 {
		return int(n)
	}
	ref := catalog.get("Pages")
	pages := d.resolve(ref)
	count := d.get(pages, "Count")
	switch {
	case count.kind == pdfInt || count.kind == pdfReal:
		if count.n > 0 && count.n <= d.objects {
			return int(count.n)
		}
	case ref.kind == pdfRef && d.get(pages, "Type").isName("Page"):
		return 1
	case count.kind != pdfNull:
		return noPages
	}
	return 0
}
