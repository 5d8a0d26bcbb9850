package web

import (
	"bytes"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// policy lets the portal use what this server sends and nothing else: no script or style that stands in a page.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; worker-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Portal serves the files of the portal, and its one page wherever there is no file: the addresses of its screens are the page's
// own matter. It is safe for concurrent use.
type Portal struct {
	files fs.FS
	page  []byte // empty where the portal was not built
}

// Open is the portal of this build.
func Open() (*Portal, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return Of(files), nil
}

// Of is the portal that was built into files.
func Of(files fs.FS) *Portal {
	page, _ := fs.ReadFile(files, "index.html")
	return &Portal{files, page}
}

// ServeHTTP answers GET and HEAD.
func (p *Portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	hashed := strings.HasPrefix(name, "assets/") // the name says the content
	content, encoding, ok := p.file(name, r.Header.Get("Accept-Encoding"))
	switch {
	case ok:
		p.sendFile(w, r, name, content, encoding, hashed)
	case hashed:
		http.Error(w, "this file is not of this version: load the page again", http.StatusNotFound)
	case len(p.page) == 0:
		http.Error(w, "the portal is not part of this build: make build adds it; the API is at /api/v1", http.StatusNotFound)
	default:
		w.Header().Set("Content-Security-Policy", policy)
		send(w, r, "index.html", p.page)
	}
}

// file finds a file, packed as the browser takes it.
func (p *Portal) file(name, accepts string) (content []byte, encoding string, ok bool) {
	if name == "" || name == "index.html" || strings.HasPrefix(path.Base(name), ".") {
		return nil, "", false
	}
	for _, packed := range []struct{ ending, encoding string }{{".br", "br"}, {".gz", "gzip"}} {
		if !takes(accepts, packed.encoding) {
			continue
		}
		if content, err := fs.ReadFile(p.files, name+packed.ending); err == nil {
			return content, packed.encoding, true
		}
	}
	content, err := fs.ReadFile(p.files, name)
	return content, "", err == nil
}

// takes reads an Accept-Encoding as browsers write it.
func takes(accepts, encoding string) bool {
	for one := range strings.SplitSeq(accepts, ",") {
		name, quality, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.EqualFold(name, encoding) && strings.ReplaceAll(quality, " ", "") != "q=0" {
			return true
		}
	}
	return false
}

func (p *Portal) sendFile(w http.ResponseWriter, r *http.Request, name string, content []byte, encoding string, hashed bool) {
	h := w.Header()
	h.Del("Vary")
	h.Add("Vary", "Accept-Encoding")
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	h.Set("Content-Security-Policy", policy) // a worker goes by that of its script
	h.Set("Cache-Control", "public, max-age=3600")
	if hashed {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	send(w, r, name, content)
}

func send(w http.ResponseWriter, r *http.Request, name string, content []byte) {
	w.Header().Set("Content-Type", mediaType(name))
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

// mediaType does not depend on what the machine has installed.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}
