package jsontext

import "strings"

// strconv parses numbers, too, but would cost the page 10 kB.

const (
	// float64Digits is the number of digits of the largest float64's integer part.
	float64Digits = 309
	// pastFloat64 are the first digits of 2^1024 - 2^970, the smallest number
	// that rounds to infinity: enough of them for every number in practice.
	pastFloat64 = "1797693134862315807937289714053034150799"
	// intDigits is the number of digits that always fit into an int.
	intDigits = 18
	// farExponent bounds an exponent; no text has enough zeros to compensate for it.
	farExponent = 1 << 30
)

// decimal splits a JSON number, its sign ignored, into its digits without zeros at
// either end and the position of the decimal point in them. Zero has no digits.
func decimal(number string) (digits string, point int) {
	number = strings.TrimPrefix(number, "-")
	exponent := 0
	if e := strings.IndexAny(number, "eE"); e >= 0 {
		exponent = signed(number[e+1:])
		number = number[:e]
	}
	before, behind, _ := strings.Cut(number, ".")
	digits = strings.TrimLeft(before+behind, "0")
	point = len(digits) - len(behind) + exponent
	return strings.TrimRight(digits, "0"), point
}

func signed(exponent string) int {
	n := 0
	for _, c := range []byte(strings.TrimLeft(exponent, "+-")) {
		n = min(10*n+int(c-'0'), farExponent)
	}
	if exponent[0] == '-' {
		return -n
	}
	return n
}

// beyondFloat64 reports whether a JSON number is too large for a float64.
func beyondFloat64(number string) bool {
	if len(number) < float64Digits && !strings.ContainsAny(number, "eE") {
		return false
	}
	digits, point := decimal(number)
	return digits != "" && (point > float64Digits || point == float64Digits && digits >= pastFloat64)
}

// whole returns the value of a JSON number that is an integer and fits into an int.
func whole(number string) (int, bool) {
	digits, point := decimal(number)
	if digits == "" {
		return 0, true
	}
	if len(digits) > point || point > intDigits {
		return 0, false
	}
	n := 0
	for i := range point {
		n *= 10
		if i < len(digits) {
			n += int(digits[i] - '0')
		}
	}
	if number[0] == '-' {
		return -n, true
	}
	return n, true
}
