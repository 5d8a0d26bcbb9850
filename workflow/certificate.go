package workflow

import (
	"fmt"
	"strconv"

	"shenpi/workflow/calendar"
	"shenpi/workflow/credential"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
)

// number gives the certificate its number in the entry of the grant, so that the decision can name it. It stands in the
// register only once it is issued.
func (c *command) number(f *Facts, on calendar.Date) error {
	spec := c.item.Certificate
	if spec == nil || c.state.Certificate != nil || c.looking {
		return nil
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
	if spec.ValidYears > 0 { // without it the certificate holds until it is cancelled
		f.Certificate.ValidUntil = plusYears(from, spec.ValidYears).AddDays(-1)
	}
	return nil
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

// register is the row an issued certificate has in the register, and the one it follows.
func (c *command) register(f CertificateFact, on calendar.Date) ([]Certificate, error) {
	if err := c.decode(); err != nil {
		return nil, err
	}
	v, err := c.item.CertificateValues(c.data, c.caseData())
	if err != nil {
		return nil, fmt.Errorf("read the certificate of %s: %w", c.state.Item, err)
	}
	return []Certificate{{
		Number: f.Number, Kind: c.item.Certificate.Kind, Holder: v.Holder, HolderID: v.HolderID, Owner: c.state.Applicant,
		Grade: f.Grade, Scope: v.Scope, GrantedOn: c.state.DecidedOn, ValidFrom: f.ValidFrom, ValidUntil: f.ValidUntil,
		Status: credential.Valid.String(), Case: c.state.ID, Replaces: v.Replaces, Authority: c.state.Authority, Place: f.Place,
	}}, nil
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
	return credential.Standing{Place: k.Place, Status: credential.ParseStatus(k.Status), Followed: k.SucceededBy != ""}
}

// settle says what becomes of the holdings of a case that has ended in this command.
func (c *command) settle() *Settle {
	if c.state.Position.End == "" || (c.tx.Case != nil && c.tx.Case.State.Position.End != "") {
		return nil
	}
	s := &Settle{Case: c.state.ID}
	if c.state.Outcome == item.Grants && c.state.Certificate != nil {
		s.Certificate = c.state.Certificate.Number
	}
	return s
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
