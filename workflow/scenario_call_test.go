package workflow_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// opining asks another agency for its opinion between two steps of its own.
const opining = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - call: opinion
    title: {zh: 征求意见, en: Opinion}
    item: opinion
    form: {n: form.n + 1, valid_until: form.valid_until}
    answer_within: {workdays: 5}
    on_silence: {outcome: fail, reason: {zh: 逾期未复, en: No answer in time}}
    upon: {fail: {next: last}}
  - {step: middle, title: {zh: 中, en: Middle}, by: {role: handler}, decisions: {pass: {}}}
  - step: last
    title: {zh: 末, en: Last}
    by: {role: agency-leader}
    decisions: {pass: {needs: [opinion]}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

// answering is the other agency's item: one officer, both answers.
const answering = `
  - step: judge
    title: {zh: 评, en: Judge}
    by: {role: legal}
    decisions: {pass: {}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

func calling(t *testing.T, flow string, others ...*item.Item) *matter {
	t.Helper()
	if len(others) == 0 {
		others = []*item.Item{callee(t, "opinion", "", answering)}
	}
	return openOffice(t, small(t, flow), "2026-11-23").knows(others...).file(plainForm)
}

func TestACallIsFiledAnsweredAndDeliveredOnce(t *testing.T) {
	t.Parallel()
	for decision, next := range map[string]string{"pass": "middle", "refuse": "last"} {
		c := calling(t, opining)
		c.as("H1").decide("first", "pass")
		c.open([]string{}...)
		c.carry()
		k := c.called("opinion")
		k.sound()
		child, parent := k.state(), c.state()
		require.Equal(t, "opinion", child.Item)
		require.Equal(t, "opinion-agency", child.Authority)
		require.Equal(t, applicant, child.Applicant)
		require.Equal(t, &workflow.Caller{Case: c.id, Number: parent.Number, Visit: 2, Depth: 1}, child.CalledBy, "the child names its caller")
		require.Equal(t, parent.Calls[0].Form, child.Form.Hash, "the caller's entry pins the form that was filed")
		require.Equal(t, parent.Calls[0].Definition, child.Definition)
		stored, err := c.store.Case(context.Background(), k.id)
		require.NoError(t, err)
		require.JSONEq(t, `{"n":2,"valid_until":""}`, string(stored.Form))

		k.as("J1").decide("judge", decision)
		c.carry()
		c.open(next)
		c.sound()
		result := c.state().Calls[0].Result
		require.Equal(t, k.state().Number, result.Number, "the caller names the child")
		require.Equal(t, k.state().Position.End, result.End)
		require.Equal(t, 1, c.times("called_back"))
		if decision == "refuse" {
			c.as("L1").cannot("needs", "opinion").decide("last", "pass")
		}
	}
}

func TestTheLoopMayRunTwiceAndBeKilledAnywhere(t *testing.T) {
	t.Parallel()
	c := calling(t, opining)
	c.as("H1").decide("first", "pass")
	ctx := context.Background()
	seen := func() workflow.Call {
		list, err := c.store.Calls(ctx, 10)
		require.NoError(t, err)
		require.Len(t, list, 1)
		return list[0]
	}
	again := func(k workflow.Call) {
		var both sync.WaitGroup
		for range 8 { // as many loops, all of which saw the same row
			both.Go(func() { require.NoError(t, c.engine.Carry(ctx, k)) })
		}
		both.Wait()
	}
	toFile := seen()
	again(toFile)
	k := c.called("opinion")
	require.Equal(t, []string{"submitted"}, k.kinds())
	k.as("J1").decide("judge", "pass")
	toTell := seen()
	again(toTell)
	again(toFile) // a loop that slept since
	require.Equal(t, 1, c.times("called_back"))
	require.Equal(t, []string{"submitted", "decided"}, k.kinds())
	left, err := c.store.Calls(ctx, 10)
	require.NoError(t, err)
	require.Empty(t, left)
}

// closing is a shelf of which one item takes no filings.
type closing struct {
	shelf
	item string
}

func (s closing) Filing(key string, on calendar.Date) (*item.Item, error) {
	if key == s.item {
		return nil, &workflow.Error{Kind: workflow.Conflict, Code: "item_closed"}
	}
	return s.shelf.Filing(key, on)
}

func TestWhatCannotBeFiledIsAnAnswer(t *testing.T) {
	t.Parallel()
	strict := "checks:\n  - {id: no, level: error, check: 'form.n == 0', title: {zh: 数应为零, en: The number is zero}}\n"
	endless := callee(t, "opinion", "", answering)
	delete(endless.Outcomes, "withdrawn")
	tooDeep := `
  - {call: again, item: opinion, answer_within: {workdays: 5}, on_silence: {outcome: fail}, upon: {fail: {end: refused}}}
  - end: granted
`
	for code, it := range map[string]*item.Item{
		"form_invalid": callee(t, "opinion", strict, answering),
		"not_callable": endless,
		"item_closed":  callee(t, "opinion", "", answering),
	} {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			c := calling(t, opining, it)
			if code == "item_closed" {
				c.engine.Items = closing{c.engine.Items.(shelf), "opinion"} //nolint:errcheck // it is one
			}
			c.as("H1").decide("first", "pass")
			c.carry()
			require.Equal(t, 1, c.times("call_failed"))
			require.Equal(t, code, c.state().Calls[0].Result.Failed)
			require.Equal(t, flow.NotFiled, c.state().Position.Visits[1].Reason)
			c.open("last")
			entries := c.entries()
			require.NotContains(t, string(entries[len(entries)-1].Payload.Body), "不能办理", "the reason stands on the trail")
		})
	}
	t.Run("call_too_deep", func(t *testing.T) {
		t.Parallel()
		c := calling(t, opining, callee(t, "opinion", "", tooDeep))
		c.as("H1").decide("first", "pass")
		c.carry()
		c.open("last")
		require.Equal(t, "refused", c.state().Calls[0].Result.End, "the refusal came all the way up")
	})
}

func TestSilenceOfAnotherAgencyIsAnOutcomeAndClosesItsCase(t *testing.T) {
	t.Parallel()
	c := calling(t, opining)
	c.as("H1").decide("first", "pass")
	c.carry()
	k := c.called("opinion")
	c.wake("2026-12-01 00:30") // five working days ended with the 30th
	c.open("last")
	require.Equal(t, 1, c.times("silence"))
	require.Equal(t, "2026-11-30", calendarDay(c.state().Position.Visits[1], c).String())
	c.carry()
	k.ended("withdrawn")
	k.sound()
	require.Equal(t, 1, k.times("call_closed"))
	require.True(t, k.state().CalledBy.Left)
	require.Equal(t, "call_closed", c.store.Notices()[len(c.store.Notices())-1].Kind, "its applicant is told")
	require.Nil(t, c.state().Calls[0].Result, "nothing came of it")
}

func calendarDay(v flow.Visit, c *matter) calendar.Date {
	return calendar.DateOf(c.state().Visits[v.ID-1].ClosedAt)
}

// beside asks for an opinion in one branch and does its own work in the other.
const beside = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: any
    upon: {fail: {end: refused}}
    branches:
      theirs:
        - {call: opinion, item: opinion, answer_within: {workdays: 5}}
      ours:
        - {step: own, title: {zh: 自, en: Own}, by: {role: inspector}, decisions: {pass: {}, return: {back_to: first, reason: required}, refuse: {end: refused, document: letter, reason: required}}}
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [both]}}}
  - end: granted
`

func TestLeavingTheBlockClosesTheCall(t *testing.T) {
	t.Parallel()
	for decision, open := range map[string][]string{"pass": {"last"}, "return": {"first"}, "refuse": {}} {
		for _, filed := range []bool{true, false} {
			c := calling(t, beside)
			c.as("H1").decide("first", "pass")
			if filed {
				c.carry()
			}
			k := c.called("opinion")
			c.as("I1").decide("own", decision)
			c.open(open...)
			c.carry()
			if !filed {
				_, err := c.store.Case(context.Background(), k.id)
				require.Equal(t, "case_not_found", workflow.Code(err), "it is not filed any more")
				continue
			}
			k.ended("withdrawn")
			require.Equal(t, 1, k.times("call_closed"))
			require.Zero(t, c.times("called_back"), "its end is no answer any more")
			require.Equal(t, 1, noticesOf(c, "call_closed"))
		}
	}
}

const besideForward = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {clock: {start: decide}}}}
  - parallel: both
    title: {zh: 并, en: Both}
    join: any
    upon: {fail: {next: last}}
    branches:
      theirs: [{call: sent, title: {zh: 转, en: Sent}, item: opinion, until: filed}]
      ours: [{step: own, title: {zh: 自, en: Own}, by: {role: inspector}, decisions: {pass: {}}}]
  - {step: last, title: {zh: 末, en: Last}, by: {role: agency-leader}, decisions: {pass: {needs: [both]}}}
  - end: granted
