package workflow

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Permission is one thing an actor may do on a case now, or the reason why not.
type Permission struct {
	Action   string    `json:"action"` // decide, claim, transfer, recall, withdraw, ask_recusal ...: what the API calls it
	Visit    int       `json:"visit,omitempty"`
	Node     string    `json:"node,omitempty"`
	Decision string    `json:"decision,omitempty"`
	Title    item.Text `json:"title"`
	Reason   bool      `json:"reason_required,omitempty"`
	Document item.Text `json:"document,omitzero"` // that the decision issues; none has no title
	// What the act needs besides, as far as there is something to choose from.
	Grounds   []item.Ground         `json:"grounds,omitempty"`   // of an act that rests on a legal ground
	Grades    []item.Grade          `json:"grades,omitempty"`    // of a decision that names the grade granted
	Documents []int                 `json:"documents,omitempty"` // by Seq: those that may be corrected
	Fields    []item.CorrectedField `json:"fields,omitempty"`    // in which of their fields
	Readers   []string              `json:"readers,omitempty"`   // of a copy: roles that may be sent one
	Days      int                   `json:"days,omitempty"`      // of an extension: working days at most
	Asks      bool                  `json:"asks_applicant,omitempty"`
	Batch     bool                  `json:"batch,omitempty"`   // a decision that may be taken on many cases at once
	Targets   []string              `json:"targets,omitempty"` // of a return to "previous": where it leads
	Places    []string              `json:"places,omitempty"`  // of add_seats: beside, before, after
	// InPlaceOf is the officer in whose place it would be done.
	InPlaceOf string `json:"in_place_of,omitempty"`
	// People may receive the task; of a reassignment From lists who has it.
	People   []string  `json:"people,omitempty"`
	From     []string  `json:"from,omitempty"`
	Recusal  int       `json:"recusal,omitempty"` // the number of the one to decide on
	Allowed  bool      `json:"allowed"`
	Why      *Error    `json:"-"` // the guard that fails first, when not allowed: what the command would say
	Whys     []Failing `json:"-"` // every guard that fails, that one first
	Warnings []Warning `json:"warnings,omitempty"`
}

// Failing is a condition that does not hold, and what would make it hold; Unlock is nil when nothing on this case does.
type Failing struct {
	*Error
	Unlock *Unlock
}

// Explained is what an actor may do on a case, and why there may be nothing to do for anybody.
type Explained struct {
	Permissions []Permission
	Idle        []item.Text // why there is no task, or what those that are there wait for
}

// Warning tells of something allowed that may hurt later.
type Warning struct {
	Code string    `json:"code"`
	Text item.Text `json:"text"`
}

// Explain lists what the actor may do on a case now and, of what they may not, why: by the guards that decide, on a
// copy of the case caught up to now.
func (e *Engine) Explain(ctx context.Context, actor Actor, id CaseID) ([]Permission, error) {
	x, err := e.ExplainAll(ctx, actor, id)
	return x.Permissions, err
}

// ExplainAll is Explain with why there is nothing to do.
func (e *Engine) ExplainAll(ctx context.Context, actor Actor, id CaseID) (Explained, error) {
	c, err := e.view(ctx, actor, id)
	if err != nil {
		return Explained{}, err
	}
	return Explained{Permissions: c.permissions(), Idle: c.idle()}, nil
}

// ExplainTask is Explain of one open visit of a case that was read already: for lists, where no case is read again.
func (e *Engine) ExplainTask(actor Actor, stored *Case, visit int) ([]Permission, error) {
	c, err := e.look(actor, stored)
	if err != nil {
		return nil, err
	}
	v := c.state.openVisit(visit)
	if v == nil {
		return nil, nil // it fell due meanwhile
	}
	return c.visitPermissions(nil, v), nil
}

func (c *command) permissions() []Permission {
	var list []Permission
	for i := range c.state.Position.Visits {
		if v := &c.state.Position.Visits[i]; v.Status == flow.Open {
			list = c.visitPermissions(list, v)
		}
	}
	return c.casePermissions(list)
}

// View is a case caught up to now without writing what has fallen due; the next command or the job writes it.
func (e *Engine) View(ctx context.Context, id CaseID) (*Case, *item.Item, error) {
	c, err := e.view(ctx, system, id)
	if err != nil {
		return nil, nil, err
	}
	return &Case{State: c.state, Form: c.form}, c.item, nil
}

