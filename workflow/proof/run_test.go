package proof_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/catalogue"
	"shenpi/workflow/flow"
	"shenpi/workflow/flow/flowtest"
	"shenpi/workflow/item"
	"shenpi/workflow/proof"
)

// proved is a definition with what was proved of it.
type proved struct {
	it *item.Item
	r  *proof.Report
}

func allProved(t testing.TB) []proved {
	t.Helper()
	var list []proved
	add := func(it *item.Item, err error) {
		require.NoError(t, err)
		r := proof.Check(it, proof.Options{})
		require.True(t, r.Sound, "%v", r.Findings)
		list = append(list, proved{it, r})
	}
	for _, path := range catalogue.Items() {
		add(item.Load(catalogue.FS(), path))
	}
	files, err := filepath.Glob("testdata/sound/*.yaml")
	require.NoError(t, err)
	for _, file := range files {
		src, err := os.ReadFile(file)
		require.NoError(t, err)
		add(item.Read(os.DirFS("testdata"), file, src))
	}
	return list
}

// Something fills every placeholder of the shipped items; what is to be written by hand is a line and no placeholder.
func TestShippedTextsLeaveNoPlaceholderBlank(t *testing.T) {
	t.Parallel()
	for _, p := range allProved(t)[:len(catalogue.Items())] {
		for _, f := range p.r.Findings {
			require.NotEqual(t, "placeholder_blank", f.Code, "%s: %s", p.it.Definition.Item, f.En)
		}
	}
}

// TestWhatIsProvedHolds runs proved definitions at random to their end: there always is something to do, every step keeps
// its limit, and then no case counts more working days than was proved, each way back at the cost that was told.
func TestWhatIsProvedHolds(t *testing.T) {
	t.Parallel()
	all := allProved(t)
	rapid.Check(t, func(t *rapid.T) {
		for range 2 {
			newRun(t, rapid.SampledFrom(all).Draw(t, "definition")).play()
		}
	})
}

// TestWhatIsProvedHoldsOfAnyDefinition: the same of definitions drawn anew, as far as the prover accepts them.
func TestWhatIsProvedHoldsOfAnyDefinition(t *testing.T) {
	t.Parallel()
	drawn, accepted := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		it, err := item.Compile(flowtest.DrawLawful(t), nil)
		require.NoError(t, err)
		drawn++
		r := proof.Check(it, proof.Options{Budget: proof.Budget{Positions: 2_000, Work: 40_000}})
		if !r.Sound {
			return
		}
		accepted++
		for range 3 {
			newRun(t, proved{it, r}).play()
		}
	})
	require.Greater(t, 10*accepted, drawn, "too few of %d definitions were accepted to say anything: %d", drawn, accepted)
	t.Logf("%d of %d definitions were accepted", accepted, drawn)
}

func newRun(t *rapid.T, p proved) *run {
	return &run{t: t, proved: p, used: map[string]int{}, excluded: map[int]bool{}, opened: map[int]int{}, due: map[int]int{}}
}

// run is one case with a calendar of working days only.
type run struct {
	proved
	t *rapid.T
	n uint32

	p      flow.Position
	today  int
	opened map[int]int // day, by visit
	due    map[int]int
	moves  int

	begun, over int // of the clock of the decision; 0 = not
	deemed      bool
	allowed     int // what ways back may cost
	used        map[string]int
	excluded    map[int]bool
}

func (c *run) below(n int) int {
	c.n += 2654435761
	return (rapid.IntRange(0, n-1).Draw(c.t, "n") + int(c.n>>16)) % n
}

// Choose implements flow.Chooser.
func (c *run) Choose(n *item.Node) (int, error) { return c.below(len(n.Cases)), nil }

func (c *run) play() {
	c.today = 1
	c.apply(flow.Start(c.it, c))
	for c.p.End == "" {
		c.moves++
		require.Less(c.t, c.moves, 2_000, "the case never ends")
		v := c.next()
		c.today = max(c.today, c.due[v.ID])
		c.act(v)
	}
	if c.begun == 0 {
		return
	}
	if c.over == 0 {
		c.over = c.today
	}
	counted := 0
	for d := c.begun + 1; d <= c.over; d++ {
		if !c.excluded[d] {
			counted++
		}
	}
	for _, time := range c.r.Times {
		if time.Clock == "decide" && time.Deemed == c.deemed {
			require.LessOrEqual(c.t, counted, time.Days+c.allowed, "%s: %v", c.it.Item, time)
			return
		}
	}
	c.t.Fatalf("no time was proved")
}

// next is the open task that is due first.
func (c *run) next() *flow.Visit {
	var first *flow.Visit
	for _, v := range flow.OpenVisits(&c.p) {
		if kind := c.it.Place(v.Node).Kind; kind == item.Parallel || kind == item.Choice {
			continue
		}
		if first == nil || c.due[v.ID] < c.due[first.ID] {
			first = v
		}
	}
	require.NotNil(c.t, first, "nothing is open and the case has not ended")
	return first
}

