package storagetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
)

// draftTests hold what is promised of drafts, objects and documents.
var draftTests = map[string]func(*testing.T, Opener){
	"a draft is written, filed and then left alone": draftLife,
	"one of many saving a revision wins":            draftRace,
	"a draft is filed once":                         draftFiledOnce,
	"a window's draft is the window's":              deskDraft,
	"a draft's file has to be there":                draftFile,
	"only objects that nobody names are swept":      sweepNamed,
	"an object wanted again survives the sweep":     sweepRace,
}

func draft(id string) workflow.Draft {
	return workflow.Draft{ID: id, Item: "si-renewal", Version: 1, Owner: "91A", By: "agent", Form: json.RawMessage(`{"a":1}`)}
}

func draftLife(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	created, err := d.CreateDraft(ctx, draft("d1"))
	require.NoError(t, err)
	require.Equal(t, int64(1), created.Revision)
	got, err := d.Draft(ctx, "d1")
	require.NoError(t, err)
	require.Equal(t, created, got)

	created.Form = json.RawMessage(`{"a":2}`)
	saved, err := d.SaveDraft(ctx, created, 1)
	require.NoError(t, err)
	require.Equal(t, int64(2), saved.Revision)
	_, err = d.SaveDraft(ctx, created, 1)
	require.Equal(t, "stale", workflow.Code(err))
	_, err = d.SaveDraft(ctx, draft("nobody"), 1)
	require.Equal(t, "draft_not_found", workflow.Code(err))

	_, err = d.CreateDraft(ctx, draft("d2"))
	require.NoError(t, err)
	list, err := d.Drafts(ctx, "91A")
	require.NoError(t, err)
	require.Len(t, list, 2)
	require.NoError(t, d.DeleteDraft(ctx, "d2"))
	_, err = d.Draft(ctx, "d2")
	require.Equal(t, "draft_not_found", workflow.Code(err))

	must(t, d, file("c1"))
	require.NoError(t, d.DraftFiled(ctx, "d1", "c1"))
	require.NoError(t, d.DraftFiled(ctx, "d1", "c1"), "it may be told twice")
	require.Equal(t, "draft_filed", workflow.Code(d.DraftFiled(ctx, "d1", "c2")))
	_, err = d.SaveDraft(ctx, created, 2)
	require.Equal(t, "draft_filed", workflow.Code(err))
	require.Equal(t, "draft_filed", workflow.Code(d.DeleteDraft(ctx, "d1")))
	list, err = d.Drafts(ctx, "91A")
	require.NoError(t, err)
	require.Empty(t, list)
	sound(t, d)
}

// draftFiledOnce lets many file one draft at once on two replicas, each a case of its own: one case comes of it.
func draftFiledOnce(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	_, err := replicas[0].CreateDraft(context.Background(), draft("d1"))
	require.NoError(t, err)
	errs := atOnce(16, func(i int) error {
		_, err := replicas[i%2].Write(context.Background(), file(workflow.CaseID(fmt.Sprintf("c%d", i)), func(tx *workflow.Tx) error {
			tx.Out.Draft = "d1"
			return nil
		}))
		return err
	})
	filed := 0
	for _, err := range errs {
		if err == nil {
			filed++
			continue
		}
		require.Equal(t, "draft_filed", workflow.Code(err), "%v", err)
	}
	require.Equal(t, 1, filed)
	list, err := replicas[1].Cases(context.Background(), workflow.CaseFilter{Scope: workflow.Scope{All: true}, Limit: 50})
	require.NoError(t, err)
	require.Len(t, list.Rows, 1)
	d, err := replicas[1].Draft(context.Background(), "d1")
	require.NoError(t, err)
	require.Equal(t, list.Rows[0].ID, d.Filed)
	sound(t, replicas[0])
}

func draftRace(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	_, err := replicas[0].CreateDraft(context.Background(), draft("d1"))
	require.NoError(t, err)
	errs := atOnce(16, func(i int) error {
		_, err := replicas[i%2].SaveDraft(context.Background(), draft("d1"), 1)
		return err
	})
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		require.Equal(t, "stale", workflow.Code(err), "%v", err)
	}
	require.Equal(t, 1, won)
}

var sha = strings.Repeat("ab", 32)

