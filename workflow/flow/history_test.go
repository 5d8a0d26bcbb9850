package flow_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow/flow"
	"shenpi/workflow/flow/flowtest"
	"shenpi/workflow/item"
)

// source is where the choices of a random history come from: rapid, or the bytes of a fuzz input.
type source interface {
	below(n int) int
}

// drawn turns the numbers of rapid round, for it prefers small ones and most commands would be the first.
type drawn struct {
	t    *rapid.T
	turn uint32
}

func (d *drawn) below(n int) int {
	d.turn += 2654435761
	return (rapid.IntRange(0, n-1).Draw(d.t, "n") + int(d.turn>>16)) % n
}

// player makes random moves and chooses at random.
type player struct {
	game
	from source
}

func (r *player) Choose(n *item.Node) (int, error) { return r.from.below(len(n.Cases)), nil }

func (r *player) person() string { return fmt.Sprint("p", r.from.below(7)) }

// command makes one random command, mostly one that fits the task.
func (r *player) command() ([]flow.Change, error) {
	tasks := r.tasks()
	if len(tasks) == 0 || r.from.below(6) == 0 {
		return r.any(r.from.below(len(r.p.Visits)+3)-1, r.person())
	}
	visit := tasks[r.from.below(len(tasks))]
	v := &r.p.Visits[visit-1]
	person := r.person()
	if k := r.from.below(len(v.Seats) + 1); k < len(v.Seats) && v.Seats[k].Person != "" {
		person = v.Seats[k].Person
	}
	if v.Claimed != "" && r.from.below(4) > 0 {
		person = v.Claimed
	}
	at := r.it.Place(v.Node)
	switch {
	case r.from.below(6) == 0:
		return r.any(visit, person)
	case v.Parked():
		return flow.Answer(r.it, &r.p, visit)
	case at.Kind == item.Wait:
		return flow.Elapse(r.it, &r.p, visit, r)
	case at.Kind == item.Call:
		return r.called(visit)
	case at.Kind == item.Issue:
		return flow.Issue(r.it, &r.p, visit, person, r)
	case at.By.Pick.Kind != "claim" && r.from.below(2) == 0:
		return r.fill(visit, person, r.person())
	case at.By.MayAdd != nil && r.from.below(4) == 0:
		return r.add(visit, person)
	}
	options := flow.Options(r.it, &r.p, visit)
	decision := options[r.from.below(len(options))]
	if decision == "expire" { // would end most cases early
		decision = "pass"
	}
	return flow.DecideFor(r.it, &r.p, visit, r.hand(person), decision, r)
}

// hand is mostly one's own; now and then somebody acts in the person's place.
func (r *player) hand(person string) flow.Hand {
	if r.from.below(4) == 0 {
		return flow.Hand{Person: r.person(), For: person}
	}
	return flow.Hand{Person: person}
}

// called lets the other agency answer, either way, or stay silent.
func (r *player) called(visit int) ([]flow.Change, error) {
	switch r.from.below(4) {
	case 0:
		return flow.Unanswered(r.it, &r.p, visit, r)
	case 1:
		return flow.CallBack(r.it, &r.p, visit, item.OutcomeFail, "", []string{"", flow.NotFiled}[r.from.below(2)], r)
	}
	return flow.CallBack(r.it, &r.p, visit, item.OutcomePass, "", "", r)
}

