package catalogue_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/require"

	"shenpi/catalogue"
)

type words struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

type rule struct {
	ID         string `yaml:"id"`
	RuleSet    string `yaml:"rule_set"`
	When       string `yaml:"when"`
	Check      string `yaml:"check"`
	Title      words  `yaml:"title"`
	Basis      string `yaml:"basis"`
	Unverified bool   `yaml:"unverified"`
	Level      string `yaml:"level"`
	Field      string `yaml:"field"`
}

type material struct {
	ID           string   `yaml:"id"`
	Title        words    `yaml:"title"`
	Help         words    `yaml:"help"`
	Required     bool     `yaml:"required"`
	RequiredWhen string   `yaml:"required_when"`
	Min          int      `yaml:"min"`
	Max          int      `yaml:"max"`
	Types        []string `yaml:"types"`
	MaxSize      string   `yaml:"max_size"`
	Level        string   `yaml:"level"`
}

type document struct {
	Type      string              `yaml:"type"`
	Code      string              `yaml:"code"`
	Kind      string              `yaml:"kind"`
	Title     words               `yaml:"title"`
	Layout    string              `yaml:"layout"`
	Addressee string              `yaml:"addressee"`
	Text      string              `yaml:"text"`
	Rows      []map[string]string `yaml:"rows"`
	Columns   []map[string]string `yaml:"columns"`
}

type holding struct {
	Kind  string `yaml:"kind"`
	Key   string `yaml:"key"`
	Owner string `yaml:"owner"`
	Keep  string `yaml:"keep"`
	Title words  `yaml:"title"`
}

type item struct {
	Item          string                       `yaml:"item"`
	Form          string                       `yaml:"form"`
	ApplicantCode string                       `yaml:"applicant_code"`
	ApplicantName string                       `yaml:"applicant_name"`
	Open          string                       `yaml:"open"`
	Authority     string                       `yaml:"authority"`
	Legal         map[string]any               `yaml:"legal"`
	Grade         map[string]any               `yaml:"grade"`
	RuleSets      []map[string]any             `yaml:"rule_sets"`
	Criteria      []rule                       `yaml:"criteria"`
	Checks        []rule                       `yaml:"checks"`
	Materials     []material                   `yaml:"materials"`
	Limits        map[string]int               `yaml:"limits"`
	Promise       map[string]int               `yaml:"promise"`
	Clocks        map[string]map[string]any    `yaml:"clocks"`
	Outcomes      map[string]string            `yaml:"outcomes"`
	Acts          map[string]map[string]any    `yaml:"acts"`
	Holdings      []holding                    `yaml:"holdings"`
	Certificate   map[string]any               `yaml:"certificate"`
	Prefill       map[string]any               `yaml:"prefill"`
	Concerns      map[string]any               `yaml:"concerns"`
	Phrases       map[string]string            `yaml:"phrases"`
	Documents     []document                   `yaml:"documents"`
	Labels        map[string]map[string]string `yaml:"labels"`
	Flow          []map[string]any             `yaml:"flow"`
}

func loadItems(t *testing.T) map[string]item {
	t.Helper()
	all := map[string]item{}
	for _, path := range catalogue.Items() {
		raw, err := fs.ReadFile(catalogue.FS(), path)
		require.NoError(t, err)
		var i item
		require.NoError(t, yaml.NewDecoder(bytes.NewReader(raw)).Decode(&i), path)
		require.Equal(t, "items/"+i.Item+".yaml", path)
		all[i.Item] = i
	}
	return all
}

func loadSamples(t *testing.T) map[string]catalogue.Sample {
	t.Helper()
	list, err := catalogue.Samples()
	require.NoError(t, err)
	all := map[string]catalogue.Sample{}
	for _, s := range list {
		all[s.Key] = s
	}
	require.Len(t, all, 12)
	return all
}

// verdicts evaluates every criterion that applies and gives the ids that hold and fail.
func verdicts(t *testing.T, i item, vars map[string]any, ruleSet string) (holds, fails []string) {
	t.Helper()
	for _, c := range i.Criteria {
		if c.RuleSet != "" && c.RuleSet != ruleSet {
			continue
		}
		if c.When != "" && evaluate(t, c.When, vars) == false {
			continue
		}
		if evaluate(t, c.Check, vars) == true {
			holds = append(holds, c.ID)
		} else {
			fails = append(fails, c.ID)
		}
	}
	return holds, fails
}

