package workflow

import (
	"cmp"
	"slices"
	"strings"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Unlock is what or who would make possible what a guard refuses. People are told to insiders only.
type Unlock struct {
	Text   item.Text
	People []string
}

// nothingToJudge are the refusals after which no other condition of an act can be asked: what it is about is not there.
var nothingToJudge = map[string]bool{
	"case_ended": true, "task_not_open": true, "case_not_found": true, "not_applicant": true, "not_offered": true, "not_waiting": true,
	"decision_unknown": true, "clock_not_running": true, "clock_stopped": true, "nobody_asked": true, "ask_closed": true, "not_mine": true,
	"document_unknown": true, "recusal_unknown": true,
}

// failing are all conditions of an act that fail, in the order in which the command would tell them, each code once. So a
// guard is asked also after another has refused: it presupposes nothing but what the refusals of nothingToJudge deny, or it
// is given what it presupposes (see ofHearing).
func (c *command) failing(guards []guard, a act) []*Error {
	var list []*Error
	told := map[string]bool{}
	for _, g := range guards {
		err := g(c, a)
		if err == nil || told[err.Code] {
			continue
		}
		told[err.Code] = true
		list = append(list, err)
		if nothingToJudge[err.Code] {
			break
		}
	}
	return list
}

// unlock says what would cure a refusal; nil when nothing on this case does.
func (c *command) unlock(e *Error, a act) *Unlock {
	text, ok := unlocks[e.Code]
	if !ok {
		return nil
	}
	u := &Unlock{Text: text}
	v := c.state.openVisit(a.visit)
	switch {
	case e.Code == "claimed" && v != nil && v.Claimed != "":
		u.People = []string{v.Claimed}
	case e.Code == "parked" && v != nil && v.Ask.Of != flow.Applicant:
		u.People = []string{v.Ask.Person}
		u.Text = item.Text{Zh: "等被询问的经办人答复", En: "The officer who was asked answers"}
	case e.unit != "" && !c.ownPost(e, v):
		for _, role := range e.Nodes {
			for _, p := range c.Office.Holders(role, e.unit) {
				if role != flow.Applicant && !slices.Contains(u.People, p) {
					u.People = append(u.People, p)
				}
			}
		}
	case whoCan[e.Code] && v != nil:
		u.People = c.receivers(v.ID, "")
	}
	zh, en := c.titlesOf(e.Nodes)
	u.Text = item.Text{Zh: strings.ReplaceAll(u.Text.Zh, "{0}", zh), En: strings.ReplaceAll(u.Text.En, "{0}", en)}
	return u
}

// ownPost reports whether a refusal asks for the post in which a visit is decided: not everybody who has that may act there.
func (c *command) ownPost(e *Error, v *flow.Visit) bool {
	if v == nil {
		return false
	}
	n := c.item.Place(v.Node)
	return slices.Equal(e.Nodes, []string{n.By.Role}) && e.unit == c.unitOf(n)
}

// titlesOf names what a refusal is about, in both languages.
func (c *command) titlesOf(ids []string) (zh, en string) {
	var zhs, ens []string
	for _, id := range ids {
		t := c.titleOf(id)
		if t.Zh == "" {
			t = item.Text{Zh: id, En: id}
		}
		zhs, ens = append(zhs, t.Zh), append(ens, cmp.Or(t.En, t.Zh))
	}
	return strings.Join(zhs, "、"), strings.Join(ens, ", ")
}

// whoCan are the refusals of a person: somebody else can do it.
var whoCan = map[string]bool{"role": true, "not_who": true, "recused": true, "no_seat": true, "has_seat": true, "has_voted": true}

// unlocks say, by code, what or who makes the act possible. What is missing here is final for this case.
var unlocks = map[string]item.Text{
	"role":              {Zh: "由担任该岗位的人员办理", En: "Somebody who holds the role does it"},
	"not_who":           {Zh: "由未参与所述环节的人员办理", En: "Somebody who did not act at the step named does it"},
	"aside":             {Zh: "对回避申请作出决定之后", En: "It is decided whether they stand aside"},
	"recused":           {Zh: "由无须回避的人员办理", En: "Somebody who does not stand aside does it"},
	"no_seat":           {Zh: "由有席位的成员办理，或先指定成员", En: "A member with a seat does it, once the members are named"},
	"has_seat":          {Zh: "由尚未表决的成员办理", En: "A member who has not voted does it"},
	"claimed":           {Zh: "领取人办理或退还", En: "Who claimed it decides, or releases it"},
	"not_claimed":       {Zh: "先领取", En: "Claim it first"},
	"kept":              {Zh: "保管期限届满后，即 {0}", En: "The time of keeping is over, on {0}"},
	"case_open":         {Zh: "办件办结之后", En: "The case ends"},
	"document_owed":     {Zh: "文书制作完成之后", En: "The document is made"},
	"parked":            {Zh: "等申请人答复，或答复期限届满", En: "The applicant answers, or the time to answer ends"},
	"needs":             {Zh: "先通过：{0}", En: "These pass first: {0}"},
	"never_visited":     {Zh: "退回到办理过的环节", En: "Go back to a step that was done"},
	"alone":             {Zh: "由合议成员表决", En: "The members of the panel vote"},
	"suspended":         {Zh: "恢复办理之后", En: "The case is resumed"},
	"extension_pending": {Zh: "机关负责人对延期作出决定之后", En: "The head of the agency answers the extension asked for"},
	"extension_unasked": {Zh: "先申请延期", En: "An extension is asked for first"},
	"reason":            {Zh: "写明理由", En: "Write the reason"},
}

// idle says why a case has no task for anybody to do now, in the words of the case itself.
func (c *command) idle() []item.Text {
	if c.state.Position.End != "" {
		t := c.titleOf(c.state.Position.End)
		if t.Zh == "" {
			t = item.Text{Zh: c.state.Position.End, En: c.state.Position.End}
		}
		return []item.Text{{Zh: "办件已办结：" + t.Zh, En: "The case has ended: " + cmp.Or(t.En, t.Zh)}}
	}
	var why []item.Text
	if c.state.Suspended() != nil {
		why = append(why, item.Text{Zh: "办件已中止，恢复后继续办理", En: "The case is suspended and goes on once it is resumed"})
	}
	for _, d := range c.state.Documents {
		if d.IssuedAt.IsZero() {
			t := c.documentTitle(d.Type)
			why = append(why, item.Text{Zh: "等待印发：" + t.Zh, En: "A document is to be issued: " + cmp.Or(t.En, t.Zh)})
		}
	}
	for i := range c.state.Position.Visits {
		v := &c.state.Position.Visits[i]
		if v.Status == flow.Open {
			why = c.idleAt(why, v, &c.state.Visits[i])
		}
	}
	return why
}

// idleAt adds why nobody does anything at an open visit; nothing when somebody may.
func (c *command) idleAt(why []item.Text, v *flow.Visit, t *VisitTimes) []item.Text {
	n := c.item.Place(v.Node)
	title := item.Text{Zh: n.Title.Zh, En: cmp.Or(n.Title.En, n.Title.Zh)}
	switch {
	case n.Kind == item.Wait:
		last := t.Limit.Due(c.cal, c.today()).Law.String()
		return append(why, item.Text{Zh: "“" + title.Zh + "”至" + last + "止", En: title.En + " runs until " + last})
	case !v.Parked():
		return why
	case v.Ask.Of != flow.Applicant:
		return append(why, item.Text{Zh: "“" + title.Zh + "”等待经办人答复", En: title.En + " waits for an officer's answer"})
	case t.Answer.Limit > 0:
		last := t.Answer.Due(c.cal, c.today()).Law.String()
		return append(why, item.Text{Zh: "“" + title.Zh + "”等待申请人补正，至" + last + "止", En: title.En + " waits for the applicant's answer until " + last})
	}
	return append(why, item.Text{Zh: "“" + title.Zh + "”等待申请人补正", En: title.En + " waits for the applicant's answer"})
}
