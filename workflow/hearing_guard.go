package workflow

import (
	"fmt"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

var (
	tellHearingGuards    = []guard{guardRunning, guardHearingOffice, guardSuspended, guardUndecided, guardAccepted, guardUntold}
	askHearingGuards     = []guard{guardRunning, guardHearingAsker, guardUndecided, guardHearingRight}
	arrangeHearingGuards = []guard{guardRunning, guardHearingOffice, guardSuspended, guardUndecided, guardHearingAsked}
	holdHearingGuards    = []guard{guardRunning, guardHearingOffered, guardSuspended, guardUndecided, guardHearingAsked, ofHearing(guardHearingHost), ofHearing(guardHearingTime)}
	dropHearingGuards    = []guard{guardRunning, guardHearingOffered, guardUndecided, guardHearingAsked, ofHearing(guardHearingDropper)}
)

// ofHearing is a guard that presupposes a hearing and is given it. Where there is none it has nothing to say: a guard before
// it has refused.
func ofHearing(judge func(*command, *Hearing, act) *Error) guard {
	return func(c *command, a act) *Error {
		if c.state.Hearing == nil {
			return nil
		}
		return judge(c, c.state.Hearing, a)
	}
}

func guardHearingOffered(c *command, _ act) *Error {
	if c.item.Acts.Hearing == nil {
		return refuse(Conflict, "not_offered")
	}
	return nil
}

func guardHearingOffice(c *command, a act) *Error {
	if err := guardHearingOffered(c, a); err != nil {
		return err
	}
	return c.posted(c.item.Acts.Hearing.By)
}

// guardAccepted: before a case is accepted there is nothing to be heard on.
func guardAccepted(c *command, _ act) *Error {
	if c.state.AcceptedOn.IsZero() {
		return refuse(Conflict, "not_accepted")
	}
	return nil
}

func guardUntold(c *command, _ act) *Error {
	if c.state.Hearing != nil {
		return refuse(Conflict, "hearing_told")
	}
	return nil
}

// hearingAsker is the post in which the actor asks for a hearing or gives one up.
func (c *command) hearingAsker(f *Facts) item.Post {
	if c.actor.Enterprise != "" {
		return item.Post{Role: c.party(f, MandateHear)}
	}
	return item.Post{Role: windowRole}
}

// windowRole is the post that receives what is brought to the office from outside.
const windowRole = "window"

func guardHearingAsker(c *command, a act) *Error {
	if err := guardHearingOffered(c, a); err != nil {
		return err
	}
	return guardFiler(MandateHear)(c, a)
}

// guardHearingRight: the right was told, it has not lapsed, and nobody has used it.
func guardHearingRight(c *command, _ act) *Error {
	switch h := c.state.Hearing; {
	case h == nil, h.Over == "" && h.ToldOn.IsZero():
		return refuse(Conflict, "hearing_untold")
	case h.Over == hearingUnasked:
		return refuse(Conflict, "hearing_lapsed")
	case !h.AskedOn.IsZero(), h.Over != "":
		return refuse(Conflict, "hearing_asked")
	}
	return nil
}

func guardHearingAsked(c *command, _ act) *Error {
	if !c.state.Hearing.asked() {
		return refuse(Conflict, "hearing_unasked")
	}
	return nil
}

// guardHearingHost: who was named presides, still holds the post, and has not examined the case since.
func guardHearingHost(c *command, h *Hearing, _ act) *Error {
	switch {
	case h.Host == "":
		return refuse(Conflict, "hearing_unset")
	case h.Host != c.actor.Person:
		return refuse(Forbidden, "not_host")
	}
	if err := c.posted(c.item.Acts.Hearing.Host); err != nil {
		return err
	}
	return c.uninvolved(h.Host)
}

// guardHearingTime: the time it is set for has come, and its notice was served long enough before.
func guardHearingTime(c *command, h *Hearing, _ act) *Error {
	switch {
	case h.NoticedOn.IsZero() || calendar.DateOf(h.At).Before(c.earliest(h.NoticedOn)):
		return refuse(Conflict, "hearing_notice_short", chineseSpan(c.item.Acts.Hearing.Ahead))
	case c.now.Before(h.At):
		e := refuse(Conflict, "hearing_ahead")
		e.At = h.At
		return e
	}
	return nil
}

// hostWaited reports whether the actor presides over the hearing and its time has come.
func (c *command) hostWaited() bool {
	h := c.state.Hearing
	return c.actor.Enterprise == "" && c.actor.Person == h.Host && !h.At.IsZero() && !c.now.Before(h.At)
}

// guardHearingDropper: who asked gives the hearing up, or its host once the time has come and nobody did.
func guardHearingDropper(c *command, h *Hearing, a act) *Error {
	switch applicant := c.actor.Enterprise != ""; {
	case c.hostWaited():
		return c.posted(c.item.Acts.Hearing.Host)
	case applicant != (h.Asker == flow.Applicant):
		return refuse(Forbidden, "not_asker")
	}
	return guardHearingAsker(c, a)
}

// hearingDropper is the post in which the actor gives the hearing up.
func (c *command) hearingDropper(f *Facts) item.Post {
	if c.hostWaited() {
		return c.item.Acts.Hearing.Host
	}
	return c.hearingAsker(f)
}

// guardHosting keeps who presides over the hearing from examining the case (Art. 48(3)), by their own hand or another's.
func guardHosting(c *command, a act) *Error {
	h, hand := c.state.Hearing, c.hand(a)
	if h != nil && h.Host != "" && (h.Host == hand.Person || h.Host == hand.For) {
		return refuse(Forbidden, "hosting")
	}
	return nil
}

// guardHeard lets nobody decide a case while a hearing is still to come (Art. 48: the decision rests on its record), while
// it can still be asked for, or, where the item demands that, before the right was told (Art. 47).
func guardHeard(c *command, a act) *Error {
	changes, err := c.try(a)
	if err != nil {
		return nil
	}
	return c.heardFor(changes, c.item.Place(c.state.openVisit(a.visit).Node).Decision(a.decision), a.visit)
}

// guardRemovesHeard: taking a seat away may settle a panel, whose decision decides the case.
func guardRemovesHeard(c *command, a act) *Error {
	changes, err := c.removes(a)
	if err != nil {
		return nil
	}
	return c.heardFor(changes, c.settled(changes, a.visit), a.visit)
}

// guardReplyHeard: the reply of an agency outside may decide the case.
func guardReplyHeard(c *command, a act) *Error {
	changes, err := c.replies(a)
	if err != nil {
		return nil
	}
	return c.heardFor(changes, nil, a.visit)
}

// heardFor says why changes that decide the case may not be made yet.
func (c *command) heardFor(changes []flow.Change, d *item.Decision, visit int) *Error {
	if !c.decidesCase(changes, d, visit) {
		return nil
	}
	return c.heard()
}

// restsOn is the hash of the minutes that changes which decide the case rest on; zero where there is none.
func (c *command) restsOn(changes []flow.Change, d *item.Decision, visit int) (minutes trail.Hash) {
	if h := c.state.Hearing; h != nil && c.decidesCase(changes, d, visit) {
		return h.Minutes
	}
	return minutes
}

func (c *command) heard() *Error {
	spec, h := c.item.Acts.Hearing, c.state.Hearing
	switch {
	case spec == nil, c.state.AcceptedOn.IsZero(), h != nil && h.Over != "":
		return nil
	case h.asked():
		return refuse(Conflict, "hearing_pending")
	case h != nil:
		return refuse(Conflict, "hearing_open")
	case spec.Required:
		return refuse(Conflict, "hearing_untold")
	}
	return nil
}

// decidesCase reports whether a decision decides the case: it grants, refuses, or starts what follows a decision; also when
// a wait or a call that it opens stands between, since nobody examines the case after it.
func (c *command) decidesCase(changes []flow.Change, d *item.Decision, visit int) bool {
	if !c.state.DecidedOn.IsZero() {
		return false
	}
	for _, ch := range changes {
		switch {
		case ch.Kind == flow.Opened && c.decidesAfter(c.item.Place(ch.Node)):
			return true
		case ch.Kind == flow.Ended && c.item.Outcomes[ch.Node] != item.Closes:
			return true
		}
	}
	return d != nil && d.Start == issueClock && takesEffect(changes, visit)
}

// decidesAfter reports whether opening a node leaves nothing to be examined before the case is decided.
func (c *command) decidesAfter(n *item.Place) bool {
	switch n.Kind {
	case item.Issue:
		return true
	case item.Wait, item.Call:
		return c.item.Decides(n)
	}
	return false
}

// hearing is the hearing as an entry leaves it, for the entry to change.
func (c *command) hearing(f *Facts) *Hearing {
	if f.Hearing == nil {
		h := c.state.Hearing.clone()
		f.Hearing = &h
	}
	return f.Hearing
}

func (h *Hearing) clone() Hearing {
	n := *h
	n.Right, n.Hold = cloneClock(h.Right), cloneClock(h.Hold)
	return n
}

// closeHearing ends an open hearing, and the time that is not counted for it.
func (c *command) closeHearing(f *Facts, on calendar.Date, why string) {
	if c.state.Hearing == nil || c.state.Hearing.Over != "" || f.Hearing != nil && f.Hearing.Over != "" {
		return
	}
	h := c.hearing(f)
	h.Over, h.OverOn = why, on
	if h.Right.Running() {
		h.Right.Ended = on
	}
	if h.Hold.Running() {
		h.Hold.Ended = on
	}
	if name := c.item.Acts.Hearing.Clock; c.excludes(name) {
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockIncludes, Clock: name, On: on, Ground: item.GroundHearing})
	}
}

