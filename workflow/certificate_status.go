package workflow

import (
	"slices"
	"strings"

	"shenpi/workflow/calendar"
	"shenpi/workflow/item"
)

// CertificateStatus is what a certificate of the register is in law.
type CertificateStatus string

// The statuses of a certificate. The register stores all but one: that a certificate has expired follows from its last day.
const (
	CertificateValid     CertificateStatus = "valid"
	CertificateSuspended CertificateStatus = "suspended"
	CertificateExpired   CertificateStatus = "expired"
	CertificateReplaced  CertificateStatus = "replaced"
	CertificateRevoked   CertificateStatus = "revoked"
	CertificateWithdrawn CertificateStatus = "withdrawn"
	CertificateCancelled CertificateStatus = "cancelled"
)

// StatusTerm is a status with its titles, and what follows from it.
type StatusTerm struct {
	Status CertificateStatus
	Title  item.Text
	Lasts  bool // no act has ended the certificate: it goes on to its last day
	why    item.Text
	cure   item.Text
}

// StatusTerms is the table of the statuses, in the order of a certificate's life.
func StatusTerms() []StatusTerm { return slices.Clone(statusTerms) }

var statusTerms = []StatusTerm{
	{Status: CertificateValid, Title: item.Text{Zh: "有效", En: "valid"}, Lasts: true,
		why: item.Text{Zh: "证书“{0}”没有暂停", En: "Certificate {0} is not suspended"}, cure: item.Text{Zh: "无须恢复", En: "there is nothing to reinstate"}},
	{Status: CertificateSuspended, Title: item.Text{Zh: "暂停", En: "suspended"}, Lasts: true,
		why: item.Text{Zh: "证书“{0}”已暂停", En: "Certificate {0} is suspended"}, cure: item.Text{Zh: "恢复后方可办理", En: "reinstate it first"}},
	{Status: CertificateExpired, Title: item.Text{Zh: "有效期届满", En: "expired"},
		why: item.Text{Zh: "证书“{0}”有效期已届满", En: "Certificate {0} has expired"}, cure: item.Text{Zh: "应当注销，持证人可以重新申请", En: "it is to be cancelled, and its holder may apply anew"}},
	{Status: CertificateReplaced, Title: item.Text{Zh: "已换发", En: "replaced"},
		why: item.Text{Zh: "证书“{0}”已换发", En: "Certificate {0} was replaced"}, cure: item.Text{Zh: "请就换发的证书办理", En: "turn to the certificate that took its place"}},
	{Status: CertificateRevoked, Title: item.Text{Zh: "撤销", En: "revoked"},
		why: item.Text{Zh: "证书“{0}”已撤销", En: "Certificate {0} was revoked"}, cure: item.Text{Zh: "只能注销", En: "it can only be cancelled"}},
	{Status: CertificateWithdrawn, Title: item.Text{Zh: "撤回", En: "withdrawn"},
		why: item.Text{Zh: "证书“{0}”已撤回", En: "Certificate {0} was withdrawn"}, cure: item.Text{Zh: "只能注销", En: "it can only be cancelled"}},
	{Status: CertificateCancelled, Title: item.Text{Zh: "注销", En: "cancelled"},
		why: item.Text{Zh: "证书“{0}”已注销", En: "Certificate {0} was cancelled"}, cure: item.Text{Zh: "持证人可以重新申请", En: "its holder may apply anew"}},
}

// Term finds the row of a status; the zero row for one that is none.
func (s CertificateStatus) Term() StatusTerm {
	for _, t := range statusTerms {
		if t.Status == s {
			return t
		}
	}
	return StatusTerm{}
}

// lasts reports whether the certificate goes on to its last day: no act has ended it.
func (s CertificateStatus) lasts() bool { return s.Term().Lasts }

// registerMove says on which certificates an act is lawful and what it makes of them.
type registerMove struct {
	title item.Text
	from  []CertificateStatus
	to    CertificateStatus // empty: it stays what it is
}

// registerMoves is the table of the lawful moves; what it does not name is refused.
var registerMoves = map[item.RegisterAct]registerMove{
	item.RegisterRenew:     {item.Text{Zh: "延续", En: "be renewed"}, []CertificateStatus{CertificateValid, CertificateSuspended, CertificateExpired}, ""},
	item.RegisterChange:    {item.Text{Zh: "变更", En: "be changed"}, []CertificateStatus{CertificateValid, CertificateSuspended}, CertificateReplaced},
	item.RegisterReplace:   {item.Text{Zh: "补发", En: "be issued again"}, []CertificateStatus{CertificateValid, CertificateSuspended}, CertificateReplaced},
	item.RegisterSuspend:   {item.Text{Zh: "暂停", En: "be suspended"}, []CertificateStatus{CertificateValid}, CertificateSuspended},
	item.RegisterReinstate: {item.Text{Zh: "恢复", En: "be reinstated"}, []CertificateStatus{CertificateSuspended}, CertificateValid},
	item.RegisterRevoke:    {item.Text{Zh: "撤销", En: "be revoked"}, []CertificateStatus{CertificateValid, CertificateSuspended, CertificateExpired}, CertificateRevoked},
	item.RegisterWithdraw:  {item.Text{Zh: "撤回", En: "be withdrawn"}, []CertificateStatus{CertificateValid, CertificateSuspended}, CertificateWithdrawn},
	item.RegisterCancel: {item.Text{Zh: "注销", En: "be cancelled"}, []CertificateStatus{CertificateValid, CertificateSuspended, CertificateExpired, CertificateRevoked,
		CertificateWithdrawn}, CertificateCancelled},
	item.RegisterFulfil: {item.Text{Zh: "登记义务履行", En: "have a duty recorded"}, []CertificateStatus{CertificateValid, CertificateSuspended}, ""},
}

