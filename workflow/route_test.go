package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// route is why a case went where it went, as one sees it who may read the application.
func (m *matter) route() []workflow.Leg {
	m.Helper()
	it, err := m.engine.Items.Item(m.state().Item, m.state().Version)
	require.NoError(m, err)
	legs, err := workflow.Route(it, m.entries())
	require.NoError(m, err)
	return legs
}

// why is the last thing a route says of a node.
func (m *matter) why(node string) workflow.Leg {
	m.Helper()
	for _, l := range slices.Backward(m.route()) {
		if l.Node == node {
			return l
		}
	}
	require.Fail(m, "the route says nothing of "+node)
	return workflow.Leg{}
}

// unrouted says what a route leaves unexplained: every visit was opened for a reason and is what it is for another, and
// every reason rests on entries that are there.
func unrouted(o *office, id workflow.CaseID) string {
	c, err := o.store.Case(context.Background(), id)
	if err != nil {
		return err.Error()
	}
	it, err := o.engine.Items.Item(c.State.Item, c.State.Version)
	if err != nil {
		return err.Error()
	}
	records := o.store.Entries("case/" + string(id))
	legs, err := workflow.Route(it, records)
	if err != nil {
		return err.Error()
	}
	first, last := map[int]workflow.Leg{}, map[int]workflow.Leg{}
	for _, l := range legs {
		if why := toldBadly(l, len(records)); why != "" {
			return fmt.Sprintf("leg %+v: %s", l, why)
		}
		if _, had := first[l.Visit]; !had {
			first[l.Visit] = l
		}
		last[l.Visit] = l
	}
	for _, v := range c.State.Position.Visits {
		if first[v.ID].What != flow.Opened || first[v.ID].Node != v.Node {
			return fmt.Sprintf("nothing says why visit %d was opened", v.ID)
		}
		if what := last[v.ID].What; !slices.Contains(lastSaid[v.Status], what) {
			return fmt.Sprintf("visit %d is %s and the last thing said is %s", v.ID, v.Status, what)
		}
	}
	if (c.State.Position.End != "") != (last[0].What == flow.Ended) {
		return "nothing says why the case ended"
	}
	if why := unconnected(records, legs); why != "" {
		return why
	}
	return unread(it, records, legs)
}

// unconnected: the legs say of every visit, and of the end, where the flow came from and by which way, and of nothing else: what the
// changes of the entries say.
func unconnected(records []workflow.Recorded, legs []workflow.Leg) string {
	type move struct{ from, to, way string }
	var recorded, told []move
	node := map[int]string{0: ""}
	for _, r := range records {
		var facts workflow.Facts
		if err := json.Unmarshal(r.Entry.Facts, &facts); err != nil {
			return err.Error()
		}
		settled := 0 // the visit that a way back leaves from
		for _, c := range facts.Flow {
			switch c.Kind {
			case flow.Concluded:
				settled = c.Visit
			case flow.Opened:
				node[c.Visit] = c.Node
				from := map[string]int{flow.WayBranch: c.Block, flow.WayCase: c.Block, flow.WayBack: settled}
				at, other := from[c.Way]
				if !other {
					at = c.Opener
				}
				recorded = append(recorded, move{node[at], c.Node, c.Way})
			case flow.Ended:
				recorded = append(recorded, move{node[c.Cause], c.Node, c.Way})
			}
		}
	}
	for _, l := range legs {
		if l.What == flow.Opened || l.What == flow.Ended {
			told = append(told, move{l.From, l.Node, l.Way})
		}
	}
	if !slices.Equal(recorded, told) {
		return fmt.Sprintf("the entries move %v, the route %v", recorded, told)
	}
	return ""
}

// lastSaid are the last words on a visit by what became of it.
var lastSaid = map[flow.Status][]flow.ChangeKind{
	flow.Open: {flow.Opened, workflow.Chosen, flow.Asked, flow.Answered, flow.Objected, flow.Reopened, flow.Unvoted},
	flow.Done: {flow.Concluded}, flow.Closed: {flow.ClosedVisit}, flow.Void: {flow.Voided},
}

var (
	quoted  = regexp.MustCompile("`[^`]*`")
	unsaid  = regexp.MustCompile(`\{[a-z]*\}|“”|（）|\(\)`)
	nothing = regexp.MustCompile(`: \.|^ ended`)
)

func toldBadly(l workflow.Leg, entries int) string {
	for _, text := range []string{l.Text.Zh, l.Text.En} {
		text = quoted.ReplaceAllString(text, "")
		if text == "" || unsaid.MatchString(text) || nothing.MatchString(text) {
			return "the sentence leaves something unsaid"
		}
	}
	if l.Title.Zh == "" || len(l.Entries) == 0 || l.At.IsZero() {
		return "it does not say what happened where and when"
	}
	for k, n := range l.Entries {
		if n < 1 || n > int64(entries) || k > 0 && n <= l.Entries[k-1] {
			return "it rests on entries that are not there"
		}
	}
	return ""
}

