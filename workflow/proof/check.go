package proof

import (
	"maps"
	"slices"
	"strings"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// stuck reports the states that the officers cannot bring to an end: those where nothing moves, those where only others
// can move, and, where there is none of either, the first from which adverse votes or data go round for ever.
func (c *checker) stuck() {
	won := c.x.won()
	moves := make([]bool, len(won))  // something comes, or an officer can do something, that changes the state
	others := make([]bool, len(won)) // somebody else can
	for _, e := range c.x.edges {
		if e.kind == kindWithdraw || e.kind == kindTerminate || c.x.outs[e.first] == e.from && e.end-e.first == 1 {
			continue
		}
		if e.helps || e.certain {
			moves[e.from] = true
		} else {
			others[e.from] = true
		}
	}
	told, lost := map[string]bool{}, int32(-1)
	for s := range won {
		if won[s] {
			continue
		}
		if lost < 0 {
			lost = int32(s)
		}
		if moves[s] {
			continue
		}
		code := "stuck"
		if others[s] {
			code = "waits_for_others"
		}
		if at := c.openNode(int32(s)); at != nil && !told[at.ID] && len(told) < 20 {
			told[at.ID] = true
			c.r.add(Error, code, at.Pos, c.x.path(int32(s)), c.x.title(at.ID), c.why(int32(s)))
		}
	}
	if lost >= 0 && len(told) == 0 {
		if at := c.openNode(lost); at != nil {
			steps, round := c.circle(lost, won)
			c.r.add(Error, "endless", at.Pos, append(c.x.path(lost), steps...), c.x.title(at.ID), round)
		}
	}
}

// openNode is the innermost node that is open in a state, the first of several.
func (c *checker) openNode(s int32) *item.Place {
	st := c.x.decode(c.x.keys[s])
	var found *item.Place
	for _, v := range flow.OpenVisits(&st.p) {
		at := c.x.it.Place(v.Node)
		if found == nil || at.Kind != item.Parallel && at.Kind != item.Choice && (found.Kind == item.Parallel || found.Kind == item.Choice) {
			found = at
		}
	}
	return found
}

// nowhere reports outcomes that nothing follows.
func (c *checker) nowhere() {
	for _, at := range c.x.it.Places() {
		for _, key := range keysOf(c.v.nowhere, at.ID) {
			w := c.v.nowhere[key]
			pos, name := at.Pos, c.x.decisionTitle(w.move.node, key[1])
			if d := at.Decision(key[1]); d != nil {
				pos = d.Pos
			}
			if key[1] == "" {
				name = item.Text{Zh: "通过", En: "pass"}
			}
			c.r.add(Error, "leads_nowhere", pos, c.x.pathThen(w.at, &w.move, w.picks), c.x.title(at.ID), name)
		}
		if w, broke := c.v.broken[at.ID]; broke {
			c.r.add(Error, "flow_broken", at.Pos, c.x.pathThen(w.at, &w.move, w.picks), c.x.title(at.ID))
		}
	}
}

// keysOf lists the keys of a node in the order of their names.
func keysOf[V any](m map[[2]string]V, node string) [][2]string {
	var keys [][2]string
	for k := range m {
		if k[0] == node {
			keys = append(keys, k)
		}
	}
	slices.SortFunc(keys, func(a, b [2]string) int { return strings.Compare(a[1], b[1]) })
	return keys
}

// dead reports what no case ever comes to.
func (c *checker) dead() {
	for _, at := range c.x.it.Places() {
		if _, reached := c.v.reached[at.ID]; !reached && !c.reachedEnd(at) {
			if at.Parent == nil || c.isReached(at.Parent.ID) {
				c.r.add(Error, "dead_node", at.Pos, nil, c.x.title(at.ID))
			}
			continue
		}
		switch at.Kind {
		case item.Step:
			c.deadDecisions(at)
		case item.Parallel:
			if _, ok := c.v.concl[[2]string{at.ID, item.OutcomePass}]; !ok {
				c.r.add(Error, "dead_join", at.Pos, nil, c.x.title(at.ID))
			}
		}
		c.deadWays(at)
		if at.OnExpiry != nil && !c.v.deemed[at.ID] {
			c.r.add(Warning, "dead_expiry", at.Pos, nil, c.x.title(at.ID), at.OnExpiry.Of)
		}
		if at.Exclude != nil && !c.v.excluded[at.ID] {
			c.r.add(Warning, "exclusion_idle", at.Pos, nil, c.x.title(at.ID), at.Exclude.Clock)
		}
	}
	c.deadEnds()
}

func (c *checker) isReached(node string) bool {
	_, reached := c.v.reached[node]
	return reached
}

// reachedEnd reports whether a node is an end that a case came to by the flow.
func (c *checker) reachedEnd(at *item.Place) bool {
	_, reached := c.v.ends[at.ID]
	return at.Kind == item.End && reached
}

func (c *checker) deadDecisions(at *item.Place) {
	for _, d := range at.Decisions {
		key := [2]string{at.ID, d.ID}
		if c.v.decided[key] {
			continue
		}
		if _, told := c.v.nowhere[key]; told {
			continue
		}
		why := item.Text{Zh: "流程总是拒绝", En: "the flow always refuses it"}
		switch c.v.refused[key] {
		case flow.CodeNeeds:
			t := c.x.titles(c.v.missing[key])
			why = item.Text{Zh: "“" + t.Zh + "”总是没有通过", En: t.En + " never has passed by then"}
		case flow.CodeBackTo, flow.CodeNeverVisited:
			why = item.Text{Zh: "没有可以退回的节点", En: "there is nothing it could go back to"}
		case flow.CodeAlone:
			why = item.Text{Zh: "合议成员不能单独作出，须写alone: true", En: "no member of the panel may decide it alone; say alone: true"}
		}
		c.r.add(Error, "dead_decision", d.Pos, nil, c.x.title(at.ID), c.x.decisionTitle(at.ID, d.ID), why)
	}
}

// deadWays reports what is provided for and never happens.
func (c *checker) deadWays(at *item.Place) {
	for _, event := range []string{item.OutcomeFail, flow.Objection} {
		if _, said := at.Upon[event]; !said {
			continue
		}
		if !c.v.fell[[2]string{at.ID, item.OutcomeFail}] {
			c.r.add(Warning, "dead_way", at.Pos, nil, c.x.title(at.ID), event)
		}
	}
}

// deadEnds reports the outcomes of the item that no case comes to.
func (c *checker) deadEnds() {
	grants, granted := false, false
	for _, end := range slices.Sorted(maps.Keys(c.x.it.Outcomes)) {
		_, reached := c.v.ends[end]
		if c.x.it.Outcomes[end] == item.Grants {
			grants, granted = true, granted || reached
		}
		leaving := end == "withdrawn" && c.x.it.Outcomes[end] == item.Closes // also by a caller that goes on without the answer
		if !reached && !leaving && c.x.it.Place(end) == nil {
			c.r.add(Warning, "dead_outcome", c.top(), nil, end)
		}
	}
	if grants && !granted {
		c.r.add(Error, "never_granted", c.top(), nil)
	}
}
