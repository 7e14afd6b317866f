package testfiles

import (
	"fmt"
	"slices"
)

// A Document is a PDF in the making: objects by number, all of generation 0.
// The zero value is an empty one.
type Document struct {
	objects map[int]string
}

// Set gives the object of that number.
func (d *Document) Set(number int, object string) {
	if d.objects == nil {
		d.objects = map[int]string{}
	}
	d.objects[number] = object
}

// SetStream gives a stream; dict is what its dictionary holds beside Length.
func (d *Document) SetStream(number int, dict, data string) {
	d.Set(number, fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data))
}

// Bytes writes the document with a cross-reference table; trailer is what the
// trailer's dictionary holds beside Size.
func (d *Document) Bytes(trailer string) []byte {
	out := []byte("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	out, offsets := d.appendObjects(out)
	start := len(out)
	size := d.size()
	out = fmt.Appendf(out, "xref\n0 %d\n0000000000 65535 f \n", size)
	for number := 1; number < size; number++ {
		if at, ok := offsets[number]; ok {
			out = fmt.Appendf(out, "%010d 00000 n \n", at)
		} else {
			out = append(out, "0000000000 00000 f \n"...)
		}
	}
	return fmt.Appendf(out, "trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n", size, trailer, start)
}

func (d *Document) appendObjects(out []byte) ([]byte, map[int]int) {
	offsets := map[int]int{}
	for _, number := range d.numbers() {
		offsets[number] = len(out)
		out = fmt.Appendf(out, "%d 0 obj\n%s\nendobj\n", number, d.objects[number])
	}
	return out, offsets
}

func (d *Document) numbers() []int {
	var numbers []int
	for n := range d.objects {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	return numbers
}

func (d *Document) size() int {
	size := 1
	for n := range d.objects {
		size = max(size, n+1)
	}
	return size
}