func TestCriteriaJudgeTheSamples(t *testing.T) {
	t.Parallel()
	items, samples := loadItems(t), loadSamples(t)
	for _, c := range []struct {
		sample, ruleSet string
		holding         int
		failing         []string
	}{
		{"S1", "2003", 16, nil},
		{"S2", "2003", 15, []string{"software-share-3"}},
		{"S1", "2012", 9, nil},
		{"S2", "2012", 9, nil},
		{"P1", "2009", 5, nil},
		{"P1", "2002", 1, nil},
		{"P2", "2009", 4, []string{"experience"}},
		{"P2", "2002", 1, nil},
		{"R1", "2003", 21, nil},
		{"R1", "2012", 14, nil},
		{"R2", "2003", 19, []string{"in-time", "late-reason"}},
		{"R2", "2012", 12, []string{"in-time", "late-reason"}},
		{"N1", "", 0, nil},
	} {
		s := samples[c.sample]
		require.Equal(t, "2026-11-23", s.ReceivedOn)
		holds, fails := verdicts(t, items[s.Item], variables(t, s.Form, s.ReceivedOn), c.ruleSet)
		require.Equal(t, c.failing, fails, "%s by %s", c.sample, c.ruleSet)
		require.Len(t, holds, c.holding, "%s by %s: %v", c.sample, c.ruleSet, holds)
	}
}

func TestChecksPassOnEverySample(t *testing.T) {
	t.Parallel()
	items := loadItems(t)
	for key, s := range loadSamples(t) {
		i, vars := items[s.Item], variables(t, s.Form, s.ReceivedOn)
		for _, c := range i.Checks {
			require.Equal(t, true, evaluate(t, c.Check, vars), "%s: %s", key, c.ID)
		}
		require.Equal(t, s.Applicant, evaluate(t, i.ApplicantCode, vars), key)
	}
}

// mistakes break the checks named and no other.
var mistakes = []struct {
	sample string
	change func(form map[string]any)
	broken []string
}{
	{"S1", func(f map[string]any) { part(f, "enterprise")["credit_code"] = "91520000MA00000152" }, []string{"credit-code"}},
	{"S1", func(f map[string]any) { part(f, "leaders", "head")["id_no"] = "520000197001010011" }, []string{"leader-id-cards"}},
	{"S1", func(f map[string]any) { row(f, 1, "staff", "managers")["id_no"] = "520000197604040040" }, []string{"managers-once"}},
	{"S1", func(f map[string]any) { row(f, 1, "staff", "managers")["id_no"] = "520000197604040041" }, []string{"manager-id-cards"}},
	{"S1", func(f map[string]any) { part(f, "enterprise")["si_started_on"] = "2016-05-17" }, []string{"business-dates"}},
	{"S1", func(f map[string]any) { part(f, "capital")["paid_in"] = int64(10000001) }, []string{"paid-in"}},
	{"S1", func(f map[string]any) { row(f, 0, "capital", "shareholders")["amount"] = int64(1) }, []string{"shareholders-sum"}},
	{"S1", func(f map[string]any) { row(f, 0, "capital", "shareholders")["share_percent"] = int64(59) }, []string{"share-percent-sum"}},
	{"S1", func(f map[string]any) { row(f, 0, "finance", "years")["year"] = int64(2022) }, []string{"finance-years"}},
	{"S1", func(f map[string]any) { row(f, 0, "finance", "years")["si_revenue"] = int64(24000001) }, []string{"si-within-revenue"}},
	{"S1", func(f map[string]any) { part(f, "enterprise")["employees"] = int64(67) }, []string{"employees"}},
	{"S1", func(f map[string]any) { part(f, "staff")["si_dev_master"] = int64(59) }, []string{"staff-parts"}},
	{"S1", func(f map[string]any) { part(f, "staff")["insured"] = int64(67) }, []string{"insured"}},
	{"S1", func(f map[string]any) { row(f, 1, "projects", "list")["no"] = int64(6) }, []string{"project-numbers"}},
	{"S1", func(f map[string]any) { row(f, 1, "projects", "list")["own_software_amount"] = int64(1800001) }, []string{"project-amounts"}},
	{"S1", func(f map[string]any) { row(f, 1, "projects", "list")["signed_on"] = "2023-12-01" }, []string{"project-dates"}},
	{"S1", func(f map[string]any) { part(f, "application")["kind"] = "upgrade" }, []string{"prior-grade"}},
	{"S1", func(f map[string]any) { row(f, 0, "typical", "items")["project_no"] = int64(5) }, []string{"typical-listed", "typical-choice"}},
	{"S1", func(f map[string]any) { row(f, 3, "typical", "items")["project_no"] = int64(6) }, nil},
	{"S1", func(f map[string]any) {
		row(f, 0, "typical", "items")["project_no"] = int64(6)
		row(f, 1, "typical", "items")["project_no"] = int64(8)
		row(f, 2, "typical", "items")["project_no"] = int64(2)
	}, []string{"typical-choice"}},
	{"S1", func(f map[string]any) { part(f, "application")["assessed_on"] = "2026-05-01" }, []string{"assessed-recently"}},
	{"S1", func(f map[string]any) { part(f, "quality")["valid_until"] = "2025-03-14" }, []string{"quality-dates"}},
	{"S1", func(f map[string]any) { part(f, "credit")["violations"] = int64(1) }, []string{"credit-explained"}},
	{"S1", func(f map[string]any) { part(f, "statement")["signed_by"] = "李示例" }, []string{"statement-signer"}},
	{"S1", func(f map[string]any) { part(f, "statement")["signed_on"] = "2026-11-24" }, []string{"statement-date"}},
	{"P1", func(f map[string]any) { part(f, "employment")["employer_credit_code"] = "91350100M0001TGQXM" }, []string{"employer-code"}},
	{"P1", func(f map[string]any) { part(f, "person")["id_no"] = "520000199105050156" }, []string{"id-card"}},
	{"P1", func(f map[string]any) { part(f, "person")["birth_on"] = "1991-05-15" }, []string{"birth"}},
	{"P1", func(f map[string]any) { row(f, 1, "career", "jobs")["from"] = "2019-03-31" }, []string{"jobs-overlap"}},
	{"P1", func(f map[string]any) { row(f, 0, "achievements", "projects")["software_amount"] = int64(8300001) }, []string{"project-amounts"}},
	{"P1", func(f map[string]any) { row(f, 0, "achievements", "projects")["signed_on"] = "2024-12-21" }, []string{"project-dates"}},
	{"P1", func(f map[string]any) { part(f, "statement")["signed_by_person"] = "张示例" }, []string{"signed-by-person"}},
	{"P1", func(f map[string]any) { part(f, "employer_opinion")["signed_on"] = "2026-11-24" }, []string{"opinion-date"}},
	{"R1", func(f map[string]any) { part(f, "certificate")["grade"] = int64(4) }, []string{"requested-grade"}},
	{"R1", func(f map[string]any) { part(f, "certificate")["valid_until"] = "2027-03-01" }, []string{"certificate-term"}},
}

