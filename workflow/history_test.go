package workflow_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// TestHistoriesStaySound plays random histories of commands, fitting and unfitting ones, by the right and the wrong
// people, with the clock jumping between them, and checks after each what has to hold of a case at every moment.
func TestHistoriesStaySound(t *testing.T) {
	t.Parallel()
	stage := openStage(t)
	routes := openRoutes(t)
	rapid.Check(t, func(t *rapid.T) {
		h := stage.begin(t)
		for range h.below(200) + 1 {
			if h.over() && h.below(6) == 0 {
				break
			}
			h.step()
		}
		all := h.audits
		for _, a := range h.audits {
			for _, k := range a.m.state().Calls {
				if child := (&matter{office: h.office, id: k.Child}); len(child.entries()) > 0 {
					all = append(all, &audit{m: child})
				}
			}
		}
		for _, a := range all {
			require.Empty(t, unsound(h.office, a.m.id))
			require.Empty(t, h.stuck(a.m))
			require.Empty(t, unrouted(h.office, a.m.id))
			require.Empty(t, untold(h.office, a.m.id))
			routes.keep(h.office, a.m.id)
			require.Empty(t, unworded(h.office, a.m.id))
			require.Empty(t, unlike(h.office, a.m.id))
		}
		require.Empty(t, gaps(h.office, all))
		require.Empty(t, toldTwice(h.office))
	})
}

// history is one office whose random choices come from rapid.
type history struct {
	*office
	t      *rapid.T
	turn   uint32
	audits []*audit
}

// below turns the numbers of rapid round, for it prefers small ones and most commands would be the first.
func (h *history) below(n int) int {
	h.turn += 2654435761
	return (rapid.IntRange(0, n-1).Draw(h.t, "n") + int(h.turn>>16)) % n
}

func pick[T any](h *history, list []T) T { return list[h.below(len(list))] }

// begin opens an office on a random day of autumn and files two cases.
func (s *stage) begin(t *rapid.T) *history {
	h := &history{t: t}
	it := pick(h, s.items)
	first := day("2026-08-24").AddDays(h.below(100))
	if _, shipped := s.applications[it.Item]; shipped {
		first = day("2026-11-23") // the day the samples are made for
	}
	h.office = openOffice(t, it, first.String())
	h.dice.throw(h.below(256))
	s.stock(h.office)
	h.absent()
	for range 2 {
		if m := h.apply(s); m != nil {
			h.audits = append(h.audits, &audit{m: m})
		}
	}
	for _, a := range h.audits {
		require.Empty(t, a.check(h.office))
	}
	return h
}

// apply files an application; the second one of an item may find what it holds taken.
func (h *history) apply(s *stage) *matter {
	sample, shipped := s.applications[h.item.Item]
	if !shipped {
		until := ""
		if h.below(2) == 0 {
			until = calendar.DateOf(h.clock.Now()).AddDays(5 + h.below(40)).String()
		}
		return h.file(fmt.Sprintf(`{"n":%d,"valid_until":%q}`, h.below(6), until))
	}
	sample.Item = h.item.Item // that of another, made fit
	if h.item.Item == "small-register" && h.below(2) == 0 {
		sample.OpenedBy = "H3"
		sample.Form = json.RawMessage(fmt.Sprintf(`{"n":%d,"valid_until":%q}`, h.below(9), held))
	}
	r, err := h.send(sample)
	if len(h.audits) > 0 && workflow.Code(err) == "holding_taken" {
		return nil
	}
	var told *workflow.Error
	if errors.As(err, &told) {
		require.NoError(h, err, "%+v", told.Fields)
	}
	require.NoError(h, err)
	return &matter{office: h.office, id: r.Case, silent: true}
}

// over reports whether every case has ended.
func (h *history) over() bool {
	for _, a := range h.audits {
		if a.rebuilt.Position.End == "" {
			return false
		}
	}
	return true
}

// step is one command or one jump of the clock, checked.
func (h *history) step() {
	a := pick(h, h.audits)
	before := len(a.m.entries())
	r, err := h.command(a.m)
	after := a.m.entries()
	var told *workflow.Error
	switch {
	case err == nil && r.Number > 0:
		if last := after[len(after)-1].Entry; r.Hash != last.Hash || r.Number != last.Number {
			h.t.Fatalf("the receipt %+v is not of the last entry %d", r, last.Number)
		}
	case errors.As(err, &told):
		for _, e := range after[before:] {
			if !e.Entry.Actor.System {
				h.t.Fatalf("refused with %s and recorded %s", told.Code, e.Entry.Kind)
			}
		}
		if strings.Contains(told.Text.En, "This cannot be done") {
			h.t.Fatalf("%s has no sentence", told.Code)
		}
	case err != nil:
		h.t.Fatalf("%v", err)
	}
	if why := a.check(h.office); why != "" {
		h.t.Fatalf("%s", why)
	}
}

