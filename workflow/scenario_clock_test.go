package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/item"
)

const twoSteps = `
  - {step: s1, title: {zh: 一, en: One}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - step: s2
    title: {zh: 二, en: Two}
    by: {role: office-head}
    within: 5
    decisions: {pass: {needs: [s1]}, return: {back_to: s1, reason: required}}
  - end: granted
`

func TestScenario04_AVisitSentBackOverWarnsNoMore(t *testing.T) {
	t.Parallel()
	c := file(t, twoSteps, "2026-11-02")
	c.as("H1").decide("s1", "pass")
	c.at("2026-11-06 15:00").as("O1").decide("s2", "return") // day 4
	c.as("H1").decide("s1", "pass")

	c.wake("2026-11-13 23:59")
	warned := []string{"step/2 step_half 2026-11-04", "step/4 step_half 2026-11-10", "decide promise_half 2026-11-11", "step/4 step_near 2026-11-12"}
	require.Equal(t, warned, c.cards("warning"), "the first visit warned while it was open")
	restarted := *c.engine
	c.engine = &restarted
	for range 2 {
		c.wake("2026-11-14 00:00")
	}
	require.Equal(t, warned, c.cards("warning"), "once")
	require.Equal(t, []string{"step/4 step_expired 2026-11-13"}, c.cards("yellow"), "once, and never for the void visit")
	c.open("s2")
}

