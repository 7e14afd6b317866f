package testfiles

import "strings"

// Choice returns the files that tests in a browser choose from, by name.
func Choice() map[string][]byte {
	bill := Bill(960)
	return map[string][]byte{
		"bill.jpg":  JPEG(bill, 85),
		"bill.png":  PNG(bill),
		"bill.pdf":  PDF(BillLines),
		"bill.txt":  []byte(strings.Join(BillLines, "\n")),
		"photo.jpg": HEIC(),
	}
}

// HEIC returns the beginning of a photo as an iPhone writes it. It is never
// decoded, so nothing but zeros follows.
func HEIC() []byte {
	return append([]byte("\x00\x00\x00\x24ftypheic\x00\x00\x00\x00mif1MiHEMiPrmiafMiHBheic"), make([]byte, 2000)...)
}