// excludes reports whether the time of a hearing is being left out of a clock.
func (c *command) excludes(name string) bool {
	k := c.state.clock(name)
	if k == nil {
		return false
	}
	for _, x := range k.Exclusions {
		if x.Ground == item.GroundHearing && x.To.IsZero() {
			return true
		}
	}
	return false
}

// servedHearing is what the service of a document of the hearing sets going: the time to ask for it; or, as Art. 45 asks,
// the time that is not counted, which the notice tells in writing (听证…所需时间不计算在本节规定的期限内).
func (c *command) servedHearing(f *Facts, on calendar.Date, of string, seq int) {
	spec, now := c.item.Acts.Hearing, c.state.Hearing
	if now == nil || now.Over != "" {
		return
	}
	switch of {
	case hearingRight:
		h := c.hearing(f)
		h.ToldOn, h.Right = on, span(hearingRight, spec.Apply, on)
	case hearingNotice:
		if seq != c.lastOwed(hearingNotice) {
			return // it was set anew: that notice counts
		}
		c.hearing(f).NoticedOn = on
		if k := c.state.clock(spec.Clock); k != nil && k.Ended.IsZero() && !c.excludes(spec.Clock) {
			f.Clocks = append(f.Clocks, ClockChange{Op: ClockExcludes, Clock: spec.Clock, On: on, Ground: item.GroundHearing, AtMost: spec.AtMost})
		}
	}
}