const acceptance = `
  - step: acceptance
    title: {zh: 受理, en: Acceptance}
    by: {role: window}
    within: 2
    decisions:
      accept: {document: letter, clock: {start: decide}}
      supplement: {ask: applicant, once: true, clock: {restart: accept}, answer_within: {days: 30}, document: notice,
                   on_silence: {decision: decline, reason: {zh: 逾期未补正, en: Too late}}}
      decline: {end: not-accepted, document: letter, reason: required}
    on_expiry: {of: accept, decision: accept, as: deemed, from: received}
  - step: review
    title: {zh: 审, en: Review}
    by: {role: handler}
    decisions: {pass: {needs: [acceptance]}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

func TestScenario12_TheAnswerStartsAcceptanceAnew(t *testing.T) {
	t.Parallel()
	c := file(t, acceptance, "2026-11-02")
	c.at("2026-11-06 10:00").as("W1").decide("acceptance", "supplement") // day 4
	require.False(t, c.clockOf("accept").Running(), "halted from the notice on")
	c.at("2026-12-06 10:00").supply() // day 30

	accept := c.clockOf("accept")
	require.Equal(t, day("2026-12-11"), accept.Due(c.loaded, day("2026-12-06")).Law, "five working days again")
	require.Equal(t, day("2026-12-06"), c.state().ReceivedOn)
	require.Equal(t, 2, c.state().Form.Version)
	c.at("2026-12-07 10:00").cannot("once").decide("acceptance", "supplement")
	c.decide("acceptance", "accept")
	require.False(t, c.state().AcceptedOn.Before(c.state().ReceivedOn))
	require.Equal(t, day("2026-12-07"), c.clockOf("decide").Start)
}

func TestScenario13_SilenceOfTheOfficeIsAcceptance(t *testing.T) {
	t.Parallel()
	c := file(t, acceptance, "2026-10-08") // a Thursday; Saturday the 10th is worked
	told := c.at("2026-10-15 00:05").as("W1").cannot("task_not_open").decide("acceptance", "decline")
	require.Empty(t, told.Who, "nobody was faster, the law was")

	s := c.state()
	require.Equal(t, []string{"accept"}, s.Deemed)
	require.Equal(t, day("2026-10-08"), s.AcceptedOn)
	require.Equal(t, day("2026-10-08"), c.clockOf("decide").Start, "decide counts from receipt")
	require.Equal(t, []string{"accept deemed 2026-10-14"}, c.cards("red"))
	deemed := c.entries()[len(c.entries())-1].Entry
	require.Equal(t, "deemed", deemed.Kind)
	require.True(t, deemed.Actor.System)
	require.Equal(t, day("2026-10-14"), calendar.DateOf(deemed.EffectiveAt), "what falls due at 24:00 belongs to that day")
	require.Equal(t, at("2026-10-15 00:05").UTC(), deemed.RecordedAt)
	require.Equal(t, []string{"submitted", "warned", "warned", "carded", "warned", "deemed"}, c.kinds())
	var f workflow.Facts
	require.NoError(t, json.Unmarshal(deemed.Facts, &f))
	require.Equal(t, &item.Basis{Law: "行政许可法", Article: "第三十二条第一款第（四）项"}, f.Basis, "the law it rests on")
	require.Len(t, f.Owed, 1, "and the paper it owes")
	c.open("review")
}

const excluding = `
  - {step: start, title: {zh: 始, en: Start}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    upon: {fail: {end: refused}}
    branches:
      site:
        - {step: site, title: {zh: 场, en: Site}, by: {role: inspector}, within: 3, decisions: {pass: {}}}
      experts:
        - step: experts
          title: {zh: 家, en: Experts}
          by: {role: expert}
          decisions: {pass: {}}
          clock: {exclude: decide, ground: expert-review, notice: notice, at_most: 20}
  - step: last
    title: {zh: 末, en: Last}
    by: {role: agency-leader}
    decisions: {pass: {needs: [both]}, return: {back_to: both, reason: required}}
  - end: granted
`

func TestScenario14_OnlyServedWorkIsExcluded(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T) *matter {
		c := file(t, excluding, "2026-11-09") // a Monday
		c.silent = true
		c.as("H1").decide("start", "pass")
		return c
	}
	used := func(c *matter) int { return c.clockOf("decide").Used(c.loaded, day("2026-11-13")) }
	t.Run("done on Wednesday", func(t *testing.T) {
		t.Parallel()
		c := begin(t)
		c.serve()
		c.at("2026-11-11 16:00").as("E1").decide("experts", "pass")
		require.Equal(t, 2, used(c), "Tuesday and Wednesday do not count, Thursday and Friday do")
		require.Equal(t, day("2026-12-09"), c.clockOf("decide").Due(c.loaded, day("2026-11-13")).Law)
		c.wake("2026-11-13 00:00")
		require.Equal(t, []string{"step/3 step_expired 2026-11-12"}, c.cards("yellow"), "the limit of the site runs on")
		require.Equal(t, day("2026-12-02"), c.store.Tasks(c.id)[0].CaseDueOn, "the task shows the promise as moved")
	})
	t.Run("done on Monday", func(t *testing.T) {
		t.Parallel()
		c := begin(t)
		c.serve()
		c.at("2026-11-09 16:00").as("E1").decide("experts", "pass")
		require.Equal(t, 4, used(c))
	})
	t.Run("without notice", func(t *testing.T) {
		t.Parallel()
		c := begin(t)
		c.at("2026-11-11 16:00").as("E1").decide("experts", "pass")
		c.serve()
		require.Equal(t, 4, used(c))
		require.Empty(t, c.clockOf("decide").Exclusions, "a notice after the fact excludes nothing")
	})
}

func TestScenario15_TheBoundOfAnExclusionOutlivesItsVisit(t *testing.T) {
	t.Parallel()
	c := file(t, excluding, "2026-10-12") // a Monday
	c.as("H1").decide("start", "pass")
	review := func(last string) {
		c.at(last).as("E1").decide("experts", "pass")
		c.as("I1").decide("site", "pass")
	}
	review("2026-10-28 10:00") // 12 working days
	c.as("L1").decide("last", "return")
	review("2026-11-13 10:00") // 12 more
	sheet := c.clockOf("decide").Sheet(c.loaded, day("2026-11-13"))
	require.Equal(t, 20, sheet.Excluded)
	require.Equal(t, 4, sheet.Counted)
}

func TestScenario16_ADayIsExcludedOnceWhateverTheGrounds(t *testing.T) {
	t.Parallel()
	c := file(t, `
  - {step: start, title: {zh: 始, en: Start}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: all
    upon: {fail: {end: refused}}
    branches:
      experts:
        - {step: experts, title: {zh: 家, en: Experts}, by: {role: expert}, decisions: {pass: {}}, clock: {exclude: decide, ground: expert-review, notice: notice, at_most: 20}}
      hearing:
        - {step: prepare, title: {zh: 备, en: Prepare}, by: {role: legal}, decisions: {pass: {}}}
        - {step: hearing, title: {zh: 听, en: Hearing}, by: {role: legal}, decisions: {pass: {}}, clock: {exclude: decide, ground: appraisal, notice: second-notice, at_most: 20}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [both]}}}
  - end: granted
