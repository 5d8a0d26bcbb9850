package flowtest

import (
	"pgregory.net/rapid"

	"shenpi/workflow/item"
)

// DrawLawful draws a definition around a flow of Draw that a prover may accept: an application is accepted, every step has
// a limit, every refusal a reason and a document, and a last step grants on all that stands before it or refuses.
func DrawLawful(t *rapid.T) *item.Definition {
	nodes := Draw(t)
	nodes = nodes[:len(nodes)-1]
	accept := Passes()
	accept.ID, accept.Start = "accept", "decide"
	grant := Passes()
	grant.ID = "grant"
	for _, n := range nodes {
		grant.Needs = append(grant.Needs, n.ID)
	}
	last := Step("last", grant, Leaves("refuse", item.Route{End: "refused"}))
	flow := append([]*item.Node{Step("desk", accept)}, nodes...)
	flow = append(flow, last, End("granted"))
	d := &item.Definition{Item: "drawn", Version: 1, Flow: flow, Limits: item.Limits{Accept: 5, Decide: 1000},
		Outcomes:  map[string]item.Effect{"granted": item.Grants, "refused": item.Refuses},
		Documents: []item.DocumentSpec{{ID: "no", Title: item.Text{Zh: "决定书"}, Text: "可以申请行政复议"}}}
	for _, at := range item.Index(d).Places() {
		lawful(t, at.Node)
	}
	return d
}

func lawful(t *rapid.T, n *item.Node) {
	within := rapid.IntRange(1, 4).Draw(t, "within")
	switch n.Kind {
	case item.Issue: // opens only once the case is granted
		*n = *Step(n.ID)
		n.Within = within
	case item.Step:
		n.Within = within
		if n.By.Pick.Kind != "claim" {
			n.By.Pick = item.Pick{Kind: "named", By: "handler"}
		}
	case item.Wait:
		n.For = item.Span{Workdays: within}
	case item.Call:
		n.Call.AnswerWithin = item.Span{Workdays: within}
	}
	for _, d := range n.Decisions {
		if d.End == "refused" {
			d.Reason, d.Document = true, "no"
		}
		if d.Next == "granted" { // only the last step grants
			d.Next = "last"
		}
	}
	for event, way := range n.Upon {
		if way.End == "refused" || way.Next == "granted" { // nobody would give the reason, or rest the grant on anything
			n.Upon[event] = item.Route{Next: "last"}
		}
	}
}
