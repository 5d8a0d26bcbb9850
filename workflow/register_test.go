package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// keeping is an item about a certificate of the register: the number stands in the form as valid_until, and n says the ground.
const keeping = `
  - {step: check, title: {zh: 查, en: Check}, by: {role: handler, not_who: [filing]}, within: 3, decisions: {pass: {clock: {start: decide}}}}
  - step: decision
    title: {zh: 决, en: Decision}
    by: {role: agency-leader}
    within: 5
    decisions:
      suspend: {title: {zh: 暂停, en: Suspend}, register: suspend, back_to: check, reason: required}
      reinstate: {title: {zh: 恢复, en: Reinstate}, register: reinstate, back_to: check}
      revoke: {title: {zh: 撤销, en: Revoke}, register: revoke, end: revoked, document: letter, reason: required}
      withdraw: {title: {zh: 撤回, en: Withdraw}, register: withdraw, end: revoked, document: letter, reason: required}
      cancel: {title: {zh: 注销, en: Cancel}, register: cancel, end: cancelled, document: letter}
      forgo: {title: {zh: 不予撤销, en: Forgo}, grounds: [may], end: kept}
      replace: {title: {zh: 补发, en: Replace}, register: replace, needs: [check], clock: {start: issue}}
      change: {title: {zh: 变更, en: Change}, register: change, needs: [check], clock: {start: issue}}
      renew: {title: {zh: 延续, en: Renew}, register: renew, needs: [check], clock: {start: issue}}
      fulfil: {title: {zh: 已自查, en: Done}, register: fulfil, end: cancelled}
  - {issue: paper, title: {zh: 证, en: Paper}, certificate: small, by: {role: certificate-clerk}, within: 2}
  - end: granted
`

func keeper(t tester, openedBy string) *item.Item { return keeperOf(t, openedBy, keeping) }

func keeperOf(t tester, openedBy, flow string) *item.Item {
	t.Helper()
	head, err := os.ReadFile("testdata/head.yaml")
	require.NoError(t, err)
	src := strings.NewReplacer("item: small", "item: small-register", "clocks:\n", "", `  validity: {until: form.valid_until, when: form.valid_until != "", title: {zh: 有效期, en: Validity}}`+"\n", "",
		"withdrawn: closes}", "withdrawn: closes, revoked: refuses, cancelled: closes, kept: closes}",
		"number: 'S{grade}-{year}-{n:04}'", "number: 'R{grade}-{year}-{n:04}'").Replace(string(head))
	about := `opened_by: ` + openedBy + `
concerns:
  certificate: form.valid_until
  kinds: [small]
  ground: 'form.n == 0 ? "must" : form.n < 9 ? "may" : "other"'
  grounds:
    - {id: must, must: true, title: {zh: 骗取, en: Deceit}, basis: 行政许可法第六十九条第二款}
    - {id: may, title: {zh: 超越职权, en: Beyond powers}, basis: 行政许可法第六十九条第一款, note: {zh: 依法赔偿, en: Compensated}}
  duty: '"self-check"'
  year: form.n + 2020
`
	it, err := item.Read(os.DirFS("testdata"), "register.yaml", []byte(src+about+"flow:\n"+flow))
	require.NoError(t, err)
	return it
}

const held = "R-1"

// granted before: valid for four years, with a self-check every spring.
func heldBefore() workflow.Certificate {
	return workflow.Certificate{Number: held, Kind: "small", Holder: "甲", HolderID: applicant, Owner: applicant, Grade: "1", Status: workflow.CertificateValid,
		GrantedOn: day("2023-03-01"), ValidFrom: day("2023-03-01"), ValidUntil: day("2027-02-28"), Authority: "bureau", CaughtUp: day("2026-08-01"),
		Terms: workflow.Terms{Since: day("2023-03-01"), Remind: []int{120, 90, 60, 45, 30}, Duties: []item.Duty{
			{ID: "self-check", Title: item.Text{Zh: "自查", En: "Self-check"}, Basis: "办法", First: 1, Every: 1, From: "02-01", To: "04-30", Remind: []int{10}}}}}
}

func openRegister(t tester, on string) *office {
	o := openOffice(t, keeper(t, "[applicant, handler]"), on)
	o.store.Put(heldBefore())
	return o
}

// about files a case on the certificate: of the office's own motion where a handler opens it.
func (o *office) about(opener string, n int) (*matter, error) {
	in := workflow.SubmitInput{Item: o.item.Item, Form: json.RawMessage(fmt.Sprintf(`{"n":%d,"valid_until":%q}`, n, held)), OwnMotion: opener != "A1"}
	actor := workflow.Actor{Person: opener}
	if opener == "A1" {
		actor.Enterprise = applicant
	}
	r, err := o.engine.Submit(context.Background(), actor, in)
	return &matter{office: o, id: r.Case}, err
}

