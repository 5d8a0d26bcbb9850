package workflow

import (
	"shenpi/workflow/calendar"
	"shenpi/workflow/clock"
	"shenpi/workflow/credential"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// Facts are what an entry of a case says in the clear: everything Apply reads, and no personal data. They are kept for
// ever, so a field is never given another meaning; a new one is added beside it.
type Facts struct {
	Filed       *Filed           `json:"filed,omitempty"`
	Act         *Act             `json:"act,omitempty"`
	Flow        []flow.Change    `json:"flow,omitempty"`
	Clocks      []ClockChange    `json:"clocks,omitempty"`
	Form        *FormFact        `json:"form,omitempty"`
	Materials   []FileFact       `json:"materials,omitempty"` // all of them, when they changed
	Owed        []DocumentFact   `json:"owed,omitempty"`
	Issued      *IssuedFact      `json:"issued,omitempty"`
	Certificate *CertificateFact `json:"certificate,omitempty"`
	Register    *RegisterFact    `json:"register,omitempty"` // what it did to a certificate of the register
	Extension   *Extension       `json:"extension,omitempty"`
	Draw        *Drawing         `json:"draw,omitempty"`
	Suspension  *Suspension      `json:"suspension,omitempty"` // as it is now: opened or lifted
	Hearing     *Hearing         `json:"hearing,omitempty"`    // as it is now
	Correction  *Correction      `json:"correction,omitempty"`
	Copy        *Copied          `json:"copy,omitempty"`
	Urge        *Urged           `json:"urge,omitempty"`
	Message     *Messaged        `json:"message,omitempty"`
	Rating      *Rating          `json:"rating,omitempty"`      // as it is now: given or answered
	Calls       []CallFact       `json:"calls,omitempty"`       // made by what the entry did
	CalledBack  []CallResult     `json:"called_back,omitempty"` // what came of calls
	CallerLeft  bool             `json:"caller_left,omitempty"` // the case that called this one went on without it
	Cards       []Card           `json:"cards,omitempty"`
	Reminded    *Reminded        `json:"reminded,omitempty"`
	Delivered   *Delivered       `json:"delivered,omitempty"`
	Mandate     *MandateFact     `json:"mandate,omitempty"` // on whose mandate, where not in the actor's own right
	Window      bool             `json:"window,omitempty"`  // an officer at the window typed it in from papers
	Recusal     *Recusal         `json:"recusal,omitempty"` // as it is now: asked for, granted or refused
	Deemed      string           `json:"deemed,omitempty"`  // the decision the law made
	Basis       *item.Basis      `json:"basis,omitempty"`   // the law it rests on
	Moved       []MovedDay       `json:"moved,omitempty"`   // last days that a new calendar moved
	Status      string           `json:"status,omitempty"`  // the case's new status
	ReceivedOn  calendar.Date    `json:"received_on,omitzero"`
	AcceptedOn  calendar.Date    `json:"accepted_on,omitzero"`
	DecidedOn   calendar.Date    `json:"decided_on,omitzero"`
	ErasedOn    calendar.Date    `json:"erased_on,omitzero"` // what people wrote before this entry was deleted
	Outcome     item.Effect      `json:"outcome,omitempty"`
	Calendar    string           `json:"calendar"` // hash of the calendar the days were counted by
	// CalendarFrom is the hash of the calendar by which they were counted before, where days moved.
	CalendarFrom string `json:"calendar_from,omitempty"`
	Policy       int64  `json:"policy"` // revision of the appointments the guards were judged on
}

// Filed opens a case.
type Filed struct {
	Number     string        `json:"number"`
	Item       string        `json:"item"`
	Version    int           `json:"version"`
	Definition string        `json:"definition"`
	Authority  string        `json:"authority"`
	Applicant  string        `json:"applicant"`
	BaseYear   int           `json:"base_year"`
	Units      []string      `json:"units,omitempty"` // that take part beside the authority
	ReceivedOn calendar.Date `json:"received_on"`
	CalledBy   *Caller       `json:"called_by,omitempty"`
	OwnMotion  bool          `json:"own_motion,omitempty"` // the office opened the case itself; the applicant is its party
}

// Act is what was done at which visit.
type Act struct {
	Visit    int    `json:"visit,omitempty"`
	Node     string `json:"node,omitempty"`
	Decision string `json:"decision,omitempty"`
	Clock    string `json:"clock,omitempty"` // the clock that brought it about, of the system's own acts
	Grade    string `json:"grade,omitempty"` // the grade granted, where the decision names another than asked for
	Ground   string `json:"ground,omitempty"`
	Batch    string `json:"batch,omitempty"` // what it was decided together with has the same
	// Hearing is the record that a decision rests on.
	Hearing trail.Hash `json:"hearing,omitzero"`
}

// IssuedFact says that a document was rendered and issued; a notice counts as served from its entry on.
type IssuedFact struct {
	Seq  int    `json:"seq"`
	File string `json:"file"`
	Size int64  `json:"size"`
}

// CertificateFact is what the register shows, without the holder's name.
type CertificateFact struct {
	Number     string        `json:"number"`
	Grade      string        `json:"grade"`
	ValidFrom  calendar.Date `json:"valid_from"`
	ValidUntil calendar.Date `json:"valid_until,omitzero"` // last day; zero = until cancelled
	Issued     bool          `json:"issued"`               // false: the number is given, true: it stands in the register
	// Place is where its status stands in the lists; 0 for one issued before there were lists.
	Place credential.Place `json:"place,omitempty"`
}

// ClockOp is what happened to a clock.
type ClockOp string

// The things that happen to clocks.
const (
	ClockStarted   ClockOp = "started"
	ClockEnded     ClockOp = "ended"
	ClockHalted    ClockOp = "halted"
	ClockRestarted ClockOp = "restarted" // whole, from the day given
	ClockExtended  ClockOp = "extended"
	ClockExcludes  ClockOp = "excludes" // from the day the notice was served
	ClockIncludes  ClockOp = "includes" // the excluded work is over
	ClockSuspends  ClockOp = "suspends" // from the day the notice of a suspension was served
	ClockResumes   ClockOp = "resumes"
)

// ClockChange is one thing that happened to one clock on one day. A clock is named accept, decide, issue or as the item
// names it; step/N and answer/N are the limit of visit N and of the ask that parks it or the call it made.
type ClockChange struct {
	Op     ClockOp       `json:"op"`
	Clock  string        `json:"clock"`
	On     calendar.Date `json:"on,omitzero"`
	Set    *clock.Clock  `json:"set,omitempty"`    // started: the clock as it starts
	Days   int           `json:"days,omitempty"`   // extended
	Ground string        `json:"ground,omitempty"` // excludes, includes
	AtMost int           `json:"at_most,omitempty"`
}
