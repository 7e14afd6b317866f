package pdf

import (
	"slices"

	"idenfysteps/internal/inflate"
)

// The cross-reference (ISO 32000-1, 7.5.4 and 7.5.8) says where every object
// stands. It is read as poppler reads it: the last section first, older ones
// when an object is not found, and rebuilt from the whole file when it is
// damaged. Reading a section never fails: what is wrong sets damaged.

const (
	// maxObjects is how many objects are known at most; 12 bytes each.
	maxObjects = 1 << 19
	// maxSections is how many sections are followed from one to the next, and
	// maxHybrid how deep one that names a stream beside itself.
	maxSections = 1024
	maxHybrid   = 32
	// startxrefWithin is how many bytes at the end are searched for startxref.
	startxrefWithin = 24 << 10
)

// An entry is where an object stands.
type entry struct {
	// offset is that in the file, or the number of the object stream.
	offset uint32
	// gen is the generation, or the index in the object stream.
	gen  uint32
	kind entryKind
}

type entryKind byte

const (
	entryUnknown entryKind = iota
	entryFree
	entryUsed
	entryPacked // in an object stream
	entryMissed // looked for in all sections and not found
)

// setEntry takes an entry of a section, unless a newer section had one.
func (d *document) setEntry(number, offset, gen int64, kind entryKind) {
	e := d.entryAt(number)
	if e == nil || e.kind != entryUnknown && e.kind != entryMissed {
		return
	}
	*e = entry{uint32(min(offset, 1<<32-1)), uint32(min(gen, 1<<32-1)), kind}
}

// entryAt returns the entry of a number to read or write it; nil beyond what is
// kept.
func (d *document) entryAt(number int64) *entry {
	if number < 0 || number >= maxObjects {
		return nil
	}
	if missing := number + 1 - int64(len(d.entries)); missing > 0 {
		d.entries = append(d.entries, make([]entry, missing)...)
	}
	return &d.entries[number]
}

// grow makes the document have at least so many objects.
func (d *document) grow(count int64) { d.objects = max(d.objects, count) }

// entry finds where an object stands, reading older sections until one knows.
func (d *document) entry(number int64) entry {
	if number >= d.objects {
		return entry{}
	}
	e := d.entryAt(number)
	if e == nil {
		return entry{}
	}
	if e.kind == entryUnknown && !d.fromStream && d.mainTable > 0 {
		d.readMainEntry(number)
	} else if e.kind == entryUnknown {
		d.readSectionsUntil(number)
	}
	if e = d.entryAt(number); e.kind == entryUnknown {
		e.kind = entryMissed
	}
	return *e
}

// readMainEntry reads one entry of a linearized document's main table, whose
// entries have 20 bytes.
func (d *document) readMainEntry(number int64) {
	p := d.parser(d.mainTable + 20*number)
	offset, gen, kind := p.token(), p.token(), p.token()
	if offset.kind != kindInt || !gen.isInt() {
		return
	}
	switch {
	case kind.isCommand("n"):
		d.setEntry(number, offset.n, gen.n, entryUsed)
	case kind.isCommand("f"):
		d.setEntry(number, offset.n, gen.n, entryFree)
	}
}

// readSectionsUntil reads older sections until the object is known. Where none
// knows it, the sections may be damaged, and all of the file is looked through.
func (d *document) readSectionsUntil(number int64) {
	var read []int64
	for d.nextSection != 0 && number < d.objects && d.entryAt(number).kind == entryUnknown {
		if len(read) > maxSections || slices.Contains(read, d.nextSection) {
			d.rebuildUnlessStream()
			return
		}
		read = append(read, d.nextSection)
		d.readSection(d.nextSection, 0)
		if d.damaged || d.nextSection == 0 && number < d.objects && d.entryAt(number).kind == entryUnknown {
			d.rebuildUnlessStream()
			return
		}
	}
}

func (d *document) rebuildUnlessStream() {
	d.nextSection = 0
	if !d.fromStream {
		d.damaged = !d.rebuild(false)
	}
}

// readSection reads the section at an offset, table or stream, and sets
// nextSection to the older one.
func (d *document) readSection(at int64, depth int) {
	if at < 0 {
		d.damaged = true
		return
	}
	p := d.parser(at)
	switch t := p.token(); {
	case t.isCommand("xref"):
		d.readTable(p, at, depth)
	case t.isInt() && p.token().isInt() && p.token().isCommand("obj"):
		if o := p.object(); o.kind == kindStream {
			if d.trailer == nothing {
				d.fromStream = true
			}
			d.readXRefStream(o)
			return
		}
		d.damaged = true
	default:
		d.damaged = true
	}
}

