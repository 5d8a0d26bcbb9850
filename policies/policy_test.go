package policies_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/policies"
)

func TestParseStopsAtTheLine(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ line, want string }{
		"too few fields":   {"p, window, case, read, allow", "p.csv:2: a line is"},
		"too many fields":  {"p, window, case, read, unit, allow, why", "p.csv:2: a line is"},
		"grouping":         {"g, window, case, read, unit, allow", "p.csv:2: a line is"},
		"bare quotes":      {`p, window, ca"se, read, unit, deny`, `p.csv:2: unknown kind "ca\"se"`},
		"quoted":           {`p, "window", case, read, unit, allow`, `p.csv:2: unknown role "\"window\""`},
		"unknown role":     {"p, clerk, case, read, unit, allow", `p.csv:2: unknown role "clerk"`},
		"role in capitals": {"p, Window, case, read, unit, allow", `p.csv:2: unknown role "Window"`},
		"no role":          {"p, , case, read, unit, allow", `p.csv:2: unknown role ""`},
		"unknown kind":     {"p, window, case|letter, read, unit, allow", `p.csv:2: unknown kind "letter"`},
		"empty kind":       {"p, window, case|, read, unit, allow", `p.csv:2: unknown kind ""`},
		"star in a list":   {"p, window, case|*, read, unit, allow", `p.csv:2: unknown kind "*"`},
		"unknown action":   {"p, window, case, peek, unit, allow", `p.csv:2: unknown action "peek"`},
		"unknown scope":    {"p, window, case, read, world, allow", `p.csv:2: unknown scope "world"`},
		"unknown effect":   {"p, window, case, read, unit, Deny", `p.csv:2: unknown effect "Deny"`},
		"trailing remark":  {"p, window, case, read, unit, deny # why", `p.csv:2: unknown effect "deny # why"`},
		"deny in a unit":   {"p, window, case, read, unit, deny", "p.csv:2: a deny holds everywhere"},
		"everyone's unit":  {"p, *, case, read, unit, allow", "p.csv:2: everyone has no unit"},
		"allow everything": {"p, window, case, *, unit, allow", "p.csv:2: an allow names its actions"},
		"said before":      {"p, *, item, list|read, all, allow", "p.csv:2: allow * list item was said in line 1"},
		"twice in a line":  {"p, window, case, read|read, unit, allow", "p.csv:2: allow window read case was said in line 2"},
		"wider, not new":   {"p, *, item, list, own, allow", "p.csv:2: allow * list item was said in line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := policies.Parse("p.csv", "p, *, item, list, all, allow\n"+c.line+"\n")
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestParseWantsEveryRole(t *testing.T) {
	t.Parallel()
	_, err := policies.Parse("p.csv", "p, *, item, list, all, allow\n")
	require.EqualError(t, err, `p.csv:2: no line for the role "applicant"`)
}

func TestEmbeddedIsTheFileAndShort(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("policy.csv")
	require.NoError(t, err)
	text := strings.TrimRight(string(source), "\n")
	require.Less(t, strings.Count(text, "\n")+1, 100)

	p, err := policies.Embedded()
	require.NoError(t, err)
	rules := 0
	for i, line := range strings.Split(text, "\n") {
		if !strings.HasPrefix(line, "#") {
			require.Equal(t, i+1, p.Lines()[rules].Number)
			rules++
		}
	}
	require.Len(t, p.Lines(), rules)

	other, err := policies.Parse("p.csv", text+"\np, window, trail, verify, unit, allow")
	require.NoError(t, err)
	require.Len(t, p.Hash(), 64)
	require.NotEqual(t, p.Hash(), other.Hash())
}

func TestLinesAreACopy(t *testing.T) {
	t.Parallel()
	p, err := policies.Embedded()
	require.NoError(t, err)
	p.Lines()[0].Actions[0] = "spoilt"
	require.NotEqual(t, "spoilt", p.Lines()[0].Actions[0])
}

func TestEveryWordHasTitles(t *testing.T) {
	t.Parallel()
	for _, terms := range [][]policies.Term{policies.Roles(), policies.Kinds(), policies.Actions()} {
		seen := map[string]bool{}
		for _, x := range terms {
			require.NotEmpty(t, x.Zh)
			require.NotEmpty(t, x.En)
			require.Regexp(t, `^[a-z]+([_-][a-z]+)*$`, x.Name)
			require.False(t, seen[x.Name] || seen[x.Zh], x.Name)
			seen[x.Name], seen[x.Zh] = true, true
		}
	}
	require.Len(t, policies.Roles(), 19)
}
