package jsontext

// A Problem is one thing that [Parse] reports about a text.
type Problem struct {
	Code string
	// Start and End are byte offsets in the text.
	Start, End int
	// At is the value that the problem is about; the zero Value if the text could not be read or all of it is meant.
	At Value
	// Message is one English sentence: what is wrong and how to fix it.
	Message string
	// Again says that a name that came twice came with the same value.
	Again bool
	// Fix says in a few words what Edits do; "" without them.
	Fix string
	// Edits make the problem go away; they are in order and do not overlap. None where only a person can decide.
	Edits []Edit
}

// Fatal reports whether the text could not be read because of this problem.
func (p *Problem) Fatal() bool {
	switch p.Code {
	case CodeDuplicateName, CodeComments, CodeTrailingCommas, CodeByteOrderMark, CodeMissingBraces:
		return false
	}
	return true
}

// A hint is the message for a common mistake: the text at the first wrong
// character begins with its prefix.
type hint struct{ prefix, message, replacement string }

var hints = []hint{
	{"'", `JSON puts names and texts in double quotes ("), not in single ones (').`, ""},
	{"`", "JSON puts names and texts in double quotes (\"), not in backticks.", ""},
	{"\u201c", "This is a typographic quotation mark; type a plain double quote (\") instead.", ""},
	{"\u201d", "This is a typographic quotation mark; type a plain double quote (\") instead.", ""},
	{"\u201e", "This is a typographic quotation mark; type a plain double quote (\") instead.", ""},
	{"\u2018", "This is a typographic quotation mark; type a plain double quote (\") instead.", ""},
	{"\u2019", "This is a typographic quotation mark; type a plain double quote (\") instead.", ""},
	{"\u00a0", "A no-break space stands here; replace it by an ordinary space.", " "},
	{"\u200b", "An invisible character (zero-width space) stands here; delete it.", ""},
	{"\ufeff", "An invisible character (byte order mark) stands here; delete it.", ""},
	{"#", "Comments begin with // or /*, not with #, and JSON itself has none: delete it.", ""},
	{"<", "This looks like HTML or XML, not JSON; paste the request body itself.", ""},
	{"True", "JSON writes true in small letters.", "true"},
	{"False", "JSON writes false in small letters.", "false"},
	{"None", "JSON has no None; write null.", "null"},
	{"NULL", "JSON writes null in small letters.", "null"},
	{"undefined", "JSON has no undefined; leave the name out, or write null.", ""},
	{"NaN", "JSON has no NaN; write a number, or null.", ""},
	{"Infinity", "JSON has no Infinity; write a number, or null.", ""},
	{"-Infinity", "JSON has no Infinity; write a number, or null.", ""},
	{"...", "Three dots stand for something left out; write it out, or delete them.", ""},
	{"\u2026", "An ellipsis stands for something left out; write it out, or delete it.", ""},
	{"+", "A JSON number has no plus sign; delete it.", ""},
	{".", "A JSON number begins with a digit; write 0 before the point.", ""},
}
