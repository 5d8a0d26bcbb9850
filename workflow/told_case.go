package workflow

import (
	"cmp"
	"encoding/json"
	"slices"

	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

func (t Teller) ofCase(e trail.Entry, of Matter, told *Told) {
	var f Facts
	if json.Unmarshal(e.Facts, &f) != nil {
		return
	}
	if f.Filed != nil {
		of.Item, of.Version = f.Filed.Item, f.Filed.Version
	}
	it, err := t.Item(of.Item, of.Version)
	if err != nil {
		return
	}
	if a := f.Act; a != nil {
		told.Node, told.Visit = a.Node, a.Visit
		if told.Visit > 0 && of.State != nil {
			told.Round = of.State.Round(told.Visit)
		}
	}
	if t.Outside && (!e.Actor.Applies() || OfPublic(e.Actor)) && !slices.Contains(outward, e.Kind) {
		f = withinOffice(f)
	}
	c := caseWords{Teller: t, it: it, state: of.State}
	c.say(f)
	told.About = c.text()
}

// outward are the kinds of entries of the office whose facts the applicant sees in the case anyway, or gets a paper of.
var outward = []string{
	"decided", "deemed", "supplement_asked", "document_issued", "certificate_issued", "corrected", "suspended", "resumed", "terminated", "silence", "elapsed",
	"calendar_moved", "extension_approved", "hearing_told", "hearing_set", "hearing_held", "hearing_lapsed", "notice_delivered", "notice_undelivered", "opened", "submitted", "supplied",
}

// withinOffice leaves of facts where they happened: how somebody voted, whom a task went to, is not for those outside.
func withinOffice(f Facts) Facts {
	if f.Act == nil {
		return Facts{}
	}
	return Facts{Act: &Act{Visit: f.Act.Visit, Node: f.Act.Node}}
}

// Round is how many times the case had come to the step of a visit by that visit; 0 for one that is not there.
func (s *State) Round(visit int) (n int) {
	if visit < 1 || visit > len(s.Position.Visits) {
		return 0
	}
	for _, v := range s.Position.Visits[:visit] {
		if v.Node == s.Position.Visits[visit-1].Node {
			n++
		}
	}
	return n
}

// caseWords put the facts of an entry of a case into words, in the words of its item.
type caseWords struct {
	Teller
	parts
	it    *item.Item
	state *State
}

// into adds a sentence with what is filled in.
func (c *caseWords) into(sentence item.Text, fill words) { c.add(fill.into(sentence)) }

func (c *caseWords) say(f Facts) {
	if f.Filed != nil {
		c.add(c.it.Title)
	}
	c.act(f)
	for _, card := range f.Cards {
		c.add(cardNames[card.Colour])
		c.add(ruleTitles[card.Rule])
	}
	if f.Deemed != "" {
		c.add(labelOf(c.it, f.Deemed))
	}
	if f.Basis != nil {
		c.add(same(f.Basis.Law + f.Basis.Article))
	}
	c.papers(f)
	c.days(f)
	c.people(f)
	for _, r := range f.CalledBack {
		c.add(same(r.Number))
		if said := cmp.Or(r.Reply, r.End); said != "" {
			c.add(labelOf(c.it, said))
		}
	}
	c.add(effects[f.Outcome])
}

func (c *caseWords) act(f Facts) {
	a := f.Act
	if a == nil {
		return
	}
	place := c.it.Place(a.Node)
	if place != nil {
		c.add(place.Title)
	}
	if a.Decision != "" {
		c.add(decisionTitle(c.it, place, a.Decision))
	}
	if a.Clock != "" && place == nil {
		c.add(c.clock(a.Clock))
	}
	if a.Grade != "" {
		c.into(toldSentences["grade"], words{"grade": same(a.Grade)})
	}
	if g := groundOf(c.it, a.Ground); g != nil {
		c.add(g.Title)
	}
}

// groundOf finds a ground, whichever act of the item lists it.
func groundOf(it *item.Item, id string) *item.Ground {
	if id == "" {
		return nil
	}
	var lists [][]item.Ground
	if it.Concerns != nil {
		lists = append(lists, it.Concerns.Grounds)
	}
	if it.Acts.Suspend != nil {
		lists = append(lists, it.Acts.Suspend.Grounds)
	}
	if it.Acts.Terminate != nil {
		lists = append(lists, it.Acts.Terminate.Grounds)
	}
	return item.FindGround(slices.Concat(lists...), id)
}

// clock is what a limit is called; that of a visit by its step, where the case is at hand.
func (c *caseWords) clock(name string) item.Text {
	kind, visit, ofVisit := visitClock(name)
	switch {
	case !ofVisit:
		return ClockTitle(c.it, name)
	case c.state != nil && visit >= 1 && visit <= len(c.state.Position.Visits):
		return clockTitle(c.it, &c.state.Position, name)
	case kind == answerClock:
		return toldSentences["answer"]
	}
	return toldSentences["step"]
}

// document is what a document of the case is called; by its number in the case, where the case is not at hand.
func (c *caseWords) document(seq int) item.Text {
	if c.state == nil || seq < 1 || seq > len(c.state.Documents) {
		return words{"seq": count(seq)}.into(toldSentences["document"])
	}
	d := c.state.Documents[seq-1]
	t := documentTitle(c.it, d.Type)
	if d.Number != "" {
		t = item.Text{Zh: t.Zh + " " + d.Number, En: cmp.Or(t.En, t.Zh) + " " + d.Number}
	}
	return t
}

func (c *caseWords) papers(f Facts) {
	for _, d := range f.Owed {
		c.into(toldSentences["owed"], words{"document": documentTitle(c.it, d.Type)})
	}
	if f.Issued != nil {
		c.add(c.document(f.Issued.Seq))
	}
	if f.Correction != nil {
		c.add(c.document(f.Correction.Document))
	}
	if f.Delivered != nil {
		c.add(c.document(f.Delivered.Document))
	}
	if f.Certificate != nil {
		c.add(same(f.Certificate.Number))
	}
	if f.Register != nil {
		c.add(same(f.Register.Certificate))
		c.add(f.Register.Status.Term().Title)
	}
}

func (c *caseWords) days(f Facts) {
	for _, m := range f.Moved {
		c.into(toldSentences["moved"], words{"clock": c.clock(m.Clock), "from": same(m.LawFrom.String()), "to": same(m.LawTo.String())})
	}
	for _, k := range f.Clocks {
		if _, _, ofVisit := visitClock(k.Clock); ofVisit {
			continue // of the step that is named
		}
		c.into(clockSentences[k.Op], words{"clock": c.clock(k.Clock), "days": count(k.Days), "on": same(k.On.String())})
	}
	if x := f.Suspension; x != nil {
		if g := groundOf(c.it, x.Ground); g != nil {
			c.add(g.Title)
		}
	}
}

func (c *caseWords) people(f Facts) {
	if f.Copy != nil {
		c.add(c.Role(f.Copy.Role))
		c.add(same(c.Person(f.Copy.Person)))
	}
	if f.Recusal != nil {
		c.add(same(c.Person(f.Recusal.Person)))
	}
	if f.Rating != nil {
		c.add(RatingTitle(f.Rating.Grade))
	}
	if f.Draw != nil {
		c.into(toldSentences["draw"], words{"all": count(len(f.Draw.Candidates)), "drawn": count(len(f.Draw.Drawn))})
	}
}

// toldSentences are what the words of an entry are put together from.
var toldSentences = map[string]item.Text{
	"grade":    {Zh: "核定等级{grade}", En: "grade {grade}"},
	"answer":   {Zh: "答复期限", En: "the time to answer"},
	"step":     {Zh: "环节时限", En: "the limit of the step"},
	"document": {Zh: "第{seq}号文书", En: "document {seq}"},
	"owed":     {Zh: "形成{document}", En: "{document} made out"},
	"moved":    {Zh: "{clock}由{from}改为{to}", En: "{clock} from {from} to {to}"},
	"draw":     {Zh: "从{all}人中抽取{drawn}人", En: "{drawn} of {all} people"},
}

// clockSentences say what happened to a clock of the case; that one began or ended follows from the act.
var clockSentences = map[ClockOp]item.Text{
	ClockHalted:    {Zh: "{clock}自{on}起停止计算", En: "{clock} stands still from {on} on"},
	ClockRestarted: {Zh: "{clock}自{on}起重新计算", En: "{clock} starts anew on {on}"},
	ClockExtended:  {Zh: "{clock}延长{days}个工作日", En: "{clock} longer by {days} working days"},
	ClockExcludes:  {Zh: "自{on}起不计入{clock}", En: "from {on} on not counted to {clock}"},
	ClockIncludes:  {Zh: "自{on}后恢复计入{clock}", En: "counted to {clock} again after {on}"},
	ClockSuspends:  {Zh: "{clock}自{on}起中止", En: "{clock} is suspended from {on} on"},
	ClockResumes:   {Zh: "{clock}自{on}后继续计算", En: "{clock} runs on after {on}"},
}

var cardNames = map[string]item.Text{
	item.Yellow: {Zh: "黄牌", En: "yellow card"}, item.Red: {Zh: "红牌", En: "red card"},
}

// effects say what an end of a case is.
var effects = map[item.Effect]item.Text{
	item.Grants: {Zh: "准予许可", En: "the case is granted"}, item.Refuses: {Zh: "不予许可", En: "the case is refused"}, item.Closes: {Zh: "办结", En: "the case is closed"},
}
