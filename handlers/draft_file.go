package handlers

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// defaultMaxFile bounds a file of a material that names no bound.
const defaultMaxFile = 20 << 20

type draftFileInput struct {
	DraftInput
	Material string `path:"material" maxLength:"64"`
	Name     string `path:"name" maxLength:"255"`
}

func (s *Server) draftFileRoutes() {
	s.raw(endpoint{id: "draft-file", method: http.MethodGet, path: prefix + "/drafts/{id}/files/{sha256}", summary: "The bytes of a file of a draft", tag: "application",
		guards: []guard{s.draftVisible, s.onDraft("material", "read")}, change: documentDownload("id", "sha256")}, s.sendDraftFile)
	const path = prefix + "/drafts/{id}/files/{material}/{name}"
	s.raw(endpoint{
		id: "put-file", method: http.MethodPut, path: path, summary: "Attach a file, its bytes as the body; one of the same name is replaced",
		tag: "application", guards: []guard{s.draftVisible, s.onDraft("material", "create")}, change: documentUpload(s),
	}, s.putFile)
	declare(s, endpoint{id: "remove-file", method: http.MethodDelete, path: path, summary: "Take a file off", tag: "application",
		guards: []guard{s.draftVisible, s.onDraft("material", "delete")}}, s.removeFile)
}

func documentUpload(s *Server) func(*huma.Operation) {
	return func(op *huma.Operation) {
		for _, name := range []string{"id", "material", "name"} {
			op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
		op.RequestBody = uploadBody()
		op.Responses["201"] = &huma.Response{Description: "Created", Content: map[string]*huma.MediaType{
			"application/json": {Schema: s.schemaOf(DraftFile{})}}}
	}
}

func uploadBody() *huma.RequestBody {
	return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
		"application/pdf": {}, "image/jpeg": {}, "image/png": {}, "application/octet-stream": {}}}
}

// putFile streams the body into the store. Its hash is its name there, so sending it again changes nothing.
func (s *Server) putFile(c *call) error {
	m, name, err := s.material(c)
	if err != nil {
		return err
	}
	stored, err := s.upload(c, m)
	if err != nil {
		return err
	}
	file, err := s.take(c, m, name, stored)
	if err != nil {
		return err
	}
	c.gin.JSON(http.StatusCreated, file)
	return nil
}

// material finds the material of the path and the name a file may have.
func (s *Server) material(c *call) (*item.Material, string, error) {
	m, err := s.materialOfDraft(c, c.param("material"))
	if err != nil {
		return nil, "", err
	}
	name, err := fileName(c)
	return m, name, err
}

func (s *Server) materialOfDraft(c *call, id string) (*item.Material, error) {
	it, err := s.Engine.Items.Item(c.draft.Item, c.draft.Version)
	if err != nil {
		return nil, doing("read the item of a draft", err)
	}
	m := it.Material(id)
	if m == nil {
		return nil, refuse(http.StatusNotFound, "material_unknown", "该事项没有这项材料。", "The item asks for no such material.")
	}
	return m, nil
}

// fileName reads what a file is to be called.
func fileName(c *call) (string, error) {
	name := c.param("name")
	if !goodName(name) {
		return "", badName()
	}
	return name, nil
}

func goodName(name string) bool {
	return name != "" && utf8.ValidString(name) && utf8.RuneCountInString(name) <= 200 && !strings.ContainsAny(name, `/\`)
}

func badName() error {
	return refuse(http.StatusUnprocessableEntity, "file_name", "文件名为1至200个字符，不得含有路径。",
		"A file name has 1 to 200 characters and no path.").at("name")
}

// largest is how many bytes a file of a material may have.
func largest(m *item.Material) int64 {
	if m.MaxSize == 0 {
		return defaultMaxFile
	}
	return m.MaxSize
}

// upload streams the body into the store.
func (s *Server) upload(c *call, m *item.Material) (Stored, error) {
	limit := largest(m)
	if c.gin.Request.ContentLength > limit {
		return Stored{}, fileTooLarge()
	}
	stored, err := s.Files.Put(c, c.gin.Request.Body, limit)
	switch {
	case errors.Is(err, ErrFileTooLarge):
		return Stored{}, fileTooLarge()
	case err != nil:
		return Stored{}, doing("store a file", err)
	}
	return stored, nil
}

// photographic refuses a file that a certificate is to show and cannot.
func (s *Server) photographic(c *call, m *item.Material, f Stored) error {
	it, err := s.Engine.Items.Item(c.draft.Item, c.draft.Version)
	if err != nil || !it.Pictured(m.ID) {
		return doing("read the item of a draft", err)
	}
	r, _, err := s.Files.Open(c, f.SHA256)
	if err != nil {
		return doing("open a file", err)
	}
	defer r.Close() //nolint:errcheck // it was only read
	content, err := io.ReadAll(io.LimitReader(r, f.Size))
	if err != nil {
		return doing("read a file", err)
	}
	var said interface{ Said() (field, zh, en string) }
	if err := s.Photo(content); errors.As(err, &said) {
		_, zh, en := said.Said()
		return refuse(http.StatusUnprocessableEntity, "photo_unusable", zh, en).at("name")
	} else if err != nil {
		return doing("look at a photograph", err)
	}
	return nil
}

// kinds are the names definitions have for media types.
var kinds = map[string]string{"application/pdf": "pdf", "image/jpeg": "jpeg", "image/png": "png"}

// acceptable refuses a file whose content is not what its name says, or not what the material takes.
func (s *Server) acceptable(m *item.Material, name string, f Stored) error {
	switch {
	case f.Size == 0:
		return fileEmpty()
	case !slices.Contains(m.Types, kinds[f.MediaType]):
		p := refuse(http.StatusUnsupportedMediaType, "material_type", "该材料不接受这种文件，可接受："+strings.Join(m.Types, "、")+"。",
			"The material does not take this kind of file; it takes "+strings.Join(m.Types, ", ")+".")
		p.Nodes = m.Types
		return p
	case !s.Files.MatchesName(name, f.MediaType):
		return refuse(http.StatusUnsupportedMediaType, "file_disguised", "文件内容与扩展名不符。", "The content of the file is not what its name says.").at("name")
	}
	return nil
}

func fileEmpty() error {
	return refuse(http.StatusUnprocessableEntity, "file_empty", "文件没有内容。", "The file is empty.").at("name")
}

func fileTooLarge() error {
	return refuse(http.StatusRequestEntityTooLarge, "material_size", "文件超过该材料允许的大小。", "The file is larger than the material allows.")
}

// attach puts the file to the draft in the place of an older one of its name.
func (s *Server) attach(c *call, f workflow.File) error {
	if err := s.DraftFiles.AddDraftFile(c, c.draft.ID, f); err != nil {
		return err
	}
	for _, old := range c.draft.Files {
		if old.Material == f.Material && old.Name == f.Name && old.SHA256 != f.SHA256 {
			if err := s.DraftFiles.RemoveDraftFile(c, c.draft.ID, old.Material, old.SHA256); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Server) removeFile(c *call, in *draftFileInput) (*struct{}, error) {
	for _, f := range c.draft.Files {
		if f.Material == in.Material && f.Name == in.Name {
			return nil, s.DraftFiles.RemoveDraftFile(c, c.draft.ID, f.Material, f.SHA256)
		}
	}
	return nil, fileNotFound()
}

func (s *Server) sendDraftFile(c *call) error {
	for _, f := range c.draft.Files {
		if f.SHA256 == c.param("sha256") {
			return s.send(c, f.SHA256, f.Name, f.MediaType)
		}
	}
	return fileNotFound()
}
