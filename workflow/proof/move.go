package proof

import (
	"errors"
	"slices"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// Mover is whose a move is.
type Mover string

// The movers. In the game for an end officers help; clocks and votes come for certain and with the worst content; the
// applicant, the public and another agency may come at the worst moment or never; data decide every choice for the worst.
const (
	Officer   Mover = "officer"
	Member    Mover = "member" // one of several who vote
	Applicant Mover = "applicant"
	Public    Mover = "public"
	Data      Mover = "data"
	Clock     Mover = "clock"
	Agency    Mover = "agency"
)

// The kinds of move.
const (
	kindStart     = "start"
	kindDecide    = "decide"
	kindAnswer    = "answer"
	kindSilence   = "silence"
	kindElapse    = "elapse"
	kindObject    = "object"
	kindCallBack  = "call_back"
	kindNoAnswer  = "no_answer"
	kindIssue     = "issue"
	kindDeem      = "deem"
	kindWithdraw  = "withdraw"
	kindTerminate = "terminate"
	kindAdd       = "add"
	kindRemove    = "remove"
	kindPrepare   = "prepare"
)

// move is one thing that can happen at a state, with everything it can lead to.
type move struct {
	by       Mover
	kind     string
	visit    int
	node     string
	decision string
	certain  bool // it comes whether anybody wants it or not
	outcomes []outcome
	refused  []string // the codes of the refusals met, also those under some data only
}

// outcome is where a move leads under certain data.
type outcome struct {
	picks   []pick
	changes []flow.Change // empty when the flow refused it under these data: the case stays where it is
	key     string        // the state it leads to
	ended   bool
	refused string
	nodes   []string // what the refusal is about
}

// pick is a choice that the data made on the way.
type pick struct {
	node string
	of   int
	took int
}

// oracle answers choices by a script and, after its end, with the first case.
type oracle struct {
	script []int
	picks  []pick
}

// Choose implements flow.Chooser.
func (o *oracle) Choose(n *item.Node) (int, error) {
	k := 0
	if len(o.picks) < len(o.script) {
		k = o.script[len(o.picks)]
	}
	if len(n.Cases) == 0 {
		return 0, &flow.Refusal{Code: flow.CodeNoWayOn, Nodes: []string{n.ID}}
	}
	o.picks = append(o.picks, pick{n.ID, len(n.Cases), k})
	return k, nil
}

// next is the script of the answers not given yet; nil when all were.
func (o *oracle) next() []int {
	for k := len(o.picks) - 1; k >= 0; k-- {
		if o.picks[k].took+1 < o.picks[k].of {
			script := make([]int, k+1)
			for j := range script {
				script[j] = o.picks[j].took
			}
			script[k]++
			return script
		}
	}
	return nil
}

type mover func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error)

// under makes a move under all data there can be. A move that the flow refuses whatever the data has no outcome but
// refusals. The position is that of the state, or the same with somebody on a seat.
func (x *explorer) under(m move, s *state, p *flow.Position, make mover) move {
	o := &oracle{}
	for {
		changes, err := make(p, o)
		out := outcome{picks: o.picks}
		var r *flow.Refusal
		switch {
		case err == nil && x.lead(s, p, changes, &out):
			out.changes = changes
		case errors.As(err, &r):
			out.refused, out.nodes = r.Code, r.Nodes
		default:
			out.refused = codeBroken
		}
		if out.refused != "" {
			m.refused = append(m.refused, out.refused)
		}
		m.outcomes = append(m.outcomes, out)
		x.work += 1 + len(changes) + len(p.Visits)/8
		script := o.next()
		if script == nil || x.work > x.most.Work {
			return m
		}
		o = &oracle{script: script}
	}
}

// lead finds the state that changes lead to; false when they cannot be made.
func (x *explorer) lead(s *state, p *flow.Position, changes []flow.Change, out *outcome) bool {
	after := flow.Position{Visits: append(x.scratch[:0], p.Visits...), End: p.End}
	for _, c := range changes { // what a change touches is not to be shared with the position it is made from
		if c.Visit < 1 || c.Visit > len(after.Visits) {
			continue
		}
		v := &after.Visits[c.Visit-1]
		v.Seats, v.Asked, v.Acted = slices.Clone(v.Seats), slices.Clone(v.Asked), slices.Clone(v.Acted)
		if v.Ask != nil {
			ask := *v.Ask
			v.Ask = &ask
		}
	}
	for _, c := range changes {
		if flow.Apply(&after, c) != nil {
			return false
		}
	}
	x.scratch = after.Visits
	next := state{p: x.reduce(&after)}
	if out.ended = after.End != ""; !out.ended && !x.anyClock {
		next.marks = x.mark(s.marks, &s.p, changes)
	}
	out.key = x.encode(&next)
	return true
}

