package handlers

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"shenpi/workflow"
)

type trailInput struct {
	PageInput
	Stream string    `query:"stream" maxLength:"256"`
	Kind   string    `query:"kind" maxLength:"64"`
	Person string    `query:"person" maxLength:"64"`
	From   time.Time `query:"from" doc:"Recorded at or after"`
	To     time.Time `query:"to" doc:"Recorded before"`
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
		guards: []guard{s.readsTrail}}, s.listEntries)
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
		if s.Authorizer.Scope(c.who.id(), "trail", "list").All {
			return nil
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

func (s *Server) listEntries(c *call, in *trailInput) (*pageOutput[Entry], error) {
	scope := s.scope(c, "trail", "list")
	scope.Enterprise = ""
	page, err := s.Entries.Entries(c, workflow.EntryFilter{
		Scope: scope, Stream: in.Stream, Kind: in.Kind, Person: in.Person, From: in.From, To: in.To, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	n := s.names(c)
	return pageOf(page, func(r workflow.EntryRow) Entry { return entryOf(n, r, true, false) }), nil
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
	e := entryOf(s.names(c), rows[0], true, s.payloadVisible(c, stream))
	return &entryOutput{RawEntry{e, rows[0].Entry.Bytes}}, nil
}
