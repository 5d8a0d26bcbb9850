package storagetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// trailTests hold what is promised of entries.
var trailTests = map[string]func(*testing.T, Opener){
	"entries cannot be changed":             appendOnly,
	"a stream verifies, also when erased":   streamVerifies,
	"an altered entry is found":             alteredEntry,
	"heads are those of all streams":        headsOfAll,
	"an exclusive loop runs once":           exclusive,
	"settings, and those that are not free": settings,
	"who acts for whom is kept":             mandates,
}

// appendOnly tries what must be refused on every connection, whatever its rights are.
func appendOnly(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	must(t, d, file("c1"))
	must(t, d, advance("c1", "zhang"))
	must(t, d, file("c2"))
	require.Equal(t, 3, merge(t, d, 10))
	c := db.Checkpoint{Size: 3, RecordedAt: Noon, Note: []byte("three")}
	require.NoError(t, d.SaveCheckpoint(ctx, c))
	require.NoError(t, d.SaveCosignature(ctx, c, trail.Cosignature{Witness: "w", At: Noon, Line: "w"}))
	must(t, d, erase("c2"))

	refused := []string{
		"UPDATE log_tile SET data = hash FROM entry", "UPDATE log_tile SET width = 1", "UPDATE log_tree SET size = 2",
		"UPDATE log_tree SET root = (SELECT hash FROM entry LIMIT 1)",
		"DELETE FROM entry_payload WHERE stream = 'case/c1'",                                          // it was not erased
		"INSERT INTO erasure (stream, number, erased_at) VALUES ('case/c1', 1, 0)",                    // nothing on the trail says so
		"INSERT INTO erasure (stream, number, erased_at) SELECT 'case/c2', max(number), 0 FROM entry", // it is the entry itself
	}
	for _, table := range []string{"entry", "log_position", "checkpoint", "cosignature", "erasure", "log_tile", "log_tree"} {
		refused = append(refused, "DELETE FROM "+table)
	}
	for column, table := range map[string]string{
		"bytes = hash": "entry", "person = 'li'": "entry", "position = 7": "log_position", "note = note": "checkpoint",
		"line = 'x'": "cosignature", "erased_at = 7": "erasure", "body = salt": "entry_payload",
	} {
		refused = append(refused, "UPDATE "+table+" SET "+column)
	}
	for _, table := range []string{"entry", "log_position", "checkpoint", "cosignature", "entry_payload", "erasure", "log_tile", "log_tree"} {
		if d.Kind() == "postgres" {
			refused = append(refused, "TRUNCATE "+table)
		} else if table != "log_tile" && table != "log_tree" { // what is written over there must be what was, and more
			refused = append(refused, "INSERT OR REPLACE INTO "+table+" SELECT * FROM "+table)
		}
	}
	for _, s := range refused {
		_, err := d.Jobs().Exec(s)
		require.Error(t, err, s)
		require.NotContains(t, err.Error(), "syntax error", s)
		require.NotContains(t, err.Error(), "does not exist", s)
	}
	require.Equal(t, int64(3), whole(t, d).Size)
	sound(t, d)
}

func verified(t *testing.T, d *db.DB, stream string) trail.Head {
	t.Helper()
	head, err := trail.VerifyStream(stream, d.StreamRecords(context.Background(), stream))
	require.NoError(t, err)
	return head
}