func draftFile(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	_, err := d.CreateDraft(ctx, draft("d1"))
	require.NoError(t, err)
	f := workflow.File{Material: "contract", Name: "合同.pdf", SHA256: sha, Size: 7, MediaType: "application/pdf", AddedAt: Noon, By: "agent"}
	require.Equal(t, "object_not_found", workflow.Code(d.AddDraftFile(ctx, "d1", f)))
	require.NoError(t, d.UseObject(ctx, sha, 7, "application/pdf"))
	require.NoError(t, d.AddDraftFile(ctx, "d1", f))
	f.Name = "合同（二）.pdf"
	require.NoError(t, d.AddDraftFile(ctx, "d1", f))
	got, err := d.Draft(ctx, "d1")
	require.NoError(t, err)
	require.Equal(t, []workflow.File{f}, got.Files)
	require.Equal(t, int64(1), got.Revision, "typing is not disturbed by an upload")
	require.NoError(t, d.RemoveDraftFile(ctx, "d1", "contract", sha))
	got, err = d.Draft(ctx, "d1")
	require.NoError(t, err)
	require.Empty(t, got.Files)
	require.Equal(t, "draft_not_found", workflow.Code(d.AddDraftFile(ctx, "d9", f)))
}

func sweepNamed(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	inDraft, inCase, inDocument, nowhere := "aa", "bb", "cc", "dd"
	for _, s := range []string{inDraft, inCase, inDocument, nowhere} {
		require.NoError(t, d.UseObject(ctx, s, 1, "application/pdf"))
	}
	x := draft("d1")
	x.Files = []workflow.File{{Material: "m", SHA256: inDraft, AddedAt: Noon}}
	_, err := d.CreateDraft(ctx, x)
	require.NoError(t, err)
	must(t, d, file("c1", func(tx *workflow.Tx) error {
		tx.Out.Case.State.Materials = []workflow.FileFact{{Material: "m", SHA256: inCase}}
		tx.Out.Case.State.Documents = []workflow.DocumentFact{{Seq: 1, Type: "notice", File: inDocument, OwedAt: Noon}}
		tx.Out.PutDocuments = []workflow.Document{{Case: "c1", Seq: 1, Type: "notice", File: inDocument, OwedAt: Noon}}
		return nil
	}))
	var swept []string
	sweep := func(before time.Time) {
		_, err := d.SweepObjects(ctx, before, 10, func(_ context.Context, s string) error { swept = append(swept, s); return nil })
		require.NoError(t, err)
	}
	sweep(Noon)
	require.Empty(t, swept, "used since then")
	failing := errors.New("the store does not answer")
	_, err = d.SweepObjects(ctx, Noon.Add(time.Second), 10, func(context.Context, string) error { return failing })
	require.ErrorIs(t, err, failing)
	sweep(Noon.Add(time.Second))
	require.Equal(t, []string{nowhere}, swept)
	sweep(Noon.Add(time.Second))
	require.Len(t, swept, 1)
	var left []string
	require.NoError(t, d.EachObject(ctx, func(o db.Object) error { left = append(left, o.SHA256); return nil }))
	require.Equal(t, []string{inDraft, inCase, inDocument}, left)
	sound(t, d)
}

// sweepRace wants an object while it is being swept: in the end its row and its bytes are both there.
func sweepRace(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	ctx := context.Background()
	var mu sync.Mutex
	stored := map[string]bool{}
	put := func() {
		mu.Lock()
		defer mu.Unlock()
		stored[sha] = true
	}
	for range 10 {
		require.NoError(t, replicas[0].UseObject(ctx, sha, 1, "application/pdf"))
		put()
		_, err := replicas[0].Jobs().Exec("UPDATE object SET last_used_at = 1")
		require.NoError(t, err)
		errs := atOnce(8, func(i int) error {
			if i%2 == 0 {
				_, err := replicas[i/2%2].SweepObjects(ctx, Noon, 10, func(context.Context, string) error {
					mu.Lock()
					defer mu.Unlock()
					delete(stored, sha)
					return nil
				})
				return err
			}
			if err := replicas[i/2%2].UseObject(ctx, sha, 1, "application/pdf"); err != nil {
				return err
			}
			put()
			return nil
		})
		require.NoError(t, errors.Join(errs...))
		require.True(t, stored[sha])
		known := 0
		require.NoError(t, replicas[0].EachObject(ctx, func(db.Object) error { known++; return nil }))
		require.Equal(t, 1, known)
	}
}

