package workflow

import (
	"context"
	"errors"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Permission is one thing an actor may do on a case now, or the reason why not.
type Permission struct {
	Action   string    `json:"action"` // decide, claim, release, take_back, name, object, issue, withdraw, supply, ask_extension, approve_extension, refuse_extension, suspend, resume, terminate, correct, copy, urge
	Visit    int       `json:"visit,omitempty"`
	Node     string    `json:"node,omitempty"`
	Decision string    `json:"decision,omitempty"`
	Title    item.Text `json:"title"`
	Reason   bool      `json:"reason_required,omitempty"`
	Grounds  []string  `json:"grounds,omitempty"` // of an act that rests on a legal ground
	Asks     bool      `json:"asks_applicant,omitempty"`
	Targets  []string  `json:"targets,omitempty"` // of a return to "previous": where it leads
	Allowed  bool      `json:"allowed"`
	Why      *Error    `json:"-"` // the guard that fails, when not allowed
	Warnings []Warning `json:"warnings,omitempty"`
}

// Warning tells of something allowed that may hurt later.
type Warning struct {
	Code string    `json:"code"`
	Text item.Text `json:"text"`
}

// Explain lists what the actor may do on a case now and, of what they may not, why: by the guards that decide, on a
// copy of the case caught up to now.
func (e *Engine) Explain(ctx context.Context, actor Actor, id CaseID) ([]Permission, error) {
	c, err := e.view(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	var list []Permission
	for i := range c.state.Position.Visits {
		if v := &c.state.Position.Visits[i]; v.Status == flow.Open {
			list = c.visitPermissions(list, v)
		}
	}
	return c.casePermissions(list), nil
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
			p.Decision, p.Reason, p.Asks = d.ID, d.Reason, d.Ask != nil
			if d.BackTo != "" {
				p.Targets = flow.Targets(c.item, &c.state.Position, v.ID)
			}
			if p.Allowed {
				p.Warnings = c.leavesNobody(n)
			}
			list = append(list, p)
		}
		if n.By.People > 1 {
			p := c.permit("decide", v, abstainTitle, decideGuards, act{visit: v.ID, decision: flow.Abstain})
			p.Decision = flow.Abstain
			list = append(list, p)
		}
	case item.Issue:
		list = append(list, c.permit("issue", v, n.Title, issueGuards, a))
	case item.Wait:
		return append(list, c.permit("object", v, objectTitle, objectGuards, a))
	default:
		return list // nobody acts on a parallel or a choice itself
	}
	if n.By.Pick.Kind == "named" {
		list = append(list, c.permit("name", v, nameTitle, nameGuards, a))
	}
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

func (c *command) permit(action string, v *flow.Visit, title item.Text, guards []guard, a act) Permission {
	p := Permission{Action: action, Title: title, Allowed: true}
	if v != nil {
		p.Visit, p.Node = v.ID, v.Node
	}
	if why := c.check(guards, a); why != nil {
		p.Allowed, p.Why = false, c.titled(why)
	}
	return p
}

func (c *command) casePermissions(list []Permission) []Permission {
	list = c.actPermissions(list)
	if c.actor.Enterprise != "" {
		list = append(list, c.permit("withdraw", nil, withdrawTitle, withdrawGuards, act{}))
		return append(list, c.permit("supply", nil, supplyTitle, supplyGuards, act{}))
	}
	if c.item.Acts.Extend != nil {
		list = append(list, c.permit("ask_extension", nil, askTitle, askExtensionGuards, act{}))
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
	var list []Warning
	for _, n := range c.item.Places() {
		if !slices.Contains(n.By.NotWho, here.ID) {
			continue
		}
		barred := map[string]bool{c.actor.Person: true}
		for _, w := range flow.Who(&c.state.Position, n.By.NotWho) {
			barred[w.Person] = true
		}
		left := 0
		for _, p := range c.Office.Holders(n.By.Role, c.state.Authority) {
			if !barred[p] {
				left++
			}
		}
		if left < n.By.People {
			list = append(list, Warning{Code: "leaves_nobody", Text: item.Text{
				Zh: "您办理后，“" + n.Title.Zh + "”将没有人可以办理",
				En: "After you act here nobody would be left to act at " + n.Title.En}})
		}
	}
	return list
}

// The titles of acts that no definition names.
var (
	abstainTitle  = item.Text{Zh: "弃权", En: "Abstain"}
	objectTitle   = item.Text{Zh: "登记异议", En: "Record an objection"}
	nameTitle     = item.Text{Zh: "指定成员", En: "Name the members"}
	claimTitle    = item.Text{Zh: "领取", En: "Claim"}
	releaseTitle  = item.Text{Zh: "退还", En: "Release"}
	withdrawTitle = item.Text{Zh: "撤回申请", En: "Withdraw the application"}
	supplyTitle   = item.Text{Zh: "提交补正", En: "Supply what was asked for"}
	askTitle      = item.Text{Zh: "申请延期", En: "Ask for an extension"}
	approveTitle  = item.Text{Zh: "批准延期", En: "Approve the extension"}
	refuseTitle   = item.Text{Zh: "不批准延期", En: "Refuse the extension"}
	takeBackTitle = item.Text{Zh: "撤回意见", En: "Take back"}
)
