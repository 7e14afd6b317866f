package file

import "idenfysteps/internal/inflate"

// pngInflateUpTo is up to how many bytes of unpacked picture the pixel data is
// unpacked to see whether it is whole; larger pictures are left to the browser.
const pngInflateUpTo = 1 << 20

// deflateRatio is how much DEFLATE can pack at best.
const deflateRatio = 1032

// checkData judges the pixel data as a whole: whether it can hold the picture,
// and for small ones whether it does.
func (w *pngWalk) checkData() string {
	if w.header.colorType == 3 && !w.palette {
		return "palette-missing"
	}
	if tooManyPixels(w.rep.Width, w.rep.Height) {
		return "" // what is said of the pixels is enough
	}
	raw := int64(0)
	for _, p := range w.header.passes() {
		raw += p.rows * p.rowBytes
	}
	switch {
	case raw > w.packed*deflateRatio:
		return "pixels-missing" // without unpacking what may be a bomb
	case raw <= pngInflateUpTo:
		return w.unpackRows()
	}
	return ""
}

// A pngPass is a picture, or one of the seven that an interlaced one is made of.
type pngPass struct{ rows, rowBytes int64 }

// adam7 holds for every pass of an interlaced picture its first column, the step
// to the next, its first row, and the step to the next.
var adam7 = [7][4]int64{{0, 8, 0, 8}, {4, 8, 0, 8}, {0, 4, 4, 8}, {2, 4, 0, 4}, {0, 2, 2, 4}, {1, 2, 0, 2}, {0, 1, 1, 2}}

func (h pngHeader) passes() []pngPass {
	if !h.interlaced {
		return []pngPass{{h.height, h.rowBytes(h.width)}}
	}
	var passes []pngPass
	for _, p := range adam7 {
		columns, rows := (h.width-p[0]+p[1]-1)/p[1], (h.height-p[2]+p[3]-1)/p[3]
		if columns > 0 && rows > 0 {
			passes = append(passes, pngPass{rows, h.rowBytes(columns)})
		}
	}
	return passes
}

// rowBytes is the size of a row with the byte that names its filter.
func (h pngHeader) rowBytes(columns int64) int64 {
	return (columns*pngSamples[h.colorType]*int64(h.depth)+7)/8 + 1
}

// unpackRows unpacks all rows and looks at the filter of each.
func (w *pngWalk) unpackRows() string {
	work := int64(inflate.MaxWork)
	z := inflate.NewZlib(&pngData{walk: pngWalk{src: w.src}, chunk: w.data}, &work)
	sum := adler{a: 1}
	var row []byte
	for _, p := range w.header.passes() {
		row = append(row[:0], make([]byte, p.rowBytes)...)
		for range p.rows {
			if !inflate.ReadFull(z, row) {
				return "pixels-damaged"
			}
			sum.add(row)
			if row[0] > 4 {
				return "filter"
			}
		}
	}
	w.checkAdler(z, sum)
	return ""
}

// checkAdler warns where what was unpacked is not what was packed. Readers do
// not look, so the picture opens.
func (w *pngWalk) checkAdler(z *inflate.Inflater, sum adler) {
	var rest [1 << 10]byte
	for n := z.Read(rest[:]); n > 0; n = z.Read(rest[:]) {
		sum.add(rest[:n])
	}
	if want, ok := z.Checksum(); ok && want != sum.b<<16|sum.a {
		w.rep.warnDamaged()
	}
}

// An adler is the checksum of a zlib stream (RFC 1950, 8.2) in the making.
type adler struct{ a, b uint32 }

func (s *adler) add(p []byte) {
	for _, c := range p {
		s.a = (s.a + uint32(c)) % 65521
		s.b = (s.b + s.a) % 65521
	}
}

// pngData is a reader of what consecutive IDAT chunks hold.
type pngData struct {
	walk  pngWalk
	chunk pngChunk
	taken int64 // of chunk
}

func (d *pngData) Read(p []byte) int {
	for d.chunk.name == "IDAT" && d.taken == d.chunk.length {
		d.walk.at = d.chunk.at + d.chunk.length + 4
		d.chunk, _ = d.walk.next()
		d.taken = 0
	}
	if d.chunk.name != "IDAT" {
		return 0
	}
	n := d.walk.src.Read(p[:min(int64(len(p)), d.chunk.length-d.taken)], d.chunk.at+d.taken)
	d.taken += int64(n)
	return n
}
