package workflow_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
)

// fill names or draws people for the free seats of a panel.
func (h *history) fill(m *matter, t workflow.Task) (workflow.Receipt, error) {
	n := h.item.Place(t.Node)
	by := workflow.Actor{Person: pick(h, people[t.Picks])}
	if n.By.Pick.Kind == "draw" {
		return h.engine.Draw(context.Background(), by, workflow.TaskInput{Case: m.id, Visit: t.Visit})
	}
	from := h.below(2)
	return h.engine.Name(context.Background(), by,
		workflow.NameInput{Case: m.id, Visit: t.Visit, People: people[n.By.Role][from : from+h.below(len(people[n.By.Role])-from+1)]})
}

// resize adds seats to a step, named or not, or takes one away.
func (h *history) resize(m *matter, t workflow.Task, who string) (workflow.Receipt, error) {
	by := workflow.Actor{Person: who}
	if n := h.item.Place(t.Node); n != nil && n.By.MayAdd != nil && h.below(2) == 0 {
		by.Person = pick(h, people[n.By.MayAdd.Role])
	}
	if h.below(3) == 0 {
		s := m.state()
		in := workflow.RemoveSeatInput{Case: m.id, Visit: t.Visit}
		for _, v := range s.Position.Visits {
			for _, seat := range v.Seats {
				if v.ID == t.Visit && seat.AddedBy != "" && h.below(2) == 0 {
					by.Person, in.Person = seat.AddedBy, seat.Person
				}
			}
		}
		return h.engine.RemoveSeat(context.Background(), by, in)
	}
	in := workflow.AddSeatsInput{Case: m.id, Visit: t.Visit, Where: pick(h, []string{flow.Beside, flow.Before, flow.After}), Seats: h.below(3)}
	for range h.below(3) {
		in.People = append(in.People, pick(h, people["expert"]))
	}
	return h.engine.AddSeats(context.Background(), by, in)
}

// reply answers the question of a visit, if there is one.
func (h *history) reply(m *matter, who string, visit int) (workflow.Receipt, error) {
	return h.engine.Answer(context.Background(), workflow.Actor{Person: who}, workflow.AnswerInput{Case: m.id, Visit: visit, Text: "已核对"})
}

// reshuffle dismisses somebody whose role others hold too, or takes everybody on again.
func (h *history) reshuffle() {
	role := pick(h, slices.Sorted(maps.Keys(people)))
	if h.below(2) == 0 || len(h.staff[role]) < 2 {
		h.staff[role] = people[role]
		return
	}
	h.dismiss(pick(h, h.staff[role]), role)
}

// removable is the person of the last seat that the actor added and nobody has voted on.
func (h *history) removable(m *matter, actor workflow.Actor, p workflow.Permission) string {
	s := m.state()
	for _, seat := range slices.Backward(s.Position.Visits[p.Visit-1].Seats) {
		if seat.AddedBy == actor.Person && seat.Vote == "" {
			return seat.Person
		}
	}
	return ""
}

// stuck finds a task that nobody could get on with once the office is fully staffed again, although somebody holds its role
// whom nothing keeps out.
func (h *history) stuck(m *matter) string {
	maps.Copy(h.staff, people)
	_, err := h.engine.CatchUp(context.Background(), m.id)
	require.NoError(h, err)
	s := m.state()
	for _, t := range h.store.Tasks(m.id) {
		if s.Suspended() != nil || s.Hearing != nil && s.Hearing.Over == "" { // the case waits to be resumed, or heard
			break
		}
		if t.Parked || t.Kind == workflow.AnswerTask { // waits, and not for ever
			continue
		}
		able := h.whose(&s, t)
		if len(able) > 0 && !slices.ContainsFunc(able, func(p string) bool { return h.able(m, p, t.Visit) }) && !h.pointless(m, able[0], t.Visit) {
			return fmt.Sprintf("none of %v can do anything at visit %d: %+v", able, t.Visit, t)
		}
	}
	return ""
}

// whose are those whose turn it is, save who waits for a head's word on standing aside: who took the task, who was named
// for a seat, everybody whom nothing keeps from a free one, and whoever picks the people, as long as there is somebody
// to pick.
func (h *history) whose(s *workflow.State, t workflow.Task) []string {
	kept := func(p string) bool {
		return slices.Contains(t.Barred, p) || slices.Contains(t.Voted, p) || slices.Contains(t.Waiting, p)
	}
	free := slices.DeleteFunc(slices.Clone(h.Holders(t.Role, t.Authority)), kept)
	able := slices.Clone(t.Named)
	switch {
	case t.Claimed != "":
		able = []string{t.Claimed}
	case t.Takable:
		able = append(able, free...)
	case t.Picks != "" && len(free) > 0:
		able = append(able, h.Holders(t.Picks, t.Authority)...)
	}
	return slices.DeleteFunc(able, func(p string) bool {
		return slices.ContainsFunc(s.Recusals, func(r workflow.Recusal) bool { return r.Pending() && !r.Party && r.Person == p })
	})
}

// pointless reports whether another case or time took away the certificate that every decision of the visit is about, which leaves
// the head of the agency to terminate the case.
func (h *history) pointless(m *matter, person string, visit int) bool {
	gone := false
	for _, p := range h.explained(m, person) {
		for _, why := range p.Whys {
			gone = gone || p.Action == "decide" && p.Visit == visit && strings.HasPrefix(why.Code, "certificate_")
		}
	}
	return gone && slices.ContainsFunc(slices.Concat(slices.Collect(maps.Values(h.staff))...), func(person string) bool {
		return slices.ContainsFunc(h.explained(m, person), func(p workflow.Permission) bool { return p.Action == "terminate" && p.Allowed })
	})
}

func (h *history) explained(m *matter, person string) []workflow.Permission {
	list, err := h.engine.Explain(context.Background(), workflow.Actor{Person: person}, m.id)
	require.NoError(h, err)
	return list
}

// able reports whether somebody may get a visit on now.
func (h *history) able(m *matter, person string, visit int) bool {
	return slices.ContainsFunc(h.explained(m, person), func(p workflow.Permission) bool {
		return p.Allowed && p.Visit == visit && slices.Contains([]string{"decide", "issue", "reply", "name", "draw", "release", "hand_back", "recall"}, p.Action)
	})
}
