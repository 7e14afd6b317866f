package sandbox

import (
	"embed"
	"mime"
	"net/http"
	"path"
)

//go:embed pages
var pages embed.FS

// Who may show a page in a frame: any site the window, as iDenfy's may be; the desk only itself.
const (
	anyFrame = ""
	ownFrame = "; frame-ancestors 'self'"
)

const policy = "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'self'"

// page serves one file of pages/.
func page(name, frames string) handler {
	text, err := pages.ReadFile("pages/" + name)
	if err != nil {
		panic(err) // a name that does not stand in pages/ is a mistake in routes
	}
	return func(w http.ResponseWriter, r *http.Request) error {
		header := w.Header()
		header.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
		header.Set("Content-Security-Policy", policy+frames)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cache-Control", "no-store")
		_, err := w.Write(text)
		return err
	}
}
