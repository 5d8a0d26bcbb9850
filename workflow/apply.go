package workflow

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"shenpi/workflow/clock"
	"shenpi/workflow/flow"
	"shenpi/workflow/trail"
)

// Rebuild makes the state of a case from its entries, in order, and nothing else.
func Rebuild(entries []trail.Entry) (State, error) {
	var s State
	for _, e := range entries {
		var f Facts
		if err := json.Unmarshal(e.Facts, &f); err != nil {
			return State{}, fmt.Errorf("read facts of entry %d: %w", e.Number, err)
		}
		if err := s.Apply(e, f); err != nil {
			return State{}, fmt.Errorf("apply entry %d: %w", e.Number, err)
		}
	}
	return s, nil
}

// Apply makes the state what the entry says it became. Live running and rebuilding both go through it, so nothing may
// change a state in another way. An entry that does not fit is an error: the trail is damaged or the engine wrong.
func (s *State) Apply(e trail.Entry, f Facts) error {
	if e.Number != s.Head.Number+1 {
		return fmt.Errorf("entry %d follows %d", e.Number, s.Head.Number)
	}
	if f.Filed != nil {
		s.file(e, f.Filed)
	}
	if f.Draw != nil {
		if err := f.Draw.check(f.Flow); err != nil {
			return err
		}
	}
	for _, c := range f.Flow {
		if err := s.applyFlow(e, c); err != nil {
			return err
		}
	}
	for _, c := range f.Clocks {
		if err := s.applyClock(c); err != nil {
			return err
		}
	}
	s.applyPapers(e, f)
	if err := s.applyCalls(f); err != nil {
		return err
	}
	s.applyStanding(f)
	s.Calendar = f.Calendar
	if f.Delivered != nil {
		s.Delivered = append(s.Delivered, *f.Delivered)
	}
	if f.Delivered == nil && f.Message == nil && f.Rating == nil { // evidence and what people say end nobody's taking back
		s.Last = lastOf(e, f)
	}
	s.Head = trail.Head{Stream: e.Stream, Number: e.Number, Hash: e.Hash, RecordedAt: e.RecordedAt}
	if s.Position.End != "" && s.EndedAt.IsZero() {
		s.EndedAt = e.EffectiveAt
	}
	return nil
}

func (s *State) file(e trail.Entry, f *Filed) {
	s.ID = CaseID(strings.TrimPrefix(e.Stream, caseStream))
	s.Number, s.Item, s.Version, s.Definition = f.Number, f.Item, f.Version, f.Definition
	s.Authority, s.Applicant, s.BaseYear = f.Authority, f.Applicant, f.BaseYear
	s.Units = f.Units
	s.FiledBy, s.ReceivedOn = e.Actor.Person, f.ReceivedOn
	s.CalledBy, s.OwnMotion = f.CalledBy.clone(), f.OwnMotion
}

func (s *State) applyFlow(e trail.Entry, c flow.Change) error {
	if err := flow.Apply(&s.Position, c); err != nil {
		return err
	}
	switch c.Kind {
	case flow.Opened:
		s.Visits = append(s.Visits, VisitTimes{OpenedAt: e.EffectiveAt})
	case flow.Concluded:
		s.Visits[c.Visit-1].ClosedAt = e.EffectiveAt
		s.Visits[c.Visit-1].Form = s.Form.Version
	case flow.ClosedVisit, flow.Voided:
		if s.Visits[c.Visit-1].ClosedAt.IsZero() {
			s.Visits[c.Visit-1].ClosedAt = e.EffectiveAt
		}
	case flow.Reopened:
		s.Visits[c.Visit-1].ClosedAt = time.Time{}
		s.Visits[c.Visit-1].Form = 0
	}
	return nil
}

func (s *State) applyClock(c ClockChange) error {
	if c.Op == ClockStarted {
		return s.startClock(c)
	}
	k := s.clock(c.Clock)
	if k == nil {
		return fmt.Errorf("clock %s is not there", c.Clock)
	}
	switch c.Op {
	case ClockEnded:
		k.Ended = c.On
	case ClockHalted:
		k.Halted = c.On
	case ClockRestarted:
		*k = clock.Clock{Name: k.Name, Unit: k.Unit, Limit: k.Limit, Promise: k.Promise, Until: k.Until, Start: c.On}
	case ClockExtended:
		k.Extended += c.Days
		k.ExtendedOn = c.On
	case ClockExcludes:
		k.Exclusions = append(k.Exclusions, clock.Exclusion{Ground: c.Ground, From: c.On, AtMost: c.AtMost})
	case ClockIncludes:
		closeExclusions(k.Exclusions, c)
	case ClockSuspends:
		k.Suspensions = append(k.Suspensions, clock.Exclusion{Ground: c.Ground, From: c.On, AtMost: c.AtMost})
	case ClockResumes:
		closeExclusions(k.Suspensions, c)
	default:
		return fmt.Errorf("clock change %q is unknown", c.Op)
	}
	return nil
}

// closeExclusions ends those of a ground that are open.
func closeExclusions(list []clock.Exclusion, c ClockChange) {
	for i := range list {
		if x := &list[i]; x.Ground == c.Ground && x.To.IsZero() {
			x.To = c.On
		}
	}
}

