package workflow

import (
	"cmp"
	"context"
	"slices"
	"time"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Recusal is the standing aside (回避) of somebody, asked for and then granted or refused. Who was recused has no part in
// the case any more.
type Recusal struct {
	Number    int       `json:"number"`           // 1-based within the case
	Person    string    `json:"person,omitempty"` // who is to stand aside; empty while only the party knows whom it means
	Node      string    `json:"node,omitempty"`   // the step at which the party met them
	Party     bool      `json:"party,omitempty"`  // the applicant asks; otherwise the person does
	AskedBy   string    `json:"asked_by"`
	AskedAt   time.Time `json:"asked_at"`
	Granted   bool      `json:"granted,omitempty"`
	DecidedBy string    `json:"decided_by,omitempty"`
	DecidedAt time.Time `json:"decided_at,omitzero"`
}

// Pending reports whether nobody has decided on it yet.
func (r *Recusal) Pending() bool { return r.DecidedBy == "" }

// Recused reports whether somebody has no part in the case.
func (s *State) Recused(person string) bool {
	return slices.ContainsFunc(s.Recusals, func(r Recusal) bool { return r.Granted && r.Person == person })
}

// aside reports whether somebody asked to stand aside and waits for the answer: they decide nothing meanwhile. What a
// party asks for stops nobody (Administrative Penalty Law, Art. 43, taken over for licences).
func (s *State) aside(person string) bool {
	return slices.ContainsFunc(s.Recusals, func(r Recusal) bool { return r.Pending() && !r.Party && r.Person == person })
}

func (s *State) applyRecusal(r *Recusal) {
	if r.Number <= len(s.Recusals) {
		s.Recusals[r.Number-1] = *r
		return
	}
	s.Recusals = append(s.Recusals, *r)
}

// RecusalInput asks that somebody stands aside, or decides on it.
type RecusalInput struct {
	Key    *Key
	Case   CaseID
	Number int    // which, to decide on it
	Person string // who; of a party's request, known to who grants it
	Node   string // of a party's request: the step at which it met them
	Whom   string // of a party's request: whom it means, in its own words; personal data
	Reason string
}

// AskRecusal asks that an officer has no part in the case: by the officer, who decides nothing from then on until it is
// settled, or by the applicant, who need not know more of them than the step.
func (e *Engine) AskRecusal(ctx context.Context, actor Actor, in RecusalInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(askRecusalGuards, act{node: in.Node}); err != nil {
			return err
		}
		var f Facts
		r := Recusal{Number: len(c.state.Recusals) + 1, Person: actor.Person, AskedBy: actor.Person, AskedAt: c.now}
		var by item.Post
		if actor.Enterprise == "" {
			by = *c.partOf(actor.Person)
		} else {
			r.Person, r.Node, r.Party, by.Role = "", in.Node, true, c.party(&f, "")
			if in.Whom == "" {
				return at(refuse(Invalid, "people_missing"), "/whom")
			}
		}
		if in.Reason == "" {
			return at(refuse(Invalid, "reason"), "/reason")
		}
		f.Recusal = &r
		return c.recordRecusal("recusal_asked", by, f, in)
	})
}

// GrantRecusal bars somebody from the case: what they had claimed or a seat for is free again, what they prepared goes
// back, and their votes that have settled nothing are void. What they decided before stands until somebody returns it.
func (e *Engine) GrantRecusal(ctx context.Context, actor Actor, in RecusalInput) (Receipt, error) {
	return e.settleRecusal(ctx, actor, in, "recusal_granted", func(c *command, r *Recusal, f *Facts) error {
		r.Granted = true
		changes, err := flow.Bar(c.item, &c.state.Position, r.Person)
		if err != nil {
			return c.moved(err)
		}
		return c.move(f, c.now, changes)
	})
}

// RefuseRecusal says no: the person goes on. Of a party's request it says whom the party meant, so that nobody refuses
// what is about themselves.
func (e *Engine) RefuseRecusal(ctx context.Context, actor Actor, in RecusalInput) (Receipt, error) {
	return e.settleRecusal(ctx, actor, in, "recusal_refused", func(*command, *Recusal, *Facts) error { return nil })
}

