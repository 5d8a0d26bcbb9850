package item_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

const goodForm = `{"grade": 3, "name": "甲方", "code": "91520000MA00000151", "valid_until": "2027-02-28",
	"capital": {"registered": 2000000, "paid_in": 1500000, "ratio": 12}, "managers": [{"name": "甲"}, {"name": "乙"}], "agreed": true}`

func decoded(t testing.TB, form string) any {
	t.Helper()
	v, err := item.DecodeForm([]byte(form))
	require.NoError(t, err)
	return v
}

// sample is a sample application of the catalogue.
type sample struct {
	Key, Item, Expect string
	ReceivedOn        string `json:"received_on"`
	Form              json.RawMessage
}

func samples(t testing.TB) map[string]sample {
	t.Helper()
	paths, err := filepath.Glob("../../catalogue/samples/*.json")
	require.NoError(t, err)
	out := map[string]sample{}
	for _, path := range paths {
		src, err := os.ReadFile(path)
		require.NoError(t, err)
		var s sample
		require.NoError(t, json.Unmarshal(src, &s))
		out[s.Key] = s
	}
	return out
}

// TestSamples: each sample of the catalogue fits its form and fails exactly the criteria it is made to fail.
func TestSamples(t *testing.T) {
	t.Parallel()
	all := samples(t)
	for key, fails := range map[string][]string{
		"S1": nil, "S2": {"software-share-3"}, "P1": nil, "P2": {"experience"}, "R1": nil, "R2": {"in-time", "late-reason"},
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			s := all[key]
			i, err := item.Load(os.DirFS("../../catalogue"), "items/"+s.Item+".yaml")
			require.NoError(t, err)
			require.Empty(t, i.CheckForm(s.Form))
			data, c := decoded(t, string(s.Form)), item.CaseData{ReceivedOn: s.ReceivedOn, BaseYear: 2026}
			require.Empty(t, i.CheckRules(data, c))
			verdicts := i.Judge(data, c)
			require.NotEmpty(t, verdicts)
			var failed []string
			for _, v := range verdicts {
				require.Empty(t, v.Err, v.Criterion)
				if !v.Holds {
					failed = append(failed, v.Criterion)
				}
			}
			require.Equal(t, fails, failed)
		})
	}
}

// TestRenewalSample: the sample in time has its site checked and a running validity clock, the late one neither.
func TestRenewalSample(t *testing.T) {
	t.Parallel()
	all := samples(t)
	i, err := item.Load(os.DirFS("../../catalogue"), "items/si-renewal.yaml")
	require.NoError(t, err)
	for key, want := range map[string]struct {
		lane  int
		until string
		runs  bool
	}{"R1": {0, "2027-02-28", true}, "R2": {1, "2026-12-09", false}} {
		data, c := decoded(t, string(all[key].Form)), item.CaseData{ReceivedOn: "2026-11-23", BaseYear: 2026}
		lane, err := i.Choose(i.Place("needs-site").Node, data, c)
		require.NoError(t, err)
		require.Equal(t, want.lane, lane, key)
		until, runs, err := i.Until("validity", data, c)
		require.NoError(t, err)
		require.Equal(t, want.until, until, key)
		require.Equal(t, want.runs, runs, key)
	}
}

// TestJudgeByRuleSet: the day of receipt chooses the generation of the criteria.
func TestJudgeByRuleSet(t *testing.T) {
	t.Parallel()
	i, data := good(t), decoded(t, goodForm)
	for on, want := range map[string]string{"2003-01-01": "2003", "2011-12-31": "2003", "2012-01-01": "2012", "2014-01-01": "2003", "2002-12-31": "2003"} {
		verdicts := i.Judge(data, item.CaseData{ReceivedOn: on})
		require.Len(t, verdicts, 2, on)
		require.Equal(t, want, verdicts[0].RuleSet, on)
		require.True(t, verdicts[0].Holds && verdicts[1].Holds, on)
		require.Equal(t, want == "2012", verdicts[0].Unverified, on)
		require.True(t, verdicts[1].Unverified, on)
	}
	require.Len(t, i.Judge(decoded(t, `{"grade": 4, "managers": []}`), item.CaseData{ReceivedOn: "2003-01-01"}), 1, "when is false")
	broken := i.Judge(decoded(t, `{"grade": 3}`), item.CaseData{ReceivedOn: "2003-01-01"})
	require.Len(t, broken, 2)
	require.False(t, broken[0].Holds)
	require.Contains(t, broken[0].Err, "no such key: capital")
}

// TestCheckRules: a broken rule names its field; a warning is marked; what cannot be evaluated is broken.
func TestCheckRules(t *testing.T) {
	t.Parallel()
	i := good(t)
	require.Empty(t, i.CheckRules(decoded(t, goodForm), item.CaseData{}))
	got := i.CheckRules(decoded(t, `{"code": "X", "capital": {"registered": 1, "paid_in": 2}}`), item.CaseData{})
	require.Equal(t, []item.FieldError{
		{Field: "/capital/paid_in", Code: "rule", Rule: "paid-in", Zh: "实收资本不能大于注册资本", En: "Paid-in above registered"},
		{Code: "rule", Rule: "code", Zh: "代码有误", En: "The code is wrong", Warning: true},
	}, got)
	require.Len(t, i.CheckRules(decoded(t, `{}`), item.CaseData{}), 2)
}

