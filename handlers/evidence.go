package handlers

import (
	"context"
	"io"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/evidence"
	"shenpi/workflow/trail"
)

// Packer makes packs of evidence.
type Packer interface {
	Write(ctx context.Context, w io.Writer, r evidence.Request) (evidence.Made, error)
}

type caseEvidenceInput struct {
	CaseInput
	TakeInput
	GrownFrom []int64 `query:"grown_from" minimum:"0" maxItems:"20" doc:"Sizes of checkpoints that were kept outside: the pack proves that its log grew from them"`
}

type evidenceInput struct {
	CaseSearch
	TakeInput
	GrownFrom []int64 `query:"grown_from" minimum:"0" maxItems:"20" doc:"Sizes of checkpoints that were kept outside: the pack proves that its log grew from them"`
}

func (s *Server) evidenceRoutes() {
	zip := takeable("application/zip")
	declare(s, endpoint{id: "case-evidence", method: http.MethodGet, path: prefix + "/cases/{id}/evidence", summary: "All that proves a case, in one zip", tag: "trail",
		guards: []guard{s.caseVisible, s.onCase("material", "export")}, change: zip}, s.caseEvidence)
	declare(s, endpoint{id: "evidence", method: http.MethodGet, path: prefix + "/evidence", summary: "All that proves the cases of a search or a period, in one zip", tag: "trail",
		guards: []guard{s.mayList("material", "export")}, change: zip}, s.searchEvidence)
}

func (s *Server) caseEvidence(c *call, in *caseEvidenceInput) (*huma.StreamResponse, error) {
	st := &c.kase.State
	rows, err := s.Entries.StreamEntries(c, st.Head.Stream, st.Head.Number, 1)
	if err != nil {
		return nil, doing("read the last entry of a case", err)
	}
	if len(rows) == 0 {
		return nil, doing("read the last entry of a case", trail.ErrCut)
	}
	last, signed, err := s.against(c, in.GrownFrom, rows[0].Position+1)
	if err != nil {
		return nil, err
	}
	if !signed.Has(rows[0].Position) {
		return nil, notMergedYet()
	}
	if ask, err := s.taking(c, in.TakeInput, workflow.Access{About: st.Head.Stream, Number: st.Number, Taken: workflow.TakenPack}); ask != nil || err != nil {
		return ask, err
	}
	only := func(yield func(workflow.CaseID, error) bool) { yield(st.ID, nil) }
	r := evidence.Request{Subject: "case " + st.Number, Cases: only, Checkpoint: last.Note, GrownFrom: in.GrownFrom}
	return s.pack(c, r, "证据包 "+st.Number+".zip")
}

func (s *Server) searchEvidence(c *call, in *evidenceInput) (*huma.StreamResponse, error) {
	last, signed, err := s.against(c, in.GrownFrom, 0)
	if err != nil {
		return nil, err
	}
	f, err := in.filter()
	if err != nil {
		return nil, err
	}
	f.Scope = s.scope(c, "material", "export")
	if ask, err := s.taking(c, in.TakeInput, searchOf(c, "cases", workflow.TakenPack)); ask != nil || err != nil {
		return ask, err
	}
	r := evidence.Request{
		Subject: "cases " + c.gin.Request.URL.Query().Encode(), Search: true, Checkpoint: last.Note, GrownFrom: in.GrownFrom,
		Cases: evidence.Cases(c, s.Cases, f),
	}
	return s.pack(c, r, "证据包 "+calendar.DateOf(signed.RecordedAt).String()+".zip")
}

// against is the checkpoint that a pack proves everything against; it should have so many entries, and must have grown from the sizes.
func (s *Server) against(c *call, grownFrom []int64, entries int64) (Checkpoint, trail.Checkpoint, error) {
	last, ok, err := s.Log.EvidenceCheckpoint(c, slices.Max(append([]int64{entries}, grownFrom...)))
	last, signed, err := s.opened(last, ok, err)
	if err == nil && slices.ContainsFunc(grownFrom, func(size int64) bool { return size > signed.Size }) {
		err = logSmaller("grown_from")
	}
	return last, signed, err
}

// pack answers with a pack, written while it is made. What goes wrong in the middle breaks the download off: a pack that is
// cut is no pack, for its signed list comes last.
func (s *Server) pack(c *call, r evidence.Request, name string) (*huma.StreamResponse, error) {
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", "application/zip")
		ctx.SetHeader("Content-Disposition", disposition(name))
		ctx.SetStatus(http.StatusOK)
		s.stream(c, func(w io.Writer) error {
			_, err := s.Packs.Write(c, w, r)
			return err
		})
	}}, nil
}
