package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/idenfy"
)

// readBody reads a request's body, as far as one may reach.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	return io.ReadAll(http.MaxBytesReader(w, r.Body, catalogue.RequestBytes))
}

// readJSON reads the one JSON value that a body holds.
func readJSON(w http.ResponseWriter, r *http.Request, into any) error {
	body, err := readBody(w, r)
	if err != nil {
		return err
	}
	return decodeJSON(body, into)
}

func decodeJSON(body []byte, into any) error {
	err := json.Unmarshal(body, into)
	if err == nil {
		return nil
	}
	problem := err.Error()
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind := "a " + wrong.Value
		if strings.ContainsAny(wrong.Value[:1], "ao") { // array, object
			kind = "an " + wrong.Value
		}
		if wrong.Field != "" {
			return badField(wrong.Field, "must not be "+kind+".")
		}
		problem = "it must be an object, not " + kind
	}
	return idenfy.Refuse(idenfy.JSONError, "The body is not the JSON that this call expects: "+problem+".")
}

// marshal writes JSON with every character as it is. It is for values of our
// own, which always can be written.
func marshal(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}

// reply sends value as JSON, and replyText what is JSON already. A caller that
// is gone is nobody's error.
func reply(w http.ResponseWriter, status int, value any) error {
	return replyText(w, status, marshal(value))
}

func replyText(w http.ResponseWriter, status int, text []byte) error {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	w.Write(text)
	return nil
}
