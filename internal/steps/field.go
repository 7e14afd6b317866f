package steps

import (
	"slices"
	"strings"
	"unicode/utf8"

	"idenfysteps/internal/catalogue"
	"idenfysteps/internal/jsontext"
)

// fieldName names a field in a message; an element of a list is named after the list.
func fieldName(v jsontext.Value) string {
	if v.Name().Exists() {
		return v.Key()
	}
	return "What " + fieldName(v.Parent()) + " lists"
}

func (c *checker) fieldKind(v jsontext.Value, kind jsontext.Kind) bool {
	if v.Kind() == kind {
		return true
	}
	way := wayToWrite(kind)
	switch {
	case kind != jsontext.String || v.Kind() != jsontext.Object && v.Kind() != jsontext.Array:
	case v.Key() == "image":
		way = "the base64 of the file's bytes (of a Buffer: toString('base64'))"
	default:
		way = "the text alone, in double quotes"
	}
	e := c.report(codeWrongKind, v, fieldName(v)+" must be "+kind.String()+", not "+kindPhrase(v)+"; write "+way+".").param("wanted", kind.String())
	switch {
	case kind == jsontext.String && v.Kind() == jsontext.Number:
		e.wrap("Put it in quotes", `"`, `"`)
	case kind == jsontext.Array && v.Kind() == jsontext.String && packedTitle(v, kind) == "":
		e.wrap("Put it in a list", "[", "]")
	default:
		e.unpack(kind)
	}
	return false
}

func wayToWrite(kind jsontext.Kind) string {
	switch kind {
	case jsontext.String:
		return "it in double quotes"
	case jsontext.Array:
		return "it in [ and ]"
	}
	return "a number without quotes"
}

func (c *checker) fieldFlag(v jsontext.Value) {
	if v.Kind() == jsontext.Bool {
		return
	}
	e := c.report(codeWrongKind, v, fieldName(v)+" is true or false without quotes, not "+kindPhrase(v)+".").param("wanted", jsontext.Bool.String())
	if meant := booleanMeant(v); meant != "" {
		e.put("Write "+meant, meant)
	} else {
		e.unpack(jsontext.Bool)
	}
}

// fieldWhole checks an integer, as [jsontext.Value.Int] defines it: 1.0 and 1e3 are
// integers, as in JSON Schema, in which iDenfy describes its requests. Whether iDenfy's
// own reader takes them is not documented, so a finding says that it is assumed.
func (c *checker) fieldWhole(v jsontext.Value, f *catalogue.Field) {
	n, whole := v.Int()
	switch {
	case !whole:
		e := c.report(codeWrongKind, v, f.Name+" must be a whole number; write it without quotes and without a fraction.").param("wanted", jsontext.Number.String())
		if text := v.Text(); text != "" && len(text) < 10 && strings.Trim(text, "0123456789") == "" && (text == "0" || text[0] != '0') {
			e.put("Take it out of the quotes", text)
		} else {
			e.unpack(jsontext.Number)
		}
	case n < f.Min || f.Max > 0 && n > f.Max:
		e := c.report(codeOutOfRange, v, f.Name+" is "+number(n)+"; write a number from "+number(f.Min)+upTo(f.Max)+".").param("least", number(f.Min))
		if f.Max > 0 {
			e.param("most", number(f.Max))
		}
	case n == 0 && f.Name == "expiryTime":
		c.report(codeExpiresAtOnce, v, "A token with an expiryTime of 0 can be used for no second, where iDenfy takes it at all: one of its pages begins at 0, another asks for more; write the seconds that the person has, such as 3600.").
			delete("Leave it out for iDenfy's own time")
	case v.Source() != number(n):
		c.report(codeNumberFormAssumed, v, "This is another form of "+number(n)+", and it is assumed that iDenfy reads it so; write "+number(n)+" to be sure.").
			put("Write "+number(n), number(n))
	}
}

// upTo names the upper end of a range; 0 means none.
func upTo(most int) string {
	if most == 0 {
		return " on"
	}
	return " to " + number(most)
}

