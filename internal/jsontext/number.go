package jsontext

import "strings"

// strconv reads numbers too, and would cost the page 10 kB.

const (
	// float64Digits is how many digits the whole part of the largest float64 has.
	float64Digits = 309
	// pastFloat64 begins the least number of that many digits that float64 has
	// no more, 2^1024 - 2^970, which is enough of it for what anybody writes.
	pastFloat64 = "1797693134862315807937289714053034150799"
	// intDigits is how many digits an int has whatever they are.
	intDigits = 18
	// farExponent bounds an exponent; no text is long enough to make it up by zeros.
	farExponent = 1 << 30
)

// decimal reads a JSON number without its sign: digits, none of them a zero at
// either end, with a decimal point behind so many of them. Zero has no digits.
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

// signed reads a number's exponent.
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

// beyondFloat64 tells whether a JSON number is too large for a float64.
func beyondFloat64(number string) bool {
	if len(number) < float64Digits && !strings.ContainsAny(number, "eE") {
		return false
	}
	digits, point := decimal(number)
	return digits != "" && (point > float64Digits || point == float64Digits && digits >= pastFloat64)
}

// whole returns the value of a JSON number that is whole and no longer than an int.
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
