package file

import (
	"encoding/binary"
	"io"
)

// A window is how much of a file is read at a time, and kept: all that is ever
// in memory of a file is cacheWindows of them (1 MiB).
const (
	windowSize   = 16 << 10
	cacheWindows = 64
)

// A source is a file that is read by windows. Reading never fails to its
// caller: what cannot be read ends the file, and err keeps the reason.
type source struct {
	r       io.ReaderAt
	size    int64
	err     error
	windows [cacheWindows]cached
	last    *cached // the window used last
	clock   int
}

type cached struct {
	data []byte // empty: not read yet
	from int64
	used int
}

// at returns the bytes from off to the end of their window, at least one; none
// at the end of the file. They are valid until other windows are read.
func (s *source) at(off int64) []byte {
	if off < 0 || off >= s.size || s.err != nil {
		return nil
	}
	if s.last == nil || off < s.last.from || off >= s.last.from+int64(len(s.last.data)) {
		if s.last = s.window(off &^ (windowSize - 1)); s.last == nil {
			return nil
		}
	}
	return s.last.data[off-s.last.from:]
}

// window returns the window that begins at from, in place of the one that was
// not used for longest; nil where it cannot be read.
func (s *source) window(from int64) *cached {
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
func (s *source) load(w *cached, from int64) *cached {
	if w.data == nil {
		w.data = make([]byte, windowSize)
	}
	w.data = w.data[:min(windowSize, s.size-from)]
	w.from, w.used = from, s.clock
	if n, err := s.r.ReadAt(w.data, from); n < len(w.data) {
		w.data, s.size, s.err = w.data[:0], from, err
		return nil
	}
	return w
}

// read fills p from off and tells how much of it there was.
func (s *source) read(p []byte, off int64) int {
	n := 0
	for n < len(p) {
		chunk := s.at(off + int64(n))
		if len(chunk) == 0 {
			break
		}
		n += copy(p[n:], chunk)
	}
	return n
}

func be16(b []byte) uint16 { return binary.BigEndian.Uint16(b) }
func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }
func le32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

// trimSpace cuts the white space of PDF (ISO 32000-1, 7.2.2) off the beginning.
func trimSpace(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == 0 || b[0] >= '\t' && b[0] <= '\r') {
		b = b[1:]
	}
	return b
}