// lastOwed is the last document owed as a notice of an act.
func (c *command) lastOwed(of string) int {
	for i := len(c.state.Documents) - 1; i >= 0; i-- {
		if c.state.Documents[i].For == of {
			return c.state.Documents[i].Seq
		}
	}
	return 0
}

// hearingFalls are the lapse of the right and the signals of the time to hold the hearing. That it was not held in time is
// the office's fault and takes nothing from who asked: the hearing is still to be held.
func (c *command) hearingFalls(all []fall) []fall {
	h := c.state.Hearing
	if h == nil || h.Over != "" {
		return all
	}
	if due, runs := c.certain(&h.Right); runs {
		all = append(all, fall{due.Law.End(), orderLapsed, hearingRight, func(at time.Time) error {
			f := Facts{Act: &Act{Clock: hearingRight}}
			c.closeHearing(&f, calendar.DateOf(at), hearingUnasked)
			return c.record("hearing_lapsed", at, systemActor(), f, nil)
		}})
	}
	if h.Hold.Running() {
		all = c.signals(all, hearingHold, &h.Hold)
	}
	return all
}

func chineseSpan(s item.Span) string {
	if s.Workdays > 0 {
		return fmt.Sprintf("%d个工作日", s.Workdays)
	}
	return fmt.Sprintf("%d日", s.Days)
}

func chineseTime(t time.Time) string {
	local := t.In(calendar.Zone)
	return chineseDate(calendar.DateOf(t)) + fmt.Sprintf("%d时%02d分", local.Hour(), local.Minute())
}
