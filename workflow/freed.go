package workflow

import (
	"slices"

	"shenpi/workflow/flow"
)

// free takes from people, in the entry that bars them from a task, what they have there: the others would see it taken, and
// its owner could do nothing but release it. It follows from the entry's facts alone, whatever they acted by. Who had
// something taken is told why, and returned.
func (c *command) free(f *Facts) (freed []string, err error) {
	if !slices.ContainsFunc(flow.OpenVisits(&c.state.Position), c.mayFree) {
		return nil, nil
	}
	after := State{Position: c.state.Position.Clone(), TypedBy: slices.Clone(c.state.TypedBy)}
	for _, ch := range f.Flow {
		if err := flow.Apply(&after.Position, ch); err != nil {
			return nil, err
		}
	}
	if f.Window {
		after.TypedBy = append(after.TypedBy, c.actor.Person)
	}
	for _, v := range flow.OpenVisits(&after.Position) {
		n := c.item.Place(v.Node)
		for _, w := range after.who(n.By.NotWho) {
			changes, err := flow.Free(c.item, &after.Position, v.ID, w.Person)
			if err != nil {
				return nil, err
			}
			for _, ch := range changes {
				if err := flow.Apply(&after.Position, ch); err != nil {
					return nil, err
				}
			}
			if len(changes) > 0 {
				c.notify([]string{w.Person}, "task_freed", words{"node": n.Title})
				freed = append(freed, w.Person)
			}
			f.Flow = append(f.Flow, changes...)
		}
	}
	return freed, nil
}

// mayFree reports whether somebody has a place at a visit from which people are kept.
func (c *command) mayFree(v *flow.Visit) bool {
	return len(c.item.Place(v.Node).By.NotWho) > 0 && len(v.Holders())+len(v.Delegated) > 0
}
