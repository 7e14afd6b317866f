package jsontext

// An Edit replaces the bytes from its start to its end (exclusive; offsets in UTF-8 bytes) by its text.
type Edit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Apply returns the text with edits made. They belong to this text, are in order and do not overlap.
func Apply(text string, edits []Edit) []byte {
	out := make([]byte, 0, len(text))
	at := 0
	for _, e := range edits {
		out = append(out, text[at:e.Start]...)
		out = append(out, e.Text...)
		at = e.End
	}
	return append(out, text[at:]...)
}
