package sandbox

import (
	_ "embed" // for go:embed

	"idenfysteps/internal/file"
)

//go:generate go run pictures/draw.go

var (
	//go:embed pictures/front.png
	frontPNG []byte
	//go:embed pictures/face.png
	facePNG []byte
)

// samplePictures are everybody's ID and face: the window asks for neither, but
// webhooks link to both.
func samplePictures() map[string]*givenFile {
	picture := func(content []byte) *givenFile {
		return &givenFile{id: newID(scanRefBytes), content: content, report: file.Report{Type: file.PNG}}
	}
	return map[string]*givenFile{"FRONT": picture(frontPNG), "FACE": picture(facePNG)}
}
