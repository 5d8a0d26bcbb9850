package storagetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// sharedTests hold what cases have in common: counters and holdings.
var sharedTests = map[string]func(*testing.T, Opener){
	"counters have no gaps under refusals":        gaplessCounters,
	"counters are taken in any order by 64":       countersCrossed,
	"only one of 64 gets a holding":               oneHolder,
	"one that does not look is refused a holding": takenUnseen,
	"a holding is free when its last case ends":   holdingFreed,
	"a holding is kept for a certificate":         holdingKept,
	"a holding freed and wanted in one batch":     holdingInBatch,
}

// numbered takes the next number of each counter and shows it in the receipt.
func numbered(counters ...string) func(*workflow.Tx) error {
	return func(tx *workflow.Tx) error {
		for _, c := range counters {
			n, err := tx.Next(c)
			if err != nil {
				return err
			}
			tx.Out.Receipt.Documents = append(tx.Out.Receipt.Documents, fmt.Sprint(c, " ", n))
		}
		return nil
	}
}

func gaplessCounters(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	for i := range 8 {
		must(t, replicas[0], file(caseID(i)))
	}
	refused := errors.New("refused after it took a number")
	var mu sync.Mutex
	given := map[string]bool{}
	errs := atOnce(crowd, func(i int) error {
		for k := range 3 {
			r, err := replicas[i%2].Write(context.Background(), advance(caseID(i%8), "a", numbered("document/x"), func(*workflow.Tx) error {
				if (i+k)%3 == 0 {
					return refused
				}
				return nil
			}))
			if errors.Is(err, refused) {
				continue
			}
			if err != nil {
				return err
			}
			mu.Lock()
			given[r.Documents[0]] = true
			mu.Unlock()
		}
		return nil
	})
	require.NoError(t, errors.Join(errs...))
	require.Len(t, given, crowd*2)
	for n := range len(given) {
		require.Contains(t, given, fmt.Sprint("document/x ", n+1))
	}
}

func countersCrossed(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	errs := atOnce(crowd, func(i int) error {
		order := []string{"a", "b", "c"}
		w := file(caseID(i), numbered(order[i%3], order[(i+1)%3], order[(i+2)%3]))
		_, err := replicas[i%2].Write(context.Background(), w)
		return err
	})
	require.NoError(t, errors.Join(errs...))
	last := must(t, replicas[0], file("last", numbered("c", "a", "b")))
	n := crowd + 1
	require.Equal(t, []string{fmt.Sprint("c ", n), fmt.Sprint("a ", n), fmt.Sprint("b ", n)}, last.Documents)
}

var manager = workflow.HoldingKey{Kind: "manager", Key: "m1"}

// employ takes the manager for an enterprise unless another has them.
func employ(enterprise string, kept bool) func(*workflow.Tx) error {
	return func(tx *workflow.Tx) error {
		row, held, err := tx.Holder(manager)
		if err != nil {
			return err
		}
		if held && row.Holder != enterprise {
			return &workflow.Error{Kind: workflow.Conflict, Code: "holding_taken"}
		}
		tx.Out.Take = []workflow.HoldingRow{{HoldingKey: manager, Holder: enterprise, Kept: kept}}
		return nil
	}
}

func end(certificate string) func(*workflow.Tx) error {
	return func(tx *workflow.Tx) error {
		tx.Out.Settle = &workflow.Settle{Case: tx.Case.State.ID, Certificate: certificate}
		return nil
	}
}

func free(certificate string) func(*workflow.Tx) error {
	return func(tx *workflow.Tx) error {
		tx.Out.Free = []string{certificate}
		return nil
	}
}

// employer says who has the manager.
func employer(t *testing.T, d *db.DB) string {
	t.Helper()
	var holder string
	asked := errors.New("only asked")
	_, err := d.Write(context.Background(), workflow.Write{Stream: "ask/manager", Change: func(tx *workflow.Tx) error {
		row, _, err := tx.Holder(manager)
		holder = row.Holder
		return errors.Join(err, asked)
	}})
	require.ErrorIs(t, err, asked)
	return holder
}

func oneHolder(t *testing.T, open Opener) {
	handle := open(t)
	replicas := []*db.DB{handle(), handle()}
	errs := atOnce(crowd, func(i int) error {
		_, err := replicas[i%2].Write(context.Background(), file(caseID(i), employ(fmt.Sprint("firm", i), false)))
		return err
	})
	got := 0
	for _, err := range errs {
		if err == nil {
			got++
			continue
		}
		require.Equal(t, "holding_taken", workflow.Code(err), "%v", err)
	}
	require.Equal(t, 1, got)
	sound(t, replicas[0])
}