`, "2026-11-09")
	c.as("H1").decide("start", "pass") // served on Monday: Tuesday to Thursday
	c.at("2026-11-10 10:00").as("J1").decide("prepare", "pass")
	c.at("2026-11-12 10:00").as("E1").decide("experts", "pass")
	c.at("2026-11-13 10:00").as("J1").decide("hearing", "pass") // served on Tuesday: Wednesday to Friday
	sheet := c.clockOf("decide").Sheet(c.loaded, day("2026-11-16"))
	require.Equal(t, 4, sheet.Excluded)
	require.Equal(t, 1, sheet.Counted)
	grounds := map[string][]string{}
	for _, d := range sheet.Days {
		if d.Rule == clock.RuleExcluded {
			grounds[d.Date.String()] = d.Grounds
		}
	}
	require.Equal(t, map[string][]string{
		"2026-11-10": {"expert-review"}, "2026-11-11": {"expert-review", "appraisal"},
		"2026-11-12": {"expert-review", "appraisal"}, "2026-11-13": {"appraisal"},
	}, grounds)
}

// sameGround excludes the days of two reviews on one ground, and the second may be asked about meanwhile.
const sameGround = `
  - {step: start, title: {zh: 始, en: Start}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: %s
    upon: {fail: {end: refused}}
    branches:
      one:
        - {step: one, title: {zh: 甲, en: One}, by: {role: expert}, decisions: {pass: {}}, clock: {exclude: decide, ground: expert-review, notice: notice, at_most: 20}}
      two:
        - step: two
          title: {zh: 乙, en: Two}
          by: {role: inspector}
          decisions: {pass: {}, supplement: {ask: applicant, answer_within: {days: 30}, document: letter}, consult: {title: {zh: 询, en: Consult}, ask: start, answer_within: {workdays: 5}}}
          clock: {exclude: decide, ground: expert-review, notice: second-notice, at_most: 20}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [both]}}}
  - end: granted
