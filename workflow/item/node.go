package item

// NodeKind is one of the kinds of node a flow is made of.
type NodeKind string

// The kinds of node.
const (
	Step     NodeKind = "step"
	Parallel NodeKind = "parallel"
	Choice   NodeKind = "choice"
	Wait     NodeKind = "wait"
	Call     NodeKind = "call"
	Issue    NodeKind = "issue"
	End      NodeKind = "end"
)

// Node is one node of a flow. Its ID is unique in the whole item.
type Node struct {
	Kind  NodeKind `json:"kind"`
	ID    string   `json:"id"`
	Title Text     `json:"title"`
	Pos   Position `json:"-"`

	By          Panel            `json:"by,omitzero"`           // step, issue: who decides; call: who records a reply from outside
	Within      int              `json:"within,omitempty"`      // step, issue: limit in working days
	Decisions   []*Decision      `json:"decisions,omitempty"`   // step: in the order written
	Exclude     *Exclude         `json:"exclude,omitempty"`     // step: excludes time from a clock while it is open
	OnExpiry    *OnExpiry        `json:"on_expiry,omitempty"`   // step: what a clock decides when it expires
	Join        Join             `json:"join,omitzero"`         // parallel
	Branches    []*Branch        `json:"branches,omitempty"`    // parallel: in the order written
	Cases       []*Alternative   `json:"cases,omitempty"`       // choice: the last one is else
	For         Span             `json:"for,omitzero"`          // wait
	Upon        map[string]Route `json:"upon,omitempty"`        // fail, objection
	Certificate string           `json:"certificate,omitempty"` // issue
	Document    string           `json:"document,omitempty"`    // wait: published when it begins
	Call        *CallSpec        `json:"call,omitempty"`        // call: what is asked of which agency
}

// Panel says who decides a step: a single officer is a panel of one.
type Panel struct {
	Role   string    `json:"role"`
	Unit   string    `json:"unit,omitempty"` // whose officers; empty: of the unit that decides
	People int       `json:"people"`         // seats, at least 1
	Pass   Threshold `json:"pass"`
	Pick   Pick      `json:"pick"`
	Order  Order     `json:"order,omitempty"`   // empty: side by side
	NotWho []string  `json:"not_who,omitempty"` // nodes, or Filing: who acted there, in any round, may not act here
	MayAdd *MayAdd   `json:"may_add,omitempty"`
}

// Several reports whether more than one person may come to decide the step.
func (p *Panel) Several() bool { return p.People > 1 || p.MayAdd != nil }

// Order is how the seats of a panel follow one another.
type Order string

// InTurn lets the seats vote one after the other. Without it they vote side by side.
const InTurn Order = "in_turn"

// Threshold is how many passes a panel needs. Exactly one is set.
type Threshold struct {
	All     bool `json:"all,omitempty"`
	Any     bool `json:"any,omitempty"`
	AtLeast int  `json:"at_least,omitempty"`
	Percent int  `json:"percent,omitempty"` // strictly more than this share of the seats
}

// Pick says how the members of a panel are found.
type Pick struct {
	Kind string `json:"kind"`         // claim, named, draw
	By   string `json:"by,omitempty"` // role that names, or has the lots drawn
}

// MayAdd bounds the seats that may be added to a panel.
type MayAdd struct {
	Role   string `json:"role"`
	AtMost int    `json:"at_most"`
}

