package sandbox

import (
	_ "embed" // for go:embed
	"net/http"
)

// One variable a file: embed.FS would cost the service worker 20 kB.
var (
	//go:embed pages/window.html
	windowHTML []byte
	//go:embed pages/window.css
	windowCSS []byte
	//go:embed pages/window.js
	windowJS []byte
	//go:embed pages/desk.html
	deskHTML []byte
	//go:embed pages/desk.css
	deskCSS []byte
	//go:embed pages/desk.js
	deskJS []byte
	//go:embed pages/style.css
	styleCSS []byte
)

const (
	html       = "text/html; charset=utf-8"
	stylesheet = "text/css; charset=utf-8"
	javaScript = "text/javascript; charset=utf-8"
)

// Which sites may frame a page: any site the window, like iDenfy's; no other site the desk.
const (
	anyFrame = ""
	ownFrame = "; frame-ancestors 'self'"
)

const policy = "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'self'"

// page serves one file of pages/.
func page(text []byte, mediaType, frames string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		header := w.Header()
		header.Set("Content-Type", mediaType)
		header.Set("Content-Security-Policy", policy+frames)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "no-referrer")
		header.Set("Cache-Control", "no-store")
		_, err := w.Write(text)
		return err
	}
}