// command makes one random command, mostly one that fits the case.
func (h *history) command(m *matter) (workflow.Receipt, error) {
	ctx := context.Background()
	if h.below(40) == 0 {
		h.reshuffle()
	}
	switch h.below(22) {
	case 20:
		if h.below(3) == 0 {
			return h.recuse(m)
		}
	case 0, 1:
		return h.wait(m)
	case 2, 3, 4:
		if h.below(5) == 0 {
			return h.deliver(m)
		}
		return h.render(m)
	case 5:
		return h.actOfCase(m)
	case 6, 7:
		return h.actOfTask(m, h.person(), h.below(len(m.state().Position.Visits)+2))
	case 8, 9:
		if calls := m.state().Calls; len(calls) > 0 {
			return h.elsewhere(pick(h, calls))
		}
	}
	tasks := h.store.Tasks(m.id)
	if len(tasks) == 0 {
		return h.idle(m)
	}
	task := pick(h, tasks)
	who := h.entitled(task)
	switch {
	case task.Parked && h.below(2) == 0:
		return h.answer(m)
	case task.Kind == "call":
		return h.engine.Reply(ctx, workflow.Actor{Person: who}, workflow.ReplyInput{Case: m.id, Visit: task.Visit,
			Reply: pick(h, []string{"grants", "refuses", "shrugs"}), File: pdf("", pick(h, []string{"", "d1"}))})
	case task.Kind == "issue":
		return h.engine.Issue(ctx, workflow.Actor{Person: who}, workflow.TaskInput{Case: m.id, Visit: task.Visit})
	case h.below(8) == 0:
		return h.actOfTask(m, who, task.Visit)
	case task.Kind == workflow.AnswerTask:
		return h.reply(m, who, task.Visit)
	case task.Picks != "" && h.below(2) == 0:
		return h.fill(m, task)
	}
	n := h.item.Place(task.Node)
	if n.By.MayAdd != nil && h.below(4) == 0 {
		return h.resize(m, task, who)
	}
	d := n.Decisions[0].ID // forward, half of the time
	if h.below(2) == 0 {
		d = pick(h, n.Decisions).ID
	}
	return h.decide(m, who, task.Visit, d)
}

// elsewhere is what happens around a call: the loop carries, once or twice, or the other agency or the applicant acts there.
func (h *history) elsewhere(k workflow.CallFact) (workflow.Receipt, error) {
	ctx := context.Background()
	list, err := h.store.Calls(ctx, 100)
	if err != nil {
		return workflow.Receipt{}, err
	}
	switch {
	case len(list) > 0 && h.below(3) > 0:
		owing := pick(h, list)
		for range h.below(2) + 1 {
			err = errors.Join(err, h.engine.Carry(ctx, owing))
		}
	case h.below(5) == 0:
		_, err = h.engine.Withdraw(ctx, workflow.Actor{Person: "A1", Enterprise: applicant}, workflow.CaseInput{Case: k.Child})
	default:
		_, err = h.engine.Decide(ctx, workflow.Actor{Person: "J1"}, workflow.DecideInput{Case: k.Child, Visit: 1,
			Decision: pick(h, []string{"pass", "refuse"}), Reason: "理由"})
	}
	return workflow.Receipt{}, err
}

func (h *history) decide(m *matter, who string, visit int, decision string) (workflow.Receipt, error) {
	in := workflow.DecideInput{Case: m.id, Visit: visit, Decision: decision, Reason: "理由", Grade: "4"}
	in.Supplements = []workflow.Supplement{{Problem: "缺页", Demand: "补齐"}}
	if h.below(12) == 0 {
		in.Supplements[0].Material = "unheard-of"
	}
	if h.below(12) == 0 {
		in.Reason = ""
	}
	if h.below(6) == 0 {
		in.InPlaceOf = h.colleague(m, visit)
	}
	return h.engine.Decide(context.Background(), workflow.Actor{Person: who}, in)
}

// entitled is mostly somebody who may do the task.
func (h *history) entitled(t workflow.Task) string {
	if t.Claimed != "" && h.below(3) > 0 {
		return t.Claimed
	}
	if len(t.Named) > 0 && h.below(3) > 0 {
		return pick(h, t.Named)
	}
	return pick(h, people[t.Role])
}

func (h *history) person() string {
	roles := []string{"window", "handler", "inspector", "expert", "office-head", "agency-leader", "agency-head", "certificate-clerk"}
	return pick(h, people[pick(h, roles)])
}

// wait lets time pass, from minutes to months, and mostly somebody notices.
func (h *history) wait(m *matter) (workflow.Receipt, error) {
	steps := []time.Duration{time.Minute, 5 * time.Hour, 24 * time.Hour, 3 * 24 * time.Hour, 6 * 24 * time.Hour, 45 * 24 * time.Hour}
	h.clock.set(h.clock.Now().Add(steps[min(h.below(len(steps)), h.below(len(steps)))]))
	if h.below(12) == 0 {
		h.declare(h, calendar.DateOf(h.clock.Now()).AddDays(h.below(40)-10))
	}
	for range h.below(3) { // by nobody, one replica or two
		require.NoError(h, h.engine.Remind(context.Background(), held))
	}
	if h.below(2) == 0 {
		return workflow.Receipt{}, nil
	}
	r, err := h.engine.CatchUp(context.Background(), m.id)
	if err == nil && r.Number > 0 {
		again, err := h.engine.CatchUp(context.Background(), m.id)
		require.NoError(h, err)
		require.Zero(h, again.Number, "there is nothing left to catch up")
	}
	return r, err
}

