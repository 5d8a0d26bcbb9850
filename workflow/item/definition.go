package item

import (
	"maps"
	"slices"
)

// Text is a sentence in the two languages of the office.
type Text struct {
	Zh string `json:"zh"`
	En string `json:"en"`
}

// Position is a place in a definition file, 1-based.
type Position struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Definition is one version of a service item as it was written: the parsed, checked YAML.
// It is immutable once published; a case stays on the version it was filed under.
type Definition struct {
	Item      string    `json:"item"`
	Version   int       `json:"version"`
	Effective Effective `json:"effective"`
	// Transition says under which version cases go on that are open when this one takes over; absent: the old one.
	Transition *Transition `json:"transition,omitempty"`
	Title      Text        `json:"title"`
	Legal      Legal       `json:"legal"`
	Open       string      `json:"open,omitempty"`      // "" = filings are taken, "demo" = only in a demonstration database, "closed"
	OpenedBy   []string    `json:"opened_by,omitempty"` // applicant, and roles of the office that open cases of their own motion; empty: applicants
	Applicant  string      `json:"applicant"`           // enterprise
	Authority  string      `json:"authority"`           // the deciding unit
	Form       string      `json:"form"`                // path of the JSON Schema, relative to the catalogue root

	ApplicantCode  string            `json:"applicant_code,omitempty"` // CEL: the credit code in the form, which is the filing enterprise's
	ApplicantName  string            `json:"applicant_name,omitempty"` // CEL: its name in the form
	Concerns       *Concerns         `json:"concerns,omitempty"`       // the certificate of the register that cases are about
	Prefill        *Prefill          `json:"prefill,omitempty"`
	Grade          *GradeSpec        `json:"grade,omitempty"`
	Phrases        map[string]string `json:"phrases,omitempty"`         // fixed parts of the documents' texts
	DocumentNumber string            `json:"document_number,omitempty"` // pattern, e.g. {agency_code}{kind}〔{year}〕{n}号; see NumberPattern
	Labels         map[string]Text   `json:"labels,omitempty"`          // titles of decisions, branches and ends

	RuleSets    []RuleSet            `json:"rule_sets,omitempty"`
	Criteria    []Criterion          `json:"criteria,omitempty"`
	Checks      []Check              `json:"checks,omitempty"`
	Materials   []Material           `json:"materials,omitempty"`
	Limits      Limits               `json:"limits"`
	Promise     Promise              `json:"promise"`
	Clocks      map[string]ClockSpec `json:"clocks,omitempty"`  // besides accept, decide and issue
	Signals     map[string]Signal    `json:"signals,omitempty"` // of the electronic supervision, where they are not the usual ones
	Outcomes    map[string]Effect    `json:"outcomes"`          // what each end is
	Acts        Acts                 `json:"acts"`
	Holdings    []Holding            `json:"holdings,omitempty"`
	Certificate *CertificateSpec     `json:"certificate,omitempty"`
	Documents   []DocumentSpec       `json:"documents,omitempty"`
	Flow        []*Node              `json:"flow"`

	spots map[string]spot // where the expressions stand, for the findings of Compile
}

// Prefill says what the draft of a form opens with when it follows a certificate, and what it may take over from an
// earlier case.
type Prefill struct {
	Certificate string            `json:"certificate,omitempty"` // the kind of certificate it follows; empty: those of Concerns, or none
	Set         map[string]string `json:"set,omitempty"`         // field of the form -> CEL over `certificate`
	Locked      []string          `json:"locked,omitempty"`      // fields that the register fills and nobody types
	Copy        []string          `json:"copy,omitempty"`        // fields of the last granted case; where it follows no certificate, of the last case of the enterprise
	Reuse       []string          `json:"reuse,omitempty"`       // materials of the last granted case that are offered again
}

// GradeSpec says which grade the form asks for and what the grades are called.
type GradeSpec struct {
	Is     string          `json:"is"` // CEL giving an integer or a text
	Titles map[string]Text `json:"titles"`
}

// Grade is a grade with its title.
type Grade struct {
	ID    string `json:"id"`
	Title Text   `json:"title"`
}

// GradeTitle is what a grade is called.
func (d *Definition) GradeTitle(grade string) (title Text, ok bool) {
	if d.Grade == nil {
		return Text{}, false
	}
	title, ok = d.Grade.Titles[grade]
	return title, ok
}

