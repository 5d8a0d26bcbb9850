package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
)

// TestWhenTheJobRunsMakesNoDifference plays one history three times: nobody wakes the case between the commands, it is
// woken every midnight, it is woken at each instant it names as its next. The trail tells the same each time.
func TestWhenTheJobRunsMakesNoDifference(t *testing.T) {
	t.Parallel()
	stage := openStage(t)
	rapid.Check(t, func(t *rapid.T) {
		h := stage.begin(t)
		m := h.audits[0].m
		sample, shipped := stage.applications[h.item.Item]
		form, _ := h.store.Case(context.Background(), m.id)
		var twins []*matter
		for range 2 {
			o := openOffice(t, h.item, calendar.DateOf(h.clock.Now()).String())
			stage.stock(o)
			in := workflow.SubmitInput{Item: h.item.Item, Form: form.Form}
			if shipped {
				in.Files = attachments(sample)
			}
			filer := workflow.Actor{Person: form.State.FiledBy, Enterprise: form.State.Applicant}
			if in.OwnMotion = form.State.OwnMotion; in.OwnMotion {
				filer.Enterprise = ""
			}
			r, err := o.engine.Submit(context.Background(), filer, in)
			require.NoError(t, err)
			twins = append(twins, &matter{office: o, id: r.Case, silent: true})
		}
		for range h.below(30) + 1 {
			until := h.clock.Now().Add(pick(h, []time.Duration{time.Hour, 24 * time.Hour, 75 * time.Hour, 11 * 24 * time.Hour, 40 * 24 * time.Hour}))
			twins[0].daily(until)
			twins[1].whenDue(until)
			h.clock.set(until)
			if h.below(10) == 0 { // a holiday declared late, or for a day gone by, while nothing is left undone
				holiday := calendar.DateOf(until).AddDays(h.below(25) - 5)
				for _, c := range append(twins, m) {
					_, err := c.engine.CatchUp(context.Background(), c.id)
					require.NoError(t, err)
					c.declare(t, holiday)
					_, err = c.engine.CatchUp(context.Background(), c.id)
					require.NoError(t, err)
				}
			}
			command := h.script(twins[0]) // who has noticed everything
			told := workflow.Code(command(m))
			require.Equal(t, told, workflow.Code(command(twins[0])))
			require.Equal(t, told, workflow.Code(command(twins[1])))
		}
		for _, c := range append(twins, m) {
			_, err := c.engine.CatchUp(context.Background(), c.id)
			require.NoError(t, err)
		}
		require.Equal(t, m.story(), twins[0].story(), "woken every midnight")
		require.Equal(t, m.story(), twins[1].story(), "woken when due")
	})
}

// script draws one command that can be given to every twin.
func (h *history) script(m *matter) func(*matter) error {
	ctx := context.Background()
	n := h.below(12)
	tasks := m.store.Tasks(m.id)
	if len(tasks) == 0 || n == 0 {
		return func(m *matter) error {
			_, err := m.engine.Supply(ctx, m.applicant(), workflow.SupplyInput{Case: m.id, Form: json.RawMessage(plainForm)})
			return err
		}
	}
	task := pick(h, tasks)
	who := workflow.Actor{Person: h.entitled(task)}
	switch node := h.item.Place(task.Node); {
	case n < 5:
		return render(m.state().Documents)
	case task.Kind == "call":
		return func(m *matter) error {
			_, err := m.engine.Reply(ctx, who, workflow.ReplyInput{Case: m.id, Visit: task.Visit, Reply: "grants", File: pdf("", "d1")})
			return err
		}
	case task.Kind == "issue":
		return func(m *matter) error {
			_, err := m.engine.Issue(ctx, who, workflow.TaskInput{Case: m.id, Visit: task.Visit})
			return err
		}
	default:
		d := node.Decisions[0].ID
		if n > 8 {
			d = pick(h, node.Decisions).ID
		}
		return func(m *matter) error {
			_, err := m.engine.Decide(ctx, who, workflow.DecideInput{Case: m.id, Visit: task.Visit, Decision: d, Reason: "理由", Grade: "4",
				Supplements: []workflow.Supplement{{Problem: "缺页", Demand: "补齐"}}})
			return err
		}
	}
}

