package workflow_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRouteOfDeadlines: which limit was over, on which day, and what it stood for.
func TestRouteOfDeadlines(t *testing.T) {
	t.Parallel()
	m := file(t, acceptance, "2026-11-02")
	m.wake("2026-11-10 08:00")
	l := m.why("acceptance")
	require.Equal(t, "deemed", l.Why)
	require.Contains(t, l.Text.Zh, "“受理期限”于2026-11-09届满，未在期限内作出决定，依《行政许可法》第三十二条")
	require.Empty(t, l.By, "the law did it")
	require.Equal(t, "went_on", m.why("review").Why)
	m.withdraw()
	require.Equal(t, "closed_at_end", m.why("review").Why)
	require.Equal(t, "The applicant withdrew the application; the case ended: closed without a decision on the licence.", m.why("withdrawn").Text.En)

	m = file(t, acceptance, "2026-11-02")
	m.as("W1").decide("acceptance", "supplement")
	require.Equal(t, "asked_applicant", m.why("acceptance").Why)
	m.wake("2026-12-03 08:00")
	l = m.why("acceptance")
	require.Equal(t, "silence", l.Why)
	require.Contains(t, l.Text.En, "No answer came by 2026-12-02, for which the item says: ")
	require.Equal(t, "end_decided", m.why("not-accepted").Why)
}

// TestRouteOfPublicNotices: nobody objected, or somebody did and where that led.
func TestRouteOfPublicNotices(t *testing.T) {
	t.Parallel()
	const noticed = `
  - {step: review, title: {zh: 审, en: Review}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - wait: publicity
    title: {zh: 公示, en: Notice}
    for: {workdays: 2}
    upon: {objection: {back_to: review, at_most: 1}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [review, publicity]}}}
  - end: granted
`
	m := file(t, noticed, "2026-11-23")
	m.as("H1").decide("review", "pass")
	m.as("W1").object("publicity")
	require.Equal(t, "sent_back", m.why("publicity").Why)
	l := m.why("review")
	require.Equal(t, "sent_back_here", l.Why)
	require.Equal(t, "“公示”的结果为“收到异议”，退回本环节重新办理。", l.Text.Zh)
	m.as("H1").decide("review", "pass")
	m.as("W1").object("publicity")
	require.Equal(t, "objection_noted", m.why("publicity").Why)
	m.wake("2026-11-26 08:00")
	require.Equal(t, "The time was over on 2026-11-25; 1 objections came, for which the item does not send back.", m.why("publicity").Text.En)
}

// TestRouteOfCalls: what was called, and how it answered.
func TestRouteOfCalls(t *testing.T) {
	t.Parallel()
	m := calling(t, opining)
	m.as("H1").decide("first", "pass")
	m.carry()
	k := m.called("opinion")
	require.Equal(t, "filed_by_call", k.route()[0].Why)
	k.as("J1").decide("judge", "refuse")
	m.carry()
	l := m.why("opinion")
	require.Equal(t, "called_back", l.Why)
	require.Contains(t, l.Text.En, "The called case "+k.state().Number+" ended with refused (refused): ")
	require.Equal(t, "Opinion ended with: did not pass, which leads ahead to here, passing over Middle.", m.why("last").Text.En)
}

// TestRouteOfTakingBack: a conclusion taken back is told where it was made and where it had led.
func TestRouteOfTakingBack(t *testing.T) {
	t.Parallel()
	m := file(t, asking, "2026-11-02")
	m.silent = true
	m.as("H1").decide("first", "pass")
	m.as("O1").decide("second", "consult")
	require.Equal(t, "asked_officer", m.why("second").Why)
	m.as("H1").answer("second")
	require.Equal(t, "answered", m.why("second").Why)

	m = file(t, branching, "2026-11-02")
	m.as("H2").decide("here", "pass")
	m.as("H2").takeBack("here")
	require.Equal(t, "reopened", m.why("here").Why)
	require.Equal(t, "reopened", m.why("both").Why)
	require.Equal(t, "reopened", m.why("there").Why)
	require.Equal(t, "undone", m.why("last").Why)
}