func (e *Engine) settleRecusal(ctx context.Context, actor Actor, in RecusalInput, kind string, settle func(*command, *Recusal, *Facts) error) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		a := act{recusal: in.Number, to: in.Person, written: true}
		if err := c.check(settleRecusalGuards, a); err != nil {
			return err
		}
		if in.Reason == "" {
			return at(refuse(Invalid, "reason"), "/reason")
		}
		r := c.state.Recusals[in.Number-1]
		by := c.heldOf(c.decidesOn(a))
		if r.Person == "" {
			r.Person = in.Person
		}
		r.DecidedBy, r.DecidedAt = actor.Person, c.now
		f := Facts{Recusal: &r}
		if err := settle(c, &r, &f); err != nil {
			return err
		}
		if r.Party {
			c.tell(kind, 0, nil)
		}
		if r.Granted {
			c.notify([]string{r.Person}, "recused", nil)
		} else if !r.Party {
			c.notify([]string{r.Person}, "recusal_refused", nil)
		}
		return c.recordRecusal(kind, by, f, in)
	})
}

// recusalWords is the payload of what is said about a recusal.
type recusalWords struct {
	Reason string `json:"reason"`
	Whom   string `json:"whom,omitempty"`
}

func (c *command) recordRecusal(kind string, by item.Post, f Facts, in RecusalInput) error {
	body, err := marshal(recusalWords{Reason: in.Reason, Whom: in.Whom})
	if err != nil {
		return err
	}
	return c.record(kind, c.now, c.trailActorOf(by), f, body)
}

var (
	askRecusalGuards    = []guard{guardRunning, guardPart, guardAskedOnce}
	settleRecusalGuards = []guard{guardRunning, guardRecusalOpen, guardDecidesOn, guardWhom, guardNotOwn}
)

// guardPart: the actor is the applicant, or somebody who could act on the case.
func guardPart(c *command, a act) *Error {
	if c.actor.Enterprise != "" {
		if err := guardApplicant(c, a); err != nil {
			return err
		}
		if err := guardMandated("")(c, a); err != nil {
			return err
		}
		if n := c.item.Place(a.node); a.node != "" && (n == nil || n.By.Role == "") {
			return at(refuse(Invalid, "node_unknown", a.node), "/node")
		}
		return nil
	}
	if c.partOf(c.actor.Person) == nil {
		return refuse(Forbidden, "no_part")
	}
	return c.unrecused()
}

// partOf is the first post on the case that somebody holds: one the item has something to do for, the window, or one that
// answers for people; nil when they have no part in it.
func (c *command) partOf(person string) *item.Post {
	posts := append(c.item.Posts(), item.Post{Role: windowRole})
	for _, unit := range append([]string{""}, c.item.Units()...) {
		for _, role := range leaders {
			posts = append(posts, item.Post{Role: role, Unit: unit})
		}
	}
	for _, p := range posts {
		if c.Office.Holds(person, p.Role, c.unitOfPost(p)) {
			return &p
		}
	}
	return nil
}

func guardAskedOnce(c *command, a act) *Error {
	party := c.actor.Enterprise != ""
	for _, r := range c.state.Recusals {
		if r.Pending() && r.Party == party && (party && r.Node == a.node || !party && r.Person == c.actor.Person) {
			return refuse(Conflict, "recusal_pending")
		}
	}
	return nil
}

func guardRecusalOpen(c *command, a act) *Error {
	if a.recusal < 1 || a.recusal > len(c.state.Recusals) {
		return refuse(NotFound, "recusal_unknown")
	}
	if r := &c.state.Recusals[a.recusal-1]; !r.Pending() {
		e := refuse(Conflict, "recusal_settled")
		e.Who, e.At = r.DecidedBy, r.DecidedAt
		return e
	}
	return nil
}

// recusalOf is who a recusal is about: who it says, or who the decision names.
func (c *command) recusalOf(a act) string {
	if r := c.state.Recusals[a.recusal-1]; r.Person != "" {
		return r.Person
	}
	return a.to
}

