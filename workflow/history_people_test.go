package workflow_test

import (
	"context"
	"slices"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
)

// absent lets some of the people stand in for others, for some of the days to come.
func (h *history) absent() {
	roles := []string{"window", "handler", "inspector", "expert", "office-head"}
	for range h.below(4) {
		list := people[pick(h, roles)]
		first := calendar.DateOf(h.clock.Now()).AddDays(h.below(10) - 3)
		h.away(pick(h, list), pick(h, list), first.String(), first.AddDays(h.below(20)).String())
	}
}

// colleague is somebody who may have the role.
func (h *history) colleague(m *matter, visit int) string {
	if v := m.state().Position.Visits; visit >= 1 && visit <= len(v) && h.below(8) > 0 {
		if list := people[h.item.Place(v[visit-1].Node).By.Role]; len(list) > 0 {
			return pick(h, list)
		}
	}
	return h.person()
}

// changeHands gives a task to somebody, or back.
func (h *history) changeHands(m *matter, who string, visit int) (workflow.Receipt, error) {
	ctx, actor := context.Background(), workflow.Actor{Person: who}
	in := workflow.HandInput{Case: m.id, Visit: visit, To: h.colleague(m, visit), Reason: "出差"}
	switch h.below(8) {
	case 0, 1:
		return h.engine.Transfer(ctx, actor, in)
	case 2, 3:
		return h.engine.Delegate(ctx, actor, in)
	case 4:
		if v := m.state().Position.Visits; visit >= 1 && visit <= len(v) && len(v[visit-1].Delegated) > 0 {
			actor.Person = v[visit-1].Delegated[0].To
		}
		return h.engine.HandBack(ctx, actor, in)
	case 5:
		return h.engine.Recall(ctx, actor, workflow.TaskInput{Case: m.id, Visit: visit})
	case 6:
		in.To = ""
	}
	return h.engine.Reassign(ctx, workflow.Actor{Person: pick(h, []string{"G1", "O1", "O2"})}, in)
}

// recuse asks that somebody stands aside, or settles that.
func (h *history) recuse(m *matter) (workflow.Receipt, error) {
	ctx := context.Background()
	in := workflow.RecusalInput{Case: m.id, Whom: "某人", Reason: "亲属", Person: h.person()}
	list := m.state().Recusals
	switch h.below(6) {
	case 0:
		return h.engine.AskRecusal(ctx, workflow.Actor{Person: h.person()}, in)
	case 1:
		return h.engine.AskRecusal(ctx, workflow.Actor{Person: "A1", Enterprise: m.state().Applicant}, in)
	}
	in.Number = len(list)
	actor := workflow.Actor{Person: pick(h, []string{"G1", "O1", "O2"})}
	if h.below(3) > 0 || len(list) > 2 { // an office of a dozen is soon empty
		return h.engine.RefuseRecusal(ctx, actor, in)
	}
	return h.engine.GrantRecusal(ctx, actor, in)
}

// subordinate is somebody at the window or a step whom a head may bar: not the head, and no leader.
func (h *history) subordinate(head string) string {
	for _, role := range []string{"window", "handler"} {
		for _, p := range h.Holders(role, "") {
			if p != head && !slices.ContainsFunc([]string{"office-head", "agency-leader", "agency-head"}, func(l string) bool { return h.Holds(p, l, "") }) {
				return p
			}
		}
	}
	return ""
}

// carryOutAmongPeople does what a permission is about that gives tasks to people or bars them.
func (h *history) carryOutAmongPeople(m *matter, actor workflow.Actor, p workflow.Permission) error {
	ctx := context.Background()
	in := workflow.HandInput{Case: m.id, Visit: p.Visit, Reason: "出差"}
	if len(p.People) > 0 {
		in.To = p.People[0]
	}
	recusal := workflow.RecusalInput{Case: m.id, Number: p.Recusal, Whom: "某人", Reason: "亲属"}
	if r := m.state().Recusals; p.Recusal > 0 && p.Recusal <= len(r) && r[p.Recusal-1].Person == "" {
		recusal.Person = h.subordinate(actor.Person)
	}
	var err error
	switch p.Action {
	case "transfer":
		_, err = h.engine.Transfer(ctx, actor, in)
	case "delegate":
		_, err = h.engine.Delegate(ctx, actor, in)
	case "hand_back":
		_, err = h.engine.HandBack(ctx, actor, in)
	case "recall":
		_, err = h.engine.Recall(ctx, actor, workflow.TaskInput{Case: m.id, Visit: p.Visit})
	case "reassign":
		in.From = p.From[0]
		_, err = h.engine.Reassign(ctx, actor, in)
	case "ask_recusal":
		_, err = h.engine.AskRecusal(ctx, actor, recusal)
	case "grant_recusal":
		_, err = h.engine.GrantRecusal(ctx, actor, recusal)
	case "refuse_recusal":
		_, err = h.engine.RefuseRecusal(ctx, actor, recusal)
	default:
		h.t.Fatalf("%s is not known", p.Action)
	}
	return err
}
