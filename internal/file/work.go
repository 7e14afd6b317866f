package file

// Work is what a document, or the pixels of a small picture, cost at most: a unit
// is about the time to look at a byte, 3 ns, and memory is asked for in step with
// it. What refers to the same large object again and again, or is made of small
// parts without end, comes to an end when the work is done. Documents of people
// need about a hundredth; 300,000 objects are possible.
const (
	maxWork   = 12 << 20
	minWork   = 2 << 20 // for the smallest file
	byteWork  = 16      // more for each byte of a file
	tokenWork = 20      // to keep a token
	readWork  = 3       // to read one
	entryWork = 8       // to read an entry or a row of a cross-reference stream
	fetchWork = 500     // to find an object
	codesWork = 2000    // to make the codes of a block of DEFLATE
)