func takenUnseen(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1", employ("firm1", false)))
	blind := func(firm string) func(*workflow.Tx) error {
		return func(tx *workflow.Tx) error {
			tx.Out.Take = []workflow.HoldingRow{{HoldingKey: manager, Holder: firm}}
			return nil
		}
	}
	answers := together(t, d,
		call{write: file("c2")}, call{write: file("c3", blind("firm2"))}, call{write: file("c4", blind("firm1"))},
	)
	require.NoError(t, answers[0].err, "the others of the batch are stored")
	require.Error(t, answers[1].err)
	require.NoError(t, answers[2].err, "the same holder may have it twice")
	require.Equal(t, "firm1", employer(t, d))
	sound(t, d)
}

func holdingFreed(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1", employ("firm", true)))
	must(t, d, file("c2", employ("firm", false)))
	must(t, d, advance("c1", "a", end("")))
	require.Equal(t, "firm", employer(t, d))
	must(t, d, advance("c2", "a", end("cert-1")))
	require.Empty(t, employer(t, d), "not marked as kept")
	must(t, d, file("c3", employ("other", false)))
	require.Equal(t, "other", employer(t, d))
	sound(t, d)
}

func holdingKept(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	certify := func(number, replaces string) func(*workflow.Tx) error {
		return func(tx *workflow.Tx) error {
			c := workflow.Certificate{
				Number: number, Owner: "firm", Status: "valid", Case: tx.Case.State.ID, Replaces: replaces,
				ValidUntil: calendar.MustParse("2030-03-02"),
			}
			tx.Out.Certificates = []workflow.Certificate{c}
			if replaces != "" {
				tx.Out.Certificates = append(tx.Out.Certificates, workflow.Certificate{Number: replaces, Owner: "firm", Status: workflow.CertificateReplaced, SucceededBy: number})
			}
			return nil
		}
	}
	must(t, d, file("c1", employ("firm", true)))
	must(t, d, advance("c1", "a", certify("cert-1", ""), end("cert-1")))
	require.Equal(t, "firm", employer(t, d))

	must(t, d, file("c2", employ("firm", true)))
	must(t, d, advance("c2", "a", end("")))
	require.Equal(t, "firm", employer(t, d), "a refused renewal does not free what the certificate keeps")

	must(t, d, file("c3"))
	must(t, d, advance("c3", "a", certify("cert-2", "cert-1"), end("cert-2"), func(tx *workflow.Tx) error {
		tx.Out.HandOver = []workflow.HandOver{{From: "cert-1", To: "cert-2"}}
		return nil
	}))
	require.Equal(t, "firm", employer(t, d))
	must(t, d, advance("c3", "b", free("cert-1")))
	require.Equal(t, "firm", employer(t, d), "it is kept for another now")

	must(t, d, file("c4", employ("firm", true)))
	must(t, d, advance("c4", "a", certify("cert-3", "cert-2"), end("cert-3"), free("cert-2")))
	require.Equal(t, "firm", employer(t, d), "the case of the new one claimed it too")
	must(t, d, file("c5"))
	must(t, d, advance("c5", "a", func(tx *workflow.Tx) error {
		tx.Out.HandOver = []workflow.HandOver{{From: "cert-3", To: "cert-4"}, {From: "cert-4", To: "cert-3"}}
		return nil
	}))
	require.NoError(t, d.ReleaseExpired(ctx, calendar.MustParse("2030-03-02")))
	require.Equal(t, "firm", employer(t, d), "valid on its last day")
	require.NoError(t, d.ReleaseExpired(ctx, calendar.MustParse("2030-03-03")))
	require.Empty(t, employer(t, d))
	got, err := d.Certificate(ctx, "cert-2")
	require.NoError(t, err)
	require.Equal(t, workflow.CertificateReplaced, got.Status)
	_, err = d.Certificate(ctx, "cert-9")
	require.Equal(t, "certificate_not_found", workflow.Code(err))
	sound(t, d)
}

func holdingInBatch(t *testing.T, open Opener) {
	d := open(t)()
	must(t, d, file("c1", employ("firm1", false)))
	answers := together(t, d,
		call{write: advance("c1", "a", end(""))},
		call{write: file("c2", employ("firm2", false))},
		call{write: file("c3", employ("firm3", false))},
	)
	require.NoError(t, errors.Join(answers[0].err, answers[1].err))
	require.Equal(t, "holding_taken", workflow.Code(answers[2].err))
	require.Equal(t, "firm2", employer(t, d))
	sound(t, d)
}
