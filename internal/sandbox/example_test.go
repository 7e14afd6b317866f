package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"idenfysteps/internal/sandbox"
)

func ExampleNew() {
	box, err := sandbox.New(sandbox.Options{
		APIKey:    "key",
		APISecret: "secret",
		BaseURL:   "http://127.0.0.1:8788",
	})
	if err != nil {
		panic(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/api/v2/token", strings.NewReader(`{"clientId": "123"}`))
	r.SetBasicAuth("key", "secret")
	w := httptest.NewRecorder()
	box.ServeHTTP(w, r)

	var token struct{ Message, RedirectURL string }
	json.Unmarshal(w.Body.Bytes(), &token)
	fmt.Println(w.Code, token.Message)
	fmt.Println(token.RedirectURL[:len("http://127.0.0.1:8788/api/v2/redirect?authToken=sandbox-")])
	// Output:
	// 201 Token created successfully
	// http://127.0.0.1:8788/api/v2/redirect?authToken=sandbox-
}

func ExampleBuiltIn() {
	environment, ok := sandbox.BuiltIn("seed-upload")
	fmt.Println(ok, json.Valid(environment))
	// Output: true true
}
