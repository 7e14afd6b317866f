// Package jsontext reads and writes JSON without encoding/json, which would
// cost the page 250 kB of brotli (docs/decisions).
//
// # Reading
//
// [Parse] keeps what encoding/json forgets: where every value stands, and
// which names came twice. It accepts the comments, trailing commas and missing
// outer braces that people paste from documentation, and says so. Start with
// [Document.Root] and [Value.Member]: a member that is not there is a [Value]
// too, so look-ups chain without a check at every step.
//
// # Writing
//
// A [Writer] builds text token by token; it is what the engine and the command
// line answer with.
package jsontext
