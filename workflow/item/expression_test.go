package item_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/item"
)

func compiled(t testing.TB, src string) *item.Item {
	t.Helper()
	i, err := item.Read(os.DirFS("testdata"), "f.yaml", []byte(src))
	require.NoError(t, err)
	return i
}

// truth evaluates an expression without a schema.
func truth(expression string, form any, c item.CaseData) (bool, error) {
	n := &item.Node{Kind: item.Choice, ID: "c", Cases: []*item.Alternative{{When: expression}, {Else: true}}}
	i, err := item.Compile(&item.Definition{Flow: []*item.Node{n}}, nil)
	if err != nil {
		return false, err
	}
	k, err := i.Choose(n, form, c)
	return k == 0 && err == nil, err
}

func TestHostFunctions(t *testing.T) {
	t.Parallel()
	form := map[string]any{"list": []any{int64(1), int64(2), int64(-4)}, "mixed": []any{int64(1), 1.5}, "on": "2024-02-29"}
	for _, expression := range []string{
		`sum(form.list) == -1`, `sum([]) == 0`, `sum(form.list.map(x, x * 2)) == -2`,
		`plusYears(form.on, 1) == "2025-02-28"`, `plusYears(form.on, 4) == "2028-02-29"`, `plusYears("2023-12-31", -1) == "2022-12-31"`,
		`plusDays(form.on, 1) == "2024-03-01"`, `plusDays("2027-02-28", -30) == "2027-01-29"`,
		`yearOf(form.on) == 2024`, `years(2024, 2026) == [2024, 2025, 2026]`, `years(2, 1) == []`, `years(2024, 2024).all(y, y in [2024])`,
		`case.received_on == "2026-11-23" && case.base_year - 3 == 2023`,
		`cel.bind(x, sum(form.list), x + x == -2)`, `uscc("91350100M000100Y43") && !uscc("91350100M000100Y4Z")`, `idcard("34052419800101001X")`,
		`!has(form.absent)`,
	} {
		holds, err := truth(expression, form, item.CaseData{ReceivedOn: "2026-11-23", BaseYear: 2026})
		require.NoError(t, err, expression)
		require.True(t, holds, expression)
	}
	for expression, message := range map[string]string{
		`sum(form.mixed) > 0`:                                    "sum takes integers only",
		`sum([9223372036854775807, 1]) > 0`:                      "the sum is too large",
		`sum([-9223372036854775807, -2]) > 0`:                    "the sum is too large",
		`plusYears("2024-2-29", 1) != ""`:                        "is no date",
		`plusDays("2024-02-30", 1) != ""`:                        "is no date",
		`plusYears("9999-01-01", 1) != ""`:                       "out of range",
		`plusDays("0001-01-01", -1) != ""`:                       "out of range",
		`plusDays(form.on, 9223372036854775807) != ""`:           "out of range",
		`plusYears(form.on, -9223372036854775807) != ""`:         "out of range",
		`yearOf("") == 0`:                                        "is no date",
		`years(0, 1000) == []`:                                   "at most 1000 years",
		`years(-9223372036854775807, 9223372036854775807) == []`: "at most 1000 years",
		`form.absent == 1`:                                       "no such key",
	} {
		_, err := truth(expression, form, item.CaseData{})
		require.ErrorContains(t, err, message, expression)
	}
}

// TestNumbers are the published examples of both standards, and near misses.
func TestNumbers(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]bool{
		`uscc("91110000802100433B")`: true, `uscc("914403001922038216")`: true, `uscc("91440300708461136T")`: true,
		`uscc("91520000MA00000151")`: true, `uscc("91520000MA000004XE")`: true, `uscc("91520000MA00000669")`: true,
		`uscc("91350100M0001TGQXM")`: false, `uscc("91520000MA00000152")`: false, `uscc("")`: false, `uscc("9152000OMA00000151")`: false,
		`uscc("91A20000MA00000151")`: false, `uscc("91520000ma00000151")`: false, `uscc("91520000MA000001511")`: false,
		`idcard("11010519491231002X")`: true, `idcard("520000197001010010")`: true, `idcard("520000199409090183")`: false,
		`idcard("11010519491231002x")`: false, `idcard("110105194912310021")`: false, `idcard("11010519490230002X")`: false,
		`idcard("1101051949123100")`: false, `idcard("")`: false, `idcard("一一〇一〇五")`: false,
	} {
		holds, err := truth(expression, map[string]any{}, item.CaseData{})
		require.NoError(t, err)
		require.Equal(t, want, holds, expression)
	}
}

// TestIDCardCheck: of the eleven check characters of a number exactly one is right.
func TestIDCardCheck(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		area := rapid.IntRange(110000, 659999).Draw(t, "area")
		on := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 40000).Draw(t, "day"))
		stem := fmt.Sprintf("%06d%s%03d", area, on.Format("20060102"), rapid.IntRange(0, 999).Draw(t, "serial"))
		var terms []string
		for _, c := range "0123456789X" {
			terms = append(terms, fmt.Sprintf("idcard(%q)", stem+string(c)))
		}
		holds, err := truth("["+strings.Join(terms, ", ")+"].filter(x, x).size() == 1", map[string]any{}, item.CaseData{})
		if err != nil || !holds {
			t.Fatalf("%s: %v %v", stem, holds, err)
		}
	})
}

// TestCostIsBounded: no expression and no form make an evaluation long.
func TestCostIsBounded(t *testing.T) {
	t.Parallel()
	list := make([]any, 100_000)
	for k := range list {
		list[k] = int64(k)
	}
	form := map[string]any{"list": list, "text": strings.Repeat("a", 1<<20), "yes": false}
	double := func(start string, n int, end string) string {
		var b strings.Builder
		last := start
		for k := range n {
			fmt.Fprintf(&b, "cel.bind(v%d, %s + %s, ", k, last, last)
			last = fmt.Sprintf("v%d", k)
		}
		return b.String() + fmt.Sprintf(end, last) + strings.Repeat(")", n)
	}
	shared := func(n int, end string) string {
		var b strings.Builder
		b.WriteString("cel.bind(v0, [1], ")
		for k := range n {
			fmt.Fprintf(&b, "cel.bind(v%d, [1, v%d, {'a': v%d}], ", k+1, k, k)
		}
		last := fmt.Sprintf("v%d", n)
		return b.String() + fmt.Sprintf(end, last, last) + strings.Repeat(")", n+1)
	}
	for name, expression := range map[string]string{
		"nested walks":     `form.list.all(a, form.list.all(b, a + b >= 0))`,
		"doubled list":     double("[1, 2]", 40, "1 in %s"),
		"doubled form":     double("form.list", 25, "sum(%s) == 1"),
		"doubled text":     double("form.text", 25, "size(%s) == 1"),
		"many sums":        `form.list.map(a, sum(form.list)).size() == 1`,
		"many lists":       `form.list.map(a, years(0, 999)).size() == 1`,
		"many patterns":    `form.list.all(a, !form.text.matches("(a*)*(a*)*b"))`,
		"many comparisons": `form.list.all(a, form.list == form.list)`,
		"shared lists":     shared(40, "%s == %s"),
		"shared maps":      shared(40, "%s in [%s]"),
		"sizes of text":    `form.list.all(a, form.list.all(b, size(form.text) > 0))`,
		"filters":          `form.list.filter(a, form.list.filter(b, form.list.filter(c, form.yes) == []) == []) == []`,
		"pattern of data":  `"a".matches(form.text)`,
		"large pattern":    `form.text.matches("(a{100}b{100}){10}")`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := truth(expression, form, item.CaseData{})
			require.Error(t, err)
		})
	}
}
