package handlers

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// Upload is a file on its way to a draft in parts.
type Upload struct {
	Name     string     `json:"name"`
	Size     int64      `json:"size"`
	Received int64      `json:"received" doc:"Bytes that are there: where the next part begins"`
	Part     int64      `json:"part" doc:"Bytes of each part but the last"`
	File     *DraftFile `json:"file,omitempty" doc:"It was on record already and is put to the draft: nothing is to be sent"`
}

// UploadInput names the upload of the path.
type UploadInput struct {
	DraftInput
	Material string `path:"material" maxLength:"64"`
	SHA256   string `path:"sha256" pattern:"^[0-9a-f]{64}$" doc:"of the whole file"`
}

type beginUploadInput struct {
	UploadInput
	Body struct {
		Name string `json:"name" maxLength:"255"`
		Size int64  `json:"size" minimum:"0" doc:"bytes"`
	}
}

type uploadOutput struct{ Body Upload }

func (s *Server) uploadRoutes() {
	const path = prefix + "/drafts/{id}/uploads/{material}/{sha256}"
	guards := []guard{s.draftVisible, s.onDraft("material", "create")}
	declare(s, endpoint{id: "begin-upload", method: http.MethodPut, path: path, tag: "application", guards: guards,
		summary: "Begin to send a file in parts, or go on with it; what is on record already is put to the draft at once"}, s.beginUpload)
	s.raw(endpoint{id: "put-part", method: http.MethodPut, path: path + "/parts/{start}", tag: "application", guards: guards,
		summary: "Send the next part of a file, from its first byte on; sending it again changes nothing", change: partUpload(s)}, s.putPart)
	declare(s, endpoint{id: "complete-upload", method: http.MethodPost, path: path + "/complete", status: http.StatusCreated, tag: "application", guards: guards,
		summary: "Put a file whose parts are all there to its material; again it gives the same answer"}, s.completeUpload)
	declare(s, endpoint{id: "drop-upload", method: http.MethodDelete, path: path, tag: "application", guards: guards,
		summary: "Give an upload up; one that nothing is added to for a day is given up by itself"}, s.dropUpload)
}

func partUpload(s *Server) func(*huma.Operation) {
	return func(op *huma.Operation) {
		for _, name := range []string{"id", "material", "sha256"} {
			op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeString}})
		}
		op.Parameters = append(op.Parameters, &huma.Param{Name: "start", In: "path", Required: true, Schema: &huma.Schema{Type: huma.TypeInteger}})
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/octet-stream": {}}}
		op.Responses["200"] = &huma.Response{Description: "How far it is", Content: map[string]*huma.MediaType{"application/json": {Schema: s.schemaOf(Upload{})}}}
	}
}

func uploadOf(u workflow.Upload) Upload {
	return Upload{Name: u.Name, Size: u.Size, Received: u.Received(), Part: workflow.UploadPart}
}

// beginUpload judges what can be judged before the bytes: the material, the name and the size.
func (s *Server) beginUpload(c *call, in *beginUploadInput) (*uploadOutput, error) {
	m, err := s.materialOfDraft(c, in.Material)
	if err != nil {
		return nil, err
	}
	switch {
	case !goodName(in.Body.Name):
		return nil, badName()
	case in.Body.Size > largest(m):
		return nil, fileTooLarge()
	case in.Body.Size == 0:
		return nil, fileEmpty()
	}
	if file, err := s.knownAlready(c, m, in); err != nil || file != nil {
		return &uploadOutput{Upload{Name: in.Body.Name, Size: in.Body.Size, Received: in.Body.Size, Part: workflow.UploadPart, File: file}}, err
	}
	u, err := s.Uploads.BeginUpload(c, workflow.Upload{Draft: c.draft.ID, Material: m.ID, SHA256: in.SHA256, Name: in.Body.Name, Size: in.Body.Size})
	if err != nil {
		return nil, err
	}
	return &uploadOutput{uploadOf(u)}, nil
}

