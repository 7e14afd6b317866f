package file

import (
	"encoding/binary"
	"io"
)

// A window is how much of a file is read at a time, and kept: all that is ever
// in memory of a file is cacheWindows of them (1 MiB).
const (
	windowSize   = 64 << 10
	cacheWindows = 16
)

// A source is a file that is read by windows. Reading never fails to its
// caller: what cannot be read ends the file, and err keeps the reason.
type source struct {
	r       io.ReaderAt
	size    int64
	err     error
	windows [cacheWindows]cached
	clock   int
}

type cached struct {
	data []byte // nil: not read yet
	from int64
	used int
}

// at returns the bytes from off to the end of their window, at least one; none
// at the end of the file. They are valid until other windows are read.
func (s *source) at(off int64) []byte {
	if off < 0 || off >= s.size || s.err != nil {
		return nil
	}
	from := off &^ (windowSize - 1)
	s.clock++
	oldest := &s.windows[0]
	for i := range s.windows {
		w := &s.windows[i]
		if w.data != nil && w.from == from {
			w.used = s.clock
			return w.data[off-from:]
		}
		if w.used < oldest.used {
			oldest = w
		}
	}
	if !s.load(oldest, from) {
		return nil
	}
	return oldest.data[off-from:]
}

// load reads the window that starts at from into w and tells whether it could.
func (s *source) load(w *cached, from int64) bool {
	if w.data == nil {
		w.data = make([]byte, windowSize)
	}
	w.data = w.data[:min(windowSize, s.size-from)]
	w.from, w.used = from, s.clock
	if n, err := s.r.ReadAt(w.data, from); n < len(w.data) {
		w.data, s.size, s.err = nil, from, err
		return false
	}
	return true
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
