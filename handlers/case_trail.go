package handlers

import (
	"cmp"
	"encoding/json"
	"strings"

	"shenpi/workflow"
	"shenpi/workflow/item"
)

// Entry is one line of the trail.
type Entry struct {
	Stream      string          `json:"stream"`
	StreamTitle item.Text       `json:"stream_title" doc:"What streams like it are about"`
	Number      int64           `json:"number"`
	Position    *int64          `json:"position,omitempty" doc:"0-based place in the log; absent while it waits to be merged"`
	Kind        string          `json:"kind"`
	RecordedAt  Instant         `json:"recorded_at"`
	EffectiveAt Instant         `json:"effective_at" doc:"When it fell due"`
	Title       item.Text       `json:"title" doc:"What was done"`
	About       item.Text       `json:"about,omitzero" doc:"To what: the step and the decision, the document, the days"`
	Zh          string          `json:"zh" doc:"The whole as a sentence: who, on behalf of whom, what, to what"`
	En          string          `json:"en"`
	CaseNumber  string          `json:"case_number,omitempty" doc:"Of the case it is of, in a search"`
	Visit       int             `json:"visit,omitempty"`
	Node        string          `json:"node,omitempty" doc:"The step of the visit"`
	Round       int             `json:"round,omitempty" doc:"How often the case had come to that step by then; told with the case"`
	Actor       EntryActor      `json:"actor"`
	Hash        string          `json:"hash"`
	Prev        string          `json:"prev"`
	PayloadHash string          `json:"payload_hash,omitempty"`
	Facts       json.RawMessage `json:"facts,omitempty" doc:"Told to insiders"`
	Payload     json.RawMessage `json:"payload,omitempty" doc:"Personal data; absent when erased or not for the reader"`
}

// EntryActor says who acted.
type EntryActor struct {
	Person   *Somebody   `json:"person,omitempty"`
	Roles    []string    `json:"roles"`
	Posts    []item.Text `json:"posts" doc:"What the roles are called"`
	Unit     string      `json:"unit,omitempty"`
	UnitName *item.Text  `json:"unit_name,omitempty"`
	OnBehalf string      `json:"on_behalf,omitempty" doc:"The officer in whose place, or the enterprise for which"`
	Behalf   string      `json:"on_behalf_name,omitempty" doc:"What they are called; told to insiders"`
	System   bool        `json:"system"`
}

type entryListInput struct {
	CaseInput
	PageInput
}

func (s *Server) caseTrail(c *call, in *entryListInput) (*pageOutput[Entry], error) {
	page, err := s.Entries.Entries(c, workflow.EntryFilter{
		Scope: workflow.Scope{All: true}, Stream: c.kase.State.Head.Stream, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	told, st := s.telling(c), &c.kase.State
	papers := s.mine(c, "application", "read")
	return pageOf(page, func(r workflow.EntryRow) Entry {
		own := !c.who.insider() && r.Entry.Actor.OnBehalf == c.who.Enterprise
		return told.entry(r, workflow.Matter{Item: st.Item, Version: st.Version, State: st}, c.who.insider(), c.who.insider() && papers || own)
	}), nil
}

// matterOf is the case of a stream; none of a stream that is of no case.
func (s *Server) matterOf(c *call, stream string) (workflow.Matter, error) {
	id, ok := strings.CutPrefix(stream, casePrefix)
	if !ok {
		return workflow.Matter{}, nil
	}
	k, err := s.Engine.Store.Case(c, workflow.CaseID(id))
	if err != nil {
		return workflow.Matter{}, doing("read the case of an entry", err)
	}
	return workflow.Matter{Item: k.State.Item, Version: k.State.Version, State: &k.State}, nil
}

// telling puts entries into words for the caller.
type telling struct {
	names *names
	words workflow.Teller
}

func (s *Server) telling(c *call) telling {
	n, roles := s.names(c), s.roleTitles()
	roles[workflow.PublicRole] = workflow.PublicTitle // held by nobody
	return telling{n, workflow.Teller{
		Outside: !c.who.insider(),
		Person: func(id string) string {
			if one := n.somebody(id); one != nil {
				return cmp.Or(one.Name, one.ID)
			}
			return ""
		},
		Behalf: n.behalf,
		Role:   func(name string) item.Text { return cmp.Or(roles[name], item.Text{Zh: name, En: name}) },
		Unit:   n.unit, Item: s.Engine.Items.Item,
	}}
}

// entry shows an entry, with its facts and payload to those who may see them.
func (t telling) entry(r workflow.EntryRow, of workflow.Matter, facts, payload bool) Entry {
	e, told := r.Entry, t.words.Tell(r.Entry, of)
	out := Entry{
		Stream: e.Stream, StreamTitle: cmp.Or(workflow.StreamTitle(workflow.StreamKind(e.Stream)), item.Text{Zh: e.Stream, En: e.Stream}), Number: e.Number, Kind: e.Kind, RecordedAt: Instant{e.RecordedAt}, EffectiveAt: Instant{e.EffectiveAt},
		Title: told.Title, About: told.About, Zh: told.Sentence.Zh, En: told.Sentence.En, Visit: told.Visit, Node: told.Node, Round: told.Round,
		CaseNumber: r.Case.Number, Hash: e.Hash.String(), Prev: e.Prev.String(),
		Actor: EntryActor{Person: t.names.somebody(e.Actor.Person), Roles: listed(e.Actor.Roles), Posts: rowsOf(e.Actor.Roles, t.words.Role), Unit: e.Actor.Unit, System: e.Actor.System},
	}
	if e.Actor.Unit != "" {
		name := t.names.unit(e.Actor.Unit)
		out.Actor.UnitName = &name
	}
	if who := t.names.c.who; who.insider() || e.Actor.OnBehalf == who.Enterprise { // who objected is the office's to know
		out.Actor.OnBehalf, out.Actor.Behalf = e.Actor.OnBehalf, t.names.behalf(e.Actor)
	}
	if r.Position >= 0 {
		out.Position = &r.Position
	}
	if e.Payload != [32]byte{} {
		out.PayloadHash = e.Payload.String()
	}
	if facts {
		out.Facts = e.Facts
	}
	if payload && r.Payload != nil && json.Valid(r.Payload.Body) {
		out.Payload = r.Payload.Body
	}
	return out
}