`

func TestWhatWasForwardedGoesOnWhenItsCallerLeavesBeforeHearingThatItIsThere(t *testing.T) {
	t.Parallel()
	for _, closes := range []bool{true, false} {
		other := callee(t, "opinion", "", answering)
		if !closes {
			delete(other.Outcomes, "withdrawn") // nobody demands it of what is only forwarded
		}
		c := calling(t, besideForward, other)
		c.as("H1").decide("first", "pass")
		owing, err := c.store.Calls(context.Background(), 10)
		require.NoError(t, err)
		require.NoError(t, c.engine.Carry(context.Background(), owing[0])) // filed, and the caller not told yet
		k := c.called("sent")
		c.as("I1").decide("own", "pass")
		c.carry()
		k.open("judge")
		require.True(t, k.state().CalledBy.Left)
		require.Equal(t, 1, k.times("call_closed"))
		require.Zero(t, noticesOf(c, "call_closed"), "its applicant has nothing to be told")
		k.as("J1").decide("judge", "pass")
		k.ended("granted")
		c.carry()
		require.Zero(t, c.times("called_back"))
	}
}

func noticesOf(c *matter, kind string) (n int) {
	for _, x := range c.store.Notices() {
		if x.Kind == kind {
			n++
		}
	}
	return n
}

func TestAnAnswerToAVoidVisitDoesNotCount(t *testing.T) {
	t.Parallel()
	c := calling(t, beside)
	c.as("H1").decide("first", "pass")
	c.carry()
	k := c.called("opinion")
	k.as("J1").decide("judge", "pass") // ended, and not told yet
	c.as("I1").decide("own", "return")
	c.carry()
	require.Zero(t, c.times("called_back"))
	require.Zero(t, k.times("call_closed"), "it had ended by itself")
	c.as("H1").decide("first", "pass")
	require.NotEqual(t, k.id, c.called("opinion").id, "entered again it is another call")
	c.sound()
}

func TestWhatTheCalledAgencyHasDecidedStands(t *testing.T) {
	t.Parallel()
	issuing := `
  - {step: judge, title: {zh: 评, en: Judge}, by: {role: legal}, decisions: {pass: {clock: {start: issue}}}}
  - {step: delivery, title: {zh: 达, en: Delivery}, by: {role: window}, decisions: {delivered: {needs: [judge]}}}
  - end: granted
