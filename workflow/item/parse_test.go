package item_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestParseGolden holds the whole of a parsed definition that uses every part of the language.
func TestParseGolden(t *testing.T) {
	t.Parallel()
	d, err := item.Parse("items/good.yaml", []byte(read(t, "items/good.yaml")))
	require.NoError(t, err)
	got, err := json.MarshalIndent(d, "", "  ")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile("testdata/good.golden.json", append(got, '\n'), 0o644))
	}
	require.Equal(t, read(t, "good.golden.json"), string(got)+"\n")
}

// TestParseDefaults holds what the language gives when nothing is written.
func TestParseDefaults(t *testing.T) {
	t.Parallel()
	i := good(t)
	require.Equal(t, item.Panel{Role: "window", People: 1, Pass: item.Threshold{All: true}, Pick: item.Pick{Kind: "claim"}}, i.Place("acceptance").By)
	require.Equal(t, []string{"pass", "fail"}, ids(i.Place("site-check").Decisions))
	require.Equal(t, "fail", i.Place("site-check").Decision("fail").Outcome)
	require.Equal(t, item.Text{Zh: "受理", En: "Accept"}, i.Place("acceptance").Decision("accept").Title)
	require.Equal(t, item.Text{Zh: "斟酌", En: "Consider"}, i.Place("first-review").Decision("consider").Title)
	licence := i.Material("licence")
	require.True(t, licence.Required)
	require.Equal(t, []int{1, 1}, []int{licence.Min, licence.Max})
	require.Equal(t, int64(20<<20), licence.MaxSize)
	require.Equal(t, []int{0, 1}, []int{i.Material("extra").Min, i.Material("extra").Max})
}

// TestOutcomes holds the rule of what a decision's outcome is.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	i := good(t)
	for name, want := range map[string]string{
		"acceptance/accept": "pass", "acceptance/supplement": "supplement", "acceptance/decline": "decline",
		"first-review/pass": "pass", "first-review/refuse": "refuse", "first-review/consider": "consider",
		"expert-review/fail": "fail", "expert-review/return": "return", "second-review/refuse": "refuse",
		"decision/grant": "pass", "decision/downgrade": "pass", "delivery/delivered": "pass",
	} {
		node, decision, _ := strings.Cut(name, "/")
		require.Equal(t, want, i.Place(node).Decision(decision).Outcome, name)
	}
}

// TestDisagreeIsNoPass holds that a panel may vote under the plain words agree and disagree.
func TestDisagreeIsNoPass(t *testing.T) {
	t.Parallel()
	src := strings.Replace(read(t, "items/good.yaml"), "pass: {}, fail: {}, return: {back_to: examination, alone: true}", "agree: {}, disagree: {reason: required}", 1)
	d, err := item.Parse("good.yaml", []byte(src))
	require.NoError(t, err)
	panel := item.Index(d).Place("expert-review")
	require.Equal(t, "pass", panel.Decision("agree").Outcome)
	require.Equal(t, "disagree", panel.Decision("disagree").Outcome)
}

// TestPlaces holds the tree: document order, parents, lanes and sequences.
func TestPlaces(t *testing.T) {
	t.Parallel()
	i := good(t)
	for k, p := range i.Places() {
		require.Equal(t, k, p.Order)
		require.Same(t, p.Node, p.Sequence[p.Index])
		require.Same(t, p, i.Place(p.ID))
	}
	look := i.Place("look-again")
	require.Equal(t, []string{"b", "double", "0", "larger"}, []string{look.Lane, look.Parent.ID, look.Parent.Lane, look.Parent.Parent.ID})
	require.Equal(t, 1, i.Place("expert-vote").Index)
	require.True(t, i.Encloses("larger", "look"))
	require.False(t, i.Encloses("look", "look"))
	require.Nil(t, i.Place("nowhere"))
}

func ids(decisions []*item.Decision) []string {
	var out []string
	for _, d := range decisions {
		out = append(out, d.ID)
	}
	return out
}

func good(t testing.TB) *item.Item {
	t.Helper()
	i, err := item.Load(os.DirFS("testdata"), "items/good.yaml")
	require.NoError(t, err)
	return i
}

