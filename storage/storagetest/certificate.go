package storagetest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/credential"
)

var certificateTests = map[string]func(*testing.T, Opener){
	"statuses of certificates by place":        standings,
	"no two certificates have one place":       placeTaken,
	"the last list of statuses is kept":        statusLists,
	"places are scattered alike on every node": placeSecret,
}

func registered(number string, status workflow.CertificateStatus, place credential.Place, replaces string) workflow.Certificate {
	first := calendar.MustParse("2026-01-01")
	return workflow.Certificate{Number: number, Kind: "si", Owner: "911", Authority: "u0", Status: workflow.CertificateStatus(status), GrantedOn: first, ValidFrom: first, Place: place, Replaces: replaces}
}

func registering(list ...workflow.Certificate) workflow.Write {
	return workflow.Write{Stream: "certificate/" + list[0].Number, Change: func(tx *workflow.Tx) error {
		tx.Out.Certificates = list
		_, err := record(tx, tx.Head, "registered", "admin")
		return err
	}}
}

// standings: what is more than valid is told, by list; what has no place is in none.
func standings(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	lists, err := d.StatusLists(ctx)
	require.NoError(t, err)
	require.Equal(t, 1, lists, "there is a list before there is a certificate")
	const second = credential.Places
	must(t, d, registering(
		registered("N0", "revoked", 0, ""), registered("N1", "valid", 1, ""), registered("N2", "suspended", 2, ""), registered("N3", "lost", credential.Places-1, ""),
		registered("N4", "cancelled", second+7, "")))
	first := registered("N1", "valid", 1, "")
	first.SucceededBy = "N5"
	must(t, d, registering(registered("N5", "valid", 3, "N1"), first))
	got, err := d.Standings(ctx, 0)
	require.NoError(t, err)
	require.ElementsMatch(t, []credential.Standing{
		{Place: 1, Followed: true}, {Place: 2, Status: credential.Suspended}, {Place: credential.Places - 1, Status: credential.Unknown},
	}, got)
	got, err = d.Standings(ctx, 1)
	require.NoError(t, err)
	require.Equal(t, []credential.Standing{{Place: second + 7, Status: credential.Cancelled}}, got)
	lists, err = d.StatusLists(ctx)
	require.NoError(t, err)
	require.Equal(t, 2, lists)
	c, err := d.Certificate(ctx, "N4")
	require.NoError(t, err)
	require.EqualValues(t, second+7, c.Place)
}

func placeTaken(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, registering(registered("N1", "valid", 9, "")))
	_, err := d.Write(context.Background(), registering(registered("N2", "valid", 9, "")))
	require.Error(t, err)
	must(t, d, registering(registered("N1", "revoked", 9, "")))
}

func statusLists(t *testing.T, open Opener) {
	handle := open(t)
	a, b := handle(), handle()
	ctx := context.Background()
	number, note, err := a.StatusList(ctx, 0)
	require.NoError(t, err)
	require.Zero(t, number)
	require.Empty(t, note)
	for _, n := range []int64{1, 2, 2, 1, 3} { // two replicas may make the same number, and one may be late
		for i, d := range []*db.DB{a, b} {
			before, _, err := a.StatusList(ctx, 0)
			require.NoError(t, err)
			saved, err := d.SaveStatusList(ctx, 0, n, fmt.Appendf(nil, "%c%d", 'a'+i, n))
			require.NoError(t, err)
			require.Equal(t, before < n, saved)
		}
	}
	_, err = a.SaveStatusList(ctx, 1, 1, []byte("other"))
	require.NoError(t, err)
	number, note, err = b.StatusList(ctx, 0)
	require.NoError(t, err)
	require.EqualValues(t, 3, number)
	require.Equal(t, "a3", string(note), "the first of a number stays")
}

func placeSecret(t *testing.T, open Opener) {
	handle := open(t)
	a, b := handle(), handle()
	require.NotZero(t, a.PlaceSecret())
	require.Equal(t, a.PlaceSecret(), b.PlaceSecret())
	require.Error(t, a.SetSetting(context.Background(), "place_key", "another"), "it is never set")
}