// render issues everything owed.
func render(list []workflow.DocumentFact) func(*matter) error {
	return func(m *matter) error {
		for _, d := range list {
			if d.IssuedAt.IsZero() {
				_, err := m.engine.DocumentIssued(context.Background(), workflow.IssuedDocument{Case: m.id, Seq: d.Seq, File: "00", Size: 1})
				if err != nil {
					return err
				}
			}
		}
		return nil
	}
}

// daily wakes the case at every midnight until then.
func (m *matter) daily(until time.Time) {
	for {
		next := calendar.DateOf(m.clock.Now()).End()
		if next.After(until) {
			m.clock.set(until)
			return
		}
		m.clock.set(next)
		_, err := m.engine.CatchUp(context.Background(), m.id)
		require.NoError(m, err)
	}
}

// whenDue wakes the case whenever it says it is due, as the job does.
func (m *matter) whenDue(until time.Time) {
	for range 1000 {
		due, err := m.store.Due(context.Background(), until, 1)
		require.NoError(m, err)
		if len(due) == 0 {
			m.clock.set(until)
			return
		}
		next := m.nextDue()
		if next.After(m.clock.Now()) {
			m.clock.set(next)
		}
		_, err = m.engine.CatchUp(context.Background(), m.id)
		require.NoError(m, err)
		require.True(m, m.nextDue().IsZero() || m.nextDue().After(m.clock.Now()), "a case that was caught up is not due")
	}
	require.Fail(m, "a case is due for ever")
}

func (m *matter) nextDue() time.Time {
	c, err := m.store.Case(context.Background(), m.id)
	require.NoError(m, err)
	return c.State.NextDue
}

// story is what the trail tells, without what is random and without when it was written down.
func (m *matter) story() []string {
	var list []string
	for _, r := range m.entries() {
		var f workflow.Facts
		require.NoError(m, json.Unmarshal(r.Entry.Facts, &f))
		f.Form = nil
		for i := range f.Owed {
			f.Owed[i].Data = [32]byte{}
		}
		for i := range f.Calls { // drawn
			f.Calls[i].Child, f.Calls[i].Form = "", [32]byte{}
		}
		text, err := json.Marshal(f)
		require.NoError(m, err)
		list = append(list, fmt.Sprintf("%s %s %v %s", r.Entry.Kind, r.Entry.EffectiveAt, r.Entry.Actor, text))
	}
	return list
}

func TestSilenceOnASupplementDeclines(t *testing.T) {
	t.Parallel()
	c := file(t, acceptance, "2026-11-02")
	c.at("2026-11-03 10:00").as("W1").decide("acceptance", "supplement")
	c.wake("2026-12-03 23:59")
	c.open("acceptance")
	c.wake("2026-12-20 08:00") // late
	c.ended("not-accepted")
	kinds := c.kinds()
	require.Equal(t, "document_issued", kinds[len(kinds)-1])
	silence := c.entries()[len(kinds)-2].Entry
	require.Equal(t, "silence", silence.Kind)
	require.Equal(t, day("2026-12-03"), calendar.DateOf(silence.EffectiveAt))
	s := c.state()
	require.Equal(t, "letter", s.Documents[1].Type, "the applicant is told in writing")
	require.Equal(t, day("2026-12-03"), s.DecidedOn)
	require.Empty(t, s.Deemed)
	c.cannot("ask_closed").supply()
	require.Empty(t, c.cards("red"), "the office was not late")
	require.Zero(t, c.nextDue())
}

func TestAnAnswerBeforeTheNoticeIsServed(t *testing.T) {
	t.Parallel()
	c := file(t, acceptance, "2026-11-02")
	c.silent = true
	c.as("W1").decide("acceptance", "supplement")
	require.True(t, c.clockOf("accept").Running(), "a notice not yet served halts nothing")
	c.at("2026-11-04 10:00").supply()
	require.Equal(t, day("2026-11-11"), c.clockOf("accept").Due(c.loaded, day("2026-11-04")).Law)
	c.serve()
	require.True(t, c.clockOf("accept").Running(), "nor when it comes after the answer")
	require.False(t, c.state().Visits[0].Answer.Running())
}

