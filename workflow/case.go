package workflow

import (
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// CaseID names a case; it is random and says nothing.
type CaseID string

// State is a case as its entries tell it: rebuilt by Apply from facts alone, so it holds no personal data.
type State struct {
	ID         CaseID        `json:"id"`
	Number     string        `json:"number"` // the number people use
	Item       string        `json:"item"`
	Version    int           `json:"version"`
	Definition string        `json:"definition"` // hash of the published version
	Authority  string        `json:"authority"`
	Units      []string      `json:"units,omitempty"` // that take part beside the authority
	Applicant  string        `json:"applicant"`       // credit code of the enterprise
	FiledBy    string        `json:"filed_by"`
	OwnMotion  bool          `json:"own_motion,omitempty"` // the office opened it itself (依职权); the applicant is its party
	BaseYear   int           `json:"base_year"`
	Status     string        `json:"status"` // received, accepted, decided, ended
	ReceivedOn calendar.Date `json:"received_on"`
	AcceptedOn calendar.Date `json:"accepted_on,omitzero"`
	DecidedOn  calendar.Date `json:"decided_on,omitzero"`
	Deemed     []string      `json:"deemed,omitempty"` // decisions the law made: accept, renew

	Form        FormFact         `json:"form"`
	Materials   []FileFact       `json:"materials,omitempty"`
	Position    flow.Position    `json:"position"`
	Visits      []VisitTimes     `json:"visit_times"`      // beside Position.Visits, same index
	Clocks      []clock.Clock    `json:"clocks,omitempty"` // of the case: accept, decide, issue, date clocks
	Documents   []DocumentFact   `json:"documents,omitempty"`
	Extension   *Extension       `json:"extension,omitempty"`
	Suspensions []Suspension     `json:"suspensions,omitempty"`
	Hearing     *Hearing         `json:"hearing,omitempty"`
	Corrections []Correction     `json:"corrections,omitempty"`
	Copies      []Copied         `json:"copies,omitempty"`
	Urges       []Urged          `json:"urges,omitempty"`
	Messages    []Messaged       `json:"messages,omitempty"`
	Rating      *Rating          `json:"rating,omitempty"`
	Certificate *CertificateFact `json:"certificate,omitempty"`
	Registered  []RegisterFact   `json:"registered,omitempty"` // what the case did in the register
	Recusals    []Recusal        `json:"recusals,omitempty"`
	TypedBy     []string         `json:"typed_by,omitempty"` // officers who typed in papers of the applicant
	Grade       string           `json:"grade,omitempty"`    // the grade decided, where it is not the one asked for
	Cards       []Card           `json:"cards,omitempty"`
	Reminded    []Reminded       `json:"reminded,omitempty"`  // of answers that were nearly due
	Delivered   []Delivered      `json:"delivered,omitempty"` // statutory notices, by channel
	Calls       []CallFact       `json:"calls,omitempty"`     // on other agencies, in the order made
	CalledBy    *Caller          `json:"called_by,omitempty"` // the case that called this one
	Outcome     item.Effect      `json:"outcome,omitempty"`   // what the end reached is
	Last        Last             `json:"last"`
	Calendar    string           `json:"calendar,omitempty"` // hash of the calendar its days were last counted by
	EndedAt     time.Time        `json:"ended_at,omitzero"`
	ErasedOn    calendar.Date    `json:"erased_on,omitzero"` // when what people wrote was deleted
	NextDue     time.Time        `json:"-"`                  // earliest instant at which catchUp may have something to do (stored beside the state: it follows from facts and calendar); zero = never
	Head        trail.Head       `json:"head"`
}

// FormFact is the current version of the form, without its content.
type FormFact struct {
	Version int        `json:"version"` // 1-based; an answer to a supplement makes a new one
	Hash    trail.Hash `json:"hash"`
}

// FileFact is an attachment as the trail knows it: its name is personal data and stays in the payload.
type FileFact struct {
	Material  string `json:"material"`
	SHA256    string `json:"sha256"`
	Size      int64  `json:"size"`
	MediaType string `json:"media_type"`
}

// VisitTimes is what the clock knows of a visit.
type VisitTimes struct {
	OpenedAt time.Time   `json:"opened_at"`
	ClosedAt time.Time   `json:"closed_at,omitzero"`
	Form     int         `json:"form,omitempty"`   // the form version it was decided on
	Limit    clock.Clock `json:"limit,omitzero"`   // step limit, or the length of a wait
	Answer   clock.Clock `json:"answer,omitzero"`  // until when an ask or a call may be answered
	Notice   int         `json:"notice,omitempty"` // the document whose service starts an exclusion or an ask
}

// DocumentFact is a document owed or issued.
type DocumentFact struct {
	Seq      int        `json:"seq"`
	Type     string     `json:"type"`
	Number   string     `json:"number,omitempty"`
	Visit    int        `json:"visit,omitempty"`
	Notice   bool       `json:"notice,omitempty"` // its service starts an exclusion or an answer's limit of Visit
	For      string     `json:"for,omitempty"`    // the act of the case whose notice it is: suspension/1
	Duty     string     `json:"duty,omitempty"`   // what the law has the office tell by it; see Duties
	Data     trail.Hash `json:"data"`
	OwedAt   time.Time  `json:"owed_at"`
	IssuedAt time.Time  `json:"issued_at,omitzero"`
	File     string     `json:"file,omitempty"`
	Size     int64      `json:"size,omitempty"` // of the file
}

// Extension is a lengthening of a clock, asked and then approved or refused; one refused may be asked anew.
type Extension struct {
	Clock      string    `json:"clock"`
	Days       int       `json:"days"`
	AskedBy    string    `json:"asked_by"`
	AskedAt    time.Time `json:"asked_at"`
	ApprovedBy string    `json:"approved_by,omitempty"`
	ApprovedAt time.Time `json:"approved_at,omitzero"`
	RefusedBy  string    `json:"refused_by,omitempty"`
	RefusedAt  time.Time `json:"refused_at,omitzero"`
}

// Card is a signal of the electronic supervision: a warning when half and when most of a limit is used, a yellow card for
// a step, a red one for a promise, the law or a deemed decision. A clock gives each rule once since it started or was
// lengthened.
type Card struct {
	Colour string    `json:"colour"`         // warning, yellow, red
	Clock  string    `json:"clock"`          // the clock, or step/N for the limit of visit N
	Rule   string    `json:"rule"`           // step, promise or law with _half, _near or _expired; deemed; of old entries near
	At     time.Time `json:"at"`             // when it fell due
	Told   []string  `json:"told,omitempty"` // roles told besides who works on it
}

// Last is the last thing that happened on a case: what may still be taken back.
type Last struct {
	Kind    string `json:"kind"`
	Person  string `json:"person"`
	Visit   int    `json:"visit,omitempty"`
	Lasting bool   `json:"lasting,omitempty"` // it left a document, an end, or an effect on a clock of the case
}