// guardWhom: who decides on a party's request knows whom it means, and that is somebody who has a part in the case.
func guardWhom(c *command, a act) *Error {
	if !a.written || c.state.Recusals[a.recusal-1].Person != "" {
		return nil
	}
	switch {
	case a.to == "":
		return at(refuse(Invalid, "people_missing"), "/person")
	case c.partOf(a.to) == nil:
		return at(refuse(Invalid, "whom_no_part"), "/person")
	}
	return nil
}

// guardNotOwn: nobody decides on their own standing aside.
func guardNotOwn(c *command, a act) *Error {
	if c.recusalOf(a) == c.actor.Person {
		return refuse(Forbidden, "recusal_own")
	}
	return nil
}

func guardDecidesOn(c *command, a act) *Error { return c.answering(c.decidesOn(a)) }

// decidesOn are the roles that decide on a recusal, and the unit in which: those that answer for a leader, when the step at
// which the party met somebody is a leader's or the person is one, else those that answer for everybody. It is the unit of
// that step, or the one in which the person has a part in the case.
func (c *command) decidesOn(a act) (roles []string, unit string) {
	n, person := c.item.Place(c.state.Recusals[a.recusal-1].Node), c.recusalOf(a)
	if part := c.partOf(person); n != nil {
		unit = n.By.Unit
	} else if part != nil {
		unit = part.Unit
	}
	for _, role := range leaders {
		if n != nil && n.By.Role == role || person != "" && c.Office.Holds(person, role, cmp.Or(unit, c.state.Authority)) {
			return answersFor(role), unit
		}
	}
	return answersFor(""), unit
}

// unrecused keeps somebody out who was recused.
func (c *command) unrecused() *Error {
	if c.state.Recused(c.actor.Person) {
		return refuse(Forbidden, "recused")
	}
	return nil
}

// guardAside: who asked to stand aside decides nothing until that is settled, by no hand: nobody acts in their place
// meanwhile, nor hands back what they prepare for them.
func guardAside(c *command, a act) *Error {
	h := c.hand(a)
	return c.unsettled(h.Person, h.For, c.state.openVisit(a.visit).DelegatorOf(h.Person))
}

// unsettled refuses an act for which one of some people asked to stand aside.
func (c *command) unsettled(people ...string) *Error {
	for _, p := range people {
		if c.state.aside(p) {
			e := refuse(Conflict, "aside")
			e.Who = p
			return e
		}
	}
	return nil
}

// recusalPermissions are what the actor may do about people who are to stand aside.
func (c *command) recusalPermissions(list []Permission) []Permission {
	list = append(list, c.permit("ask_recusal", nil, askRecusalTitle, askRecusalGuards, act{}))
	if c.actor.Enterprise != "" {
		return list
	}
	for _, r := range c.state.Recusals {
		if !r.Pending() {
			continue
		}
		a := act{recusal: r.Number}
		grant := c.permit("grant_recusal", nil, grantRecusalTitle, settleRecusalGuards, a)
		if grant.Allowed && r.Person != "" {
			grant.Warnings = c.nobodyLeft(r.Person, func(*item.Place) bool { return true }, func(n *item.Place) item.Text {
				return item.Text{Zh: "同意回避后，“" + n.Title.Zh + "”将没有人可以办理", En: "Without this person nobody would be left to act at " + n.Title.En}
			})
		}
		refuse := c.permit("refuse_recusal", nil, refuseRecusalTitle, settleRecusalGuards, a)
		grant.Recusal, refuse.Recusal = r.Number, r.Number
		if r.Person == "" { // who it is has to be found out
			grant.People, refuse.People = c.met(), c.met()
		}
		list = append(list, grant, refuse)
	}
	return list
}

var (
	askRecusalTitle    = item.Text{Zh: "申请回避", En: "Ask for a recusal"}
	grantRecusalTitle  = item.Text{Zh: "同意回避", En: "Grant the recusal"}
	refuseRecusalTitle = item.Text{Zh: "驳回回避申请", En: "Refuse the recusal"}
)
