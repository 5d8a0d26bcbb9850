package item_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

// TestReadsOfGuards: the fields that the guards up to the one taken name, each once, with what stood in them.
func TestReadsOfGuards(t *testing.T) {
	t.Parallel()
	form := decoded(t, `{"grade": 3, "list": [{"n": 1}, {"n": 2}], "who": {"name": "甲"}}`)
	c := item.CaseData{ReceivedOn: "2026-11-23", BaseYear: 2026}
	for name, x := range map[string]struct {
		guards []string
		taken  int
		reads  map[string]string
	}{
		"one field":             {[]string{`form.grade == 3`}, 0, map[string]string{"form.grade": "3"}},
		"twice the same":        {[]string{`form.grade > 1 && form.grade < 5`}, 0, map[string]string{"form.grade": "3"}},
		"of the case":           {[]string{`case.received_on > "2026" && case.base_year == 2026`}, 0, map[string]string{"case.received_on": `"2026-11-23"`, "case.base_year": "2026"}},
		"guards that failed":    {[]string{`form.grade == 1`, `form.who.name == "甲"`}, 1, map[string]string{"form.grade": "3", "form.who.name": `"甲"`}},
		"else reads them all":   {[]string{`form.grade == 1`, `form.grade == 2`}, 2, map[string]string{"form.grade": "3"}},
		"not those behind":      {[]string{`form.grade == 3`, `form.who.name == "甲"`}, 0, map[string]string{"form.grade": "3"}},
		"one that is not there": {[]string{`has(form.absent) || form.grade == 3`}, 0, map[string]string{"form.absent": "", "form.grade": "3"}},
		"a list by its length":  {[]string{`form.list.all(x, x.n > 0 && form.grade == 3)`}, 0, map[string]string{"form.list": "#2", "form.grade": "3"}},
		"an object too":         {[]string{`size(form.who) == 1`}, 0, map[string]string{"form.who": "#1"}},
		"nothing":               {[]string{`true`}, 0, map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := &item.Node{Kind: item.Choice, ID: "c"}
			for _, g := range x.guards {
				n.Cases = append(n.Cases, &item.Alternative{When: g})
			}
			n.Cases = append(n.Cases, &item.Alternative{Else: true})
			i, err := item.Compile(&item.Definition{Flow: []*item.Node{n}}, nil)
			require.NoError(t, err)
			k, err := i.Choose(n, form, c)
			require.NoError(t, err)
			require.Equal(t, x.taken, k)
			got := map[string]string{}
			for _, r := range i.Reads(n, k, form, c) {
				got[r.Name] = string(r.Value)
				if r.Count != nil {
					got[r.Name] = "#" + string(rune('0'+*r.Count))
				}
			}
			require.Equal(t, x.reads, got)
		})
	}
}

// TestReadsAreTitled: a field is called as the form calls it.
func TestReadsAreTitled(t *testing.T) {
	t.Parallel()
	i, err := item.Load(os.DirFS("../../catalogue"), "items/si-renewal.yaml")
	require.NoError(t, err)
	reads := i.Reads(i.Place("needs-site").Node, 0, decoded(t, `{"changes": {"list": [{"what": "address"}]}}`), item.CaseData{})
	require.Len(t, reads, 1)
	require.Equal(t, "form.changes.list", reads[0].Name)
	require.Equal(t, "变更情况", reads[0].Title.Zh)
	require.Equal(t, 1, *reads[0].Count)
}
