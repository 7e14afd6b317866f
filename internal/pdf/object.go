package pdf

// A kind is what an object is.
type kind byte

const (
	kindNull kind = iota
	kindBool
	kindInt
	kindReal
	kindString
	kindName
	kindArray
	kindDict
	kindStream
	kindRef
	kindCommand // a word that is no object: obj, R, [, <<
	kindBad     // a character that cannot stand there
	kindEnd     // of the file
)

// An object is one of a document (ISO 32000-1, 7.3). Of strings only their being
// there is kept. Objects go by pointer, never nil and never changed once read:
// copies would be a good part of this package's code in wasm.
type object struct {
	kind kind
	// n is an int's or a real's value, a reference's number, or where a stream's
	// data begins.
	n int64
	// gen is a reference's generation.
	gen int64
	// text is a name or a command.
	text string
	// items are an array's elements, or a dictionary's names and values in turn.
	items []*object
}

// nothing is the null object.
var nothing = &object{}

// get returns a value of a dictionary or of a stream's; null where there is none.
func (o *object) get(name string) *object {
	if o.kind == kindDict || o.kind == kindStream {
		for i := 0; i+1 < len(o.items); i += 2 {
			if o.items[i].text == name {
				return o.items[i+1]
			}
		}
	}
	return nothing
}

// isInt tells whether the object is a whole number of at most 32 bits, as
// numbers of objects and generations are.
func (o *object) isInt() bool { return o.kind == kindInt && o.n == int64(int32(o.n)) }

func (o *object) isName(name string) bool    { return o.kind == kindName && o.text == name }
func (o *object) isCommand(word string) bool { return o.kind == kindCommand && o.text == word }

// newRef returns a reference, which is null where it cannot be one.
func newRef(number, gen int64) *object {
	if number <= 0 || gen < 0 {
		return nothing
	}
	return &object{kind: kindRef, n: number, gen: gen}
}
