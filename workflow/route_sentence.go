package workflow

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// words fill the places of a sentence, in its language.
type words map[string]item.Text

func (w words) into(t item.Text) item.Text {
	var zh, en []string
	for name, said := range w {
		zh = append(zh, "{"+name+"}", said.Zh)
		en = append(en, "{"+name+"}", cmp.Or(said.En, said.Zh))
	}
	return item.Text{Zh: strings.NewReplacer(zh...).Replace(t.Zh), En: strings.NewReplacer(en...).Replace(t.En)}
}

func same(s string) item.Text { return item.Text{Zh: s, En: s} }

func count(n int) item.Text { return same(strconv.Itoa(n)) }

func listed(list []string) item.Text {
	return item.Text{Zh: strings.Join(list, "、"), En: strings.Join(list, ", ")}
}

// title is what a node or an end is called.
func (r *route) title(id string) item.Text {
	if n := r.it.Place(id); n != nil && n.Title.Zh != "" {
		return item.Text{Zh: n.Title.Zh, En: cmp.Or(n.Title.En, n.Title.Zh)}
	}
	return r.label(id)
}

// label is what an outcome, an end or a reply is called.
func (r *route) label(id string) item.Text { return labelOf(r.it, id) }

func labelOf(it *item.Item, id string) item.Text {
	if t, ok := it.Labels[id]; ok {
		return t
	}
	if t, ok := outcomeTitles[id]; ok {
		return t
	}
	return same(id)
}

func (r *route) decision(at *item.Place, id string) item.Text { return decisionTitle(r.it, at, id) }

// decisionTitle is what a decision of a node is called; of none where the node is not known any more.
func decisionTitle(it *item.Item, at *item.Place, id string) item.Text {
	if at != nil {
		if d := at.Decision(id); d != nil && d.Title.Zh != "" {
			return item.Text{Zh: d.Title.Zh, En: cmp.Or(d.Title.En, d.Title.Zh)}
		}
	}
	return labelOf(it, id)
}

// over names the nodes that were passed over.
func (r *route) over(nodes []string) item.Text {
	if len(nodes) == 0 {
		return item.Text{}
	}
	return words{"nodes": r.titles(nodes, r.title)}.into(routeSentences["over"])
}

func (r *route) titles(ids []string, title func(string) item.Text) item.Text {
	zh, en := make([]string, len(ids)), make([]string, len(ids))
	for i, id := range ids {
		t := title(id)
		zh[i], en[i] = "“"+t.Zh+"”", t.En
	}
	return item.Text{Zh: strings.Join(zh, "、"), En: strings.Join(en, ", ")}
}

// lanes names branches of a parallel.
func (r *route) lanes(block int, names []string) item.Text {
	return r.titles(names, func(name string) item.Text { return r.lane(block, name) })
}

func (r *route) lane(block int, name string) item.Text {
	for _, b := range r.it.Place(r.p.Visits[block-1].Node).Branches {
		if b.Name == name && b.Title.Zh != "" {
			return item.Text{Zh: b.Title.Zh, En: cmp.Or(b.Title.En, b.Title.Zh)}
		}
	}
	return same(name)
}

// readings are the values a choice read.
func readings(list []item.Reading) item.Text {
	if len(list) == 0 {
		return item.Text{}
	}
	zh, en := make([]string, len(list)), make([]string, len(list))
	for i, x := range list {
		switch {
		case x.Count != nil:
			zh[i], en[i] = fmt.Sprintf("%s（%s）共%d项", x.Title.Zh, x.Name, *x.Count), fmt.Sprintf("%s has %d entries", x.Name, *x.Count)
		case x.Value == nil:
			zh[i], en[i] = fmt.Sprintf("%s（%s）未填", x.Title.Zh, x.Name), x.Name+" is not filled in"
		default:
			zh[i], en[i] = fmt.Sprintf("%s（%s）为%s", x.Title.Zh, x.Name, x.Value), fmt.Sprintf("%s is %s", x.Name, x.Value)
		}
	}
	return item.Text{Zh: "，当时" + strings.Join(zh, "，"), En: ", where " + strings.Join(en, ", ")}
}

// threshold says how many passes a panel takes, as the item does.
func threshold(t item.Threshold) item.Text {
	switch {
	case t.Any:
		return item.Text{Zh: "任一成员", En: "any one"}
	case t.AtLeast > 0:
		return item.Text{Zh: fmt.Sprintf("至少%d人", t.AtLeast), En: fmt.Sprintf("at least %d", t.AtLeast)}
	case t.Percent > 0:
		return item.Text{Zh: fmt.Sprintf("超过%d%%", t.Percent), En: fmt.Sprintf("more than %d %%", t.Percent)}
	}
	return item.Text{Zh: "全体成员", En: "all"}
}

// joins says how many branches a join takes, as the item does.
func joins(j item.Join) item.Text {
	switch {
	case j.Any:
		return item.Text{Zh: "任一分支", En: "any one"}
	case j.N > 0:
		return item.Text{Zh: fmt.Sprintf("至少%d个分支", j.N), En: fmt.Sprintf("at least %d", j.N)}
	}
	return item.Text{Zh: "全部分支", En: "all"}
}

