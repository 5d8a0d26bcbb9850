package storagetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// mandates: who acts for whom is kept with what bounds it, also once it is over.
func mandates(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	first, last := calendar.MustParse("2026-03-02"), calendar.MustParse("2026-03-31")
	s := workflow.Substitution{ID: "s1", Of: "zhang", By: "li", Roles: []string{"handler"}, Items: []string{"a", "b"}, From: first, Until: last}
	must(t, d, administer("substitution/s1", s))
	m := workflow.Mandate{ID: "m1", Enterprise: "91A", Agent: "wang", Acts: []string{"file"}, Case: "c1", From: first, Until: last, Proof: "ab"}
	must(t, d, administer("mandate/m1", m))
	for range 2 {
		gotS, err := d.Substitution(ctx, "s1")
		require.NoError(t, err)
		require.Equal(t, s, gotS)
		gotM, err := d.Mandate(ctx, "m1")
		require.NoError(t, err)
		require.Equal(t, m, gotM)
		allS, err := d.Substitutions(ctx)
		require.NoError(t, err)
		require.Equal(t, []workflow.Substitution{s}, allS)
		allM, err := d.Mandates(ctx)
		require.NoError(t, err)
		require.Equal(t, []workflow.Mandate{m}, allM)
		s.Ended, m.Ended = true, true
		must(t, d, administer("substitution/s1", s))
		must(t, d, administer("mandate/m1", m))
	}
	_, err := d.Substitution(ctx, "s2")
	require.Equal(t, "substitution_not_found", workflow.Code(err))
	_, err = d.Mandate(ctx, "m2")
	require.Equal(t, "mandate_not_found", workflow.Code(err))
}

// deskDraft: what a window types in is the window's until it is filed.
func deskDraft(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	typed := draft("d1")
	typed.Desk = "u1"
	_, err := d.CreateDraft(ctx, typed)
	require.NoError(t, err)
	_, err = d.CreateDraft(ctx, draft("d2"))
	require.NoError(t, err)
	names := func(list []workflow.Draft, err error) (ids []string) {
		require.NoError(t, err)
		for _, x := range list {
			ids = append(ids, x.ID+"@"+x.Desk)
		}
		return ids
	}
	require.Equal(t, []string{"d2@"}, names(d.Drafts(ctx, "91A")))
	require.Equal(t, []string{"d1@u1"}, names(d.DeskDrafts(ctx, []string{"u1", "u2"})))
	require.Empty(t, names(d.DeskDrafts(ctx, []string{"u2"})))
	require.Empty(t, names(d.DeskDrafts(ctx, nil)))
}
