package workflow_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// TestExplainAgreesWithTheCommands asks at random moments what somebody may do, and tries it: what is not allowed is
// refused for the reason told, and one thing that is allowed is done.
func TestExplainAgreesWithTheCommands(t *testing.T) {
	t.Parallel()
	stage := openStage(t)
	rapid.Check(t, func(t *rapid.T) {
		h := stage.begin(t)
		for range h.below(40) + 1 {
			if h.over() {
				break
			}
			h.step()
			h.agrees(pick(h, h.audits).m)
		}
	})
}

func (h *history) agrees(m *matter) {
	ctx := context.Background()
	viewed, _, err := h.engine.View(ctx, m.id)
	require.NoError(h, err)
	actor := workflow.Actor{Person: h.person()}
	if tasks := h.store.Tasks(m.id); len(tasks) > 0 && h.below(3) > 0 {
		actor.Person = pick(h, people[pick(h, tasks).Role])
	}
	if h.below(8) == 0 {
		actor = workflow.Actor{Person: "A1", Enterprise: m.state().Applicant}
	}
	list, err := h.engine.Explain(ctx, actor, m.id)
	require.NoError(h, err)
	if h.below(8) == 0 {
		h.asksEverything(m)
	}
	_, err = h.engine.CatchUp(ctx, m.id)
	require.NoError(h, err)
	require.Equal(h, m.state().Position, viewed.State.Position, "a view shows what the job will write")
	var may []workflow.Permission
	for _, p := range list {
		if p.Allowed {
			may = append(may, p)
			continue
		}
		var told *workflow.Error
		err := h.carryOut(m, actor, p)
		require.True(h, errors.As(err, &told), "%s %s %s: explain says %s, the command %v", p.Action, p.Node, p.Decision, p.Why.Code, err)
		require.Equal(h, p.Why.Code, told.Code, "%s %s %s", p.Action, p.Node, p.Decision)
		h.tellsAll(p)
		require.Equal(h, p.Why.Nodes, told.Nodes)
	}
	if len(may) > 0 {
		p := pick(h, may)
		err := h.carryOut(m, actor, p)
		require.NoError(h, err, "explain allows %s %s %s to %s", p.Action, p.Node, p.Decision, actor.Person)
	}
	for _, a := range h.audits {
		require.Empty(h, a.check(h.office))
	}
}

// asksEverything has everybody ask: whatever fails for whom, no condition stumbles over what another one asks for.
func (h *history) asksEverything(m *matter) {
	for _, role := range people {
		for _, person := range role {
			_, err := h.engine.Explain(context.Background(), workflow.Actor{Person: person}, m.id)
			require.NoError(h, err)
		}
	}
	for _, enterprise := range []string{m.state().Applicant, "91520000MA0000999X"} {
		_, err := h.engine.Explain(context.Background(), workflow.Actor{Person: "B1", Enterprise: enterprise}, m.id)
		require.NoError(h, err)
	}
}

// carryOut does what a permission is about, with everything that has to be given.
func (h *history) carryOut(m *matter, actor workflow.Actor, p workflow.Permission) error {
	ctx, task := context.Background(), workflow.TaskInput{Case: m.id, Visit: p.Visit}
	extend := workflow.ExtendInput{Case: m.id, Days: 1, Reason: "理由"}
	var err error
	switch p.Action {
	case "decide":
		_, err = h.engine.Decide(ctx, actor, workflow.DecideInput{Case: m.id, Visit: p.Visit, Decision: p.Decision, Reason: "理由", InPlaceOf: p.InPlaceOf,
			Grade: "4", Supplements: []workflow.Supplement{{Problem: "缺页", Demand: "补齐"}}})
	case "claim":
		_, err = h.engine.Claim(ctx, actor, task)
	case "release":
		_, err = h.engine.Release(ctx, actor, task)
	case "take_back":
		_, err = h.engine.TakeBack(ctx, actor, task)
	case "issue":
		_, err = h.engine.Issue(ctx, actor, task)
	case "name":
		_, err = h.engine.Name(ctx, actor, workflow.NameInput{Case: m.id, Visit: p.Visit, People: h.namable(m, p)})
	case "draw":
		_, err = h.engine.Draw(ctx, actor, task)
	case "add_seats":
		_, err = h.engine.AddSeats(ctx, actor, workflow.AddSeatsInput{Case: m.id, Visit: p.Visit, Where: flow.Beside, Seats: 1})
	case "remove_seat":
		_, err = h.engine.RemoveSeat(ctx, actor, workflow.RemoveSeatInput{Case: m.id, Visit: p.Visit, Person: h.removable(m, actor, p)})
	case "answer":
		_, err = h.engine.Answer(ctx, actor, workflow.AnswerInput{Case: m.id, Visit: p.Visit, Text: "已核对"})
	case "object":
		_, err = h.engine.Object(ctx, actor, workflow.ObjectInput{Case: m.id, Visit: p.Visit, Text: "异议"})
	case "reply":
		_, err = h.engine.Reply(ctx, actor, workflow.ReplyInput{Case: m.id, Visit: p.Visit, Reply: p.Decision, File: pdf("", "d1")})
	case "withdraw":
		_, err = h.engine.Withdraw(ctx, actor, workflow.CaseInput{Case: m.id})
	case "supply":
		_, err = h.answerAs(m, actor)
	case "ask_extension":
		_, err = h.engine.AskExtension(ctx, actor, extend)
	case "approve_extension":
		_, err = h.engine.ApproveExtension(ctx, actor, extend)
	case "refuse_extension":
		_, err = h.engine.RefuseExtension(ctx, actor, extend)
	default:
		return h.carryOutAct(m, actor, p)
	}
	return err
}

