package evidence

import (
	"context"
	"iter"

	"shenpi/workflow"
)

// Searcher lists cases.
type Searcher interface {
	Cases(ctx context.Context, f workflow.CaseFilter) (workflow.Page[workflow.CaseRow], error)
}

// Cases walks over the cases of a search, page by page.
func Cases(ctx context.Context, s Searcher, f workflow.CaseFilter) iter.Seq2[workflow.CaseID, error] {
	f.Limit = 200
	return func(yield func(workflow.CaseID, error) bool) {
		for {
			page, err := s.Cases(ctx, f)
			if err != nil {
				yield("", err)
				return
			}
			for _, row := range page.Rows {
				if !yield(row.ID, nil) {
					return
				}
			}
			if f.Cursor = page.Next; page.Next == "" {
				return
			}
		}
	}
}

// EntrySearcher lists entries.
type EntrySearcher interface {
	Entries(ctx context.Context, f workflow.EntryFilter) (workflow.Page[workflow.EntryRow], error)
}

// CasesOfEntries walks over the cases that have an entry of a search of the streams of cases, each once.
func CasesOfEntries(ctx context.Context, s EntrySearcher, f workflow.EntryFilter) iter.Seq2[workflow.CaseID, error] {
	f.Limit = 200
	return func(yield func(workflow.CaseID, error) bool) {
		seen := map[workflow.CaseID]bool{}
		for {
			page, err := s.Entries(ctx, f)
			if err != nil {
				yield("", err)
				return
			}
			for _, row := range page.Rows {
				id := isCase(row.Entry.Stream)
				if seen[id] {
					continue
				}
				seen[id] = true
				if !yield(id, nil) {
					return
				}
			}
			if f.Cursor = page.Next; page.Next == "" {
				return
			}
		}
	}
}
