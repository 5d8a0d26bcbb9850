package handlers

import (
	"bufio"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"shenpi/handlers/internal/steady"
	"shenpi/workflow"
	"shenpi/workflow/item"
)

func (s *Server) downloadRoutes() {
	s.raw(endpoint{
		id: "material", method: http.MethodGet, path: prefix + "/cases/{id}/materials/{sha256}", summary: "A file of the application, or the document of a reply", tag: "case",
		guards: []guard{s.caseVisible, s.onCase("material", "read")}, change: documentDownload("id", "sha256"),
	}, s.sendMaterial)
	s.raw(endpoint{
		id: "document", method: http.MethodGet, path: prefix + "/cases/{id}/documents/{seq}", summary: "A paper the office issued", tag: "case",
		guards: []guard{s.caseVisible, s.onCase("case", "read"), s.mandated(workflow.MandateReceive)}, change: documentDownload("id", "seq"),
	}, s.issuedDocument)
}

func documentDownload(params ...string) func(*huma.Operation) {
	return func(op *huma.Operation) {
		for _, name := range params {
			op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
		op.Responses["200"] = &huma.Response{Description: "The bytes", Content: map[string]*huma.MediaType{"*/*": {}}}
	}
}

// sendMaterial gives a file also after a later one took its place: what was decided on before was decided on it.
func (s *Server) sendMaterial(c *call) error {
	st := &c.kase.State
	words, err := s.wordsOf(c, st)
	if err != nil {
		return err
	}
	for _, f := range slices.Concat(st.Materials, st.Replaced(words.filed)) {
		if f.SHA256 == c.param("sha256") {
			return s.sendFiled(c, f.SHA256, words.name(f), f.MediaType)
		}
	}
	for _, k := range st.Calls {
		if r := k.Result; r != nil && r.File != nil && r.File.SHA256 == c.param("sha256") {
			name := c.item.Place(st.Position.Visits[k.Visit-1].Node).Title.Zh + "." + kinds[r.File.MediaType]
			return s.sendFiled(c, r.File.SHA256, name, r.File.MediaType)
		}
	}
	return fileNotFound()
}

// sendFiled gives what was filed in a case, as long as that is kept.
func (s *Server) sendFiled(c *call, sha, name, mediaType string) error {
	if err := c.kase.State.HandOut(); err != nil {
		return err
	}
	return s.send(c, sha, name, mediaType)
}

func (s *Server) issuedDocument(c *call) error {
	seq, err := strconv.Atoi(c.param("seq"))
	docs := c.kase.State.Documents
	if err != nil || seq < 1 || seq > len(docs) {
		return documentNotFound()
	}
	d := docs[seq-1]
	if d.File == "" {
		p := refuse(http.StatusConflict, "document_pending", "文书正在制作，请稍后再试。", "The document is being made; try again in a moment.")
		p.retryAfter = documentPause
		return p
	}
	return s.send(c, d.File, documentName(c.item, d.Type, d.Number), "")
}

// documentName is what a paper of the office is called, without the ending of its kind.
func documentName(it *item.Item, kind, number string) string {
	return strings.TrimSpace(documentTitle(it, kind).Zh + " " + number)
}

func documentTitle(it *item.Item, kind string) item.Text {
	if spec := it.Document(kind); spec != nil {
		return it.TitleOf(spec)
	}
	return item.Text{Zh: kind, En: kind}
}

func documentNotFound() error {
	return refuse(http.StatusNotFound, "document_not_found", "没有这份文书。", "There is no such document.")
}

func fileNotFound() error {
	return refuse(http.StatusNotFound, "file_not_found", "没有这个文件。", "There is no such file.")
}

// send answers with a file, always to be saved and never to be shown: nothing that was uploaded runs as a page here.
func (s *Server) send(c *call, sha, name, mediaType string) error {
	r, size, err := s.Files.Open(c, sha)
	if errors.Is(err, ErrFileMissing) {
		return fileNotFound()
	}
	if err != nil {
		return doing("open a file", err)
	}
	defer r.Close() //nolint:errcheck // it was only read
	body := bufio.NewReader(r)
	if mediaType == "" {
		mediaType, name = rendered(body, name)
	}
	h := c.gin.Writer.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", disposition(name))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	c.gin.Status(http.StatusOK)
	s.stream(c, func(w io.Writer) error {
		_, err := io.Copy(w, body)
		return err
	})
	return nil
}

// stream writes the body of a download, which may take as long as it goes on. One that breaks off is seen to.
func (s *Server) stream(c *call, write func(io.Writer) error) {
	if err := write(steady.Writer(c.gin.Writer)); err != nil {
		s.Logger.ErrorContext(c, "a download broke off", "request_id", c.id, "error", err)
		breakOff(c.gin)
	}
}

// breakOff lets the client see that what it got is not the whole file.
func breakOff(g *gin.Context) {
	g.Abort()
	panic(http.ErrAbortHandler)
}

// rendered tells what a document of the office is: PDF, or text.
func rendered(body *bufio.Reader, name string) (mediaType, named string) {
	head, _ := body.Peek(8) // what is shorter is no PDF
	if kind := workflow.PaperType(head); kind == pdfType {
		return kind, name + ".pdf"
	}
	return "text/plain; charset=utf-8", name + ".txt"
}

// nameable puts a line for what no name of a file may hold.
func nameable(r rune) rune {
	if unicode.IsControl(r) || unicode.In(r, unicode.Cf) || strings.ContainsRune(`/\:*?"<>|`, r) {
		return '_'
	}
	return r
}

// disposition writes an attachment's name for old and new browsers (RFC 6266): plain ASCII, and UTF-8 beside it.
func disposition(name string) string {
	name = strings.Map(nameable, name)
	plain := strings.Map(func(r rune) rune {
		if r > '~' || r == '%' || r == ';' {
			return '_'
		}
		return r
	}, name)
	if plain == name {
		return mime.FormatMediaType("attachment", map[string]string{"filename": name})
	}
	if strings.Trim(strings.TrimSuffix(plain, path.Ext(plain)), "_ -") == "" {
		plain = "file" + path.Ext(plain)
	}
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

// documentPause is how long a document takes to be made, about.
const documentPause = 2 * time.Second
