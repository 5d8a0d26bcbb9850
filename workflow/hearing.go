package workflow

import (
	"context"
	"time"
	"unicode/utf8"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/trail"
)

// Hearing is the hearing of a case before its decision (听证), from the telling of the right to its end. A case has one.
type Hearing struct {
	ToldOn    calendar.Date `json:"told_on,omitzero"`   // the day the document that tells the right was served
	Right     clock.Clock   `json:"right,omitzero"`     // until when it may be asked for
	Asker     string        `json:"asker,omitempty"`    // applicant or interested
	AskedBy   string        `json:"asked_by,omitempty"` // who asked, or who received it at the window
	AskedOn   calendar.Date `json:"asked_on,omitzero"`
	Hold      clock.Clock   `json:"hold,omitzero"`       // until when it has to be held
	At        time.Time     `json:"at,omitzero"`         // what it is set for
	Host      string        `json:"host,omitempty"`      // who presides
	NoticedOn calendar.Date `json:"noticed_on,omitzero"` // the day the notice of this time was served
	HeldOn    calendar.Date `json:"held_on,omitzero"`
	Minutes   trail.Hash    `json:"minutes,omitzero"` // of the record, which is in the payload: see minutes
	Over      string        `json:"over,omitempty"`   // held, unasked, dropped, decided; empty while it is open
	OverOn    calendar.Date `json:"over_on,omitzero"`
}

// What a hearing can be over for.
const (
	hearingHeld    = "held"
	hearingUnasked = "unasked" // the right lapsed
	hearingDropped = "dropped"
	hearingDecided = "decided" // the case was decided by law, or ended, without it
)

// Who can ask for a hearing.
const askerInterested = "interested"

// The notices and clocks of a hearing.
const (
	hearingRight  = "hearing/right"
	hearingNotice = "hearing/notice"
	hearingHold   = "hearing/hold"
)

// asked reports whether the hearing was asked for and is still to be held.
func (h *Hearing) asked() bool { return h != nil && !h.AskedOn.IsZero() && h.Over == "" }

// TellHearing tells the applicant in writing that a hearing can be asked for (Administrative Licensing Law, Art. 47:
// 行政机关在作出行政许可决定前，应当告知申请人、利害关系人享有要求听证的权利). The time to ask begins with its service.
func (e *Engine) TellHearing(ctx context.Context, actor Actor, in CaseInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(tellHearingGuards, act{}); err != nil {
			return err
		}
		spec := c.item.Acts.Hearing
		f := Facts{Hearing: &Hearing{}}
		err := c.owe(&f, c.now, owing{document: spec.Right, of: hearingRight, extra: map[string]any{
			"reason": in.Reason, "apply_within": chineseSpan(spec.Apply)}})
		if err != nil {
			return err
		}
		return c.recordReason("hearing_told", spec.By, f, in.Reason)
	})
}

// AskHearingInput asks for a hearing.
type AskHearingInput struct {
	Key    *Key
	Case   CaseID
	Reason string
	From   string // of an interested party, who asks at the window: personal data
}

// AskHearing asks for a hearing: the applicant by themselves, an interested party at the window, within the time the item
// gives from being told (Art. 47: 在被告知听证权利之日起五日内提出听证申请的，行政机关应当在二十日内组织听证). From this day on the
// office has so long to hold it.
func (e *Engine) AskHearing(ctx context.Context, actor Actor, in AskHearingInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(askHearingGuards, act{}); err != nil {
			return err
		}
		spec, on := c.item.Acts.Hearing, c.today()
		var f Facts
		post, h := c.hearingAsker(&f), c.hearing(&f)
		h.AskedBy, h.AskedOn, h.Asker, h.Right.Ended = c.actor.Person, on, flow.Applicant, on
		if c.actor.Enterprise == "" {
			if in.From == "" {
				return at(refuse(Invalid, "interested_unnamed"), "/from")
			}
			h.Asker = askerInterested
		}
		h.Hold = span(hearingHold, spec.Hold, on)
		c.standing(&f, &h.Hold, on)
		c.notify(c.Office.Holders(spec.By.Role, c.unitOfPost(spec.By)), "hearing_asked", nil)
		body, err := marshal(map[string]string{"reason": in.Reason, "from": in.From})
		if err != nil {
			return err
		}
		return c.record("hearing_asked", c.now, c.trailActorOf(post), f, body)
	})
}

// ArrangeHearingInput sets a hearing.
type ArrangeHearingInput struct {
	Key   *Key
	Case  CaseID
	At    time.Time
	Place string
	Host  string
}

