package testfiles

import "slices"

// A Case is a file and what is to be said of it.
type Case struct {
	// Name says what is special about the file; it is also a file name.
	Name string `json:"name"`
	Data []byte `json:"-"`
	// Type is what the file is.
	Type string `json:"type"`
	// Accepted tells whether it may be sent.
	Accepted bool `json:"accepted"`
	// Codes are the codes of the findings, in order.
	Codes []string `json:"codes"`
	// Width and Height are a picture's, as it is shown; 0 are not known.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// Pages are a document's.
	Pages int `json:"pages,omitempty"`
	// Encryption is a document's: none, opens or password.
	Encryption string `json:"encryption,omitempty"`
}

// Cases returns files of every kind, whole and broken, one fault each.
func Cases() []Case {
	return slices.Concat(billCases(), jpegCases(), pngCases(), pdfCases(), otherCases())
}

// billCases are the bill as it comes from cameras, scanners and programs.
func billCases() []Case {
	bill := Bill(480)
	photo := func(name string, c Photo) Case {
		return picture("bill-"+name+".jpg", "jpeg", JPEG(c.Take(bill), 70), 480, 678)
	}
	return []Case{
		picture("bill-scan.png", "png", PNG(bill), 480, 678),
		picture("bill-scan.jpg", "jpeg", JPEG(bill, 90), 480, 678),
		photo("perspective", Photo{Perspective: 0.25}),
		photo("dim", Photo{Light: 0.8, Exposure: -60}),
		photo("bright", Photo{Exposure: 120}),
		photo("glare", Photo{Glare: 0.25}),
		photo("blurred", Photo{Blur: 6}),
		photo("noisy", Photo{Noise: 60}),
		photo("by-hand", Photo{Perspective: 0.12, Light: 0.35, Glare: 0.1, Blur: 1, Noise: 12}),
		document("bill.pdf", PDF(BillLines), 1),
		document("bill-three-pages.pdf", PDF(BillLines, BillLines, BillLines), 3),
	}
}

func picture(name, kind string, data []byte, width, height int, codes ...string) Case {
	return Case{Name: name, Data: data, Type: kind, Accepted: true, Codes: codes, Width: width, Height: height}
}

func document(name string, data []byte, pages int, codes ...string) Case {
	return Case{Name: name, Data: data, Type: "pdf", Accepted: true, Codes: codes, Pages: pages, Encryption: "none"}
}

// broken is a case that is refused.
func broken(c Case) Case {
	c.Accepted = false
	return c
}
