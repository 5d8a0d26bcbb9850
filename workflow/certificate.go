package workflow

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/credential"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// number gives the certificate its number in the entry of the grant, so that the decision can name it. It stands in the
// register only once it is issued. Every grant passes here, whoever or whatever brings it about: it is refused when no certificate
// may follow the one it is about, and that one names it from then on.
func (c *command) number(f *Facts, on calendar.Date) error {
	spec := c.item.Certificate
	if spec == nil || c.state.Certificate != nil || c.looking {
		return nil
	}
	act := c.granting(f)
	old, err := c.judged(act, on)
	if err != nil {
		return err
	}
	if err := c.decode(); err != nil {
		return err
	}
	v, err := c.item.CertificateValues(c.data, c.caseData())
	if err != nil {
		return fmt.Errorf("read the certificate of %s: %w", c.state.Item, err)
	}
	grade := v.Grade
	if f.Act != nil && f.Act.Grade != "" {
		grade = f.Act.Grade
	}
	from := on
	if v.ValidFrom != "" {
		if from, err = calendar.Parse(v.ValidFrom); err != nil {
			return fmt.Errorf("read the first day of the certificate: %w", err)
		}
	}
	n, err := c.tx.Next(certificateCounter(spec.Kind, grade, on.Year()))
	if err != nil {
		return err
	}
	f.Certificate = &CertificateFact{Number: fillNumber(spec.Number, map[string]string{"grade": grade, "year": strconv.Itoa(on.Year()), "n": strconv.FormatInt(n, 10)}), Grade: grade, ValidFrom: from}
	switch {
	case act == item.RegisterChange || act == item.RegisterReplace: // it stands in for the old one, and ends when that did
		f.Certificate.ValidUntil = old.ValidUntil
	case spec.ValidYears > 0: // without it the certificate holds until it is cancelled
		f.Certificate.ValidUntil = plusYears(from, spec.ValidYears).AddDays(-1)
	}
	if old.Number != "" { // no other case follows it from now on (ADR 7)
		old.SucceededBy = f.Certificate.Number
		c.tx.Out.Certificates = append(c.tx.Out.Certificates, old)
	}
	return nil
}

// forgoes gives the certificate free that another one was to follow, when the case ends before that was issued.
func (c *command) forgoes(f *Facts) error {
	own := c.state.Certificate
	if f.Certificate != nil {
		own = f.Certificate
	}
	if f.Status != StatusEnded || own == nil || own.Issued || !c.item.AboutCertificate() {
		return nil
	}
	about, err := c.concern()
	if err != nil {
		return err
	}
	old, _, err := c.tx.Certificate(about.Certificate)
	if err != nil || old.SucceededBy != own.Number {
		return err
	}
	old.SucceededBy = ""
	c.tx.Out.Certificates = append(c.tx.Out.Certificates, old)
	return nil
}

// granting is what the grant of a certificate is to the register: what the decision that still counts and grants it says, else
// a renewal where the item follows a certificate, else an issue.
func (c *command) granting(f *Facts) item.RegisterAct {
	if f != nil && f.Act != nil && f.Act.Node != "" {
		if d := c.item.Place(f.Act.Node).Decision(f.Act.Decision); d != nil && d.Register.Issues() {
			return d.Register
		}
	}
	for _, v := range slices.Backward(c.state.Position.Visits) {
		if v.Status != flow.Done {
			continue
		}
		if d := c.item.Place(v.Node).Decision(v.Decision); d != nil && d.Register.Issues() {
			return d.Register
		}
	}
	if c.item.Certificate.Replaces != "" {
		return item.RegisterRenew
	}
	return item.RegisterIssue
}

// plusYears is the same day years later; 29 February becomes the 28th where there is none.
func plusYears(d calendar.Date, years int) calendar.Date {
	y, m, day := d.Civil()
	later, err := calendar.NewDate(y+years, m, day)
	if err != nil {
		later, _ = calendar.NewDate(y+years, m, day-1)
	}
	return later
}

func certificateCounter(kind, grade string, year int) string {
	return fmt.Sprintf("certificate/%s/%s/%d", kind, grade, year)
}

// register puts an issued certificate into the register and tells the one it follows, whose status it is born with: what was
// suspended, revoked, withdrawn or cancelled since the grant does not come back as another.
func (c *command) register(f *Facts, at time.Time) error {
	if err := c.decode(); err != nil {
		return err
	}
	v, err := c.item.CertificateValues(c.data, c.caseData())
	if err != nil {
		return fmt.Errorf("read the certificate of %s: %w", c.state.Item, err)
	}
	act, on := c.granting(nil), calendar.DateOf(at)
	old, about, err := c.certificateOf(act)
	if err != nil {
		return err
	}
	k := Certificate{
		Number: f.Certificate.Number, Kind: c.item.Certificate.Kind, Holder: v.Holder, HolderID: v.HolderID, Owner: c.state.Applicant,
		Grade: f.Certificate.Grade, Scope: v.Scope, GrantedOn: c.state.DecidedOn, ValidFrom: f.Certificate.ValidFrom,
		ValidUntil: f.Certificate.ValidUntil, Status: CertificateValid, Case: c.state.ID, Authority: c.state.Authority,
		Terms: TermsOf(c.item.Certificate, f.Certificate.ValidFrom), CaughtUp: on, Place: f.Certificate.Place,
	}
	f.Register = &RegisterFact{Act: act, Certificate: k.Number, Ground: about.Ground, Status: k.Status, From: k.ValidFrom}
	if old.Number != "" {
		if refusal := old.frees(act, k.Number); refusal != nil {
			return refusal
		}
		k.Replaces, k.Details, k.Status = old.Number, old.Details, old.Status
		if act != item.RegisterRenew { // its holder owes what they owed by the old one, and is told what they were not told yet
			k.Terms, k.Done, k.CaughtUp = old.Terms, old.Done, old.CaughtUp
		}
		if err := c.handOver(old, k); err != nil {
			return err
		}
		f.Register = c.follow(&old, k, act, about.Ground, at)
		c.tx.Out.Certificates = append(c.tx.Out.Certificates, old)
	}
	first := *f.Register
	first.Act, first.Certificate, first.Status, first.From, first.Successor = cmp.Or(act, item.RegisterIssue), k.Number, k.Status, k.ValidFrom, ""
	k.Changes = []CertificateChange{c.changeOf(&first, at)}
	c.tx.Out.Certificates = append(c.tx.Out.Certificates, k)
	return nil
}

