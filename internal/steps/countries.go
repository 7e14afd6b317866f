package steps

import (
	"sort"
	"strings"
	"sync"

	"idenfysteps/internal/catalogue"
)

// isCountry reports whether code is an alpha-2 code in capitals.
func isCountry(code string) bool {
	if len(code) != 2 {
		return false
	}
	i := sort.Search(len(catalogue.Alpha2)/2, func(i int) bool { return catalogue.Alpha2[2*i:2*i+2] >= code })
	return i < len(catalogue.Alpha2)/2 && catalogue.Alpha2[2*i:2*i+2] == code
}

// countryMeant returns the alpha-2 code, or ALL, that the author of code meant:
// in small letters, as alpha-3, or by a common name that is not ISO's. It returns
// "" for none.
func countryMeant(code string) string {
	code = plainWord(code)
	if len(code) > longestWord {
		return ""
	}
	upper := upperCase(code)
	if isCountry(upper) {
		return upper
	}
	if meant := meantBy(upper, []synonym{{anyone, anyone}, {"*", anyone}, {"ANY", anyone}, {"UK", "GB"}, {"EL", "GR"}}); meant != "" {
		return meant
	}
	if len(upper) == 3 {
		for i := 0; i < len(catalogue.Alpha3); i += 3 {
			if catalogue.Alpha3[i:i+3] == upper {
				return catalogue.Alpha2[i/3*2 : i/3*2+2]
			}
		}
	}
	return countryNamed(upper)
}

// countryWritten is the same, and XK, which is in use.
func countryWritten(word string) string {
	if upperCase(plainWord(word)) == userAssignedXK {
		return userAssignedXK
	}
	return countryMeant(word)
}

// countryNamed finds a country by its English name, in capitals; "" for none.
func countryNamed(upper string) string {
	readCountryNames.Do(func() {
		countryCodes = map[string]string{}
		names := catalogue.CountryNames
		for at := 0; names != ""; at += 2 {
			name, rest, _ := strings.Cut(names, "|")
			countryCodes[upperCase(name)] = catalogue.Alpha2[at : at+2]
			names = rest
		}
	})
	if code := countryCodes[upper]; code != "" {
		return code
	}
	return meantBy(upper, []synonym{{"UNITED STATES OF AMERICA", "US"}, {"GREAT BRITAIN", "GB"}, {"ENGLAND", "GB"}, {"CZECH REPUBLIC", "CZ"},
		{"HOLLAND", "NL"}, {"TURKEY", "TR"}, {"DEUTSCHLAND", "DE"}, {"RUSSIAN FEDERATION", "RU"}})
}

// countryCodes are the codes by the names, in capitals: every step's name is looked for among them.
var (
	countryCodes     map[string]string
	readCountryNames sync.Once
)
