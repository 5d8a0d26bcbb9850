package workflow_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/flow"
)

// sent are the notices about a case, as recipient and kind.
func (m *matter) sent() (list []string) {
	for _, n := range m.store.Notices() {
		if n.Case == m.id {
			list = append(list, n.Recipient+" "+n.Kind)
		}
	}
	return list
}

var unfilled = regexp.MustCompile(`\{[a-z]*\}|“”|： *$|: *$|: *,`)

// untold says whom a case gave something to do without a word: everybody who was drawn, named, asked, or given a task
// by another is told so, once, and nobody is told what they did themselves, or of what nobody gave them.
func untold(o *office, id workflow.CaseID) string {
	sent := map[string]int{}
	for _, n := range o.store.Notices() {
		if n.Case != id {
			continue
		}
		if n.Recipient == "" || unfilled.MatchString(n.Zh) || unfilled.MatchString(n.En) || !strings.Contains(n.En, ": ") {
			return fmt.Sprintf("a notice says nothing: %+v", n)
		}
		if workflow.NoticeSentence(n.Kind).Zh == "" {
			return n.Kind + " has no sentence"
		}
		sent[n.Recipient+" "+n.Kind]++
	}
	owed := map[string]int{}
	for _, r := range o.store.Entries("case/" + string(id)) {
		var f workflow.Facts
		if err := json.Unmarshal(r.Entry.Facts, &f); err != nil {
			return err.Error()
		}
		for _, c := range f.Flow {
			for _, who := range given(r.Entry.Kind, c) {
				if person, _, _ := strings.Cut(who, " "); person != r.Entry.Actor.Person {
					owed[who]++
				}
			}
		}
		if f.Reminded != nil {
			owed["reminder"]++
		}
	}
	sent["reminder"] = 0
	for key, n := range sent {
		if strings.HasSuffix(key, " answer_due") || strings.HasSuffix(key, " answer_late") {
			sent["reminder"] += n
		}
	}
	for key, n := range owed {
		if sent[key] != n {
			return fmt.Sprintf("%s: told %d times of %d", key, sent[key], n)
		}
	}
	for key, n := range sent {
		if _, kind, _ := strings.Cut(key, " "); slices.Contains(gifts, kind) && owed[key] != n {
			return fmt.Sprintf("%s: told %d times of %d", key, n, owed[key])
		}
	}
	return ""
}

// gifts are the kinds of notices by which people hear that they have something to do.
var gifts = []string{"drawn", "named", "seat_added", "transferred", "reassigned", "delegated", "asked"}

// given is who a change gives something to do, and by which kind of notice they hear of it.
func given(kind string, c flow.Change) []string {
	switch c.Kind {
	case flow.Named:
		if c.Drawn {
			return []string{c.Person + " drawn"}
		}
		return []string{c.Person + " named"}
	case flow.SeatsAdded:
		var list []string
		for _, p := range c.People {
			list = append(list, p+" seat_added")
		}
		return list
	case flow.Transferred:
		return []string{c.Person + " " + kind}
	case flow.Delegated:
		return []string{c.Person + " delegated"}
	case flow.Asked:
		if c.Of != flow.Applicant {
			return []string{c.Person + " asked"}
		}
	}
	return nil
}

// TestNoticesOfTasks: who is given something to do hears of it, and who loses or gets it back too.
func TestNoticesOfTasks(t *testing.T) {
	t.Parallel()
	m := file(t, asking, "2026-11-02")
	m.silent = true
	m.as("H1").claim("first")
	m.transfer("first", "H2")
	m.as("H2").delegate("first", "H3")
	m.as("H3").handBack("first")
	m.as("O1").reassign("first", "H2", "H1")
	m.as("H1").decide("first", "pass")
	m.as("O1").decide("second", "consult")
	m.as("H1").answer("second")
	require.Equal(t, []string{"H2 transferred", "H3 delegated", "H2 handed_back", "H1 reassigned", "H2 reassigned_away", "H1 asked", "O1 answered"}, m.sent())
	require.Equal(t, "办件 2026-000001：“初”转由您办理", m.store.Notices()[0].Zh)
	require.Equal(t, "Case 2026-000001: First was transferred to you", m.store.Notices()[0].En)
	require.Empty(t, untold(m.office, m.id))
}

// TestRemindersOfAnswers: who was asked is reminded once of each question, before the time to answer is over, with what
// silence means.
func TestRemindersOfAnswers(t *testing.T) {
	t.Parallel()
	m := file(t, acceptance, "2026-11-02")
	m.as("W1").decide("acceptance", "supplement")
	m.wake("2026-11-26 08:00") // 24 of 30 days are used on the 26th
	require.NotContains(t, m.sent(), applicant+" answer_due")
	m.wake("2026-11-27 08:00")
	m.wake("2026-11-28 08:00")
	var reminders []workflow.Notice
	for _, n := range m.store.Notices() {
		if n.Kind == "answer_due" {
			reminders = append(reminders, n)
		}
	}
	require.Len(t, reminders, 1)
	require.Equal(t, applicant, reminders[0].Recipient)
	require.Equal(t, "办件 2026-000001：“受理”要求的补正最迟应于2026-12-02提交，逾期即为“不予受理”", reminders[0].Zh)
	require.Equal(t, 1, m.times("reminded"))
	m.supply()
	m.wake("2026-12-03 08:00")
	require.Equal(t, 1, m.times("reminded"), "an answer that came is waited for no more")

	m = file(t, asking, "2026-11-02")
	m.as("H1").decide("first", "pass")
	m.as("O1").decide("second", "consult")
	m.wake("2026-11-04 08:00")
	require.Contains(t, m.sent(), "H1 answer_late")
}

// TestNoticesOfRecusals: who asked to stand aside hears the answer, and the party hears of what it asked for.
func TestNoticesOfRecusals(t *testing.T) {
	t.Parallel()
	m := file(t, asking, "2026-11-02")
	m.as("H1").claim("first")
	m.askRecusal(workflow.Actor{Person: "H1"}, "")
	m.as("G1").refuseRecusal(1, "")
	m.askRecusal(workflow.Actor{Person: "H1"}, "")
	m.as("G1").grantRecusal(2, "")
	require.Equal(t, []string{"H1 recusal_refused", "H1 recused"}, m.sent())
}
