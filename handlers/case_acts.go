package handlers

import (
	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// CaseSuspension is a time in which nobody examined the case.
type CaseSuspension struct {
	Ground   string        `json:"ground"`
	Title    item.Text     `json:"title" doc:"of the ground"`
	Basis    string        `json:"basis,omitempty" doc:"Law and article"`
	Clock    string        `json:"clock" doc:"What does not count from the service of the notice on"`
	On       calendar.Date `json:"on" format:"date"`
	ServedOn calendar.Date `json:"served_on,omitzero" format:"date" doc:"Absent while the notice was not served: nothing stands still"`
	Until    calendar.Date `json:"until,omitzero" format:"date" doc:"The last day; then the case goes on by itself"`
	LiftedOn calendar.Date `json:"lifted_on,omitzero" format:"date"`
	Lifted   string        `json:"lifted,omitempty" enum:"resumed,bound,clock_ended,case_ended"`
	By       *Somebody     `json:"by,omitempty"`
	LiftedBy *Somebody     `json:"lifted_by,omitempty"`
}

// CaseCorrection is a document put right by another one.
type CaseCorrection struct {
	Document   int       `json:"document" doc:"seq of the document corrected; it stays as it was issued"`
	Correction int       `json:"correction" doc:"seq of the document that corrects it"`
	Fields     []string  `json:"fields"`
	By         *Somebody `json:"by,omitempty"`
}

// CaseCopy is somebody who sees the case and does nothing on it. Told to insiders.
type CaseCopy struct {
	Role   string    `json:"role"`
	Unit   string    `json:"unit"`
	Person *Somebody `json:"person,omitempty" doc:"Absent: whoever holds the role there"`
	By     *Somebody `json:"by,omitempty"`
	At     Instant   `json:"at"`
}

// CaseUrge is one time the people of a task were asked to get on with it.
type CaseUrge struct {
	Visit int           `json:"visit"`
	Role  string        `json:"role" doc:"applicant, or the role of the officer who urged"`
	On    calendar.Date `json:"on" format:"date"`
	By    *Somebody     `json:"by,omitempty"`
}

// CaseRegister is what a case did to a certificate of the register.
type CaseRegister struct {
	Act         string        `json:"act" enum:"issue,renew,change,replace,suspend,reinstate,revoke,withdraw,cancel,fulfil"`
	Title       item.Text     `json:"title" doc:"of the act"`
	Certificate string        `json:"certificate"`
	Ground      string        `json:"ground,omitempty"`
	Status      string        `json:"status" enum:"valid,suspended,replaced,revoked,withdrawn,cancelled" doc:"of the certificate from then on"`
	From        calendar.Date `json:"from" format:"date"`
	Successor   string        `json:"successor,omitempty"`
	Duty        string        `json:"duty,omitempty"`
	Year        int           `json:"year,omitempty"`
}

// acts shows what was done to the case as a whole.
func (v *view) acts(b *Case) {
	b.Suspensions = rowsOf(v.st.Suspensions, v.suspension)
	b.Hearing = v.hearing()
	b.OwnMotion = v.st.OwnMotion
	b.Registered = rowsOf(v.st.Registered, func(x workflow.RegisterFact) CaseRegister {
		return CaseRegister{string(x.Act), workflow.RegisterTitle(x.Act), x.Certificate, x.Ground, string(x.Status), x.From, x.Successor, x.Duty, x.Year}
	})
	b.Corrections = rowsOf(v.st.Corrections, func(x workflow.Correction) CaseCorrection {
		return CaseCorrection{x.Document, x.Correction, listed(x.Fields), v.names.somebody(x.By)}
	})
	b.Urges = rowsOf(v.st.Urges, func(u workflow.Urged) CaseUrge { return CaseUrge{u.Visit, u.Role, u.On, v.names.somebody(u.By)} })
	b.Copies = []CaseCopy{}
	if v.who.insider() {
		b.Copies = rowsOf(v.st.Copies, func(k workflow.Copied) CaseCopy {
			return CaseCopy{k.Role, k.Unit, v.names.somebody(k.Person), v.names.somebody(k.By), Instant{k.At}}
		})
	}
}

func (v *view) suspension(x workflow.Suspension) CaseSuspension {
	out := CaseSuspension{
		Ground: x.Ground, Title: item.Text{Zh: x.Ground, En: x.Ground}, Clock: x.Clock, On: x.On, ServedOn: v.st.ServedOn(x), Until: v.lastDay(x.Limit),
		LiftedOn: x.LiftedOn, Lifted: x.LiftedFor, By: v.names.somebody(x.By), LiftedBy: v.names.somebody(x.LiftedBy),
	}
	if spec := v.it.Acts.Suspend; spec != nil {
		if g := item.FindGround(spec.Grounds, x.Ground); g != nil {
			out.Title, out.Basis = g.Title, g.Basis
		}
	}
	return out
}
