package workflow

import (
	"context"
	"slices"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// Substitution lets one officer act in the place of another who is away (休假代理), on what the other has claimed or has
// a seat for. It widens nobody's rights: at the moment of acting both hold the role in the unit, and what keeps either of
// them out keeps out both.
type Substitution struct {
	ID    string        `json:"id"`
	Of    string        `json:"of"` // who is away
	By    string        `json:"by"` // who stands in
	Roles []string      `json:"roles,omitempty"`
	Units []string      `json:"units,omitempty"` // and those below them
	Items []string      `json:"items,omitempty"` // of all three: empty = every one
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until"` // last day
	Ended bool          `json:"ended,omitempty"`
}

// InForce reports whether it holds on a day.
func (s *Substitution) InForce(on calendar.Date) bool {
	return !s.Ended && !on.Before(s.From) && !s.Until.Before(on)
}

// Covers reports whether it holds for a role in a unit on cases of an item, on a day.
func (s *Substitution) Covers(role, unit, key string, on calendar.Date) bool {
	within := func(list []string, one string) bool { return len(list) == 0 || slices.Contains(list, one) }
	return s.InForce(on) && within(s.Roles, role) && within(s.Units, unit) && within(s.Items, key)
}

// StandsIn lists in whose place the holder of substitutions may act on a day, to find the tasks; held says who holds what.
// Whether they may is judged when they act.
func StandsIn(list []Substitution, on calendar.Date, held func(person string) []RoleInUnits) []StandIn {
	var in []StandIn
	for _, s := range list {
		if !s.InForce(on) {
			continue
		}
		one := StandIn{Of: s.Of, Items: s.Items}
		for _, h := range s.given(held(s.Of)) {
			units := slices.Clone(h.Units)
			if len(s.Units) > 0 {
				units = slices.DeleteFunc(units, func(u string) bool { return !slices.Contains(s.Units, u) })
			}
			one.Held = append(one.Held, RoleInUnits{Role: h.Role, Units: units})
		}
		in = append(in, one)
	}
	return in
}

// given leaves those of some roles that somebody is stood in for in.
func (s *Substitution) given(held []RoleInUnits) []RoleInUnits {
	return slices.DeleteFunc(slices.Clone(held), func(h RoleInUnits) bool {
		return slices.Contains(personally, h.Role) || len(s.Roles) > 0 && !slices.Contains(s.Roles, h.Role)
	})
}

// MayStandIn reports whether somebody who holds some roles could act anywhere in the place of somebody who holds others: both
// hold a role in one unit.
func MayStandIn(of, by []RoleInUnits) bool {
	for _, h := range of {
		shares := func(x RoleInUnits) bool {
			return x.Role == h.Role && slices.ContainsFunc(x.Units, func(u string) bool { return slices.Contains(h.Units, u) })
		}
		if !slices.Contains(personally, h.Role) && slices.ContainsFunc(by, shares) {
			return true
		}
	}
	return false
}

// MandateFact says on whose mandate an act was done that was not done in the actor's own right.
type MandateFact struct {
	Kind string `json:"kind"` // substitution, mandate
	ID   string `json:"id"`   // the stream of this kind and id tells who gave it, and until when
	Of   string `json:"of"`   // the officer, or the enterprise
}

// The kinds of mandate.
const (
	mandateSubstitution = "substitution"
	mandateAgent        = "mandate"
)

// personally are the roles that nobody can be stood in for: an expert is picked as a person.
var personally = []string{"expert"}

// standsIn finds the substitution on which the actor may act at a node in the place of somebody; nil when there is none.
func (c *command) standsIn(of string, n *item.Place) *Substitution {
	unit := c.unitOf(n)
	if n.By.Pick.Kind == "draw" || slices.Contains(personally, n.By.Role) || !c.Office.Holds(of, n.By.Role, unit) {
		return nil
	}
	for _, s := range c.Office.Substitutions(c.actor.Person) {
		if s.Of == of && s.Covers(n.By.Role, unit, c.state.Item, c.today()) {
			return &s
		}
	}
	return nil
}

// hand is in whose place the actor acts at a visit: in the one they say, else in their own if they can have a seat, else
// in that of the first whose substitute they are.
func (c *command) hand(a act) flow.Hand {
	h := flow.Hand{Person: c.actor.Person}
	v := c.state.openVisit(a.visit)
	switch {
	case a.inPlaceOf != "" && a.inPlaceOf != h.Person:
		h.For = a.inPlaceOf
	case v == nil || v.Taken(h.Person) || flow.MaySit(c.item, &c.state.Position, a.visit, h):
	default:
		n := c.item.Place(v.Node)
		for _, of := range v.Holders() {
			if c.standsIn(of, n) != nil {
				h.For = of
				break
			}
		}
	}
	return h
}

// inPlace is hand with what proves it, for the trail. The guards have asked for it.
func (c *command) inPlace(f *Facts, h flow.Hand, n *item.Place) {
	if h.For == "" {
		return
	}
	if s := c.standsIn(h.For, n); s != nil {
		c.behalf = h.For
		f.Mandate = &MandateFact{Kind: mandateSubstitution, ID: s.ID, Of: s.Of}
	}
}

// guardMandate: who says that they act in somebody's place stands in for them now, and that person may act.
func guardMandate(c *command, a act) *Error {
	h := c.hand(a)
	switch {
	case h.For == "":
		return nil
	case c.standsIn(h.For, c.item.Place(c.state.openVisit(a.visit).Node)) == nil:
		return at(refuse(Forbidden, "no_substitute"), "/in_place_of")
	case c.state.Recused(h.For):
		e := refuse(Forbidden, "recused")
		e.Who = h.For
		return e
	}
	return nil
}

// SubstituteInput appoints a substitute, or ends that.
type SubstituteInput struct {
	Key          *Key
	Substitution Substitution
	Role         string // the role an administrator acts in; empty for the person who is away
	Reason       string
}

// WhyNotFor keeps everybody from having others stood in for, but an administrator in the role for it.
func WhyNotFor(of string, actor Actor, role string) *Error {
	if role == "" && of != actor.Person {
		return refuse(Forbidden, "not_principal")
	}
	return nil
}

// MayEnd reports whether somebody, in a role or for themselves, can end it before its last day.
func (s *Substitution) MayEnd(actor Actor, role string, today calendar.Date) bool {
	return !s.Ended && !s.Until.Before(today) && WhyNotFor(s.Of, actor, role) == nil
}

// maxSubstitution bounds how long one may be away in one piece; whoever is away for longer is given another post.
const maxSubstitution = 366

// AppointSubstitute lets somebody stand in for an officer from one day to another.
func (e *Engine) AppointSubstitute(ctx context.Context, actor Actor, in SubstituteInput) (Receipt, error) {
	s := &in.Substitution
	if err := e.substitutable(s); err != nil {
		return Receipt{}, err
	}
	if why := WhyNotFor(s.Of, actor, in.Role); why != nil {
		return Receipt{}, at(why, "/of")
	}
	drawn, err := e.seed()
	if err != nil {
		return Receipt{}, err
	}
	s.ID, s.Ended = drawn.id("substitution", 0), false
	return e.administerSubstitution(ctx, actor, in, "substitute_appointed")
}

func (e *Engine) substitutable(s *Substitution) *Error {
	today := calendar.DateOf(e.now())
	switch {
	case s.By == "" || s.By == s.Of:
		return at(refuse(Invalid, "substitute_self"), "/by")
	case s.From.IsZero() || s.Until.Before(s.From) || s.Until.Before(today) || s.From.AddDays(maxSubstitution).Before(s.Until):
		return at(refuse(Invalid, "substitute_days"), "/until")
	}
	for _, role := range s.Roles {
		if slices.Contains(personally, role) {
			return at(refuse(Invalid, "substitute_role", role), "/roles")
		}
		for _, unit := range s.Units {
			if !e.Office.Holds(s.Of, role, unit) || !e.Office.Holds(s.By, role, unit) {
				return at(refuse(Invalid, "substitute_role", role), "/roles")
			}
		}
	}
	if !MayStandIn(s.given(e.Office.Held(s.Of)), e.Office.Held(s.By)) {
		return at(refuse(Invalid, "substitute_apart"), "/by")
	}
	return nil
}

// EndSubstitution ends a substitution before its last day. What the substitute did stands, and what was begun is still
// whose it was.
func (e *Engine) EndSubstitution(ctx context.Context, actor Actor, in SubstituteInput) (Receipt, error) {
	if why := WhyNotFor(in.Substitution.Of, actor, in.Role); why != nil {
		return Receipt{}, why
	}
	in.Substitution.Ended = true
	return e.administerSubstitution(ctx, actor, in, "substitution_ended")
}

func (e *Engine) administerSubstitution(ctx context.Context, actor Actor, in SubstituteInput, kind string) (Receipt, error) {
	s := in.Substitution
	return e.Administer(ctx, actor, AdminInput{
		Key: in.Key, Stream: mandateSubstitution + "/" + s.ID, Kind: kind, Role: in.Role, Facts: s, Payload: opinion{Reason: in.Reason},
		Rows: []any{s}, Policy: true, Check: func(head trail.Head) error {
			if s.Ended && head.Number != 1 {
				return refuse(Conflict, "substitution_ended")
			}
			return nil
		},
	})
}