// TestChoose: a guard that cannot be evaluated is an error, not the else.
func TestChoose(t *testing.T) {
	t.Parallel()
	i := good(t)
	n := i.Place("larger").Node
	for form, want := range map[string]int{`{"capital": {"registered": 101}}`: 0, `{"capital": {"registered": 100}}`: 1} {
		k, err := i.Choose(n, decoded(t, form), item.CaseData{})
		require.NoError(t, err)
		require.Equal(t, want, k)
	}
	_, err := i.Choose(n, decoded(t, `{}`), item.CaseData{})
	require.ErrorContains(t, err, "choose at larger")
}

func TestCertificateAndHoldings(t *testing.T) {
	t.Parallel()
	i, data := good(t), decoded(t, goodForm)
	v, err := i.CertificateValues(data, item.CaseData{})
	require.NoError(t, err)
	require.Equal(t, item.CertificateValues{Grade: "3", Holder: "甲方", HolderID: "91520000MA00000151", Scope: "范围",
		ValidFrom: "2027-03-01"}, v)
	keys, err := i.HoldingKeys(data, item.CaseData{})
	require.NoError(t, err)
	title := item.Text{Zh: "一人一企", En: "One employer"}
	require.Equal(t, []item.HoldingKey{
		{Kind: "manager", Key: "甲", Field: "/managers", Kept: true, Holder: "91520000MA00000151", Title: title},
		{Kind: "manager", Key: "乙", Field: "/managers", Kept: true, Holder: "91520000MA00000151", Title: title},
	}, keys)
	name, err := i.Text(i.ApplicantName, data, item.CaseData{})
	require.NoError(t, err)
	require.Equal(t, "甲方", name)
	_, err = i.Text("form.email", data, item.CaseData{})
	require.Error(t, err)
	_, _, err = i.Until("decide", data, item.CaseData{})
	require.Error(t, err)
}

func TestMaterialsMissing(t *testing.T) {
	t.Parallel()
	i := good(t)
	missing := func(form string, have map[string]int) map[string]int {
		out := map[string]int{}
		for _, m := range i.MaterialsMissing(decoded(t, form), item.CaseData{}, have) {
			out[m.Material] = m.Need - m.Have
		}
		return out
	}
	require.Equal(t, map[string]int{"licence": 1, "papers": 1}, missing(goodForm, map[string]int{"papers": 1}))
	require.Equal(t, map[string]int{"proxy": 1}, missing(`{"name": "乙方"}`, map[string]int{"papers": 2, "licence": 1}))
	require.Equal(t, map[string]int{"proxy": 1}, missing(`{}`, map[string]int{"papers": 2, "licence": 1}), "what cannot be judged is demanded")
	require.Empty(t, missing(goodForm, map[string]int{"papers": 3, "licence": 1}))
}

// TestPrefilled: the register goes over the last case, and the last case is not changed.
func TestPrefilled(t *testing.T) {
	t.Parallel()
	i, last := good(t), decoded(t, goodForm)
	got, err := i.Prefilled(map[string]any{"grade": int64(4), "paid_in": int64(7)}, last, item.CaseData{})
	require.NoError(t, err)
	require.JSONEq(t, `{"name": "甲方", "capital": {"registered": 2000000, "paid_in": 7, "ratio": 12}, "grade": 4}`, string(got))
	require.Equal(t, decoded(t, goodForm), last)
	got, err = i.Prefilled(map[string]any{"grade": int64(4)}, nil, item.CaseData{})
	require.NoError(t, err)
	require.JSONEq(t, `{"grade": 4}`, string(got), "what the register does not know stays empty")
}

// What is carried over is what the item names and the form still takes; the rest is said.
func TestCarryOver(t *testing.T) {
	t.Parallel()
	i := good(t)
	for name, c := range map[string]struct{ last, form, left string }{
		"what the item names":      {goodForm, `{"name": "甲方", "capital": {"registered": 2000000, "paid_in": 1500000, "ratio": 12}}`, ""},
		"nothing before":           {`{}`, `{}`, ""},
		"a part of it":             {`{"capital": {"registered": 1}}`, `{"capital": {"registered": 1}}`, ""},
		"a field that is gone":     {`{"name": "甲方", "capital": {"registered": 1, "reserves": 2}}`, `{"name": "甲方", "capital": {"registered": 1}}`, "/capital/reserves field_unknown"},
		"a value no longer taken":  {`{"name": "甲", "capital": {"registered": -1, "paid_in": 5}}`, `{"capital": {"paid_in": 5}}`, "/capital/registered minimum,/name min_length"},
		"a section of other shape": {`{"name": "甲方", "capital": 7}`, `{"name": "甲方"}`, "/capital type"},
	} {
		form, left := i.CarryOver(decoded(t, c.last))
		got, err := json.Marshal(form)
		require.NoError(t, err)
		require.JSONEq(t, c.form, string(got), name)
		var said []string
		for _, f := range left {
			said = append(said, f.Field+" "+f.Code)
		}
		require.Equal(t, c.left, strings.Join(said, ","), name)
	}
}

func BenchmarkJudge(b *testing.B) {
	s := samples(b)["S1"]
	i, err := item.Load(os.DirFS("../../catalogue"), "items/si-qualification.yaml")
	require.NoError(b, err)
	data, c := decoded(b, string(s.Form)), item.CaseData{ReceivedOn: s.ReceivedOn, BaseYear: 2026}
	b.ReportAllocs()
	for b.Loop() {
		i.Judge(data, c)
	}
}
