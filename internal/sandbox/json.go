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

// readBody reads a request's body, up to the largest one allowed.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	return io.ReadAll(http.MaxBytesReader(w, r.Body, catalogue.RequestBytes))
}

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

// marshal returns value as JSON without HTML escapes. It panics for a value that
// JSON cannot hold; ours all can.
func marshal(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}

// reply sends value as JSON, replyText text that is JSON already. They ignore write
// errors: the caller has gone. They return nil so that handlers can end with them.
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