// follow tells the old certificate which one follows it. One that is renewed keeps its status to its last day (ADR 7), and one
// that was ended since the grant says how; of another that is changed or replaced the new one takes the place at once.
func (c *command) follow(old *Certificate, by Certificate, act item.RegisterAct, ground string, at time.Time) *RegisterFact {
	old.SucceededBy = by.Number
	from := by.ValidFrom
	if m := registerMoves[act]; m.to != "" && old.Status.lasts() {
		old.Status = m.to
	}
	f := &RegisterFact{Act: act, Certificate: old.Number, Ground: ground, Status: old.Status, From: from, Successor: by.Number}
	old.Changes = append(slices.Clone(old.Changes), c.changeOf(f, at))
	return f
}

// placeCounter counts the certificates that have a place in the lists of statuses.
const placeCounter = "certificate/place"

// place gives a certificate its place in the lists of statuses. It is never given again.
func (c *command) place() (credential.Place, error) {
	n, err := c.tx.Next(placeCounter)
	if err != nil {
		return 0, err
	}
	return credential.PlaceOf(n, c.PlaceSecret), nil
}

// statement is what the code of a certificate says, as the certificate itself does. Its authority is the one that is printed.
func (c *command) statement(f *Facts, v item.CertificateValues) credential.Statement {
	s := credential.Statement{ValidFrom: f.Certificate.ValidFrom, ValidUntil: f.Certificate.ValidUntil, Place: f.Certificate.Place, Seed: credential.Seed(c.salt())}
	id := v.HolderID
	if id != c.state.Applicant { // a person
		id = mask(id)
	}
	s.Values = credential.Values{
		credential.Number: f.Certificate.Number, credential.Kind: c.item.Certificate.Kind, credential.Holder: v.Holder, credential.HolderID: id,
		credential.Grade: c.gradeText(f), credential.Scope: v.Scope, credential.GrantedOn: c.state.DecidedOn.String(),
	}
	return s
}

// Standing is what the list of statuses says of a certificate.
func (k Certificate) Standing() credential.Standing {
	return credential.Standing{Place: k.Place, Status: credential.ParseStatus(string(k.Status)), Followed: k.SucceededBy != ""}
}

// handOver says what becomes of the holdings kept for a certificate when another one follows it: the new one keeps them, unless its
// case claimed what it is to keep anew, or it was born with a status for which nothing is kept.
func (c *command) handOver(old, k Certificate) error {
	keys, err := c.item.HoldingKeys(c.data, c.caseData())
	if err != nil {
		return fmt.Errorf("read the holdings of %s: %w", c.item.Item, err)
	}
	if !k.Status.lasts() || slices.ContainsFunc(keys, func(h item.HoldingKey) bool { return h.Kept }) {
		c.tx.Out.Free = append(c.tx.Out.Free, old.Number)
		return nil
	}
	c.tx.Out.HandOver = append(c.tx.Out.HandOver, HandOver{From: old.Number, To: k.Number})
	return nil
}

// settle says what becomes of the holdings of a case that has ended in this command. They are kept for its certificate, or the one that
// follows that already, unless an act has ended it before its case: who ended it could not free what was not kept for it yet.
func (c *command) settle() (*Settle, error) {
	if c.state.Position.End == "" || (c.tx.Case != nil && c.tx.Case.State.Position.End != "") {
		return nil, nil
	}
	s := &Settle{Case: c.state.ID}
	if own := c.state.Certificate; c.state.Outcome == item.Grants && own != nil && own.Issued {
		k, err := c.successor(own.Number)
		if err != nil {
			return nil, err
		}
		if k.Status.lasts() {
			s.Certificate = k.Number
		}
	}
	return s, nil
}

// successor is the certificate in the register that follows a certificate last; itself when none does.
func (c *command) successor(number string) (Certificate, error) {
	k, _, err := c.tx.Certificate(number)
	for err == nil && k.SucceededBy != "" {
		next, issued, err := c.tx.Certificate(k.SucceededBy)
		if err != nil || !issued {
			return k, err
		}
		k = next
	}
	return k, err
}

// openVisit finds an open visit; nil when it is not open.
func (s *State) openVisit(id int) *flow.Visit {
	if id < 1 || id > len(s.Position.Visits) {
		return nil
	}
	if v := &s.Position.Visits[id-1]; v.Status == flow.Open {
		return v
	}
	return nil
}
