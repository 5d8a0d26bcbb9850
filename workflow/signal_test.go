package workflow_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// told lists the messages of a kind, each as recipient and English sentence.
func told(c *matter, kind string) (list []string) {
	for _, n := range c.store.Notices() {
		if n.Kind == kind {
			list = append(list, n.Recipient+" "+n.En)
		}
	}
	slices.Sort(list)
	return list
}

func TestSignalsGoUpToTheSuperior(t *testing.T) {
	t.Parallel()
	c := file(t, twoSteps, "2026-11-02")
	c.as("H1").decide("s1", "pass")
	c.as("O2").claim("s2")
	c.wake("2026-11-05 08:00")
	number := c.state().Number
	say := func(who, what string) string { return fmt.Sprintf("%s Case %s: %s", who, number, what) }
	require.Equal(t, []string{say("O2", "Two: half of the time of the step is used")}, told(c, "warned"), "at half only who works on it")
	c.wake("2026-11-07 08:00")
	near := "Two: the time of the step is nearly used up"
	require.Subset(t, told(c, "warned"), []string{say("H1", near), say("O1", near), say("O2", near)}, "then the heads of the office")
	require.Len(t, told(c, "warned"), 4, "each once")
	c.wake("2026-11-10 08:00")
	late := "Two: the step is late"
	require.Equal(t, []string{say("H1", late), say("O1", late), say("O2", late)}, told(c, "carded"))
	c.wake("2026-11-24 08:00")
	require.Contains(t, told(c, "carded"), say("G1", "Decision: the promise is broken"), "a red card goes to the head of the agency")
	require.NotContains(t, told(c, "carded"), say("G1", late))
	cards := c.state().Cards
	require.Equal(t, []string{"office-head", "agency-head"}, cards[len(cards)-1].Told, "the trail says which roles were told")
}

func TestAnItemSaysWhenAndWhomToWarn(t *testing.T) {
	t.Parallel()
	own := withHead(t, "promise: {decide: 15}", `promise: {decide: 15}
signals:
  half: {at: 20%, tell: [window]}
  near: {at: 60%, tell: []}
  red: {tell: [agency-head]}`, twoSteps)
	c := openOffice(t, own, "2026-11-02").file(plainForm)
	c.as("H1").decide("s1", "pass")
	c.wake("2026-11-06 00:00")
	require.Equal(t, []string{"step/2 step_half 2026-11-03", "decide promise_half 2026-11-05", "step/2 step_near 2026-11-05"}, c.cards("warning"))
	require.Len(t, told(c, "warned"), 4, "the two of the window, twice")
}

func TestAnExtensionIsWarnedOfAnew(t *testing.T) {
	t.Parallel()
	c := file(t, twoSteps, "2026-11-02")
	c.as("H1").decide("s1", "pass")
	c.at("2026-11-27 10:00").as("H1").askExtension(10)
	c.as("G1").approveExtension()
	c.wake("2026-12-20 08:00")
	warned := c.cards("warning")
	require.Equal(t, 1, count(warned, "decide law_near 2026-11-24"))
	require.Equal(t, 1, count(warned, "decide law_near 2026-12-04"), "24 of 30 days")
	require.NotContains(t, warned, "decide law_half 2026-11-23", "what came before the extension is not said afterwards")
	require.Equal(t, []string{"decide promise_expired 2026-11-23", "decide promise_expired 2026-12-07", "decide law_expired 2026-12-14"}, c.cards("red"))
}

const lateHoliday = `{"year": 2026, "source": "试验", "holidays": [
	{"date": "2026-11-05", "name": {"zh": "临时放假", "en": "Declared late"}}], "makeup": []}`

