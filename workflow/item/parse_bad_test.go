package item_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"shenpi/workflow/item"
)

// bad is the good definition with one thing changed. The mark § in the change shows where the finding has to be.
type bad struct {
	name, old, new, code string
}

var badParts = []bad{
	{"long expression", "check: uscc(form.code)", "check: §uscc(form.code" + strings.Repeat(" ", 4000) + ")", "expression_too_long"},
	{"unknown key", "version: 2", "version: 2\n§versoin: 3", "unknown_key"},
	{"unknown key inside", "{from: 2020-01-01, to:", "{from: 2020-01-01, §till:", "unknown_key"},
	{"duplicate key", "open: demo", "open: demo\n§open: demo", "duplicate_key"},
	{"missing key", "item: sample\nversion: 2", "§item: sample", "missing_key"},
	{"missing key inside", "{zh: 样例事项, en: Sample item}", "§{en: Sample item}", "missing_key"},
	{"text for a number", "version: 2", "version: §two", "wrong_type"},
	{"number for text", "{zh: 样例事项, en:", "{zh: §12, en:", "wrong_type"},
	{"nothing for a mapping", "accept: {document: notice, clock: {start: decide}}", "accept:§", "wrong_type"},
	{"list for a mapping", "promise: {decide: 15}", "promise: §[15]", "wrong_type"},
	{"octal number", "version: 2", "version: §02", "out_of_range"},
	{"number out of range", "within: 20", "within: §0", "out_of_range"},
	{"upper-case id", "item: sample", "item: §Sample", "bad_id"},
	{"word that is none", "open: demo", "open: §maybe", "bad_choice"},
	{"day that is none", "from: 2020-01-01", "from: §2020-02-30", "bad_date"},
	{"end before the beginning", "effective: {from: 2020-01-01, to: 2029", "effective: §{from: 2020-01-01, to: 2019", "date_order"},
	{"rule that reaches back", "transition: {open_cases: old}", "transition: {open_cases: §new}", "reaches_back"},
	{"size without unit", "max_size: 5MB", "max_size: §5M", "bad_size"},
	{"size too large", "max_size: 5MB", "max_size: §2000MB", "bad_size"},
	{"empty text", "{law: 行政许可法,", "{law: §'',", "empty_text"},
	{"form outside", "form: forms/good.schema.json", "form: §../good.schema.json", "path_escapes"},
	{"rule sets at once", "  - {id: \"2012\", effective_from: 2012-01-01", "  - §{id: \"2012\", effective_from: 2011-01-01", "rule_sets_overlap"},
	{"rule set twice", "  - {id: \"2012\"", "  - {id: \"2012\", effective_from: 2014-01-01, title: {zh: 三}}\n  - §{id: \"2012\"", "duplicate_id"},
	{"criterion twice", "  - {id: people,", "  - {id: people, check: 'true', title: {zh: 人}}\n  - §{id: people,", "duplicate_id"},
	{"criterion of no rule set", "rule_set: \"2012\", check", "rule_set: §\"2013\", check", "dangling_rule_set"},
	{"field that is no path", "field: capital.paid_in", "field: §/capital/paid_in", "bad_field"},
	{"material twice", "  - {id: extra,", "  - §{id: papers,", "duplicate_id"},
	{"material of no file", "min: 2, max: 3, types", "min: §0, max: 3, types", "required_none"},
	{"more at least than at most", "min: 2, max: 3", "min: 2, max: §1", "min_max"},
	{"required and required when", "required_when: form.name != \"甲方\"", "required_when: form.name != \"甲方\", required: §true", "required_twice"},
	{"file of another type", "types: [pdf]", "types: [pdf, §docx]", "bad_choice"},
	{"type twice", "types: [pdf]", "types: [pdf, §pdf]", "duplicate_name"},
	{"promise beyond the law", "promise: {decide: 15}", "promise: {decide: §21}", "promise_too_long"},
	{"extension beyond the law", "days: {at_most: 10}", "days: §{at_most: 11}", "extension_too_long"},
	{"clock of a taken name", "  validity: {until", "  §decide: {until", "duplicate_id"},
	{"limit longer than the law", "limits: {accept: 5,", "limits: {accept: §6,", "over_law"},
	{"extension of another law", "decide: 20, extend: 10,", "decide: 40, law: decide-joint, extend: §16,", "over_law"},
	{"limit on no such law", "issue: 10}", "issue: 10, law: §coffee}", "bad_choice"},
	{"clock on no such law", "law: renew-apply", "law: §coffee", "unknown_law_row"},
	{"clock on what is no limit", "law: renew-apply", "law: §excluded", "unknown_law_row"},
	{"clock longer than the law", "lower: {law: lower-review, workdays: 15", "lower: §{law: lower-review, workdays: 21", "over_law"},
	{"clock of another unit than the law", "lower: {law: lower-review, workdays: 15", "lower: §{law: lower-review, days: 15", "over_law"},
	{"less time left than the law", "renewal: {until: form.valid_until, law: renew-apply, before: {days: 40}}", "renewal: §{until: form.valid_until, law: renew-apply, before: {days: 29}}", "over_law"},
	{"a length where the law counts back", "lower: {law: lower-review, workdays: 15", "lower: §{law: hear-notice, days: 7", "law_counts_otherwise"},
	{"clock in two units", "told: {months: 2,", "told: §{months: 2, days: 3,", "length_unit"},
	{"clock of no length", "told: {months: 2,", "told: §{", "length_unit"},
	{"clock from two events", "from: {served: notice}", "from: §{served: notice, opened: first-review}", "event_one"},
	{"clock from no event", "from: accepted,", "from: §tomorrow,", "bad_choice"},
	{"clock to no node", "ends: {done: first-review}", "ends: {done: §nowhere}", "dangling_node"},
	{"clock from no document", "from: {served: notice}", "from: {served: §nothing}", "dangling_document"},
	{"time not counted on no ground", "ground: expert-review", "ground: §site-check", "unknown_ground"},
	{"warning of half after the one near the end", "signals: {half: {at: 40%", "signals: §{half: {at: 90%", "signals_order"},
	{"deemed by no law", "{of: validity, decision: grant, as: deemed, document: notice, basis: {law: 行政许可法, article: 第五十条}}", "§{of: decide, decision: grant, as: deemed}", "deemed_without_basis"},
	{"deemed with a paper that is none", "as: deemed, document: notice,", "as: deemed, document: §nothing,", "dangling_document"},
	{"role that is told and does not act", "near: {tell: []}", "near: {tell: [§auditor]}", "unknown_role"},
	{"card at a part", "red: {tell: [agency-head]}", "red: {§at: 50%}", "unknown_key"},
	{"no withdrawn end", "withdrawn: closes}\nacts:\n  withdraw: {", "withdrawn: grants}\nacts:\n  withdraw: §{", "withdrawn_missing"},
	{"effect that is none", "granted: grants", "granted: §gives", "bad_choice"},
	{"pattern without serial", "number: 'SL-{grade}-{year}-{n:04}'", "number: §'SL-{grade}-{year}'", "bad_pattern"},
	{"pattern of something else", "number: 'SL-{grade}-{year}-{n:04}'", "number: §'SL-{month}-{n}'", "bad_pattern"},
	{"certificate of no document", "document: paper", "document: §diploma", "dangling_document"},
	{"document without content", "{type: paper, title: {zh: 证书, en: Certificate}, layout: certificate, rows: [{label: 名称, value: '{holder.name}'}],", "§{type: paper, title: {zh: 证书},", "missing_key"},
	{"document twice", "{type: paper,", "§{type: notice,", "duplicate_id"},
	{"label of nothing", "  site: {zh: 现场", "  §sight: {zh: 现场", "label_unused"},
	{"material that is none", "reuse: [papers]", "reuse: [§paper]", "dangling_material"},
	{"phrase with a hyphen", "phrases: {agency: 示例厅}", "phrases: {§agency-name: 示例厅}", "bad_id"},
	{"grade without title", "grade: 4, reason", "grade: §5, reason", "grade_unknown"},
}

