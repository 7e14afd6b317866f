package testfiles_test

import (
	"bytes"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/file/testfiles"
)

func TestCasesAreSmallAndTheSame(t *testing.T) {
	first, second := testfiles.Cases(), testfiles.Cases()
	names := map[string]bool{}
	for i, c := range first {
		assert.False(t, names[c.Name], "%s is there twice", c.Name)
		names[c.Name] = true
		assert.Less(t, len(c.Data), 200_000, c.Name)
		assert.True(t, bytes.Equal(c.Data, second[i].Data), "%s differs the second time", c.Name)
	}
}

// TestPicturesDecode has the standard library open the pictures that are whole.
func TestPicturesDecode(t *testing.T) {
	opened := 0
	for _, c := range testfiles.Cases() {
		whole := c.Accepted && strings.HasPrefix(c.Name, "bill-") && c.Type != "pdf" ||
			strings.HasSuffix(strings.TrimSuffix(c.Name, "."+c.Type), "-small") || c.Name == "jpeg-progressive.jpg" ||
			c.Name == "png-interlaced.png" || c.Name == "png-palette.png" || c.Name == "png-turned.png"
		if !whole {
			continue
		}
		opened++
		_, kind, err := image.Decode(bytes.NewReader(c.Data))
		require.NoError(t, err, c.Name)
		assert.Equal(t, c.Type, kind, c.Name)
	}
	assert.Greater(t, opened, 10)
}

func TestChoiceNamesWhatItHolds(t *testing.T) {
	choice := testfiles.Choice()
	assert.True(t, bytes.HasPrefix(choice["bill.jpg"], []byte("\xff\xd8\xff")))
	assert.True(t, bytes.HasPrefix(choice["bill.png"], []byte("\x89PNG")))
	assert.True(t, bytes.HasPrefix(choice["bill.pdf"], []byte("%PDF-")))
	assert.Contains(t, string(choice["photo.jpg"][:16]), "ftypheic")
	assert.Contains(t, string(choice["bill.txt"]), "ELECTRICITY BILL")
}
