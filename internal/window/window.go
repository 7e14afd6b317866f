// Package window reads a file by windows, in bounded memory.
package window

import "io"

// A window of Size bytes is how much of a file is read at a time, and kept: all that is ever
// in memory of a file is cacheWindows of them (1 MiB).
const (
	Size         = 16 << 10
	cacheWindows = 64
)

// A Source is a file that is read by windows. Reading never fails to its
// caller: what cannot be read ends the file, and Err keeps the reason.
type Source struct {
	r io.ReaderAt
	// Size is the file's length in bytes, less where it could not be read to its end.
	Size int64
	// Err is why it could not be read to its end.
	Err     error
	windows [cacheWindows]cached
	last    *cached // the window used last
	clock   int
}

type cached struct {
	data []byte // empty: not read yet
	from int64
	used int
}

// New returns a source of a file of a size.
func New(r io.ReaderAt, size int64) *Source { return &Source{r: r, Size: size} }

// At returns the bytes from off to the end of their window, at least one; none
// at the end of the file. They are valid until other windows are read.
func (s *Source) At(off int64) []byte {
	if off < 0 || off >= s.Size || s.Err != nil {
		return nil
	}
	if s.last == nil || off < s.last.from || off >= s.last.from+int64(len(s.last.data)) {
		if s.last = s.window(off &^ (Size - 1)); s.last == nil {
			return nil
		}
	}
	return s.last.data[off-s.last.from:]
}

// window returns the window that begins at from, in place of the one that was
// not used for longest; nil where it cannot be read.
func (s *Source) window(from int64) *cached {
	s.clock++
	oldest := &s.windows[0]
	for i := range s.windows {
		w := &s.windows[i]
		if len(w.data) > 0 && w.from == from {
			w.used = s.clock
			return w
		}
		if w.used < oldest.used {
			oldest = w
		}
	}
	return s.load(oldest, from)
}

// load reads the window that begins at from into w.
func (s *Source) load(w *cached, from int64) *cached {
	if w.data == nil {
		w.data = make([]byte, Size)
	}
	w.data = w.data[:min(Size, s.Size-from)]
	w.from, w.used = from, s.clock
	if n, err := s.r.ReadAt(w.data, from); n < len(w.data) {
		w.data, s.Size, s.Err = w.data[:0], from, err
		return nil
	}
	return w
}

// Read fills p from off and tells how much of it there was.
func (s *Source) Read(p []byte, off int64) int {
	n := 0
	for n < len(p) {
		chunk := s.At(off + int64(n))
		if len(chunk) == 0 {
			break
		}
		n += copy(p[n:], chunk)
	}
	return n
}