func streamVerifies(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	must(t, d, file("c1"))
	for range 3 {
		must(t, d, advance("c1", "zhang"))
	}
	before := load(t, d, "c1")
	require.Equal(t, before.State.Head.Hash, verified(t, d, "case/c1").Hash)
	rows, err := d.StreamEntries(ctx, "case/c1", 2, 2)
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, int64(2), rows[0].Entry.Number)
	require.NotNil(t, rows[0].Payload)

	const sha = "00000000000000000000000000000000000000000000000000000000000000aa"
	_, err = d.CreateDraft(ctx, workflow.Draft{ID: "d1", Item: "si-qualification", Version: 1, Owner: "9144-c2", By: "agent", Form: []byte(`{"capital":3}`)})
	require.NoError(t, err)
	require.NoError(t, d.UseObject(ctx, sha, 1, "application/pdf"))
	require.NoError(t, d.AddDraftFile(ctx, "d1", workflow.File{Material: "licence", Name: "licence.pdf", SHA256: sha, Size: 1, MediaType: "application/pdf"}))
	must(t, d, file("c2", func(tx *workflow.Tx) error { tx.Out.Draft = "d1"; return nil }))
	erased := must(t, d, erase("c1"))
	must(t, d, erase("c2"))
	after := load(t, d, "c1")
	require.Nil(t, after.Form)
	require.Equal(t, before.State.Head.Number+1, after.State.Head.Number)
	require.Equal(t, erased.Hash, verified(t, d, "case/c1").Hash)
	rows, err = d.StreamEntries(ctx, "case/c1", 1, 10)
	require.NoError(t, err)
	require.Len(t, rows, 5)
	for _, r := range rows {
		require.Nil(t, r.Payload)
	}
	_, err = d.Draft(ctx, "d1")
	require.Error(t, err, "the draft it came from is gone too")
	must(t, d, advance("c1", "zhang"))
	require.Nil(t, load(t, d, "c1").Form)
	sound(t, d)

	must(t, d, file("c3"))
	for _, a := range together(t, d, call{write: erase("c3")}, call{write: advance("c3", "li")}) {
		require.NoError(t, a.err)
	}
	verified(t, d, "case/c3")
	rows, err = d.StreamEntries(ctx, "case/c3", 1, 10)
	require.NoError(t, err)
	require.Len(t, rows, 3)
	require.Nil(t, rows[0].Payload)
	require.NotNil(t, rows[2].Payload, "what is written after the erasure in the same batch stays")

	_, err = d.Write(ctx, advance("c3", "li", func(tx *workflow.Tx) error { tx.Out.Erase = true; return nil }))
	require.ErrorContains(t, err, "no entry says so")
	sound(t, d)
}

// alteredEntry goes round the triggers, as somebody with all rights on the database can.
func alteredEntry(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1"))
	must(t, d, advance("c1", "zhang"))
	owned(t, d, func(exec func(string, ...any)) {
		exec("UPDATE entry SET bytes = (SELECT bytes FROM entry WHERE number = 1) WHERE number = 2")
	})
	_, err := trail.VerifyStream("case/c1", d.StreamRecords(context.Background(), "case/c1"))
	var finding *trail.Finding
	require.ErrorAs(t, err, &finding)
}

func headsOfAll(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	want := map[string]trail.Head{}
	for i := range 3 {
		must(t, d, file(caseID(i)))
		must(t, d, advance(caseID(i), "zhang"))
		must(t, d, administer("item/"+string(caseID(i))))
	}
	for i := range 3 {
		for _, s := range []string{"case/", "item/"} {
			want[s+string(caseID(i))] = verified(t, d, s+string(caseID(i)))
		}
	}
	got := map[string]trail.Head{}
	require.NoError(t, d.Heads(ctx, func(h trail.Head) error { got[h.Stream] = h; return nil }))
	require.Equal(t, want, got)
	for _, head := range []func(context.Context, string) (trail.Head, error){d.Head, d.KeptHead} {
		for stream, is := range want {
			one, err := head(ctx, stream)
			require.NoError(t, err)
			require.Equal(t, is, one)
		}
		none, err := head(ctx, "case/nobody")
		require.NoError(t, err)
		require.Equal(t, trail.Head{Stream: "case/nobody"}, none)
	}
}

func exclusive(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle()}
	if replicas[0].Kind() == "postgres" { // on SQLite only one process serves
		replicas = append(replicas, handle())
	}
	ctx := context.Background()
	ran, err := replicas[0].Exclusive(ctx, "wake", func(ctx context.Context) error {
		for _, d := range replicas {
			again, err := d.Exclusive(ctx, "wake", func(context.Context) error { return nil })
			require.NoError(t, err)
			require.False(t, again)
			other, err := d.Exclusive(ctx, "sweep", func(context.Context) error { return nil })
			require.NoError(t, err)
			require.True(t, other)
		}
		return context.Canceled
	})
	require.True(t, ran)
	require.ErrorIs(t, err, context.Canceled)
	for _, d := range replicas {
		ran, err = d.Exclusive(ctx, "wake", func(context.Context) error { return nil })
		require.NoError(t, err)
		require.True(t, ran)
	}
}