// knownAlready puts what the enterprise has on record to the draft. What others have is nobody else's to know of.
func (s *Server) knownAlready(c *call, m *item.Material, in *beginUploadInput) (*DraftFile, error) {
	if c.who.Enterprise == "" {
		return nil, nil
	}
	p, err := s.onePaper(c, in.SHA256)
	if isRefusal(err, workflow.NotFound) || err == nil && p.Size != in.Body.Size {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return s.take(c, m, in.Body.Name, Stored{SHA256: p.SHA256, Size: p.Size, MediaType: p.MediaType})
}

// take judges a stored file and puts it to the draft.
func (s *Server) take(c *call, m *item.Material, name string, stored Stored) (*DraftFile, error) {
	if err := s.acceptable(m, name, stored); err != nil {
		return nil, err
	}
	if err := s.photographic(c, m, stored); err != nil {
		return nil, err
	}
	f := workflow.File{Material: m.ID, Name: name, SHA256: stored.SHA256, Size: stored.Size, MediaType: stored.MediaType,
		AddedAt: s.Engine.Clock.Now().UTC(), By: c.who.id()}
	if err := s.attach(c, f); err != nil {
		return nil, err
	}
	out := draftFileOf(f)
	return &out, nil
}

// putPart keeps a part as an object of its own. The first one shows already what kind of file it is.
func (s *Server) putPart(c *call) error {
	m, err := s.materialOfDraft(c, c.param("material"))
	if err != nil {
		return err
	}
	u, err := s.Uploads.Upload(c, c.draft.ID, m.ID, c.param("sha256"))
	if err != nil {
		return err
	}
	start, err := strconv.ParseInt(c.param("start"), 10, 64)
	wants := u.Wants(start)
	if err != nil || wants == 0 || start > u.Received() {
		_, refused := u.Takes(workflow.PartOfUpload{Start: -1})
		return refused
	}
	stored, err := s.Files.Put(c, c.gin.Request.Body, wants)
	switch {
	case errors.Is(err, ErrFileTooLarge):
		return fileTooLarge()
	case err != nil:
		return doing("store a part of a file", err)
	}
	if start == 0 {
		if err := s.acceptable(m, u.Name, Stored{Size: u.Size, MediaType: stored.MediaType}); err != nil {
			return errors.Join(err, s.Uploads.DropUpload(c, u.Draft, u.Material, u.SHA256))
		}
	}
	now, err := s.Uploads.AddUploadPart(c, u.Draft, u.Material, u.SHA256, workflow.PartOfUpload{Start: start, SHA256: stored.SHA256, Size: stored.Size})
	if err != nil {
		return err
	}
	c.gin.JSON(http.StatusOK, uploadOf(now))
	return nil
}

func (s *Server) completeUpload(c *call, in *UploadInput) (*draftFileOutput, error) {
	m, err := s.materialOfDraft(c, in.Material)
	if err != nil {
		return nil, err
	}
	u, err := s.Uploads.Upload(c, c.draft.ID, m.ID, in.SHA256)
	if isRefusal(err, workflow.NotFound) {
		for _, f := range c.draft.Files {
			if f.Material == m.ID && f.SHA256 == in.SHA256 {
				return &draftFileOutput{draftFileOf(f)}, nil // the answer was lost on its way
			}
		}
	}
	if err != nil {
		return nil, err
	}
	if err := u.Whole(); err != nil {
		return nil, err
	}
	file, err := s.assemble(c, m, u)
	if gone := s.Uploads.DropUpload(c, u.Draft, u.Material, u.SHA256); gone != nil && err == nil {
		err = gone
	}
	if err != nil {
		return nil, err
	}
	return &draftFileOutput{*file}, nil
}

// assemble makes one object of the parts, which has to be the file that was promised.
func (s *Server) assemble(c *call, m *item.Material, u workflow.Upload) (*DraftFile, error) {
	parts := &joined{ctx: c, files: s.Files, left: u.Parts}
	defer parts.close()
	stored, err := s.Files.Put(c, parts, u.Size)
	if err != nil {
		return nil, doing("assemble a file", err)
	}
	if stored.SHA256 != u.SHA256 {
		return nil, refuse(http.StatusUnprocessableEntity, "upload_altered", "收到的内容与选择的文件不一致，请重新上传。",
			"What came in is not the file that was chosen; send it again.").at("sha256")
	}
	return s.take(c, m, u.Name, stored)
}

func (s *Server) dropUpload(c *call, in *UploadInput) (*struct{}, error) {
	return nil, s.Uploads.DropUpload(c, c.draft.ID, in.Material, in.SHA256)
}

// joined reads the parts of an upload one after the other.
type joined struct {
	ctx   context.Context
	files Files
	left  []workflow.PartOfUpload
	open  io.ReadCloser
}

// Read implements io.Reader.
func (j *joined) Read(p []byte) (int, error) {
	for {
		if j.open == nil {
			if len(j.left) == 0 {
				return 0, io.EOF
			}
			r, _, err := j.files.Open(j.ctx, j.left[0].SHA256)
			if err != nil {
				return 0, err
			}
			j.open, j.left = r, j.left[1:]
		}
		n, err := j.open.Read(p)
		if err != io.EOF { //nolint:errorlint // a wrapped one tells of a part that broke off
			return n, err
		}
		j.close()
		if n > 0 {
			return n, nil
		}
	}
}

func (j *joined) close() {
	if j.open != nil {
		_ = j.open.Close() // it was only read
		j.open = nil
	}
}