var effectTitles = map[item.Effect]item.Text{
	item.Grants: {Zh: "准予许可", En: "granted"}, item.Refuses: {Zh: "不予许可", En: "refused"}, item.Closes: {Zh: "办结，不作许可决定", En: "closed without a decision on the licence"},
}

// outcomeTitles are those of the outcomes, reasons and replies that no definition names.
var outcomeTitles = map[string]item.Text{
	item.OutcomePass: {Zh: "通过", En: "passed"}, item.OutcomeFail: {Zh: "未通过", En: "did not pass"},
	"objection": {Zh: "收到异议", En: "an objection came"}, "silence": {Zh: "逾期未答复", En: "no answer came in time"},
	"abstain": abstainTitle, "left": {Zh: "转往别处", En: "left"},
	string(item.Grants): {Zh: "同意", En: "granted"}, string(item.Refuses): {Zh: "不同意", En: "refused"},
}

// reasonTitles say why a visit is over without a decision of its own, or what the law concluded it for.
var reasonTitles = map[string]item.Text{
	flow.NotNeeded: {Zh: "无须再办", En: "Not needed any more"}, flow.Left: {Zh: "办理转往别处", En: "The case went on elsewhere"},
	flow.Returned: {Zh: "已退回重办", En: "Sent back over"}, flow.CaseOver: {Zh: "办件已办结", En: "The case ended"},
	flow.TakenBack: {Zh: "前一决定被撤回", En: "The decision before it was taken back"}, flow.BySilence: {Zh: "逾期未答复", En: "No answer came in time"},
	flow.Deemed: {Zh: "逾期依法视为决定", En: "Decided by law when its time was over"},
}

// ReasonTitle is the reason of a visit in words.
func ReasonTitle(reason string) item.Text {
	for _, titles := range []map[string]item.Text{reasonTitles, outcomeTitles} {
		if t, ok := titles[reason]; ok {
			return t
		}
	}
	return same(reason)
}