func settings(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	value, err := d.Setting(ctx, "origin")
	require.NoError(t, err)
	require.Empty(t, value)
	for _, v := range []string{"example.gov/log", "example.gov/log2"} {
		require.NoError(t, d.SetSetting(ctx, "origin", v))
		value, err = d.Setting(ctx, "origin")
		require.NoError(t, err)
		require.Equal(t, v, value)
	}
	for _, v := range []string{"first", "second"} {
		value, err = d.FirstSetting(ctx, "key", v)
		require.NoError(t, err)
		require.Equal(t, "first", value)
	}
	require.Error(t, d.SetSetting(ctx, "policy_revision", "0"))
	require.NoError(t, d.Ping(ctx))
	_, err = d.Person(ctx, "nobody")
	require.Equal(t, "person_not_found", workflow.Code(err))
	p := workflow.Person{ID: "zhang", Name: "张示范", Unit: unit, Post: "科员", Revision: 1}
	must(t, d, administer("person/zhang", p))
	p.Disabled, p.Revision, p.Post = true, 2, ""
	must(t, d, administer("person/zhang", p))
	got, err := d.Person(ctx, "zhang")
	require.NoError(t, err)
	require.Equal(t, p, got)
	people, err := d.People(ctx)
	require.NoError(t, err)
	require.Equal(t, []workflow.Person{p}, people)
	must(t, d, administer("person/li", workflow.Person{ID: "li", Name: p.Name, Enterprise: "9144-c001", Revision: 1}))
	must(t, d, administer("person/zh", workflow.Person{ID: "zh", Name: "张", Revision: 1}))
	for who, want := range map[string]int{p.Name: 2, "zhang": 1, "张": 1, "zhan": 0, "": 0} {
		called, err := d.PeopleCalled(ctx, who)
		require.NoError(t, err)
		require.Len(t, called, want, who)
	}
	foundPeople(t, d, unit)
	a := workflow.Appointment{Person: "zhang", Role: "handler", Unit: unit}
	must(t, d, administer("appointment/zhang", a, a))
	list, err := d.Appointments(ctx)
	require.NoError(t, err)
	require.Equal(t, []workflow.Appointment{a}, list)
	must(t, d, administer("appointment/zhang", workflow.Unappoint{Appointment: a}))
	list, err = d.Appointments(ctx)
	require.NoError(t, err)
	require.Empty(t, list)
}

// foundPeople looks for zhang, who sits in a unit, li of an enterprise, and zh.
func foundPeople(t *testing.T, d *db.DB, unit string) {
	t.Helper()
	find := func(f workflow.PersonFilter) (ids []string, next string) {
		page, err := d.FindPeople(t.Context(), f)
		require.NoError(t, err)
		for _, p := range page.Rows {
			ids = append(ids, p.ID)
		}
		return ids, page.Next
	}
	for _, c := range []struct {
		f    workflow.PersonFilter
		want []string
	}{
		{workflow.PersonFilter{}, []string{"li", "zh", "zhang"}},
		{workflow.PersonFilter{Text: "ZH"}, []string{"zh", "zhang"}},
		{workflow.PersonFilter{Text: "9144-C0"}, []string{"li"}},
		{workflow.PersonFilter{Text: "示范"}, []string{"li", "zhang"}},
		{workflow.PersonFilter{Text: "%"}, nil},
		{workflow.PersonFilter{Kind: "staff"}, []string{"zh", "zhang"}},
		{workflow.PersonFilter{Kind: "enterprise"}, []string{"li"}},
		{workflow.PersonFilter{Units: []string{unit}}, []string{"zhang"}},
		{workflow.PersonFilter{Units: []string{}}, nil},
		{workflow.PersonFilter{Among: []string{"li", "zh"}, Text: "z"}, []string{"zh"}},
		{workflow.PersonFilter{Among: []string{}}, nil},
	} {
		ids, next := find(c.f)
		require.Equal(t, c.want, ids, "%+v", c.f)
		require.Empty(t, next)
	}
	first, next := find(workflow.PersonFilter{Limit: 2})
	require.Equal(t, []string{"li", "zh"}, first)
	last, end := find(workflow.PersonFilter{Limit: 2, Cursor: next})
	require.Equal(t, []string{"zhang"}, last)
	require.Empty(t, end)
	_, err := d.FindPeople(t.Context(), workflow.PersonFilter{Cursor: "made up"})
	require.Error(t, err)
}
