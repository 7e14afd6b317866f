// Package inflate decompresses zlib streams (RFC 1950, 1951), which PNG and PDF use.
// compress/zlib would cost the page 85 kB of brotli, because it imports fmt and
// reflect. This package is tested against it.
package inflate

import "encoding/binary"

// A Reader returns bytes until its end, where Read returns 0. Damaged or
// truncated data ends where the damage begins.
type Reader interface {
	Read(p []byte) int
}

// ReadFull fills p, and returns false if the reader ends before.
func ReadFull(r Reader, p []byte) bool {
	for len(p) > 0 {
		n := r.Read(p)
		if n == 0 {
			return false
		}
		p = p[n:]
	}
	return true
}

// windowSize is the largest distance in DEFLATE.
const windowSize = 32 << 10

// An Inflater is a [Reader] of the decompressed bytes of another one.
type Inflater struct {
	from Reader
	work *int64 // what is left of MaxWork
	in   []byte // the unread part of inBuf
	bits uint64
	nb   uint // the number of valid bits

	window  [windowSize]byte
	written int // bytes written to the window in total
	given   int // bytes of them that were read

	state        state
	last         bool // this is the last block
	stored       int  // bytes left of a stored block
	literal      huffmanCode
	distance     huffmanCode
	copyLen      int // bytes left of a copy, which waits for room in the window
	copyDistance int

	inBuf [4 << 10]byte
}

type state byte

const (
	stateHeader state = iota // before a block
	stateStored
	stateCodes
	stateEnd     // of a valid stream
	stateCorrupt // the input is no DEFLATE
	stateCut     // the input ended early
)

// NewZlib returns the inflater of a zlib stream. Read subtracts its work from *work,
// and ends the stream once nothing is left (see [MaxWork]). It does not verify the
// checksum, because common readers of PNG and PDF do not either; see Checksum.
func NewZlib(from Reader, work *int64) *Inflater {
	z := &Inflater{from: from, work: work}
	header := z.take(16)
	cmf, flg := header&0xff, header>>8
	if z.state == stateHeader && (cmf&15 != 8 || (cmf<<8|flg)%31 != 0 || flg&0x20 != 0) {
		z.end(stateCorrupt)
	}
	return z
}

// Read implements [Reader].
func (z *Inflater) Read(p []byte) int {
	if z.given == z.written {
		z.run()
	}
	from := z.given & (windowSize - 1)
	n := copy(p, z.window[from:min(windowSize, from+z.written-z.given)])
	z.given += n
	*z.work -= int64(n)
	return n
}

// Checksum returns the Adler-32 that follows the data; ok is false before the end
// of a valid stream, or if the checksum is missing. Call it once, after the last Read.
func (z *Inflater) Checksum() (sum uint32, ok bool) {
	if z.state != stateEnd {
		return 0, false
	}
	z.state = stateHeader // take needs a state before the end
	z.take(z.nb % 8)
	for range 4 {
		sum = sum<<8 | uint32(z.take(8))
	}
	return sum, z.state == stateHeader
}

// run decompresses until the window is full or the stream ends.
func (z *Inflater) run() {
	for z.state < stateEnd && z.room() > 0 {
		switch z.state {
		case stateHeader:
			z.startBlock()
		case stateStored:
			z.copyStored()
		case stateCodes:
			z.decode()
		}
	}
}

// end ends the stream; the first reason counts.
func (z *Inflater) end(why state) {
	if z.state < stateEnd {
		z.state = why
	}
}

// room is the number of bytes that can be written without overwriting unread ones.
func (z *Inflater) room() int { return windowSize - (z.written - z.given) }

// fill makes at least n bits available, n at most 48; false if the input ends before.
func (z *Inflater) fill(n uint) bool {
	for z.nb < n {
		if len(z.in) >= 8 {
			// As many whole bytes as fit are taken. Bits of the next byte get in, too;
			// they are the same again when it is taken.
			z.bits |= binary.LittleEndian.Uint64(z.in) << z.nb
			whole := (63 - z.nb) / 8
			z.in, z.nb = z.in[whole:], z.nb+whole*8
			continue
		}
		if len(z.in) == 0 {
			z.in = z.inBuf[:z.from.Read(z.inBuf[:])]
			if len(z.in) == 0 {
				return false
			}
		}
		z.bits |= uint64(z.in[0]) << z.nb
		z.in, z.nb = z.in[1:], z.nb+8
	}
	return true
}