func (e *Engine) view(ctx context.Context, actor Actor, id CaseID) (*command, error) {
	stored, err := e.Store.Case(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := e.look(actor, stored)
	if err != nil {
		return nil, err
	}
	return c, c.lookUp(ctx)
}

// lookUp reads the certificate a case is about, which the guards of what is done to it ask of.
func (c *command) lookUp(ctx context.Context) error {
	if !c.item.AboutCertificate() || c.form == nil {
		return nil
	}
	about, err := c.concern()
	if err != nil {
		return err
	}
	k, err := c.Register.Certificate(ctx, about.Certificate)
	if told := new(Error); err != nil && !errors.As(err, &told) {
		return fmt.Errorf("read certificate %s: %w", about.Certificate, err)
	}
	c.tx.Certificates = map[string]Certificate{about.Certificate: k}
	return nil
}

// look is a stored case caught up to now, on a copy.
func (e *Engine) look(actor Actor, stored *Case) (*command, error) {
	for try := 0; ; try++ {
		c, err := e.begin(&Tx{Case: stored, Policy: e.Office.Revision()}, actor, e.now(), seed{})
		if errors.Is(err, ErrPolicyMoved) && try < 8 {
			continue // the office was reloaded between the two looks
		}
		if err != nil {
			return nil, err
		}
		c.looking = true
		if err := c.catchUp(); err != nil && !errors.Is(err, errBehind) {
			return nil, err
		}
		return c, nil
	}
}

func (c *command) visitPermissions(list []Permission, v *flow.Visit) []Permission {
	n := c.item.Place(v.Node)
	a := act{visit: v.ID}
	switch n.Kind {
	case item.Step:
		for _, d := range n.Decisions {
			p := c.permit("decide", v, d.Title, decideGuards, act{visit: v.ID, decision: d.ID})
			p.Decision, p.Reason, p.Asks = d.ID, d.Reason || d.AsksOfficer(), d.Ask != nil && !d.AsksOfficer()
			p.InPlaceOf, p.Batch = c.hand(a).For, c.together(n, d)
			if spec := c.item.Document(d.Document); spec != nil {
				p.Document = c.item.TitleOf(spec)
			}
			if d.Regrade && d.Grade == "" {
				p.Grades = c.item.Grades()
			}
			if d.BackTo != "" {
				p.Targets = flow.Targets(c.item, &c.state.Position, v.ID)
			}
			if p.Allowed {
				p.Warnings = c.leavesNobody(n)
			}
			list = append(list, p)
		}
		if len(v.Seats) > 1 {
			p := c.permit("decide", v, abstainTitle, decideGuards, act{visit: v.ID, decision: flow.Abstain})
			p.Decision, p.InPlaceOf, p.Batch = flow.Abstain, c.hand(a).For, true
			list = append(list, p)
		}
	case item.Issue:
		p := c.permit("issue", v, n.Title, issueGuards, a)
		p.InPlaceOf = c.hand(a).For
		list = append(list, p)
	case item.Call:
		if n.Call.External {
			for _, reply := range n.Call.Replies() {
				p := c.permit("reply", v, replyTitle(c.item, reply), replyGuards, act{visit: v.ID, decision: reply})
				p.Decision = reply
				list = append(list, p)
			}
		}
		return list
	case item.Wait:
		return append(list, c.permit("object", v, objectTitle, objectGuards, a))
	default:
		return list // nobody acts on a parallel or a choice itself
	}
	if v.Parked() && v.Ask.Of != flow.Applicant {
		list = append(list, c.permit("answer", v, answerTitle, answerGuards, a))
	}
	list = c.seatPermissions(list, v, n)
	list = c.handPermissions(list, v)
	if c.seated(v) {
		return append(list, c.permit("release", v, releaseTitle, releaseGuards, a))
	}
	return append(list, c.permit("claim", v, claimTitle, claimGuards, a))
}

// seated reports whether the actor has claimed the step, or has a seat of it and not voted.
func (c *command) seated(v *flow.Visit) bool {
	return v.Claimed == c.actor.Person || slices.ContainsFunc(v.Seats, func(s flow.Seat) bool {
		return s.Person == c.actor.Person && s.Vote == ""
	})
}

// handPermissions are about who has the task: to give it away for those who have it, to give back what one prepares.
func (c *command) handPermissions(list []Permission, v *flow.Visit) []Permission {
	a := act{visit: v.ID}
	give := func(action string, title item.Text, guards []guard, from string) {
		p := c.permit(action, v, title, guards, a)
		p.Reason = true
		if drawn := c.item.Place(v.Node).By.Pick.Kind == "draw"; p.Allowed && !(drawn && action == "reassign") {
			p.People = c.receivers(v.ID, from)
		}
		list = append(list, p)
	}
	if c.seated(v) {
		give("transfer", transferTitle, transferGuards, c.actor.Person)
		give("delegate", delegateTitle, delegateGuards, c.actor.Person)
	}
	if v.DelegatorOf(c.actor.Person) != "" {
		p := c.permit("hand_back", v, handBackTitle, handBackGuards, a)
		p.Reason = true
		list = append(list, p)
	}
	if len(v.Delegated) > 0 {
		list = append(list, c.permit("recall", v, recallTitle, recallGuards, a))
	}
	if holders := v.Holders(); len(holders) > 0 {
		give("reassign", reassignTitle, reassignGuards, "")
		list[len(list)-1].From = holders
	}
	return list
}

func (c *command) permit(action string, v *flow.Visit, title item.Text, guards []guard, a act) Permission {
	p := Permission{Action: action, Title: title, Allowed: true}
	if v != nil {
		p.Visit, p.Node = v.ID, v.Node
	}
	for _, why := range c.failing(guards, a) {
		p.Whys = append(p.Whys, Failing{c.titled(why), c.unlock(why, a)})
	}
	if len(p.Whys) > 0 {
		p.Allowed, p.Why = false, p.Whys[0].Error
	}
	return p
}

func (c *command) casePermissions(list []Permission) []Permission {
	list = c.actPermissions(list)
	if c.actor.Enterprise != "" {
		list = append(list, c.permit("withdraw", nil, withdrawTitle, withdrawGuards, act{}))
		list = append(list, c.permit("supply", nil, supplyTitle, supplyGuards, act{}))
		return c.recusalPermissions(list)
	}
	list = c.recusalPermissions(list)
	if c.state.asking(flow.Applicant) != nil {
		list = append(list, c.permit("supply", nil, typeInTitle, supplyGuards, act{}))
	}
	if c.item.Acts.Extend != nil {
		ask := c.permit("ask_extension", nil, askTitle, askExtensionGuards, act{})
		ask.Days, ask.Reason = c.item.Acts.Extend.AtMost, c.item.Acts.Extend.Reason
		list = append(list, ask)
		list = append(list, c.permit("approve_extension", nil, approveTitle, approveGuards, act{}))
		list = append(list, c.permit("refuse_extension", nil, refuseTitle, refuseGuards, act{}))
	}
	if l := c.state.Last; l.Person == c.actor.Person && l.Visit > 0 {
		p := c.permit("take_back", &c.state.Position.Visits[l.Visit-1], takeBackTitle, takeBackGuards, act{visit: l.Visit})
		list = append(list, p)
	}
	return list
}

// leavesNobody warns when acting here would leave a later step with nobody entitled to act.
func (c *command) leavesNobody(here *item.Place) []Warning {
	return c.nobodyLeft(c.actor.Person, func(n *item.Place) bool { return slices.Contains(n.By.NotWho, here.ID) }, func(n *item.Place) item.Text {
		return item.Text{Zh: "您办理后，“" + n.Title.Zh + "”将没有人可以办理", En: "After you act here nobody would be left to act at " + n.Title.En}
	})
}

// nobodyLeft warns of every node concerned that too few people would be left for without one more person.
func (c *command) nobodyLeft(without string, concerned func(*item.Place) bool, say func(*item.Place) item.Text) []Warning {
	var list []Warning
	for _, n := range c.item.Places() {
		if n.By.Role == "" || !concerned(n) {
			continue
		}
		barred := map[string]bool{without: true}
		for _, r := range c.state.Recusals {
			if r.Granted {
				barred[r.Person] = true
			}
		}
		for _, w := range c.state.who(n.By.NotWho) {
			barred[w.Person] = true
		}
		left := 0
		for _, p := range c.Office.Holders(n.By.Role, c.unitOf(n)) {
			if !barred[p] {
				left++
			}
		}
		if left < n.By.People {
			list = append(list, Warning{Code: "leaves_nobody", Text: say(n)})
		}
	}
	return list
}

// The titles of acts that no definition names.
var (
	abstainTitle  = item.Text{Zh: "弃权", En: "Abstain"}
	objectTitle   = item.Text{Zh: "登记异议", En: "Record an objection"}
	claimTitle    = item.Text{Zh: "领取", En: "Claim"}
	releaseTitle  = item.Text{Zh: "退还", En: "Release"}
	withdrawTitle = item.Text{Zh: "撤回申请", En: "Withdraw the application"}
	supplyTitle   = item.Text{Zh: "提交补正", En: "Supply what was asked for"}
	typeInTitle   = item.Text{Zh: "代录补正", En: "Type in the answer that was brought"}
	askTitle      = item.Text{Zh: "申请延期", En: "Ask for an extension"}
	approveTitle  = item.Text{Zh: "批准延期", En: "Approve the extension"}
	refuseTitle   = item.Text{Zh: "不批准延期", En: "Refuse the extension"}
	transferTitle = item.Text{Zh: "转办", En: "Transfer"}
	delegateTitle = item.Text{Zh: "委托拟办", En: "Delegate the preparing"}
	handBackTitle = item.Text{Zh: "归还", En: "Hand back"}
	recallTitle   = item.Text{Zh: "收回委托", En: "Recall"}
	reassignTitle = item.Text{Zh: "改派", En: "Reassign"}
	takeBackTitle = item.Text{Zh: "撤回意见", En: "Take back"}
)
