// GRANT_KEY=… go run grant.go '{"aud": "token", "sub": "customer-17"}'
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

func main() {
	claims := map[string]any{}
	if err := json.Unmarshal([]byte(os.Args[1]), &claims); err != nil {
		panic(err)
	}

	claims["exp"] = time.Now().Add(5 * time.Minute).Unix()
	payload, _ := json.Marshal(claims)
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`)) + "." + base64.RawURLEncoding.EncodeToString(payload)
	mac := hmac.New(sha256.New, []byte(os.Getenv("GRANT_KEY")))
	mac.Write([]byte(unsigned))
	fmt.Println(unsigned + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)))
}
