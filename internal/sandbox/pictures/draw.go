//go:build ignore

// Draw writes the two pictures that stand for a person's ID and face; run it by go generate.
package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"log"
	"os"
)

func main() {
	palette := color.Palette{color.Gray{0xee}, color.Gray{0x55}, color.RGBA{0x2f, 0x6f, 0xbf, 0xff}}
	front := image.NewPaletted(image.Rect(0, 0, 320, 200), palette)
	fill(front, image.Rect(0, 0, 320, 36), 2)
	person(front, image.Pt(72, 116), 40)
	for y := 70; y <= 150; y += 26 {
		fill(front, image.Rect(140, y, 292-y/2, y+10), 1)
	}
	save("pictures/front.png", front)

	face := image.NewPaletted(image.Rect(0, 0, 200, 240), palette)
	person(face, image.Pt(100, 120), 90)
	save("pictures/face.png", face)
}

// person draws a head and shoulders as tall as twice size, around a point.
func person(img *image.Paletted, at image.Point, size int) {
	disc(img, at.Sub(image.Pt(0, size*2/5)), size*2/5, img.Bounds().Max.Y)
	disc(img, at.Add(image.Pt(0, size)), size*4/5, at.Y+size)
}

// disc fills a circle, as far as it lies above bottom.
func disc(img *image.Paletted, at image.Point, radius, bottom int) {
	for y := at.Y - radius; y < min(at.Y+radius, bottom); y++ {
		for x := at.X - radius; x < at.X+radius; x++ {
			if dx, dy := x-at.X, y-at.Y; dx*dx+dy*dy < radius*radius {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
}

func fill(img *image.Paletted, area image.Rectangle, index uint8) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			img.SetColorIndex(x, y, index)
		}
	}
}

func save(name string, img image.Image) {
	var text bytes.Buffer
	if err := png.Encode(&text, img); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(name, text.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