`

func TestExclusionsOfOneGroundEndWithTheLastOfThem(t *testing.T) {
	t.Parallel()
	excluded := func(c *matter) int { return c.clockOf("decide").Sheet(c.loaded, day("2026-11-17")).Excluded }
	open := func(c *matter) bool {
		return slices.ContainsFunc(c.clockOf("decide").Exclusions, func(x clock.Exclusion) bool { return x.To.IsZero() })
	}
	t.Run("one after the other", func(t *testing.T) {
		t.Parallel()
		c := file(t, fmt.Sprintf(sameGround, "all"), "2026-11-09") // a Monday
		c.as("H1").decide("start", "pass")
		c.at("2026-11-11 10:00").as("E1").decide("one", "pass")
		require.True(t, open(c), "the other review goes on")
		c.at("2026-11-13 10:00").as("I1").decide("two", "pass")
		require.False(t, open(c))
		require.Equal(t, 4, excluded(c), "Tuesday to Friday")
	})
	t.Run("both at once", func(t *testing.T) {
		t.Parallel()
		c := file(t, fmt.Sprintf(sameGround, "any"), "2026-11-09")
		c.as("H1").decide("start", "pass")
		c.at("2026-11-11 10:00").as("E1").decide("one", "pass") // closes the other branch
		require.False(t, open(c))
		require.Equal(t, 2, excluded(c))
	})
	t.Run("the other's notice was not served", func(t *testing.T) {
		t.Parallel()
		c := file(t, fmt.Sprintf(sameGround, "all"), "2026-11-09")
		c.silent = true
		c.as("H1").decide("start", "pass")
		c.issueOnly(t, "notice")
		c.at("2026-11-11 10:00").as("E1").decide("one", "pass")
		require.False(t, open(c))
		require.Equal(t, 2, excluded(c))
	})
}

// TestANoticeServedDuringAQuestionExcludesAllTheSame: it is the question's notice that starts the time to answer, and no other.
func TestANoticeServedDuringAQuestionExcludesAllTheSame(t *testing.T) {
	t.Parallel()
	for _, decision := range []string{"supplement", "consult"} {
		c := file(t, fmt.Sprintf(sameGround, "all"), "2026-11-09")
		c.silent = true
		c.as("H1").decide("start", "pass")
		c.as("I1").decide("two", decision)
		c.issueOnly(t, "second-notice")
		require.Len(t, c.clockOf("decide").Exclusions, 1, decision)
		answer := c.state().Visits[c.visit("two")-1].Answer
		require.True(t, answer.Start.IsZero() || decision == "consult", "the question was not served yet")
	}
}

// issueOnly serves the documents of one kind.
func (m *matter) issueOnly(t *testing.T, kind string) {
	t.Helper()
	for _, d := range m.state().Documents {
		if d.Type == kind && d.IssuedAt.IsZero() {
			_, err := m.engine.DocumentIssued(t.Context(), workflow.IssuedDocument{Case: m.id, Seq: d.Seq, File: "00", Size: 1})
			require.NoError(t, err)
		}
	}
	m.sound()
}

func TestScenario17_AnExtensionIsApprovedBeforeTheLimitExpires(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T) *matter {
		c := file(t, twoSteps, "2026-11-02")
		c.as("H1").decide("s1", "pass")
		require.Equal(t, day("2026-11-30"), c.clockOf("decide").Due(c.loaded, day("2026-11-02")).Law)
		return c
	}
	t.Run("asked on day 19, approved on day 20", func(t *testing.T) {
		t.Parallel()
		c := begin(t)
		c.at("2026-11-27 10:00").as("H1").cannot("extension_unasked").as("G1").approveExtension()
		c.as("H1").cannot("days").askExtension(11)
		c.askExtension(10)
		c.cannot("extension_pending").askExtension(10)
		c.at("2026-11-30 23:59").as("O1").cannot("role", "agency-head").approveExtension() // a deputy
		c.as("G1").approveExtension()
		k := c.clockOf("decide")
		require.Equal(t, day("2026-12-14"), k.Due(c.loaded, day("2026-11-30")).Law)
		require.Equal(t, day("2026-12-07"), k.Due(c.loaded, day("2026-11-30")).Promise, "the promise moves with the law")
		c.at("2026-12-01 09:00").as("H1").cannot("once").askExtension(1)
	})
	t.Run("on day 21", func(t *testing.T) {
		t.Parallel()
		c := begin(t)
		c.at("2026-11-30 10:00").as("H1").askExtension(10)
		c.at("2026-12-01 00:00").as("G1").cannot("expired").approveExtension()
		require.Zero(t, c.clockOf("decide").Extended)
		require.False(t, c.permission("approve_extension", "").Allowed)
	})
	t.Run("refused, and asked anew", func(t *testing.T) {
		t.Parallel()
		c := begin(t)
		c.at("2026-11-27 10:00").as("H1").askExtension(10)
		c.as("H1").cannot("role").refuseExtension()
		c.as("G1").refuseExtension()
		c.cannot("extension_unasked").approveExtension()
		c.as("H1").askExtension(3)
		c.as("G1").approveExtension()
		require.Equal(t, 3, c.clockOf("decide").Extended)
	})
	t.Run("before the decision clock runs", func(t *testing.T) {
		t.Parallel()
		c := file(t, twoSteps, "2026-11-02")
		c.as("H1").cannot("clock_not_running").askExtension(1)
		_, err := c.engine.AskExtension(context.Background(), c.applicant(), workflow.ExtendInput{Case: c.id, Days: 1})
		require.Equal(t, "role", workflow.Code(err))
	})
}
