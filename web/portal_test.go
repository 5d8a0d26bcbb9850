package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"shenpi/web"
)

func built() *web.Portal {
	files := fstest.MapFS{}
	for name, content := range map[string]string{
		"index.html": "page", "robots.txt": "robots", ".gitignore": "*", "assets/a-1.js": "plain", "assets/worker-1.mjs": "worker", "assets/a-1.js.br": "broken", "assets/a-1.js.gz": "zipped",
		"assets/b-2.css": "style", "favicon.svg": "<svg/>",
	} {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return web.Of(files)
}

func get(p *web.Portal, path, accepts string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", accepts)
	w := httptest.NewRecorder()
	w.Header().Set("Cache-Control", "no-store") // as the server does for every answer
	w.Header().Add("Vary", "Cookie")
	p.ServeHTTP(w, r)
	return w
}

func TestFilesAndThePage(t *testing.T) {
	t.Parallel()
	const forever, hour = "public, max-age=31536000, immutable", "public, max-age=3600"
	for name, c := range map[string]struct {
		path, accepts, body, encoding, cache, mediaType string
		status                                          int
	}{
		"the page":             {"/", "", "page", "", "no-store", "text/html; charset=utf-8", 200},
		"a screen":             {"/desk/cases/c1", "gzip", "page", "", "no-store", "text/html; charset=utf-8", 200},
		"by its name":          {"/index.html", "", "page", "", "no-store", "text/html; charset=utf-8", 200},
		"a hidden file":        {"/.gitignore", "", "page", "", "no-store", "text/html; charset=utf-8", 200},
		"outside":              {"/../../etc/passwd", "", "page", "", "no-store", "text/html; charset=utf-8", 200},
		"a folder":             {"/assets", "", "page", "", "no-store", "text/html; charset=utf-8", 200},
		"a script":             {"/assets/a-1.js", "", "plain", "", forever, "text/javascript; charset=utf-8", 200},
		"a worker":             {"/assets/worker-1.mjs", "", "worker", "", forever, "text/javascript; charset=utf-8", 200},
		"brotli first":         {"/assets/a-1.js", "gzip, deflate, br", "broken", "br", forever, "text/javascript; charset=utf-8", 200},
		"gzip":                 {"/assets/a-1.js", "gzip;q=1.0", "zipped", "gzip", forever, "text/javascript; charset=utf-8", 200},
		"not wished":           {"/assets/a-1.js", "br; q=0, gzip;q=0", "plain", "", forever, "text/javascript; charset=utf-8", 200},
		"not packed":           {"/assets/b-2.css", "br", "style", "", forever, "text/css; charset=utf-8", 200},
		"a picture":            {"/favicon.svg", "", "<svg/>", "", hour, "image/svg+xml", 200},
		"words for robots":     {"/robots.txt", "", "robots", "", hour, "text/plain; charset=utf-8", 200},
		"of an older version":  {"/assets/a-0.js", "", "this file is not of this version: load the page again\n", "", "", "text/plain; charset=utf-8", 404},
		"a packed file itself": {"/assets/a-1.js.gz", "", "zipped", "", forever, "application/octet-stream", 200},
	} {
		w := get(built(), c.path, c.accepts)
		require.Equal(t, c.status, w.Code, name)
		require.Equal(t, c.body, w.Body.String(), name)
		require.Equal(t, c.encoding, w.Header().Get("Content-Encoding"), name)
		require.Equal(t, c.mediaType, w.Header().Get("Content-Type"), name)
		if c.status == http.StatusOK {
			require.Equal(t, c.cache, w.Header().Get("Cache-Control"), name)
			require.Contains(t, w.Header().Get("Content-Security-Policy"), "script-src 'self'; style-src 'self';", name)
			require.NotContains(t, w.Header().Get("Content-Security-Policy"), "unsafe", name)
		}
	}
}

// The engine can be built and run without Node; who opens the address then reads what to do.
func TestAPortalThatIsNotBuilt(t *testing.T) {
	t.Parallel()
	w := get(web.Of(fstest.MapFS{".gitignore": {Data: []byte("*")}}), "/", "")
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Contains(t, w.Body.String(), "make build adds it")
}

func TestThisBuildOpens(t *testing.T) {
	t.Parallel()
	_, err := web.Open()
	require.NoError(t, err)
}
