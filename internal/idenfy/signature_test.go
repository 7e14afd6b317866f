package idenfy_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/idenfy"
)

// Each vector is lines "name: value", an empty line, and the raw body. Its
// signature was made with openssl dgst -sha256 -mac HMAC -macopt hexkey:….
func TestVerifySignature(t *testing.T) {
	paths, err := filepath.Glob("testdata/signatures/*")
	require.NoError(t, err)
	require.Greater(t, len(paths), 10)
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			head, body, found := bytes.Cut(text, []byte("\n\n"))
			require.True(t, found)
			vector := map[string]string{}
			for line := range strings.SplitSeq(string(head), "\n") {
				name, value, _ := strings.Cut(line, ": ")
				vector[name] = value
			}
			matches := vector["match"] == "yes"
			assert.Equal(t, matches, idenfy.Sign(vector["key"], body) == vector["signature"])
			assert.Equal(t, matches, idenfy.VerifySignature(vector["key"], body, vector["signature"]), vector["comment"])
			assert.False(t, idenfy.VerifySignature(vector["key"], append(body, ' '), vector["signature"]), "with a blank more")
		})
	}
	assert.False(t, idenfy.VerifySignature("", nil, idenfy.Sign("", nil)), "no key is no signature")
}

func ExampleVerifySignature() {
	body := []byte(`{"final":true,"scanRef":"sandbox-1"}`)
	fmt.Println(idenfy.VerifySignature("key", body, idenfy.Sign("key", body)))
	// Output: true
}