func (o *office) opened(opener string, n int) *matter {
	o.Helper()
	m, err := o.about(opener, n)
	require.NoError(o, err)
	m.as("H1").decide("check", "pass")
	return m
}

func (o *office) held(number string) workflow.Certificate {
	o.Helper()
	k, err := o.store.Certificate(context.Background(), number)
	require.NoError(o, err)
	return k
}

// TestMovesOfACertificate is the whole table: on what each act is lawful, and what it makes of it.
func TestMovesOfACertificate(t *testing.T) {
	t.Parallel()
	const no = workflow.CertificateStatus("")
	order := []workflow.CertificateStatus{"valid", "suspended", "expired", "replaced", "revoked", "withdrawn", "cancelled"}
	require.Len(t, workflow.StatusTerms(), len(order))
	for act, want := range map[item.RegisterAct][]workflow.CertificateStatus{
		item.RegisterRenew:     {"valid", "suspended", "valid", no, no, no, no},
		item.RegisterChange:    {"replaced", "replaced", no, no, no, no, no},
		item.RegisterReplace:   {"replaced", "replaced", no, no, no, no, no},
		item.RegisterSuspend:   {"suspended", no, no, no, no, no, no},
		item.RegisterReinstate: {no, "valid", no, no, no, no, no},
		item.RegisterRevoke:    {"revoked", "revoked", "revoked", no, no, no, no},
		item.RegisterWithdraw:  {"withdrawn", "withdrawn", no, no, no, no, no},
		item.RegisterCancel:    {"cancelled", "cancelled", "cancelled", no, "cancelled", "cancelled", no},
		item.RegisterFulfil:    {"valid", "suspended", no, no, no, no, no},
	} {
		for i, standing := range order {
			k := heldBefore()
			on := day("2026-11-23")
			if k.Status = standing; standing == workflow.CertificateExpired {
				k.Status, on = workflow.CertificateValid, day("2027-03-01")
			}
			require.Equal(t, standing, k.StatusOn(on))
			got, refusal := k.After(act, on)
			require.Equal(t, want[i], got, "%s of a certificate that is %s", act, standing)
			if want[i] != no {
				require.Nil(t, refusal)
				continue
			}
			require.Equal(t, "certificate_"+string(standing), refusal.Code)
			require.Contains(t, refusal.Text.Zh, "证书“R-1”", "the cause")
			require.Contains(t, refusal.Text.Zh, "；", "and the cure")
			require.NotContains(t, refusal.Text.En, "{0}")
		}
	}
	require.Len(t, item.RegisterActs(), 9)
}

// TestOfficeRevokesOfItsOwnMotion: the holder is the party, can neither withdraw nor is asked for supplements, and the register
// says which case did what, on which ground, from when.
func TestOfficeRevokesOfItsOwnMotion(t *testing.T) {
	t.Parallel()
	o := openRegister(t, "2026-11-23")
	m := o.opened("H2", 0)
	require.True(t, m.state().OwnMotion)
	require.Equal(t, applicant, m.state().Applicant)
	require.Equal(t, "opened", m.kinds()[0])
	for _, k := range m.state().Clocks {
		require.NotEqual(t, "accept", k.Name, "nothing was received that could be accepted")
	}
	m.cannot("own_motion").withdraw()
	m.as("L1").cannot("ground_other", "must").decide("decision", "forgo")
	m.as("L1").decide("decision", "revoke")
	m.ended("revoked")
	k := o.held(held)
	require.Equal(t, workflow.CertificateRevoked, k.Status)
	require.Len(t, k.Changes, 1)
	c := k.Changes[0]
	require.Equal(t, []any{item.RegisterRevoke, "must", m.id, "L1", day("2026-11-23"), "行政许可法第六十九条第二款"},
		[]any{c.Act, c.Ground, c.Case, c.By, c.From, c.Basis})
	require.True(t, k.ToCancel(day("2026-11-24")), "Art. 70(4)")

	_, err := o.about("A1", 1)
	require.NoError(t, err, "it can still be cancelled")
}

func TestNobodyOpensWhatIsNotTheirs(t *testing.T) {
	t.Parallel()
	o := openRegister(t, "2026-11-23")
	_, err := o.about("W1", 0)
	require.Equal(t, "role", workflow.Code(err))
	_, err = o.about("H1", 9)
	require.Equal(t, "ground_unknown", workflow.Code(err))
	m, err := o.about("H1", 0)
	require.NoError(t, err)
	m.as("H1").cannot("not_who", item.Filing).decide("check", "pass")

	o = openOffice(t, keeper(t, "[office-head]"), "2026-11-23")
	o.store.Put(heldBefore())
	_, err = o.about("A1", 0)
	require.Equal(t, "opened_by_office", workflow.Code(err))
	o = openOffice(t, keeper(t, "[applicant]"), "2026-11-23")
	o.store.Put(heldBefore())
	_, err = o.about("H1", 0)
	require.Equal(t, "not_opener", workflow.Code(err))
}

