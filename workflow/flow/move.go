package flow

import (
	"slices"

	"shenpi/workflow/item"
)

// Chooser evaluates a choice: the index of the case that holds. Its answer is recorded as a fact (the case of the
// visit), so it is asked once per visit and never when a position is rebuilt.
type Chooser interface {
	Choose(choice *item.Node) (int, error)
}

// Refusal is a move the flow does not allow. The position is as it was.
type Refusal struct {
	Code  string   // one of the codes below
	Nodes []string // what is missing (needs) or what it is about
}

func (r *Refusal) Error() string { return r.Code }

// The codes of refusals.
const (
	CodeCaseEnded       = "case_ended"
	CodeTaskNotOpen     = "task_not_open" // no such visit, not open, or not of the kind the move is for
	CodeParked          = "parked"
	CodeDecisionUnknown = "decision_unknown"
	CodeAlone           = "alone" // members of a panel only vote
	CodeClaimed         = "claimed"
	CodeNotClaimed      = "not_claimed"
	CodeHasSeat         = "has_seat"
	CodeNoSeat          = "no_seat"  // not one of the people of this panel, or no seat is left
	CodeNotTurn         = "not_turn" // others vote before this seat
	CodeNeeds           = "needs"
	CodeOnce            = "once"
	CodeBackTo          = "back_to" // not an earlier node of this or an enclosing sequence
	CodeNeverVisited    = "never_visited"
	CodeAskClosed       = "ask_closed"
	CodePick            = "pick"       // the members of this panel are not named
	CodeDrawn           = "seat_drawn" // a seat that was drawn is not passed on
	CodeMayAdd          = "may_add"
	CodeOwnSeat         = "own_seat" // before and after are said of a seat of one's own
	CodeNotAdder        = "not_adder"
	CodeHasVoted        = "has_voted"
	CodeNotAuthor       = "not_author"
	CodeHasPlace        = "has_place"     // the receiver decides, has voted or prepares here already
	CodeDelegated       = "delegated"     // somebody is preparing it; recall it first
	CodeDelegate        = "delegate"      // who prepares does not decide
	CodeNotDelegate     = "not_delegate"  // nothing to hand back
	CodeNotDelegated    = "not_delegated" // nothing to recall
	CodeNotPlain        = "not_plain"     // more than a vote or a plain pass
	CodeHasDocument     = "has_document"
	CodeHasClock        = "has_clock"
	CodeHasRegister     = "has_register" // it changed the register
	CodeGranted         = "granted"
	CodeMovedOn         = "moved_on"
	CodeEndUnknown      = "end_unknown"
	CodeNoWayOn         = "no_way_on" // the definition is unsound; the prover refuses it
)

func refusal(code string, nodes ...string) *Refusal { return &Refusal{Code: code, Nodes: nodes} }

// task finds the open visit a move is for and its place: one of the given kinds, in a case that still runs.
func task(it *item.Item, p *Position, visit int, kinds ...item.NodeKind) (*Visit, *item.Place, error) {
	if p.End != "" {
		return nil, nil, refusal(CodeCaseEnded, p.End)
	}
	if visit < 1 || visit > len(p.Visits) {
		return nil, nil, refusal(CodeTaskNotOpen)
	}
	v := &p.Visits[visit-1]
	at := it.Place(v.Node)
	if v.Status != Open || at == nil || !slices.Contains(kinds, at.Kind) {
		return nil, nil, refusal(CodeTaskNotOpen, v.Node)
	}
	return v, at, nil
}

// unparked is task for the moves that a question holds up.
func unparked(it *item.Item, p *Position, visit int, kinds ...item.NodeKind) (*Visit, *item.Place, error) {
	v, at, err := task(it, p, visit, kinds...)
	if err == nil && v.Parked() {
		return nil, nil, refusal(CodeParked, v.Node)
	}
	return v, at, err
}
