//go:build !js

package file_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/cost"
	"idenfysteps/internal/file"
	"idenfysteps/internal/finding"
	"idenfysteps/internal/jsontext"
	"idenfysteps/internal/jsontext/jsontest"
)

// The corpus is a folder of real files beside the repository with the truth
// about each: PDF as poppler sees it, pictures as Chromium's decoder does.
const (
	corpusFolder = "../../../shared/corpus"
	// corpusDisagreements lists what is left, a line each: file, what, why.
	corpusDisagreements = "testdata/corpus-disagreements.txt"
)

// corpusBlocks is what the inspection of a file may take.
const corpusBlocks = 20_000_000

// truth is an entry of the corpus's manifest.json.
type truth struct {
	File      string `json:"file"`
	Kind      string `json:"kind"`  // jpeg, png, pdf, other
	Magic     string `json:"magic"` // what the first bytes say
	Opens     bool   `json:"opens"`
	SizePx    []int  `json:"size_px"`
	Pages     int    `json:"pages"`
	Encrypted bool   `json:"encrypted"`
	Password  bool   `json:"needs_password"`
}

func readCorpus(t *testing.T) []truth {
	data, err := os.ReadFile(filepath.Join(corpusFolder, "manifest.json"))
	require.NoError(t, err, "the corpus of real files is not there: put it into %s beside the repository, or leave this test out with -skip Corpus", corpusFolder)
	var all []truth
	require.NoError(t, json.Unmarshal(data, &all))
	return all
}

// A tally counts how often something was told right.
type tally struct{ right, all int }

func (c *tally) add(right bool) {
	c.all++
	if right {
		c.right++
	}
}

func (c *tally) percent() float64 { return 100 * float64(c.right) / float64(max(1, c.all)) }

func (c *tally) String() string {
	return fmt.Sprintf("%6.2f %%  %d of %d", c.percent(), c.right, c.all)
}

func TestCorpus(t *testing.T) {
	var (
		types, pages, sizes, encryption tally
		opens                           = map[string]*tally{"jpeg": {}, "png": {}, "pdf": {}}
		confusion                       = map[string]int{}
		disagreements                   []string
		most                            int64
	)
	counter := cost.Start(t)
	disagree := func(e truth, what string) {
		disagreements = append(disagreements, e.File+" "+what)
	}
	for _, e := range readCorpus(t) {
		data, err := os.ReadFile(filepath.Join(corpusFolder, e.File))
		require.NoError(t, err)
		rep := file.Inspect(bytes.NewReader(data), int64(len(data)), file.Options{})
		var w jsontext.Writer
		rep.WriteJSON(&w)
		jsontest.Equal(t, &rep, w.Bytes())
		most = max(most, counter.Blocks(t, "inspect", data))
		confusion[fmt.Sprintf("%-6s %-11s %s", e.Kind, truthOpens(e), saidOpens(rep))]++

		types.add(typeAgrees(e, rep.Type))
		if !typeAgrees(e, rep.Type) {
			disagree(e, "type-"+string(rep.Type))
		}
		if e.Kind == "other" {
			assert.False(t, rep.Accepted, "%s is accepted as %s", e.File, rep.Type)
			continue
		}
		if e.Kind == "pdf" {
			seen := rep.Encryption == file.EncryptionPassword
			encryption.add(seen == (e.Encrypted || e.Password))
			if seen != (e.Encrypted || e.Password) {
				disagree(e, "encryption-"+string(rep.Encryption))
			}
			if seen {
				continue // whether it opens is not tried yet
			}
		}
		opens[e.Kind].add(e.Opens == (saidOpens(rep) == "accepted"))
		if e.Opens != (saidOpens(rep) == "accepted") {
			disagree(e, saidOpens(rep))
			continue
		}
		switch {
		case !e.Opens:
		case e.Kind == "pdf":
			pages.add(e.Pages == rep.Pages)
			if e.Pages != rep.Pages {
				disagree(e, fmt.Sprintf("pages-%d", rep.Pages))
			}
		default:
			right := slices.Equal(e.SizePx, []int{rep.Width, rep.Height})
			sizes.add(right)
			if !right {
				disagree(e, fmt.Sprintf("size-%dx%d", rep.Width, rep.Height))
			}
		}
	}

	t.Logf("kind   truth       said      files")
	for _, row := range sortedKeys(confusion) {
		t.Logf("%-28s %5d", row, confusion[row])
	}
	for _, c := range []struct {
		what    string
		count   *tally
		atLeast float64
	}{
		{"type", &types, 100},
		{"PDF opens", opens["pdf"], 99},
		{"PDF pages", &pages, 99.5},
		{"PDF encryption seen", &encryption, 99.5},
		{"PNG opens", opens["png"], 99},
		{"JPEG opens", opens["jpeg"], 95},
		{"size in pixels", &sizes, 99},
	} {
		t.Logf("%-20s %s (at least %.1f)", c.what, c.count, c.atLeast)
		assert.GreaterOrEqual(t, c.count.percent(), c.atLeast, c.what)
	}
	t.Logf("%d blocks at most", most)
	assert.Less(t, most, int64(corpusBlocks))
	assert.ElementsMatch(t, listedDisagreements(t), disagreements, "the list of disagreements is out of date: %s", corpusDisagreements)
}

func truthOpens(e truth) string {
	switch {
	case e.Kind == "other":
		return "other"
	case e.Password:
		return "password"
	case e.Encrypted:
		return "encrypted"
	case e.Opens:
		return "opens"
	}
	return "broken"
}

// saidOpens leaves out the limits, which say nothing about a file.
func saidOpens(rep file.Report) string {
	rep.Findings = slices.DeleteFunc(slices.Clone(rep.Findings), func(f finding.Finding) bool { return strings.HasPrefix(f.Code, "limit-") })
	if rep.Accepted {
		return "accepted"
	}
	return "refused"
}

// typeAgrees compares with the kinds that the manifest knows by magic; of all
// the rest it only knows that they are none of the three that are accepted.
func typeAgrees(e truth, said file.Type) bool {
	if e.Kind != "other" {
		return e.Kind == string(said)
	}
	brand, isFtyp := strings.CutPrefix(e.Magic, "ftyp:")
	switch {
	case !isFtyp && e.Magic != "other":
		return e.Magic == string(said)
	case brand == "avif":
		return said == file.AVIF
	case brand == "heic" || brand == "mif1":
		return said == file.HEIC
	case brand == "mp42" || brand == "isom" || brand == "qt  " || brand == "M4V ":
		return said == file.Video
	case brand == "M4A " || brand == "M4B ":
		return said == file.Audio
	}
	return said != file.JPEG && said != file.PNG && said != file.PDF
}

func listedDisagreements(t *testing.T) []string {
	data, err := os.ReadFile(corpusDisagreements)
	require.NoError(t, err)
	var listed []string
	for line := range strings.Lines(string(data)) {
		if fields := strings.Fields(line); len(fields) > 2 && fields[0] != "#" {
			listed = append(listed, fields[0]+" "+fields[1])
		}
	}
	return listed
}

func sortedKeys(m map[string]int) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
