package proof

import (
	"slices"
	"strings"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// refusalWords say why a decision cannot be made: {0} is the decision, {1} what it lacks.
var refusalWords = map[string]item.Text{
	flow.CodeNeeds:        {Zh: "“{0}”须“{1}”先通过", En: "\"{0}\" needs \"{1}\" to have passed"},
	flow.CodeOnce:         {Zh: "“{0}”只能提出一次", En: "\"{0}\" can be asked once only"},
	flow.CodeBackTo:       {Zh: "“{0}”没有可以退回的节点", En: "there is nothing that \"{0}\" could go back to"},
	flow.CodeNeverVisited: {Zh: "“{0}”要退回的节点没有经过", En: "what \"{0}\" would go back to was never come to"},
	flow.CodeNoWayOn:      {Zh: "“{0}”之后没有去向", En: "nothing follows \"{0}\""},
	"":                    {Zh: "“{0}”不能作出", En: "\"{0}\" cannot be decided"},
}

// why says of a state in which nothing can be done what keeps each decision from being made.
func (c *checker) why(at int32) item.Text {
	s := c.x.decode(c.x.keys[at])
	var zh, en []string
	for _, m := range c.x.moves(&s) {
		if m.by != Officer || m.decision == "" {
			continue
		}
		for _, out := range m.outcomes {
			if out.refused == "" {
				continue
			}
			words, known := refusalWords[out.refused]
			if !known {
				words = refusalWords[""]
			}
			args := []any{c.x.decisionTitle(m.node, m.decision), c.x.titles(out.nodes)}
			if t := fill(words.Zh, args, false); !slices.Contains(zh, t) {
				zh, en = append(zh, t), append(en, fill(words.En, args, true))
			}
		}
	}
	if len(zh) == 0 {
		return item.Text{Zh: "没有可作的决定", En: "there is no decision to make"}
	}
	return item.Text{Zh: strings.Join(zh, "；"), En: strings.Join(en, "; ")}
}

// circle walks on from a state that the officers cannot bring to an end, through such states only, until one comes again: the
// moves, and the nodes that the case goes round.
func (c *checker) circle(lost int32, won []bool) ([]PathStep, item.Text) {
	next := make(map[int32]int32)
	for _, e := range c.x.edges {
		if e.kind == kindWithdraw || e.kind == kindTerminate {
			continue
		}
		for _, to := range c.x.outs[e.first:e.end] {
			if was, known := next[e.from]; !won[to] && to != e.from && (!known || to < was) { // the nearest to the start: backwards
				next[e.from] = to
			}
		}
	}
	way, at := []int32{lost}, lost
	for {
		to, goes := next[at]
		if !goes {
			return nil, item.Text{}
		}
		if k := slices.Index(way, to); k >= 0 {
			return c.around(append(way, to), k)
		}
		way, at = append(way, to), to
	}
}

// around tells a way whose last state is the one at k again.
func (c *checker) around(way []int32, k int) ([]PathStep, item.Text) {
	var steps []PathStep
	var zh, en []string
	for i, s := range way {
		if i > 0 {
			steps = append(steps, c.x.step(way[i-1], s))
		}
		if at := c.openNode(s); i >= k && at != nil {
			t := c.x.title(at.ID)
			if len(zh) == 0 || zh[len(zh)-1] != "“"+t.Zh+"”" {
				zh, en = append(zh, "“"+t.Zh+"”"), append(en, "\""+t.En+"\"")
			}
		}
	}
	if len(zh) == 1 {
		zh, en = append(zh, zh[0]), append(en, en[0])
	}
	return steps, item.Text{Zh: strings.Join(zh, " → "), En: strings.Join(en, " → ")}
}
