package storagetest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// paperTests hold what an enterprise is offered of what it has on record.
var paperTests = map[string]func(*testing.T, Opener){
	"papers of an enterprise, with their uses": paperUses,
	"papers by page, the last added first":     paperPages,
	"papers within bounds":                     paperBounds,
	"what was erased is offered no more":       paperErased,
}

// ofOwner makes a case one of the enterprise whose drafts these tests write.
func ofOwner(tx *workflow.Tx) error {
	tx.Out.Case.State.Applicant = "91A"
	return nil
}

// putPaper gives a draft a file that was added some minutes after noon.
func putPaper(t *testing.T, d *db.DB, x workflow.Draft, name, content string, minutes int) workflow.File {
	t.Helper()
	ctx := context.Background()
	f := workflow.File{Material: "m-" + name, Name: name + ".pdf", SHA256: hashOf([]byte(content)), Size: 7, MediaType: "application/pdf",
		AddedAt: Noon.Add(time.Duration(minutes) * time.Minute), By: "agent"}
	require.NoError(t, d.UseObject(ctx, f.SHA256, f.Size, f.MediaType))
	if _, err := d.Draft(ctx, x.ID); err != nil {
		_, err := d.CreateDraft(ctx, x)
		require.NoError(t, err)
	}
	require.NoError(t, d.AddDraftFile(ctx, x.ID, f))
	return f
}

func listPapers(t *testing.T, d *db.DB, f workflow.PaperFilter) []workflow.Paper {
	t.Helper()
	f.Enterprise, f.Limit = "91A", 2
	return pages(t, func() {}, func(cursor string) (workflow.Page[workflow.Paper], error) {
		f.Cursor = cursor
		return d.Papers(context.Background(), f)
	})
}

// namesOf gives, for each paper, the names under which it was put somewhere, the last first.
func namesOf(list []workflow.Paper) (names []string) {
	for _, p := range list {
		var of []string
		for _, u := range p.Uses {
			of = append(of, strings.TrimSuffix(u.Name, ".pdf")+u.Document)
		}
		names = append(names, strings.Join(of, "+"))
	}
	return names
}

func paperUses(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	filed := draft("d1")
	licence := putPaper(t, d, filed, "licence", "1", 1)
	must(t, d, file("c1", ofOwner, func(tx *workflow.Tx) error {
		tx.Out.Draft = "d1"
		tx.Out.Case.State.Outcome = item.Grants
		return nil
	}))
	again := putPaper(t, d, draft("d2"), "again", "1", 5)
	require.Equal(t, licence.SHA256, again.SHA256)
	issued := hashOf([]byte("issued"))
	require.NoError(t, d.UseObject(ctx, issued, 9, "application/pdf"))
	must(t, d, advance("c1", "system", func(tx *workflow.Tx) error {
		x := workflow.Document{Case: "c1", Seq: 1, Type: "certificate", Number: "证1号", File: issued, OwedAt: Noon, IssuedAt: Noon.Add(time.Hour)}
		tx.Out.Case.State.Documents = []workflow.DocumentFact{{Seq: 1, Type: x.Type, Number: x.Number, OwedAt: Noon, IssuedAt: x.IssuedAt, File: issued}}
		tx.Out.PutDocuments = []workflow.Document{x}
		return nil
	}))
	granted := registered("N1", "valid", 0, "")
	granted.Case, granted.ValidUntil = "c1", calendar.MustParse("2029-06-30")
	must(t, d, registering(granted))

	// What others have is theirs: another enterprise's, a window's that is not filed, an officer's.
	for i, change := range []func(*workflow.Draft){
		func(x *workflow.Draft) { x.Owner = "91B" }, func(x *workflow.Draft) { x.Desk = "u0" }, func(x *workflow.Draft) { x.Desk, x.Opens = "u0", true },
	} {
		x := draft("other" + string(rune('a'+i)))
		change(&x)
		putPaper(t, d, x, "other", "other"+x.ID, 9)
	}

	list := listPapers(t, d, workflow.PaperFilter{})
	require.Equal(t, []string{"certificate", "again+licence"}, namesOf(list))
	require.Equal(t, []workflow.Trust{workflow.TrustIssued, workflow.TrustRelied}, []workflow.Trust{list[0].Origin().Trust(), list[1].Origin().Trust()})
	require.Equal(t, workflow.PaperUse{Case: "c1", Number: "N-c1", Item: "si-qualification", Version: 1, Outcome: item.Grants, Document: "certificate",
		DocNo: "证1号", At: Noon.Add(time.Hour), ValidUntil: calendar.MustParse("2029-06-30")}, list[0].Origin())
	require.Equal(t, workflow.PaperUse{Draft: "d1", Case: "c1", Number: "N-c1", Item: "si-renewal", Version: 1, Outcome: item.Grants, Material: "m-licence",
		Name: "licence.pdf", At: licence.AddedAt}, list[1].Origin())
	require.Equal(t, workflow.Paper{SHA256: licence.SHA256, Size: 7, MediaType: "application/pdf", Uses: list[1].Uses}, list[1])
	require.Equal(t, list[1:], listPapers(t, d, workflow.PaperFilter{SHA256: licence.SHA256}))
	require.Empty(t, listPapers(t, d, workflow.PaperFilter{SHA256: hashOf([]byte("otherothera"))}))
	sound(t, d)
}

func paperPages(t *testing.T, open Opener) {
	d := open(t)()
	want := []string{}
	for i := range 5 {
		name := string(rune('a' + i))
		putPaper(t, d, draft("d1"), name, name, i/2*10) // two at the same instant
		want = append(want, name)
	}
	list := namesOf(listPapers(t, d, workflow.PaperFilter{}))
	require.ElementsMatch(t, want, list)
	require.Equal(t, "e", list[0])
	require.ElementsMatch(t, []string{"a", "b"}, list[3:])
	_, err := d.Papers(context.Background(), workflow.PaperFilter{Enterprise: "91A", Cursor: "nonsense"})
	require.Equal(t, "cursor", workflow.Code(err))
}

func paperBounds(t *testing.T, open Opener) {
	d := open(t)()
	putPaper(t, d, draft("d1"), "renewal", "1", 1)
	other := draft("d2")
	other.Item = "si-qualification"
	putPaper(t, d, other, "qualification", "2", 2)
	must(t, d, file("c2", ofOwner, func(tx *workflow.Tx) error { tx.Out.Draft = "d2"; return nil }))
	within := func(bounds ...workflow.CaseBound) []string {
		return namesOf(listPapers(t, d, workflow.PaperFilter{Filed: &bounds, Issued: &bounds}))
	}
	require.Equal(t, []string{"qualification", "renewal"}, within(workflow.CaseBound{}))
	require.Equal(t, []string{"renewal"}, within(workflow.CaseBound{Items: []string{"si-renewal"}}))
	require.Equal(t, []string{"qualification"}, within(workflow.CaseBound{Case: "c2"}))
	require.Empty(t, within())
}

func paperErased(t *testing.T, open Opener) {
	d := open(t)()
	putPaper(t, d, draft("d1"), "mine", "1", 1)
	must(t, d, file("c1", ofOwner, func(tx *workflow.Tx) error { tx.Out.Draft = "d1"; return nil }))
	require.Equal(t, []string{"mine"}, namesOf(listPapers(t, d, workflow.PaperFilter{})))
	must(t, d, erase("c1"))
	require.Empty(t, listPapers(t, d, workflow.PaperFilter{}))
}
