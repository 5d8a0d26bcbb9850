package flow

// ChangeKind names what a change did.
type ChangeKind string

// The kinds of change, in the words of the trail.
const (
	Opened      ChangeKind = "opened"    // a visit was opened
	Voted       ChangeKind = "voted"     // a person took a seat and voted
	Unvoted     ChangeKind = "unvoted"   // a vote was taken back, the seat is open again
	Concluded   ChangeKind = "concluded" // a visit is done, with an outcome
	ClosedVisit ChangeKind = "closed"    // a visit was closed with a reason
	Voided      ChangeKind = "voided"    // a visit was sent back over
	Reopened    ChangeKind = "reopened"  // a conclusion was taken back
	Claimed     ChangeKind = "claimed"   // a person made the step, or a seat of it, theirs
	Released    ChangeKind = "released"  // a claim was given up, or a named person freed
	Named       ChangeKind = "named"     // a person was named for a seat
	Asked       ChangeKind = "asked"     // the visit was parked
	Answered    ChangeKind = "answered"  // the ask was closed: answered, or for the Reason
	SeatsAdded  ChangeKind = "seats_added"
	SeatRemoved ChangeKind = "seat_removed"
	Transferred ChangeKind = "transferred" // By's claim or seat is the Person's from now on
	Delegated   ChangeKind = "delegated"   // By lets the Person prepare what By has
	HandedBack  ChangeKind = "handed_back" // the Person is done preparing, or was called back (Reason); By decides
	Objected    ChangeKind = "objected"    // an objection was recorded against a wait
	Ended       ChangeKind = "ended"       // the case ended
)

// The reasons of changes.
const (
	NotNeeded = "not_needed" // the panel or the join was decided without it
	Left      = "left"       // the flow went on elsewhere
	Returned  = "returned"   // the flow went back over it
	CaseOver  = "ended"      // the case ended
	TakenBack = "taken_back" // what opened it was taken back
	BySilence = "silence"    // no answer came in time
	Deemed    = "deemed"     // the law decided it when the time was over
	Recalled  = "recalled"   // who delegated it took it back unprepared
)

// The ways by which the flow comes to a node. Changes from before they were recorded have none.
const (
	WayStart  = "start"   // it is the first node of all
	WayOn     = "on"      // the one before it is done
	WayNext   = "next"    // a decision or an outcome leads ahead to it
	WayBack   = "back_to" // a decision or an outcome leads back to it
	WayEnd    = "end"     // a decision or an outcome ends the case
	WayBranch = "branch"  // it begins a branch
	WayCase   = "case"    // it begins the case that a choice took
	WayLaw    = "law"     // the law decides at it, wherever the case stands
	WayAct    = "act"     // an act on the case as a whole
)

// Change is one thing a move did to a position; only the fields its kind names are set. Changes are facts of the
// trail: they are kept for ever and a position is rebuilt from them alone.
type Change struct {
	Kind     ChangeKind `json:"kind"`
	Visit    int        `json:"visit,omitempty"`
	Node     string     `json:"node,omitempty"`
	Opener   int        `json:"opener,omitempty"`
	Block    int        `json:"block,omitempty"`
	Lane     string     `json:"lane,omitempty"`
	Case     string     `json:"case,omitempty"`
	Cause    int        `json:"cause,omitempty"` // the visit whose conclusion brought this about, when it is another one
	Outcome  string     `json:"outcome,omitempty"`
	Decision string     `json:"decision,omitempty"`
	Vote     string     `json:"vote,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	Person   string     `json:"person,omitempty"`
	By       string     `json:"by,omitempty"`
	Of       string     `json:"of,omitempty"`
	For      string     `json:"for,omitempty"` // in whose place the person voted or asked
	Seats    int        `json:"seats,omitempty"`
	Need     int        `json:"need,omitempty"`    // opened: passes the panel needs; concluded: branches the join needs
	InTurn   bool       `json:"in_turn,omitempty"` // opened: the seats vote one after the other
	Where    string     `json:"where,omitempty"`   // seats_added: before or after the seat of who added; empty = beside
	People   []string   `json:"people,omitempty"`  // seats_added: named for the first of the added seats
	Drawn    bool       `json:"drawn,omitempty"`   // named: by lot
	Way      string     `json:"way,omitempty"`     // opened, ended: how the flow came here
	Over     []string   `json:"over,omitempty"`    // opened, ended: the nodes that a way ahead passes over
	Passed   []string   `json:"passed,omitempty"`  // concluded, of a join: the branches that had passed
	Running  []string   `json:"running,omitempty"` // and those that were under way and are not needed any more
}
