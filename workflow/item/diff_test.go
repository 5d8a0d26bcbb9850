package item_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/catalogue"
	"shenpi/workflow/item"
)

func shipped(t *testing.T, name string) *item.Item {
	t.Helper()
	it, err := item.Load(catalogue.FS(), name)
	require.NoError(t, err)
	return it
}

func TestNothingDiffersFromItself(t *testing.T) {
	t.Parallel()
	for _, name := range catalogue.Items() {
		a, b := shipped(t, name), shipped(t, name)
		b.Version = 2
		require.Empty(t, item.Diff(a, b), name)
	}
}

// leaf is one value of a definition that can be altered.
type leaf struct {
	path  []string
	value reflect.Value
}

// leavesOf lists everything a definition says, through every list and part.
func leavesOf(v reflect.Value, path []string) (list []leaf) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return leavesOf(v.Elem(), path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name != "" && name != "-" && v.Field(i).CanSet() {
				list = append(list, leavesOf(v.Field(i), append(slices.Clone(path), name))...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			list = append(list, leavesOf(v.Index(i), append(slices.Clone(path), fmt.Sprint(i)))...)
		}
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
		list = append(list, leaf{path, v})
	}
	return list
}

func (l leaf) alter() {
	switch l.value.Kind() {
	case reflect.String:
		l.value.SetString(l.value.String() + "x")
	case reflect.Bool:
		l.value.SetBool(!l.value.Bool())
	default:
		l.value.SetInt(l.value.Int() + 1)
	}
}

// key reports whether parts are matched by this value, so that altering it makes another part of it.
func (l leaf) key() bool {
	last := l.path[len(l.path)-1]
	return slices.Contains([]string{"id", "name", "label", "law", "article", "rule_set", "when", "else"}, last) || last == "kind"
}

// Every edit of every value of the shipped items is told, once, in both languages, and nothing else is.
func TestEveryEditIsTold(t *testing.T) {
	t.Parallel()
	for _, name := range catalogue.Items() {
		a, b := shipped(t, name), shipped(t, name)
		leaves := leavesOf(reflect.ValueOf(b.Definition).Elem(), nil)
		require.Greater(t, len(leaves), 300)
		for _, l := range leaves {
			if l.path[0] == "version" {
				continue
			}
			before := reflect.New(l.value.Type()).Elem()
			before.Set(l.value)
			l.alter()
			diff := item.Diff(a, item.Again(b))
			at := strings.Join(l.path, "/")
			require.NotEmpty(t, diff, "%s: %s", name, at)
			if in := slices.Contains([]string{"not_who", "needs", "types", "locked", "copy", "reuse", "not_modelled", "opened_by", "kinds", "grounds", "remind"}, l.path[max(0, len(l.path)-2)]); !l.key() && !in && l.path[0] != "form" {
				require.Len(t, diff, 1, "%s: %s: %v", name, at, diff)
			}
			for _, d := range diff {
				require.NotEmpty(t, d.Zh, at)
				require.NotEmpty(t, d.En, at)
				require.NotContains(t, d.Zh+d.En, "{0}", at)
			}
			l.value.Set(before)
		}
	}
}

// A field the language gains is compared at once; its title has to be written.
func TestEveryFieldHasItsTitle(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(v reflect.Type) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map:
			walk(v.Elem())
		case reflect.Struct:
			if seen[v] || v == reflect.TypeFor[item.Text]() || item.IsSaid(v) {
				return
			}
			seen[v] = true
			for i := range v.NumField() {
				f := v.Field(i)
				if tag := f.Tag.Get("json"); tag != "" && tag != "-" && f.Name != "Version" {
					require.True(t, item.HasTitle(f), "write the title of %s.%s into diff_titles.go", v.Name(), f.Name)
					walk(f.Type)
				}
			}
		}
	}
	walk(reflect.TypeFor[item.Definition]())
	require.Greater(t, len(seen), 20)
}

const diffHead = `
item: small
version: 1
effective: {from: 2020-01-01}
title: {zh: 事项, en: Item}
legal: {is_admin_licence: true, basis: [{law: 行政许可法, article: 第三十二条}]}
applicant: enterprise
authority: gz-iid
form: form.json
limits: {accept: 5, decide: 20, extend: 10}
promise: {decide: 15}
outcomes: {granted: grants, refused: refuses}
materials:
  - {id: licence, title: {zh: 执照, en: Licence}}
  - {id: contract, title: {zh: 合同, en: Contract}, max: 3}
documents:
  - {type: letter, title: {zh: 函, en: Letter}, text: 函}
flow:
  - {step: first, title: {zh: 初审, en: First}, by: {role: handler}, within: 2, decisions: {pass: {}, refuse: {end: refused, reason: required, document: letter}}}
  - parallel: both
    title: {zh: 会办, en: Both}
    join: all
    upon: {fail: {next: last}}
    branches:
      a: [{step: site, title: {zh: 现场, en: Site}, by: {role: inspector, people: 2}}]
      b: [{step: experts, title: {zh: 专家, en: Experts}, by: {role: expert, people: 5, pass: {at_least: 3}}}]
  - choice: which
    title: {zh: 分流, en: Which}
    upon: {fail: {next: last}}
    cases:
      - {when: form.n > 5, do: [{step: big, title: {zh: 大, en: Big}, by: {role: legal}, decisions: {pass: {}}}]}
      - {when: form.n > 2, do: [{step: middle, title: {zh: 中, en: Middle}, by: {role: legal}, decisions: {pass: {}}}]}
      - {else: true, do: []}
  - {step: last, title: {zh: 审定, en: Last}, by: {role: agency-leader, not_who: [first]}, within: 3, decisions: {pass: {needs: [first, both]}, refuse: {end: refused, reason: required, document: letter}}}
  - end: granted
`

