package workflow

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"shenpi/workflow/flow"
	"shenpi/workflow/item"
	"shenpi/workflow/trail"
)

// Leg is one stretch of the route of a case: something that happened at a visit and decided where the case went, and why.
type Leg struct {
	Visit   int             `json:"visit,omitempty"` // 0: the case as a whole
	Node    string          `json:"node"`
	Title   item.Text       `json:"title"`
	What    flow.ChangeKind `json:"what"` // opened, chosen, concluded, closed, voided, reopened, unvoted, asked, answered, objected, ended
	Why     string          `json:"why"`  // the code of the sentence
	Text    item.Text       `json:"text"`
	Reads   []item.Reading  `json:"reads,omitempty"` // what a choice read of the form: personal data
	From    string          `json:"from,omitempty"`  // opened, ended: the node the flow came from; empty at the start, and of an act on the case as a whole
	Way     string          `json:"way,omitempty"`   // opened, ended: one of the ways of package flow; empty in entries from before they were recorded
	By      string          `json:"by,omitempty"`    // whose act it was; empty when the law or the flow itself did it
	At      time.Time       `json:"at"`
	Entries []int64         `json:"entries"` // of the case's stream, on which the sentence rests
}

// Chosen is what a leg says of a choice, besides that it was opened.
const Chosen flow.ChangeKind = "chosen"

// Route tells why a case went where it went, from its entries in order and the version of the definition it stands on.
// Nothing is decided anew: positions come from flow.Apply, and what a move rested on it left in its changes. Those of
// old entries may lack some of it; their sentences say less. Payloads are read for one thing alone, the form a choice
// read: records without them give a route without personal data.
func Route(it *item.Item, records []Recorded) ([]Leg, error) {
	r := route{it: it, forms: map[int]json.RawMessage{}, filed: map[int]int64{}, votes: map[int]map[string]int64{},
		done: map[int]int64{}, legs: []Leg{}}
	for _, rec := range records {
		r.entry, r.facts = rec.Entry, Facts{}
		if err := json.Unmarshal(rec.Entry.Facts, &r.facts); err != nil {
			return nil, fmt.Errorf("read facts of entry %d: %w", rec.Entry.Number, err)
		}
		r.file(rec.Payload)
		for k, c := range r.facts.Flow {
			if err := flow.Apply(&r.p, c); err != nil {
				return nil, fmt.Errorf("follow entry %d: %w", rec.Entry.Number, err)
			}
			r.tell(k, c)
			r.note(c)
		}
	}
	return r.legs, nil
}

// route is a case followed entry by entry.
type route struct {
	it    *item.Item
	p     flow.Position // after the change that is being told
	entry trail.Entry
	facts Facts
	data  item.CaseData // what expressions read of the case
	form  int           // the version of the form that counts
	forms map[int]json.RawMessage
	filed map[int]int64            // the entry of each version of the form
	votes map[int]map[string]int64 // by visit and person, the entry of each vote that stands
	done  map[int]int64            // by visit, the entry that ended it
	legs  []Leg
}

// file takes the form of an entry that brought one, and what the case is for expressions from then on.
func (r *route) file(p *trail.Payload) {
	if f := r.facts.Filed; f != nil {
		r.data = item.CaseData{ReceivedOn: f.ReceivedOn.String(), BaseYear: f.BaseYear}
	}
	if f := r.facts.Form; f != nil {
		r.form, r.filed[f.Version] = f.Version, r.entry.Number
		var said filing
		if p != nil && json.Unmarshal(p.Body, &said) == nil {
			r.forms[f.Version] = said.Form
		}
	}
	if on := r.facts.ReceivedOn; !on.IsZero() {
		r.data.ReceivedOn = on.String()
	}
}

// note remembers in which entry it was voted and concluded: later legs rest on it.
func (r *route) note(c flow.Change) {
	switch c.Kind {
	case flow.Voted:
		if r.votes[c.Visit] == nil {
			r.votes[c.Visit] = map[string]int64{}
		}
		r.votes[c.Visit][c.Person] = r.entry.Number
	case flow.Unvoted:
		delete(r.votes[c.Visit], c.Person)
	case flow.Concluded, flow.ClosedVisit:
		r.done[c.Visit] = r.entry.Number
	}
}

// tell adds the leg of a change, if it is one.
func (r *route) tell(k int, c flow.Change) {
	switch c.Kind {
	case flow.Opened:
		r.opened(k, c)
	case flow.Concluded:
		r.concluded(c)
	case flow.ClosedVisit:
		if c.Reason != flow.Returned && c.Reason != flow.TakenBack { // it is voided next, which says it
			r.closed(k, c)
		}
	case flow.Voided:
		r.voided(k, c)
	case flow.Reopened:
		r.add(c, "reopened", nil)
	case flow.Unvoted:
		if !r.alsoHere(flow.Reopened, c.Visit) {
			r.add(c, "vote_taken_back", nil)
		}
	case flow.Asked:
		r.asked(c)
	case flow.Answered:
		r.answered(c)
	case flow.Objected:
		if !r.alsoHere(flow.Concluded, c.Visit) {
			r.add(c, "objection_noted", nil)
		}
	case flow.Ended:
		r.ended(c)
	}
}

// alsoHere reports whether the entry did something else to the visit too.
func (r *route) alsoHere(kind flow.ChangeKind, visit int) bool {
	return slices.ContainsFunc(r.facts.Flow, func(c flow.Change) bool { return c.Kind == kind && c.Visit == visit })
}

// add adds a leg; rests are further entries it rests on besides the one it happened in.
func (r *route) add(c flow.Change, why string, fill words, rests ...int64) *Leg {
	l := Leg{Visit: c.Visit, Node: c.Node, What: c.Kind, Why: why, Text: fill.into(routeSentences[why]), At: r.entry.EffectiveAt}
	if c.Visit > 0 {
		l.Node = r.p.Visits[c.Visit-1].Node
	}
	l.Title = r.title(l.Node)
	if !r.entry.Actor.System {
		l.By = r.entry.Actor.Person
	}
	l.Entries = append(slices.DeleteFunc(rests, func(n int64) bool { return n == 0 }), r.entry.Number)
	slices.Sort(l.Entries)
	l.Entries = slices.Compact(l.Entries)
	r.legs = append(r.legs, l)
	return &r.legs[len(r.legs)-1]
}

// sender is the visit whose conclusion, before a change of the entry, led where the change says; nil when none did.
func (r *route) sender(k int) *flow.Visit {
	for _, c := range slices.Backward(r.facts.Flow[:k]) {
		if c.Kind == flow.Concluded {
			return r.visit(c.Visit)
		}
	}
	return nil
}

// visit is nil for none.
func (r *route) visit(id int) *flow.Visit {
	if id == 0 {
		return nil
	}
	return &r.p.Visits[id-1]
}
