package workflow

import (
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// actPermissions are those of the acts that belong to the case, as far as the item has them.
func (c *command) actPermissions(list []Permission) []Permission {
	acts := &c.item.Acts
	if acts.Urge != nil && (c.actor.Enterprise == "" || slices.Contains(acts.Urge.By, flow.Applicant)) {
		for i := range c.state.Position.Visits {
			v := &c.state.Position.Visits[i]
			if k := c.item.Place(v.Node).Kind; v.Status == flow.Open && (k == item.Step || k == item.Issue) {
				list = append(list, c.permit("urge", v, urgeTitle, urgeGuards, act{visit: v.ID}))
			}
		}
	}
	list = c.hearingPermissions(list)
	list = append(list, c.permit("message", nil, messageTitle, messageGuards, act{}))
	if c.actor.Enterprise != "" {
		return append(list, c.ratePermission())
	}
	list = append(list, c.permit("answer_rating", nil, answerRatingTitle, answerRatingGuards, act{}))
	if s := acts.Suspend; s != nil {
		p := c.permit("suspend", nil, suspendTitle, suspendGuards, act{})
		p.Reason, p.Grounds = true, c.grounds(s.Grounds, func(id string) bool { return c.suspendable(id) > 0 })
		list = append(list, p, c.permit("resume", nil, resumeTitle, resumeGuards, act{}))
	}
	if t := acts.Terminate; t != nil {
		p := c.permit("terminate", nil, terminateTitle, terminateGuards, act{})
		p.Reason, p.Grounds = true, c.grounds(t.Grounds, func(string) bool { return true })
		list = append(list, p)
	}
	if acts.Correct != nil {
		p := c.permit("correct", nil, correctTitle, correctGuards, act{})
		p.Fields = acts.Correct.Fields
		for i := range c.state.Documents {
			if c.correctable(i+1) != nil {
				p.Documents = append(p.Documents, i+1)
			}
		}
		list = append(list, p)
	}
	if acts.Erase != nil {
		list = append(list, c.permit("erase", nil, eraseTitle, eraseGuards, act{}))
	}
	if acts.Copies != nil {
		p := c.permit("copy", nil, copyTitle, copyGuards, act{})
		p.Readers = acts.Copies.Readers
		list = append(list, p)
	}
	return list
}

func (c *command) hearingPermissions(list []Permission) []Permission {
	if c.item.Acts.Hearing == nil {
		return list
	}
	if c.actor.Enterprise == "" {
		arrange := c.permit("arrange_hearing", nil, arrangeHearingTitle, arrangeHearingGuards, act{})
		if arrange.Allowed {
			arrange.People = c.hosts()
		}
		list = append(list, c.permit("tell_hearing", nil, tellHearingTitle, tellHearingGuards, act{}), arrange,
			c.permit("hold_hearing", nil, holdHearingTitle, holdHearingGuards, act{}))
	}
	drop := c.permit("drop_hearing", nil, dropHearingTitle, dropHearingGuards, act{})
	drop.Reason = true
	return append(list, c.permit("ask_hearing", nil, askHearingTitle, askHearingGuards, act{}), drop)
}

// ratePermission offers the grades and what a rating may be about.
func (c *command) ratePermission() Permission {
	p := c.permit("rate", nil, rateTitle, rateGuards, act{})
	for _, t := range ratingGrades {
		p.Grades = append(p.Grades, item.Grade{ID: t.ID, Title: t.Title})
	}
	for _, t := range ratingReasons {
		p.Grounds = append(p.Grounds, item.Ground{ID: t.ID, Title: t.Title})
	}
	return p
}

func (c *command) grounds(all []item.Ground, offered func(id string) bool) []item.Ground {
	return slices.DeleteFunc(slices.Clone(all), func(g item.Ground) bool { return !offered(g.ID) })
}

// hosts are who may preside over a hearing: nobody who examined the case.
func (c *command) hosts() []string {
	post := c.item.Acts.Hearing.Host
	return slices.DeleteFunc(c.Office.Holders(post.Role, c.unitOfPost(post)), func(p string) bool { return c.uninvolved(p) != nil || c.state.Recused(p) })
}

// met are the officers whom a party may have met: who has had part in a visit, or has one now.
func (c *command) met() []string {
	var list []string
	add := func(person string) {
		if person != "" && person != c.actor.Person && !slices.Contains(list, person) && c.partOf(person) != nil {
			list = append(list, person)
		}
	}
	for i := range c.state.Position.Visits {
		v := &c.state.Position.Visits[i]
		add(v.By)
		add(v.Claimed)
		for _, s := range v.Seats {
			add(s.Person)
		}
		for _, p := range v.Acted {
			add(p)
		}
		if n := c.item.Place(v.Node); v.Status == flow.Open && n.By.Role != "" {
			for _, p := range c.Office.Holders(n.By.Role, c.unitOf(n)) {
				add(p)
			}
		}
	}
	slices.Sort(list)
	return list
}

// The titles of the acts of the case.
var (
	suspendTitle   = item.Text{Zh: "中止办理", En: "Suspend"}
	resumeTitle    = item.Text{Zh: "恢复办理", En: "Resume"}
	terminateTitle = item.Text{Zh: "终止办理", En: "Terminate"}
	correctTitle   = item.Text{Zh: "更正文书", En: "Correct a document"}
	eraseTitle     = item.Text{Zh: "期满删除", En: "Erase after its time"}
	copyTitle      = item.Text{Zh: "抄送", En: "Send a copy"}
	urgeTitle      = item.Text{Zh: "催办", En: "Urge"}

	messageTitle      = item.Text{Zh: "留言", En: "Send a message"}
	rateTitle         = item.Text{Zh: "评价", En: "Rate"}
	answerRatingTitle = item.Text{Zh: "回复评价", En: "Answer the rating"}

	tellHearingTitle    = item.Text{Zh: "告知听证权利", En: "Tell the right to a hearing"}
	askHearingTitle     = item.Text{Zh: "申请听证", En: "Ask for a hearing"}
	arrangeHearingTitle = item.Text{Zh: "组织听证", En: "Set the hearing"}
	holdHearingTitle    = item.Text{Zh: "记录听证", En: "Record the hearing"}
	dropHearingTitle    = item.Text{Zh: "放弃听证", En: "Give up the hearing"}
)
