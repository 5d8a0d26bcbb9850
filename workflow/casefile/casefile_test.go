package casefile_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/casefile"
	"shenpi/workflow/evidence"
	"shenpi/workflow/item"
)

// shelf keeps documents and files.
type shelf struct {
	documents []workflow.Document
	files     map[string][]byte
	broken    bool
}

func (s *shelf) Documents(context.Context, workflow.CaseID) ([]workflow.Document, error) {
	return s.documents, nil
}

func (*shelf) Case(_ context.Context, id workflow.CaseID) (*workflow.Case, error) {
	return &workflow.Case{State: workflow.State{ID: id, Number: "2026-000001"}}, nil
}

func (*shelf) StreamEntries(context.Context, string, int64, int) ([]workflow.EntryRow, error) {
	return nil, nil
}

func (*shelf) Person(context.Context, string) (workflow.Person, error) {
	return workflow.Person{}, errors.New("nobody knows")
}

func (s *shelf) open(_ context.Context, sha string) (io.ReadCloser, error) {
	if s.broken {
		return nil, errors.New("the disk is gone")
	}
	b, kept := s.files[sha]
	if !kept {
		return nil, evidence.ErrNoFile
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func TestCaseFileGathersWhatWasIssued(t *testing.T) {
	t.Parallel()
	day, ok := time.Parse(time.RFC3339, "2026-11-25T18:00:00Z") // the next day in China
	require.NoError(t, ok)
	it := &item.Item{Definition: &item.Definition{
		Title: item.Text{Zh: "资质认定"}, Phrases: map[string]string{"agency": "示例厅"},
		Documents: []item.DocumentSpec{{ID: "notice", Title: item.Text{Zh: "受理通知书"}}},
		Materials: []item.Material{{ID: "licence", Title: item.Text{Zh: "营业执照"}}},
	}}
	data := []byte(`{"applicant":{"name":"示例公司"}}`)
	s := &shelf{
		documents: []workflow.Document{
			{Seq: 1, Type: "notice", Number: "1号", IssuedAt: day, File: "aa", Size: 5, Data: data},
			{Seq: 2, Type: "notice", Data: data}, // owed
			{Seq: 3, Type: "notice", Number: "3号", IssuedAt: day, File: "cc", Size: 8, Data: data},
		},
		files: map[string][]byte{"aa": []byte("paper"), "cc": []byte("%PDF-1.7"), "bb": []byte("scan"), "huge": []byte("x")},
	}
	state := &workflow.State{Number: "2026-000001", Applicant: "91", Outcome: item.Refuses, ReceivedOn: calendar.DateOf(day), Materials: []workflow.FileFact{
		{Material: "licence", SHA256: "bb", Size: 4, MediaType: "image/png"}, {Material: "licence", SHA256: "gone", Size: 4, MediaType: "image/png"},
		{Material: "licence", SHA256: "huge", Size: casefile.Room, MediaType: "application/pdf"},
	}}
	m := casefile.Maker{Source: s, File: s.open}
	f, err := m.Make(t.Context(), it, state, calendar.DateOf(day))
	require.NoError(t, err)
	require.Equal(t, "示例公司", f.Applicant)
	require.Equal(t, "不予许可", f.Outcome)
	require.Equal(t, "2026年11月26日", f.ReceivedOn)
	require.Empty(t, f.DecidedOn)
	require.Len(t, f.Papers, 2, "what is owed is not in the file yet")
	require.Equal(t, "text/plain", f.Papers[0].MediaType, "of the file, not of what documents are today")
	require.Equal(t, "application/pdf", f.Papers[1].MediaType)
	require.Equal(t, "受理通知书", f.Papers[0].Title)
	require.Equal(t, "paper", string(f.Papers[0].Content))
	require.Len(t, f.Materials, 3)
	require.Equal(t, "scan", string(f.Materials[0].Content))
	require.Nil(t, f.Materials[1].Content, "it is kept no longer")
	require.Nil(t, f.Materials[2].Content, "there is no room for it")
	require.Equal(t, "huge", f.Materials[2].SHA256, "but it is told")

	erased := *state
	erased.ErasedOn = calendar.DateOf(day)
	_, err = m.Make(t.Context(), it, &erased, calendar.DateOf(day))
	var refused *workflow.Error
	require.ErrorAs(t, err, &refused, "the store has the files, until they are swept")
	require.Equal(t, "no_longer_kept", refused.Code)
	require.Contains(t, refused.Text.En, "was erased on 2026-11-26: its materials and its file are given out no more")

	s.broken = true
	_, err = m.Make(t.Context(), it, state, calendar.DateOf(day))
	require.ErrorContains(t, err, "the disk is gone", "a store that fails is not a file that is gone")
}