// namable is one person who may have a seat: the office has more of each role than a panel has seats to bar.
func (h *history) namable(m *matter, p workflow.Permission) []string {
	s := m.state()
	v, n := s.Position.Visits[p.Visit-1], h.item.Place(p.Node)
	for _, person := range h.staff[n.By.Role] {
		seated := slices.ContainsFunc(v.Seats, func(s flow.Seat) bool { return s.Person == person })
		barred := slices.ContainsFunc(flow.Who(&s.Position, n.By.NotWho), func(w flow.Acted) bool { return w.Person == person })
		if !seated && !barred && !s.Recused(person) && !v.Taken(person) {
			return []string{person}
		}
	}
	return people[n.By.Role][:1]
}

const everyGuard = `
  - step: first
    title: {zh: 初, en: First}
    by: {role: handler}
    decisions:
      pass: {}
      skip: {title: {zh: 跳, en: Skip}, next: last, reason: required}
  - {step: middle, title: {zh: 中, en: Middle}, by: {role: inspector}, decisions: {pass: {}}}
  - step: last
    title: {zh: 末, en: Last}
    by: {role: office-head, not_who: [first]}
    decisions:
      pass: {needs: [middle]}
      supplement: {ask: applicant, once: true, reason: required, answer_within: {days: 10}, document: letter}
      inquire: {title: {zh: 问, en: Inquire}, needs: [middle], ask: applicant, once: true, answer_within: {days: 10}, document: letter}
      return: {back_to: middle, reason: required}
  - end: granted
`

func TestGuardsAreToldInOrder(t *testing.T) {
	t.Parallel()
	atLast := func(t *testing.T) *matter {
		c := file(t, everyGuard, "2026-11-23")
		c.as("H1").decide("first", "skip")
		return c
	}
	bare := func(c *matter, decision string) string {
		_, err := c.engine.Decide(context.Background(), c.actor(), workflow.DecideInput{Case: c.id, Visit: c.visit("last"), Decision: decision})
		return workflow.Code(err)
	}
	for _, g := range []struct {
		name, person, decision, want string
		given                        func(*matter)
	}{
		{"case_ended before task_not_open", "W1", "none", "case_ended", func(c *matter) { c.withdraw() }},
		{"parked before role", "W1", "none", "parked", func(c *matter) { c.as("O1").decide("last", "supplement") }},
		{"role before not_who", "H2", "none", "role", func(*matter) {}},
		{"not_who before decision_unknown", "H1", "none", "not_who", func(*matter) {}},
		{"decision_unknown before claimed", "O1", "none", "decision_unknown", func(c *matter) { c.as("O2").claim("last") }},
		{"claimed before needs", "O1", "pass", "claimed", func(c *matter) { c.as("O2").claim("last") }},
		{"claimed before reason", "O1", "return", "claimed", func(c *matter) { c.as("O2").claim("last") }},
		{"needs", "O1", "inquire", "needs", func(*matter) {}},
		{"once before reason", "O1", "supplement", "once", func(c *matter) { c.as("O1").decide("last", "supplement"); c.supply() }},
		{"reason before never_visited", "O1", "return", "reason", func(*matter) {}},
	} {
		t.Run(g.name, func(t *testing.T) {
			t.Parallel()
			c := atLast(t)
			g.given(c)
			c.as(g.person)
			require.Equal(t, g.want, bare(c, g.decision))
		})
	}
	t.Run("task_not_open before role", func(t *testing.T) {
		t.Parallel()
		c := atLast(t)
		c.as("W1").cannot("task_not_open").decide("first", "none")
	})
}

func TestAnEndedCaseAnswersEveryCommandAlike(t *testing.T) {
	t.Parallel()
	c := file(t, everyGuard, "2026-11-23")
	c.withdraw()
	c.ended("withdrawn")
	entries := len(c.entries())
	c.as("H1").cannot("case_ended").claim("first")
	c.cannot("case_ended").release("first")
	c.cannot("case_ended").takeBack("first")
	c.cannot("case_ended").issue("first")
	c.cannot("case_ended").name("first", "H2")
	c.cannot("case_ended").draw("first")
	c.cannot("case_ended").addSeats("first", flow.Beside, 1)
	c.cannot("case_ended").removeSeat("first", "H2")
	c.cannot("case_ended").answer("first")
	c.cannot("case_ended").object("first")
	c.cannot("case_ended").decide("first", "pass")
	c.cannot("case_ended").askExtension(1)
	c.as("G1").cannot("case_ended").approveExtension()
	c.cannot("case_ended").refuseExtension()
	c.cannot("case_ended").withdraw()
	c.cannot("case_ended").supply()
	c.wake("2027-11-23 09:00")
	require.Len(t, c.entries(), entries)
}