// any makes any command at all of a visit.
func (r *player) any(visit int, person string) ([]flow.Change, error) {
	switch r.from.below(22) {
	case 0:
		return flow.Claim(r.it, &r.p, visit, person)
	case 1:
		return flow.Release(r.it, &r.p, visit, person)
	case 2:
		return r.fill(visit, person)
	case 3, 4:
		return r.add(visit, person)
	case 5:
		return flow.RemoveSeat(r.it, &r.p, visit, person, []string{"", r.person()}[r.from.below(2)], r)
	case 6:
		return flow.TakeBack(r.it, &r.p, visit, person)
	case 7, 8:
		return r.takeBackLast()
	case 9:
		return flow.Object(r.it, &r.p, visit, r)
	case 10:
		return flow.Elapse(r.it, &r.p, visit, r)
	case 11:
		return flow.Issue(r.it, &r.p, visit, person, r)
	case 12:
		return flow.Silence(r.it, &r.p, visit, r)
	case 13:
		return r.deem()
	case 14:
		return flow.Transfer(r.it, &r.p, visit, person, r.person())
	case 15, 16:
		return flow.Delegate(r.it, &r.p, visit, person, r.person())
	case 17:
		return flow.HandBack(r.it, &r.p, visit, person)
	case 18:
		return flow.Recall(r.it, &r.p, visit, person)
	case 19:
		bar := func() ([]flow.Change, error) { return flow.Bar(r.it, &r.p, person) }
		if r.from.below(2) == 0 {
			bar = func() ([]flow.Change, error) { return flow.Free(r.it, &r.p, visit, person) }
		}
		if changes, err := bar(); err != nil || len(changes) > 0 {
			return changes, err
		}
	case 20:
		return r.called(visit)
	}
	options := append(flow.Options(r.it, &r.p, visit), "pass", "unheard-of")
	return flow.Decide(r.it, &r.p, visit, person, options[r.from.below(len(options))], r)
}

// fill names or draws people for the seats of a panel, by the other means than its own now and then.
func (r *player) fill(visit int, people ...string) ([]flow.Change, error) {
	drawn := visit >= 1 && visit <= len(r.p.Visits) && r.it.Place(r.p.Visits[visit-1].Node).By.Pick.Kind == "draw"
	if drawn != (r.from.below(8) == 0) {
		return flow.Draw(r.it, &r.p, visit, "handler", people...)
	}
	return flow.Name(r.it, &r.p, visit, "handler", people...)
}

// add adds up to three seats anywhere, and names people for some of them.
func (r *player) add(visit int, by string) ([]flow.Change, error) {
	a := flow.Adding{Seats: r.from.below(4), Where: []string{flow.Beside, flow.Before, flow.After, "nowhere"}[r.from.below(7)%4]}
	for range r.from.below(3) {
		a.People = append(a.People, r.person())
	}
	return flow.AddSeats(r.it, &r.p, visit, by, a)
}

// takeBackLast takes back the conclusion made last, as long as it is the last.
func (r *player) takeBackLast() ([]flow.Change, error) {
	for k := len(r.log) - 1; k >= 0; k-- {
		if c := r.log[k]; c.Kind == flow.Concluded && c.Person != "" {
			return flow.TakeBack(r.it, &r.p, c.Visit, c.Person)
		}
	}
	return flow.TakeBack(r.it, &r.p, 1, "p0")
}

// deem lets a clock expire, rarely, for it mostly ends the case.
func (r *player) deem() ([]flow.Change, error) {
	places := r.it.Places()
	at := places[r.from.below(len(places))]
	if r.from.below(4) > 0 || at.OnExpiry == nil {
		return flow.Deem(r.it, &r.p, at.ID, "unheard-of", r)
	}
	return flow.Deem(r.it, &r.p, at.ID, at.OnExpiry.Decision, r)
}

// move makes one random command and holds what must be true of it.
func (r *player) move() {
	before := r.p.Clone()
	changes, err := r.command()
	require.Equal(r.t, before, r.p, "a move changed the position it was given")
	if err == nil {
		require.Empty(r.t, before.End, "a move after the end")
		r.ok(changes, nil)
		r.accounts(&before, changes)
		r.undoes(&before, changes)
		return
	}
	var refused *flow.Refusal
	require.True(r.t, errors.As(err, &refused), "%v", err)
	require.NotEqual(r.t, flow.CodeNoWayOn, refused.Code, "the definition is sound")
	require.Empty(r.t, changes)
	if before.End != "" && refused.Code != flow.CodeAskClosed {
		require.Equal(r.t, flow.CodeCaseEnded, refused.Code)
	}
}