// ArrangeHearing sets time, place and host of a hearing, or sets them anew, and owes the notice of it, which has to be served
// seven days before (Art. 48(1): 行政机关应当于举行听证的七日前将举行听证的时间、地点通知申请人、利害关系人). Nobody who examined the
// case presides (Art. 48(3): 行政机关应当指定审查该行政许可申请的工作人员以外的人员为听证主持人).
func (e *Engine) ArrangeHearing(ctx context.Context, actor Actor, in ArrangeHearingInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(arrangeHearingGuards, act{}); err != nil {
			return err
		}
		if err := c.hearable(in); err != nil {
			return err
		}
		spec := c.item.Acts.Hearing
		var f Facts
		h := c.hearing(&f)
		h.At, h.Host, h.NoticedOn = in.At.UTC().Truncate(time.Microsecond), in.Host, calendar.Date{}
		c.notify([]string{in.Host}, "hearing_set", nil)
		err := c.owe(&f, c.now, owing{document: spec.Notice, of: hearingNotice, extra: map[string]any{
			"hearing_at": chineseTime(in.At), "hearing_place": in.Place, "days": spec.AtMost, "special_kind": "听证"}})
		if err != nil {
			return err
		}
		body, err := marshal(map[string]string{"place": in.Place})
		if err != nil {
			return err
		}
		return c.record("hearing_set", c.now, c.trailActorOf(spec.By), f, body)
	})
}

// hearable judges the time and the host of a hearing. One that is late already may be set for any later day.
func (c *command) hearable(in ArrangeHearingInput) *Error {
	spec, day := c.item.Acts.Hearing, calendar.DateOf(in.At)
	switch last := c.state.Hearing.Hold.Due(c.cal, c.today()).Law; {
	case in.Place == "":
		return at(refuse(Invalid, "hearing_place"), "/place")
	case day.Before(c.earliest(c.today())):
		return at(refuse(Conflict, "hearing_notice_short", chineseSpan(spec.Ahead)), "/at")
	case day.After(last) && !c.today().After(last):
		return at(refuse(Conflict, "hearing_late", last.String()), "/at")
	case !c.Office.Holds(in.Host, spec.Host.Role, c.unitOfPost(spec.Host)):
		return at(refuse(Invalid, "role", spec.Host.Role), "/host")
	}
	if err := c.uninvolved(in.Host); err != nil {
		return at(err, "/host")
	}
	return nil
}

// earliest is the first day a hearing can be held on whose notice is served on a day.
func (c *command) earliest(served calendar.Date) calendar.Date {
	k := span(hearingNotice, c.item.Acts.Hearing.Ahead, served)
	return k.Due(c.cal, served).Law
}

// uninvolved refuses a host who examined the case at any step, in any round.
func (c *command) uninvolved(host string) *Error {
	for _, w := range flow.Who(&c.state.Position, c.nodes()) {
		if w.Person == host {
			e := refuse(Forbidden, "host_examined", w.Node)
			e.Who, e.Round = w.Person, w.Round
			return e
		}
	}
	return nil
}

// HoldHearingInput is the record of a hearing.
type HoldHearingInput struct {
	Key     *Key
	Case    CaseID
	Minutes string // personal data, in the payload; its salted hash is a fact
}

// HoldHearing records that the hearing was held, by its host (Art. 48(5): 听证应当制作笔录). The decision then rests on that
// record (Art. 48, last sentence: 行政机关应当根据听证笔录，作出行政许可决定).
func (e *Engine) HoldHearing(ctx context.Context, actor Actor, in HoldHearingInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(holdHearingGuards, act{}); err != nil {
			return err
		}
		if n := utf8.RuneCountInString(in.Minutes); n == 0 || n > maxMinutes {
			return at(refuse(Invalid, "minutes"), "/minutes")
		}
		var f Facts
		c.closeHearing(&f, c.today(), hearingHeld)
		record := minutes{Minutes: in.Minutes, Salt: c.salt()}
		f.Hearing.HeldOn, f.Hearing.Minutes = c.today(), saltedHash(record.Salt, []byte(record.Minutes))
		body, err := marshal(record)
		if err != nil {
			return err
		}
		return c.record("hearing_held", c.now, c.trailActorOf(c.item.Acts.Hearing.Host), f, body)
	})
}

// minutes is the payload of a hearing that was held. Hearing.Minutes is SHA-256 of salt and record, so that nobody tries out
// what was said once the payload is erased; entries from before there was a salt have none, and it is that of the record.
type minutes struct {
	Minutes string `json:"minutes"`
	Salt    []byte `json:"salt,omitempty"`
}

// maxMinutes bounds a record, in characters.
const maxMinutes = 100_000

// DropHearing gives up a hearing that was asked for: by who asked, or, where they did not come, by the host.
func (e *Engine) DropHearing(ctx context.Context, actor Actor, in CaseInput) (Receipt, error) {
	return e.run(ctx, Write{Case: in.Case, Key: in.Key}, actor, func(c *command) error {
		if err := c.check(dropHearingGuards, act{}); err != nil {
			return err
		}
		if in.Reason == "" {
			return at(refuse(Invalid, "reason"), "/reason")
		}
		var f Facts
		post := c.hearingDropper(&f)
		c.closeHearing(&f, c.today(), hearingDropped)
		body, err := marshal(opinion{Reason: in.Reason})
		if err != nil {
			return err
		}
		return c.record("hearing_dropped", c.now, c.trailActorOf(post), f, body)
	})
}
