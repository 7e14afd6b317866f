// FORWARD_KEY=… go run verify.go "$FORWARD_SIGNATURE" <body
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

func main() {
	body, err := io.ReadAll(os.Stdin) // the raw bytes
	if err != nil {
		panic(err)
	}
	t, v1, _ := strings.Cut(strings.TrimPrefix(os.Args[1], "t="), ",v1=")
	mac := hmac.New(sha256.New, []byte(os.Getenv("FORWARD_KEY")))
	mac.Write([]byte(t + "."))
	mac.Write(body)
	seconds, err := strconv.ParseInt(t, 10, 64)
	fresh := err == nil && time.Since(time.Unix(seconds, 0)).Abs() < 5*time.Minute
	if !fresh || !hmac.Equal([]byte(hex.EncodeToString(mac.Sum(nil))), []byte(v1)) {
		os.Exit(1)
	}
}
