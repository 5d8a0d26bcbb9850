package item_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

// keeper is a definition whose cases are about a certificate.
const keeper = `item: keeper
version: 1
effective: {from: 2020-01-01}
title: {zh: 事项, en: Item}
legal: {is_admin_licence: true, basis: [{law: 行政许可法, article: 第六十九条}]}
opened_by: [applicant, handler]
applicant: enterprise
authority: agency
form: form.json
concerns:
  certificate: form.no
  kinds: [paper, other-paper]
  ground: form.ground
  grounds:
    - {id: deceit, must: true, title: {zh: 骗取}, basis: 行政许可法第六十九条第二款, note: {zh: 不受保护}}
    - {id: powers, title: {zh: 超越职权}}
  duty: form.duty
  year: form.year
prefill: {set: {no: certificate.number}, locked: [no]}
limits: {decide: 20}
outcomes: {done: grants, refused: refuses}
certificate:
  kind: paper
  title: {zh: 证}
  number: 'P{n}'
  grade: form.no
  holder: {id: form.no, name: form.no}
  remind: [120, 30, 0]
  duties: [{id: check, title: {zh: 自查}, first: 3, every: 2, window: {from: 02-01, to: 04-30}, remind: [10]}]
documents: [{type: letter, title: {zh: 函}, text: '{reason}可以申请行政复议、提起行政诉讼。'}]
flow:
  - step: decide
    by: {role: agency-leader, not_who: [filing]}
    decisions:
      revoke: {title: {zh: 撤销}, register: revoke, end: refused, document: letter, reason: required}
      forgo: {title: {zh: 不予撤销}, grounds: [powers], end: done}
      replace: {title: {zh: 补发}, register: replace}
      fulfil: {title: {zh: 履行}, register: fulfil, end: done}
      consult: {ask: applicant, answer_within: {days: 3}, on_silence: {decision: forgo}}
  - {issue: paper, certificate: paper, by: {role: certificate-clerk}}
  - end: done
`

var badKeepers = []bad{
	{"opener that is none", "[applicant, handler]", "[applicant, §expert]", "bad_choice"},
	{"opened for nobody", keeper[strings.Index(keeper, "concerns:"):strings.Index(keeper, "limits:")], "", "opened_for_nobody"},
	{"ground without grounds", keeper[strings.Index(keeper, "  grounds:\n"):strings.Index(keeper, "  duty:")], "", "missing_key"},
	{"year without duty", "  duty: form.duty\n", "", "missing_key"},
	{"no certificate named", "  certificate: form.no\n", "", "missing_key"},
	{"kind that is no name", "kinds: [paper,", "kinds: [§Paper,", "bad_id"},
	{"act that is none", "register: revoke,", "register: §burn,", "bad_choice"},
	{"ground that is none", "grounds: [powers]", "grounds: [§power]", "dangling_ground"},
	{"question that registers", "consult: {ask", "consult: {register: §cancel, ask", "register_asks"},
	{"silence that registers", "on_silence: {decision: forgo}", "on_silence: §{decision: fulfil}", "register_undecided"},
	{"duty of no item", "  duty: form.duty\n  year: form.year\n", "", "register_duty"},
	{"issue of nothing", keeper[strings.Index(keeper, "certificate:\n"):strings.Index(keeper, "documents:")], "", "register_issues_nothing"},
	{"day of some years", "from: 02-01", "from: §02-29", "bad_day_of_year"},
	{"window that ends before it begins", "window: {from: 02-01", "window: §{from: 05-01", "date_order"},
	{"reminders out of order", "[120, 30, 0]", "[120, 30, §60]", "remind_order"},
	{"duty twice", "remind: [10]}]", "remind: [10]}, §{id: check, title: {zh: 又}, window: {from: 02-01, to: 04-30}}]", "duplicate_id"},
	{"kind of certificate twice said", "prefill: {set", "prefill: {§certificate: paper, set", "unknown_key"},
}

// TestParseRefusesConcerns changes one thing of a definition about certificates and asks for the finding, at its place.
func TestParseRefusesConcerns(t *testing.T) {
	t.Parallel()
	refuses(t, keeper, badKeepers, "bad_choice", "bad_id")
}

func TestConcernsAreReadAndCompiled(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"form.json": {Data: []byte(`{"type":"object","properties":{"no":{"type":"string"},"ground":{"type":"string"},"duty":{"type":"string"},"year":{"type":"integer"}}}`)}}
	it, err := item.Read(files, "keeper.yaml", []byte(keeper))
	require.NoError(t, err)
	require.True(t, it.OpenedByApplicant())
	require.Equal(t, []string{"handler"}, it.OpenersInside())
	require.Equal(t, []string{"paper", "other-paper"}, it.Follows())
	require.Equal(t, []item.RegisterAct{item.RegisterRevoke, item.RegisterReplace, item.RegisterFulfil}, it.RegisterActs())
	require.Equal(t, item.Duty{ID: "check", Title: item.Text{Zh: "自查"}, First: 3, Every: 2, From: "02-01", To: "04-30", Remind: []int{10}}, it.Certificate.Duties[0])
	data, err := item.DecodeForm([]byte(`{"no":"P1","ground":"powers","duty":"check","year":2026}`))
	require.NoError(t, err)
	about, err := it.Concern(data, item.CaseData{})
	require.NoError(t, err)
	require.Equal(t, item.Concern{Certificate: "P1", Ground: "powers", Duty: "check", Year: 2026}, about)

	silent := strings.Replace(keeper, "on_silence: {decision: forgo}", "on_silence: {decision: fulfil}", 1)
	var told item.Findings
	_, err = item.Read(files, "bad.yaml", []byte(silent))
	require.ErrorAs(t, err, &told)
	require.Equal(t, `on_silence cannot name the decision "fulfil": its register: fulfil changes the register, which takes somebody to decide; name one that changes nothing there`,
		told[0].En)

	_, err = item.Read(files, "bad.yaml", []byte(strings.Replace(keeper, "ground: form.ground", "ground: form.grund", 1)))
	var found item.Findings
	require.True(t, errors.As(err, &found), "%v", err)
	require.Equal(t, "unknown_field", found[0].Code)
}
