package acceptance_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// entry is a line of the trail of a case, as the API tells it.
type entry struct {
	Number int64
	Kind   string
	Hash   string
	Actor  struct {
		Person struct{ ID string }
		System bool
	}
	Facts struct {
		Owed      []struct{ Seq int }
		Issued    *struct{ Seq int }
		Delivered *struct {
			Notice, Channel string
			Failed          bool
		}
	}
}

// check holds what the clients remember against what an auditor sees: every acknowledged command is exactly one entry,
// and every entry that is not the system's own is exactly one acknowledged command. It gives the system's own.
func (j *journal) check(t *testing.T, clients map[string]*client) map[place]entry {
	t.Helper()
	found := j.trails(t, clients[auditor])
	said := map[place]acknowledged{}
	for _, a := range j.acks {
		r := a.done.Receipt
		at := place{a.done.Case, r.Number}
		if other, twice := said[at]; twice {
			t.Errorf("two keys were answered with entry %d of case %s: %s and %s", r.Number, a.done.Case, other.path, a.path)
		}
		said[at] = a
		e, there := found[at]
		switch {
		case !there:
			t.Errorf("lost: %s by %s was acknowledged as entry %d of case %s", a.path, a.who.id, r.Number, a.done.Case)
		case e.Hash != r.Hash || e.Kind != a.done.Kind || e.Actor.Person.ID != a.who.id || e.Actor.System:
			t.Errorf("changed: entry %d of case %s is %+v; %s was told %+v", r.Number, a.done.Case, e, a.who.id, a.done)
		}
		delete(found, at)
	}
	for at, e := range found {
		if !e.Actor.System {
			t.Errorf("nobody was told of entry %d of case %s: %+v", at.number, at.kase, e)
		}
	}
	j.checkDrafts(t, clients)
	j.checkPapers(t)
	return found
}

// trails reads the trail of every case there is.
func (j *journal) trails(t *testing.T, c *client) map[place]entry {
	t.Helper()
	cases, err := every[struct{ ID, Number string }](c, "/cases")
	require.NoError(t, err)
	found, numbers := map[place]entry{}, map[string]bool{}
	for _, k := range cases {
		require.False(t, numbers[k.Number], "two cases have the number %s", k.Number)
		numbers[k.Number] = true
		list, err := every[entry](c, "/cases/"+k.ID+"/trail")
		require.NoError(t, err)
		for _, e := range list {
			found[place{k.ID, e.Number}] = e
		}
	}
	for id := range j.owner {
		require.Contains(t, found, place{id, 1}, "case %s was filed and is not in the list", id)
	}
	return found
}

// checkDrafts: a key makes one draft, and a draft one case.
func (j *journal) checkDrafts(t *testing.T, clients map[string]*client) {
	t.Helper()
	for _, c := range clients {
		if c.enterprise == "" {
			continue
		}
		var list struct{ Rows []draftRow }
		require.NoError(t, c.fetch("/drafts", &list))
		for _, d := range list.Rows {
			kase, known := j.drafts[d.ID]
			require.True(t, known || len(d.Files) > 0, "nobody was told of draft %s", d.ID)
			require.Empty(t, kase, "draft %s was filed and is still in the list", d.ID)
		}
	}
}

// checkPapers: a case has the files it was filed with, and no others.
func (j *journal) checkPapers(t *testing.T) {
	t.Helper()
	for kase, papers := range j.papers {
		var shown struct {
			Materials []struct{ SHA256 string }
		}
		require.NoError(t, j.owner[kase].fetch("/cases/"+kase, &shown))
		have := map[string]bool{}
		for _, m := range shown.Materials {
			have[m.SHA256] = true
		}
		require.Equal(t, papers, have, "the files of case %s", kase)
	}
}

// repeat sends every n-th acknowledged command once more, with its key: the answer is the same and nothing is recorded.
func (j *journal) repeat(n int) error {
	for i := 0; i < len(j.acks); i += n {
		a := j.acks[i]
		got, err := a.who.call(a.request)
		if err != nil {
			return err
		}
		var again done
		if err := got.read(&again); err != nil {
			return fmt.Errorf("repeat %s: %w", a.path, err)
		}
		if again != a.done || !got.replayed {
			return fmt.Errorf("%s was answered %+v, and repeated %+v (replayed: %t)", a.path, a.done, again, got.replayed)
		}
	}
	return nil
}