func TestAHolidayDeclaredLateMovesOpenCases(t *testing.T) {
	t.Parallel()
	c := file(t, acceptance, "2026-11-02")
	done := c.file(plainForm)
	done.as("W1").decide("acceptance", "accept")
	done.as("H1").decide("review", "refuse")
	done.ended("refused")
	over := c.file(plainForm)
	over.as("W1").decide("acceptance", "accept")
	over.at("2026-11-03 09:00")
	before := c.Calendar().Hash()
	c.load(t, lateHoliday)
	for range 2 {
		for _, m := range []*matter{c, done, over} {
			m.wake("2026-11-03 10:00")
		}
	}
	kinds := c.kinds()
	require.Equal(t, []string{"calendar_moved"}, kinds[1:], "once")
	require.NotContains(t, done.kinds(), "calendar_moved", "what has ended stays")
	var f workflow.Facts
	require.NoError(t, json.Unmarshal(c.entries()[1].Entry.Facts, &f))
	require.Equal(t, before, f.CalendarFrom)
	require.Equal(t, c.Calendar().Hash(), f.Calendar)
	require.Equal(t, []workflow.MovedDay{{Clock: "accept", LawFrom: day("2026-11-09"), LawTo: day("2026-11-10")}}, f.Moved,
		"the step ends before the holiday")
	require.Contains(t, told(c, "calendar_moved"),
		applicant+" Case "+c.state().Number+": The calendar has changed: the last day of Acceptance is 2026-11-10 instead of 2026-11-09")

	var g workflow.Facts
	list := over.entries()
	require.NoError(t, json.Unmarshal(list[len(list)-1].Entry.Facts, &g))
	require.Equal(t, []workflow.MovedDay{{Clock: "decide", LawFrom: day("2026-11-30"), LawTo: day("2026-12-01"),
		PromiseFrom: day("2026-11-23"), PromiseTo: day("2026-11-24")}}, g.Moved)

	c.wake("2026-11-10 12:00")
	require.Empty(t, c.state().Deemed, "the office has one day more")
	c.wake("2026-11-11 00:00")
	require.Equal(t, []string{"accept"}, c.state().Deemed)
	c.load(t, `{"year": 2026, "source": "试验", "holidays": [{"date": "2026-11-06", "name": {"zh": "又", "en": "Another"}},
		{"date": "2026-11-05", "name": {"zh": "临时放假", "en": "Declared late"}}], "makeup": []}`)
	c.wake("2026-11-12 00:00")
	require.Equal(t, []string{"accept"}, c.state().Deemed, "what was decided stays")
	require.Equal(t, day("2026-11-02"), c.state().AcceptedOn)
}

func TestACalendarNobodyKnowsMovesNothing(t *testing.T) {
	t.Parallel()
	c := file(t, acceptance, "2026-11-02")
	c.load(t, lateHoliday)
	c.before = nil
	c.wake("2026-11-03 10:00")
	require.Equal(t, []string{"submitted"}, c.kinds())
	require.Equal(t, day("2026-11-10"), c.clockOf("accept").Due(c.loaded, day("2026-11-03")).Law, "it is counted by the new one all the same")
}

const waitingForAll = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    upon: {fail: {end: refused}}
    branches:
      theirs: [{call: ministry, title: {zh: 部, en: Ministry}, external: true, by: {role: window}, answer_within: {workdays: 15}, on_silence: {outcome: fail}}]
      ours:
        - {step: look, title: {zh: 看, en: Look}, by: {role: inspector}, decisions: {pass: {}}}
        - {step: check, title: {zh: 查, en: Check}, by: {role: office-head}, decisions: {pass: {}, consult: {ask: look, answer_within: {workdays: 10}}}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {grant: {needs: [both], document: letter, clock: {start: issue}}, refuse: {end: refused, document: letter, reason: required}}}
  - end: granted