// take returns the next n bits; at the end of the input it sets stateCut and returns 0.
func (z *Inflater) take(n uint) int {
	if !z.fill(n) {
		z.end(stateCut)
		return 0
	}
	v := z.bits & (1<<n - 1)
	z.bits, z.nb = z.bits>>n, z.nb-n
	return int(v)
}

func (z *Inflater) startBlock() {
	if z.last {
		z.state = stateEnd
		return
	}
	header := z.take(3)
	if z.state != stateHeader {
		return
	}
	z.last = header&1 != 0
	if *z.work -= blockWork; header>>1 != 0 {
		*z.work -= codesWork
	}
	if *z.work < 0 {
		z.end(stateCorrupt)
		return
	}
	switch header >> 1 {
	case 0:
		z.startStored()
	case 1:
		z.buildFixed()
	case 2:
		z.readCodes()
	default:
		z.end(stateCorrupt)
	}
}

func (z *Inflater) startStored() {
	z.take(z.nb % 8)
	size := z.take(16)
	complement := z.take(16)
	if z.state != stateHeader {
		return
	}
	if size^complement != 0xffff {
		z.end(stateCorrupt)
		return
	}
	z.stored, z.state = size, stateStored
}

func (z *Inflater) copyStored() {
	for ; z.stored > 0 && z.room() > 0; z.stored-- {
		c := z.take(8)
		if z.state != stateStored {
			return
		}
		z.put(byte(c))
	}
	if z.stored == 0 {
		z.state = stateHeader
	}
}

func (z *Inflater) put(c byte) {
	z.window[z.written&(windowSize-1)] = c
	z.written++
}

// buildFixed makes the codes of a block with fixed codes (RFC 1951, 3.2.6).
func (z *Inflater) buildFixed() {
	var lengths [288]byte
	for i := range lengths {
		switch {
		case i < 144 || i >= 280:
			lengths[i] = 8
		case i < 256:
			lengths[i] = 9
		default:
			lengths[i] = 7
		}
	}
	z.literal.build(lengths[:])
	for i := range 32 {
		lengths[i] = 5
	}
	z.distance.build(lengths[:32])
	z.state = stateCodes
}

