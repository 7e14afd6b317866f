package pdf

import (
	"bytes"
	"slices"

	"idenfysteps/internal/window"
)

const (
	// scanBefore is how far back from the word obj its numbers are looked for.
	scanBefore = 64
	// maxWords is after how many words obj the rest of the file is left alone:
	// twice as many as the objects that are known at most. Trailers are fewer.
	maxWords = 2 * maxObjects
	// maxTrailers is how many trailers are kept; the first ones and the last.
	maxTrailers = 16
)

// A scan is what was found by looking through the whole file, which is done
// once at most.
type scan struct {
	entries  []entry
	objects  int64
	trailers []*object // that name a root, another than the one before
	end      int64     // behind the last %%EOF; 0: there is none
}

// rebuild forgets the cross-reference and makes it anew from the objects and
// trailers that begin a line anywhere in the file, as poppler does. With
// keepRoot the first trailer that names another root than the one that failed
// counts, and else the last one. It returns false when no trailer names a root.
func (d *document) rebuild(keepRoot bool) bool {
	d.rebuilt = true
	if d.scan == nil {
		d.entries, d.objects, d.scan = nil, 0, &scan{}
		d.scanFile()
		d.scan.entries, d.scan.objects = d.entries, d.objects
	}
	d.entries, d.objects, d.unpacked = slices.Clone(d.scan.entries), d.scan.objects, objectStream{}
	found := false
	for _, trailer := range d.scan.trailers {
		if root := trailer.get("Root"); (!found || !keepRoot) && root.n != d.root.n {
			d.root, d.trailer, found = root, trailer, true
		}
	}
	return found
}

// scanFile looks through the file for objects and trailers.
func (d *document) scanFile() {
	buf := make([]byte, scanBefore+window.Size)
	words, trailers, old := maxWords, maxWords/16, 0
	for at := int64(0); ; {
		n := d.src.Read(buf[old:], d.base+at)
		if n == 0 || words == 0 || trailers == 0 {
			return
		}
		text := buf[:old+n]
		start := at - int64(old)
		words -= eachWord(text, "obj", old, words, func(i int) {
			if number, gen, place := objectHead(text[:i]); place >= 0 {
				d.foundObject(number, gen, start+int64(place))
			}
		})
		trailers -= eachWord(text, "trailer", old, trailers, func(i int) {
			if beginsLine(text[:i]) {
				d.foundTrailer(start + int64(i) + int64(len("trailer")))
			}
		})
		if i := bytes.LastIndex(text, []byte(eof)); i >= 0 {
			d.scan.end = start + int64(i+len(eof))
		}
		at += int64(n)
		old = copy(buf, text[max(0, len(text)-scanBefore):])
	}
}

// eachWord calls f for the places of a word in a text, limit of them at most, but
// for those that end within its first old bytes. It returns how many there were.
func eachWord(text []byte, word string, old, limit int, f func(at int)) (n int) {
	for at := max(0, old-len(word)+1); n < limit; n++ {
		i := bytes.Index(text[at:], []byte(word))
		if i < 0 {
			break
		}
		f(at + i)
		at += i + len(word)
	}
	return n
}

// objectHead returns the number and the generation that a text ends with, and
// where the number stands; -1 if it does not begin a line.
func objectHead(text []byte) (number, gen int64, at int) {
	gen, text = cutLastNumber(text)
	number, text = cutLastNumber(text)
	if gen < 0 || number <= 0 || !beginsLine(text) {
		return 0, 0, -1
	}
	return number, gen, len(text)
}

// cutLastNumber cuts a number and the space behind it, which must be there, off
// the end; it is -1 if there is none.
func cutLastNumber(text []byte) (n int64, rest []byte) {
	end := len(text)
	for end > 0 && classes[text[end-1]] == space {
		end--
	}
	start := end
	for start > 0 && text[start-1] >= '0' && text[start-1] <= '9' {
		start--
	}
	if start == end || end == len(text) || end-start > 10 {
		return -1, nil
	}
	for _, c := range text[start:end] {
		n = n*10 + int64(c-'0')
	}
	return n, text[:start]
}

// beginsLine tells whether what follows a text begins a line, or follows endobj.
func beginsLine(text []byte) bool {
	end := len(text)
	for end > 0 && (text[end-1] == ' ' || text[end-1] == '\t' || text[end-1] == '\f') {
		end--
	}
	return end == 0 || text[end-1] == '\n' || text[end-1] == '\r' || bytes.HasSuffix(text[:end], []byte("endobj"))
}

// foundObject takes an object, unless one of a later generation was found.
func (d *document) foundObject(number, gen, at int64) {
	e := d.entryAt(number)
	if e == nil || e.kind == entryUsed && gen < int64(e.gen) {
		return
	}
	d.grow((number + 256) &^ 255)
	*e = entry{uint32(at), uint32(gen), entryUsed}
}

func (d *document) foundTrailer(at int64) {
	if d.work -= fetchWork; d.work < 0 {
		return
	}
	trailer := d.parser(at).object()
	root := trailer.get("Root")
	list := d.scan.trailers
	switch n := len(list); {
	case trailer.kind != kindDict || root.kind != kindRef || n > 0 && list[n-1].get("Root").n == root.n:
	case n == maxTrailers:
		list[n-1] = trailer
	default:
		d.scan.trailers = append(list, trailer)
	}
}
