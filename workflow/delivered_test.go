package workflow_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
)

// duties are what the notices to the applicant fulfil, each once.
func (m *matter) duties() (list []string) {
	seen := map[string]bool{}
	for _, n := range m.store.Notices() {
		if n.Case == m.id && n.Duty != "" && !seen[n.Duty] {
			seen[n.Duty] = true
			list = append(list, n.Duty)
		}
	}
	return list
}

// accepting is accepted, asked to supply, or not accepted, and then decided.
const accepting = `
  - step: acceptance
    title: {zh: 受, en: Acceptance}
    by: {role: window}
    decisions:
      accept: {document: letter, clock: {start: decide}}
      supplement: {ask: applicant, answer_within: {days: 30}, document: letter, clock: {restart: accept}}
      decline: {end: refused, document: letter, reason: required}
  - step: last
    title: {zh: 末, en: Last}
    by: {role: agency-leader}
    decisions: {grant: {needs: [acceptance], document: letter, clock: {start: issue}}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

func TestDuty_FollowsFromWhereTheItemSaysADocumentIsOwed(t *testing.T) {
	t.Parallel()
	for name, play := range map[string]struct {
		play func(t *testing.T) *matter
		want []string
	}{
		"acceptance, supplement and grant": {func(t *testing.T) *matter {
			c := file(t, accepting, "2026-11-09")
			c.as("W1").decide("acceptance", "supplement")
			c.supply()
			c.as("W1").decide("acceptance", "accept")
			c.as("L1").decide("last", "grant")
			return c
		}, []string{workflow.DutySupplement, workflow.DutyAcceptance, workflow.DutyDecision}},
		"extension and refusal": {func(t *testing.T) *matter {
			c := file(t, accepting, "2026-11-09")
			c.as("W1").decide("acceptance", "accept")
			c.as("H1").askExtension(5)
			c.as("G1").approveExtension()
			c.as("L1").decide("last", "refuse")
			return c
		}, []string{workflow.DutyAcceptance, workflow.DutyExtension, workflow.DutyDecision}},
		"non-acceptance": {func(t *testing.T) *matter {
			c := file(t, accepting, "2026-11-09")
			c.as("W1").decide("acceptance", "decline")
			return c
		}, []string{workflow.DutyNonAcceptance}},
		"special procedure": {func(t *testing.T) *matter {
			c := file(t, restarting, "2026-11-06")
			c.as("H1").decide("first", "pass")
			return c
		}, []string{workflow.DutySpecial}},
		"hearing": {func(t *testing.T) *matter {
			c := hearable(t)
			c.at("2026-11-12 10:00").askHearing(c.applicant(), "")
			c.as("O1").arrangeHearing("2026-11-24 10:00", "P1")
			return c
		}, []string{workflow.DutyHearingRight, workflow.DutyHearing}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := play.play(t)
			require.Equal(t, play.want, c.duties())
			for _, n := range c.store.Notices() {
				require.Equal(t, c.state().Number, n.CaseNumber)
				require.Equal(t, c.state().Item, n.Item)
			}
		})
	}
	for _, d := range workflow.Duties() {
		require.NotEmpty(t, d.Title.Zh, d.ID)
		require.NotEmpty(t, d.Title.En, d.ID)
		require.Equal(t, "行政许可法", d.Basis.Law)
		require.Regexp(t, `^第.+条`, d.Basis.Article, d.ID)
	}
}

func TestDelivery_IsOnTheTrailOnceForEachNoticeAndChannelAndStartsNothing(t *testing.T) {
	t.Parallel()
	c := file(t, accepting, "2026-11-09")
	c.as("W1").decide("acceptance", "accept")
	n := c.store.Notices()[0]
	before := c.state()
	tell := func(channel string, failed bool) string {
		_, err := c.engine.NoticeDelivered(t.Context(), workflow.DeliveredNotice{
			Case: c.id, Notice: n.ID, Document: n.Document, Channel: channel, Failed: failed, Address: "office@example.invalid"})
		c.sound()
		if err == nil {
			return ""
		}
		return workflow.Code(err)
	}
	require.Empty(t, tell("mail", true))
	require.Equal(t, "notice_delivered", tell("mail", true))
	require.Empty(t, tell("mail", false), "tried again by hand, it arrived after all")
	require.Equal(t, "notice_delivered", tell("mail", false))
	require.Equal(t, "notice_delivered", tell("mail", true), "what arrived is not given up")
	require.Empty(t, tell("sms", false))

	after := c.state()
	require.Equal(t, []workflow.Delivered{
		{Notice: n.ID, Document: 1, Duty: workflow.DutyAcceptance, Channel: "mail", Failed: true},
		{Notice: n.ID, Document: 1, Duty: workflow.DutyAcceptance, Channel: "mail"},
		{Notice: n.ID, Document: 1, Duty: workflow.DutyAcceptance, Channel: "sms"},
	}, after.Delivered)
	require.Equal(t, before.Clocks, after.Clocks, "a notice counts as served from document_issued on")
	require.Equal(t, before.Last, after.Last, "evidence ends nobody's taking back")
	require.Equal(t, []string{"notice_undelivered", "notice_delivered", "notice_delivered"}, c.kinds()[len(c.kinds())-3:])
	for _, r := range c.entries() {
		require.NotContains(t, string(r.Entry.Facts), "example.invalid", "an address is personal data")
	}
	last := c.entries()[len(c.entries())-1]
	require.JSONEq(t, `{"address":"office@example.invalid"}`, string(last.Payload.Body))

	_, err := c.engine.NoticeDelivered(t.Context(), workflow.DeliveredNotice{Case: c.id, Notice: "x", Document: 2, Channel: "mail"})
	require.Equal(t, "document_unknown", workflow.Code(err), "it was not issued")
}

func TestDelivery_WritesNoAddressAfterAnErasure(t *testing.T) {
	t.Parallel()
	c := suspendedCase(t)
	c.as("G1").terminate("dissolved")
	c.at("2027-11-06 00:00").as("R1").erase()
	notices := c.store.Notices()
	n := notices[len(notices)-1]
	require.Equal(t, workflow.DutyDecision, n.Duty, "a termination that refuses")
	_, err := c.engine.NoticeDelivered(t.Context(), workflow.DeliveredNotice{
		Case: c.id, Notice: n.ID, Document: n.Document, Channel: "mail", Address: "office@example.invalid"})
	require.NoError(t, err)
	c.sound()
	last := c.entries()[len(c.entries())-1]
	require.Nil(t, last.Payload)
	var f workflow.Facts
	require.NoError(t, json.Unmarshal(last.Entry.Facts, &f))
	require.Equal(t, "mail", f.Delivered.Channel)
}
