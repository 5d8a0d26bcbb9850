package storagetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// checkTests hold that Fsck finds what contradicts.
var checkTests = map[string]func(*testing.T, Opener){
	"fsck finds every contradiction": contradictions,
	"the raw limit is measured":      rawLimit,
}

func contradictions(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	require.NoError(t, d.UseObject(ctx, sha, 1, "application/pdf"))
	must(t, d, keyed(file("c1", employ("firm", true), func(tx *workflow.Tx) error {
		tx.Out.Case.State.Materials = []workflow.FileFact{{Material: "m", SHA256: sha}}
		tx.Out.Case.State.Documents = []workflow.DocumentFact{{Seq: 1, Type: "notice", OwedAt: Noon}}
		tx.Out.Case.State.Copies = []workflow.Copied{{Role: "legal", Unit: "u"}}
		tx.Out.PutReaders = tx.Out.Case.State.Readers()
		tx.Out.PutDocuments = []workflow.Document{{Case: "c1", Seq: 1, Type: "notice", OwedAt: Noon}}
		return nil
	}), "k", "b"))
	must(t, d, administer("item/x"))
	merge(t, d, 1)
	_, err := d.CreateDraft(ctx, draft("d1"))
	require.NoError(t, err)
	require.NoError(t, d.DraftFiled(ctx, "d1", "c1"))
	must(t, d, announced("n1", 0, false))
	sound(t, d)
	for _, c := range []struct{ code, statement string }{
		{"case_mismatch", "UPDATE cases SET status = 'ended' WHERE id = 'c1'"},
		{"reader_left", "INSERT INTO case_reader (case_id, person, role, unit) VALUES ('c1', '', 'window', 'u')"},
		{"reader_missing", "DELETE FROM case_reader"},
		{"public_notice_mismatch", "UPDATE public_notice SET closed_at = 1"},
		{"public_notice_mismatch", "UPDATE public_notice SET closed_at = 0, item = 'x'"},
		{"public_notice_left", "INSERT INTO public_notice (case_id, visit, number, item, opened_at, closed_at) VALUES ('n1', 1, 'N-n1', 'si-qualification', 1, 0)"},
		{"public_notice_missing", "DELETE FROM public_notice WHERE visit = 2"},
		{"public_notice_without_case", "INSERT INTO public_notice (case_id, visit, number, item, opened_at, closed_at) VALUES ('none', 1, '', '', 1, 0)"},
		{"document_mismatch", "UPDATE document SET file = 'x'"},
		{"object_unknown", "DELETE FROM object"},
		{"document_missing", "DELETE FROM document"},
		{"task_missing", "DELETE FROM task"},
		{"object_unnamed", "DELETE FROM case_object"},
		{"payload_lost", "DELETE FROM entry_payload"},
		{"erasure_unrecorded", "INSERT INTO erasure (stream, number, erased_at) SELECT stream, number, 1 FROM entry"},
		{"log_incomplete", "DELETE FROM unmerged"},
		{"log_gap", "UPDATE log_tree SET size = 5"},
		{"answer_without_entry", "UPDATE idempotency SET number = 9"},
		{"claim_without_holding", "DELETE FROM holding"},
		{"draft_without_case", "UPDATE draft SET filed = 'nobody'"},
		{"state_mismatch", "UPDATE cases SET revision = 3"},
		{"head_mismatch", "UPDATE stream_head SET number = 2"},
		{"stream_without_head", "DELETE FROM cases"},
	} {
		owned(t, d, func(exec func(string, ...any)) { exec(c.statement) })
		problems, err := d.Fsck(ctx)
		require.NoError(t, err)
		found := false
		for _, p := range problems {
			found = found || p.Code == c.code
			require.NotEmpty(t, p.String())
		}
		require.True(t, found, "%s after %s: %v", c.code, c.statement, problems)
	}
}

func rawLimit(t *testing.T, open Opener) {
	d := open(t)()
	for range 2 {
		perSecond, err := d.RawLimit(context.Background(), 4, 40, measured)
		require.NoError(t, err)
		require.Positive(t, perSecond)
	}
	must(t, d, file("c1"))
	_, err := d.RawLimit(context.Background(), 4, 40, measured)
	require.Error(t, err, "never beside real cases")
}

const measured = 100 * time.Millisecond
