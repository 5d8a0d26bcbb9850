package storagetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// keptTests hold what people keep for themselves.
var keptTests = map[string]func(*testing.T, Opener){
	"what somebody keeps is theirs, by kind and name":    keptByPerson,
	"no more is kept than may be by many at once":        keptFull,
	"a begun opinion is its author's until it is erased": opinionDrafts,
}

var views = workflow.KeptView("tasks")

func keep(person, kind, name, content string) workflow.Kept {
	return workflow.Kept{Person: person, Kind: kind, Name: name, Content: content}
}

func keptByPerson(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	for _, k := range []workflow.Kept{
		keep("li", views, "到期", "?card=yellow"), keep("li", views, "a/b ?", "x"), keep("li", workflow.KeptOpinion, "到期", `{"text":"经审查"}`),
		keep("wang", views, "到期", "theirs"), keep("li", views, "到期", "?card=red"),
	} {
		require.NoError(t, d.Keep(ctx, k, 10))
	}
	contents := func(person, kind string) map[string]string {
		list, err := d.Kept(ctx, person, kind)
		require.NoError(t, err)
		got := map[string]string{}
		for _, k := range list {
			require.Equal(t, Noon, k.UpdatedAt)
			got[k.Name] = k.Content
		}
		return got
	}
	require.Equal(t, map[string]string{"到期": "?card=red", "a/b ?": "x"}, contents("li", views))
	require.Equal(t, map[string]string{"到期": `{"text":"经审查"}`}, contents("li", workflow.KeptOpinion))
	require.NoError(t, d.Forget(ctx, "li", views, "到期"))
	require.NoError(t, d.Forget(ctx, "li", views, "到期"))
	require.Equal(t, map[string]string{"a/b ?": "x"}, contents("li", views))
	require.Equal(t, map[string]string{"到期": "theirs"}, contents("wang", views))
}

func keptFull(t *testing.T, open Opener) {
	again := open(t)
	d, other := again(), again()
	ctx := context.Background()
	const limit = 5
	full := make([]error, crowd)
	var all sync.WaitGroup
	for n := range crowd {
		all.Go(func() {
			store := d
			if n%2 == 0 {
				store = other
			}
			full[n] = store.Keep(ctx, keep("li", views, fmt.Sprint(n), "x"), limit)
		})
	}
	all.Wait()
	kept := 0
	for _, err := range full {
		if err == nil {
			kept++
			continue
		}
		require.Equal(t, "kept_full", workflow.Code(err))
	}
	require.Equal(t, limit, kept)
	list, err := d.Kept(ctx, "li", views)
	require.NoError(t, err)
	require.Len(t, list, limit)
	require.NoError(t, d.Keep(ctx, keep("li", views, list[0].Name, "changed"), limit), "what is there may be changed")
	require.NoError(t, d.Keep(ctx, keep("wang", views, "one", "x"), limit))
}

func opinionDrafts(t *testing.T, open Opener) {
	d := open(t)()
	ctx := context.Background()
	must(t, d, file("c1"))
	save := func(visit int, person, opinion string) error {
		return d.SaveOpinionDraft(ctx, workflow.OpinionDraft{Case: "c1", Visit: visit, Person: person, Opinion: opinion})
	}
	read := func(person string) (list []string) {
		drafts, err := d.OpinionDrafts(ctx, "c1", person)
		require.NoError(t, err)
		for _, o := range drafts {
			list = append(list, fmt.Sprint(o.Visit, " ", o.Opinion))
		}
		return list
	}
	require.NoError(t, save(1, "li", "经审"))
	require.NoError(t, save(1, "li", "经审查"))
	require.NoError(t, save(1, "wang", "另一意见"))
	require.Equal(t, []string{"1 经审查"}, read("li"))

	must(t, d, advance("c1", "wang")) // another was faster: what was written is not lost
	require.Equal(t, []string{"1 经审查"}, read("li"))
	require.NoError(t, save(2, "wang", "given"))
	must(t, d, advance("c1", "wang", func(tx *workflow.Tx) error {
		tx.Out.Sent = []workflow.Sent{{Visit: 2, Person: "wang"}}
		return nil
	}))
	require.Equal(t, []string{"1 另一意见"}, read("wang"), "what was given is no draft any more")
	require.NoError(t, save(1, "li", "经审查，符合"))
	require.NoError(t, save(1, "wang", ""))
	require.Empty(t, read("wang"))
	require.NoError(t, save(2, "li", "second"))
	require.Equal(t, []string{"1 经审查，符合", "2 second"}, read("li"))

	must(t, d, erase("c1"))
	require.Empty(t, read("li"))
	require.Equal(t, "opinion_erased", workflow.Code(save(2, "li", "after")))
	require.NoError(t, save(2, "li", ""))
	require.Empty(t, read("li"))
}
