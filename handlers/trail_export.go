package handlers

import (
	"cmp"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/evidence"
	"shenpi/workflow/item"
)

const maxExport = 100_000

const casesAlone = "case" // the kind of stream that cases have

type exportInput struct {
	TrailSearch
	TakeInput
	Language language `query:"language" enum:"zh,en" doc:"Of the words; that of the request when absent"`
}

type trailEvidenceInput struct {
	TrailSearch
	TakeInput
	GrownFrom []int64 `query:"grown_from" minimum:"0" maxItems:"20" doc:"Sizes of checkpoints that were kept outside: the pack proves that its log grew from them"`
}

func (s *Server) trailExportRoutes() {
	declare(s, endpoint{id: "export-entries", method: http.MethodGet, path: prefix + "/trail/export", summary: "All entries that a search finds, as a table", tag: "trail",
		guards: []guard{s.readsTrail, s.mayList("trail", "export")}, change: takeable("text/csv")}, s.exportEntries)
	declare(s, endpoint{id: "trail-evidence", method: http.MethodGet, path: prefix + "/trail/evidence", summary: "All that proves the cases whose entries a search finds, in one zip",
		tag: "trail", guards: []guard{s.readsTrail, s.mayList("material", "export")}, change: takeable("application/zip")}, s.trailEvidence)
}

// bounded is a search that finds no more than can be given out; else it says which period would.
func (s *Server) bounded(c *call, in TrailSearch, kind string) (workflow.EntryFilter, error) {
	f, err := s.searched(c, in)
	if err != nil {
		return f, err
	}
	f.Scope = s.scope(c, kind, "export")
	f.Scope.Enterprise = ""
	most := cmp.Or(s.MaxExport, maxExport)
	since, more, err := s.Entries.EntryAt(c, f, most)
	if err != nil || !more {
		return f, doing("count the entries of a search", err)
	}
	from := calendar.DateOf(since).AddDays(1)
	younger := f
	younger.From = from.Start()
	_, some, err := s.Entries.EntryAt(c, younger, 0)
	if err != nil {
		return f, doing("look for a narrower search", err)
	}
	return f, rangeTooWide(most, from, some)
}

// rangeTooWide names a day from which a search finds some entries and not too many; there is none where the last day alone has more.
func rangeTooWide(most int, from calendar.Date, some bool) error {
	fill := strings.NewReplacer("{most}", strconv.Itoa(most), "{from}", from.String())
	if !some {
		return refuse(http.StatusUnprocessableEntity, "range_too_wide",
			fill.Replace("符合条件的留痕仅最后一日就超过 {most} 条，请再按人员、动作、范围或事项缩小。"),
			fill.Replace("More than {most} entries of one day fit; narrow the search by person, action, kind of record or item.")).at("kind")
	}
	return refuse(http.StatusUnprocessableEntity, "range_too_wide",
		fill.Replace("符合条件的留痕超过 {most} 条，请缩小范围，例如从 {from} 起。"), fill.Replace("More than {most} entries fit; narrow the search, for instance to those from {from} on.")).at("from")
}

func (s *Server) exportEntries(c *call, in *exportInput) (*huma.StreamResponse, error) {
	f, err := s.bounded(c, in.TrailSearch, "trail")
	if err != nil {
		return nil, err
	}
	last, signed, err := s.latest(c)
	if err != nil {
		return nil, err
	}
	if ask, err := s.taking(c, in.TakeInput, searchOf(c, "entries", workflow.TakenTable)); ask != nil || err != nil {
		return ask, err
	}
	now, l := s.Engine.Clock.Now(), cmp.Or(in.Language, c.lang)
	if f.To.IsZero() { // what is recorded meanwhile is not in it
		f.To = now.Add(time.Microsecond)
	}
	head := [][]string{
		{l.say("条件", "Search"), c.gin.Request.URL.Query().Encode()},
		{l.say("检查点", "Checkpoint"), strconv.FormatInt(signed.Size, 10), "sha256:" + signed.Root.String(), last.RecordedAt.UTC().Format(time.RFC3339Nano)},
		{l.say("导出时间", "Exported"), moment(now)},
	}
	return &huma.StreamResponse{Body: func(ctx huma.Context) {
		ctx.SetHeader("Content-Type", "text/csv; charset=utf-8")
		ctx.SetHeader("Content-Disposition", disposition("留痕 "+calendar.DateOf(now).String()+".csv"))
		ctx.SetStatus(http.StatusOK)
		s.stream(c, func(w io.Writer) error { return s.writeEntries(c, w, l, f, head) })
	}}, nil
}

