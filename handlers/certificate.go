package handlers

import (
	"net/http"

	"shenpi/workflow"
	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// Certificate is one row of the register as its holder and the office see it.
type Certificate struct {
	PublicCertificate
	HolderID string `json:"holder_id" doc:"Credit code, or the masked id of a person"`
	Owner    string `json:"owner" doc:"Credit code of the enterprise that may renew it"`
	Case     string `json:"case,omitempty"`
	Replaces string `json:"replaces,omitempty"`
	ToCancel bool   `json:"to_cancel" doc:"The law demands that it be cancelled (Art. 70)"`
	Overdue  bool   `json:"overdue" doc:"A duty of its holder was not done in its time"`

	Due []CertificateDue `json:"due" doc:"What its holder has to do, the most urgent first"`
}

// CertificateDue is something the holder of a certificate can do now: have it renewed, or do a duty.
type CertificateDue struct {
	Duty  string        `json:"duty,omitempty" doc:"Absent of the renewal"`
	Title item.Text     `json:"title,omitzero" doc:"of the duty"`
	Year  int           `json:"year,omitempty" doc:"of the duty"`
	By    calendar.Date `json:"by" format:"date" doc:"The day by which the law wants it"`
	Until calendar.Date `json:"until,omitzero" format:"date" doc:"Of the renewal: the last day of the certificate"`
}

// CertificateRecord is a certificate with what became of it and what its holder has to do.
type CertificateRecord struct {
	Certificate
	Changes   []CertificateChange   `json:"changes" doc:"What cases did to it, in order"`
	Duties    []CertificateDuty     `json:"duties"`
	Reminders []CertificateReminder `json:"reminders" doc:"What its holder will be told, the next first"`
}

// CertificateChange is what a case did to a certificate.
type CertificateChange struct {
	Act        string        `json:"act" enum:"issue,renew,change,replace,suspend,reinstate,revoke,withdraw,cancel"`
	Title      item.Text     `json:"title" doc:"of the act"`
	Ground     string        `json:"ground,omitempty"`
	GroundText item.Text     `json:"ground_title,omitzero"`
	Basis      string        `json:"basis,omitempty" doc:"Law and article"`
	Case       string        `json:"case"`
	CaseNumber string        `json:"case_number"`
	By         *Somebody     `json:"by,omitempty" doc:"Who decided; told to insiders"`
	At         Instant       `json:"at"`
	From       calendar.Date `json:"from" format:"date" doc:"From when it is effective"`
	Status     string        `json:"status" enum:"valid,suspended,replaced,revoked,withdrawn,cancelled"`
	Successor  string        `json:"successor,omitempty"`
}

// CertificateDuty is a duty of the holder with its windows: those that have begun, and the next.
type CertificateDuty struct {
	Duty    string              `json:"duty"`
	Title   item.Text           `json:"title"`
	Basis   string              `json:"basis,omitempty"`
	Windows []CertificateWindow `json:"windows"`
}

// CertificateWindow is one time in which a duty is to be done.
type CertificateWindow struct {
	Year   int           `json:"year"`
	From   calendar.Date `json:"from" format:"date"`
	To     calendar.Date `json:"to" format:"date" doc:"Last day"`
	Status string        `json:"status" enum:"done,open,missed,ahead"`
	Result string        `json:"result,omitempty"`
	DoneOn calendar.Date `json:"done_on,omitzero" format:"date"`
	Case   string        `json:"case,omitempty" doc:"That recorded it"`
}

// CertificateReminder is one thing the holder will be told.
type CertificateReminder struct {
	Kind  string        `json:"kind" enum:"certificate_ends,certificate_ended,duty_open,duty_due,duty_missed"`
	On    calendar.Date `json:"on" format:"date"`
	Until calendar.Date `json:"until" format:"date"`
	Duty  string        `json:"duty,omitempty"`
	Year  int           `json:"year,omitempty"`
}

type certificateListInput struct {
	PageInput
	Kind     string `query:"kind" maxLength:"64"`
	Status   string `query:"status" enum:"valid,suspended,expired,replaced,revoked,withdrawn,cancelled"`
	Until    string `query:"until" pattern:"^\\d{4}-\\d{2}-\\d{2}$" doc:"Valid until this day at most"`
	ToCancel bool   `query:"to_cancel" doc:"Those the law demands to be cancelled (Art. 70)"`
	Overdue  bool   `query:"overdue" doc:"Those whose holder did not do a duty in its time"`
}

type certificateRecordOutput struct{ Body CertificateRecord }

func (s *Server) certificateRoutes() {
	const path = prefix + "/certificates"
	declare(s, endpoint{id: "list-certificates", method: http.MethodGet, path: path, summary: "Certificates one may see", tag: "case",
		guards: []guard{s.mayList("certificate", "list"), s.searching("certificates")}}, s.listCertificates)
	declare(s, endpoint{id: "certificate-record", method: http.MethodGet, path: path + "/{number}/record", tag: "case",
		summary: "A certificate with what cases did to it, the duties of its holder and what the holder will be told",
		guards:  []guard{s.certificateVisible}}, s.certificateRecord)
}

func (s *Server) listCertificates(c *call, in *certificateListInput) (*pageOutput[Certificate], error) {
	page, err := s.Register.Certificates(c, CertificateFilter{
		Scope: s.scope(c, "certificate", "list"), Kind: in.Kind, Status: workflow.CertificateStatus(in.Status), On: s.today().String(),
		Until: in.Until, ToCancel: in.ToCancel, Overdue: in.Overdue, Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	return pageOf(page, s.certificate), nil
}

func (s *Server) certificate(k workflow.Certificate) Certificate {
	today := s.today()
	return Certificate{
		PublicCertificate: s.publicCertificate(k), HolderID: maskPerson(k), Owner: k.Owner, Case: string(k.Case), Replaces: k.Replaces,
		ToCancel: k.ToCancel(today), Overdue: k.OverdueOn(today),
		Due: rowsOf(k.DueOn(today), func(d workflow.HolderDue) CertificateDue {
			out := CertificateDue{Duty: d.Duty, Year: d.Year, By: d.By, Until: d.Until}
			if spec := k.Terms.Duty(d.Duty); spec != nil {
				out.Title = spec.Title
			}
			return out
		}),
	}
}

// certificateVisible loads the certificate of the path; one that is neither the caller's own nor of their units is not there.
func (s *Server) certificateVisible(c *call) error {
	k, err := s.Register.Certificate(c, c.param("number"))
	if err != nil {
		return err
	}
	c.certificate = &k
	switch reach := s.Authorizer.Reach(c.who.id(), k.Authority, "certificate", "read"); {
	case reach == Whole, reach == OwnOnly && c.who.Enterprise == k.Owner:
		return s.accounted(c, workflow.Access{About: "certificate/" + k.Number})
	}
	return certificateNotFound()
}

// certificateRecord shows the register's whole row.
func (s *Server) certificateRecord(c *call, _ *certificateNumberInput) (*certificateRecordOutput, error) {
	k := *c.certificate
	names, today := s.names(c), s.today()
	return &certificateRecordOutput{CertificateRecord{
		Certificate: s.certificate(k), Duties: duties(k, today),
		Changes: rowsOf(k.Changes, func(x workflow.CertificateChange) CertificateChange {
			out := CertificateChange{
				Act: string(x.Act), Title: workflow.RegisterTitle(x.Act), Ground: x.Ground, GroundText: x.Title, Basis: x.Basis, Case: string(x.Case),
				CaseNumber: x.CaseNumber, At: Instant{x.At}, From: x.From, Status: string(x.Status), Successor: x.Successor,
			}
			if c.who.insider() {
				out.By = names.somebody(x.By)
			}
			return out
		}),
		Reminders: rowsOf(k.Reminders(today), func(r workflow.HolderReminder) CertificateReminder {
			return CertificateReminder{r.Kind, r.On, r.Until, r.Duty, r.Year}
		}),
	}}, nil
}

func certificateNotFound() error {
	return &workflow.Error{Kind: workflow.NotFound, Code: "certificate_not_found", Text: item.Text{Zh: "没有这个证照。", En: "There is no such certificate."}}
}

func duties(k workflow.Certificate, today calendar.Date) []CertificateDuty {
	windows := k.Windows(today)
	return rowsOf(k.Terms.Duties, func(d item.Duty) CertificateDuty {
		out := CertificateDuty{Duty: d.ID, Title: d.Title, Basis: d.Basis, Windows: []CertificateWindow{}}
		for _, w := range windows {
			if w.Duty == d.ID {
				out.Windows = append(out.Windows, windowOf(w, today))
			}
		}
		return out
	})
}

func windowOf(w workflow.DutyWindow, today calendar.Date) CertificateWindow {
	out := CertificateWindow{Year: w.Year, From: w.From, To: w.To}
	switch {
	case w.Done != nil:
		out.Status, out.Result, out.DoneOn, out.Case = "done", w.Done.Result, w.Done.On, string(w.Done.Case)
	case w.Missed(today):
		out.Status = "missed"
	case today.Before(w.From):
		out.Status = "ahead"
	default:
		out.Status = "open"
	}
	return out
}

// maskPerson hides the middle of what is no credit code of the owner.
func maskPerson(k workflow.Certificate) string {
	id := k.HolderID
	if !ofPerson(k) || len(id) < 12 {
		return id
	}
	return id[:6] + "********" + id[len(id)-4:]
}

// ofPerson reports whether the holder is a person, whom the owner employs.
func ofPerson(k workflow.Certificate) bool { return k.HolderID != k.Owner }