var badActs = []bad{
	{"suspension of no clock", "suspend: {clock: decide", "suspend: {clock: §validity", "dangling_clock"},
	{"suspension without ground", "grounds: [{id: litigation, title: {zh: 诉讼未决, en: A lawsuit is pending}, basis: 行政诉讼法}, {id: flood, title: {zh: 不可抗力}}]", "grounds: §[]", "grounds_missing"},
	{"ground twice", "{id: flood, title", "§{id: litigation, title", "duplicate_id"},
	{"suspension by the window", "by: {role: office-head}, document: notice, at_most", "by: {role: §window}, document: notice, at_most", "role_not_for_act"},
	{"suspension by nobody known", "by: {role: office-head}, document: notice, at_most", "by: {role: §head}, document: notice, at_most", "unknown_role"},
	{"suspension without bound", "  suspend: {clock: decide, grounds: [{id: litigation, title: {zh: 诉讼未决, en: A lawsuit is pending}, basis: 行政诉讼法}, {id: flood, title: {zh: 不可抗力}}], by: {role: office-head}, document: notice, at_most: 30}", "  suspend: §{clock: decide, grounds: [{id: flood, title: {zh: 不可抗力}}], by: {role: office-head}, document: notice}", "missing_key"},
	{"hearing asked for too soon", "apply_within: {days: 5}", "apply_within: §{days: 4}", "apply_too_short"},
	{"hearing held too late", "hold_within: {workdays: 15}", "hold_within: §{workdays: 21}", "hold_too_long"},
	{"notice of a hearing too late", "notice_ahead: {workdays: 8}", "notice_ahead: §{workdays: 6}", "ahead_too_short"},
	{"hearing before an examiner", "host: {role: hearing-host, unit", "host: {role: §handler, unit", "role_not_for_act"},
	{"hearing without its notice", "notice: notice, apply_within", "notice: §none, apply_within", "dangling_document"},
	{"suspension on the ground of a hearing", "{id: flood, title", "§{id: hearing, title", "reserved_name"},
	{"exclusion on the ground of a hearing", "clock: {exclude: decide, ground: expert-review", "clock: §{exclude: decide, ground: hearing", "reserved_name"},
	{"termination that grants", "end: refused, document: notice}", "end: §granted, document: notice}", "terminate_grants"},
	{"termination to nowhere", "end: refused, document: notice}", "end: §gone, document: notice}", "unknown_end"},
	{"termination without remedies", "end: refused, document: notice}", "end: refused, document: §paper}", "remedies_missing"},
	{"correction of the decision", "fields: [{field: applicant.name", "fields: [{field: §decision", "correct_decided"},
	{"correction of what nobody wrote", "fields: [{field: applicant.name", "fields: [{field: §applicant.address", "correct_unknown"},
	{"correction of no document", "documents: [notice, paper]", "documents: [notice, §papers]", "dangling_document"},
	{"copy by nobody", "copy: {by: [handler, office-head]", "copy: {by: §[]", "roles_missing"},
	{"copy by an expert", "copy: {by: [handler, office-head]", "copy: {by: [handler, §expert]", "bad_choice"},
	{"copy to an administrator", "to: [legal]", "to: [§item-admin]", "unknown_role"},
	{"erasing by the window", "erase: {by: {role: archivist}", "erase: {by: {role: §window}", "role_not_for_act"},
	{"erasing at once", "archivist}, years: 30}", "archivist}, years: §0}", "out_of_range"},
	{"urging by the window", "urge: {by: [applicant, office-head]", "urge: {by: [applicant, §window]", "bad_choice"},
	{"urging every month", "every: {workdays: 2}", "every: {§days: 30}", "unknown_key"},
}

