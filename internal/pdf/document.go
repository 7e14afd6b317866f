package pdf

import (
	"bytes"
	"strings"

	"idenfysteps/internal/window"
)

// A document is a PDF that is being read.
type document struct {
	src  *window.Source
	base int64 // where %PDF- stands: offsets count from there

	entries []entry
	objects int64 // how many objects the document says it has
	trailer *object
	root    *object // the reference to the catalog

	nextSection int64 // the older section of the cross-reference; 0 is none
	mainTable   int64 // where a linearized document's main table has its entries
	fromStream  bool  // the newest section is a stream
	damaged     bool  // the section that was read last is
	rebuilt     bool  // the cross-reference was made anew
	refetched   bool  // it was made anew because an object was not found

	unpacked objectStream
	fetching int     // how many objects are being fetched for one another
	work     int64   // how much may still be done; see work.go
	scan     *scan   // what is found without the cross-reference; nil: not yet
	first    *object // the linearization dictionary; nil: not read yet
}

// at implements byteSource.
func (d *document) at(off int64) []byte {
	if off < 0 {
		return nil
	}
	return d.src.At(d.base + off)
}

func (d *document) parser(at int64) *parser { return newParser(d, at, &d.work) }

func newDocument(src *window.Source, base int64) *document {
	return &document{src: src, base: base, work: min(maxWork, minWork+byteWork*src.Size), trailer: nothing, root: nothing}
}

// again returns the document as nothing was read of it, with the work that is left.
func (d *document) again() *document {
	again := newDocument(d.src, d.base)
	again.work, again.scan, again.first = d.work, d.scan, d.first
	return again
}

// open reads the cross-reference and the catalog. It returns the catalog or the
// reason why the document does not open.
func (d *document) open() (catalog *object, reason string) {
	if !d.readXRef(d.startxref(false)) {
		// A linearized document that was changed: its first section is at its beginning.
		again := d.again()
		if !again.readXRef(again.startxref(true)) {
			return nothing, "cross-reference"
		}
		*d = *again
	}
	if d.locked() {
		return d.resolve(d.root), ""
	}
	rebuilt := d.rebuilt
	catalog = d.catalog()
	if catalog.kind != kindDict && !rebuilt {
		// What is where the cross-reference says is no catalog; it may be elsewhere.
		again := d.again()
		if !again.rebuild(false) {
			return catalog, "catalog"
		}
		*d = *again
		catalog = d.catalog()
	}
	if catalog.kind != kindDict {
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
func (d *document) readXRef(at int64) bool {
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
	if d.root = d.trailer.get("Root"); d.root.kind != kindRef {
		return d.rebuild(false)
	}
	return true
}

// linearized returns a number of the linearization dictionary, and 0 where the
// document is not linearized or was changed since.
func (d *document) linearized(name string) int64 {
	dict := d.linearization()
	if length := dict.get("L"); length.n != d.src.Size {
		return 0
	}
	if v := dict.get(name); v.isInt() && v.n > 0 {
		return v.n
	}
	return 0
}

// linearization returns the dictionary that begins a linearized document, which
// is its first object, or null.
func (d *document) linearization() *object {
	if d.first != nil {
		return d.first
	}
	d.first = nothing
	p := d.parser(0)
	if number, generation := p.token(), p.token(); !number.isInt() || !generation.isInt() || !p.token().isCommand("obj") {
		return d.first
	}
	dict := p.object()
	if v := dict.get("Linearized"); v.kind == kindReal || v.kind == kindInt && v.n > 0 {
		d.first = dict
	}
	return d.first
}

// startxref returns where the newest section is, and 0 where that is not said.
// In a linearized document it is behind the first object; evenChanged takes it
// from there even when the document was changed since.
func (d *document) startxref(evenChanged bool) int64 {
	if d.linearized("L") > 0 || evenChanged && d.linearization().get("L").n > 0 {
		head := make([]byte, 1024)
		head = head[:d.src.Read(head, d.base)]
		end := bytes.Index(head, []byte("endobj"))
		if end < 0 {
			return 0
		}
		rest := head[end+len("endobj"):]
		return int64(len(head) - len(TrimSpace(rest)))
	}
	tail := d.tail()
	at := bytes.LastIndex(tail, []byte("startxref"))
	if at < 0 {
		return 0
	}
	n := int64(0)
	for _, c := range TrimSpace(tail[at+len("startxref"):]) {
		if c < '0' || c > '9' || n > 1<<40 {
			break
		}
		n = n*10 + int64(c-'0')
	}
	return n
}

// tail returns the end of the file.
func (d *document) tail() []byte {
	tail := make([]byte, min(startxrefWithin, d.src.Size))
	return tail[:d.src.Read(tail, d.src.Size-int64(len(tail)))]
}

// end returns where the document ends, behind its last %%EOF, or the end of the
// file where that is not known.
func (d *document) end() int64 {
	tail := d.tail()
	if at := bytes.LastIndex(tail, []byte(eof)); at >= 0 {
		return d.src.Size - int64(len(tail)-at-len(eof))
	}
	if d.scan != nil && d.scan.end > 0 {
		return d.base + d.scan.end
	}
	return d.src.Size
}

// eof ends a document.
const eof = "%%EOF"

// catalog returns the catalog. Where the root is none, another trailer may name
// one that is.
func (d *document) catalog() *object {
	catalog := d.resolve(d.root)
	if catalog.kind != kindDict && d.rebuild(true) {
		catalog = d.resolve(d.root)
	}
	return catalog
}

// maxFetching is how many objects may wait for one another.
const maxFetching = 64

// resolve returns the object that a reference means, and others as they are.
func (d *document) resolve(o *object) *object {
	if o.kind == kindRef {
		return d.fetch(o.n, o.gen)
	}
	return o
}

// get returns a value of a dictionary, resolved.
//
//go:noinline
func (d *document) get(o *object, name string) *object {
	return d.resolve(o.get(name))
}

// fetch reads an object, which is null where there is none. The first that is
// not where it should be has the cross-reference rebuilt.
func (d *document) fetch(number, gen int64) *object {
	if d.work -= fetchWork; d.fetching >= maxFetching || d.work < 0 {
		return nothing
	}
	d.fetching++
	o := d.find(number, gen)
	if o == nil && !d.fromStream && !d.refetched {
		d.refetched = true
		d.root = nothing
		d.rebuild(false)
		o = d.find(number, gen)
	}
	d.fetching--
	if o == nil {
		return nothing
	}
	return o
}

// find reads an object from where the cross-reference says it stands; it is nil
// where it does not.
func (d *document) find(number, gen int64) *object {
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
func afterObj(p *parser) *object {
	obj := p.token()
	glued, ok := strings.CutPrefix(obj.text, "obj")
	switch {
	case !ok:
		return nil
	case glued == "":
		return p.object()
	}
	return newParser(memory(glued), 0, p.work).object()
}
