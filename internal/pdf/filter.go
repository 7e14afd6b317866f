package pdf

import (
	"encoding/binary"

	"idenfysteps/internal/inflate"
)

// An asciiReader is a reader of ASCIIHexDecode and ASCII85Decode: groups of
// characters that stand for a few bytes, with space anywhere, up to a mark.
type asciiReader struct {
	from  inflate.Reader
	mark  byte
	group func(*asciiReader) []byte
	left  []byte // of the group read last
	end   bool
	work  *int64
}

func (a *asciiReader) Read(p []byte) int {
	if len(a.left) == 0 && !a.end {
		a.left = a.group(a)
	}
	n := copy(p, a.left)
	a.left = a.left[n:]
	return n
}

// next returns the next character that is no space; 0 at the end.
func (a *asciiReader) next() byte {
	var c [1]byte
	for !a.end {
		*a.work -= entryWork
		if a.from.Read(c[:]) == 0 || c[0] == a.mark || *a.work < 0 {
			a.end = true
		} else if classes[c[0]] != space {
			return c[0]
		}
	}
	return 0
}

// hexGroup reads two digits. What is no digit counts as 0, as readers have it.
func hexGroup(a *asciiReader) []byte {
	high, low := a.next(), byte(0)
	if a.end {
		return nil
	}
	low = a.next()
	return []byte{byte(max(0, hexDigit(int(high)))<<4 | max(0, hexDigit(int(low))))}
}

// base85Group reads five digits of base 85, which are four bytes; the last group
// may have fewer, and z alone is four zeros. What is no digit counts as one of
// more than 84.
func base85Group(a *asciiReader) []byte {
	var value uint32
	digits := 0
	for ; digits < 5; digits++ {
		c := a.next()
		if a.end {
			break
		}
		if c == 'z' && digits == 0 {
			return make([]byte, 4)
		}
		value = value*85 + uint32(c) - '!'
	}
	if digits < 2 {
		return nil
	}
	for range 5 - digits {
		value = value*85 + 84
	}
	return binary.BigEndian.AppendUint32(nil, value)[:digits-1]
}

// maxRow is how long a row of predicted data may be.
const maxRow = 1 << 16

// predicted undoes the predictor that the parameters of a filter name
// (ISO 32000-1, 7.4.4.4). It returns nil for impossible parameters.
func (d *document) predicted(r inflate.Reader, param *object) inflate.Reader {
	predictor := d.param(param, "Predictor", 1)
	if predictor < 2 {
		return r
	}
	columns, colors, bits := d.param(param, "Columns", 1), d.param(param, "Colors", 1), d.param(param, "BitsPerComponent", 8)
	row := (columns*colors*bits + 7) / 8
	if columns < 1 || columns > maxRow || colors < 1 || colors > 32 || bits < 1 || bits > 16 ||
		row > maxRow || predictor == 2 && bits != 8 {
		return nil
	}
	p := &predictorReader{from: r, step: int(max(1, colors*bits/8)), row: make([]byte, row), above: make([]byte, row), tiff: predictor == 2, work: &d.work}
	p.at = len(p.row)
	return p
}

func (d *document) param(o *object, name string, byDefault int64) int64 {
	if v := d.get(o, name); v.isInt() {
		return v.n
	}
	return byDefault
}

// A predictorReader is a reader of rows as they were before prediction: PNG's
// filters, which every row names, or TIFF's.
type predictorReader struct {
	from  inflate.Reader
	step  int    // bytes to the left neighbour
	row   []byte // the row that is given
	above []byte // the one before it
	at    int    // how much of row was given
	tiff  bool
	work  *int64
}

func (r *predictorReader) Read(p []byte) int {
	if r.at == len(r.row) && !r.nextRow() {
		return 0
	}
	n := copy(p, r.row[r.at:])
	r.at += n
	return n
}

func (r *predictorReader) nextRow() bool {
	filter := [1]byte{1} // TIFF's is PNG's Sub
	if !r.tiff && r.from.Read(filter[:]) == 0 {
		return false
	}
	r.row, r.above = r.above, r.row
	n := 0
	for n < len(r.row) {
		m := r.from.Read(r.row[n:])
		if m == 0 {
			break
		}
		n += m
	}
	if *r.work -= int64(len(r.row)) + entryWork; n == 0 || *r.work < 0 {
		return false
	}
	clear(r.row[n:])
	unfilter(filter[0], r.step, r.row, r.above)
	r.at = 0
	return true
}

// unfilter undoes a PNG filter (PNG specification, 9.2); above is the row above.
func unfilter(filter byte, step int, row, above []byte) {
	for i := range row {
		var left, corner byte
		if i >= step {
			left, corner = row[i-step], above[i-step]
		}
		switch filter {
		case 1:
			row[i] += left
		case 2:
			row[i] += above[i]
		case 3:
			row[i] += byte((int(left) + int(above[i])) / 2)
		case 4:
			row[i] += paeth(left, above[i], corner)
		}
	}
}

func paeth(left, above, corner byte) byte {
	p := int(left) + int(above) - int(corner)
	dl, da, dc := distance(p, left), distance(p, above), distance(p, corner)
	switch {
	case dl <= da && dl <= dc:
		return left
	case da <= dc:
		return above
	}
	return corner
}

func distance(p int, c byte) int {
	if d := p - int(c); d > 0 {
		return d
	}
	return int(c) - p
}
