package item_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

// callers is a definition with every kind of call.
const callers = `item: caller
version: 1
effective: {from: 2020-01-01}
title: {zh: 事项, en: Item}
legal: {is_admin_licence: true, basis: [{law: 行政许可法, article: 第三十五条}]}
applicant: enterprise
authority: lower
form: form.json
materials:
  - {id: licence, title: {zh: 执照}}
  - {id: contract, title: {zh: 合同}}
limits: {decide: 20}
outcomes: {forwarded: closes, refused: refuses}
documents: [{type: letter, title: {zh: 函}, text: '{reason}'}]
labels: {approved: {zh: 同意, en: Approved}}
flow:
  - {step: first, by: {role: handler}, decisions: {pass: {document: letter}}}
  - call: opinion
    item: opinion
    authority: other
    form: {n: form.n + 1, capital.paid_in: form.n}
    materials: [licence, {material: contract, as: agreement}, {document: letter, as: question}]
    answer_within: {workdays: 5}
    on_silence: {outcome: fail, reason: {zh: 逾期, en: Late}}
    outcomes: {grants: pass, refused: fail}
    upon: {fail: {end: refused}}
  - call: ministry
    external: true
    by: {role: window}
    answer_within: {days: 30}
    on_silence: {back_to: first}
    outcomes: {approved: pass, closes: fail}
    upon: {fail: {end: refused}}
  - call: superior
    item: caller
    materials: all
    until: filed
    upon: {fail: {end: refused}}
  - {call: archive, external: true, until: filed}
  - end: forwarded
`

var badCalls = []bad{
	{"neither an item nor outside", "    item: opinion\n", "", "call_whom"},
	{"an item and outside", "    external: true\n", "    external: true\n    item: opinion\n", "call_whom"},
	{"not outside", "external: true\n", "external: §false\n", "external_false"},
	{"outside as a word", "external: true\n", "external: §yes\n", "wrong_type"},
	{"item that is no id", "    item: opinion", "    item: §Opinion", "bad_id"},
	{"agency of an agency outside", "    external: true\n", "    external: true\n    §authority: other\n", "call_external"},
	{"agency that is no id", "authority: other", "authority: §Other", "bad_id"},
	{"recorder of a case of this office", "    authority: other\n", "    authority: other\n    §by: {role: window}\n", "call_by"},
	{"recorder of what nobody replies to", "{call: archive, external: true,", "{call: archive, external: true, §by: {role: window},", "call_by"},
	{"nobody records", "    by: {role: window}\n", "", "missing_key"},
	{"recorder of no role", "by: {role: window}", "by: {role: §windows}", "unknown_role"},
	{"several recorders", "by: {role: window}", "by: {role: window, §people: 2}", "unknown_key"},
	{"field that is none", "{n: form.n + 1,", "{§n-1: form.n + 1,", "bad_field"},
	{"form that is a list", "form: {n: form.n + 1, capital.paid_in: form.n}", "form: §[n]", "wrong_type"},
	{"some materials by a word", "materials: all", "materials: §some", "bad_choice"},
	{"material that is none", "[licence, {", "[§permit, {", "dangling_material"},
	{"material put elsewhere that is none", "{material: contract, as", "{material: §treaty, as", "dangling_material"},
	{"document that is none", "{document: letter, as", "{document: §note, as", "dangling_document"},
	{"document put nowhere", "{document: letter, as: question}", "§{document: letter}", "missing_key"},
	{"material and document", "{document: letter, as: question}", "§{document: letter, material: licence, as: question}", "carried_one"},
	{"neither material nor document", "{document: letter, as: question}", "§{as: question}", "carried_one"},
	{"material twice", "[licence, {", "[licence, §licence, {", "duplicate_name"},
	{"no time to answer", "    answer_within: {days: 30}\n", "", "missing_key"},
	{"time of two units", "answer_within: {days: 30}", "answer_within: §{days: 30, workdays: 3}", "span_unit"},
	{"silence of nothing", "on_silence: {outcome: fail, reason: {zh: 逾期, en: Late}}", "on_silence: §{reason: {zh: 逾期}}", "call_silence"},
	{"silence of both", "on_silence: {back_to: first}", "on_silence: §{back_to: first, outcome: fail}", "call_silence"},
	{"silence of a decision", "on_silence: {back_to: first}", "on_silence: {§decision: pass}", "unknown_key"},
	{"silence that is neither", "{outcome: fail, reason", "{outcome: §maybe, reason", "bad_choice"},
	{"silence that goes on", "on_silence: {back_to: first}", "on_silence: {back_to: §superior}", "back_to_not_earlier"},
	{"silence that leads nowhere", "on_silence: {back_to: first}", "on_silence: {back_to: §nowhere}", "dangling_node"},
	{"outcome that is none", "outcomes: {grants: pass, refused", "outcomes: {grants: §passed, refused", "bad_choice"},
	{"no outcome that passes", "outcomes: {grants: pass, refused: fail}", "outcomes: §{grants: fail}", "call_never_passes"},
	{"outcomes as a list", "outcomes: {grants: pass, refused: fail}", "outcomes: §[grants]", "wrong_type"},
	{"until something else", "until: filed\n", "until: §ended\n", "bad_choice"},
	{"answer to what is forwarded", "    until: filed\n", "    until: filed\n    §answer_within: {days: 3}\n", "call_forward"},
	{"silence on what is forwarded", "    until: filed\n", "    until: filed\n    §on_silence: {outcome: fail}\n", "call_forward"},
	{"outcomes of what is forwarded", "    until: filed\n", "    until: filed\n    §outcomes: {grants: pass}\n", "call_forward"},
	{"failing with no way on", "    until: filed\n    upon: {fail: {end: refused}}\n", "    until: filed\n", "call_fails_nowhere"},
	{"event that is none", "    until: filed\n    upon: {fail", "    until: filed\n    upon: {§silence", "unknown_key"},
	{"key that is none", "    until: filed\n", "    until: filed\n    §within: 3\n", "unknown_key"},
	{"two kinds", "  - call: superior\n", "  - §call: superior\n    wait: superior\n", "node_kind"},
	{"silence back from the first node", "flow:\n", "flow:\n  - §{call: zero, item: opinion, answer_within: {days: 3}, upon: {fail: {end: refused}}}\n", "back_to_not_earlier"},
	{"label of no reply", "labels: {approved", "labels: {§approve: {zh: 同}, approved", "label_unused"},
}