var badJoint = []bad{
	{"joint limit without units", "limits: {accept: 5, decide: 20", "limits: {law: §decide-joint, accept: 5, decide: 20", "joint_missing"},
	{"unit without a step", "is_admin_licence: true\n  basis: [{law: 行政许可法, article: 第三十二条}]\n  not_modelled", "is_admin_licence: true\n  basis: [{law: 行政许可法, article: 第三十二条}]\n  joint: [§gz-fire]\n  not_modelled", "joint_idle"},
	{"step of a unit that takes no part", "by: {role: handler}\n    within: 2", "by: {role: handler, unit: §gz-fire}\n    within: 2", "unit_not_joint"},
	{"unit twice", "is_admin_licence: true\n", "is_admin_licence: true\n  joint: [gz-fire, §gz-fire]\n", "duplicate_name"},
}

var badFlow = []bad{
	{"empty flow", "flow:\n  - step: acceptance\n", "flow: §[]\nrest:\n  - step: acceptance\n", "flow_empty"},
	{"no kind", "  - wait: publicity", "  - §pause: publicity", "node_kind"},
	{"two kinds", "  - wait: publicity", "  - §wait: publicity\n    end: publicity-2", "node_kind"},
	{"node twice", "  - step: delivery", "  - step: §acceptance", "duplicate_node"},
	{"node of a reserved name", "  - wait: publicity", "  - wait: §previous", "reserved_name"},
	{"node named filing", "  - wait: publicity", "  - wait: §filing", "reserved_name"},
	{"decision of a reserved name", "consider: {ask", "§abstain: {title: {zh: 弃权}, ask", "reserved_name"},
	{"role that is none", "by: {role: handler}\n    within: 2", "by: {role: §handlers}\n    within: 2", "unknown_role"},
	{"role that acts on nothing", "by: {role: office-head,", "by: {role: §auditor,", "unknown_role"},
	{"step without decisions", "  - step: delivery\n    by: {role: window}\n    decisions: {delivered: {document: notice}}", "  - §step: delivery\n    by: {role: window}", "decisions_missing"},
	{"more passes than people", "pass: {at_least: 3}", "pass: §{at_least: 6}", "threshold_too_high"},
	{"two thresholds", "pass: {at_least: 3}", "pass: §{at_least: 3, ratio: 50%}", "threshold_form"},
	{"ratio of all", "{ratio: 50%}", "{ratio: §100%}", "bad_ratio"},
	{"ratio too fine", "{ratio: 50%}", "{ratio: §0.505}", "bad_ratio"},
	{"panel named and drawn", "pick: {drawn_by: legal}", "pick: §{drawn_by: legal, named_by: legal}", "pick_form"},
	{"panel drawn by nobody", "pick: {drawn_by: legal}", "pick: §draw", "bad_choice"},
	{"panel of no known order", "order: in_turn", "order: §by_age", "bad_choice"},
	{"order of one person", "pass: any}", "pass: any, §order: in_turn}", "order_of_one"},
	{"issue by several", "by: {role: certificate-clerk}", "by: §{role: certificate-clerk, may_add: {role: window, at_most: 1}}", "issue_panel"},
	{"step of several left by one", "{role: legal}, decisions: {pass: {}, return:", "{role: legal, may_add: {role: legal, at_most: 1}}, decisions: {pass: {}, §return:", "alone_missing"},
	{"panel left by one", "return: {back_to: examination, alone: true}", "§return: {back_to: examination}", "alone_missing"},
	{"panel that cannot pass", "decisions: {pass: {}, fail: {}, return: {back_to: examination, alone: true}}", "decisions: §{fail: {}}", "panel_without_pass"},
	{"panel that cannot fail", "decisions: {pass: {}, fail: {}, return: {back_to: examination, alone: true}}", "decisions: §{agree: {}, accept: {}}", "panel_without_fail"},
	{"disagreement that passes", "refuse: {}, return", "disagree: {outcome: §pass}, return", "refusal_passes"},
	{"issue by two", "by: {role: certificate-clerk}", "by: §{role: certificate-clerk, people: 2}", "issue_panel"},
	{"join of too many", "join: {n: 1}", "join: §{n: 3}", "join_too_many"},
	{"join that is none", "join: all", "join: §some", "bad_choice"},
	{"one branch", "              a: [{step: look, by: {role: legal, pass: any}, decisions: {pass: {}}}]\n              b: ", "              §b: ", "branches_few"},
	{"empty branch", "              a: [{step: look, by: {role: legal, pass: any}, decisions: {pass: {}}}]", "              §a: []", "branch_empty"},
	{"choice without else", "      - {else: true, do: []}", "      - §{when: form.grade == 4, do: []}", "else_missing"},
	{"else too early", "      - when: form.capital.registered > 100\n", "      - §else: true\n", "else_not_last"},
	{"case of nothing", "      - when: form.capital.registered > 100\n        do:", "      - §do:", "case_guard"},
	{"else that is not", "{else: true, do: []}", "{else: §false, do: []}", "else_false"},
	{"span of two units", "answer_within: {days: 30}", "answer_within: §{days: 30, workdays: 2}", "span_unit"},
	{"event without a way", "objection: {back_to: second-review, at_most: 1}", "objection: §{at_most: 1}", "way_missing"},
	{"event that is none", "{objection: {back_to", "{§complaint: {back_to", "unknown_key"},
	{"two ways", "{next: decision, reason: required}, consider", "§{next: decision, end: refused, reason: required}, consider", "two_ways"},
	{"next to nothing", "{next: decision, reason", "{next: §decisoin, reason", "dangling_node"},
	{"next backwards", "{next: decision, reason", "{next: §acceptance, reason", "next_not_forward"},
	{"next to itself", "{next: decision, reason", "{next: §first-review, reason", "next_not_forward"},
	{"next into a branch", "{next: decision, reason", "{next: §site-check, reason", "out_of_reach"},
	{"next into the other branch", "fail: {}, return: {back_to: examination", "fail: {next: §site-check, alone: true}, return: {back_to: examination", "out_of_reach"},
	{"back to what comes later", "back_to: first-review, reason", "back_to: §decision, reason", "back_to_not_earlier"},
	{"back to itself", "back_to: first-review, reason", "back_to: §second-review, reason", "back_to_not_earlier"},
	{"back to an enclosing choice", "return: {back_to: previous}", "return: {back_to: §larger}", "back_to_not_earlier"},
	{"back from the first node", "decline: {end: not-accepted", "§return: {back_to: previous}\n      decline: {end: not-accepted", "back_to_not_earlier"},
	{"back into a branch", "{objection: {back_to: second-review", "{objection: {back_to: §expert-review", "out_of_reach"},
	{"need that is none", "needs: [examination, publicity]", "needs: [examination, §publication]", "dangling_node"},
	{"need that comes later", "needs: [examination]", "needs: [§publicity]", "need_not_earlier"},
	{"grant without needs", "grant: {needs: [examination, publicity], document", "§grant: {document", "needs_missing"},
	{"grant by an end without needs", "refuse: {}, return", "refuse: {}, §agree: {end: granted}, return", "needs_missing"},
	{"not who of nothing", "not_who: [acceptance]", "not_who: [§reception]", "dangling_node"},
	{"not who of a wait", "not_who: [acceptance]", "not_who: [§publicity]", "not_a_step"},
	{"document that is none", "document: notice, clock: {start: issue}", "document: §notices, clock: {start: issue}", "dangling_document"},
	{"clock that is none", "clock: {start: issue}", "clock: {start: §isue}", "dangling_clock"},
	{"date clock started", "clock: {start: issue}", "clock: {start: §validity}", "dangling_clock"},
	{"end that is none", "decline: {end: not-accepted", "decline: {end: §declined", "unknown_end"},
	{"end node that is none", "  - end: granted", "  - end: §given", "unknown_end"},
	{"certificate that is none", "    certificate: sample\n", "    certificate: §simple\n", "dangling_certificate"},
	{"decision without title", "accept: {document", "§admit: {document", "title_missing"},
	{"refusal that passes", "refuse: {}, return", "refuse: {outcome: §pass}, return", "refusal_passes"},
	{"answer time without question", "decisions: {pass: {}, refuse: {next", "decisions: {pass: {§answer_within: {days: 1}}, refuse: {next", "without_ask"},
	{"restart by a question inside", "answer_within: {workdays: 2}}", "answer_within: {workdays: 2}, clock: {restart: §decide}}", "restart_inside"},
	{"restart without question", "clock: {start: issue}", "clock: {restart: §issue}", "without_ask"},
	{"silence that asks", "on_silence: {decision: decline,", "on_silence: §{decision: supplement,", "silence_asks"},
	{"silence of no decision", "on_silence: {decision: decline,", "on_silence: {decision: §refuse,", "dangling_decision"},
	{"silence without the reason", "on_silence: {decision: decline, reason: {zh: 逾期, en: Late}}", "on_silence: §{decision: decline}", "missing_key"},
	{"expiry of no decision", "{of: validity, decision: grant", "{of: validity, decision: §renew", "dangling_decision"},
	{"question to a wait", "{ask: acceptance,", "{ask: §publicity,", "not_a_step"},
	{"question to what comes later", "{ask: acceptance,", "{ask: §decision,", "back_to_not_earlier"},
	{"reason that is none", "downgrade: {needs: [second-review], grade: 4, reason: required", "downgrade: {needs: [second-review], grade: 4, reason: §needed", "bad_choice"},
}