// Grades lists the grades there are, by their ids; none of an item without grades.
func (d *Definition) Grades() []Grade {
	if d.Grade == nil {
		return nil
	}
	var list []Grade
	for _, id := range slices.Sorted(maps.Keys(d.Grade.Titles)) {
		list = append(list, Grade{id, d.Grade.Titles[id]})
	}
	return list
}

// Effective is when a version is in force; To is empty while it is.
type Effective struct {
	From string `json:"from"`
	To   string `json:"to,omitempty"`
}

// Transition is what becomes of the cases that are open when a version takes over.
type Transition struct {
	OpenCases string `json:"open_cases"` // old: they are decided under the version they were filed under
}

// Legal says on what law the item stands.
type Legal struct {
	IsAdminLicence bool     `json:"is_admin_licence"` // without it nothing is deemed accepted or renewed
	Basis          []Basis  `json:"basis"`
	Joint          []string `json:"joint,omitempty"` // units that handle it together with the authority (Art. 26)
	NotModelled    []string `json:"not_modelled,omitempty"`
	Standing       Text     `json:"standing"` // what its legal standing is today
}

// Basis is one law and article.
type Basis struct {
	Law     string `json:"law"`
	Article string `json:"article"`
}

// RuleSet is one generation of the criteria; a case is judged by the one in force when it was received, or, when none
// is, by the one marked for demonstrations.
type RuleSet struct {
	ID            string `json:"id"`
	EffectiveFrom string `json:"effective_from"`
	EffectiveTo   string `json:"effective_to,omitempty"`
	Title         Text   `json:"title"`
	Demo          bool   `json:"demo,omitempty"`
	Unverified    bool   `json:"unverified,omitempty"` // the source is not sure: every criterion in it is a warning only
}

// Criterion is a condition of the grant that the form itself can prove. A failed one informs; only an officer refuses.
type Criterion struct {
	ID         string   `json:"id"`
	RuleSet    string   `json:"rule_set,omitempty"`
	When       string   `json:"when,omitempty"` // CEL; empty = always
	Check      string   `json:"check"`          // CEL
	Title      Text     `json:"title"`
	Basis      string   `json:"basis,omitempty"`
	Unverified bool     `json:"unverified,omitempty"` // the source is not sure: a warning only
	Pos        Position `json:"-"`
}

// Check is a rule over several fields of the form that JSON Schema cannot say.
type Check struct {
	ID    string   `json:"id"`
	Check string   `json:"check"`
	Level string   `json:"level"` // error refuses the submission, warning informs
	Title Text     `json:"title"`
	Field string   `json:"field,omitempty"` // dotted, e.g. capital.paid_in
	Pos   Position `json:"-"`
}

// Material is a paper the item demands.
type Material struct {
	ID           string   `json:"id"`
	Title        Text     `json:"title"`
	Help         Text     `json:"help"`
	Required     bool     `json:"required"`
	RequiredWhen string   `json:"required_when,omitempty"` // CEL
	Min          int      `json:"min"`
	Max          int      `json:"max"`
	Types        []string `json:"types"`    // pdf, jpeg, png
	MaxSize      int64    `json:"max_size"` // bytes
	Level        string   `json:"level,omitempty"`
	Pos          Position `json:"-"`
}

// Limits are the statutory limits in working days; 0 = none.
type Limits struct {
	Accept int `json:"accept"`
	Decide int `json:"decide"`
	Extend int `json:"extend,omitempty"`
	Issue  int `json:"issue,omitempty"`

	Law       string `json:"law,omitempty"`       // the row of the law that decide and extend stand on
	Otherwise *Basis `json:"otherwise,omitempty"` // another law that sets longer ones
}

// Promise is what the office promises, never longer than the law.
type Promise struct {
	Decide int `json:"decide,omitempty"`
}

// ClockSpec is a clock of the item's own. It ends on a date read from the form, or so long before it; or it has a length,
// is started by an event or a decision, and ends by another or with the case.
type ClockSpec struct {
	Title   Text   `json:"title,omitzero"`
	Until   string `json:"until,omitempty"` // CEL giving a date string
	When    string `json:"when,omitempty"`  // CEL; the clock runs, and what it decides on expiry is decided, only when true
	Before  Span   `json:"before,omitzero"` // the last day lies so long before Until
	Length  Span   `json:"length,omitzero"`
	From    Event  `json:"from,omitzero"` // what starts one of a length, once; zero: a decision does
	Ends    Event  `json:"ends,omitzero"` // what ends it before the case does
	Law     string `json:"law,omitempty"` // the row of the law it stands on
	Citizen bool   `json:"citizen,omitempty"`
}

