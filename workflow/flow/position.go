// Package flow is what a flow means: positions, visits and the moves between them. It is pure: it knows no time, no
// person's rights and no clock, so that the engine runs it and the prover explores it.
//
// Read Position (where a case stands), Change (what a move did), Apply (how a position follows from changes), then
// the moves, each of which returns changes and leaves the position it was given untouched.
package flow

import "slices"

// Position is where a case stands in its flow: every visit ever opened, in order, and the end once reached.
type Position struct {
	Visits []Visit `json:"visits"`
	End    string  `json:"end,omitempty"` // the end that closed the case; empty while it runs
}

// Status is what became of a visit.
type Status string

// The statuses of a visit.
const (
	Open   Status = "open"
	Done   Status = "done"   // with an outcome
	Closed Status = "closed" // with a reason, without an outcome
	Void   Status = "void"   // sent back over: it counts no more, save for not_who, once and the bound of exclusions
)

// Visit is one entering of a node. The current visit of a node is its last one that is not void.
type Visit struct {
	ID         int      `json:"id"` // 1-based; Visits[ID-1]
	Node       string   `json:"node"`
	Opener     int      `json:"opener,omitempty"` // the done visit that led here, for previous; 0 for the first
	Block      int      `json:"block,omitempty"`  // the visit of the enclosing parallel or choice; 0 at the top
	Lane       string   `json:"lane,omitempty"`   // the branch or case it stands in
	Case       string   `json:"case,omitempty"`   // choice: the index of the case that held
	Status     Status   `json:"status"`
	Outcome    string   `json:"outcome,omitempty"`
	Decision   string   `json:"decision,omitempty"` // the decision that gave the outcome
	By         string   `json:"by,omitempty"`       // who concluded it; empty when the law or the flow itself did
	Reason     string   `json:"reason,omitempty"`   // why it was closed, or what the law concluded it for
	Seats      []Seat   `json:"seats,omitempty"`    // steps and issues: one per person who has to act
	Need       int      `json:"need,omitempty"`     // passes the panel needs (k)
	InTurn     bool     `json:"in_turn,omitempty"`  // its seats vote one after the other
	Claimed    string   `json:"claimed,omitempty"`  // one seat only: the person whose step it is until released
	Ask        *Asking  `json:"ask,omitempty"`      // question that parks the visit, or that leaving it closed
	Asked      []string `json:"asked,omitempty"`    // decisions with an ask already used in this visit
	Acted      []string `json:"acted,omitempty"`    // who asked, or voted and took it back: they count for not_who
	GaveUp     []string `json:"gave_up,omitempty"`  // who was drawn and gave the seat up: others are drawn before them
	Objections int      `json:"objections,omitempty"`
	OpenedBy   int      `json:"opened_by,omitempty"` // the visit whose conclusion opened this one, whatever its opener
	EndedBy    int      `json:"ended_by,omitempty"`  // the other visit whose conclusion concluded or closed this one

	Delegated []Delegation `json:"delegated,omitempty"` // what those who have it gave to others to prepare
}

// Parked reports whether a question is open at the visit: nothing else happens there until it is closed.
func (v *Visit) Parked() bool { return v.Ask != nil && v.Ask.Closed == "" }

// Tally counts the passes and the seats that may still vote.
func (v *Visit) Tally() (passes, open int) {
	for _, s := range v.Seats {
		switch s.Vote {
		case VotePass:
			passes++
		case "":
			open++
		}
	}
	return passes, open
}

// Seat is one place of a panel. One person has at most one seat of a visit.
type Seat struct {
	Person   string `json:"person,omitempty"`   // who is named for it, claimed it or has voted
	For      string `json:"for,omitempty"`      // in whose place the person voted; the seat is that of both
	NamedBy  string `json:"named_by,omitempty"` // who named the person; the person who claimed it
	Vote     string `json:"vote,omitempty"`     // pass, fail or abstain; empty = open
	Decision string `json:"decision,omitempty"`
	Drawn    bool   `json:"drawn,omitempty"` // the person was drawn; NamedBy had the lots drawn
	AddedBy  string `json:"added_by,omitempty"`
	After    []int  `json:"after,omitempty"`  // the seats, by index, that vote before this one
	Closed   string `json:"closed,omitempty"` // why it was closed unvoted
}

// Turn reports whether a seat may vote now: nobody has on it, and whoever votes before it has.
func (v *Visit) Turn(seat int) bool {
	s := &v.Seats[seat]
	return s.Vote == "" && !slices.ContainsFunc(s.After, func(k int) bool { return v.Seats[k].Vote == "" })
}

// The votes of a seat. Abstain is also the decision every panel of more than one person knows.
const (
	VotePass = "pass"
	VoteFail = "fail"
	Abstain  = "abstain"
)

// Asking is a question: who is asked and by which decision.
type Asking struct {
	Decision string `json:"decision"`
	By       string `json:"by"`               // the asker
	Of       string `json:"of"`               // applicant, or a node
	Person   string `json:"person,omitempty"` // the officer asked, when Of is a node
	Closed   string `json:"closed,omitempty"` // why it was closed without an answer; empty = open
}

// Clone copies the position so that changing one leaves the other alone.
func (p *Position) Clone() Position {
	c := Position{End: p.End}
	if p.Visits != nil { // with room for what a move opens
		c.Visits = append(make([]Visit, 0, len(p.Visits)+1), p.Visits...)
	}
	for k := range c.Visits {
		v := &c.Visits[k]
		v.Seats, v.Asked, v.Acted = slices.Clone(v.Seats), slices.Clone(v.Asked), slices.Clone(v.Acted)
		v.Delegated = slices.Clone(v.Delegated)
		v.GaveUp = slices.Clone(v.GaveUp)
		for i := range v.Seats {
			v.Seats[i].After = slices.Clone(v.Seats[i].After)
		}
		if v.Ask != nil {
			ask := *v.Ask
			v.Ask = &ask
		}
	}
	return c
}