// render issues one of the documents owed, or one that is not.
func (h *history) render(m *matter) (workflow.Receipt, error) {
	docs := m.state().Documents
	seq := h.below(len(docs) + 2)
	for _, d := range docs {
		if d.IssuedAt.IsZero() && h.below(2) == 0 {
			seq = d.Seq
		}
	}
	return h.engine.DocumentIssued(context.Background(), workflow.IssuedDocument{Case: m.id, Seq: seq, File: "00", Size: 1})
}

// deliver says of a notice that the law demands that it arrived, or never will, perhaps once more.
func (h *history) deliver(m *matter) (workflow.Receipt, error) {
	in := workflow.DeliveredNotice{Case: m.id, Channel: pick(h, []string{"mail", "sms"}), Failed: h.below(3) == 0, Address: "甲@example.invalid"}
	for _, n := range h.store.Notices() {
		if n.Case == m.id && n.Duty != "" && (in.Notice == "" || h.below(2) == 0) {
			in.Notice, in.Document = n.ID, n.Document
		}
	}
	return h.engine.NoticeDelivered(context.Background(), in)
}

// idle is what happens while no officer has anything to do: a public notice runs, or the case is over.
func (h *history) idle(m *matter) (workflow.Receipt, error) {
	s := m.state()
	for _, v := range flow.OpenVisits(&s.Position) {
		if h.item.Place(v.Node).Kind == item.Wait && h.below(3) == 0 {
			return h.engine.Object(context.Background(), workflow.Actor{Person: pick(h, people["window"])},
				workflow.ObjectInput{Case: m.id, Visit: v.ID, Text: "异议"})
		}
	}
	if s.Position.End == "" {
		return h.wait(m)
	}
	return h.actOfCase(m)
}

func (h *history) actOfTask(m *matter, who string, visit int) (workflow.Receipt, error) {
	ctx, actor, in := context.Background(), workflow.Actor{Person: who}, workflow.TaskInput{Case: m.id, Visit: visit}
	switch h.below(15) {
	case 12, 13, 14:
		return h.changeHands(m, who, visit)
	case 8:
		return h.engine.Draw(ctx, actor, in)
	case 9:
		return h.reply(m, who, visit)
	case 10, 11:
		return h.resize(m, workflow.Task{Visit: visit}, who)
	case 0:
		return h.engine.Claim(ctx, actor, in)
	case 1:
		return h.engine.Release(ctx, actor, in)
	case 2, 3:
		return h.engine.TakeBack(ctx, workflow.Actor{Person: m.state().Last.Person}, workflow.TaskInput{Case: m.id, Visit: m.state().Last.Visit})
	case 4:
		return h.engine.Object(ctx, workflow.Actor{Person: pick(h, people["window"])}, workflow.ObjectInput{Case: m.id, Visit: visit, Text: "异议"})
	case 5:
		return h.engine.Issue(ctx, actor, in)
	}
	return h.decide(m, who, visit, pick(h, []string{"pass", "fail", "return", "abstain", "grant", "accept"}))
}

func (h *history) actOfCase(m *matter) (workflow.Receipt, error) {
	ctx, ask := context.Background(), workflow.ExtendInput{Case: m.id, Days: h.below(12), Reason: "理由"}
	if h.item.Acts.Suspend != nil && h.below(3) > 0 {
		return h.actOffered(m)
	}
	switch h.below(9) {
	case 0, 1, 2:
		return h.engine.AskExtension(ctx, workflow.Actor{Person: pick(h, people["handler"])}, ask)
	case 3, 4:
		return h.engine.ApproveExtension(ctx, workflow.Actor{Person: "G1"}, ask)
	case 5:
		return h.engine.RefuseExtension(ctx, workflow.Actor{Person: "G1"}, ask)
	case 6:
		if h.below(6) == 0 {
			return h.engine.Withdraw(ctx, workflow.Actor{Person: "A1", Enterprise: m.state().Applicant}, workflow.CaseInput{Case: m.id})
		}
	}
	return h.answer(m)
}

// answer is the applicant's, with the form as it is.
func (h *history) answer(m *matter) (workflow.Receipt, error) {
	actor := workflow.Actor{Person: "A1", Enterprise: m.state().Applicant}
	switch h.below(8) {
	case 0:
		actor = workflow.Actor{Person: h.person()} // at the window, mostly by somebody else
	case 1:
		actor.Person = "B1" // the agent
	}
	return h.answerAs(m, actor)
}

func (h *history) answerAs(m *matter, actor workflow.Actor) (workflow.Receipt, error) {
	c, err := h.store.Case(context.Background(), m.id)
	require.NoError(h, err)
	in := workflow.SupplyInput{Case: m.id, Form: c.Form}
	if sample, shipped := openStage(h.t).applications[h.item.Item]; shipped {
		in.Files = attachments(sample)
	}
	return h.engine.Supply(context.Background(), actor, in)
}
