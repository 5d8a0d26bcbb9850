package evidence

import (
	"context"
	"errors"
	"iter"

	"shenpi/workflow"
)

// Period is a time in which cases were received, by days that are both in it; empty is no bound.
type Period struct{ From, To string }

// Check refuses a period that ends before it begins.
func (p Period) Check() error {
	if p.From != "" && p.To != "" && p.To < p.From {
		return ErrBackwards
	}
	return nil
}

// ErrBackwards is Period.Check's refusal.
var ErrBackwards = errors.New("the period ends before it begins")

// Searcher lists cases.
type Searcher interface {
	Cases(ctx context.Context, f workflow.CaseFilter) (workflow.Page[workflow.CaseRow], error)
}

// Cases walks over the cases of a search that were received in the period, page by page.
func (p Period) Cases(ctx context.Context, s Searcher, f workflow.CaseFilter) iter.Seq2[workflow.CaseID, error] {
	f.Limit = 200
	return func(yield func(workflow.CaseID, error) bool) {
		for {
			page, err := s.Cases(ctx, f)
			if err != nil {
				yield("", err)
				return
			}
			for _, row := range page.Rows {
				if p.holds(row.ReceivedOn) && !yield(row.ID, nil) {
					return
				}
			}
			if f.Cursor = page.Next; page.Next == "" {
				return
			}
		}
	}
}

func (p Period) holds(day string) bool {
	return (p.From == "" || day >= p.From) && (p.To == "" || day <= p.To)
}
