package handlers

import "shenpi/workflow"

// PageInput is how a list is asked to go on.
type PageInput struct {
	Cursor string `query:"cursor" maxLength:"500" doc:"Where the last page ended; opaque"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// Page is one page of a list.
type Page[T any] struct {
	Rows []T    `json:"rows"`
	Next string `json:"next,omitempty" doc:"The cursor of the next page; absent on the last"`
}

type pageOutput[T any] struct{ Body Page[T] }

// pageOf converts the rows of a page.
func pageOf[R, T any](p workflow.Page[R], row func(R) T) *pageOutput[T] {
	return &pageOutput[T]{Page[T]{Rows: rowsOf(p.Rows, row), Next: p.Next}}
}

// rowsOf converts a list; it is never null on the wire.
func rowsOf[R, T any](in []R, row func(R) T) []T {
	out := make([]T, 0, len(in))
	for _, r := range in {
		out = append(out, row(r))
	}
	return out
}

// listed is a list that is never null on the wire.
func listed[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}
