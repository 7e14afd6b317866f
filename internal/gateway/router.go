package gateway

import (
	"net/http"
	"strings"
)

// A handlerFunc answers a request, or returns the error that [fail] turns into an answer.
type handlerFunc func(http.ResponseWriter, *http.Request) error

func (h handlerFunc) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := h(w, r); err != nil {
		fail(w, r, err)
	}
}

// A router is a [http.ServeMux] whose refusals are iDenfy-shaped too.
type router struct {
	mux     http.ServeMux
	methods map[string][]string
}

// newRouter returns a router without routes; what none matches goes to otherwise.
func newRouter(otherwise handlerFunc) *router {
	r := &router{methods: map[string][]string{}}
	r.mux.Handle("/", otherwise)
	return r
}

// handle adds a route "METHOD /path"; any other method there is refused.
func (r *router) handle(route string, h handlerFunc) {
	method, path, _ := strings.Cut(route, " ")
	r.mux.Handle(route, h)
	if r.methods[path] == nil {
		r.mux.Handle(path, handlerFunc(func(w http.ResponseWriter, _ *http.Request) error {
			w.Header().Set("Allow", strings.Join(r.methods[path], ", "))
			return errWrongMethod
		}))
	}
	r.methods[path] = append(r.methods[path], method)
}

func (r *router) ServeHTTP(w http.ResponseWriter, req *http.Request) { r.mux.ServeHTTP(w, req) }