// accounts holds that changes say by which way the flow came to what they open or end, and of a join on which branches
// it rests.
func (r *player) accounts(before *flow.Position, changes []flow.Change) {
	for _, c := range changes {
		switch at := r.it.Place(c.Node); c.Kind {
		case flow.Opened, flow.Ended:
			require.NotEmpty(r.t, c.Way, "%+v", c)
			require.True(r.t, c.Way == flow.WayNext || c.Over == nil, "%+v", c)
			for _, over := range c.Over {
				passed := r.it.Place(over)
				require.Equal(r.t, at.Parent, passed.Parent, "%+v", c)
				require.Less(r.t, passed.Index, at.Index, "%+v", c)
			}
			if c.Way == flow.WayOn && c.Kind == flow.Opened {
				require.Equal(r.t, at.Sequence[at.Index-1].ID, r.p.Visits[c.Opener-1].Node, "%+v", c)
			}
		case flow.Concluded:
			v := &r.p.Visits[c.Visit-1]
			n := r.it.Place(v.Node)
			if n.Kind != item.Parallel {
				require.Zero(r.t, c.Need)
				continue
			}
			require.Equal(r.t, c.Outcome == item.OutcomePass, len(c.Passed) >= c.Need, "%+v", c)
			require.Equal(r.t, c.Outcome == item.OutcomeFail, len(c.Passed)+len(c.Running) < c.Need, "%+v", c)
			for _, b := range n.Branches {
				open := slices.ContainsFunc(before.Visits, func(x flow.Visit) bool {
					return x.Block == c.Visit && x.Lane == b.Name && x.Status == flow.Open && r.p.Visits[x.ID-1].Reason == flow.NotNeeded
				})
				require.True(r.t, !open || slices.Contains(c.Running, b.Name), "%s was under way: %+v", b.Name, c)
			}
		}
	}
}

// undoes holds that taking a vote back at once, where it is allowed, leaves everything as it was before the vote, save
// that the person has acted and that what it had opened is void.
func (r *player) undoes(before *flow.Position, changes []flow.Change) {
	for _, c := range changes {
		if c.Kind != flow.Voted {
			continue
		}
		undo, err := flow.TakeBack(r.it, &r.p, c.Visit, c.Person)
		if err != nil {
			return
		}
		after := r.p.Clone()
		for _, u := range undo {
			require.NoError(r.t, flow.Apply(&after, u))
		}
		for k, v := range after.Visits {
			if k >= len(before.Visits) {
				require.Equal(r.t, flow.Void, v.Status)
				continue
			}
			v.Acted = before.Visits[k].Acted
			require.Equal(r.t, before.Visits[k], v)
		}
	}
}

// forward makes a move that brings an open task nearer to its end; every open task must have one.
func (r *player) forward(visit int) ([]flow.Change, error) {
	v := &r.p.Visits[visit-1]
	if v.Parked() {
		return flow.Answer(r.it, &r.p, visit)
	}
	person := v.Claimed
	for k, s := range v.Seats {
		if person == "" && v.Turn(k) {
			person = s.Person
		}
	}
	at := r.it.Place(v.Node)
	if person == "" {
		person = fmt.Sprint("fresh", len(r.log))
		switch at.By.Pick.Kind {
		case "named":
			return flow.Name(r.it, &r.p, visit, "handler", person)
		case "draw":
			return flow.Draw(r.it, &r.p, visit, "handler", person)
		}
	}
	if v.DelegateOf(person) != "" {
		return flow.Recall(r.it, &r.p, visit, person)
	}
	switch at.Kind {
	case item.Wait:
		return flow.Elapse(r.it, &r.p, visit, r)
	case item.Call:
		return flow.CallBack(r.it, &r.p, visit, item.OutcomePass, "", "", r)
	case item.Issue:
		return flow.Issue(r.it, &r.p, visit, person, r)
	}
	changes, refused := flow.Decide(r.it, &r.p, visit, person, "pass", r)
	for _, decision := range []string{"accept", "grant", "refuse"} { // those of the fixed item, all forward
		if refused == nil {
			break
		}
		if other, err := flow.Decide(r.it, &r.p, visit, person, decision, r); err == nil {
			return other, nil
		}
	}
	return changes, refused
}

