package pdf

import "idenfysteps/internal/inflate"

// What a document costs at most; see [inflate.MaxWork] for the unit.
const (
	maxWork   = inflate.MaxWork
	minWork   = 2 << 20 // for the smallest file
	byteWork  = 16      // more for each byte of a file
	tokenWork = 20      // to keep a token
	readWork  = 3       // to read one
	entryWork = 8       // to read an entry or a row of a cross-reference stream
	fetchWork = 500     // to find an object
)