// Every check must be able to fail.
func TestChecksFindTheirMistake(t *testing.T) {
	t.Parallel()
	items, samples := loadItems(t), loadSamples(t)
	for _, c := range mistakes {
		s := samples[c.sample]
		vars := variables(t, s.Form, s.ReceivedOn)
		c.change(vars["form"].(map[string]any))
		var broken []string
		for _, check := range items[s.Item].Checks {
			if evaluate(t, check.Check, vars) != true {
				broken = append(broken, check.ID)
			}
		}
		require.Equal(t, c.broken, broken)
	}
}

func part(f map[string]any, path ...string) map[string]any {
	for _, name := range path {
		f = f[name].(map[string]any)
	}
	return f
}

func row(f map[string]any, n int, path ...string) map[string]any {
	last := len(path) - 1
	return part(f, path[:last]...)[path[last]].([]any)[n].(map[string]any)
}

// Grades 1 and 2 have no sample of their own: S1 asks for a grade above its size.
func TestForwardedGradesAreJudgedForInformation(t *testing.T) {
	t.Parallel()
	s, i := loadSamples(t)["S1"], loadItems(t)["si-qualification-forward"]
	vars := variables(t, s.Form, s.ReceivedOn)
	application := part(vars["form"].(map[string]any), "application")
	application["kind"], application["grade"] = "upgrade", int64(2)
	application["prior_grade"], application["prior_certificate_no"], application["prior_granted_on"] = int64(3), "SL-SIQ3-2022-0001", "2022-11-23"
	holds, fails := verdicts(t, i, vars, "2003")
	require.Equal(t, []string{"business-years-2", "held-2", "capital-2", "audited", "projects-recent", "no-failed-acceptance", "no-violation", "quality-system"}, holds)
	require.Equal(t, []string{"si-revenue-2", "projects-total-2", "typical-2", "software-share-2", "staff-2", "managers-2"}, fails)
	form, err := json.Marshal(vars["form"])
	require.NoError(t, err)
	require.NoError(t, validate(t, i.Form, form))
	application["grade"], application["prior_grade"] = int64(1), int64(2)
	_, fails = verdicts(t, i, vars, "2012")
	require.Equal(t, []string{"capital-1", "si-revenue-1", "managers-1"}, fails)
}

func TestExpressionsStayAffordableOnTheLargestForm(t *testing.T) {
	t.Parallel()
	s := loadSamples(t)["S1"]
	i, vars := loadItems(t)[s.Item], variables(t, s.Form, s.ReceivedOn)
	form := vars["form"].(map[string]any)
	grow := func(section, list, key string, n int) {
		rows := part(form, section)[list].([]any)
		for len(rows) < n {
			copied := maps.Clone(rows[len(rows)%5].(map[string]any))
			if key != "" {
				copied[key] = int64(len(rows) + 1)
			}
			rows = append(rows, copied)
		}
		part(form, section)[list] = rows
	}
	grow("projects", "list", "no", 300)
	grow("staff", "managers", "", 200)
	for _, r := range append(i.Criteria, i.Checks...) {
		evaluate(t, r.Check, vars)
	}
}
