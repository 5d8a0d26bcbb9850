package workflow

import (
	"cmp"
	"encoding/json"
	"errors"
	"time"

	"shenpi/workflow/calendar"
	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// CallFact is a call on another agency: what was asked of whom, in hashes, and what came of it.
type CallFact struct {
	Visit      int         `json:"visit"`
	Child      CaseID      `json:"child,omitempty"` // the called case, filed under this id; empty: an agency outside
	Item       string      `json:"item,omitempty"`
	Version    int         `json:"version,omitempty"`    // the one that took filings; 0 = none did
	Definition string      `json:"definition,omitempty"` // its hash
	Authority  string      `json:"authority,omitempty"`
	Form       trail.Hash  `json:"form,omitzero"` // of the called case's form, under the salt it is filed with
	Files      []FileFact  `json:"files,omitempty"`
	Papers     []PaperFact `json:"papers,omitempty"`  // documents of this case that go along once they are issued
	Forward    bool        `json:"forward,omitempty"` // nobody waits for its end
	Broken     string      `json:"broken,omitempty"`  // why it can never be filed, where that is known at once
	Result     *CallResult `json:"result,omitempty"`
}

// PaperFact is a document of the calling case that is put to a material of the called one.
type PaperFact struct {
	Seq      int    `json:"seq"`
	Material string `json:"material"`
}

// CallResult is what came of a call.
type CallResult struct {
	Visit   int         `json:"visit"`
	Outcome string      `json:"outcome"`
	Number  string      `json:"number,omitempty"` // of the called case
	End     string      `json:"end,omitempty"`
	Effect  item.Effect `json:"effect,omitempty"`
	Failed  string      `json:"failed,omitempty"` // the code over which it could not be filed
	Reply   string      `json:"reply,omitempty"`  // of an agency outside
	File    *FileFact   `json:"file,omitempty"`   // the document of that reply
}

// Caller is the case that called a case.
type Caller struct {
	Case    CaseID     `json:"case"`
	Number  string     `json:"number"`
	Visit   int        `json:"visit"`
	Forward bool       `json:"forward,omitempty"`
	Depth   int        `json:"depth"`             // 1 = called by a case that an applicant filed
	Carried []FileFact `json:"carried,omitempty"` // what came along and is not asked for again
	Left    bool       `json:"left,omitempty"`    // the caller went on without the answer
}

// Call is one call between two cases, as the loop that carries between them finds it. Either side writes its own marks,
// none is ever taken back, and together they say what is next to do.
type Call struct {
	Parent   CaseID
	Visit    int
	Child    CaseID
	Forward  bool
	Form     json.RawMessage // what is to be filed; gone once it is
	Salt     []byte
	OpenedAt time.Time
	CallMarks
}

// CallMarks are how far a call has come. Ready, Dropped and Answered are the caller's, Filed and Ended the called case's.
type CallMarks struct {
	Ready    bool // everything that goes along is there
	Dropped  bool // the caller went on without an answer
	Answered bool // the caller has the answer
	Filed    bool
	Ended    bool // the called case is over, or goes on for itself
}

// Owing reports whether there is something to carry: the called case to be filed, its end to be told to the caller, or
// the caller's having left to be told to it.
func (k *Call) Owing() bool {
	switch {
	case k.Dropped:
		return k.Filed && !k.Ended
	case k.Answered:
		return false
	case k.Filed:
		return k.Ended || k.Forward
	}
	return k.Ready
}

// Mark sets marks of a call in the transaction that brings them about.
type Mark struct {
	Parent CaseID
	Visit  int
	CallMarks
}

// With gives the marks with those of another mark set too.
func (m CallMarks) With(o CallMarks) CallMarks {
	return CallMarks{Ready: m.Ready || o.Ready, Dropped: m.Dropped || o.Dropped, Answered: m.Answered || o.Answered,
		Filed: m.Filed || o.Filed, Ended: m.Ended || o.Ended}
}

// call finds the call of a visit; nil when it made none.
func (s *State) call(visit int) *CallFact {
	for i := range s.Calls {
		if s.Calls[i].Visit == visit {
			return &s.Calls[i]
		}
	}
	return nil
}

// CallStatus says how the call of a visit stands: waiting, answered, failed (it could not be filed), silent (no answer came
// in time) or closed (the case went on without the answer).
func (s *State) CallStatus(visit int) string {
	k, v := s.call(visit), &s.Position.Visits[visit-1]
	switch {
	case k.Result != nil && k.Result.Failed != "":
		return "failed"
	case k.Result != nil:
		return "answered"
	case v.Status == flow.Open:
		return "waiting"
	case v.Reason == flow.BySilence:
		return "silent"
	}
	return "closed"
}

// calls makes the call of a visit that was opened and is still open: its facts now, its row when the entry is recorded.
func (c *command) calls(f *Facts, at time.Time, n *item.Place, visit int) error {
	on := calendar.DateOf(at)
	k := CallFact{Visit: visit, Forward: n.Call.Forward, Files: c.carry(f, n.Call)}
	if n.Call.AnswerWithin != (item.Span{}) {
		name := clockOf(answerClock, visit)
		s := span(name, n.Call.AnswerWithin, on)
		f.Clocks = append(f.Clocks, ClockChange{Op: ClockStarted, Clock: name, On: on, Set: &s})
	}
	if n.Call.External {
		if f.Calls = append(f.Calls, k); n.Call.Forward {
			f.CalledBack = append(f.CalledBack, CallResult{Visit: visit, Outcome: item.OutcomePass})
		}
		return nil
	}
	row := Call{Parent: c.state.ID, Visit: visit, Forward: k.Forward, OpenedAt: at}
	if !c.looking {
		k.Child = CaseID(c.id())
	}
	row.Child = k.Child
	k.Item, k.Authority = n.Call.Item, n.Call.Authority
	if it, err := c.Items.Filing(n.Call.Item, on); err == nil {
		k.Version, k.Definition, k.Authority = it.Version, it.Hash, cmp.Or(k.Authority, it.Authority)
	} else if told := new(Error); !errors.As(err, &told) {
		return err
	}
	form, err := c.callForm(n)
	if err != nil {
		k.Broken = "form_not_made"
	} else {
		fact, salt := c.formFact(form, 1)
		k.Form, row.Form, row.Salt = fact.Hash, form, salt
	}
	f.Calls = append(f.Calls, k)
	c.tx.Out.Calls = append(c.tx.Out.Calls, row)
	return nil
}

func (c *command) callForm(n *item.Place) (json.RawMessage, error) {
	if err := c.decode(); err != nil {
		return nil, err
	}
	return c.item.CallForm(n.Node, c.form, c.data, c.caseData())
}

// carry lists the files that go along, under the materials of the called case.
func (c *command) carry(f *Facts, k *item.CallSpec) []FileFact {
	mine := c.state.Materials
	if f.Materials != nil {
		mine = f.Materials
	}
	if k.All {
		return mine
	}
	var list []FileFact
	for _, x := range k.Materials {
		for _, file := range mine {
			if x.Material == file.Material && x.Material != "" {
				file.Material = x.As
				list = append(list, file)
			}
		}
	}
	return list
}

// papers names the documents that go along with the calls an entry makes, once it is known what it owes; a call whose
// papers are all issued is ready to be filed.
func (c *command) papers(f *Facts) {
	if len(f.Calls) == 0 {
		return
	}
	owed := append(append([]DocumentFact{}, c.state.Documents...), f.Owed...)
	for i := range f.Calls {
		k := &f.Calls[i]
		ready := true
		for _, x := range c.item.Place(nodeOf(f.Flow, k.Visit)).Call.Materials {
			if x.Document == "" {
				continue
			}
			d := lastOfType(owed, x.Document)
			if d == nil {
				k.Broken = "paper_not_owed"
				continue
			}
			k.Papers = append(k.Papers, PaperFact{Seq: d.Seq, Material: x.As})
			ready = ready && !d.IssuedAt.IsZero()
		}
		for r := range c.tx.Out.Calls {
			if row := &c.tx.Out.Calls[r]; row.Parent == c.state.ID && row.Visit == k.Visit {
				row.Ready = ready || k.Broken != ""
			}
		}
	}
}

// issuedPaper lets go the calls that waited for a document and have all their papers now.
func (c *command) issuedPaper(seq int) {
	for i := range c.state.Calls {
		k, waited, ready := &c.state.Calls[i], false, true
		for _, p := range k.Papers {
			waited = waited || p.Seq == seq
			ready = ready && !c.state.Documents[p.Seq-1].IssuedAt.IsZero()
		}
		if waited && ready && k.Child != "" {
			c.mark(k.Visit, CallMarks{Ready: true})
		}
	}
}

func lastOfType(list []DocumentFact, kind string) *DocumentFact {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Type == kind {
			return &list[i]
		}
	}
	return nil
}

