package encode_test

import (
	"encoding/base64"
	"slices"
	"testing"
	"time"

	"idenfysteps/internal/encode"
)

// BenchmarkAgainstStandard runs both encoders in turn over one window and
// reports the ratio of their medians: how many times faster than
// encoding/base64. Times of two runs on a busy machine cannot be compared.
func BenchmarkAgainstStandard(b *testing.B) {
	src := noise(encode.Window)
	dst := make([]byte, encode.Len(len(src)))
	var own, std []time.Duration
	for b.Loop() {
		own = append(own, timed(func() { encode.Encode(dst, src) }))
		std = append(std, timed(func() { base64.StdEncoding.Encode(dst, src) }))
	}
	b.ReportMetric(float64(median(std))/float64(median(own)), "x-standard")
	b.ReportMetric(float64(len(src))/median(own).Seconds()/1e6, "MB/s")
	b.ReportMetric(0, "ns/op")
}

func timed(f func()) time.Duration {
	start := time.Now()
	for range 8 {
		f()
	}
	return time.Since(start) / 8
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