func documents(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	owed := workflow.Document{Case: "c1", Seq: 1, Type: "acceptance-notice", Number: "黔示受〔2026〕1号", Data: json.RawMessage(`{"n":1}`), OwedAt: Noon}
	must(t, d, file("c1", func(tx *workflow.Tx) error {
		tx.Out.Case.State.Documents = []workflow.DocumentFact{{Seq: 1, Type: owed.Type, Number: owed.Number, OwedAt: Noon}}
		tx.Out.PutDocuments = []workflow.Document{owed}
		return nil
	}))
	list, err := d.OwedDocuments(ctx, 10)
	require.NoError(t, err)
	require.Equal(t, []workflow.Document{owed}, list)
	require.NoError(t, d.DocumentTried(ctx, "c1", 1, workflow.Because{Zh: "磁盘满了", En: "the disk is full"}))
	undone, err := d.UndoneDocuments(ctx, "", 10)
	require.NoError(t, err)
	require.Equal(t, "the disk is full", undone.Rows[0].Because.En)
	require.False(t, undone.Rows[0].LaidAside, "it is tried again by itself")
	refusedDocument(ctx, t, d, owed)
	require.NoError(t, d.DocumentTried(ctx, "c1", 1, workflow.Because{}))
	require.NoError(t, d.UseObject(ctx, sha, 9, "application/pdf"))
	must(t, d, advance("c1", "system", func(tx *workflow.Tx) error {
		tx.Out.Case.State.Documents = slices.Clone(tx.Case.State.Documents)
		f := &tx.Out.Case.State.Documents[0]
		f.IssuedAt, f.File = Noon, sha
		issued := owed
		issued.IssuedAt, issued.File, issued.Size, issued.Data = Noon, sha, 9, nil // whoever records it has no data at hand
		tx.Out.PutDocuments = []workflow.Document{issued}
		return nil
	}))
	list, err = d.OwedDocuments(ctx, 10)
	require.NoError(t, err)
	require.Empty(t, list)
	undone, err = d.UndoneDocuments(ctx, "", 10)
	require.NoError(t, err)
	require.Empty(t, undone.Rows)
	list, err = d.Documents(ctx, "c1")
	require.NoError(t, err)
	owed.IssuedAt, owed.File, owed.Size, owed.Tries = Noon, sha, 9, 1
	require.Equal(t, []workflow.Document{owed}, list)
	sound(t, d)
}

// refusedDocument is laid aside, seen, and tried from the beginning when somebody says so.
func refusedDocument(ctx context.Context, t *testing.T, d *db.DB, owed workflow.Document) {
	t.Helper()
	none := func(list []workflow.Document, err error) {
		require.NoError(t, err)
		require.Empty(t, list)
	}
	why := workflow.Because{Field: "/text/2", Zh: "没有字体", En: "there is no font"}
	require.NoError(t, d.DocumentRefused(ctx, "c1", 1, why))
	require.NoError(t, d.DocumentTried(ctx, "c1", 1, workflow.Because{}), "a late failure of another replica changes nothing")
	none(d.OwedDocuments(ctx, 10))
	page, err := d.UndoneDocuments(ctx, "", 10)
	require.NoError(t, err)
	require.Equal(t, []workflow.UndoneDocument{{Case: "c1", Seq: 1, Type: owed.Type, Number: owed.Number, OwedAt: Noon, LaidAside: true, Because: why}}, page.Rows)
	require.Empty(t, page.Next)
	for _, want := range []bool{true, false} {
		was, err := d.RetryDocument(ctx, "c1", 1)
		require.NoError(t, err)
		require.Equal(t, want, was)
	}
	page, err = d.UndoneDocuments(ctx, "", 10)
	require.NoError(t, err)
	require.Empty(t, page.Rows, "what was against it is forgotten")
	list, err := d.OwedDocuments(ctx, 10)
	require.NoError(t, err)
	require.Equal(t, []workflow.Document{owed}, list, "its tries begin anew")
}
