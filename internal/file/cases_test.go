package file_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"idenfysteps/internal/file"
	"idenfysteps/internal/file/testfiles"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/jsontext/jsontest"
)

// TestCases inspects every file of the generator: what it is, whether it may be
// sent, and exactly what is said of it.
func TestCases(t *testing.T) {
	for _, c := range testfiles.Cases() {
		t.Run(c.Name, func(t *testing.T) {
			rep := inspect(c.Data, file.Options{Name: c.Name})
			assert.Equal(t, file.Type(c.Type), rep.Type)
			assert.Equal(t, c.Accepted, rep.Accepted)
			assert.Equal(t, c.Codes, codes(rep), "%v", rep.Findings)
			assert.Equal(t, []int{c.Width, c.Height, c.Pages}, []int{rep.Width, rep.Height, rep.Pages})
			assert.Equal(t, file.Encryption(c.Encryption), rep.Encryption)
			assert.Equal(t, int64(len(c.Data)), rep.Bytes)
			var w jsontext.Writer
			rep.WriteJSON(&w)
			jsontest.Equal(t, &rep, w.Bytes())
		})
	}
}

func codes(rep file.Report) []string {
	var codes []string
	for _, f := range rep.Findings {
		codes = append(codes, f.Code)
	}
	return codes
}