`
	c := calling(t, beside, callee(t, "opinion", "", issuing))
	c.as("H1").decide("first", "pass")
	c.carry()
	k := c.called("opinion")
	k.as("J1").decide("judge", "pass")
	c.as("I1").decide("own", "pass")
	c.carry()
	k.open("delivery")
	require.Equal(t, 1, k.times("call_closed"), "it learns that nobody waits for it")
	require.Zero(t, noticesOf(c, "call_closed"))
	k.as("W1").decide("delivery", "delivered")
	k.ended("granted")
	c.carry()
	require.Zero(t, c.times("called_back"))
}

func TestADecisionThatCalledIsNotTakenBack(t *testing.T) {
	t.Parallel()
	c := calling(t, `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {}}}
  - {call: opinion, item: opinion, answer_within: {workdays: 5}, upon: {fail: {end: refused}}}
  - end: granted
`)
	c.as("H1").decide("first", "pass")
	c.as("H1").cannot("has_document").takeBack("first")
}

// forwarding is a lower agency that reviews and forwards; deciding the superior that decides.
const (
	papersHead = `materials:
  - {id: licence, title: {zh: 执照, en: Licence}, types: [pdf], max_size: 1MB}
  - {id: report, title: {zh: 报告, en: Report}, min: 2, max: 3}