// TestParseRefuses changes one thing of a good definition and asks for exactly one more finding, at its place.
func TestParseRefuses(t *testing.T) {
	t.Parallel()
	good := read(t, "items/good.yaml")
	require.GreaterOrEqual(t, len(badParts)+len(badFlow), 40)
	refuses(t, good, slices.Concat(badParts, badActs, badJoint, badFlow))
}

// refuses changes one thing of a definition at a time and asks for the finding, at its place; those of some codes the schema
// of editors refuses too.
func refuses(t *testing.T, good string, all []bad, schemaToo ...string) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../../docs/definition.schema.json")
	require.NoError(t, err)
	fits := func(src string) error {
		var v any
		require.NoError(t, yaml.Unmarshal([]byte(src), &v))
		return schema.Validate(v)
	}
	require.NoError(t, fits(good))
	for _, b := range all {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, good, b.old, "the change does not apply")
			src, line, column := marked(strings.Replace(good, b.old, b.new, 1))
			_, err := item.Parse("bad.yaml", []byte(src))
			var found item.Findings
			require.True(t, errors.As(err, &found), "%v", err)
			seen := false
			for _, f := range found {
				at := line == 0 || f.Pos == item.Position{File: "bad.yaml", Line: line, Column: column}
				seen = seen || f.Code == b.code && at
				require.NotContains(t, f.Zh+f.En, "{0}")
			}
			require.True(t, seen, "no %s at %d:%d in:\n%v", b.code, line, column, found)
			if slices.Contains(schemaToo, b.code) {
				require.Error(t, fits(src))
			}
		})
	}
}

// marked takes the mark out of a text and gives its line and column, 1-based, in characters.
func marked(text string) (src string, line, column int) {
	before, after, ok := strings.Cut(text, "§")
	if !ok {
		return text, 0, 0
	}
	line = strings.Count(before, "\n") + 1
	column = utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]) + 1
	return before + after, line, column
}

func read(t testing.TB, name string) string {
	t.Helper()
	src, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return string(src)
}
