// Package testfiles makes the files that tests choose: bills as a person would
// photograph, scan or download them, and broken files of every kind. Every file
// is small and the same each time.
//
// [Bill] draws the document, the methods of [Picture] do to it what a camera
// does, and [JPEG], [PNG] and [PDF] write it down. The program in make puts a
// choice of them into a folder, for tests in a browser.
package testfiles

import (
	_ "embed"
	"image"
	"image/color"
	"strings"
)

// BillLines is what the bill says.
var BillLines = []string{
	"NORTHERN POWER AND LIGHT",
	"",
	"ELECTRICITY BILL   NO. 4711-0815",
	"DATE: 2026-11-03   DUE: 2026-11-24",
	"",
	"JANE ROE",
	"12 HARBOUR STREET",
	"LV-1050 RIGA",
	"",
	"METER   KWH     PRICE    AMOUNT",
	"A-17    312     0.214     66.77",
	"A-18     48     0.198      9.50",
	"NETWORK FEE               12.30",
	"TOTAL EUR                 88.57",
}

// A Picture is a page or a photo of one, in grey.
type Picture struct{ *image.Gray }

// Bill draws the bill on white paper of the given width; its height is that of
// A4. Text needs a width of at least 240.
func Bill(width int) Picture {
	p := paper(width, width*297/210)
	scale := max(1, width/240)
	for i, line := range BillLines {
		p.text(width/12, width/10+i*scale*13, scale, line)
	}
	return p
}

func paper(width, height int) Picture {
	p := Picture{image.NewGray(image.Rect(0, 0, width, height))}
	for i := range p.Pix {
		p.Pix[i] = 250
	}
	return p
}

func (p Picture) text(x, y, scale int, s string) {
	for _, c := range s {
		for row, bits := range glyphs[c] {
			for col, bit := range bits {
				if bit == '#' {
					p.square(x+col*scale, y+row*scale, scale)
				}
			}
		}
		x += 6 * scale
	}
}

func (p Picture) square(x, y, side int) {
	for i := range side * side {
		p.SetGray(x+i%side, y+i/side, color.Gray{Y: 25})
	}
}

//go:embed font.txt
var font string

// glyphs holds the seven rows of five dots of every character in font.txt.
var glyphs = func() map[rune][]string {
	g := map[rune][]string{}
	lines := strings.Split(strings.TrimSpace(font), "\n")
	for ; len(lines) >= 8; lines = lines[8:] {
		for i, c := range strings.Fields(lines[0]) {
			for _, row := range lines[1:8] {
				g[[]rune(c)[0]] = append(g[[]rune(c)[0]], row[i*6:i*6+5])
			}
		}
	}
	return g
}()