// Decision is one thing an officer may decide at a step.
type Decision struct {
	ID       string   `json:"id"`
	Outcome  string   `json:"outcome"` // pass, or the decision's own name
	Title    Text     `json:"title"`
	Next     string   `json:"next,omitempty"`
	BackTo   string   `json:"back_to,omitempty"` // a node, or "previous"
	End      string   `json:"end,omitempty"`
	Needs    []string `json:"needs,omitempty"`
	Reason   bool     `json:"reason,omitempty"`
	Alone    bool     `json:"alone,omitempty"`
	Document string   `json:"document,omitempty"`
	Start    string   `json:"start,omitempty"` // clock started
	Ask      *Ask     `json:"ask,omitempty"`
	Regrade  bool     `json:"regrade,omitempty"` // it names another grade than the one applied for
	Grade    string   `json:"grade,omitempty"`   // that grade, when the item fixes it; else the officer gives it
	// Register is what it does to the certificate the case is about.
	Register RegisterAct `json:"register,omitempty"`
	// Grounds are those of the item's on which it can be taken; empty: on any.
	Grounds []string `json:"grounds,omitempty"`
	Pos     Position `json:"-"`
}

// Leaves reports whether the decision leaves the step by a way of its own instead of giving the step an outcome and going on.
func (d *Decision) Leaves() bool { return d.Next != "" || d.BackTo != "" || d.End != "" }

// AsksOfficer reports whether the decision asks somebody inside the office: its reason is the question.
func (d *Decision) AsksOfficer() bool { return d.Ask != nil && d.Ask.Of != askApplicant }

// Passes reports whether the decision counts as a pass.
func (d *Decision) Passes() bool { return d.Outcome == OutcomePass }

// Ask parks the step until somebody answers.
type Ask struct {
	Of           string   `json:"of"` // applicant, or a step whose last officer is asked
	Once         bool     `json:"once,omitempty"`
	Restart      string   `json:"restart,omitempty"` // clock halted by the notice and started anew, whole, by the answer
	AnswerWithin Span     `json:"answer_within"`
	OnSilence    *Silence `json:"on_silence,omitempty"`
}

// Silence is what no answer means.
type Silence struct {
	Decision string `json:"decision"`
	Reason   Text   `json:"reason"`
}

// Span is a length of time: exactly one unit is set.
type Span struct {
	Workdays int `json:"workdays,omitempty"`
	Days     int `json:"days,omitempty"`
	Months   int `json:"months,omitempty"` // of clocks only
}

// Exclude is time of a step that a clock does not count (Administrative Licensing Law, Art. 45).
type Exclude struct {
	Clock  string `json:"clock"`
	Ground string `json:"ground"`
	Notice string `json:"notice"`  // document whose service starts the exclusion
	AtMost int    `json:"at_most"` // working days
}

// OnExpiry is a decision that the expiry of a clock makes.
type OnExpiry struct {
	Of       string `json:"of"`
	Decision string `json:"decision"`
	As       string `json:"as"`             // deemed
	From     string `json:"from,omitempty"` // received: what the decision starts counts from the day of receipt
	Basis    *Basis `json:"basis,omitempty"`
	Document string `json:"document,omitempty"` // the paper of the deemed decision, instead of the decision's own
}

// Join says when a parallel passes. Exactly one is set.
type Join struct {
	All bool `json:"all,omitempty"`
	Any bool `json:"any,omitempty"`
	N   int  `json:"n,omitempty"`
}

// Branch is one named sequence of a parallel.
type Branch struct {
	Name  string  `json:"name"`
	Title Text    `json:"title"`
	Do    []*Node `json:"do"`
}

// Alternative is one case of a choice.
type Alternative struct {
	When string   `json:"when,omitempty"`
	Else bool     `json:"else,omitempty"`
	Do   []*Node  `json:"do"`
	Pos  Position `json:"-"`
}

// Route is where an outcome or event of a node leads; empty fields mean: go on.
type Route struct {
	Next   string `json:"next,omitempty"`
	BackTo string `json:"back_to,omitempty"`
	End    string `json:"end,omitempty"`
	AtMost int    `json:"at_most,omitempty"` // an event counts at most this often
}

// The outcomes every node knows.
const (
	OutcomePass = "pass"
	OutcomeFail = "fail"
)

// Filing stands in not_who for the officers who typed in the applicant's papers at the window. It is no node.
const Filing = "filing"
