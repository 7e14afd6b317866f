// Package window reads a file in windows of fixed size, in bounded memory.
package window

import "io"

// Size is the bytes of a window: what is read at a time. At most cacheWindows
// of them (1 MiB) are in memory.
const (
	Size         = 16 << 10
	cacheWindows = 64
)

// A Source is a file that is read in windows. Its methods return no errors: after a
// failed read the file ends there, and Err holds the error.
type Source struct {
	r io.ReaderAt
	// Size is the file's length in bytes, or the offset of the window that could not be read.
	Size int64
	// Err is the error of that read.
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

// New returns a source for a file of size bytes.
func New(r io.ReaderAt, size int64) *Source { return &Source{r: r, Size: size} }

// At returns the bytes from off to the end of their window: at least one, none
// at the end of the file. They are valid until another window is read.
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

// window returns the window at offset from, nil if it cannot be read. It replaces
// the least recently used one.
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

// Read reads into p from off, and returns fewer than len(p) bytes only at the end of the file.
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
