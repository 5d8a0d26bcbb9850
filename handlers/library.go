package handlers

import (
	"fmt"
	"net/http"
	"path"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Paper is a file that the enterprise has on record with the office.
type Paper struct {
	SHA256    string     `json:"sha256"`
	Name      string     `json:"name"`
	Size      int64      `json:"size"`
	MediaType string     `json:"media_type"`
	Trust     string     `json:"trust" enum:"A,B,C,D" doc:"A issued by the office, B examined with an application that was granted, C filed before, D uploaded and never filed"`
	Origin    PaperUse   `json:"origin" doc:"The use that says most for it"`
	Uses      []PaperUse `json:"uses" doc:"All of them, the last first"`
}

// PaperUse is where a paper stands.
type PaperUse struct {
	Trust      string        `json:"trust" enum:"A,B,C,D"`
	Title      item.Text     `json:"title" doc:"The material it was filed as, or what the document is called"`
	Case       string        `json:"case,omitempty" doc:"Absent of a draft that was not filed"`
	Number     string        `json:"number,omitempty" doc:"of the case"`
	Draft      string        `json:"draft,omitempty" doc:"The draft it was put to"`
	Item       string        `json:"item"`
	ItemTitle  item.Text     `json:"item_title"`
	At         Instant       `json:"at" doc:"When it was added or issued"`
	ValidUntil calendar.Date `json:"valid_until,omitzero" format:"date" doc:"Of a certificate: its last day"`
}

type reusePaperInput struct {
	DraftInput
	Material string `path:"material" maxLength:"64"`
	SHA256   string `path:"sha256" minLength:"64" maxLength:"64"`
}

type draftFileOutput struct{ Body DraftFile }

func (s *Server) libraryRoutes() {
	declare(s, endpoint{id: "list-papers", method: http.MethodGet, path: prefix + "/library", summary: "What the enterprise has on record, the last added first", tag: "application",
		guards: []guard{forEnterprise, s.mayOwn("material", "list")}}, s.listPapers)
	s.raw(endpoint{id: "paper", method: http.MethodGet, path: prefix + "/library/{sha256}", summary: "The bytes of a paper on record", tag: "application",
		guards: []guard{forEnterprise, s.mayOwn("material", "read")}, change: documentDownload("sha256")}, s.sendPaper)
	declare(s, endpoint{id: "reuse-paper", method: http.MethodPut, path: prefix + "/drafts/{id}/papers/{material}/{sha256}", status: http.StatusCreated,
		summary: "Put a paper that is on record to a material; its bytes are not sent again", tag: "application",
		guards: []guard{s.draftVisible, s.onDraft("material", "create"), forEnterprise}}, s.reusePaper)
}

// onRecord is what the caller may have of what their enterprise has on record: an agent what there is a mandate for.
func (s *Server) onRecord(c *call) workflow.PaperFilter {
	return workflow.PaperFilter{Enterprise: c.who.Enterprise, Filed: s.bounds(c, ""), Issued: s.bounds(c, workflow.MandateReceive)}
}

func (s *Server) listPapers(c *call, in *PageInput) (*pageOutput[Paper], error) {
	f := s.onRecord(c)
	f.Cursor, f.Limit = in.Cursor, in.Limit
	page, err := s.Library.Papers(c, f)
	if err != nil {
		return nil, err
	}
	return pageOf(page, s.paperOf), nil
}

// onePaper finds a paper the caller may have by its hash.
func (s *Server) onePaper(c *call, sha string) (workflow.Paper, error) {
	f := s.onRecord(c)
	f.SHA256, f.Limit = sha, 1
	found, err := s.Library.Papers(c, f)
	if err != nil {
		return workflow.Paper{}, err
	}
	if sha == "" || len(found.Rows) == 0 {
		return workflow.Paper{}, &workflow.Error{Kind: workflow.NotFound, Code: "paper_not_found", Text: item.Text{
			Zh: "材料库中没有这份文件。", En: "There is no such paper on record."}}
	}
	return found.Rows[0], nil
}

func (s *Server) sendPaper(c *call) error {
	p, err := s.onePaper(c, c.param("sha256"))
	if err != nil {
		return err
	}
	return s.send(c, p.SHA256, s.paperName(p), p.MediaType)
}

func (s *Server) paperOf(p workflow.Paper) Paper {
	origin := s.useOf(p.Origin())
	return Paper{
		SHA256: p.SHA256, Name: s.paperName(p), Size: p.Size, MediaType: p.MediaType, Trust: origin.Trust, Origin: origin, Uses: rowsOf(p.Uses, s.useOf),
	}
}

func (s *Server) useOf(u workflow.PaperUse) PaperUse {
	out := PaperUse{
		Trust: string(u.Trust()), Title: item.Text{Zh: u.Material, En: u.Material}, Case: string(u.Case), Number: u.Number, Draft: u.Draft,
		Item: u.Item, ItemTitle: s.titleOf(u.Item, u.Version), At: Instant{u.At},
	}
	it, err := s.Engine.Items.Item(u.Item, u.Version)
	if err != nil {
		return out // an item that is not loaded has no titles
	}
	if u.Document != "" {
		out.Title = documentTitle(it, u.Document)
		if it.Certificate != nil && it.Certificate.Document == u.Document {
			out.ValidUntil = u.ValidUntil
		}
	} else if m := it.Material(u.Material); m != nil {
		out.Title = m.Title
	}
	return out
}

// paperName is what its origin calls a paper.
func (s *Server) paperName(p workflow.Paper) string {
	u := p.Origin()
	if u.Document == "" {
		return u.Name
	}
	name := strings.TrimSpace(u.Document + " " + u.DocNo)
	if it, err := s.Engine.Items.Item(u.Item, u.Version); err == nil {
		name = documentName(it, u.Document, u.DocNo)
	}
	if kind := kinds[p.MediaType]; kind != "" {
		return name + "." + kind
	}
	return name + ".txt"
}

// reusePaper names a stored object once more; the rules for what a material takes are those of an upload.
func (s *Server) reusePaper(c *call, in *reusePaperInput) (*draftFileOutput, error) {
	m, err := s.materialOfDraft(c, in.Material)
	if err != nil {
		return nil, err
	}
	p, err := s.onePaper(c, in.SHA256)
	if err != nil {
		return nil, err
	}
	if p.Size > largest(m) {
		return nil, fileTooLarge()
	}
	file, err := s.take(c, m, s.freeName(c, m.ID, p), Stored{SHA256: p.SHA256, Size: p.Size, MediaType: p.MediaType})
	if err != nil {
		return nil, err
	}
	return &draftFileOutput{*file}, nil
}

// freeName is the name of a paper, with a number where the draft has another file of that name: nothing is replaced
// that nobody chose to replace.
func (s *Server) freeName(c *call, material string, p workflow.Paper) string {
	name := s.paperName(p)
	taken := map[string]bool{}
	for _, f := range c.draft.Files {
		taken[f.Name] = f.Material == material && f.SHA256 != p.SHA256 || taken[f.Name]
	}
	free, ending := name, path.Ext(name)
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s (%d)%s", strings.TrimSuffix(name, ending), n, ending)
	}
	return free
}