`
	forwarding = `
  - {step: first, title: {zh: 初, en: First}, by: {role: window}, decisions: {accept: {clock: {start: decide}, document: notice}}}
  - step: opinion
    title: {zh: 意见, en: Opinion}
    by: {role: agency-leader}
    decisions: {support: {title: {zh: 同意, en: Support}, outcome: pass, document: letter, reason: required}}
  - call: superior
    title: {zh: 报送上级, en: To the superior}
    item: superior
    materials: [licence, {material: report, as: accounts}, {document: letter, as: first-opinion}]
    until: filed
    upon: {fail: {end: refused}}
  - end: forwarded
`
	superiorHead = `materials:
  - {id: licence, title: {zh: 执照, en: Licence}, types: [png], max_size: 1KB}
  - {id: accounts, title: {zh: 账目, en: Accounts}, min: 4, max: 9}
  - {id: first-opinion, title: {zh: 初审意见, en: First opinion}}
  - {id: plan, title: {zh: 方案, en: Plan}}
`
	deciding = `
  - step: acceptance
    title: {zh: 受理, en: Acceptance}
    by: {role: window}
    decisions:
      accept: {clock: {start: decide}}
      supplement: {ask: applicant, once: true, clock: {restart: accept}, answer_within: {days: 30}}
  - {step: decision, title: {zh: 定, en: Decision}, by: {role: agency-leader}, decisions: {grant: {needs: [acceptance]}}}
  - end: granted
`
)

// forwardedCase is a case of which the lower agency has given its opinion.
func forwardedCase(t *testing.T) *matter {
	t.Helper()
	o := openOffice(t, callee(t, "lower", papersHead, forwarding), "2026-11-23").knows(callee(t, "superior", superiorHead, deciding))
	c := o.filedWith(plainForm, pdf("licence", "a1"), pdf("report", "b1"), pdf("report", "b2"))
	c.as("W1").decide("first", "accept")
	c.silent = true
	c.as("L1").decide("opinion", "support")
	return c
}

func pdf(material, sha string) workflow.File {
	return workflow.File{Material: material, Name: sha + ".pdf", SHA256: sha, Size: 2000, MediaType: "application/pdf"}
}

func TestForwardingCarriesTheOpinionAndAllMaterialsOnce(t *testing.T) {
	t.Parallel()
	c := forwardedCase(t)
	c.carry()
	require.Empty(t, c.state().Position.End, "the opinion is not issued yet")
	c.at("2026-11-24 10:00").serve()
	c.carry()
	c.ended("forwarded")
	k := c.called("superior")
	s := k.state()
	require.Equal(t, day("2026-11-24"), s.ReceivedOn, "the superior's clock runs from the receipt of the forwarded case")
	require.Equal(t, day("2026-11-24"), k.clockOf("accept").Start)
	require.Len(t, s.Materials, 4)
	require.Equal(t, workflow.FileFact{Material: "first-opinion", SHA256: "00", Size: 1}, s.Materials[3])
	require.Equal(t, "accounts", s.Materials[1].Material)

	asked := workflow.DecideInput{Case: k.id, Visit: 1, Decision: "supplement"}
	for material, code := range map[string]string{"licence": "already_forwarded", "accounts": "already_forwarded", "nothing": "material_unknown"} {
		asked.Supplements = []workflow.Supplement{{Material: material, Problem: "缺页", Demand: "补齐"}}
		_, err := c.engine.Decide(context.Background(), workflow.Actor{Person: "W1"}, asked)
		require.Equal(t, code, workflow.Code(err))
	}
	asked.Supplements = []workflow.Supplement{{Material: "plan", Problem: "缺", Demand: "补"}}
	_, err := c.engine.Decide(context.Background(), workflow.Actor{Person: "W1"}, asked)
	require.NoError(t, err)
	answer := workflow.SupplyInput{Case: k.id, Form: json.RawMessage(plainForm)}
	_, err = c.engine.Supply(context.Background(), k.applicant(), answer)
	require.Equal(t, "materials_missing", workflow.Code(err), "what did not come along is asked for")
	answer.Files = []workflow.File{pdf("plan", "c1")}
	_, err = c.engine.Supply(context.Background(), k.applicant(), answer)
	require.NoError(t, err)
	require.Len(t, k.state().Materials, 5, "what came along is still there")
	k.as("W1").cannot("once").decide("acceptance", "supplement")
	k.as("W1").decide("acceptance", "accept")
	k.as("L1").decide("decision", "grant")
	k.ended("granted")
	c.carry()
	require.Equal(t, 1, c.times("called_back"), "nobody waits for the end of what was forwarded")
	require.Equal(t, k.state().Number, c.state().Calls[0].Result.Number)
}

func TestAForwardedCaseThatIsGivenUpBeforeItIsFiledIsNotFiled(t *testing.T) {
	t.Parallel()
	c := forwardedCase(t)
	c.withdraw()
	c.serve()
	c.carry()
	_, err := c.store.Case(context.Background(), c.called("superior").id)
	require.Equal(t, "case_not_found", workflow.Code(err))
}

const outside = `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {}}}
  - call: ministry
    title: {zh: 征求部里意见, en: The ministry}
    external: true
    by: {role: window}
    answer_within: {days: 30}
    outcomes: {agreed: pass, objected: fail}
    upon: {fail: {next: last}}
  - {step: middle, title: {zh: 中, en: Middle}, by: {role: handler}, decisions: {pass: {}}}
  - step: last
    title: {zh: 末, en: Last}
    by: {role: agency-leader}
    decisions: {pass: {needs: [ministry]}, refuse: {end: refused, document: letter, reason: required}}
  - end: granted
