package workflow

import (
	"maps"
	"slices"
	"time"

	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// noticeSentences say, by the kind of a notice, what its recipient is told. What stands in braces is filled in.
var noticeSentences = map[string]item.Text{
	"document_issued": {Zh: "“{document}”已印发，请查阅", En: "A document was issued: {document}"},
	"ask_closed":      {Zh: "“{node}”的补正要求已经关闭，不再需要答复", En: "What was asked for at {node} is not needed any more; the request is closed"},
	"answer_due":      {Zh: "“{node}”要求的补正最迟应于{day}提交{silence}", En: "What was asked for at {node} is to be supplied by {day}{silence}"},
	"call_closed":     {Zh: "调用本办件的办件不再等待答复，本办件已办结", En: "The case that called this one no longer waits for it, and it was closed"},
	"resumed":         {Zh: "办件恢复办理", En: "The case goes on"},
	"recusal_granted": {Zh: "您提出的回避申请已获准", En: "The recusal you asked for was granted"},
	"recusal_refused": {Zh: "回避申请未获准", En: "The recusal that was asked for was refused"},

	"rating_answered": {Zh: "您的评价已得到回复，请查阅", En: "Your rating was answered; read it"},

	"certificate_ends":  {Zh: "有效期至{until}。需要延续的，应当在{by}前提出申请", En: "It is valid to {until}; who wants it renewed applies by {by}"},
	"certificate_ended": {Zh: "有效期已于{until}届满，未延续的将依法注销", En: "Its validity ended on {until}; unless it was renewed it will be cancelled"},
	"duty_open":         {Zh: "{year}年度{duty}已开始，请于{until}前办理", En: "{duty} of {year} can be done now; do it by {until}"},
	"duty_due":          {Zh: "{year}年度{duty}应于{until}前办理，尚未办理", En: "{duty} of {year} is to be done by {until} and was not yet"},
	"duty_missed":       {Zh: "{year}年度{duty}逾期未办理（应于{until}前办理）", En: "{duty} of {year} was not done in its time, which ended on {until}"},

	"warned":         {Zh: "{clock}：{rule}", En: "{clock}: {rule}"},
	"carded":         {Zh: "{clock}：{rule}", En: "{clock}: {rule}"},
	"copied":         {Zh: "抄送给您，请查阅", En: "A copy was sent to you"},
	"urged":          {Zh: "“{node}”被催办，请尽快办理", En: "You are asked to get on with {node}"},
	"message_sent":   {Zh: "收到一条留言，请查阅", En: "There is a message; read it"},
	"rated_badly":    {Zh: "申请人评价为“{grade}”，请核实并回复", En: "Its applicant rated it “{grade}”; look into it and answer"},
	"hearing_asked":  {Zh: "已申请听证，请组织", En: "A hearing was asked for; it has to be held"},
	"hearing_set":    {Zh: "请您主持听证", En: "You are to preside over a hearing"},
	"calendar_moved": {Zh: "工作日历已调整，{clock}的最后一日由{from}改为{to}", En: "The calendar has changed: the last day of {clock} is {to} instead of {from}"},

	"drawn":           {Zh: "您经抽签成为“{node}”的成员", En: "You were drawn for a seat at {node}"},
	"named":           {Zh: "您被指定为“{node}”的成员", En: "You were named for a seat at {node}"},
	"seat_added":      {Zh: "为您在“{node}”加签", En: "A seat was added for you at {node}"},
	"seat_removed":    {Zh: "您在“{node}”的加签席位已撤销", En: "The seat added for you at {node} was taken away"},
	"transferred":     {Zh: "“{node}”转由您办理", En: "{node} was transferred to you"},
	"reassigned":      {Zh: "“{node}”改派给您办理", En: "{node} was reassigned to you"},
	"reassigned_away": {Zh: "“{node}”已改派，不再由您办理", En: "{node} was reassigned and is not yours any more"},
	"task_freed":      {Zh: "您已参与须与“{node}”由不同人员办理的环节，该待办已退还", En: "{node} was given back to the others: you acted at a step that other people have to do"},
	"delegated":       {Zh: "请您拟办“{node}”，提出意见后归还", En: "You are to prepare {node} and hand it back with your opinion"},
	"handed_back":     {Zh: "“{node}”的拟办意见已提出，请您决定", En: "{node} was prepared and handed back; you decide"},
	"unprepared":      {Zh: "“{node}”的受托人不能再拟办，该待办已归还，请您办理", En: "Whoever was to prepare {node} cannot any more; it is back with you"},
	"recalled":        {Zh: "“{node}”的委托已收回，无须再拟办", En: "The delegation of {node} was recalled; you need not prepare it"},
	"asked":           {Zh: "“{node}”的经办人向您询问，请答复", En: "You are asked a question at {node}; answer it"},
	"answered":        {Zh: "您在“{node}”的询问已得到答复", En: "Your question at {node} was answered"},
	"answer_late":     {Zh: "“{node}”的询问最迟应于{day}答复", En: "The question at {node} is to be answered by {day}"},
	"objected":        {Zh: "“{node}”期间收到异议，请查阅", En: "An objection came during {node}; look at it"},
	"recused":         {Zh: "您已对本办件回避，不再参与办理", En: "You stand aside from this case and have no part in it any more"},
}

// NoticeSentence is what a kind of notice says, with what is filled in still in braces; empty for an unknown kind.
func NoticeSentence(kind string) item.Text { return noticeSentences[kind] }

// NoticeKinds lists the kinds of notices.
func NoticeKinds() []string { return slices.Sorted(maps.Keys(noticeSentences)) }

// notify puts one message to each of some persons into the outbox.
func (c *command) notify(people []string, kind string, fill words) {
	people = slices.Clone(people)
	slices.Sort(people)
	for _, p := range slices.Compact(people) {
		c.send(p, kind, 0, fill)
	}
}

// tell puts a message to the applicant into the outbox.
func (c *command) tell(kind string, document int, fill words) {
	c.send(c.state.Applicant, kind, document, fill)
}

func (c *command) send(to, kind string, document int, fill words) {
	said := fill.into(noticeSentences[kind])
	duty := ""
	if document > 0 {
		duty = c.state.Documents[document-1].Duty
	}
	c.tx.Out.Notices = append(c.tx.Out.Notices, Notice{
		ID: c.id(), Recipient: to, Case: c.state.ID, Kind: kind, At: c.now, Document: document,
		CaseNumber: c.state.Number, Item: c.state.Item, Duty: duty,
		Zh: "办件 " + c.state.Number + "：" + said.Zh, En: "Case " + c.state.Number + ": " + said.En,
	})
}

// inform tells everybody whom an entry gives something to do, or takes it from: it follows from what the entry changes, so
// that no command has to think of it. Those who know are not told: nobody of what they did themselves, or were told already.
// It is asked before the changes are made, when a question still says who asked.
func (c *command) inform(kind string, know []string, changes []flow.Change) {
	for _, ch := range changes {
		if ch.Visit < 1 || ch.Visit > len(c.state.Position.Visits) {
			continue
		}
		v := &c.state.Position.Visits[ch.Visit-1]
		fill := words{"node": c.item.Place(v.Node).Title}
		to := func(kind string, people ...string) {
			people = slices.DeleteFunc(slices.Clone(people), func(p string) bool { return p == "" || slices.Contains(know, p) })
			c.notify(people, kind, fill)
		}
		switch ch.Kind {
		case flow.Named:
			if ch.Drawn {
				to("drawn", ch.Person)
			} else {
				to("named", ch.Person)
			}
		case flow.SeatsAdded:
			to("seat_added", ch.People...)
		case flow.SeatRemoved:
			to("seat_removed", ch.Person)
		case flow.Transferred:
			if kind == "reassigned" {
				to("reassigned", ch.Person)
				to("reassigned_away", ch.By)
			} else {
				to("transferred", ch.Person)
			}
		case flow.Released:
			if kind == "reassigned" {
				to("reassigned_away", ch.Person)
			}
			to("recalled", v.DelegateOf(ch.Person))
		case flow.Delegated:
			to("delegated", ch.Person)
		case flow.HandedBack:
			if ch.Reason == "" {
				to("handed_back", ch.By)
			} else {
				to("recalled", ch.Person)
				if kind != "reassigned" { // whose it was is told that it is not any more
					to("unprepared", ch.By)
				}
			}
		case flow.Asked:
			if ch.Of != flow.Applicant {
				to("asked", ch.Person)
			}
		case flow.Answered:
			if ch.Reason == "" && v.Ask != nil {
				to("answered", v.Ask.By)
			}
		}
	}
}

// Reminded is that somebody was reminded of an answer that is waited for.
type Reminded struct {
	Clock string    `json:"clock"` // answer/N
	At    time.Time `json:"at"`    // when it fell due
}

// reminder reminds whoever was asked when the answer's limit is nearly used up: once of each question.
func (c *command) reminder(all []fall, v *flow.Visit, k *clock.Clock) []fall {
	due, runs := c.certain(k)
	if !runs {
		return all
	}
	name := clockOf(answerClock, v.ID)
	for _, s := range k.Stages(c.cal, c.today(), c.item.Signal(item.Near).At) {
		had := slices.ContainsFunc(c.state.Reminded, func(r Reminded) bool { return r.Clock == name && !r.At.Before(k.Start.Start()) })
		if s.Promise || s.Provisional || had || !s.Day.Before(due.Law) {
			continue
		}
		all = append(all, fall{s.Day.End(), orderStage, name, func(at time.Time) error { return c.remind(at, v.ID, due) }})
	}
	return all
}

func (c *command) remind(at time.Time, visit int, due clock.Due) error {
	v := c.state.openVisit(visit)
	n := c.item.Place(v.Node)
	fill := words{"node": n.Title, "day": same(due.Law.String()), "silence": {}}
	if v.Ask.Of != flow.Applicant {
		c.notify([]string{v.Ask.Person}, "answer_late", fill)
	} else {
		if s := n.Decision(v.Ask.Decision).Ask.OnSilence; s != nil {
			fill["means"] = n.Decision(s.Decision).Title
			fill["silence"] = fill.into(item.Text{Zh: "，逾期即为“{means}”", En: "; after that it means: {means}"})
		}
		c.tell("answer_due", 0, fill)
	}
	name := clockOf(answerClock, visit)
	return c.record("reminded", at, systemActor(), Facts{Act: &Act{Visit: visit, Node: v.Node, Clock: name}, Reminded: &Reminded{name, at}}, nil)
}