func TestRenewalIsDeemedFromWhateverStepIsOpen(t *testing.T) {
	t.Parallel()
	stage := openStage(t)
	steps := []struct{ node, person, decision string }{
		{"acceptance", "W1", "accept"}, {"first-review", "H1", "pass"}, {"site-check", "I1", "pass"}, {"site-check", "I2", "pass"},
		{"second-review", "O1", "pass"}, {"decision", "L1", "return"},
	}
	for stop := range len(steps) + 1 {
		t.Run(fmt.Sprintf("after %d decisions", stop), func(t *testing.T) {
			t.Parallel()
			c := stage.shipped(t, "si-renewal")
			for _, s := range steps[:stop] {
				c.at("2026-11-24 10:00").as(s.person).decide(s.node, s.decision)
			}
			c.wake("2027-02-28 23:59")
			require.NotContains(t, c.state().Deemed, "renew")
			c.wake("2027-03-01 00:00")
			c.open("certificate")
			s := c.state()
			require.Contains(t, s.Deemed, "renew")
			require.Equal(t, day("2027-02-28"), s.DecidedOn)
			require.Equal(t, "deemed", flow.Current(&s.Position, "decision").Reason)
			require.Equal(t, 1, count(c.cards("red"), "validity deemed 2027-02-28"))
			require.Equal(t, day("2027-03-01"), s.Certificate.ValidFrom, "the new certificate follows the old one")
			require.False(t, running(c.clockOf("validity")))
			c.as("C1").issue("certificate")
			c.as("W1").decide("delivery", "delivered")
			c.ended("renewed")
		})
	}
}

func TestNoSupplementOrExtensionPastADate(t *testing.T) {
	t.Parallel()
	o := openOffice(t, small(t, acceptance), "2026-11-02")
	c := o.file(`{"n":1,"valid_until":"2026-11-30"}`)
	c.as("W1").cannot("date_limit", "2026-11-30").decide("acceptance", "supplement")
	c.decide("acceptance", "accept")
	require.Equal(t, "date_limit", c.as("H1").permission("ask_extension", "").Why.Code)
	c.cannot("date_limit").askExtension(1)
	o = openOffice(t, small(t, acceptance), "2026-11-02")
	_, err := o.engine.Submit(context.Background(), workflow.Actor{Person: "A1", Enterprise: applicant},
		workflow.SubmitInput{Item: "small", Form: json.RawMessage(`{"n":1,"valid_until":"tomorrow"}`)})
	require.Equal(t, "clock_date", workflow.Code(err))
}

func TestNothingIsDeemedOnAYearThatIsNotLoaded(t *testing.T) {
	t.Parallel()
	c := file(t, acceptance, "2026-12-28")
	c.wake("2027-01-20 10:00")
	c.open("acceptance")
	require.Empty(t, c.state().Deemed)
	require.Empty(t, c.cards("red"))

	loaded, err := calendar.ParseYear("2027.json", []byte(`{"year": 2027, "source": "试验", "holidays": [
		{"date": "2027-01-01", "name": {"zh": "元旦", "en": "New Year's Day"}}], "makeup": []}`))
	require.NoError(t, err)
	c.loaded = c.loaded.With(loaded)
	c.wake("2027-01-20 11:00")
	require.Equal(t, []string{"accept"}, c.state().Deemed)
	require.Equal(t, []string{"accept deemed 2027-01-05", "decide promise_expired 2027-01-19"}, c.cards("red"))
}

func TestAPromiseIsJudgedByItsOwnDays(t *testing.T) {
	t.Parallel()
	for name, days := range map[string][]string{"on time": {"2026-12-25 23:59", "2026-12-26 00:00"}, "late": {"2027-01-20 10:00"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := file(t, twoSteps, "2026-12-04")
			c.as("H1").decide("s1", "pass")
			for _, d := range days {
				c.wake(d)
			}
			require.True(t, c.clockOf("decide").Due(c.loaded, day("2026-12-25")).Provisional, "the law ends in a year not loaded")
			require.Contains(t, c.cards("warning"), "decide promise_near 2026-12-22")
			require.Equal(t, []string{"decide promise_expired 2026-12-25"}, c.cards("red"), "and is not held against anybody")
		})
	}
}

func TestEachSignalIsGivenOnce(t *testing.T) {
	t.Parallel()
	c := file(t, twoSteps, "2026-11-02")
	c.as("H1").decide("s1", "pass")
	for range 3 {
		c.wake("2026-12-15 10:00")
	}
	require.Equal(t, []string{"step/2 step_half 2026-11-04", "step/2 step_near 2026-11-06", "decide promise_half 2026-11-11",
		"decide law_half 2026-11-16", "decide promise_near 2026-11-18", "decide law_near 2026-11-24"}, c.cards("warning"))
	require.Equal(t, []string{"step/2 step_expired 2026-11-09"}, c.cards("yellow"))
	require.Equal(t, []string{"decide promise_expired 2026-11-23", "decide law_expired 2026-11-30"}, c.cards("red"))
}