// codeBroken is a refusal that is none: a fault of the flow itself.
const codeBroken = "broken"

// moves lists everything that can happen at a state, those that the flow refuses too.
func (x *explorer) moves(s *state) []move {
	if s.p.End != "" {
		return nil
	}
	var list []move
	for _, v := range flow.OpenVisits(&s.p) {
		at := x.it.Place(v.Node)
		here := move{visit: v.ID, node: v.Node}
		switch at.Kind {
		case item.Wait:
			list = x.waitMoves(list, here, s)
		case item.Call:
			list = x.callMoves(list, here, s, at)
		case item.Issue:
			here.by, here.kind = Officer, kindIssue
			list = append(list, x.under(here, s, &s.p, func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
				return flow.Issue(x.it, p, v.ID, voter(v), ch)
			}))
		case item.Step:
			if v.Parked() {
				list = x.askMoves(list, here, s)
			} else {
				list = x.stepMoves(list, here, s, v, at)
			}
		}
	}
	list = x.deemings(list, s)
	return x.acts(list, s)
}

// acts are what ends a case from wherever it stands: withdrawing it, and terminating it on a legal ground. Neither is a
// way out that the officers may count on.
func (x *explorer) acts(list []move, s *state) []move {
	end := func(by Mover, kind, end string) {
		list = append(list, x.under(move{by: by, kind: kind}, s, &s.p,
			func(p *flow.Position, _ flow.Chooser) ([]flow.Change, error) { return flow.Finish(x.it, p, end) }))
	}
	if s.marks.Decided {
		return list
	}
	if x.it.Acts.Withdraw != nil {
		end(Applicant, kindWithdraw, "withdrawn")
	}
	if t := x.it.Acts.Terminate; t != nil {
		end(Officer, kindTerminate, t.End)
	}
	return list
}

func (x *explorer) waitMoves(list []move, here move, s *state) []move {
	elapse, object := here, here
	elapse.by, elapse.kind, elapse.certain = Clock, kindElapse, true
	object.by, object.kind = Public, kindObject
	return append(list,
		x.under(elapse, s, &s.p, func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
			return flow.Elapse(x.it, p, here.visit, ch)
		}),
		x.under(object, s, &s.p, func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
			return flow.Object(x.it, p, here.visit, ch)
		}))
}

// callMoves let another agency answer either way, or never: then silence comes for certain. What is only forwarded is
// filed, or cannot be, for certain.
func (x *explorer) callMoves(list []move, here move, s *state, at *item.Place) []move {
	answer, silence := here, here
	answer.by, answer.kind, answer.certain = Agency, kindCallBack, at.Call.Forward
	for _, outcome := range []string{item.OutcomePass, item.OutcomeFail} {
		list = append(list, x.under(answer, s, &s.p, func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
			return flow.CallBack(x.it, p, here.visit, outcome, "", "", ch)
		}))
	}
	if at.Call.AnswerWithin == (item.Span{}) {
		return list
	}
	silence.by, silence.kind, silence.certain = Clock, kindNoAnswer, true
	return append(list, x.under(silence, s, &s.p, func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
		return flow.Unanswered(x.it, p, here.visit, ch)
	}))
}

func (x *explorer) askMoves(list []move, here move, s *state) []move {
	ask := s.p.Visits[here.visit-1].Ask
	answer, silence := here, here
	answer.kind, answer.by, answer.decision = kindAnswer, Applicant, ask.Decision
	if ask.Of != flow.Applicant {
		answer.by = Officer
	}
	silence.kind, silence.by, silence.certain, silence.decision = kindSilence, Clock, true, ask.Decision
	return append(list,
		x.under(answer, s, &s.p, func(p *flow.Position, _ flow.Chooser) ([]flow.Change, error) {
			return flow.Answer(x.it, p, here.visit)
		}),
		x.under(silence, s, &s.p, func(p *flow.Position, ch flow.Chooser) ([]flow.Change, error) {
			return flow.Silence(x.it, p, here.visit, ch)
		}))
}