// TestParseRefusesFiles holds what is refused of a file as such, at the place it is found.
func TestParseRefusesFiles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ src, at, code string }{
		"empty":           {"# nothing\n", "1:1", "empty_file"},
		"two documents":   {"item: a\n---\nitem: b\n", "3:1", "second_document"},
		"list":            {"- item\n", "1:1", "wrong_type"},
		"syntax":          {"item: a\n  version: 2\n", "1:7", "yaml_colon_twice"},
		"open bracket":    {"item: [a\n", "1:7", "yaml_bracket"},
		"open brace":      {"title: {zh: 甲\nversion: 1\n", "2:1", "yaml_bracket"},
		"shut bracket":    {"item: a]\nversion: 1\nflow: ]\n", "3:7", "yaml_bracket_open"},
		"open quote":      {"item: 'a\nversion: 1\n", "1:7", "yaml_quote"},
		"tab":             {"effective:\n\tfrom: 2024-01-01\n", "2:1", "yaml_tab"},
		"wide colon":      {"item： a\nversion: 1\n", "1:5", "yaml_full_width"},
		"wide brace":      {"item: a\ntitle: ｛zh: 甲｝\n", "2:8", "yaml_full_width"},
		"no space":        {"item:a\nversion: 1\n", "1:1", "yaml_key_value"},
		"other indent":    {"effective:\n    from: 2024-01-01\n   to: 2025-01-01\n", "3:4", "yaml_indent"},
		"reserved":        {"item: @a\n", "1:7", "yaml_reserved"},
		"escape":          {"item: \"a\\q\"\n", "1:10", "yaml_escape"},
		"anchor":          {"item: &a b\n", "1:7", "alias_refused"},
		"merge":           {"<<: {a: b}\n", "1:1", "alias_refused"},
		"tag":             {"item: !!str a\n", "1:7", "tag_refused"},
		"bytes":           {"item: \xff\n", "1:1", "not_utf8"},
		"too large":       {"item: " + strings.Repeat("a", 1<<20), "1:1", "too_large"},
		"long key":        {strings.Repeat("k", 65) + ": 1\n", "1:1", "key_not_text"},
		"key of a number": {"1.5: a\n", "1:1", "key_not_text"},
		"deep brackets":   {"flow: " + strings.Repeat("[", 1<<19), "1:66", "too_deep"},
		"deep dashes":     {strings.Repeat("- ", 1<<19), "1:121", "too_deep"},
		"too many values": {strings.Repeat("- a\n", 100_000), "75001:1", "too_many_values"},
		"alias bomb":      {"a: &a [x, x]\nb: [*a, *a]\n", "1:4", "alias_refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := item.Parse("f.yaml", []byte(c.src))
			var found item.Findings
			require.ErrorAs(t, err, &found)
			require.Equal(t, c.code, found[0].Code, "%v", found)
			require.True(t, strings.HasPrefix(found.Error(), "f.yaml:"+c.at+": "), "%v", found)
		})
	}
}

// TestParseBounds: nodes are counted and nested up to a bound, and far beyond it the answer is still quick.
func TestParseBounds(t *testing.T) {
	t.Parallel()
	codes := func(flow string) []string {
		_, err := item.Parse("f.yaml", []byte("item: a\nflow:\n"+flow))
		var found item.Findings
		require.ErrorAs(t, err, &found)
		var out []string
		for _, f := range found {
			out = append(out, f.Code)
		}
		return out
	}
	steps := func(n int) string {
		var b strings.Builder
		for k := range n {
			fmt.Fprintf(&b, "  - {step: s%d, by: {role: window}, decisions: {pass: {}}}\n", k)
		}
		return b.String()
	}
	nest := func(n int) string {
		open, end := strings.Repeat("{choice: c, cases: [{else: true, do: [", n), strings.Repeat("]}]}", n)
		return "  [" + open + "{end: e}" + end + "]\n"
	}
	require.NotContains(t, codes(steps(1000)), "too_many_nodes")
	require.Contains(t, codes(steps(1001)), "too_many_nodes")
	require.Contains(t, strings.Join(codes(steps(10_000)), " "), "too_many_")
	require.NotContains(t, codes(nest(11)), "nodes_too_deep")
	require.Contains(t, codes(nest(12)), "nodes_too_deep")
	require.LessOrEqual(t, len(codes(steps(1000)[:30_000])), 200)
}

// TestParseFindsAll: one reading reports every fault, in the order of the file.
func TestParseFindsAll(t *testing.T) {
	t.Parallel()
	src := strings.NewReplacer("version: 2", "version: two", "{next: decision,", "{next: nowhere,", "open: demo", "open: never").
		Replace(read(t, "items/good.yaml"))
	_, err := item.Parse("f.yaml", []byte(src))
	require.EqualError(t, err, strings.Join([]string{
		`f.yaml:2:10: this must be an integer, not text`,
		`f.yaml:11:7: "never" is not one of: demo, closed`,
		`f.yaml:95:42: there is no node "nowhere"`,
	}, "\n"))
}