func TestAPublicNoticeSendsBackAsOftenAsTheItemSays(t *testing.T) {
	t.Parallel()
	c := file(t, published, "2026-11-02")
	c.as("H1").decide("first", "pass")
	require.Equal(t, []string{"notice"}, documents(c), "the public notice is owed when it begins")
	c.as("W1").object("publicity")
	c.open("first")
	c.as("H1").decide("first", "pass")
	c.as("W1").object("publicity")
	c.open([]string{}...) // the second objection is recorded and leads nowhere
	c.wake("2026-11-10 00:00")
	c.open("renewal")
	c.as("L1").decide("renewal", "pass")
	require.Equal(t, workflow.StatusDecided, c.state().Status)
	c.cannot("withdraw_late").withdraw()
}

func TestAnAnswerAfterAcceptanceIsNoNewReceipt(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: first, title: {zh: 初, en: First}, by: {role: window}, decisions: {pass: {clock: {start: decide}}}}
  - step: second
    title: {zh: 复, en: Second}
    by: {role: handler}
    decisions: {pass: {needs: [first]}, supplement: {ask: applicant, clock: {restart: accept}, answer_within: {days: 10}, document: letter}}
  - end: granted
`, "2026-11-02")
	c.as("W1").decide("first", "pass")
	c.as("H1").decide("second", "supplement")
	c.at("2026-11-05 10:00").supply()
	require.Equal(t, day("2026-11-02"), c.state().ReceivedOn)
	require.Equal(t, day("2026-11-02"), c.clockOf("accept").Ended)
}

func TestAReturnOverAnOpenQuestionClosesItOnce(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: before, title: {zh: 前, en: Before}, by: {role: handler}, decisions: {pass: {}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    upon: {fail: {end: refused}}
    branches:
      a:
        - {step: asks, title: {zh: 问, en: Asks}, by: {role: inspector}, within: 3, decisions: {pass: {}, supplement: {ask: applicant, answer_within: {days: 10}, document: letter}}}
      b:
        - {step: returns, title: {zh: 退, en: Returns}, by: {role: expert}, decisions: {pass: {}, return: {back_to: before, reason: required}}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [both]}}}
  - end: granted
`, "2026-11-02")
	c.as("H1").decide("before", "pass")
	c.as("I1").decide("asks", "supplement")
	c.as("E1").decide("returns", "return")
	told := 0
	for _, n := range c.store.Notices() {
		if n.Kind == "ask_closed" {
			told++
		}
	}
	require.Equal(t, 1, told)
	var f workflow.Facts
	list := c.entries()
	require.NoError(t, json.Unmarshal(list[len(list)-1].Entry.Facts, &f))
	ends := map[string]int{}
	for _, k := range f.Clocks {
		ends[k.Clock]++
	}
	require.Equal(t, map[string]int{"step/3": 1, "answer/3": 1}, ends, "each clock ends once")
	c.cannot("ask_closed").supply()
}

func TestAGrantIsADecisionWhateverClockItStarts(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: decision, title: {zh: 定, en: Decision}, by: {role: agency-leader}, decisions: {grant: {document: letter}}}
  - {issue: paper, title: {zh: 证, en: Paper}, certificate: small, by: {role: certificate-clerk}}
  - end: granted
`, "2026-11-02")
	c.as("L1").decide("decision", "grant")
	require.Equal(t, workflow.StatusDecided, c.state().Status)
	c.cannot("withdraw_late").withdraw()
	c.as("W1").cannot("role", "certificate-clerk").issue("paper")
	c.at("2026-11-03 10:00").as("C1").issue("paper")
	cert, err := c.store.Certificate(context.Background(), c.state().Certificate.Number)
	require.NoError(t, err)
	require.Equal(t, day("2026-11-02"), cert.GrantedOn)
	require.Equal(t, day("2030-11-01"), cert.ValidUntil)
	c.ended("granted")
}

func documents(c *matter) (types []string) {
	for _, d := range c.state().Documents {
		types = append(types, d.Type)
	}
	return types
}

func count(list []string, want string) (n int) {
	for _, s := range list {
		if s == want {
			n++
		}
	}
	return n
}