// writeEntries writes a table of entries: what was asked, the entries, and how many they are. A table without the last line was cut.
func (s *Server) writeEntries(c *call, w io.Writer, l language, f workflow.EntryFilter, head [][]string) error {
	out, err := newSpreadsheet(w)
	if err != nil {
		return err
	}
	for _, line := range append(head, []string{}, rowsOf(entryColumns, func(t item.Text) string { return l.say(t.Zh, t.En) })) {
		if err := out.line(line...); err != nil {
			return err
		}
	}
	told, n := s.telling(c), 0
	for f.Limit = pageOfEntries; ; {
		page, err := s.Entries.Entries(c, f)
		if err != nil {
			return err
		}
		for _, r := range page.Rows {
			n++
			if err := out.line(told.line(l, r)...); err != nil {
				return err
			}
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			break
		}
	}
	if err := out.line(l.say("共", "Entries"), strconv.Itoa(n)); err != nil {
		return err
	}
	return out.end()
}

var entryColumns = []item.Text{
	{Zh: "办件", En: "Case"}, {Zh: "流水", En: "Stream"}, {Zh: "序号", En: "Number"}, {Zh: "时间（北京时间）", En: "Time (UTC+8)"}, {Zh: "人员编号", En: "Person id"},
	{Zh: "人员", En: "Person"}, {Zh: "代", En: "On behalf of"}, {Zh: "动作", En: "Action"}, {Zh: "说明", En: "In words"}, {Zh: "日志位置", En: "Place in the log"}, {Zh: "摘要", En: "Hash"},
}

// line is an entry as a line of a table.
func (t telling) line(l language, r workflow.EntryRow) []string {
	e := r.Entry
	told := t.words.Tell(e, workflow.Matter{Item: r.Case.Item, Version: r.Case.Version})
	position := ""
	if r.Position >= 0 {
		position = strconv.FormatInt(r.Position, 10)
	}
	return []string{
		r.Case.Number, e.Stream, strconv.FormatInt(e.Number, 10), moment(e.RecordedAt), e.Actor.Person, t.names.of(e.Actor.Person), t.names.behalf(e.Actor),
		l.say(told.Title.Zh, told.Title.En), l.say(told.Sentence.Zh, told.Sentence.En), position, "sha256:" + e.Hash.String(),
	}
}

// moment is an instant in the time of the office, to the microsecond.
func moment(at time.Time) string { return at.In(calendar.Zone).Format("2006-01-02 15:04:05.000000") }

// trailEvidence gives out cases: of a search among entries of something else it would be told of nothing, or of too much.
func (s *Server) trailEvidence(c *call, in *trailEvidenceInput) (*huma.StreamResponse, error) {
	if in.Streams != "" && in.Streams != casesAlone {
		return nil, refuse(http.StatusUnprocessableEntity, "evidence_of_cases", "证据包由办件组成，请把范围改为全部或者办件；其他留痕可以导出为表格。",
			"Evidence packs are made of cases: choose all kinds of records or cases; of others there is the table.").at("streams")
	}
	in.Streams = casesAlone // what is counted is what is given out
	f, err := s.bounded(c, in.TrailSearch, "material")
	if err != nil {
		return nil, err
	}
	last, signed, err := s.against(c, in.GrownFrom, 0)
	if err != nil {
		return nil, err
	}
	if ask, err := s.taking(c, in.TakeInput, searchOf(c, "entries", workflow.TakenPack)); ask != nil || err != nil {
		return ask, err
	}
	r := evidence.Request{
		Subject: "cases with entries " + c.gin.Request.URL.Query().Encode(), Search: true, Checkpoint: last.Note, GrownFrom: in.GrownFrom,
		Cases: evidence.CasesOfEntries(c, s.Entries, f),
	}
	return s.pack(c, r, "证据包 "+calendar.DateOf(signed.RecordedAt).String()+".zip")
}
