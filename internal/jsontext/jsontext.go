// Package jsontext reads and writes JSON without encoding/json, which would
// cost the page 250 kB of brotli (docs/decisions).
//
// # Reading
//
// [Parse] keeps what encoding/json forgets: where every value stands, and
// which names came twice. It accepts the comments and trailing commas that
// people paste from documentation, and says so.
//
// # Writing
//
// A [Writer] builds text token by token; it is what the engine and the command
// line answer with.
package jsontext
