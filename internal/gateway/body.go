package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// readAll reads a body of at most limit bytes. They are counted while they are read,
// since the Content-Length is only what the caller says. It fails with a 413 that says
// tooMuch, or with errBrokenOff.
func readAll(w http.ResponseWriter, r *http.Request, limit int64, tooMuch string) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if _, over := err.(*http.MaxBytesError); over {
		return nil, tooLarge(tooMuch)
	}
	if err != nil {
		return nil, errBrokenOff
	}
	return body, nil
}

// decodeStrictly reads one JSON value into a struct. It fails where the text has a
// member that the struct does not have, or more after the value.
func decodeStrictly(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("more follows its end")
	}
	return nil
}

// respond writes an answer that is a success; [fail] writes all others.
func respond(w http.ResponseWriter, status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	send(w, status, text)
	return nil
}

func send(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // fails where the caller has gone: there is nobody to tell
}
