package proof

import (
	"fmt"
	"strings"

	"shenpi/workflow/item"
)

// sentences are the findings in both languages, by code; {0}, {1} are filled in. docs/prover.md has an example of each.
var sentences = map[string]item.Text{
	// the exploration
	"too_many_positions": {Zh: "流程有超过{0}种情形，无法逐一证明；请减少并行分支、连续的选择或人数", En: "the flow has more than {0} positions, too many to prove; use fewer parallel branches, choices in a row or members"},
	"flow_broken":        {Zh: "“{0}”处的办理使流程出错，请报告此定义", En: "a move at \"{0}\" breaks the flow itself; please report this definition"},

	// getting stuck
	"leads_nowhere":    {Zh: "“{0}”的结果“{1}”没有去向：没有后续节点，也未写明upon、next或end", En: "the outcome \"{1}\" of \"{0}\" leads nowhere: nothing follows it, and no upon, next or end says where to go"},
	"stuck":            {Zh: "办件可能停在“{0}”，再也无法办理：{1}", En: "a case can get stuck at \"{0}\", where nothing can be done any more: {1}"},
	"waits_for_others": {Zh: "办件可能停在“{0}”，只有申请人、公众或其他机关才能使其继续，而他们可能永远不来", En: "a case can wait at \"{0}\" for ever: only the applicant, the public or another agency could move it, and they may never come"},
	"endless":          {Zh: "从“{0}”起，不利的表决或数据可以使办件永远循环而不能办结：{1}", En: "from \"{0}\" on, adverse votes or data can send a case round for ever without an end: {1}"},
	"dead_node":        {Zh: "没有任何办件能到达“{0}”", En: "no case can ever reach \"{0}\""},
	"dead_decision":    {Zh: "在“{0}”永远不能作出“{1}”：{2}", En: "\"{1}\" can never be decided at \"{0}\": {2}"},
	"dead_join":        {Zh: "“{0}”永远不能通过", En: "\"{0}\" can never pass"},
	"dead_way":         {Zh: "“{0}”的upon.{1}永远不会发生", En: "what upon.{1} of \"{0}\" provides for can never happen"},
	"dead_expiry":      {Zh: "“{0}”的on_expiry永远不会发生：该环节办理期间时限“{1}”不会届满", En: "on_expiry of \"{0}\" can never happen: the clock \"{1}\" does not run out while the step is to be decided"},
	"dead_outcome":     {Zh: "结局“{0}”永远达不到", En: "the end \"{0}\" can never be reached"},
	"never_granted":    {Zh: "没有任何办件能够获得准予", En: "no case can ever be granted"},

	// granting and refusing
	"grant_without_needs":      {Zh: "经“{0}”可以不经任何审查而准予：途中的决定都没有needs", En: "by \"{0}\" a case can be granted without examination: no decision on the way names its needs"},
	"grant_despite_failure":    {Zh: "“{0}”未通过仍可准予：没有一个needs写明它", En: "a case can be granted although \"{0}\" has failed: it is in no needs"},
	"grant_unexamined":         {Zh: "可以跳过“{0}”而准予：没有一个needs写明它", En: "a case can be granted without \"{0}\": it is in no needs"},
	"not_in_needs":             {Zh: "“{0}”在准予之前，却没有一个needs写明它", En: "\"{0}\" comes before the grant and is in no needs"},
	"refusal_without_reason":   {Zh: "以“{1}”不利结局“{0}”时不要求说明理由", En: "\"{1}\" ends a case as \"{0}\", a refusal, and demands no reason"},
	"refusal_without_document": {Zh: "以“{1}”不利结局“{0}”时没有文书", En: "\"{1}\" ends a case as \"{0}\", a refusal, without a document"},
	"refusal_without_remedies": {Zh: "文书“{1}”用于不利结局“{0}”，却没有告知救济途径（行政复议），也没有用到告知它的固定用语", En: "the document \"{1}\" of the refusal \"{0}\" does not tell the ways to reconsideration (行政复议), in its own words or in a phrase it names"},

	// what the documents say
	"brace_unclosed":    {Zh: "“{{0}”处的花括号没有闭合，应有“}”", En: "the brace of \"{{0}\" is not closed; write } after the name"},
	"block_unclosed":    {Zh: "{{0}}没有闭合，其后应有{/{1}}", En: "{{0}} is not closed; {/{1}} has to follow it"},
	"block_unopened":    {Zh: "{/{0}}之前没有{?{0}}或{#{0}}", En: "{/{0}} closes what no {?{0}} or {#{0}} has opened"},
	"blocks_too_deep":   {Zh: "{{0}}处的段落和固定用语嵌套超过{1}层", En: "at {{0}} blocks and phrases are nested deeper than {1}"},
	"phrase_names_self": {Zh: "固定用语“{0}”用到了自己：{1}", En: "the phrase \"{0}\" names itself: {1}"},
	"number_pattern":    {Zh: "document_number须有{year}和恰好一个{n}（或{n:04}），另外只可用{agency_code}、{kind}和没有占位的固定用语{0}", En: "document_number must have {year} and exactly one {n} or {n:04}, and besides only {agency_code}, {kind} and phrases without placeholders{0}"},
	"placeholder_blank": {Zh: "{0}中没有任何内容可以填入{1}，只会印成空白{2}", En: "nothing fills {1} in {0}, so that it is printed as a blank{2}"},

	// calls
	"call_unknown":          {Zh: "“{0}”调用的事项“{1}”不在所检查的事项之中{2}", En: "\"{0}\" calls the item \"{1}\", which is none of those checked{2}"},
	"call_not_callable":     {Zh: "“{0}”调用的“{1}”没有withdrawn: closes的结局，不能被调用", En: "\"{0}\" calls \"{1}\", which has no end withdrawn: closes and so cannot be called"},
	"call_unknown_field":    {Zh: "“{1}”的表单没有字段“{0}”{2}", En: "the form of \"{1}\" has no field \"{0}\"{2}"},
	"call_unknown_material": {Zh: "“{1}”没有材料“{0}”{2}", En: "\"{1}\" has no material \"{0}\"{2}"},
	"call_unknown_end":      {Zh: "“{1}”没有结局“{0}”{2}", En: "\"{1}\" has no end \"{0}\"{2}"},
	"call_end_unhandled":    {Zh: "“{1}”可以“{2}”结束，而“{0}”的outcomes没有说明，将作为不通过", En: "\"{1}\" can end as \"{2}\", of which the outcomes of \"{0}\" say nothing: it counts as failed"},

	// time
	"accept_exceeded":   {Zh: "受理最长需要{0}，超过法定的{1}：{2}", En: "acceptance can take {0}, the law gives {1}: {2}"},
	"promise_exceeded":  {Zh: "各环节都守时，办理仍可达{0}，超过承诺的{1}：{2}", En: "with every step in time a decision can take {0}, the promise is {1}: {2}"},
	"law_exceeded":      {Zh: "各环节都守时，办理仍可达{0}，超过法定的{1}：{2}", En: "with every step in time a decision can take {0}, the law gives {1}: {2}"},
	"deemed_exceeded":   {Zh: "视为受理时自收件起算，办理可达{0}，超过法定的{1}：{2}", En: "when acceptance is deemed the time counts from receipt, and a decision can take {0}; the law gives {1}: {2}"},
	"issue_exceeded":    {Zh: "制证送达最长需要{0}，超过法定的{1}：{2}", En: "issuing can take {0}, the law gives {1}: {2}"},
	"limit_missing":     {Zh: "“{0}”没有within，其用时无法证明", En: "\"{0}\" has no within: nothing is proved of its time"},
	"clock_not_started": {Zh: "办件可以在时限“{0}”从未开始的情况下结束于“{1}”", En: "a case can end as \"{1}\" without the clock \"{0}\" ever having started"},
	"exclusion_idle":    {Zh: "“{0}”不计入时限“{1}”，但该环节办理期间此时限从不运行", En: "\"{0}\" excludes its days from the clock \"{1}\", which never runs while the step is open"},
	"ask_exceeds":       {Zh: "“{0}”的“{1}”等待答复可达{2}，而时限“{3}”只余{4}", En: "\"{1}\" of \"{0}\" can wait {2} for the answer, and the clock \"{3}\" has {4} to spare"},
	"ask_unbounded":     {Zh: "“{0}”的“{1}”可以无限次要求申请人补充", En: "\"{1}\" of \"{0}\" can be asked of the applicant again and again"},
	"back_edge":         {Zh: "“{0}”的“{1}”退回“{2}”，{3}；每次最多{4}，法定时限内{5}", En: "\"{1}\" of \"{0}\" goes back to \"{2}\", {3}; each time costs up to {4}, and the law has room for {5}"},

	// people
	"unit_unknown":    {Zh: "没有单位“{0}”", En: "there is no unit {0}"},
	"nobody":          {Zh: "没有人任“{1}”，“{0}”无人办理", En: "nobody holds the role \"{1}\": there is nobody to do \"{0}\""},
	"too_few":         {Zh: "“{0}”需要{2}名“{1}”，只有{3}名", En: "\"{0}\" needs {2} people with the role \"{1}\", and there are only {3}"},
	"unstaffed":       {Zh: "按现有人员，经过{0}的办件无法办完：{1}不能由不同的人办理", En: "with the people there are, a case that goes through {0} cannot be done: the people of {1} cannot be kept apart"},
	"single_person":   {Zh: "{0}一人缺席，“{1}”即无人办理", En: "if {0} alone is absent, \"{1}\" cannot be done"},
	"returns_limited": {Zh: "按现有人员，“{0}”的“{1}”最多能退回{2}", En: "with the people there are, \"{1}\" of \"{0}\" can go back {2} at most"},
	"staff_undecided": {Zh: "人员安排的情形太多，未能判定", En: "there are too many ways to staff the flow; it was not decided"},
}

// sentence fills the sentences of a code.
func sentence(code string, args []any) (zh, en string) {
	t, known := sentences[code]
	if !known {
		panic("proof: no sentence for the finding " + code)
	}
	return fill(t.Zh, args, false), fill(t.En, args, true)
}

// fill puts the arguments in the place of {0}, {1} and so on; a Text gives the one of its language.
func fill(text string, args []any, en bool) string {
	pairs := make([]string, 0, 2*len(args))
	for k, a := range args {
		if t, ok := a.(item.Text); ok {
			if a = t.Zh; en && t.En != "" {
				a = t.En
			}
		}
		said := []rune(strings.Join(strings.Fields(fmt.Sprint(a)), " "))
		if len(said) > 400 {
			said = append(said[:400], '…')
		}
		pairs = append(pairs, fmt.Sprintf("{%d}", k), string(said))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