// routeSentences say, by the code of a leg, why the case went there.
var routeSentences = map[string]item.Text{
	"filed":          {Zh: "申请提交，流程由此开始。", En: "The application was filed; the flow begins here."},
	"filed_by_call":  {Zh: "由办件{number}调用提交，流程由此开始。", En: "Case {number} called this one; the flow begins here."},
	"opened":         {Zh: "办理进入本环节。", En: "The case came here."},
	"went_on":        {Zh: "“{before}”的结果为“{result}”，依次进入本环节。", En: "{before} ended with: {result}. This comes next."},
	"led_ahead":      {Zh: "“{before}”的结果为“{result}”，直接转到本环节{over}。", En: "{before} ended with: {result}, which leads ahead to here{over}."},
	"over":           {Zh: "，越过{nodes}", En: ", passing over {nodes}"},
	"sent_back_here": {Zh: "“{before}”的结果为“{result}”，退回本环节重新办理。", En: "{before} ended with: {result}, which sends the case back here, to be done anew."},
	"branch":         {Zh: "“{before}”的{n}个分支同时开始，本环节是分支“{branch}”的第一个。", En: "The {n} branches of {before} begin together; this is the first of the branch {branch}."},
	"case":           {Zh: "“{before}”选定的情形由此开始。", En: "The case that {before} took begins here."},
	"by_law":         {Zh: "“{clock}”届满，无论办到何处，依法在本环节作出决定。", En: "The limit of {clock} was over: the law decides here, wherever the case stood."},

	"chosen":        {Zh: "条件{guard}成立{read}，取第{n}种情形{before}。", En: "The condition {guard} holds{read}: case {n} is taken{before}."},
	"chosen_before": {Zh: "；在前的条件{failed}不成立", En: "; {failed} before it does not hold"},
	"chosen_else":   {Zh: "条件{failed}均不成立{read}，取其余情形。", En: "None of the conditions {failed} holds{read}: the case for all else is taken."},

	"decided":          {Zh: "经办人决定“{decision}”。", En: "The officer decided: {decision}."},
	"alone":            {Zh: "一名成员决定“{decision}”，事项允许成员单独作出。", En: "One member decided: {decision}, which the item lets a member do alone."},
	"votes_passed":     {Zh: "{seats}席中{passes}人同意、{fails}人不同意、{abstained}人弃权；需{need}人同意（{rule}），合议通过。", En: "Of {seats} seats {passes} passed, {fails} did not, {abstained} abstained; needed: {need} ({rule}). It passed."},
	"votes_failed":     {Zh: "{seats}席中{passes}人同意、{fails}人不同意、{abstained}人弃权，尚有{open}席未表决；需{need}人同意（{rule}），已不可能达到，合议未通过。", En: "Of {seats} seats {passes} passed, {fails} did not, {abstained} abstained, {open} are open; needed: {need} ({rule}), which can no longer be. It did not pass."},
	"deemed":           {Zh: "“{clock}”于{day}届满，未在期限内作出决定，依{law}视为“{decision}”。", En: "The limit of {clock} was over on {day} without a decision; under {law} it is deemed: {decision}."},
	"silence":          {Zh: "至{day}没有收到答复，事项规定逾期即为“{decision}”。", En: "No answer came by {day}, for which the item says: {decision}."},
	"issued":           {Zh: "证照已制作并入登记簿。", En: "The certificate was made and stands in the register."},
	"elapsed":          {Zh: "期限于{day}届满，没有异议。", En: "The time was over on {day}; nobody objected."},
	"elapsed_objected": {Zh: "期限于{day}届满；其间有{n}项异议，事项不再因此退回。", En: "The time was over on {day}; {n} objections came, for which the item does not send back."},
	"objected":         {Zh: "收到异议，按事项的规定处理。", En: "An objection came, and the item says where that leads."},
	"objection_noted":  {Zh: "收到异议，已记录；事项不因此退回，期限继续计算。", En: "An objection came and was recorded; the item does not send back for it, and the time runs on."},
	"join_passed":      {Zh: "{all}个分支中{n}个通过（{passed}），需{need}个（{rule}），并行环节通过{running}。", En: "Of {all} branches passed: {n} ({passed}); needed: {need} ({rule}). It passed{running}."},
	"join_failed":      {Zh: "分支{failed}未通过，{all}个分支中通过的已不可能达到{need}个（{rule}），并行环节未通过{running}。", En: "{failed} did not pass; of {all} branches needed: {need} ({rule}), which can no longer be. It did not pass{running}."},
	"join_running":     {Zh: "；{names}尚未办完，不再需要", En: "; {names} was still under way and is not needed any more"},
	"join_over":        {Zh: "分支已有结论，结果为“{result}”。", En: "Its branches have decided it: {result}."},
	"case_over":        {Zh: "所取情形已办完，结果为“{result}”。", En: "The case taken is done: {result}."},
	"forwarded":        {Zh: "办件已报送，不等待其结论。", En: "The case was forwarded; nobody waits for its end."},
	"call_silent":      {Zh: "至{day}没有收到答复，按事项的规定结果为“{result}”。", En: "No answer came by {day}, for which the item says: {result}."},
	"call_failed":      {Zh: "被调用的办件不能提交：{why}。", En: "The called case could not be filed: {why}."},
	"replied":          {Zh: "外单位答复“{reply}”，结果为“{result}”。", En: "The agency outside replied {reply}: {result}."},
	"called_back":      {Zh: "被调用的办件{number}以“{end}”办结（{effect}），结果为“{result}”。", En: "The called case {number} ended with {end} ({effect}): {result}."},

	"not_needed":      {Zh: "“{before}”已有结论，本环节不再需要。", En: "{before} was decided without it."},
	"left":            {Zh: "办理转往别处，本环节关闭。", En: "The case went on elsewhere, and this was closed."},
	"closed_at_end":   {Zh: "办件办结，本环节关闭。", En: "The case ended, and this was closed."},
	"sent_back":       {Zh: "“{before}”的结果为“{result}”，退回到“{to}”，这次办理作废。", En: "{before} ended with: {result}; the case went back to {to}, and this counts no more."},
	"undone":          {Zh: "引到本环节的决定被撤回，这次办理作废。", En: "What led here was taken back, and this counts no more."},
	"reopened":        {Zh: "结论被撤回，重新办理。", En: "What was concluded here was taken back; it is to be done anew."},
	"vote_taken_back": {Zh: "一票被撤回，该席重新表决。", En: "A vote was taken back; the seat votes anew."},
	"asked_applicant": {Zh: "“{decision}”：要求申请人补充，答复之前本环节等待。", En: "{decision}: the applicant was asked, and this waits for the answer."},
	"asked_officer":   {Zh: "“{decision}”：询问“{of}”的经办人，答复之前本环节等待。", En: "{decision}: who acted at {of} was asked, and this waits for the answer."},
	"answered":        {Zh: "收到答复，继续办理。", En: "The answer came, and it goes on."},
	"unanswered":      {Zh: "至{day}没有收到答复，由询问人继续办理。", En: "No answer came by {day}; it goes on with who asked."},

	"ended":           {Zh: "办件办结：{effect}。", En: "The case ended: {effect}."},
	"end_reached":     {Zh: "“{before}”的结果为“{result}”，流程到此结束：{effect}。", En: "{before} ended with: {result}. The flow ends here: {effect}."},
	"end_decided":     {Zh: "“{before}”的结果为“{result}”，办件由此办结{over}：{effect}。", En: "{before} ended with: {result}, which ends the case{over}: {effect}."},
	"end_within":      {Zh: "“{before}”所走的一支就此办结办件：{effect}。", En: "What {before} leads to is the end of the case: {effect}."},
	"end_withdrawn":   {Zh: "申请人撤回申请，办件办结：{effect}。", En: "The applicant withdrew the application; the case ended: {effect}."},
	"end_terminated":  {Zh: "机关以“{ground}”为由终止办理，办件办结：{effect}。", En: "The office terminated the case on the ground: {ground}. It ended: {effect}."},
	"end_caller_left": {Zh: "调用本办件的办件不再等待答复，办件办结：{effect}。", En: "The case that called this one no longer waits for it; it ended: {effect}."},
}