// unread: a choice told to have read the form is the one its guards make on what was read; without payloads the same
// route is told, and nothing of the form.
func unread(it *item.Item, records []workflow.Recorded, legs []workflow.Leg) string {
	bare := make([]workflow.Recorded, len(records))
	for k, r := range records {
		bare[k] = workflow.Recorded{Entry: r.Entry}
	}
	without, err := workflow.Route(it, bare)
	if err != nil || len(without) != len(legs) {
		return fmt.Sprintf("without payloads there are %d legs of %d: %v", len(without), len(legs), err)
	}
	for k, l := range legs {
		if len(without[k].Reads) > 0 || l.Why != without[k].Why || l.What != workflow.Chosen && l.Text != without[k].Text {
			return fmt.Sprintf("without payloads leg %d is %+v", k, without[k])
		}
	}
	return ""
}

const voting = `
  - step: panel
    title: {zh: 合议, en: Panel}
    by: {role: expert, people: 5, pass: {at_least: 3}}
    upon: {fail: {end: refused}}
    decisions: {pass: {title: {zh: 同意, en: Agree}}, fail: {title: {zh: 不同意, en: Disagree}}}
  - end: granted
`

// TestRouteOfVotes: of how many seats how many passed, how many it takes, and the entries of the votes.
func TestRouteOfVotes(t *testing.T) {
	t.Parallel()
	m := file(t, voting, "2026-11-23")
	m.as("E1").decide("panel", "pass")
	m.as("E2").decide("panel", "fail")
	m.as("E2").takeBack("panel")
	require.Equal(t, "vote_taken_back", m.why("panel").Why)
	m.as("E2").decide("panel", "abstain")
	m.as("E3").decide("panel", "pass")
	m.as("E4").decide("panel", "pass")
	l := m.why("panel")
	require.Equal(t, "votes_passed", l.Why)
	require.Equal(t, "E4", l.By)
	require.Equal(t, "5席中3人同意、0人不同意、1人弃权；需3人同意（至少3人），合议通过。", l.Text.Zh)
	require.Equal(t, "Of 5 seats 3 passed, 0 did not, 1 abstained; needed: 3 (at least 3). It passed.", l.Text.En)
	require.Equal(t, []int64{2, 5, 6, 7}, l.Entries)
	require.Equal(t, "end_reached", m.why("granted").Why)

	m = file(t, voting, "2026-11-23")
	for _, e := range []string{"E1", "E2", "E3"} {
		m.as(e).decide("panel", "fail")
	}
	require.Contains(t, m.why("panel").Text.En, "0 passed, 3 did not, 0 abstained, 2 are open; needed: 3 (at least 3), which can no longer be")
	require.Equal(t, "end_decided", m.why("refused").Why)
}

const branching = `
  - choice: size
    title: {zh: 规模, en: Size}
    cases:
      - {when: form.n > 3, do: [{step: large, title: {zh: 大, en: Large}, by: {role: handler}, decisions: {pass: {title: {zh: 过, en: Pass}}}}]}
      - {when: form.n == 3, do: []}
      - {else: true, do: []}
  - parallel: both
    title: {zh: 并行, en: Both}
    join: {n: 1}
    upon: {fail: {end: refused}}
    branches:
      one: [{step: here, title: {zh: 甲, en: Here}, by: {role: handler}, decisions: {pass: {title: {zh: 过, en: Pass}}, fail: {title: {zh: 否, en: No}}}}]
      two: [{step: there, title: {zh: 乙, en: There}, by: {role: expert}, decisions: {pass: {title: {zh: 过, en: Pass}}, fail: {title: {zh: 否, en: No}}}}]
  - step: last
    title: {zh: 末, en: Last}
    by: {role: office-head}
    decisions:
      pass: {title: {zh: 过, en: Pass}}
      skip: {title: {zh: 免, en: Skip}, next: granted, needs: [both]}
      return: {title: {zh: 退, en: Return}, back_to: both, reason: required}
  - step: extra
    title: {zh: 补, en: Extra}
    by: {role: legal}
    decisions: {pass: {title: {zh: 过, en: Pass}, needs: [both]}}
  - end: granted
`

