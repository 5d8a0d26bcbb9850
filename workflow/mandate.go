package workflow

import (
	"slices"

	"shenpi/workflow/calendar"
)

// Mandate is what an enterprise lets an agent do for it (代理权限): the acts named, on cases of some items or on one case,
// until a day.
type Mandate struct {
	ID         string        `json:"id"`
	Enterprise string        `json:"enterprise"` // credit code
	Agent      string        `json:"agent"`      // the person
	Acts       []string      `json:"acts"`
	Items      []string      `json:"items,omitempty"` // empty = every item
	Case       CaseID        `json:"case,omitempty"`  // empty = every case of the items
	From       calendar.Date `json:"from"`
	Until      calendar.Date `json:"until"` // last day
	Proof      string        `json:"proof"` // SHA-256 of the letter of authority
	Ended      bool          `json:"ended,omitempty"`
}

// The acts a mandate may name.
const (
	MandateFile     = "file"
	MandateSupply   = "supply"
	MandateWithdraw = "withdraw"
	MandateReceive  = "receive" // notices, decisions, certificates
)

// MandateActs lists the acts a mandate may name.
func MandateActs() []string {
	return []string{MandateFile, MandateSupply, MandateWithdraw, MandateReceive}
}

// InForce reports whether it holds on a day.
func (m *Mandate) InForce(on calendar.Date) bool {
	return !m.Ended && !on.Before(m.From) && !m.Until.Before(on)
}

// Covers reports whether it reaches a case of an item; the empty case is one that is being written.
func (m *Mandate) Covers(key string, id CaseID) bool {
	return (m.Case == "" || m.Case == id) && (len(m.Items) == 0 || slices.Contains(m.Items, key))
}
