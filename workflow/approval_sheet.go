package workflow

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// ApprovalSheetInput is what an approval sheet is made from.
type ApprovalSheetInput struct {
	Item     *item.Item
	Case     *Case // with its form, unless that was erased
	Entries  []EntryRow
	Calendar *calendar.Calendar
	Name     func(person string) string // empty when nobody knows it
	AsOf     calendar.Date
}

// ApprovalSheet is what the approval sheet (审批表) of a case is rendered from: what was decided at each step, by whom, why and
// when, as the trail has it and nobody typed it. Nil when the item lays out none.
func ApprovalSheet(in ApprovalSheetInput) (json.RawMessage, error) {
	spec := in.Item.Document(item.ApprovalSheet)
	if spec == nil {
		return nil, nil
	}
	a := approval{in, command{item: in.Item, state: in.Case.State, form: in.Case.Form}}
	opinions, votes := map[string]any{}, map[string]any{}
	for _, at := range in.Item.Places() {
		if at.Kind == item.Step {
			opinions[at.ID], votes[at.ID] = a.opinions(at), a.votes(at.ID)
		}
	}
	s := &in.Case.State
	due, promise := s.DueOn(in.Calendar, in.AsOf)
	if k := s.clock(decideClock); k != nil && !s.EndedAt.IsZero() { // what the decision was due on
		d := k.Due(in.Calendar, in.AsOf)
		due, promise = d.Law, d.Promise
	}
	if !promise.IsZero() {
		due = promise
	}
	m := map[string]any{
		"template": spec, "phrases": in.Item.Phrases, "date": chineseDate(in.AsOf), "kind": spec.Kind,
		"item": map[string]any{"title": in.Item.Title.Zh}, "case_no": s.Number, "grade_text": a.gradeText(&Facts{}),
		"applicant":   map[string]any{"credit_code": s.Applicant, "name": a.applicantName()},
		"received_on": cmp.Or(chineseDate(s.ReceivedOn), none), "accepted_on": cmp.Or(chineseDate(s.AcceptedOn), none), "due_on": cmp.Or(chineseDate(due), none),
		"opinion": opinions, "votes": votes, "criteria_results": a.verdicts(), "objections": a.objections(), "clock_sheet": a.clocks(),
		"old_no": none, "ground": none, "basis": none, "hearing_on": none,
	}
	if h := s.Hearing; h != nil && !h.HeldOn.IsZero() {
		m["hearing_on"] = chineseDate(h.HeldOn)
	}
	a.concernWords(m)
	return marshal(m)
}

// none stands where nothing has come about.
const none = "—"

// approval is an approval sheet being made.
type approval struct {
	ApprovalSheetInput
	command
}

// opinions are those at a step, in its current visit: what was decided or voted, why, by whom and when.
func (a *approval) opinions(at *item.Place) string {
	v := flow.Current(&a.Case.State.Position, at.ID)
	if v == nil {
		return none
	}
	var lines []string
	concluded := v.By == ""
	for _, s := range v.Seats {
		if s.Vote != "" && s.Person != "" {
			lines = append(lines, a.opinion(at, v.ID, s.Person, cmp.Or(s.Decision, s.Vote)))
			concluded = concluded || s.Person == v.By
		}
	}
	if !concluded {
		lines = append(lines, a.opinion(at, v.ID, v.By, v.Decision))
	}
	if v.By == "" && v.Decision != "" {
		lines = append(lines, titleOf(at, v.Decision)+"（依法或者逾期由系统作出）")
	}
	return cmp.Or(strings.Join(lines, "\n"), none)
}

// opinion is one of them. A reason that was erased leaves what was decided.
func (a *approval) opinion(at *item.Place, visit int, person, decision string) string {
	text, when := titleOf(at, decision), ""
	for _, r := range slices.Backward(a.Entries) {
		var f Facts
		if r.Entry.Actor.Person != person || json.Unmarshal(r.Entry.Facts, &f) != nil || f.Act == nil || f.Act.Visit != visit || f.Act.Decision != decision {
			continue
		}
		when = chineseDate(calendar.DateOf(r.Entry.EffectiveAt))
		var why opinion
		if r.Payload != nil && json.Unmarshal(r.Payload.Body, &why) == nil && why.Reason != "" {
			text += "：" + why.Reason
		}
		break
	}
	return text + "\n" + cmp.Or(a.Name(person), person) + "　" + when
}

// titleOf is what a decision, or a vote, is called.
func titleOf(at *item.Place, decision string) string {
	if d := at.Decision(decision); d != nil {
		return d.Title.Zh
	}
	if t, known := voteTitles[decision]; known {
		return t
	}
	return decision
}

var voteTitles = map[string]string{flow.VotePass: "同意", flow.VoteFail: "不同意", flow.Abstain: "弃权"}

// votes are counted at a step, in its current visit.
func (a *approval) votes(node string) string {
	v := flow.Current(&a.Case.State.Position, node)
	if v == nil {
		return none
	}
	count := map[string]int{}
	for _, s := range v.Seats {
		count[s.Vote]++
	}
	return fmt.Sprintf("同意%d／不同意%d／弃权%d", count[flow.VotePass], count[flow.VoteFail], count[flow.Abstain])
}

// verdicts are what the form itself proves of the conditions.
func (a *approval) verdicts() string {
	if a.decode() != nil {
		return none // it was erased
	}
	var lines []string
	for i, v := range a.item.Judge(a.data, a.caseData()) {
		result := "符合"
		switch {
		case v.Err != "":
			result = "无法自动核查"
		case !v.Holds && v.Unverified:
			result = "可能不符合，须核实"
		case !v.Holds:
			result = "不符合"
		}
		lines = append(lines, fmt.Sprintf("%d．%s：%s", i+1, v.Title.Zh, result))
	}
	return cmp.Or(strings.Join(lines, "\n"), none)
}

// objections are those that came in a public notice.
func (a *approval) objections() string {
	var lines []string
	for _, r := range a.Entries {
		if r.Entry.Kind != "objected" {
			continue
		}
		line := fmt.Sprintf("%d．%s收到异议", len(lines)+1, chineseDate(calendar.DateOf(r.Entry.EffectiveAt)))
		var said struct{ Text string }
		if r.Payload != nil && json.Unmarshal(r.Payload.Body, &said) == nil && said.Text != "" {
			line += "：" + strings.Join(strings.Fields(said.Text), " ") // on one line: nobody adds lines to a paper of the office
		}
		lines = append(lines, line)
	}
	if len(lines) > 0 {
		return strings.Join(lines, "\n")
	}
	for _, at := range a.item.Places() {
		if v := flow.Current(&a.Case.State.Position, at.ID); at.Kind == item.Wait && v != nil && v.Status == flow.Done {
			return at.Title.Zh + "期间未收到异议"
		}
	}
	return none
}

// clocks are the limits of the case: their last days, and what moved them.
func (a *approval) clocks() string {
	var lines []string
	for i := range a.Case.State.Clocks {
		k := &a.Case.State.Clocks[i]
		if k.Start.IsZero() {
			continue
		}
		sheet := k.Sheet(a.Calendar, a.AsOf)
		line := ClockTitle(a.item, k.Name).Zh
		if !sheet.Due.Law.IsZero() {
			line += "：最后一日" + chineseDate(sheet.Due.Law)
		}
		if sheet.Excluded > 0 {
			line += fmt.Sprintf("，扣除%d日", sheet.Excluded)
		}
		if k.Extended > 0 {
			line += fmt.Sprintf("，延长%d日", k.Extended)
		}
		lines = append(lines, line)
	}
	return cmp.Or(strings.Join(lines, "\n"), none)
}