// tasks lists the open visits that are not blocks.
func (r *player) tasks() []int {
	var ids []int
	for _, v := range flow.OpenVisits(&r.p) {
		if kind := r.it.Place(v.Node).Kind; kind != item.Parallel && kind != item.Choice {
			ids = append(ids, v.ID)
		}
	}
	return ids
}

// finish brings the case to an end, every open task having had a way to its own.
func (r *player) finish() {
	for moves := 0; r.p.End == ""; moves++ {
		require.Less(r.t, moves, 400, "the case never ends")
		tasks := r.tasks()
		require.NotEmpty(r.t, tasks, "nobody can do anything")
		for _, id := range tasks {
			_, err := r.forward(id)
			require.NoError(r.t, err, "nobody can close %s", r.p.Visits[id-1].Node)
		}
		r.ok(r.forward(tasks[r.from.below(len(tasks))]))
	}
}

func TestRandomHistoriesOfRandomFlows(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		it := build(flowtest.Draw(t)...)
		for range histories {
			r := &player{from: &drawn{t: t}}
			r.t, r.it = t, it
			r.ok(flow.Start(r.it, r))
			late := 0 // commands after the end
			for k := 200 - rapid.IntRange(0, 200).Draw(t, "fewer"); k > 0 && late < 3; k-- {
				r.move()
				if r.p.End != "" {
					late++
				}
			}
			r.finish()
		}
	})
}

type bytes struct{ left []byte }

func (b *bytes) below(n int) int {
	if len(b.left) == 0 {
		return 0
	}
	k := int(b.left[0])
	b.left = b.left[1:]
	return k % n
}

func FuzzMoves(f *testing.F) {
	f.Add([]byte("a case"))
	f.Add([]byte{1, 0, 0, 20, 0, 1, 1, 20, 0, 1, 1, 20, 1, 1, 2, 7, 1, 1, 2})
	f.Fuzz(func(t *testing.T, input []byte) {
		if len(input) > 512 {
			return
		}
		from := &bytes{left: input}
		r := &player{from: from}
		r.t, r.it = t, build(rich()...)
		r.ok(flow.Start(r.it, r))
		for len(from.left) > 0 && r.p.End == "" {
			r.move()
		}
		r.move()
		r.finish()
	})
}

// rich is the qualification with a nested parallel, a choice, a named panel and every kind of join before it.
func rich() []*item.Node {
	named := panel("named", 3, item.Threshold{Percent: 50})
	named.By.Pick.Kind, named.By.MayAdd = "named", &item.MayAdd{Role: "handler", AtMost: 2}
	inner := upon(parallel("inner", item.Join{N: 2}, branch("x", named), branch("y", step("y1", passes(), fails())),
		branch("z", wait("z1"), panel("z2", 2, item.Threshold{Any: true}))), "fail", item.Route{BackTo: "outer"})
	outer := upon(parallel("outer", item.Join{Any: true},
		branch("deep", step("d1"), choice("d2", []*item.Node{inner}, nil)),
		branch("flat", step("f1", passes(), fails(), leaves("return", item.Route{BackTo: "before"}), leaves("jump", item.Route{Next: "acceptance"})))),
		"fail", item.Route{Next: "acceptance"})
	return append([]*item.Node{step("before"), outer}, qualification()...)
}
