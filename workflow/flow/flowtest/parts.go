// Package flowtest makes flows for tests: by hand from their parts, and at random.
package flowtest

import (
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// The parts items are built of.

// Step is decided by one person, who passes it unless decisions are given.
func Step(id string, decisions ...*item.Decision) *item.Node {
	if len(decisions) == 0 {
		decisions = []*item.Decision{Passes()}
	}
	return Panel(id, 1, item.Threshold{All: true}, decisions...)
}

// Panel is decided by several, who pass or fail it unless decisions are given.
func Panel(id string, people int, pass item.Threshold, decisions ...*item.Decision) *item.Node {
	if len(decisions) == 0 {
		decisions = []*item.Decision{Passes(), Fails()}
	}
	return &item.Node{Kind: item.Step, ID: id, Decisions: decisions,
		By: item.Panel{Role: "handler", People: people, Pass: pass, Pick: item.Pick{Kind: "claim"}}}
}

// Parallel is branches at once.
func Parallel(id string, join item.Join, branches ...*item.Branch) *item.Node {
	return &item.Node{Kind: item.Parallel, ID: id, Join: join, Branches: branches}
}

// Branch is one of them.
func Branch(name string, do ...*item.Node) *item.Branch { return &item.Branch{Name: name, Do: do} }

// Choice is cases, the last of them else.
func Choice(id string, cases ...[]*item.Node) *item.Node {
	n := &item.Node{Kind: item.Choice, ID: id}
	for k, do := range cases {
		n.Cases = append(n.Cases, &item.Alternative{When: "true", Else: k == len(cases)-1, Do: do})
	}
	return n
}

// Wait is five working days.
func Wait(id string) *item.Node {
	return &item.Node{Kind: item.Wait, ID: id, For: item.Span{Workdays: 5}}
}

// Call goes back upon silence.
func Call(id string) *item.Node {
	return &item.Node{Kind: item.Call, ID: id, Call: &item.CallSpec{Item: "other", AnswerWithin: item.Span{Workdays: 10},
		OnSilence: item.CallSilence{BackTo: flow.Previous}, Outcomes: map[string]string{"grants": item.OutcomePass}}}
}

// Issue makes the certificate.
func Issue(id string) *item.Node {
	return &item.Node{Kind: item.Issue, ID: id, By: item.Panel{Role: "certificate-clerk", People: 1}}
}

// End ends the case.
func End(id string) *item.Node { return &item.Node{Kind: item.End, ID: id} }

// Upon says where an event leads.
func Upon(n *item.Node, event string, way item.Route) *item.Node {
	if n.Upon == nil {
		n.Upon = map[string]item.Route{}
	}
	n.Upon[event] = way
	return n
}

// Passes is a decision that goes on, with what it needs.
func Passes(needs ...string) *item.Decision {
	return &item.Decision{ID: "pass", Outcome: item.OutcomePass, Needs: needs}
}

// Fails is a decision that fails.
func Fails() *item.Decision { return &item.Decision{ID: "fail", Outcome: item.OutcomeFail} }

// Leaves is a decision that leaves its step; alone as far as panels are concerned.
func Leaves(id string, way item.Route) *item.Decision {
	return &item.Decision{ID: id, Outcome: id, Next: way.Next, BackTo: way.BackTo, End: way.End, Alone: true}
}

// Asks is a decision that parks its step.
func Asks(id, of string, once bool) *item.Decision {
	return &item.Decision{ID: id, Outcome: id, Alone: true, Ask: &item.Ask{Of: of, Once: once, AnswerWithin: item.Span{Days: 30}}}
}
