package inflate

// MaxWork is what a document, or the pixels of a small picture, cost at most: a
// unit is about the time to look at a byte, 3 ns, and memory is asked for in step
// with it. What refers to the same large object again and again, or is made of
// small parts without end, comes to an end when the work is done. Documents of
// people need about a hundredth; 300,000 objects are possible.
const MaxWork = 12 << 20

// codesWork is that of making the codes of a block.
const codesWork = 2000

// blockWork is that of beginning a block.
const blockWork = 20
