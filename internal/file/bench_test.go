package file_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"idenfysteps/internal/encode"
	"idenfysteps/internal/file"
	"idenfysteps/internal/file/testfiles"
)

// BenchmarkInspectAgainstEncode inspects and encodes files of 25 MB in turn and
// reports the ratio of the medians: what inspecting adds to encoding alone.
func BenchmarkInspectAgainstEncode(b *testing.B) {
	const size = 25_000_000
	for name, data := range map[string][]byte{
		"jpeg": testfiles.LargeJPEG(size), "png": testfiles.LargePNG(size), "pdf": testfiles.LargePDF(size),
	} {
		b.Run(name, func(b *testing.B) {
			dst := make([]byte, encode.Len(encode.Window))
			var inspected, encoded []time.Duration
			for b.Loop() {
				start := time.Now()
				rep := file.Inspect(bytes.NewReader(data), int64(len(data)), file.Options{Limits: file.Limits{Pages: 1000}})
				inspected = append(inspected, time.Since(start))
				require.True(b, rep.Accepted, "%v", rep.Findings)

				start = time.Now()
				for window := range slices.Chunk(data, encode.Window) {
					encode.Encode(dst, window)
				}
				encoded = append(encoded, time.Since(start))
			}
			b.ReportMetric(float64(median(inspected))/float64(median(encoded)), "x-encode")
			b.ReportMetric(float64(len(data))/median(inspected).Seconds()/1e6, "MB/s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
