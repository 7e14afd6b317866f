package pdf

import (
	"encoding/binary"

	"idenfysteps/internal/inflate"
)

// maxUnpacked is how much of an object stream is unpacked: 4 MiB, where the
// programs that write PDF put a few hundred objects into one.
const maxUnpacked = 4 << 20

// maxFilters is how many filters a stream may have, one behind the other.
const maxFilters = 4

// raw is a reader of the bytes of a stream as they stand in the file.
type raw struct {
	doc  *document
	from int64
	left int64
}

func (r *raw) Read(p []byte) int {
	n := copy(p[:max(0, min(int64(len(p)), r.left))], r.doc.at(r.from))
	r.from += int64(n)
	r.left -= int64(n)
	return n
}

// stream returns a reader of a stream's data, unpacked. It is nil for a filter
// that the structure of a document is not packed with.
func (d *document) stream(o *object) inflate.Reader {
	var r inflate.Reader = &raw{d, o.n, d.streamLength(o)}
	params := d.list(o, "DecodeParms", "DP")
	for i, filter := range d.list(o, "Filter", "F") {
		if i == maxFilters {
			return nil
		}
		switch filter.text {
		case "FlateDecode", "Fl":
			r = inflate.NewZlib(r, &d.work)
			if i < len(params) {
				r = d.predicted(r, params[i])
			}
		case "ASCIIHexDecode", "AHx":
			r = &asciiReader{from: r, mark: '>', group: hexGroup, work: &d.work}
		case "ASCII85Decode", "A85":
			r = &asciiReader{from: r, mark: '~', group: base85Group, work: &d.work}
		case "Crypt":
			// Its only use without a password is Identity, which does nothing.
		default:
			return nil
		}
		if r == nil {
			return nil
		}
	}
	return r
}

// list returns the values of what may stand alone or in an array, under a name
// or a short one.
func (d *document) list(o *object, name, short string) []*object {
	v := d.get(o, name)
	if v.kind == kindNull {
		v = d.get(o, short)
	}
	switch v.kind {
	case kindNull:
		return nil
	case kindArray:
		var values []*object
		for _, item := range v.items {
			values = append(values, d.resolve(item))
		}
		return values
	}
	return []*object{v}
}

// streamLength returns the stream's length, or what is left of the file where
// no endstream follows it: unpacking ends by itself.
func (d *document) streamLength(o *object) int64 {
	rest := d.src.Size - d.base - o.n
	length := d.get(o, "Length")
	if length.kind != kindInt || length.n < 0 || length.n > rest {
		return rest
	}
	if !d.parser(o.n + length.n).token().isCommand("endstream") {
		return rest
	}
	return length.n
}

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

// objectStream is an object stream (ISO 32000-1, 7.5.7), unpacked.
type objectStream struct {
	number int64
	data   memory
	places []place
}

// A place is where an object stands in an object stream.
type place struct{ number, at uint32 }

// objectStream unpacks the object stream of a number. The last one is kept:
// what belongs together mostly stands together.
func (d *document) objectStream(number int64) *objectStream {
	if d.unpacked.number == number {
		return &d.unpacked
	}
	o := d.fetch(number, 0)
	count, first := d.get(o, "N"), d.get(o, "First")
	if o.kind != kindStream || !count.isInt() || count.n <= 0 || first.kind != kindInt || first.n < 0 {
		return nil
	}
	r := d.stream(o)
	if r == nil {
		return nil
	}
	data := memory(readUpTo(r, maxUnpacked))
	d.unpacked = objectStream{number, data, d.places(data, min(first.n, int64(len(data))), count.n)}
	return &d.unpacked
}

// places reads the list of numbers and offsets, which counts only if all of it
// is in order.
func (d *document) places(data memory, first, count int64) []place {
	p := newParser(data[:first], 0, &d.work)
	var places []place
	var number, at object
	for last := int64(0); count > 0; count-- {
		p.read(&number)
		p.read(&at)
		if !number.isInt() || number.n < 0 || at.kind != kindInt || at.n < last {
			return nil
		}
		last = at.n
		places = append(places, place{uint32(number.n), uint32(min(first+at.n, int64(len(data))))})
	}
	return places
}

func readUpTo(r inflate.Reader, limit int) []byte {
	var data []byte
	buf := make([]byte, 16<<10)
	for len(data) < limit {
		n := r.Read(buf[:min(len(buf), limit-len(data))])
		if n == 0 {
			break
		}
		data = append(data, buf[:n]...)
	}
	return data
}

// object returns the object at an index, which must have that number.
func (s *objectStream) object(d *document, index, number int64) *object {
	if index >= int64(len(s.places)) || int64(s.places[index].number) != number {
		return nothing
	}
	end := uint32(len(s.data))
	if index+1 < int64(len(s.places)) {
		end = s.places[index+1].at
	}
	return newParser(s.data[:end], int64(s.places[index].at), &d.work).object()
}