// TestParseRefusesCalls changes one thing of a definition with calls and asks for the finding, at its place; a missing
// key is reported where its call stands.
func TestParseRefusesCalls(t *testing.T) {
	t.Parallel()
	refuses(t, callers, badCalls, "call_whom", "external_false", "wrong_type", "bad_id", "unknown_role", "unknown_key", "bad_field", "bad_choice", "missing_key", "carried_one", "span_unit", "call_silence", "node_kind")
}

func TestCallsAreReadAndCompiled(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"form.json": {Data: []byte(`{"type":"object","properties":{"n":{"type":"integer"},"left_out":{"type":"integer"}}}`)}}
	it, err := item.Read(files, "callers.yaml", []byte(callers))
	require.NoError(t, err)
	opinion, ministry, superior, archive := it.Place("opinion"), it.Place("ministry"), it.Place("superior"), it.Place("archive")
	require.Equal(t, []item.Carried{{Material: "licence", As: "licence"}, {Material: "contract", As: "agreement"},
		{Document: "letter", As: "question"}}, opinion.Call.Materials)
	require.Equal(t, item.CallSilence{Outcome: item.OutcomeFail, Reason: item.Text{Zh: "逾期", En: "Late"}}, opinion.Call.OnSilence)
	require.Equal(t, "window", ministry.By.Role)
	require.Equal(t, []string{"approved", "closes"}, ministry.Call.Replies())
	require.True(t, superior.Call.All && superior.Call.Forward && archive.Call.External)
	require.Empty(t, superior.Call.OnSilence)

	for _, want := range []struct {
		end     string
		effect  item.Effect
		outcome string
	}{
		{"granted", item.Grants, item.OutcomePass}, {"refused", item.Refuses, item.OutcomeFail},
		{"withdrawn", item.Closes, item.OutcomeFail}, {"grants", item.Closes, item.OutcomePass},
	} {
		require.Equal(t, want.outcome, opinion.Call.Outcome(want.end, want.effect))
	}

	form := json.RawMessage(`{"n":4}`)
	data, err := item.DecodeForm(form)
	require.NoError(t, err)
	made, err := it.CallForm(opinion.Node, form, data, item.CaseData{})
	require.NoError(t, err)
	require.JSONEq(t, `{"n":5,"capital":{"paid_in":4}}`, string(made))
	same, err := it.CallForm(superior.Node, form, data, item.CaseData{})
	require.NoError(t, err)
	require.Equal(t, form, same, "the whole form as it is, byte for byte")

	empty, err := item.DecodeForm([]byte(`{}`))
	require.NoError(t, err)
	made, err = it.CallForm(opinion.Node, nil, empty, item.CaseData{})
	require.NoError(t, err)
	require.JSONEq(t, `{}`, string(made), "what is not there stays empty")

	for wrong, code := range map[string]string{"form.n + 1": "form.m", "capital.paid_in: form.n": "capital.paid_in: form.n +"} {
		_, err := item.Read(files, "bad.yaml", []byte(strings.Replace(callers, wrong, code, 1)))
		var found item.Findings
		require.True(t, errors.As(err, &found), "%v", err)
		require.Equal(t, 21, found[0].Pos.Line, "at the expression")
	}
}