// RegisterTitle is what an act on the register is called.
func RegisterTitle(act item.RegisterAct) item.Text { return registerTitles[act] }

var registerTitles = map[item.RegisterAct]item.Text{
	item.RegisterIssue: {Zh: "颁发", En: "issued"}, item.RegisterRenew: {Zh: "延续", En: "renewed"}, item.RegisterChange: {Zh: "变更", En: "changed"},
	item.RegisterReplace: {Zh: "补发", En: "issued again"}, item.RegisterSuspend: {Zh: "暂停", En: "suspended"},
	item.RegisterReinstate: {Zh: "恢复", En: "reinstated"}, item.RegisterRevoke: {Zh: "撤销", En: "revoked"},
	item.RegisterWithdraw: {Zh: "撤回", En: "withdrawn"}, item.RegisterCancel: {Zh: "注销", En: "cancelled"},
	item.RegisterFulfil: {Zh: "履行义务", En: "a duty done"},
}

// StatusOn is the status of the certificate on a day: it is valid to the end of its last day.
func (c Certificate) StatusOn(on calendar.Date) CertificateStatus {
	if c.Status.lasts() && !c.ValidUntil.IsZero() && c.ValidUntil.Before(on) {
		return CertificateExpired
	}
	return c.Status
}

// StandsSince is the day from which the certificate has the status it has on a day.
func (c Certificate) StandsSince(on calendar.Date) calendar.Date {
	if c.StatusOn(on) == CertificateExpired {
		return c.ValidUntil.AddDays(1)
	}
	since := c.ValidFrom
	status := CertificateValid
	for _, x := range c.Changes {
		if x.Status != status {
			status, since = x.Status, x.From
		}
	}
	return since
}

// After is the status that an act gives the certificate on a day, or why the act is not lawful on it.
func (c Certificate) After(act item.RegisterAct, on calendar.Date) (CertificateStatus, *Error) {
	m, standing := registerMoves[act], c.StatusOn(on)
	if act.Issues() && c.SucceededBy != "" {
		standing = CertificateReplaced
	}
	if !slices.Contains(m.from, standing) {
		return "", c.unfit(act, standing)
	}
	if m.to == "" {
		return c.Status, nil
	}
	return m.to, nil
}

// judge is the status that an act gives a certificate that a case is about, or why it is not lawful: what whoever files, decides
// or grants hears, and what is carried out.
func (c Certificate) judge(act item.RegisterAct, about item.Concern, on calendar.Date) (CertificateStatus, *Error) {
	if c.Number == "" {
		return "", refuse(Conflict, "certificate_unknown", about.Certificate)
	}
	status, refusal := c.After(act, on)
	if refusal == nil && act == item.RegisterFulfil {
		refusal = c.owes(about, on)
	}
	return status, refusal
}

// unfit says that an act is not lawful on the certificate as it stands, and what can be done.
func (c Certificate) unfit(act item.RegisterAct, standing CertificateStatus) *Error {
	t, title := standing.Term(), registerMoves[act].title
	e := &Error{Kind: Conflict, Code: "certificate_" + string(standing), Nodes: []string{c.Number}, Text: item.Text{
		Zh: t.why.Zh + "，不能" + title.Zh + "；" + t.cure.Zh, En: t.why.En + " and cannot " + title.En + "; " + t.cure.En}}
	e.Text.Zh, e.Text.En = strings.ReplaceAll(e.Text.Zh, "{0}", c.Number), strings.ReplaceAll(e.Text.En, "{0}", c.Number)
	return e
}

// frees refuses a certificate to another one that is to follow it: it has one successor, and gives its place once.
func (c Certificate) frees(act item.RegisterAct, successor string) *Error {
	if c.Status == CertificateReplaced || c.SucceededBy != "" && c.SucceededBy != successor {
		return c.unfit(act, CertificateReplaced)
	}
	return nil
}

// ToCancel reports whether the law demands that the certificate be cancelled (Administrative Licensing Law, Art. 70(1) and
// (4)): it ended and nothing follows it, or it was revoked or withdrawn.
func (c Certificate) ToCancel(on calendar.Date) bool {
	switch c.StatusOn(on) {
	case CertificateExpired:
		return c.SucceededBy == ""
	case CertificateRevoked, CertificateWithdrawn:
		return true
	}
	return false
}