// TestTwoCasesAboutOneCertificate: what one has done, the other finds, and hears why.
func TestTwoCasesAboutOneCertificate(t *testing.T) {
	t.Parallel()
	o := openRegister(t, "2026-11-23")
	a, b := o.opened("H2", 0), o.opened("H2", 1)
	a.as("L1").decide("decision", "suspend")
	require.Equal(t, workflow.CertificateSuspended, o.held(held).Status)
	b.as("L1").cannot("certificate_suspended").decide("decision", "suspend")
	require.Equal(t, "certificate_suspended", b.permission("decide", "suspend").Why.Code)
	require.True(t, b.permission("decide", "reinstate").Allowed)
	a.as("H1").decide("check", "pass")
	a.as("L1").decide("decision", "withdraw")
	b.cannot("certificate_withdrawn").decide("decision", "revoke")
	b.decide("decision", "cancel")
	require.Equal(t, workflow.CertificateCancelled, o.held(held).Status)
	require.Len(t, o.held(held).Changes, 3)
	_, err := o.about("H1", 0)
	require.Equal(t, "certificate_cancelled", workflow.Code(err), "a cancelled one serves for nothing")
}

// TestAReplacedCertificateGivesItsPlace: the new one ends when the old would have, inherits its duties, and a suspension too.
func TestAReplacedCertificateGivesItsPlace(t *testing.T) {
	t.Parallel()
	for _, act := range []string{"replace", "change"} {
		o := openRegister(t, "2026-11-23")
		a, b := o.opened("A1", 1), o.opened("H2", 1)
		a.as("L1").decide("decision", act)
		b.as("L1").decide("decision", "suspend")
		a.as("C1").issue("paper")
		old := o.held(held)
		require.Equal(t, workflow.CertificateReplaced, old.Status)
		k := o.held(old.SucceededBy)
		require.Equal(t, workflow.CertificateSuspended, k.Status, "what was suspended meanwhile does not come back as another")
		require.Equal(t, old.ValidUntil, k.ValidUntil)
		require.Equal(t, old.Terms, k.Terms)
		require.Equal(t, held, k.Replaces)
		require.Equal(t, item.RegisterAct(act), old.Changes[len(old.Changes)-1].Act)
		require.Equal(t, day("2026-11-23"), old.StandsSince(day("2026-12-01")))
		_, err := o.about("A1", 1)
		require.Equal(t, "certificate_replaced", workflow.Code(err))
	}
}

// TestASuccessorIsBornAsTheOldOneStands: whatever became of a certificate between the grant and the issue of the next one does
// not come back under another number, by no act and from no status.
func TestASuccessorIsBornAsTheOldOneStands(t *testing.T) {
	t.Parallel()
	for _, act := range []item.RegisterAct{item.RegisterRenew, item.RegisterChange, item.RegisterReplace} {
		for _, term := range workflow.StatusTerms() {
			o := openRegister(t, "2026-11-23")
			m := o.opened("A1", 1)
			m.as("L1").decide("decision", string(act))
			k := o.held(held)
			if k.Status = term.Status; term.Status == workflow.CertificateExpired {
				k.Status, k.ValidUntil = workflow.CertificateValid, day("2026-11-22")
			}
			o.store.Put(k)
			if term.Status == workflow.CertificateReplaced {
				m.as("C1").cannot("certificate_replaced").issue("paper")
				require.Equal(t, "certificate_replaced", m.permission("issue", "").Why.Code)
				continue
			}
			m.as("C1").issue("paper")
			old := o.held(held)
			born := o.held(old.SucceededBy)
			want, left := term.Status, term.Status
			switch {
			case term.Status == workflow.CertificateExpired:
				want, left = workflow.CertificateValid, workflow.CertificateValid
				fallthrough
			case term.Status == workflow.CertificateValid, term.Status == workflow.CertificateSuspended:
				if act != item.RegisterRenew {
					left = workflow.CertificateReplaced
				}
			}
			require.Equal(t, []workflow.CertificateStatus{want, left}, []workflow.CertificateStatus{born.Status, old.Status}, "%s of one that is %s", act, term.Status)
			require.Equal(t, want, born.Changes[0].Status)
		}
	}
}