// nodeOf is the node at which the changes opened a visit.
func nodeOf(changes []flow.Change, visit int) string {
	for _, ch := range changes {
		if ch.Kind == flow.Opened && ch.Visit == visit {
			return ch.Node
		}
	}
	return ""
}

// over reports whether the changes end a visit.
func over(changes []flow.Change, visit int) bool {
	for _, ch := range changes {
		if ch.Visit == visit && (ch.Kind == flow.Concluded || ch.Kind == flow.ClosedVisit) {
			return true
		}
	}
	return false
}

// leftCall marks the call of a visit that is over: answered, or left without an answer, and then the called case is told.
func (c *command) leftCall(ch flow.Change) {
	k := c.state.call(ch.Visit)
	if k == nil || k.Child == "" {
		return
	}
	answered := ch.Kind == flow.Concluded && ch.Reason != flow.BySilence && ch.Reason != flow.NotFiled
	c.mark(ch.Visit, CallMarks{Answered: answered, Dropped: !answered})
}

// mark sets marks of a call of this case.
func (c *command) mark(visit int, m CallMarks) {
	c.tx.Out.Marks = append(c.tx.Out.Marks, Mark{Parent: c.state.ID, Visit: visit, CallMarks: m})
}

// markCaller sets marks of the call that this case answers.
func (c *command) markCaller(m CallMarks) {
	by := c.state.CalledBy
	c.tx.Out.Marks = append(c.tx.Out.Marks, Mark{Parent: by.Case, Visit: by.Visit, CallMarks: m})
}