`

func TestAHolidayDeclaredLateMovesWhateverIsCounted(t *testing.T) {
	t.Parallel()
	c := file(t, waitingForAll, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("I1").decide("look", "pass")
	c.as("O1").decide("check", "consult")
	c.tellHearing()
	right := c.file(plainForm)
	right.as("H1").decide("first", "pass")
	right.as("O1").tellHearing()
	c.askHearing(c.applicant(), "")
	c.as("O1").suspend("flood")
	c.load(t, lateHoliday)
	c.wake("2026-11-03 10:00")
	right.wake("2026-11-03 10:00")
	require.Equal(t, []workflow.MovedDay{
		{Clock: "decide", LawFrom: day("2026-12-01"), LawTo: day("2026-12-02"), PromiseFrom: day("2026-11-24"), PromiseTo: day("2026-11-25")},
		{Clock: "answer/3", LawFrom: day("2026-11-23"), LawTo: day("2026-11-24")},
		{Clock: "answer/5", LawFrom: day("2026-11-16"), LawTo: day("2026-11-17")},
		{Clock: "suspension/1", LawFrom: day("2026-11-16"), LawTo: day("2026-11-17")},
		{Clock: "hearing/hold", LawFrom: day("2026-12-01"), LawTo: day("2026-12-02")},
	}, c.lastFacts().Moved)
	require.Contains(t, right.lastFacts().Moved, workflow.MovedDay{Clock: "hearing/right", LawFrom: day("2026-11-09"), LawTo: day("2026-11-10")})
	number := "Case " + c.state().Number + ": The calendar has changed: the last day of "
	tells := told(c, "calendar_moved")
	require.Contains(t, tells, applicant+" "+number+"Suspension is 2026-11-17 instead of 2026-11-16")
	require.Contains(t, tells, "I1 "+number+"Check (answer) is 2026-11-17 instead of 2026-11-16", "who was asked")
	for _, about := range []string{"Check", "Ministry"} {
		require.NotContains(t, strings.Join(tells, "\n"), applicant+" "+number+about, "what the office asks others is no matter of the applicant's")
	}
}

// TestAHolidayDuringAnExclusionIsToldWhenItIsDeclared: it lengthens what may be left out, and is felt only weeks later.
func TestAHolidayDuringAnExclusionIsToldWhenItIsDeclared(t *testing.T) {
	t.Parallel()
	c := file(t, excluding, "2026-11-09") // a Monday
	c.as("H1").decide("start", "pass")
	c.as("I1").decide("site", "pass")
	c.wake("2026-11-20 10:00")
	c.declare(t, day("2026-11-12"))
	c.wake("2026-11-20 11:00")
	require.Equal(t, "calendar_moved", c.kinds()[len(c.kinds())-1])
	require.Equal(t, []workflow.MovedDay{{Clock: "decide", LawFrom: day("2027-01-05"), LawTo: day("2027-01-06"),
		PromiseFrom: day("2026-12-28"), PromiseTo: day("2026-12-29")}}, c.lastFacts().Moved, "were all of the twenty days used")
	c.at("2026-12-08 10:00").as("E1").decide("experts", "pass")
	require.Equal(t, 1, c.times("calendar_moved"))
}

func TestTheClockSheetShowsWhateverIsCounted(t *testing.T) {
	t.Parallel()
	c := file(t, waitingForAll, "2026-11-02")
	c.as("H1").decide("first", "pass")
	c.as("O1").tellHearing()
	sheet := func() map[string]string {
		shown, s := map[string]string{}, c.state()
		for _, x := range s.ClockSheets(c.item, c.loaded, day("2026-11-03")) {
			shown[x.Clock] = x.Title.En + ", " + x.Basis
		}
		return shown
	}
	require.Equal(t, "Asking for a hearing, 《行政许可法》第四十七条第一款", sheet()["hearing/right"])
	c.askHearing(c.applicant(), "")
	c.suspend("flood")
	shown := sheet()
	require.Equal(t, "Ministry (answer), ", shown["answer/3"])
	require.Equal(t, "Suspension, ", shown["suspension/1"])
	require.Equal(t, "Holding of the hearing, 《行政许可法》第四十七条第一款", shown["hearing/hold"])
	c.resume()
	c.withdraw()
	require.NotContains(t, sheet(), "suspension/1", "it is over")
	require.NotContains(t, sheet(), "hearing/hold")
}