// codeOrder is the order of the code-length code's lengths (RFC 1951, 3.2.7).
var codeOrder = [19]byte{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// readCodes reads the two codes of a block with dynamic codes.
func (z *Inflater) readCodes() {
	nlit, ndist, ncode := z.take(5)+257, z.take(5)+1, z.take(4)+4
	var lengths [286 + 30]byte
	for _, i := range codeOrder[:ncode] {
		lengths[i] = byte(z.take(3))
	}
	if z.state != stateHeader {
		return
	}
	if nlit > 286 || ndist > 30 || !z.literal.build(lengths[:19]) {
		z.end(stateCorrupt)
		return
	}
	clear(lengths[:19])
	if !z.readLengths(lengths[:nlit+ndist]) {
		return
	}
	if !z.distance.build(lengths[nlit:nlit+ndist]) || !z.literal.build(lengths[:nlit]) {
		z.end(stateCorrupt)
		return
	}
	z.state = stateCodes
}

// readLengths reads code lengths, which are encoded by the code in z.literal.
func (z *Inflater) readLengths(lengths []byte) bool {
	for i := 0; i < len(lengths); {
		symbol := z.symbol(&z.literal)
		if z.state != stateHeader {
			return false
		}
		if symbol < 16 {
			lengths[i] = byte(symbol)
			i++
			continue
		}
		var value byte
		var times int
		switch symbol {
		case 16:
			if i == 0 {
				z.end(stateCorrupt)
				return false
			}
			value, times = lengths[i-1], 3+z.take(2)
		case 17:
			times = 3 + z.take(3)
		default:
			times = 11 + z.take(7)
		}
		if z.state == stateHeader && times > len(lengths)-i {
			z.end(stateCorrupt)
		}
		if z.state != stateHeader {
			return false
		}
		for range times {
			lengths[i] = value
			i++
		}
	}
	return true
}

// Lengths and distances: the base value of each symbol, and its extra bits (RFC 1951, 3.2.5).
var (
	lengthBase   = [29]uint16{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258}
	lengthBits   = [29]byte{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0}
	distanceBase = [30]uint16{1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577}
	distanceBits = [30]byte{0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13}
)

// decode decodes symbols until the block ends or the window is full.
func (z *Inflater) decode() {
	z.copyBack()
	for z.room() > 0 {
		symbol := z.symbol(&z.literal)
		switch {
		case z.state != stateCodes:
			return
		case symbol < 256:
			z.put(byte(symbol))
		case symbol == 256:
			z.state = stateHeader
			return
		case symbol > 285:
			z.end(stateCorrupt)
			return
		default:
			z.startCopy(symbol - 257)
			z.copyBack()
		}
	}
}

func (z *Inflater) startCopy(length int) {
	n := int(lengthBase[length]) + z.take(uint(lengthBits[length]))
	symbol := z.symbol(&z.distance)
	if z.state != stateCodes {
		return
	}
	if symbol > 29 {
		z.end(stateCorrupt)
		return
	}
	back := int(distanceBase[symbol]) + z.take(uint(distanceBits[symbol]))
	if z.state != stateCodes {
		return
	}
	if back > z.written {
		z.end(stateCorrupt)
		return
	}
	z.copyLen, z.copyDistance = n, back
}

// copyBack copies earlier bytes of the window, as far as there is room.
func (z *Inflater) copyBack() {
	n := min(z.copyLen, z.room())
	z.copyLen -= n
	for range n {
		z.window[z.written&(windowSize-1)] = z.window[(z.written-z.copyDistance)&(windowSize-1)]
		z.written++
	}
}

// fastBits is the length of the longest code that one table look-up decodes.
const fastBits = 10

// A huffmanCode decodes a canonical Huffman code.
type huffmanCode struct {
	fast    [1 << fastBits]uint16 // by the next bits: symbol<<4 | length, 0 for longer codes
	count   [16]uint16            // number of codes by length
	symbols [288]uint16           // in the order of their codes
}

// build makes the code from each symbol's code length. It returns false for an
// incomplete or over-subscribed code; a single code of one bit and no code at all
// are allowed, as in compress/flate.
func (h *huffmanCode) build(lengths []byte) bool {
	h.count = [16]uint16{}
	for _, n := range lengths {
		h.count[n]++
	}
	h.count[0] = 0
	var next, first [16]int // by length: the next index in symbols; the first code
	code, place, longest := 0, 0, 0
	for n := 1; n < 16; n++ {
		code <<= 1
		first[n], next[n] = code, place
		code += int(h.count[n])
		place += int(h.count[n])
		if code > 1<<n {
			return false
		}
		if h.count[n] > 0 {
			longest = n
		}
	}
	if complete := code == 1<<15; !complete && longest != 0 && !(longest == 1 && place == 1) {
		return false
	}
	clear(h.fast[:])
	start := next
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		h.symbols[next[n]] = uint16(symbol)
		if n <= fastBits {
			h.setFast(first[n]+next[n]-start[n], uint(n), uint16(symbol))
		}
		next[n]++
	}
	return true
}

// setFast fills the entries of fast whose low bits are a code, its first bit lowest.
func (h *huffmanCode) setFast(code int, n uint, symbol uint16) {
	reversed := 0
	for i := range n {
		reversed |= code >> i & 1 << (n - 1 - i)
	}
	for i := reversed; i < 1<<fastBits; i += 1 << n {
		h.fast[i] = symbol<<4 | uint16(n)
	}
}

func (z *Inflater) symbol(h *huffmanCode) int {
	if z.nb < 15 {
		z.fill(15) // at the end fewer may be enough
	}
	if entry := h.fast[z.bits&(1<<fastBits-1)]; entry != 0 {
		n := uint(entry & 15)
		if n > z.nb {
			z.end(stateCut)
			return 0
		}
		z.bits, z.nb = z.bits>>n, z.nb-n
		return int(entry >> 4)
	}
	return z.longSymbol(h)
}

// longSymbol decodes a code longer than fastBits, bit by bit.
func (z *Inflater) longSymbol(h *huffmanCode) int {
	code, first, place := 0, 0, 0
	for n := uint(1); n < 16; n++ {
		if n > z.nb {
			z.end(stateCut)
			return 0
		}
		code |= int(z.bits >> (n - 1) & 1)
		count := int(h.count[n])
		if code-first < count {
			z.bits, z.nb = z.bits>>n, z.nb-n
			return int(h.symbols[place+code-first])
		}
		place += count
		first = (first + count) << 1
		code <<= 1
	}
	z.end(stateCorrupt)
	return 0
}