// readTable reads a table, which the parser stands in, and its trailer.
func (d *document) readTable(p *parser, at int64, depth int) {
	t := p.token()
	for ; !t.isCommand("trailer"); t = p.token() {
		count := p.token()
		if !t.isInt() || !count.isInt() || t.n < 0 || count.n < 0 || !d.readSubsection(p, t.n, count.n) {
			d.damaged = true
			return
		}
	}
	trailer := p.object()
	if trailer.kind != kindDict {
		d.damaged = true
		return
	}
	d.nextSection = 0
	if prev := trailer.get("Prev"); (prev.kind == kindInt || prev.kind == kindRef) && prev.n != at {
		d.nextSection = prev.n // some write "Prev 123 0 R"
	}
	if d.trailer == nothing {
		d.trailer = trailer
	}
	if hybrid := trailer.get("XRefStm"); hybrid.kind == kindInt {
		if depth >= maxHybrid {
			d.damaged = true
			return
		}
		older := d.nextSection
		d.readSection(hybrid.n, depth+1)
		d.nextSection = older
	}
}

// readSubsection reads count entries of a table from the object first on.
func (d *document) readSubsection(p *parser, first, count int64) bool {
	d.grow(first + count)
	var offset, gen, kind object
	for i := range count {
		p.read(&offset)
		p.read(&gen)
		p.read(&kind)
		if offset.kind != kindInt || !gen.isInt() {
			return false
		}
		// Some tables claim to begin at 1 and begin at 0, with the free entry that
		// only 0 has.
		if i == 0 && first == 1 && offset.n == 0 && gen.n == 65535 && kind.isCommand("f") {
			first = 0
		}
		switch {
		case kind.isCommand("n"):
			d.setEntry(first+i, offset.n, gen.n, entryUsed)
		case kind.isCommand("f"):
			d.setEntry(first+i, offset.n, gen.n, entryFree)
		default:
			return false
		}
	}
	return true
}

// readXRefStream reads a cross-reference stream.
func (d *document) readXRefStream(o *object) {
	d.damaged = true // until it is read to its end
	size := o.get("Size")
	widths, ok := xrefWidths(o.get("W"))
	if !ok || !size.isInt() || size.n < 0 {
		return
	}
	d.grow(size.n)
	r := d.stream(o)
	if r == nil {
		return
	}
	index := []*object{{kind: kindInt}, size}
	if list := o.get("Index"); list.kind == kindArray {
		index = list.items
	}
	for ; len(index) >= 2; index = index[2:] {
		if !index[0].isInt() || !index[1].isInt() || index[0].n < 0 || index[1].n < 0 ||
			!d.readXRefStreamSection(r, widths, index[0].n, index[1].n) {
			return
		}
	}
	d.nextSection = 0
	if prev := o.get("Prev"); prev.kind == kindInt && prev.n >= 0 {
		d.nextSection = prev.n
	}
	if d.trailer == nothing {
		d.trailer = o
	}
	d.damaged = false
}

// xrefWidths returns how many bytes the three fields of an entry have.
func xrefWidths(w *object) (widths [3]int, ok bool) {
	if w.kind != kindArray || len(w.items) < 3 {
		return widths, false
	}
	sum := 0
	for i := range widths {
		n := w.items[i]
		if !n.isInt() || n.n < 0 || n.n > 8 {
			return widths, false
		}
		widths[i] = int(n.n)
		sum += widths[i]
	}
	return widths, sum > 0 && widths[0] <= 4
}

func (d *document) readXRefStreamSection(r inflate.Reader, widths [3]int, first, count int64) bool {
	d.grow(first + count)
	entry := make([]byte, widths[0]+widths[1]+widths[2])
	for number := first; number < first+count; number++ {
		if d.work -= entryWork; d.work < 0 || !inflate.ReadFull(r, entry) {
			return false
		}
		kind := int64(1)
		if widths[0] > 0 {
			kind = bigEndian(entry[:widths[0]])
		}
		offset, gen := bigEndian(entry[widths[0]:widths[0]+widths[1]]), bigEndian(entry[widths[0]+widths[1]:])
		if offset < 0 || gen < 0 || gen > 1<<31-1 && !(number == 0 && gen == 1<<32-1) || kind < 0 || kind > 2 {
			return false
		}
		d.setEntry(number, offset, gen, [3]entryKind{entryFree, entryUsed, entryPacked}[kind])
	}
	return true
}

func bigEndian(b []byte) (n int64) {
	for _, c := range b {
		n = n<<8 | int64(c)
	}
	return n
}
