package handlers

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// TrailSearch is what a search of the trail asks for.
type TrailSearch struct {
	Stream  string    `query:"stream" maxLength:"256"`
	Streams string    `query:"streams" maxLength:"64" doc:"Of streams of a kind: case, item, person"`
	Kind    string    `query:"kind" maxLength:"64"`
	Person  string    `query:"person" maxLength:"64" doc:"Who acted: an id; /api/v1/trail/people finds it by name"`
	Item    string    `query:"item" maxLength:"64" doc:"Of cases of the item, and of the item itself"`
	Text    string    `query:"q" maxLength:"100" doc:"Of cases with this in their number, or in their applicant's credit code or name"`
	From    time.Time `query:"from" doc:"Recorded at or after"`
	To      time.Time `query:"to" doc:"Recorded before"`
}

type trailInput struct {
	PageInput
	TrailSearch
}

// EntryKind is what an entry can record.
type EntryKind struct {
	Streams string    `json:"streams" doc:"The kind of stream it stands on"`
	Kind    string    `json:"kind"`
	Title   item.Text `json:"title"`
}

// StreamKind is what streams can be about.
type StreamKind struct {
	Streams string    `json:"streams"`
	Title   item.Text `json:"title"`
}

type entryKindsOutput struct {
	Body struct {
		Kinds   []EntryKind  `json:"kinds"`
		Streams []StreamKind `json:"streams"`
	}
}

type entryInput struct {
	Kind   string `path:"kind" maxLength:"64" doc:"The first part of the stream: case, item, person ..."`
	ID     string `path:"id" maxLength:"190" doc:"The rest of the stream"`
	Number int64  `path:"number" minimum:"1"`
}

// RawEntry is an entry with the bytes that are hashed.
type RawEntry struct {
	Entry
	Bytes []byte `json:"bytes" doc:"What is stored and hashed, base64"`
}

type entryOutput struct{ Body RawEntry }

func (s *Server) trailRoutes() {
	const path = prefix + "/trail/entries"
	declare(s, endpoint{id: "list-entries", method: http.MethodGet, path: path, summary: "The trail, newest first; one stream in its order", tag: "trail",
		guards: []guard{s.readsTrail, s.searching("entries")}}, s.listEntries)
	declare(s, endpoint{id: "list-entry-kinds", method: http.MethodGet, path: prefix + "/trail/kinds", summary: "What entries there are, and what each records", tag: "trail",
		guards: []guard{s.readsTrail}}, s.listEntryKinds)
	declare(s, endpoint{id: "entry", method: http.MethodGet, path: path + "/{kind}/{id}/{number}", summary: "One entry with its stored bytes", tag: "trail",
		guards: []guard{s.streamVisible(pathStream), s.readsTrail}}, s.entry)
}

// readsTrail lets those in who read the trail as officers, supervisors or auditors; an applicant reads that of a case.
func (s *Server) readsTrail(c *call) error {
	scope := s.Authorizer.Scope(c.who.id(), "trail", "list")
	if !scope.All && len(scope.Units) == 0 {
		return forbidden()
	}
	return nil
}

// pathStream is the stream the path names.
func pathStream(c *call) string { return c.param("kind") + "/" + c.param("id") }

const casePrefix = "case/"

// streamVisible hides the streams a caller may not know of. Who reads the whole trail may know of all; others of the
// cases they may see.
func (s *Server) streamVisible(stream func(*call) string) guard {
	return func(c *call) error {
		if s.watching(c.who) {
			return s.accounted(c, workflow.Access{About: stream(c)})
		}
		id, ok := strings.CutPrefix(stream(c), casePrefix)
		if !ok {
			return entryNotFound()
		}
		err := s.see(c, workflow.CaseID(id))
		if isRefusal(err, workflow.NotFound) {
			return entryNotFound()
		}
		return err
	}
}

// payloadVisible: what people wrote on a case is for those who may read the application, and what is kept of a person
// for those who may read about people.
func (s *Server) payloadVisible(c *call, stream string) bool {
	switch {
	case c.kase != nil:
		return s.mine(c, "application", "read")
	case strings.HasPrefix(stream, casePrefix):
		return s.can(c, "application", "read")
	}
	return s.can(c, "person", "read")
}

func entryNotFound() error {
	return refuse(http.StatusNotFound, "entry_not_found", "没有这条留痕。", "There is no such entry.")
}

func (s *Server) listEntryKinds(*call, *struct{}) (*entryKindsOutput, error) {
	out := &entryKindsOutput{}
	out.Body.Kinds = rowsOf(workflow.EntryKinds(), func(k string) EntryKind {
		streams, kind, _ := strings.Cut(k, "/")
		return EntryKind{streams, kind, workflow.EntryTitle(k)}
	})
	out.Body.Streams = rowsOf(workflow.StreamKinds(), func(k string) StreamKind { return StreamKind{k, workflow.StreamTitle(k)} })
	return out, nil
}

func (s *Server) listEntries(c *call, in *trailInput) (*pageOutput[Entry], error) {
	f, err := s.searched(c, in.TrailSearch)
	if err != nil {
		return nil, err
	}
	f.Cursor, f.Limit = in.Cursor, in.Limit
	page, err := s.Entries.Entries(c, f)
	if err != nil {
		return nil, err
	}
	told := s.telling(c)
	return pageOf(page, func(r workflow.EntryRow) Entry {
		return told.entry(r, workflow.Matter{Item: r.Case.Item, Version: r.Case.Version}, true, false)
	}), nil
}

// searched is what a search may find.
func (s *Server) searched(c *call, in TrailSearch) (workflow.EntryFilter, error) {
	if !in.From.IsZero() && !in.To.IsZero() && in.To.Before(in.From) {
		return workflow.EntryFilter{}, periodBackwards()
	}
	if in.Streams != "" && !slices.Contains(workflow.StreamKinds(), in.Streams) {
		return workflow.EntryFilter{}, unknownKind("streams")
	}
	if in.Kind != "" && !slices.ContainsFunc(workflow.EntryKinds(), func(k string) bool { return strings.HasSuffix(k, "/"+in.Kind) }) {
		return workflow.EntryFilter{}, unknownKind("kind")
	}
	scope := s.scope(c, "trail", "list")
	scope.Enterprise = ""
	return workflow.EntryFilter{
		Scope: scope, Stream: in.Stream, Streams: in.Streams, Kind: in.Kind, Person: in.Person, Item: in.Item, Text: in.Text, From: in.From, To: in.To,
	}, nil
}

func unknownKind(field string) *Problem {
	return refuse(http.StatusUnprocessableEntity, "unknown_kind", "没有这一种，请从 /api/v1/trail/kinds 所列的中选取。", "There is no such kind; take one of those that /api/v1/trail/kinds lists.").at(field)
}

func (s *Server) entry(c *call, in *entryInput) (*entryOutput, error) {
	stream := in.Kind + "/" + in.ID
	rows, err := s.Entries.StreamEntries(c, stream, in.Number, 1)
	if err != nil {
		return nil, doing("read entry "+strconv.FormatInt(in.Number, 10)+" of "+stream, err)
	}
	if len(rows) == 0 || rows[0].Entry.Number != in.Number {
		return nil, entryNotFound()
	}
	of, err := s.matterOf(c, stream)
	if err != nil {
		return nil, err
	}
	e := s.telling(c).entry(rows[0], of, true, s.payloadVisible(c, stream))
	return &entryOutput{RawEntry{e, rows[0].Entry.Bytes}}, nil
}