func TestExplainWarnsWhenNobodyWouldBeLeft(t *testing.T) {
	t.Parallel()
	c := file(t, everyGuard, "2026-11-23")
	c.staff["office-head"] = []string{"O1"}
	require.Empty(t, c.as("H1").permission("decide", "pass").Warnings)
	c.staff["handler"] = []string{"H1", "O1"}
	list := c.as("O1").permission("decide", "pass").Warnings
	require.Len(t, list, 1)
	require.Equal(t, "leaves_nobody", list[0].Code)
	require.Equal(t, item.Text{Zh: "您办理后，“末”将没有人可以办理", En: "After you act here nobody would be left to act at Last"}, list[0].Text)
}

// tellsAll checks what is said of every condition of an act that fails: once each, in sentences, with the cure.
func (h *history) tellsAll(p workflow.Permission) {
	require.Equal(h, p.Why, p.Whys[0].Error, "the one the command tells comes first")
	var codes []string
	for _, f := range p.Whys {
		require.NotContains(h, codes, f.Code)
		codes = append(codes, f.Code)
		require.NotEmpty(h, f.Text.Zh, f.Code)
		require.NotContains(h, f.Text.En, "This cannot be done", "%s has no sentence", f.Code)
		if u := f.Unlock; u != nil {
			require.NotContains(h, u.Text.Zh+u.Text.En, "{0}", f.Code)
			require.NotEmpty(h, u.Text.En, f.Code)
		}
	}
}

func TestEveryFailingConditionIsTold(t *testing.T) {
	t.Parallel()
	c := file(t, everyGuard, "2026-11-23")
	c.as("H1").decide("first", "skip")
	codes := func(p workflow.Permission) (list []string) {
		for _, f := range p.Whys {
			list = append(list, f.Code)
		}
		return list
	}
	p := c.as("H2").permission("decide", "pass")
	require.Equal(t, []string{"role", "needs"}, codes(p), "who and what: both have to change")
	require.Equal(t, []string{"O1", "O2"}, p.Whys[0].Unlock.People, "H1 acted at the step before and is no cure")
	require.Contains(t, p.Whys[1].Unlock.Text.Zh, "中")
	p = c.as("H1").permission("decide", "pass")
	require.Equal(t, []string{"not_who", "needs"}, codes(p))
	require.Equal(t, []string{"O1", "O2"}, p.Whys[0].Unlock.People)
	c.as("O1").decide("last", "supplement")
	p = c.as("H2").permission("decide", "pass")
	require.Equal(t, []string{"parked", "role"}, codes(p))
	c.withdraw()
	x, err := c.engine.ExplainAll(context.Background(), c.actor(), c.id)
	require.NoError(t, err)
	require.Len(t, x.Idle, 1)
	require.Contains(t, x.Idle[0].En, "ended")
}

func TestItIsToldWhyNobodyHasATask(t *testing.T) {
	t.Parallel()
	idle := func(c *matter) (zh []string) {
		x, err := c.engine.ExplainAll(context.Background(), c.applicant(), c.id)
		require.NoError(t, err)
		for _, s := range x.Idle {
			require.NotEmpty(t, s.En)
			zh = append(zh, s.Zh)
		}
		return zh
	}
	c := file(t, everyGuard, "2026-11-23")
	require.Empty(t, idle(c), "somebody has a task")
	c.as("H1").decide("first", "skip")
	c.silent = true
	c.as("O1").decide("last", "supplement")
	require.Equal(t, []string{"等待印发：函", "“末”等待申请人补正"}, idle(c), "the notice starts the time to answer")
	c.silent = false
	c.serve()
	require.Equal(t, []string{"“末”等待申请人补正，至2026-12-03止"}, idle(c))
	c.supply()
	require.Empty(t, idle(c))
	w := file(t, published, "2026-11-23")
	w.as("H1").decide("first", "pass")
	require.Len(t, idle(w), 1)
	require.Contains(t, idle(w)[0], "止")
}

// What a list of tasks says of each is what the case itself says, without the case being read again.
func TestATaskInAListIsExplainedAlike(t *testing.T) {
	t.Parallel()
	c := file(t, everyGuard, "2026-11-23")
	stored, err := c.store.Case(context.Background(), c.id)
	require.NoError(t, err)
	bare := *stored
	bare.Form = nil
	whole, err := c.engine.Explain(context.Background(), workflow.Actor{Person: "H1"}, c.id)
	require.NoError(t, err)
	one, err := c.engine.ExplainTask(workflow.Actor{Person: "H1"}, &bare, 1)
	require.NoError(t, err)
	require.Equal(t, whole[:len(one)], one)
	none, err := c.engine.ExplainTask(workflow.Actor{Person: "H1"}, &bare, 9)
	require.NoError(t, err)
	require.Empty(t, none)
}
