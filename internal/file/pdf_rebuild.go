package file

import "bytes"

// pdfMaxLine is how much of a line is looked at: what is longer is binary data.
const pdfMaxLine = 255

// rebuild forgets the cross-reference and makes it anew from the objects and
// trailers that begin a line anywhere in the file, as poppler does. The last
// object of a number counts. With keepRoot the first trailer that names another
// root than the one that failed counts, and else the last one. It returns false
// when no trailer names a root.
func (d *pdfDocument) rebuild(keepRoot bool) bool {
	d.rebuilt = true
	d.entries, d.objects, d.unpacked = nil, 0, pdfObjectStream{}
	found := false
	for at := int64(0); ; {
		line, next := d.line(at)
		if next == at {
			return found
		}
		d.rebuildLine(line, at, func(trailer *pdfObject) {
			if root := trailer.get("Root"); root.kind == pdfRef && (!found || !keepRoot) && root.n != d.root.n {
				d.root, d.trailer, found = root, trailer, true
			}
		})
		at = next
	}
}

// line returns the line at an offset up to pdfMaxLine bytes, and where the next
// begins, which is the same offset at the end of the file.
func (d *pdfDocument) line(at int64) ([]byte, int64) {
	n := 0
	for n < pdfMaxLine {
		chunk := d.at(at + int64(n))
		if len(chunk) == 0 {
			break
		}
		chunk = chunk[:min(len(chunk), pdfMaxLine-n)]
		if end := lineEnd(chunk); end >= 0 {
			n += copy(d.lineBuf[n:], chunk[:end])
			next := at + int64(n) + 1
			if chunk[end] == '\r' && bytes.HasPrefix(d.at(next), []byte("\n")) {
				next++
			}
			return d.lineBuf[:n], next
		}
		n += copy(d.lineBuf[n:], chunk)
	}
	return d.lineBuf[:n], at + int64(n)
}

func lineEnd(b []byte) int {
	for i, c := range b {
		if c == '\n' || c == '\r' {
			return i
		}
	}
	return -1
}

// rebuildLine looks at the beginning of a line, and behind every endobj in it.
func (d *pdfDocument) rebuildLine(line []byte, at int64, useTrailer func(*pdfObject)) {
	if end := bytes.IndexByte(line, 0); end >= 0 {
		line = line[:end] // binary data
	}
	for {
		rest := trimSpace(line)
		at += int64(len(line) - len(rest))
		line = rest
		switch {
		case bytes.HasPrefix(line, []byte("trailer")):
			if trailer := d.parser(at + int64(len("trailer"))).object(); trailer.kind == pdfDict {
				useTrailer(trailer)
			}
		case len(line) > 0 && line[0] >= '0' && line[0] <= '9':
			d.rebuildObject(at)
		}
		end := bytes.Index(line, []byte("endobj"))
		if end < 0 {
			return
		}
		at += int64(end + len("endobj"))
		line = line[end+len("endobj"):]
	}
}

// rebuildObject takes the object that begins at an offset, if one does: a
// number, a generation and obj, which may stand on lines of their own.
func (d *pdfDocument) rebuildObject(at int64) {
	var buf [64]byte
	head := buf[:d.src.read(buf[:], d.base+at)]
	number, head, ok := cutNumber(head)
	if !ok || number == 0 {
		return
	}
	gen, head, ok := cutNumber(head)
	if !ok || !bytes.HasPrefix(head, []byte("obj")) {
		return
	}
	e := d.entryAt(number)
	if e == nil {
		return
	}
	d.grow((number + 256) &^ 255)
	if e.kind != entryUsed || gen >= int64(e.gen) {
		*e = pdfEntry{uint32(at), uint32(gen), entryUsed}
	}
}

// cutNumber cuts a number and the space behind it, which must be there.
func cutNumber(b []byte) (n int64, rest []byte, ok bool) {
	i := 0
	for ; i < len(b) && b[i] >= '0' && b[i] <= '9' && i < 10; i++ {
		n = n*10 + int64(b[i]-'0')
	}
	rest = trimSpace(b[i:])
	return n, rest, i > 0 && len(rest) < len(b)-i
}