// act does what is due at a visit: random decisions, but forward ones once the case has taken long.
func (c *run) act(v *flow.Visit) {
	at := c.it.Place(v.Node)
	person := fmt.Sprint("p", c.moves)
	switch {
	case v.Parked():
		c.apply(flow.Answer(c.it, &c.p, v.ID))
		return
	case at.Kind == item.Wait:
		if _, objects := at.Upon[flow.Objection]; objects && c.below(3) == 0 {
			c.apply(flow.Object(c.it, &c.p, v.ID, c))
			if c.p.Visits[v.ID-1].Status != flow.Open {
				return
			}
		}
		c.apply(flow.Elapse(c.it, &c.p, v.ID, c))
		return
	case at.Kind == item.Call:
		c.called(v, at)
		return
	case at.Kind == item.Issue:
		c.apply(flow.Issue(c.it, &c.p, v.ID, person, c))
		return
	}
	if x := at.OnExpiry; x != nil && x.Of == "accept" && c.it.Legal.IsAdminLicence && c.begun == 0 && c.below(4) == 0 {
		c.today = 1 + c.it.Limits.Accept
		c.deemed = x.From == "received"
		c.apply(flow.Deem(c.it, &c.p, v.Node, x.Decision, c))
		return
	}
	if at.By.Pick.Kind == "named" {
		if v.Seats[len(v.Seats)-1].Person == "" {
			for k := range v.Seats {
				c.apply(flow.Name(c.it, &c.p, v.ID, "handler", fmt.Sprint("n", v.ID, "-", k)))
			}
		}
		for _, s := range c.p.Visits[v.ID-1].Seats {
			if s.Vote == "" {
				person = s.Person
				break
			}
		}
	}
	c.decide(v, at, person)
}

// called lets another agency answer either way or, on the last day and not for ever, stay silent.
func (c *run) called(v *flow.Visit, at *item.Place) {
	last := c.opened[v.ID] + at.Call.AnswerWithin.Workdays + at.Call.AnswerWithin.Days*5/7
	if !at.Call.Forward && c.moves < 150 && c.below(3) == 0 {
		c.today = max(c.today, last)
		c.apply(flow.Unanswered(c.it, &c.p, v.ID, c))
		return
	}
	outcome := []string{item.OutcomePass, item.OutcomeFail}[c.below(2)]
	c.apply(flow.CallBack(c.it, &c.p, v.ID, outcome, "", "", c))
}

func (c *run) decide(v *flow.Visit, at *item.Place, person string) {
	options := flow.Options(c.it, &c.p, v.ID)
	for k := len(options) - 1; k > 0; k-- {
		j := c.below(k + 1)
		options[k], options[j] = options[j], options[k]
	}
	if c.moves > 150 { // enough sent back: what does not go back comes first
		slices.SortStableFunc(options, func(a, b string) int { return backward(at, a) - backward(at, b) })
	}
	for _, d := range options {
		changes, err := flow.Decide(c.it, &c.p, v.ID, person, d, c)
		if err == nil {
			c.apply(changes, nil)
			return
		}
		var r *flow.Refusal
		require.True(c.t, errors.As(err, &r), "%v", err)
		require.NotEqual(c.t, flow.CodeNoWayOn, r.Code)
	}
	c.t.Fatalf("%s: nothing can be decided at %s", c.it.Item, v.Node)
}

func backward(at *item.Place, decision string) int {
	if d := at.Decision(decision); d != nil && (d.BackTo != "" || d.Ask != nil) {
		return 1
	}
	return 0
}

// apply makes the changes and keeps the time.
func (c *run) apply(changes []flow.Change, err error) {
	require.NoError(c.t, err)
	back, last := false, flow.Change{}
	for _, ch := range changes {
		require.NoError(c.t, flow.Apply(&c.p, ch))
		switch ch.Kind {
		case flow.Opened:
			c.open(ch)
			if back {
				c.allow(c.p.Visits[last.Visit-1].Node, last.Decision, ch.Node)
				back = false
			}
		case flow.Concluded:
			last = ch
			c.close(ch.Visit)
			c.clocks(c.it.Place(c.p.Visits[ch.Visit-1].Node).Decision(ch.Decision))
		case flow.ClosedVisit:
			c.close(ch.Visit)
		case flow.Voided:
			back = true
		}
	}
}

func (c *run) open(ch flow.Change) {
	at := c.it.Place(ch.Node)
	c.opened[ch.Visit] = c.today
	within := at.Within
	if at.Kind == item.Wait {
		within = at.For.Workdays + at.For.Days*5/7
	}
	if at.Kind == item.Call {
		within = at.Call.AnswerWithin.Workdays + at.Call.AnswerWithin.Days*5/7
	}
	c.due[ch.Visit] = c.today + within - min(within, max(0, c.below(within+3)-2)) // mostly late
}

func (c *run) clocks(d *item.Decision) {
	switch {
	case d == nil:
	case d.Start == "decide" && c.begun == 0:
		if c.begun = c.today; c.deemed {
			c.begun = 1
		}
	case d.Start == "issue" && c.over == 0:
		c.over = c.today
	}
}

// close takes the days out that the visit excludes.
func (c *run) close(visit int) {
	x := c.it.Place(c.p.Visits[visit-1].Node).Exclude
	if x == nil || x.Clock != "decide" {
		return
	}
	for d := c.opened[visit] + 1; d <= c.today && c.used[x.Ground] < x.AtMost; d++ {
		c.used[x.Ground]++
		c.excluded[d] = true
	}
}

// allow adds what the report says a way back costs, while the clock is running.
func (c *run) allow(from, decision, to string) {
	if c.over > 0 {
		return
	}
	for _, r := range c.r.Returns {
		if r.Node == from && r.To == to && (r.Decision == decision || r.Decision == "") {
			c.allowed += r.Days
			return
		}
	}
	c.t.Fatalf("the report knows no way back from %s (%s) to %s", from, decision, to)
}
