package workflow

import (
	"slices"

	"shenpi/workflow/item"
)

// Duty is something the law has the office tell the applicant (法定告知): nobody can switch such a notice off, and that it
// was delivered, or could not be, goes on the trail.
type Duty struct {
	ID    string
	Title item.Text
	Basis item.Basis
}

// The duties to tell.
const (
	DutyAcceptance    = "acceptance"
	DutyNonAcceptance = "non-acceptance"
	DutySupplement    = "supplement"
	DutyExtension     = "extension"
	DutySpecial       = "special-procedure"
	DutyDecision      = "decision"
	DutyCertificate   = "certificate"
	DutyHearingRight  = "hearing-right"
	DutyHearing       = "hearing"
)

const licensingLaw = "行政许可法"

var duties = []Duty{
	{DutyAcceptance, item.Text{Zh: "受理", En: "Acceptance"}, item.Basis{Law: licensingLaw, Article: "第三十二条第二款"}},
	{DutyNonAcceptance, item.Text{Zh: "不予受理", En: "Non-acceptance"}, item.Basis{Law: licensingLaw, Article: "第三十二条第二款"}},
	{DutySupplement, item.Text{Zh: "一次告知补正", En: "The one notice of what is missing"}, item.Basis{Law: licensingLaw, Article: "第三十二条第一款第（四）项"}},
	{DutyExtension, item.Text{Zh: "延长期限及理由", En: "An extension and its reason"}, item.Basis{Law: licensingLaw, Article: "第四十二条第一款"}},
	{DutySpecial, item.Text{Zh: "特别程序所需时间", En: "The time a special procedure takes"}, item.Basis{Law: licensingLaw, Article: "第四十五条"}},
	{DutyDecision, item.Text{Zh: "许可决定", En: "The decision"}, item.Basis{Law: licensingLaw, Article: "第三十八条"}},
	{DutyCertificate, item.Text{Zh: "许可证件", En: "The certificate"}, item.Basis{Law: licensingLaw, Article: "第四十四条"}},
	{DutyHearingRight, item.Text{Zh: "听证权利", En: "The right to a hearing"}, item.Basis{Law: licensingLaw, Article: "第四十七条第一款"}},
	{DutyHearing, item.Text{Zh: "听证的时间、地点", En: "Time and place of the hearing"}, item.Basis{Law: licensingLaw, Article: "第四十八条第一款第（一）项"}},
}

// Duties lists what the law has the office tell, in the order in which a case meets it.
func Duties() []Duty { return slices.Clone(duties) }

// duty says which duty a document fulfils, by what owes it; empty for none. It is asked when the entry that owes it has
// its changes.
func (c *command) duty(f *Facts, o owing) string {
	acts := &c.item.Acts
	switch {
	case o.decision != nil:
		return c.dutyOf(f, o.decision)
	case o.of == hearingRight:
		return DutyHearingRight
	case o.of == hearingNotice:
		return DutyHearing
	case o.of != "":
		return "" // of a suspension
	case o.notice:
		return DutySpecial
	case f.Certificate != nil && f.Certificate.Issued:
		return DutyCertificate
	case o.visit > 0:
		return "" // of a wait
	case acts.Extend != nil && acts.Extend.Document == o.document && f.Extension != nil:
		return DutyExtension
	case f.Outcome == item.Refuses:
		return DutyDecision // a termination
	}
	return ""
}

// dutyOf is the duty of the paper of a decision. A refusal before anything was accepted is a non-acceptance.
func (c *command) dutyOf(f *Facts, d *item.Decision) string {
	effect := item.Effect("")
	if d.End != "" {
		effect = c.item.Outcomes[d.End]
	}
	switch {
	case d.Ask != nil && !d.AsksOfficer():
		return DutySupplement
	case d.Start == decideClock:
		return DutyAcceptance
	case effect == item.Refuses && c.state.AcceptedOn.IsZero():
		return DutyNonAcceptance
	case effect == item.Refuses, effect == item.Grants, !f.DecidedOn.IsZero():
		return DutyDecision
	}
	return ""
}