// TestARenewedCertificateStaysToItsLastDay is ADR 7.
func TestARenewedCertificateStaysToItsLastDay(t *testing.T) {
	t.Parallel()
	o := openRegister(t, "2026-11-23")
	m := o.opened("A1", 1)
	m.as("L1").decide("decision", "renew")
	m.as("C1").issue("paper")
	old := o.held(held)
	require.Equal(t, workflow.CertificateValid, old.StatusOn(day("2027-02-28")))
	require.Equal(t, workflow.CertificateExpired, old.StatusOn(day("2027-03-01")))
	require.Equal(t, day("2027-03-01"), old.StandsSince(day("2027-03-01")))
	require.False(t, old.ToCancel(day("2027-03-01")), "it was renewed")
	require.NotEmpty(t, old.SucceededBy)
	_, refusal := old.After(item.RegisterRenew, day("2026-12-01"))
	require.Equal(t, "certificate_replaced", refusal.Code)
}

func TestADutyIsDoneByACase(t *testing.T) {
	t.Parallel()
	o := openRegister(t, "2026-02-10")
	status := func(on string) (missed []int) {
		for _, w := range o.held(held).Windows(day(on)) {
			if w.Missed(day(on)) {
				missed = append(missed, w.Year)
			}
		}
		return missed
	}
	require.Equal(t, []int{2024, 2025}, status("2026-02-10"))
	require.Equal(t, day("2024-04-30"), o.held(held).DutyDue())
	m := o.opened("A1", 6)
	m.as("L1").decide("decision", "fulfil")
	require.Equal(t, []int{2024, 2025}, status("2026-12-01"), "2026 is done")
	again := o.opened("A1", 6)
	again.as("L1").cannot("duty_done").decide("decision", "fulfil")
	ahead := o.opened("A1", 7)
	ahead.as("L1").cannot("duty_year").decide("decision", "fulfil")
	require.Equal(t, []calendar.Date{day("2024-04-30"), day("2025-04-30"), day("2026-04-30")}, lastDays(o.held(held), "2026-02-10"),
		"the validity ends before the last day of the window of 2027")
}

func lastDays(k workflow.Certificate, on string) (days []calendar.Date) {
	for _, w := range k.Windows(day(on)) {
		days = append(days, w.To)
	}
	return days
}

// TestHoldersAreRemindedOnce: each reminder once, also after a stop, a jump of the clock, and by two replicas at once.
func TestHoldersAreRemindedOnce(t *testing.T) {
	t.Parallel()
	for name, days := range map[string][]string{
		"every day": everyDay("2026-10-01", "2027-05-02"), "after a stop": {"2026-12-24", "2026-12-24", "2027-05-02"}, "one jump": {"2027-05-02"},
	} {
		o := openRegister(t, "2026-10-01")
		for _, d := range days {
			o.clock.set(at(d + " 08:00"))
			for range 2 { // the other replica
				require.NoError(t, o.engine.Remind(context.Background(), held))
			}
		}
		told := map[string]int{}
		for _, n := range o.store.Notices() {
			require.Equal(t, applicant, n.Recipient)
			require.Equal(t, held, n.Certificate, "whoever reads it finds what it is about")
			told[n.Kind]++
		}
		require.Equal(t, map[string]int{"certificate_ends": 5, "certificate_ended": 1}, told, name)
		var due []calendar.Date
		for _, e := range o.store.Entries("certificate/" + held) {
			due = append(due, calendar.DateOf(e.Entry.EffectiveAt))
		}
		require.Equal(t, []calendar.Date{day("2026-10-31"), day("2026-11-30"), day("2026-12-30"), day("2027-01-14"), day("2027-01-29"), day("2027-03-01")}, due, name)
		require.Zero(t, o.held(held).NextReminder())
	}
}

func everyDay(from, to string) (days []string) {
	for d := day(from); !d.After(day(to)); d = d.AddDays(1) {
		days = append(days, d.String())
	}
	return days
}

func TestDutiesAreRemindedUntilTheyAreDone(t *testing.T) {
	t.Parallel()
	o := openRegister(t, "2025-01-10")
	k := o.held(held)
	k.CaughtUp = day("2025-01-01")
	o.store.Put(k)
	told := func(to string) (kinds []string) {
		o.clock.set(at(to + " 08:00"))
		before := len(o.store.Notices())
		require.NoError(t, o.engine.Remind(context.Background(), held))
		for _, n := range o.store.Notices()[before:] {
			require.NotContains(t, n.Zh+n.En, "{")
			kinds = append(kinds, n.Kind)
		}
		return kinds
	}
	require.Equal(t, []string{"duty_open", "duty_due", "duty_missed"}, told("2025-05-01"))
	require.Equal(t, []string{"duty_open"}, told("2026-02-10"))
	m := o.opened("A1", 6)
	m.as("L1").decide("decision", "fulfil")
	require.Empty(t, told("2026-06-01"), "it was done in its time")
}
