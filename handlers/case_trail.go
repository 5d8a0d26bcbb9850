package handlers

import (
	"encoding/json"

	"shenpi/workflow"
)

// Entry is one line of the trail.
type Entry struct {
	Stream      string          `json:"stream"`
	Number      int64           `json:"number"`
	Position    *int64          `json:"position,omitempty" doc:"0-based place in the log; absent while it waits to be merged"`
	Kind        string          `json:"kind"`
	RecordedAt  Instant         `json:"recorded_at"`
	EffectiveAt Instant         `json:"effective_at" doc:"When it fell due"`
	Actor       EntryActor      `json:"actor"`
	Hash        string          `json:"hash"`
	Prev        string          `json:"prev"`
	PayloadHash string          `json:"payload_hash,omitempty"`
	Facts       json.RawMessage `json:"facts,omitempty" doc:"Told to insiders"`
	Payload     json.RawMessage `json:"payload,omitempty" doc:"Personal data; absent when erased or not for the reader"`
}

// EntryActor says who acted.
type EntryActor struct {
	Person   *Somebody `json:"person,omitempty"`
	Roles    []string  `json:"roles"`
	Unit     string    `json:"unit,omitempty"`
	OnBehalf string    `json:"on_behalf,omitempty"`
	System   bool      `json:"system"`
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
	n := s.names(c)
	papers := s.mine(c, "application", "read")
	return pageOf(page, func(r workflow.EntryRow) Entry {
		own := !c.who.insider() && r.Entry.Actor.OnBehalf == c.who.Enterprise
		return entryOf(n, r, c.who.insider(), c.who.insider() && papers || own)
	}), nil
}

// entryOf shows an entry, with its facts and payload to those who may see them.
func entryOf(n *names, r workflow.EntryRow, facts, payload bool) Entry {
	e := r.Entry
	out := Entry{
		Stream: e.Stream, Number: e.Number, Kind: e.Kind, RecordedAt: Instant{e.RecordedAt}, EffectiveAt: Instant{e.EffectiveAt},
		Hash: e.Hash.String(), Prev: e.Prev.String(),
		Actor: EntryActor{Person: n.somebody(e.Actor.Person), Roles: listed(e.Actor.Roles), Unit: e.Actor.Unit, OnBehalf: e.Actor.OnBehalf, System: e.Actor.System},
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
