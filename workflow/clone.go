package workflow

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"shenpi/workflow/clock"
)

// clone copies a state so deeply that changing the copy leaves the original as it was.
func (s State) clone() State {
	n := s
	n.Units = slices.Clone(s.Units)
	n.Deemed = slices.Clone(s.Deemed)
	n.Materials = slices.Clone(s.Materials)
	n.Documents = slices.Clone(s.Documents)
	n.Cards = slices.Clone(s.Cards)
	for i := range n.Cards {
		n.Cards[i].Told = slices.Clone(s.Cards[i].Told)
	}
	n.Reminded = slices.Clone(s.Reminded)
	n.Delivered = slices.Clone(s.Delivered)
	n.Recusals = slices.Clone(s.Recusals)
	n.TypedBy = slices.Clone(s.TypedBy)
	n.Calls = slices.Clone(s.Calls)
	n.CalledBy = s.CalledBy.clone()
	n.Position = s.Position.Clone()
	n.Visits = slices.Clone(s.Visits)
	for i := range n.Visits {
		n.Visits[i].Limit = cloneClock(s.Visits[i].Limit)
		n.Visits[i].Answer = cloneClock(s.Visits[i].Answer)
	}
	n.Clocks = slices.Clone(s.Clocks)
	for i := range n.Clocks {
		n.Clocks[i] = cloneClock(s.Clocks[i])
	}
	n.Suspensions = slices.Clone(s.Suspensions)
	if s.Hearing != nil {
		h := s.Hearing.clone()
		n.Hearing = &h
	}
	n.Registered = slices.Clone(s.Registered)
	n.Corrections = slices.Clone(s.Corrections)
	n.Copies = slices.Clone(s.Copies)
	n.Urges = slices.Clone(s.Urges)
	n.Messages = slices.Clone(s.Messages)
	if s.Rating != nil {
		r := *s.Rating
		r.Reasons = slices.Clone(r.Reasons)
		n.Rating = &r
	}
	if s.Extension != nil {
		x := *s.Extension
		n.Extension = &x
	}
	if s.Certificate != nil {
		x := *s.Certificate
		n.Certificate = &x
	}
	return n
}

func (k *Caller) clone() *Caller {
	if k == nil {
		return nil
	}
	n := *k
	n.Carried = slices.Clone(k.Carried)
	return &n
}

func cloneClock(c clock.Clock) clock.Clock {
	c.Exclusions, c.Suspensions = slices.Clone(c.Exclusions), slices.Clone(c.Suspensions)
	return c
}

// marshal writes JSON without HTML escapes, as the trail stores it.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
