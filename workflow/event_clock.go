package workflow

import (
	"maps"
	"slices"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// eventClocks starts and ends the item's own clocks by what an entry says has happened. They follow from the entry's
// facts alone, so every way a thing can happen is covered; a clock starts once.
func (c *command) eventClocks(f *Facts, at time.Time) {
	if len(c.item.Clocks) == 0 {
		return
	}
	over := f.Status == StatusEnded || c.state.Position.End != ""
	for _, name := range slices.Sorted(maps.Keys(c.item.Clocks)) {
		spec, k := c.item.Clocks[name], c.state.clock(name)
		if on, starts := c.happened(f, spec.From, at); starts && !over && k == nil && !changed(f, name, ClockStarted) {
			k := span(name, spec.Length, on)
			f.Clocks = append(f.Clocks, ClockChange{Op: ClockStarted, Clock: name, On: on, Set: &k})
		}
		on, ends := c.happened(f, spec.Ends, at)
		switch {
		case !ends || ending(f, name):
		case k != nil:
			c.end(f, name, on)
		case changed(f, name, ClockStarted):
			f.Clocks = append(f.Clocks, ClockChange{Op: ClockEnded, Clock: name, On: on})
		}
	}
}

// happened reports whether an event is among the facts of an entry, and its day.
func (c *command) happened(f *Facts, e item.Event, at time.Time) (on calendar.Date, yes bool) {
	on = calendar.DateOf(at)
	switch {
	case e.Case == item.EventReceived:
		return f.received()
	case e.Case == item.EventAccepted:
		return f.AcceptedOn, !f.AcceptedOn.IsZero()
	case e.Case == item.EventDecided:
		return f.DecidedOn, !f.DecidedOn.IsZero()
	case e.Opened != "":
		return on, slices.ContainsFunc(f.Flow, func(ch flow.Change) bool { return ch.Kind == flow.Opened && ch.Node == e.Opened })
	case e.Done != "":
		return on, slices.ContainsFunc(f.Flow, func(ch flow.Change) bool {
			return ch.Kind == flow.Concluded && c.nodeOf(f, ch.Visit) == e.Done
		})
	case e.Served != "":
		return on, f.Issued != nil && c.state.Documents[f.Issued.Seq-1].Type == e.Served
	}
	return on, false
}

// nodeOf is the node of a visit, also of one that the entry itself opens.
func (c *command) nodeOf(f *Facts, visit int) string {
	if visit <= len(c.state.Position.Visits) {
		return c.state.Position.Visits[visit-1].Node
	}
	for _, ch := range f.Flow {
		if ch.Kind == flow.Opened && ch.Visit == visit {
			return ch.Node
		}
	}
	return ""
}

// received is the day of receipt an entry sets: that of the filing, or of the answer that completes it.
func (f *Facts) received() (on calendar.Date, yes bool) {
	if f.Filed != nil {
		return f.Filed.ReceivedOn, true
	}
	return f.ReceivedOn, !f.ReceivedOn.IsZero()
}
