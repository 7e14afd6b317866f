package pdf

import "idenfysteps/internal/inflate"

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
