package credential

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"shenpi/workflow/calendar"
)

// Check is what a credential is held against.
type Check struct {
	Keys   *Keys
	List   *List     // nil: the status is not looked at, and the verdict says so
	At     time.Time // the time of checking
	Number string    // what stands on the paper, or the register was asked for; empty: not compared
}

// Verdict is what was found: Code and its sentence name the first thing that is wrong, or say that nothing is.
type Verdict struct {
	OK bool `json:"ok"`
	Refusal
	Shown      map[string]string `json:"shown,omitempty"`
	Hidden     []string          `json:"hidden,omitempty"`
	ValidFrom  calendar.Date     `json:"valid_from,omitzero" format:"date"`
	ValidUntil calendar.Date     `json:"valid_until,omitzero" format:"date" doc:"Absent when it is valid until cancelled"`
	SignedBy   string            `json:"signed_by,omitempty" doc:"The name and hash of the key"`
	Status     string            `json:"status,omitempty" doc:"What the list of statuses says; absent when none was looked at"`
	Followed   bool              `json:"followed,omitempty" doc:"A newer certificate follows this one"`
	List       *ListUsed         `json:"list,omitempty"`
}

// ListUsed is the list of statuses a verdict rests on.
type ListUsed struct {
	List   int       `json:"list"`
	Number int64     `json:"number"`
	At     time.Time `json:"at"`
	Until  time.Time `json:"until"`
}

// Verify reads a text and holds it against everything. What the text says is in the verdict only if its signature is good.
func (k Check) Verify(text string) Verdict {
	c, err := Parse(text)
	if err != nil {
		return refused(err)
	}
	return k.Judge(c)
}

func refused(err error) Verdict {
	var r *Refusal
	if !errors.As(err, &r) {
		r = refuse(CodeValue, err.Error())
	}
	return Verdict{Refusal: *r}
}

// Judge holds a credential against everything, in this order: its signature, the number on the paper, its days, its status.
func (k Check) Judge(c *Credential) Verdict {
	name := fmt.Sprintf("%08x", c.Key)
	key := k.Keys.byHash[c.Key]
	if key == nil {
		return refused(refuse(CodeKey, name))
	}
	name = key.Name() + "+" + name
	if !key.Verify(c.message(), c.signature[:]) {
		return refused(refuse(CodeSignature, name))
	}
	v := Verdict{ValidFrom: c.ValidFrom, ValidUntil: c.ValidUntil, SignedBy: name, Shown: map[string]string{}}
	for _, f := range Fields() {
		value, shown := c.Value(f)
		switch {
		case !shown:
			v.Hidden = append(v.Hidden, f.String())
		case value != "":
			v.Shown[f.String()] = value
		}
	}
	why := k.against(c, key.Name(), &v)
	v.Refusal, v.OK = *why, why.Code == CodeValid || why.Code == CodeValidFollowed || why.Code == CodeValidUnlisted
	return v
}

// against gives the first thing that is wrong with a credential whose signature is good, or that nothing is.
func (k Check) against(c *Credential, origin string, v *Verdict) *Refusal {
	if number, shown := c.Value(Number); k.Number != "" && number != k.Number {
		if !shown {
			return refuse(CodeHidden, Number.String())
		}
		return refuse(CodeOther, number)
	}
	today := calendar.DateOf(k.At)
	switch {
	case today.Before(c.ValidFrom):
		return refuse(CodeNotYet, c.ValidFrom.String())
	case !c.ValidUntil.IsZero() && today.After(c.ValidUntil):
		return refuse(CodeExpired, c.ValidUntil.String())
	case k.List == nil:
		return refuse(CodeValidUnlisted, "")
	}
	return k.standing(c, origin, v)
}

// clockSkew is how far the clock of who checks may be behind that of the office.
const clockSkew = 10 * time.Minute

func (k Check) standing(c *Credential, origin string, v *Verdict) *Refusal {
	l := k.List
	about := fmt.Sprintf("%s %d/%d", l.Origin, l.List, l.Number)
	switch {
	case l.Origin != origin || l.List != c.Place.List():
		return refuse(CodeListOther, about)
	case k.At.After(l.Until):
		return refuse(CodeListStale, l.Until.Format(listTime))
	case k.At.Add(clockSkew).Before(l.At):
		return refuse(CodeListLater, l.At.Format(listTime))
	}
	s := l.Standing(c.Place)
	v.Status, v.Followed, v.List = s.Status.String(), s.Followed, &ListUsed{List: l.List, Number: l.Number, At: l.At, Until: l.Until}
	at := l.At.Format(listTime)
	switch {
	case s.Status == Valid && s.Followed:
		return refuse(CodeValidFollowed, at)
	case s.Status == Valid:
		return refuse(CodeValid, at)
	}
	return refuse(cmp.Or(statusCodes[s.Status], CodeUnknown), at)
}