func (s *State) startClock(c ClockChange) error {
	if c.Set == nil {
		return fmt.Errorf("clock %s starts without its length", c.Clock)
	}
	if kind, visit, ok := visitClock(c.Clock); ok {
		if visit < 1 || visit > len(s.Visits) {
			return fmt.Errorf("clock %s belongs to no visit", c.Clock)
		}
		if kind == stepClock {
			s.Visits[visit-1].Limit = *c.Set
		} else {
			s.Visits[visit-1].Answer = *c.Set
		}
		return nil
	}
	s.Clocks = append(s.Clocks, *c.Set)
	return nil
}

// clock finds a clock by the name facts use; nil when it has not started.
func (s *State) clock(name string) *clock.Clock {
	if kind, visit, ok := visitClock(name); ok {
		if visit < 1 || visit > len(s.Visits) {
			return nil
		}
		if kind == stepClock {
			return &s.Visits[visit-1].Limit
		}
		return &s.Visits[visit-1].Answer
	}
	for i := range s.Clocks {
		if s.Clocks[i].Name == name {
			return &s.Clocks[i]
		}
	}
	return nil
}

// The clocks that belong to a visit.
const (
	stepClock   = "step"
	answerClock = "answer"
)

func clockOf(kind string, visit int) string { return kind + "/" + strconv.Itoa(visit) }

func visitClock(name string) (kind string, visit int, ok bool) {
	kind, n, found := strings.Cut(name, "/")
	if !found || kind != stepClock && kind != answerClock {
		return "", 0, false
	}
	visit, err := strconv.Atoi(n)
	return kind, visit, err == nil
}

func (s *State) applyPapers(e trail.Entry, f Facts) {
	if f.Form != nil {
		s.Form = *f.Form
	}
	if f.Materials != nil {
		s.Materials = f.Materials
	}
	for _, d := range f.Owed {
		s.Documents = append(s.Documents, d)
		if d.Visit > 0 && d.Notice {
			s.Visits[d.Visit-1].Notice = d.Seq
		}
	}
	if f.Issued != nil {
		d := &s.Documents[f.Issued.Seq-1]
		d.IssuedAt, d.File, d.Size = e.EffectiveAt, f.Issued.File, f.Issued.Size
	}
	if f.Certificate != nil {
		s.Certificate = f.Certificate
	}
	if f.Register != nil {
		s.Registered = append(s.Registered, *f.Register)
	}
	if !f.ErasedOn.IsZero() {
		s.ErasedOn = f.ErasedOn
	}
	if f.Extension != nil {
		s.Extension = f.Extension
	}
	if f.Window {
		s.applyWindow(e)
	}
	if f.Recusal != nil {
		s.applyRecusal(f.Recusal)
	}
	s.Cards = append(s.Cards, f.Cards...)
	s.applyActs(f)
}

// applyActs keeps what was done to the case as a whole.
func (s *State) applyActs(f Facts) {
	if x := f.Suspension; x != nil {
		if n := len(s.Suspensions); x.N <= n {
			s.Suspensions[x.N-1] = *x
		} else {
			s.Suspensions = append(s.Suspensions, *x)
		}
	}
	if f.Hearing != nil {
		h := f.Hearing.clone() // facts that live longer share nothing with the state
		s.Hearing = &h
	}
	if f.Correction != nil {
		s.Corrections = append(s.Corrections, *f.Correction)
	}
	if f.Copy != nil {
		s.Copies = append(s.Copies, *f.Copy)
	}
	if f.Reminded != nil {
		s.Reminded = append(s.Reminded, *f.Reminded)
	}
	if f.Urge != nil {
		s.Urges = append(s.Urges, *f.Urge)
	}
	if f.Message != nil {
		s.Messages = append(s.Messages, *f.Message)
	}
	if f.Rating != nil {
		r := *f.Rating
		r.Reasons = slices.Clone(r.Reasons) // facts that live longer share nothing with the state
		s.Rating = &r
	}
}

func (s *State) applyCalls(f Facts) error {
	s.Calls = append(s.Calls, f.Calls...)
	for _, r := range f.CalledBack {
		k := s.call(r.Visit)
		if k == nil {
			return fmt.Errorf("visit %d called nobody", r.Visit)
		}
		k.Result = &r
	}
	if f.CallerLeft {
		if s.CalledBy == nil {
			return errors.New("nobody called the case")
		}
		s.CalledBy.Left = true
	}
	return nil
}

func (s *State) applyStanding(f Facts) {
	if f.Status != "" {
		s.Status = f.Status
	}
	if !f.ReceivedOn.IsZero() {
		s.ReceivedOn = f.ReceivedOn
	}
	if !f.AcceptedOn.IsZero() {
		s.AcceptedOn = f.AcceptedOn
	}
	if !f.DecidedOn.IsZero() {
		s.DecidedOn = f.DecidedOn
	}
	if f.Deemed != "" {
		s.Deemed = append(s.Deemed, f.Deemed)
	}
	if f.Outcome != "" {
		s.Outcome = f.Outcome
	}
	if f.Act != nil && f.Act.Grade != "" {
		s.Grade = f.Act.Grade
	}
}

func lastOf(e trail.Entry, f Facts) Last {
	l := Last{Kind: e.Kind, Person: e.Actor.Person, Lasting: len(f.Owed) > 0 || len(f.Calls) > 0 || f.Outcome != "" || f.Certificate != nil || f.Register != nil}
	if f.Act != nil {
		l.Visit = f.Act.Visit
	}
	for _, c := range f.Clocks {
		if _, _, ofVisit := visitClock(c.Clock); !ofVisit {
			l.Lasting = true
		}
	}
	return l
}
