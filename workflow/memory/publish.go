package memory

import (
	"cmp"
	"context"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// keepRow keeps what administrative streams leave of items; of the rest nobody asks here.
func (s *Store) keepRow(row any) {
	switch r := row.(type) {
	case workflow.PublishedItem:
		s.published = append(s.published, r)
	case workflow.Proposal:
		s.proposals = append(slices.DeleteFunc(s.proposals, func(o workflow.Proposal) bool { return o.Item == r.Item && o.Number == r.Number }), r)
	}
}

// Head is the last entry of a stream; see workflow.Publications.
func (s *Store) Head(_ context.Context, stream string) (trail.Head, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.heads[stream], nil
}

// PublishedItems lists every version of every item; see workflow.Publications.
func (s *Store) PublishedItems(context.Context) ([]workflow.PublishedItem, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.published), nil
}

// Proposals lists those of an item, or of all, that stand as named, the newest first; see workflow.Publications.
func (s *Store) Proposals(_ context.Context, item string, statuses ...string) ([]workflow.Proposal, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := slices.DeleteFunc(slices.Clone(s.proposals), func(o workflow.Proposal) bool {
		return item != "" && o.Item != item || len(statuses) > 0 && !slices.Contains(statuses, o.Status)
	})
	slices.SortFunc(list, func(a, b workflow.Proposal) int {
		return cmp.Or(b.ProposedAt.Compare(a.ProposedAt), cmp.Compare(a.Item, b.Item), cmp.Compare(b.Number, a.Number))
	})
	return list, nil
}
