// Package jsontext reads and writes JSON without encoding/json, which would
// cost the page 250 kB of brotli (docs/decisions).
//
// # Reading
//
// [Parse] keeps what encoding/json drops: the position of every value, and
// duplicate names. It accepts the comments, trailing commas and missing
// outer braces that people paste from documentation, and reports them. Start with
// [Document.Root] and [Value.Member]: a missing member is a [Value] too, so
// look-ups chain without a check at every step.
//
// # Writing
//
// A [Writer] builds text token by token; the engine and the command line write
// their answers with it.
package jsontext
