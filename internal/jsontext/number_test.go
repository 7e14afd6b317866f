package jsontext_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"idenfysteps/internal/jsontext"
)

var largestFloat64 = strconv.FormatFloat(math.MaxFloat64, 'f', -1, 64)

func TestInt(t *testing.T) {
	for text, want := range map[string]int{
		"0": 0, "-0": 0, "0.0": 0, "0e99": 0, "7": 7, "-7": -7, "100": 100, "1e2": 100, "1e10": 1e10, "1E+2": 100, "1.50e1": 15,
		"120.0": 120, "1200e-2": 12, "-2592000": -2592000, "123456789012345678": 123456789012345678,
	} {
		n, ok := parse(t, text).Root().Int()
		assert.True(t, ok, text)
		assert.Equal(t, want, n, text)
	}
	for _, text := range []string{"1.5", "0.1", "-1e300", largestFloat64, "-1e-1", "12e-2", "1e99", "1234567890123456789", "1e-99999999999999999999", `"1"`, "true", "null"} {
		_, ok := parse(t, text).Root().Int()
		assert.False(t, ok, text)
	}
}

// Exactly those numbers are refused that strconv cannot read as a float64.
func TestNumbersBeyondFloat64(t *testing.T) {
	largest := largestFloat64
	halfway := "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880177904174497792"
	for _, text := range []string{
		"0", "1", largest, largest + ".9", largest + "0", largest + "0e-1", "1" + largest, halfway, halfway + "e-1", halfway + ".5",
		strings.Replace(halfway, "15807937", "15807936", 1), strings.Replace(halfway, "15807937", "15807938", 1),
		"1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "17.976931348623159E+307", "-1.7976931348623159e308", "-1.7976931348623157e308",
		"1e308", "1e309", "1e400", "-1e400", "1e-400", "0e400", "0.0e999999999999999999999", "1e999999999999999999999", "1e-999999999999999999999",
		"0." + strings.Repeat("0", 400) + "1e400", "0." + strings.Repeat("0", 400) + "1e800", strings.Repeat("9", 308), strings.Repeat("9", 309),
	} {
		_, err := strconv.ParseFloat(text, 64)
		doc, problems := jsontext.Parse([]byte(text))
		assert.Equal(t, err == nil, doc != nil, text)
		if doc == nil {
			require.Len(t, problems, 1)
			assert.Equal(t, jsontext.CodeNumberRange, problems[0].Code)
		}
	}
}