`

func TestAReplyFromOutsideIsRecordedWithItsDocument(t *testing.T) {
	t.Parallel()
	for reply, next := range map[string]string{"agreed": "middle", "objected": "last"} {
		c := calling(t, outside)
		c.as("W1").cannot("no_reply_awaited").reply("first", reply, pdf("", "d1"))
		c.as("H1").decide("first", "pass")
		c.carry()
		c.open("ministry")
		require.Equal(t, "call", c.store.Tasks(c.id)[0].Kind, "it stands in an inbox")
		c.as("H1").cannot("role").reply("ministry", reply, pdf("", "d1"))
		c.as("W1").cannot("reply_unknown", "shrugged").reply("ministry", "shrugged", pdf("", "d1"))
		c.as("W1").cannot("reply_document").reply("ministry", reply, workflow.File{})
		require.True(t, c.permission("reply", reply).Allowed)
		require.Equal(t, "role", c.as("H1").permission("reply", reply).Why.Code)
		c.as("W1").reply("ministry", reply, pdf("", "d1"))
		c.open(next)
		r := c.state().Calls[0].Result
		require.Equal(t, reply, r.Reply)
		require.Equal(t, "d1", r.File.SHA256)
		require.Equal(t, "W1", c.state().Position.Visits[1].By)
		c.as("W1").cannot("task_not_open").reply("ministry", reply, pdf("", "d2"))
	}
}

func TestSilenceFromOutsideGoesBackToWhoAsked(t *testing.T) {
	t.Parallel()
	c := calling(t, outside)
	c.as("H1").decide("first", "pass")
	c.wake("2026-12-24 00:30")
	c.open("first")
	require.Equal(t, flow.Void, c.state().Position.Visits[1].Status)
}

func TestWhatIsSentOutsideIsPinnedAndOver(t *testing.T) {
	t.Parallel()
	it := callee(t, "lower", papersHead, `
  - {step: first, title: {zh: 初, en: First}, by: {role: handler}, decisions: {pass: {document: letter}}}
  - {call: ministry, external: true, until: filed, materials: all}
  - end: granted
`)
	c := openOffice(t, it, "2026-11-23").filedWith(plainForm, pdf("licence", "a1"), pdf("report", "b1"), pdf("report", "b2"))
	c.as("H1").decide("first", "pass")
	c.ended("granted")
	k := c.state().Calls[0]
	require.Len(t, k.Files, 3, "the trail says what was sent")
	require.Equal(t, item.OutcomePass, k.Result.Outcome)
}
