package memory

import (
	"context"
	"slices"
	"time"

	"shenpi/workflow"
)

// Case reads one case; see workflow.Store.
func (s *Store) Case(_ context.Context, id workflow.CaseID) (*workflow.Case, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read(id)
}

// Due lists cases on which something has fallen due; see workflow.Store.
func (s *Store) Due(_ context.Context, at time.Time, limit int) ([]workflow.CaseID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []workflow.CaseID
	for id, c := range s.cases {
		if !c.due.IsZero() && !c.due.After(at) {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b workflow.CaseID) int { return s.cases[a].due.Compare(s.cases[b].due) })
	return ids[:min(limit, len(ids))], nil
}

// Calls lists calls on which there is something to carry, the oldest first.
func (s *Store) Calls(_ context.Context, limit int) ([]workflow.Call, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []workflow.Call
	for _, k := range s.calls {
		if k.Owing() && len(list) < limit {
			list = append(list, k)
		}
	}
	return list, nil
}

// Stored is the state of a case as bytes, as it was last written.
func (s *Store) Stored(id workflow.CaseID) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.cases[id].state)
}

// Entries are the entries of a stream, in order, with their payloads.
func (s *Store) Entries(stream string) []workflow.Recorded {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.entries[stream])
}

// Tasks are the open tasks of a case, by visit.
func (s *Store) Tasks(id workflow.CaseID) []workflow.Task {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.Clone(s.tasks[id])
	slices.SortFunc(list, func(a, b workflow.Task) int { return a.Visit - b.Visit })
	return list
}

// Documents are those of a case, in the order in which they were owed.
func (s *Store) Documents(id workflow.CaseID) []workflow.Document {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.documents[id])
}

// OwedDocuments lists documents that are owed and not issued yet.
func (s *Store) OwedDocuments(_ context.Context, limit int) ([]workflow.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []workflow.Document
	for _, docs := range s.documents {
		for _, d := range docs {
			if d.IssuedAt.IsZero() {
				list = append(list, d)
			}
		}
	}
	slices.SortFunc(list, func(a, b workflow.Document) int { return a.OwedAt.Compare(b.OwedAt) })
	return list[:min(limit, len(list))], nil
}

// Certificate reads one row of the register; NotFound when there is none.
func (s *Store) Certificate(_ context.Context, number string) (workflow.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.certificates[number]
	if !ok {
		return c, &workflow.Error{Kind: workflow.NotFound, Code: "certificate_not_found"}
	}
	return c, nil
}

// Put puts a certificate of before into the register.
func (s *Store) Put(c workflow.Certificate) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.init()
	s.certificates[c.Number] = c
}

// Notices are the messages sent, in order.
func (s *Store) Notices() []workflow.Notice {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.notices)
}