const diffForm = `{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["n"],
 "properties": {"n": {"title": "数", "x-title-en": "Number", "type": "integer", "minimum": 0}, "who": {"title": "人", "type": "string"}}}`

func written(t tester, text, form string) *item.Item {
	it, err := item.Read(fstest.MapFS{"form.json": {Data: []byte(form)}}, "small.yaml", []byte(text))
	require.NoError(t, err)
	return it
}

type tester interface{ require.TestingT }

func sentences(diff []item.Difference) (en, zh []string) {
	for _, d := range diff {
		en, zh = append(en, d.Place+": "+d.En), append(zh, d.Zh)
	}
	return en, zh
}

func TestDifferencesAreSentences(t *testing.T) {
	t.Parallel()
	swap := func(old, new string) func(string) string {
		return func(s string) string {
			require.Contains(t, s, old)
			return strings.Replace(s, old, new, 1)
		}
	}
	for _, c := range []struct {
		name   string
		change func(string) string
		en, zh []string
	}{
		{"limit", swap("decide: 20", "decide: 18"),
			[]string{`limits/decide: The limit to decide of the legal limits in working days changes from 20 to 18`}, []string{"法定时限（工作日）的决定时限由20改为18"}},
		{"promise dropped", swap("promise: {decide: 15}\n", ""),
			[]string{`promise/decide: The limit to decide of the promise in working days is dropped; it was 15`}, []string{"承诺时限（工作日）的决定时限不再规定，原为15"}},
		{"limit set", swap("extend: 10}", "extend: 10, issue: 10}"),
			[]string{`limits/issue: The limit to issue of the legal limits in working days is now 10; there was none`}, []string{"法定时限（工作日）的颁发送达时限新规定为10"}},
		{"material", swap("  - {id: contract, title: {zh: 合同, en: Contract}, max: 3}\n", "  - {id: plan, title: {zh: 方案, en: Plan}}\n"),
			[]string{`materials/plan: Material "Plan" is new`, `materials/contract: Material "Contract" is gone`}, []string{"申请材料新增“方案”", "申请材料取消“合同”"}},
		{"role", swap("by: {role: handler}, within: 2", "by: {role: legal}, within: 4"),
			[]string{`flow/first/by/role: The role that decides of step "First" changes from "handler" to "legal"`, `flow/first/within: The limit in working days of step "First" changes from 2 to 4`},
			[]string{"环节“初审”的办理岗位由“handler”改为“legal”", "环节“初审”的环节时限（工作日）由2改为4"}},
		{"panel", swap("people: 5, pass: {at_least: 3}", "people: 7, pass: {ratio: 50%}"),
			[]string{`flow/experts/by/people: The number of people of step "Experts" changes from 5 to 7`, `flow/experts/by/pass: The passes needed of step "Experts" changes from at least 3 to more than 50%`},
			[]string{"环节“专家”的人数由5改为7", "环节“专家”的通过票数由至少3人改为超过50%"}},
		{"not_who and needs", func(s string) string {
			return swap("not_who: [first]", "not_who: [first, site]")(swap("needs: [first, both]", "needs: [both]")(s))
		},
			[]string{`flow/last/by/not_who: Those whose officers may not act of step "Last": "Site" (site) is added`, `flow/last/decisions/pass/needs: What must have passed of "Pass" of step "Last": "First" (first) is taken out`},
			[]string{"环节“审定”的不得由其办理人办理的环节增加“现场”（site）", "环节“审定”的“通过”的须已通过的环节减少“初审”（first）"}},
		{"step added", swap("  - choice: which", "  - {step: legal-check, title: {zh: 法审, en: Legal check}, by: {role: legal}, within: 3, decisions: {pass: {}}}\n  - choice: which"),
			[]string{`flow/legal-check: Step "Legal check" is new, after "Both", decided by legal, within 3 working days`}, []string{"新增环节“法审”，在“会办”之后，由 legal 办理，限3个工作日"}},
		{"step moved", func(s string) string {
			step := s[strings.Index(s, "  - {step: first"):strings.Index(s, "  - parallel: both")]
			return swap("  - choice: which", step+"  - choice: which")(strings.Replace(s, step, "", 1))
		},
			[]string{`flow/first: Step "First" moves to after "Both"`}, []string{"环节“初审”移到“会办”之后"}},
		{"step into a branch", func(s string) string {
			return swap("      b: [{step", "      b: [{step: first, title: {zh: 初审, en: First}, by: {role: handler}, within: 2, decisions: {pass: {}, refuse: {end: refused, reason: required, document: letter}}}, {step")(
				strings.Replace(s[:strings.Index(s, "  - {step: first")]+s[strings.Index(s, "  - parallel: both"):], "needs: [first, both]", "needs: [first, both]", 1))
		},
			[]string{`flow/first: Step "First" moves into branch "b" of "Both"`}, []string{"环节“初审”移入“会办”的分支“b”"}},
		{"case changed and added", swap("      - {when: form.n > 2", "      - {when: form.n == 4, do: []}\n      - {when: form.n > 3"),
			[]string{`flow/which/cases/2: Case 2 of choice "Which" changes from "form.n > 2" to "form.n == 4"`, `flow/which/cases/3: Case "form.n > 3" of choice "Which" is new`,
				`flow/middle: Step "Middle" moves into case 3 of "Which"`},
			[]string{"选择“分流”的第2种情形由“form.n > 2”改为“form.n == 4”", "选择“分流”的情形新增“form.n > 3”", "环节“中”移入“分流”的第3种情形"}},
		{"case condition", swap("form.n > 2", "form.n > 3"),
			[]string{`flow/which/cases/2: Case 2 of choice "Which" changes from "form.n > 2" to "form.n > 3"`}, []string{"选择“分流”的第2种情形由“form.n > 2”改为“form.n > 3”"}},
		{"outcome", swap("refused: refuses}", "refused: closes}"),
			[]string{`outcomes/refused: "refused" of the end changes from refuses to closes`}, []string{"办结结果的“refused”由不准予改为终结"}},
		{"acts", swap("flow:\n", "acts: {extend: {clock: decide, by: {role: agency-head}, once: true, days: {at_most: 10}, document: letter}}\nflow:\n"),
			[]string{`acts/extend: The extension of the acts of the case is new`}, []string{"新增办件行为的延期"}},
		{"materials in another order", func(s string) string {
			line := "  - {id: licence, title: {zh: 执照, en: Licence}}\n"
			return swap("documents:\n", line+"documents:\n")(strings.Replace(s, line, "", 1))
		},
			[]string{`materials/licence: Material "Licence" moves to after "Contract"`}, []string{"申请材料“执照”移到“合同”之后"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			en, zh := sentences(item.Diff(written(t, diffHead, diffForm), written(t, c.change(diffHead), diffForm)))
			require.Equal(t, c.en, en)
			require.Equal(t, c.zh, zh)
		})
	}
}

