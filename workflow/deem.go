package workflow

import (
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// deems finds what the expiry of a clock decides. Nothing is deemed where the item is no administrative licence, nor
// once the step has been decided: then the clock just runs out.
func (c *command) deems(clock string) (*item.Place, *item.OnExpiry) {
	if !c.item.Legal.IsAdminLicence || !c.state.DecidedOn.IsZero() {
		return nil, nil
	}
	for _, n := range c.item.Places() {
		if n.OnExpiry == nil || n.OnExpiry.Of != clock {
			continue
		}
		v := flow.Current(&c.state.Position, n.ID)
		open := v != nil && v.Status == flow.Open
		if open || n.Parent == nil && (v == nil || v.Status != flow.Done) {
			return n, n.OnExpiry
		}
	}
	return nil, nil
}

// deem records the decision the law makes when the office has not decided in time: acceptance from the day of receipt
// (Art. 32(4)), renewal at the end of the validity (Art. 50-2). The system decides in an entry of its own kind, which names
// the law it rests on, owes the paper of the decision and tells those who watch over the office.
func (c *command) deem(at time.Time, n *item.Place, x *item.OnExpiry) error {
	visit := 0
	if v := flow.Current(&c.state.Position, n.ID); v != nil && v.Status == flow.Open {
		visit = v.ID
	}
	changes, err := flow.Deem(c.item, &c.state.Position, n.ID, x.Decision, c)
	if err != nil {
		return err
	}
	card := c.card(signal{colour: item.Red, rule: "deemed"}, x.Of, at)
	basis := deemedBy(x, c.state.clock(x.Of))
	f := Facts{Act: &Act{Visit: visit, Node: n.ID, Decision: x.Decision, Clock: x.Of}, Deemed: x.Decision, Basis: basis, Cards: []Card{card}}
	c.notifyCard(card)
	if err := c.move(&f, at, changes); err != nil {
		return err
	}
	from := calendar.DateOf(at)
	if x.From == "received" {
		from = c.state.ReceivedOn
	}
	for _, ch := range changes {
		if ch.Kind == flow.Concluded && ch.Decision == x.Decision {
			visit = ch.Visit
		}
	}
	f.Act.Visit = visit
	d := *n.Decision(x.Decision)
	if x.Document != "" {
		d.Document = x.Document
	}
	extra := map[string]any{"deemed": true, "deemed_on": chineseDate(calendar.DateOf(at)), "deemed_basis": basis.Law + basis.Article}
	if err := c.effects(&f, at, visit, &d, from, extra); err != nil {
		return err
	}
	return c.record("deemed", at, systemActor(), f, nil)
}

// deemedBy is the law a deemed decision rests on: the one the item names, else the one that speaks of such a clock.
func deemedBy(x *item.OnExpiry, k *clock.Clock) *item.Basis {
	if x.Basis != nil {
		return x.Basis
	}
	id := "accept"
	if k != nil && !k.Until.IsZero() {
		id = "renew-decide"
	}
	row, _ := clock.Find(id)
	return &item.Basis{Law: row.Law, Article: row.Article}
}
