package workflow

import (
	"context"
	"slices"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/trail"
)

// HolderReminder is one thing the holder of a certificate is told by the calendar alone.
type HolderReminder struct {
	Kind  string        `json:"kind"`           // of its notice: certificate_ends, certificate_ended, duty_open, duty_due, duty_missed
	On    calendar.Date `json:"on"`             // the day it falls due
	Days  int           `json:"days,omitempty"` // before Until
	Until calendar.Date `json:"until"`          // the last day it is about
	Duty  string        `json:"duty,omitempty"` //
	Year  int           `json:"year,omitempty"` // of the duty
}

// Reminders lists what the holder is told after the day the certificate is caught up to, the earliest first: of what lies far
// ahead only the next. One that is not valid any more, or that another follows, reminds of no renewal.
func (c Certificate) Reminders(today calendar.Date) []HolderReminder {
	var list []HolderReminder
	add := func(r HolderReminder) {
		if c.CaughtUp.Before(r.On) {
			list = append(list, r)
		}
	}
	lasts := c.Status.lasts()
	if lasts && !c.ValidUntil.IsZero() && c.SucceededBy == "" && len(c.Terms.Remind) > 0 {
		for _, days := range c.Terms.Remind {
			add(HolderReminder{Kind: "certificate_ends", On: c.ValidUntil.AddDays(-days), Days: days, Until: c.ValidUntil})
		}
		add(HolderReminder{Kind: "certificate_ended", On: c.ValidUntil.AddDays(1), Until: c.ValidUntil})
	}
	for _, w := range c.Windows(today) {
		if w.Done != nil || !lasts {
			continue
		}
		r := HolderReminder{Kind: "duty_open", On: w.From, Until: w.To, Duty: w.Duty, Year: w.Year}
		add(r)
		for _, days := range c.Terms.Duty(w.Duty).Remind {
			r.Kind, r.On, r.Days = "duty_due", w.To.AddDays(-days), days
			add(r)
		}
		r.Kind, r.On, r.Days = "duty_missed", w.To.AddDays(1), 0
		add(r)
	}
	slices.SortStableFunc(list, func(a, b HolderReminder) int { return a.On.Sub(b.On) })
	return list
}

// NextReminder is the day on which the holder is to be told something next; zero when there is none.
func (c Certificate) NextReminder() calendar.Date {
	list := c.Reminders(c.CaughtUp)
	if len(list) == 0 {
		return calendar.Date{}
	}
	return list[0].On
}

// maxReminders bounds the days one call catches up; the rest follows with the next.
const maxReminders = 200

// Remind tells the holder of a certificate what has fallen due by today, each thing once: an entry of the certificate's stream
// and its notices for each day, in one transaction that moves the day the certificate is caught up to. Running it twice, late
// or on two replicas tells nothing twice.
func (e *Engine) Remind(ctx context.Context, number string) error {
	for range maxReminders {
		r, err := e.remindDay(ctx, number)
		if err != nil || r.Number == 0 {
			return err
		}
	}
	return nil
}

// remindDay tells what fell due on the earliest day; its receipt is zero when nothing has.
func (e *Engine) remindDay(ctx context.Context, number string) (Receipt, error) {
	s, err := e.seed()
	if err != nil {
		return Receipt{}, err
	}
	stream := certificateStream + number
	return e.write(ctx, Write{Stream: stream, Change: func(tx *Tx) error {
		k, known, err := tx.Certificate(number)
		if err != nil || !known {
			return err
		}
		now, today := e.now(), calendar.DateOf(e.now())
		due := k.Reminders(today)
		if len(due) == 0 || today.Before(due[0].On) {
			return nil
		}
		day := due[0].On
		due = slices.DeleteFunc(due, func(r HolderReminder) bool { return r.On != day })
		facts, err := marshal(map[string]any{"certificate": number, "reminders": due})
		if err != nil {
			return err
		}
		entry, err := sealAdmin(tx.Head, trail.Header{Stream: stream, Kind: "reminded", RecordedAt: now, EffectiveAt: day.Start().UTC(), Actor: systemActor()}, facts, nil)
		if err != nil {
			return err
		}
		for i, r := range due {
			tx.Out.Notices = append(tx.Out.Notices, k.notice(s.id("notice", i), now, r))
		}
		k.CaughtUp = day
		tx.Out.Entries, tx.Out.Certificates = []Recorded{{Entry: entry}}, []Certificate{k}
		tx.Out.Receipt = Receipt{Stream: stream, Number: entry.Number, Hash: entry.Hash, RecordedAt: entry.RecordedAt, Kind: "reminded"}
		return nil
	}})
}

// certificateStream is the stream of a certificate, followed by its number.
const certificateStream = "certificate/"

// renewDays is how long before the end a renewal is asked for at the latest (Administrative Licensing Law, Art. 50).
const renewDays = 30

// notice is what the holder is told.
func (c Certificate) notice(id string, at time.Time, r HolderReminder) Notice {
	fill := words{"until": same(r.Until.String()), "year": count(r.Year), "by": same(r.Until.AddDays(-renewDays).String())}
	if d := c.Terms.Duty(r.Duty); d != nil {
		fill["duty"] = d.Title
		fill["basis"] = same(d.Basis)
	}
	said := fill.into(noticeSentences[r.Kind])
	return Notice{ID: id, Recipient: c.Owner, Case: c.Case, Certificate: c.Number, Kind: r.Kind, At: at, Zh: "证书 " + c.Number + "：" + said.Zh, En: "Certificate " + c.Number + ": " + said.En}
}