func TestDifferencesOfTheForm(t *testing.T) {
	t.Parallel()
	now := strings.NewReplacer(`"minimum": 0`, `"minimum": 1`, `"required": ["n"]`, `"required": ["n", "more"]`,
		`"who": {"title": "人", "type": "string"}`, `"more": {"title": "又", "x-title-en": "More", "type": "string"}`).Replace(diffForm)
	en, zh := sentences(item.Diff(written(t, diffHead, diffForm), written(t, diffHead, now)))
	require.Equal(t, []string{
		`form/more: Field "More" of the form is new`, `form/n/minimum: Minimum of "Number" of the form changes from "0" to "1"`,
		`form/who: Field "人" of the form is gone`, `form/required: Required of the form: "more" is added`}, en)
	require.Equal(t, []string{"申请表的栏目新增“又”", "申请表的“数”的minimum由“0”改为“1”", "申请表的栏目取消“人”", "申请表的required增加“more”"}, zh)
}

// Whatever some nodes of a flow are shuffled into, the moves told are the fewest, and turning the two versions round tells
// of as many.
func TestMovesAreFewAndMutual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ids := []string{"s1", "s2", "s3", "s4", "s5", "s6"}
		flow := func(order []string) *item.Item {
			text := diffHead[:strings.Index(diffHead, "flow:")] + "flow:\n"
			for _, id := range order {
				text += "  - {step: " + id + ", by: {role: handler}, decisions: {pass: {}, refuse: {end: refused, reason: required, document: letter}}}\n"
			}
			return written(t, text+"  - {step: grant, by: {role: handler}, decisions: {pass: {needs: [s1]}}}\n  - end: granted\n", diffForm)
		}
		order := rapid.Permutation(ids).Draw(t, "order")
		a, b := flow(ids), flow(order)
		there, back := item.Diff(a, b), item.Diff(b, a)
		require.Len(t, back, len(there))
		moved := map[string]bool{}
		for _, d := range there {
			require.Equal(t, item.DiffMoved, d.Kind)
			moved[strings.TrimPrefix(d.Place, "flow/")] = true
		}
		var stayed []string
		for _, id := range order {
			if !moved[id] {
				stayed = append(stayed, id)
			}
		}
		require.True(t, slices.IsSorted(stayed), "those not told of kept their order: %v", stayed)
	})
}