// Event is what starts or ends a clock. Exactly one is set.
type Event struct {
	Case   string `json:"case,omitempty"`   // received, accepted or decided
	Opened string `json:"opened,omitempty"` // a node
	Done   string `json:"done,omitempty"`   // a node
	Served string `json:"served,omitempty"` // a document
}

// What may happen to a case that a clock counts from.
const (
	EventReceived = "received"
	EventAccepted = "accepted"
	EventDecided  = "decided"
)

// Effect says what an end of the case is in law.
type Effect string

// The three effects of an end.
const (
	Grants  Effect = "grants"
	Refuses Effect = "refuses"
	Closes  Effect = "closes"
)

// Acts belong to the case, not to a step.
type Acts struct {
	Withdraw  *Withdraw  `json:"withdraw,omitempty"`
	Extend    *Extend    `json:"extend,omitempty"`
	Suspend   *Suspend   `json:"suspend,omitempty"`
	Hearing   *Hearing   `json:"hearing,omitempty"`
	Terminate *Terminate `json:"terminate,omitempty"`
	Correct   *Correct   `json:"correct,omitempty"`
	Copies    *Copy      `json:"copy,omitempty"`
	Urge      *Urge      `json:"urge,omitempty"`
	Erase     *Erase     `json:"erase,omitempty"`
}

// Withdraw lets the applicant end the case, until it is decided.
type Withdraw struct {
	By    string `json:"by"`
	Until string `json:"until"` // decided
}

// Extend lets the head of the agency lengthen a clock once (Administrative Licensing Law, Art. 42).
type Extend struct {
	Clock    string `json:"clock"`
	By       string `json:"by"`             // role that approves
	Unit     string `json:"unit,omitempty"` // in which it does; empty: the unit that decides
	AskedBy  string `json:"asked_by"`       // role that asks; default handler
	Once     bool   `json:"once"`
	AtMost   int    `json:"at_most"` // working days
	Reason   bool   `json:"reason"`
	Document string `json:"document"`
}

// Holding is something only one open case or one holder may have at a time, such as a manager's employer.
type Holding struct {
	Kind   string   `json:"kind"`
	Keys   string   `json:"keys"`             // CEL giving a text or a list of texts
	For    string   `json:"for"`              // case (released when the case ends) or certificate (kept while the certificate is valid)
	Holder string   `json:"holder,omitempty"` // CEL giving who holds it; the same holder may take it again. Empty: the case
	Title  Text     `json:"title"`
	Pos    Position `json:"-"`
}

// CertificateSpec says what a grant issues.
type CertificateSpec struct {
	Kind       string `json:"kind"`
	Title      Text   `json:"title"`
	Number     string `json:"number"`                // pattern, e.g. SL-SIQ{grade}-{year}-{n:04}
	ValidYears int    `json:"valid_years,omitempty"` // 0 = valid until cancelled
	Grade      string `json:"grade"`                 // CEL giving an integer or a text
	Holder     string `json:"holder"`                // CEL
	HolderID   string `json:"holder_id"`             // CEL
	Scope      Text   `json:"scope,omitzero"`
	Replaces   string `json:"replaces,omitempty"`   // CEL giving the number of the certificate this one follows
	ValidFrom  string `json:"valid_from,omitempty"` // CEL giving a date; empty: the day of the decision
	Document   string `json:"document,omitempty"`
	Remind     []int  `json:"remind,omitempty"` // days before its last day on which the holder is reminded, the earliest first
	Duties     []Duty `json:"duties,omitempty"` // of its holder
}

// DocumentSpec is a document the item can owe.
type DocumentSpec struct {
	ID        string   `json:"id"`
	Code      string   `json:"code,omitempty"` // D04
	Kind      string   `json:"kind,omitempty"` // 受: the kind in its number; empty = not numbered
	Title     Text     `json:"title"`
	Layout    string   `json:"layout,omitempty"`    // sheet, letter, table or certificate
	Addressee string   `json:"addressee,omitempty"` // pattern
	Text      string   `json:"text,omitempty"`      // paragraphs, one a line
	Rows      []Cell   `json:"rows,omitempty"`      // of a table
	Columns   []Cell   `json:"columns,omitempty"`   // of a list under the text
	Pos       Position `json:"-"`
}

// Cell is a labelled value of a document; the value is a pattern.
type Cell struct {
	Label string `json:"label"`
	Value string `json:"value"`
}
