package storagetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
)

// uploadTests hold what is promised of files that come in in parts.
var uploadTests = map[string]func(*testing.T, Opener){
	"an upload goes on where it stopped":               uploadResumed,
	"of many sending one part one adds it":             uploadRace,
	"parts of an upload are kept until it is given up": uploadSwept,
	"an upload goes with its draft":                    uploadOfDraft,
}

const third = workflow.UploadPart

func begun(t *testing.T, d *db.DB, id string) workflow.Upload {
	t.Helper()
	ctx := context.Background()
	if _, err := d.Draft(ctx, id); err != nil {
		_, err := d.CreateDraft(ctx, draft(id))
		require.NoError(t, err)
	}
	u, err := d.BeginUpload(ctx, workflow.Upload{Draft: id, Material: "m", SHA256: sha, Name: "a.pdf", Size: 2*third + 5})
	require.NoError(t, err)
	return u
}

// part is a part with its object.
func part(t *testing.T, d *db.DB, n int, size int64) workflow.PartOfUpload {
	t.Helper()
	p := workflow.PartOfUpload{Start: int64(n) * third, SHA256: hashOf([]byte{byte(n)}), Size: size}
	require.NoError(t, d.UseObject(context.Background(), p.SHA256, p.Size, "application/octet-stream"))
	return p
}

func uploadResumed(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	_, err := d.BeginUpload(ctx, workflow.Upload{Draft: "nobody", Material: "m", SHA256: sha, Size: 1})
	require.Equal(t, "draft_not_found", workflow.Code(err))
	_, err = d.Upload(ctx, "d1", "m", sha)
	require.Equal(t, "upload_not_found", workflow.Code(err))
	require.Zero(t, begun(t, d, "d1").Received())
	first, second, last := part(t, d, 0, third), part(t, d, 1, third), part(t, d, 2, 5)
	add := func(p workflow.PartOfUpload) (int64, string) {
		u, err := d.AddUploadPart(ctx, "d1", "m", sha, p)
		if err != nil {
			return u.Received(), workflow.Code(err)
		}
		return u.Received(), ""
	}
	for _, x := range []struct {
		part workflow.PartOfUpload
		to   int64
		code string
	}{
		{second, 0, "upload_part"}, {first, third, ""}, {first, third, ""}, {last, 0, "upload_part"},
		{workflow.PartOfUpload{Start: third, SHA256: second.SHA256, Size: 7}, 0, "upload_part"}, {second, 2 * third, ""},
	} {
		to, code := add(x.part)
		require.Equal(t, x.code, code)
		require.Equal(t, x.to, to)
	}
	again := begun(t, d, "d1")
	require.Equal(t, []workflow.PartOfUpload{first, second}, again.Parts, "whoever begins it again goes on")
	to, code := add(last)
	require.Empty(t, code)
	require.Equal(t, again.Size, to)

	other, err := d.BeginUpload(ctx, workflow.Upload{Draft: "d1", Material: "m", SHA256: sha, Name: "b.pdf", Size: 9})
	require.NoError(t, err)
	require.Empty(t, other.Parts, "of another size it is another file")
	require.NoError(t, d.DropUpload(ctx, "d1", "m", sha))
	require.NoError(t, d.DropUpload(ctx, "d1", "m", sha))
	_, err = d.Upload(ctx, "d1", "m", sha)
	require.Equal(t, "upload_not_found", workflow.Code(err))
	sound(t, d)
}

func uploadRace(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	begun(t, replicas[0], "d1")
	p := part(t, replicas[0], 0, third)
	errs := atOnce(64, func(i int) error {
		_, err := replicas[i%2].AddUploadPart(context.Background(), "d1", "m", sha, p)
		return err
	})
	for _, err := range errs {
		require.NoError(t, err)
	}
	u, err := replicas[1].Upload(context.Background(), "d1", "m", sha)
	require.NoError(t, err)
	require.Equal(t, []workflow.PartOfUpload{p}, u.Parts)
}

func uploadSwept(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	begun(t, d, "d1")
	p := part(t, d, 0, third)
	_, err := d.AddUploadPart(ctx, "d1", "m", sha, p)
	require.NoError(t, err)
	later := Noon.Add(time.Second)
	sweep := func() (swept []string) {
		_, err := d.SweepObjects(ctx, later, 10, func(_ context.Context, s string) error { swept = append(swept, s); return nil })
		require.NoError(t, err)
		return swept
	}
	require.Empty(t, sweep(), "an upload names its parts")
	require.NoError(t, d.SweepUploads(ctx, Noon))
	_, err = d.Upload(ctx, "d1", "m", sha)
	require.NoError(t, err, "something was added to it since then")
	require.NoError(t, d.SweepUploads(ctx, later))
	_, err = d.Upload(ctx, "d1", "m", sha)
	require.Equal(t, "upload_not_found", workflow.Code(err))
	require.Equal(t, []string{p.SHA256}, sweep())
	sound(t, d)
}

func uploadOfDraft(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	for _, id := range []string{"d1", "d2"} {
		begun(t, d, id)
	}
	require.NoError(t, d.DeleteDraft(ctx, "d1"))
	must(t, d, file("c2", ofOwner, func(tx *workflow.Tx) error { tx.Out.Draft = "d2"; return nil }))
	must(t, d, erase("c2"))
	for _, id := range []string{"d1", "d2"} {
		_, err := d.Upload(ctx, id, "m", sha)
		require.Equal(t, "upload_not_found", workflow.Code(err), id)
	}
}
