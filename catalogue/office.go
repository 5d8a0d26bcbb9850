package catalogue

import "strconv"

// Office is the demonstration authority: its units, people and the enterprises that
// file the samples. It is meant for databases marked as demonstrations only.
type Office struct {
	Units        []Unit        `yaml:"units"`
	People       []Person      `yaml:"people"`
	Enterprises  []Enterprise  `yaml:"enterprises"`
	Certificates []Certificate `yaml:"certificates"`
}

// Text is a sentence or name in both languages of the system.
type Text struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en"`
}

// Unit is an agency or one of its offices; the root has no parent. A parent stands
// before its children.
type Unit struct {
	ID     string `yaml:"id"`
	Parent string `yaml:"parent"`
	Title  Text   `yaml:"title"`
}

// Person is an account inside the office. Unit is the office (处室) the person sits in;
// rights come from the appointments alone.
type Person struct {
	ID           string        `yaml:"id"`
	Name         string        `yaml:"name"`
	Unit         string        `yaml:"unit"`
	Post         string        `yaml:"post"`
	Appointments []Appointment `yaml:"appointments"`
}

// Appointment gives a person a role in a unit.
type Appointment struct {
	Role string `yaml:"role"`
	Unit string `yaml:"unit"`
}

// Enterprise is an applicant with the id of the account that files for it.
type Enterprise struct {
	CreditCode          string `yaml:"credit_code"`
	Name                string `yaml:"name"`
	LegalRepresentative string `yaml:"legal_representative"`
	Account             string `yaml:"account"`
}

// Certificate is a certificate (证照) granted before the system existed, to be put in the
// register so that a renewal finds it. Dates are civil; Copies counts the duplicates.
type Certificate struct {
	Number      string       `yaml:"number"`
	Kind        string       `yaml:"kind"`
	Holder      string       `yaml:"holder"` // credit code of the enterprise it belongs to
	Person      Holder       `yaml:"person"` // who holds it, where that is a person
	Grade       int          `yaml:"grade"`
	Level       string       `yaml:"level"` // instead of a grade that is no number
	GrantedOn   string       `yaml:"granted_on"`
	ValidUntil  string       `yaml:"valid_until"` // empty: until it is cancelled
	Copies      int          `yaml:"copies"`
	SelfChecks  []int        `yaml:"self_checks"`
	Inspections []Inspection `yaml:"inspections"`
}

// Holder is a person who holds a certificate.
type Holder struct {
	Name string `yaml:"name"`
	IDNo string `yaml:"id_no"`
}

// HolderOf gives the name of who holds a certificate and their credit code or identity number.
func (o Office) HolderOf(c Certificate) (name, id string) {
	if c.Person.Name != "" {
		return c.Person.Name, c.Person.IDNo
	}
	for _, e := range o.Enterprises {
		if e.CreditCode == c.Holder {
			return e.Name, c.Holder
		}
	}
	return "", c.Holder
}

// GradeText is the grade as the register has it.
func (c Certificate) GradeText() string {
	if c.Level != "" {
		return c.Level
	}
	return strconv.Itoa(c.Grade)
}

// Inspection is the result of a yearly inspection (年检): pass, downgrade or fail.
type Inspection struct {
	Year   int    `yaml:"year"`
	Result string `yaml:"result"`
}
