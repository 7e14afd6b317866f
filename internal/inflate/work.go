package inflate

// MaxWork bounds the work for one document, or for the pixels of a small picture. A
// unit of work is about the time to look at a byte, 3 ns; memory grows with it. The
// bound ends documents that refer to a large object again and again, or consist of
// countless small parts. Real documents need about a hundredth of it; it is enough
// for 300,000 objects.
const MaxWork = 12 << 20

const (
	blockWork = 20   // to begin a block
	codesWork = 2000 // to build the codes of a block
)