// TestRouteOfChoices: the guard that held, those before it, and what they read; without the form, the guards alone.
func TestRouteOfChoices(t *testing.T) {
	t.Parallel()
	o := openOffice(t, small(t, branching), "2026-11-23")
	for form, want := range map[string]string{
		`{"n":5,"valid_until":""}`: "The condition `form.n > 3` holds, where form.n is 5: case 1 is taken.",
		`{"n":3,"valid_until":""}`: "The condition `form.n == 3` holds, where form.n is 3: case 2 is taken; `form.n > 3` before it does not hold.",
		`{"n":1,"valid_until":""}`: "None of the conditions `form.n > 3`, `form.n == 3` holds, where form.n is 1: the case for all else is taken.",
	} {
		m := o.file(form)
		legs := m.route()
		require.Equal(t, workflow.Chosen, legs[1].What)
		require.Equal(t, want, legs[1].Text.En)
		require.Len(t, legs[1].Reads, 1)
		require.Equal(t, []int64{1}, legs[1].Entries)
		bare, err := workflow.Route(o.item, []workflow.Recorded{{Entry: m.entries()[0].Entry}})
		require.NoError(t, err)
		require.Empty(t, bare[1].Reads)
		require.NotContains(t, bare[1].Text.En, "where")
	}
}

// TestRouteOfJoinsReturnsAndJumps: which branches decided a join and which are void, where the case was sent back to, and
// what a jump passed over.
func TestRouteOfJoinsReturnsAndJumps(t *testing.T) {
	t.Parallel()
	m := file(t, branching, "2026-11-23")
	m.as("H2").decide("here", "pass")
	require.Equal(t, "Of 2 branches passed: 1 (one); needed: 1 (at least 1). It passed; two was still under way and is not needed any more.", m.why("both").Text.En)
	require.Equal(t, "Both was decided without it.", m.why("there").Text.En)
	require.Equal(t, "went_on", m.why("last").Why)
	m.as("O1").decide("last", "return")
	var voided []string
	for _, l := range m.route() {
		if l.What == flow.Voided {
			voided = append(voided, l.Node)
			require.Equal(t, "Last ended with: Return; the case went back to Both, and this counts no more.", l.Text.En)
		}
	}
	require.ElementsMatch(t, []string{"both", "here", "there", "last"}, voided)
	m.as("H2").decide("here", "fail")
	m.as("E1").decide("there", "fail")
	require.Equal(t, "join_failed", m.why("both").Why)
	require.Equal(t, "Both ended with: did not pass, which ends the case: refused.", m.why("refused").Text.En)

	m = file(t, branching, "2026-11-23")
	m.as("H2").decide("here", "pass")
	m.as("O1").decide("last", "skip")
	require.Equal(t, "Last ended with: Skip, which ends the case, passing over Extra: granted.", m.why("granted").Text.En)
}

// TestRouteOfOldEntries: entries from before the flow said how it came somewhere still have their route; it says less.
func TestRouteOfOldEntries(t *testing.T) {
	t.Parallel()
	m := file(t, branching, "2026-11-23")
	m.as("H2").decide("here", "pass")
	m.as("O1").decide("last", "return")
	m.as("H2").decide("here", "pass")
	m.as("O1").decide("last", "skip")
	var old []workflow.Recorded
	for _, r := range m.entries() {
		var f workflow.Facts
		require.NoError(t, json.Unmarshal(r.Entry.Facts, &f))
		for k := range f.Flow {
			c := &f.Flow[k]
			c.Way, c.Over, c.Passed, c.Running = "", nil, nil, nil
			if c.Kind == flow.Concluded {
				c.Need = 0
			}
			if c.Kind == flow.Ended {
				c.Cause = 0
			}
		}
		facts, err := json.Marshal(f)
		require.NoError(t, err)
		r.Entry.Facts = facts
		old = append(old, r)
	}
	legs, err := workflow.Route(m.item, old)
	require.NoError(t, err)
	require.Len(t, legs, len(m.route()))
	for k, l := range m.route() {
		require.Equal(t, l.What, legs[k].What)
		require.Empty(t, toldBadly(legs[k], len(old)), "%+v", legs[k])
	}
}

func TestRouteForThoseOutside(t *testing.T) {
	t.Parallel()
	legs := []workflow.Leg{
		{Visit: 1, Why: "votes_passed", Text: item.Text{Zh: "5席中3人同意", En: "Of 5 seats"}, By: "E1"},
		{Visit: 2, Why: "asked_officer"}, {Visit: 2, Why: "answered"},
		{Visit: 2, Why: "asked_applicant", Text: item.Text{En: "Asked"}}, {Visit: 2, Why: "answered", Text: item.Text{En: "Answered"}},
		{Visit: 1, Why: "vote_taken_back"}, {Visit: 3, Why: "decided", By: "L1"},
	}
	var whys []string
	for _, l := range workflow.Outside(legs) {
		whys = append(whys, l.Why)
		require.Empty(t, l.By)
	}
	require.Equal(t, []string{"votes_passed", "asked_applicant", "answered", "decided"}, whys)
	require.Equal(t, "The panel passed it.", workflow.Outside(legs)[0].Text.En)
	require.Equal(t, "E1", legs[0].By, "the route itself stays as it is")
}
