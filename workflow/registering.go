package workflow

import (
	"errors"
	"slices"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// RegisterFact is what an entry did to a certificate in the register, without names.
type RegisterFact struct {
	Act         item.RegisterAct  `json:"act"`
	Certificate string            `json:"certificate"`
	Ground      string            `json:"ground,omitempty"`
	Status      CertificateStatus `json:"status"` // of the certificate from then on
	From        calendar.Date     `json:"from"`
	Successor   string            `json:"successor,omitempty"` // that took its place or follows it
	Duty        string            `json:"duty,omitempty"`      // that was done
	Year        int               `json:"year,omitempty"`      // it was done for
}

// CertificateChange is what a case did to a certificate, as the register keeps it.
type CertificateChange struct {
	Act        item.RegisterAct  `json:"act"`
	Ground     string            `json:"ground,omitempty"`
	Title      item.Text         `json:"title,omitzero"` // of the ground
	Basis      string            `json:"basis,omitempty"`
	Case       CaseID            `json:"case"`
	CaseNumber string            `json:"case_number"`
	By         string            `json:"by"` // who decided
	At         time.Time         `json:"at"`
	From       calendar.Date     `json:"from"` // from when it is effective
	Status     CertificateStatus `json:"status"`
	Successor  string            `json:"successor,omitempty"`
}

// DutyDone is that a duty of the holder was done.
type DutyDone struct {
	Duty   string        `json:"duty"`
	Year   int           `json:"year"`
	Result string        `json:"result,omitempty"` // of an inspection; the decision that recorded it
	On     calendar.Date `json:"on,omitzero"`      // zero: before the register was kept here
	Case   CaseID        `json:"case,omitempty"`
}

// concern is the certificate the case is about, as its form says.
func (c *command) concern() (item.Concern, error) {
	if err := c.decode(); err != nil {
		return item.Concern{}, err
	}
	return c.item.Concern(c.data, c.caseData())
}

// certificateOf reads the certificate that an act of the case is about, locked: a zero row where it is not in the register, or where
// the act is about none.
func (c *command) certificateOf(act item.RegisterAct) (Certificate, item.Concern, error) {
	about, err := c.concern()
	if err != nil || act == item.RegisterIssue {
		return Certificate{}, about, err
	}
	k, _, err := c.tx.Certificate(about.Certificate)
	return k, about, err
}

// judged is the certificate that another one follows by an act, or why none may. Where the item does not say which kinds its cases
// are about, it may be from before the register was kept here.
func (c *command) judged(act item.RegisterAct, on calendar.Date) (Certificate, error) {
	k, about, err := c.certificateOf(act)
	if err != nil || act == item.RegisterIssue || k.Number == "" && c.item.Concerns == nil {
		return k, err
	}
	judged := k
	if own := c.state.Certificate; own != nil && k.SucceededBy == own.Number {
		judged.SucceededBy = "" // granted before, and sent back
	}
	if _, refusal := judged.judge(act, about, on); refusal != nil {
		return k, refusal
	}
	return k, nil
}

// registers makes the change in the register that a decision names, but for those that another certificate is issued for: they
// are made when it is.
func (c *command) registers(f *Facts, at time.Time, d *item.Decision) error {
	if d.Register == "" || d.Register.Issues() {
		return nil
	}
	on := calendar.DateOf(at)
	k, about, err := c.certificateOf(d.Register)
	if err != nil {
		return err
	}
	status, refusal := k.judge(d.Register, about, on)
	if refusal != nil {
		return refusal
	}
	k.Status = status
	f.Register = &RegisterFact{Act: d.Register, Certificate: k.Number, Ground: about.Ground, Status: status, From: on}
	if d.Register == item.RegisterFulfil {
		f.Register.Duty, f.Register.Year = about.Duty, about.Year
		k.Done = append(slices.Clone(k.Done), DutyDone{Duty: about.Duty, Year: about.Year, Result: d.ID, On: on, Case: c.state.ID})
	} else {
		k.Changes = append(slices.Clone(k.Changes), c.changeOf(f.Register, at))
	}
	if !status.lasts() {
		c.tx.Out.Free = append(c.tx.Out.Free, k.Number)
	}
	c.tx.Out.Certificates = append(c.tx.Out.Certificates, k)
	return nil
}

// changeOf is a fact as the register keeps it.
func (c *command) changeOf(f *RegisterFact, at time.Time) CertificateChange {
	x := CertificateChange{Act: f.Act, Ground: f.Ground, Case: c.state.ID, CaseNumber: c.state.Number, By: c.actor.Person, At: at,
		From: f.From, Status: f.Status, Successor: f.Successor}
	if g := c.ground(f.Ground); g != nil {
		x.Title, x.Basis = g.Title, g.Basis
	}
	return x
}

func (c *command) ground(id string) *item.Ground {
	if c.item.Concerns == nil {
		return nil
	}
	return item.FindGround(c.item.Concerns.Grounds, id)
}

// guardRegister: the decision can be taken on the ground of the case, and what it does in the register is lawful on the
// certificate as it stands, be it named or follow from the grant.
func guardRegister(c *command, a act) *Error {
	d := c.item.Place(c.state.openVisit(a.visit).Node).Decision(a.decision)
	if d == nil {
		return nil
	}
	does := c.does(a, d)
	if does == "" && len(d.Grounds) == 0 {
		return nil
	}
	about, err := c.concern()
	if err != nil {
		c.broken = err
		return refuse(Conflict, "no_way_on")
	}
	if len(d.Grounds) > 0 && !slices.Contains(d.Grounds, about.Ground) {
		return refuse(Conflict, "ground_other", about.Ground)
	}
	if does == "" {
		return nil
	}
	_, err = c.judged(does, c.today())
	return c.unread(err)
}

// does is what a decision does in the register: what it says, else what the grant is that it brings about; empty for nothing.
func (c *command) does(a act, d *item.Decision) item.RegisterAct {
	if d.Register != "" || c.item.Certificate == nil {
		return d.Register
	}
	changes, err := c.try(a)
	if err == nil && slices.ContainsFunc(changes, func(ch flow.Change) bool { return ch.Kind == flow.Opened && c.item.Place(ch.Node).Kind == item.Issue }) {
		return c.granting(nil)
	}
	return ""
}

// unread makes of what reading the register told a guard what the guard says: a refusal, or that nothing works. A list reads no
// register; the command does.
func (c *command) unread(err error) *Error {
	var refusal *Error
	switch {
	case err == nil, errors.Is(err, ErrLoad) && c.looking:
		return nil
	case errors.As(err, &refusal):
		return refusal
	}
	c.broken = err
	return refuse(Conflict, "no_way_on")
}

// concernWords are what the documents of a case say of the certificate it is about.
func (c *command) concernWords(m map[string]any) {
	if c.item.Concerns == nil {
		return
	}
	about, err := c.concern()
	if err != nil {
		return
	}
	m["old_no"], m["effective_on"] = about.Certificate, m["date"]
	if g := c.ground(about.Ground); g != nil {
		m["ground"], m["basis"], m["ground_note"], m["ground_binds"] = g.Title.Zh, g.Basis, g.Note.Zh, "可以"
		if g.Must {
			m["ground_binds"] = "应当"
		}
	}
}
