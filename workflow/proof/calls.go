package proof

import (
	"maps"
	"slices"

	"shenpi/workflow/item"
)

// calls holds the calls of the item against the items they name, as far as those are given. What another item says may
// change by its next version, so that nothing here refuses publishing.
func (c *checker) calls() {
	if c.opt.Items == nil {
		return
	}
	for _, at := range c.x.it.Places() {
		if at.Kind != item.Call || at.Call.External {
			continue
		}
		called := c.opt.Items[at.Call.Item]
		if called == nil {
			known := slices.Collect(maps.Keys(c.opt.Items))
			c.r.add(Warning, "call_unknown", c.place(at, "item"), nil, c.x.title(at.ID), at.Call.Item, item.Meant(at.Call.Item, known))
			continue
		}
		if called.Outcomes["withdrawn"] != item.Closes {
			c.r.add(Warning, "call_not_callable", c.place(at, "item"), nil, c.x.title(at.ID), called.Title)
		}
		c.carried(at, called)
		if !at.Call.Forward {
			c.answers(at, called)
		}
	}
}

func (c *checker) place(at *item.Place, part string) item.Position {
	return c.x.it.CallPlace(at.Node, part)
}

// carried reports what is put to fields and materials that the called item does not have.
func (c *checker) carried(at *item.Place, called *item.Item) {
	for _, field := range slices.Sorted(maps.Keys(at.Call.Form)) {
		if !called.HasField(field) {
			c.r.add(Warning, "call_unknown_field", c.place(at, "form."+field), nil, field, called.Title, item.Meant(field, called.Fields()))
		}
	}
	var materials []string
	for _, m := range called.Materials {
		materials = append(materials, m.ID)
	}
	for _, x := range at.Call.Materials {
		if called.Material(x.As) == nil {
			c.r.add(Warning, "call_unknown_material", at.Pos, nil, x.As, called.Title, item.Meant(x.As, materials))
		}
	}
}

// answers reports ends that the call speaks of and the called item does not have, and those that decide there and count as
// a failure here only because nothing is said of them.
func (c *checker) answers(at *item.Place, called *item.Item) {
	ends := slices.Sorted(maps.Keys(called.Outcomes))
	known := append(slices.Clone(ends), string(item.Grants), string(item.Refuses), string(item.Closes))
	for _, name := range slices.Sorted(maps.Keys(at.Call.Outcomes)) {
		if !slices.Contains(known, name) {
			c.r.add(Warning, "call_unknown_end", c.place(at, "outcomes."+name), nil, name, called.Title, item.Meant(name, known))
		}
	}
	for _, end := range ends {
		effect := called.Outcomes[end]
		_, byName := at.Call.Outcomes[end]
		_, byEffect := at.Call.Outcomes[string(effect)]
		if !byName && !byEffect && effect != item.Closes {
			c.r.add(Warning, "call_end_unhandled", at.Pos, nil, c.x.title(at.ID), called.Title, end)
		}
	}
}
