package testfiles

import (
	"image"
	"image/color"
	"math"
	"math/rand"
)

// Photo does to a document what a phone's camera does when it is not held well;
// the zero value does nothing.
type Photo struct {
	// Perspective is how much narrower the far edge is, as a part of the width.
	Perspective float64
	// Light is how much darker the far corner is, 0 to 1.
	Light float64
	// Exposure is added to every pixel; -255 is black and 255 white.
	Exposure float64
	// Glare is how wide a reflection is, as a part of the width.
	Glare float64
	// Blur is the radius in pixels of what one point becomes.
	Blur int
	// Noise is how far a pixel is off, at most.
	Noise float64
}

// Take returns the photo of a picture, of the same size.
func (c Photo) Take(p Picture) Picture {
	if c.Perspective > 0 {
		p = c.tilt(p)
	}
	p = c.expose(p)
	if c.Blur > 0 {
		p = blur(p, c.Blur)
	}
	if c.Noise > 0 {
		p = c.addNoise(p)
	}
	return p
}

// tilt leans the page back over a dark table.
func (c Photo) tilt(p Picture) Picture {
	b := p.Bounds()
	width, height := float64(b.Dx()), float64(b.Dy())
	return p.each(func(x, y int, _ uint8) float64 {
		far := 1 - float64(y)/height
		scale := 1 - c.Perspective*far
		sx := (float64(x)-width/2)/scale + width/2
		sy := float64(y) / (1 + c.Perspective*far*0.5)
		if sx < 0 || sx >= width || sy < 0 || sy >= height {
			return 60
		}
		return float64(p.GrayAt(int(sx), int(sy)).Y)
	})
}

func (c Photo) expose(p Picture) Picture {
	b := p.Bounds()
	width, height := float64(b.Dx()), float64(b.Dy())
	return p.each(func(x, y int, v uint8) float64 {
		u, w := float64(x)/width, float64(y)/height
		light := float64(v)*(1-c.Light*(u+w)/2) + c.Exposure
		if c.Glare > 0 {
			off := math.Hypot(u-0.5, (w-0.35)*height/width) / c.Glare
			light += 400 * math.Exp(-off*off)
		}
		return light
	})
}

func (c Photo) addNoise(p Picture) Picture {
	r := rand.New(rand.NewSource(1))
	return p.each(func(_, _ int, v uint8) float64 { return float64(v) + (r.Float64()*2-1)*c.Noise })
}

// each returns the picture with every pixel as the function says, held to 0 to 255.
func (p Picture) each(f func(x, y int, v uint8) float64) Picture {
	b := p.Bounds()
	out := Picture{image.NewGray(b)}
	for y := range b.Dy() {
		for x := range b.Dx() {
			v := f(x, y, p.GrayAt(x, y).Y)
			out.SetGray(x, y, color.Gray{Y: uint8(max(0, min(255, v)))})
		}
	}
	return out
}

// blur averages over a square, first along the rows and then the columns.
func blur(p Picture, radius int) Picture {
	return p.average(radius, 1, 0).average(radius, 0, 1)
}

func (p Picture) average(radius, dx, dy int) Picture {
	b := p.Bounds()
	return p.each(func(x, y int, _ uint8) float64 {
		sum := 0
		for i := -radius; i <= radius; i++ {
			sx, sy := max(0, min(b.Dx()-1, x+i*dx)), max(0, min(b.Dy()-1, y+i*dy))
			sum += int(p.GrayAt(sx, sy).Y)
		}
		return float64(sum) / float64(2*radius+1)
	})
}
