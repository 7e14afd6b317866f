package pdf

// maxUnpacked is how much of an object stream is unpacked: 4 MiB, where the
// programs that write PDF put a few hundred objects into one.
const maxUnpacked = 4 << 20

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