func (c *checker) fieldText(v jsontext.Value, f *catalogue.Field) {
	if !c.fieldKind(v, jsontext.String) {
		return
	}
	text := v.Text()
	if isPlaceholder(text) || text != "" && isBlank(text) || c.wrongEncoding(v) {
		return // said once, for every string
	}
	n := utf8.RuneCountInString(text)
	switch {
	case n < f.Min:
		instead := ", or leave it out."
		if f.Form == catalogue.ClientID || f.Name == "scanRef" {
			instead = "." // iDenfy needs it
		}
		c.report(codeTooShort, v, f.Name+" has "+number(n)+" characters; write "+number(f.Min)+" to "+number(f.Max)+" characters"+instead).param("least", number(f.Min))
	case f.Max > 0 && n > f.Max:
		c.report(codeTooLong, v, f.Name+" has "+number(n)+" characters; iDenfy takes at most "+number(f.Max)+", so shorten it.").param("most", number(f.Max))
	case f.Form == catalogue.ClientID && strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf || r < ' ' }):
		c.report(codeNotASCII, v, f.Name+" may have ASCII characters only; use an identifier that is not the person's name.")
	case f.Form == catalogue.PersonName && (strings.ContainsAny(text, personMarks) || strings.ContainsAny(text, "0123456789")):
		c.report(codePersonName, v, f.Name+" may have neither digits nor any of "+personMarks+" in it; leave them out.")
	case f.Form == catalogue.URL:
		c.address(v, f)
	case f.Form == catalogue.HTTPSURL && !strings.HasPrefix(text, "https://"):
		e := c.report(codeCallbackNotHTTPS, v, "callbackUrl must begin with https://; iDenfy sends results nowhere else.")
		if rest, found := strings.CutPrefix(text, "http://"); found {
			e.put("Write https", quote("https://"+rest))
		}
	case f.Form == catalogue.UUID && !isUUID(text):
		c.report(codeNotUUID, v, f.Name+" is a UUID, such as 6a31253e-e10a-11eb-cc95-02cb49d118ed; copy it from iDenfy's dashboard.")
	}
}

// address checks a URL to which the person is redirected; it may open an app. What
// iDenfy does with a URL without a scheme is not documented; a browser takes it for a
// path on iDenfy's own host.
func (c *checker) address(v jsontext.Value, f *catalogue.Field) {
	const https = "https://"
	text := v.Text()
	switch scheme := lowerCase(schemeOf(text)); scheme {
	case "":
		e := c.report(codeURLWithoutScheme, v, v.Key()+" says no scheme, so a browser takes it for a path of the page that it is on; begin it with https://.")
		if text[0] != '/' && !strings.Contains(text, " ") && utf8.RuneCountInString(text)+len(https) <= f.Max {
			e.put("Write https:// before it", quote(https+text))
		}
	case "javascript", "data", "vbscript", "blob":
		c.report(codeURLScript, v, v.Key()+" begins with "+scheme+": and is a script or a file, not an address; write where the person goes, beginning with https://.")
	}
}

// schemeOf returns the scheme of a URL (RFC 3986, 3.1), "" for none.
func schemeOf(url string) string {
	scheme, _, found := strings.Cut(url, ":")
	for i, c := range []byte(scheme) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || !('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.')) {
			return ""
		}
	}
	if !found {
		return ""
	}
	return scheme
}

func isUUID(s string) bool {
	if len(s) != longestUUID {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", rune(s[i])) {
			return false
		}
	}
	return true
}

func (c *checker) fieldWord(v jsontext.Value, words []string) {
	if !c.fieldKind(v, jsontext.String) || slices.Contains(words, v.Text()) {
		return
	}
	if isPlaceholder(v.Text()) {
		return
	}
	e := c.report(codeUnknownValue, v, fieldName(v)+" is none of the values that iDenfy takes"+oddity(v.Text())+"; write "+orList(words)+".")
	if meant := nearest(v.Text(), words); meant != "" {
		e.put("Write "+meant, quote(meant))
	}
}

func (c *checker) fieldDate(v jsontext.Value) {
	if !c.fieldKind(v, jsontext.String) || isDate(v.Text()) || isPlaceholder(v.Text()) {
		return
	}
	e := c.report(codeNotDate, v, fieldName(v)+" is no date as iDenfy writes it; write year, month and day, such as 1990-12-31.")
	if meant := strings.ReplaceAll(strings.ReplaceAll(v.Text(), "/", "-"), ".", "-"); isDate(meant) {
		e.put("Write it with dashes", quote(meant))
	}
}

// isDate reports whether s is a calendar date, YYYY-MM-DD.
func isDate(s string) bool {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' || strings.Trim(s[:4]+s[5:7]+s[8:], "0123456789") != "" {
		return false
	}
	two := func(at int) int { return int(s[at]-'0')*10 + int(s[at+1]-'0') }
	year, month, day := two(0)*100+two(2), two(5), two(8)
	days := 31
	switch month {
	case 4, 6, 9, 11:
		days = 30
	case 2:
		days = 28
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			days = 29
		}
	}
	return month >= 1 && month <= 12 && day >= 1 && day <= days
}

// given reports whether a field has a value: null means the same as no field.
func given(v jsontext.Value) bool { return v.Exists() && v.Kind() != jsontext.Null }
