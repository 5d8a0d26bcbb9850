// Package memory is a Store that keeps everything in memory and one write at a time: for trying an item before anyone
// files, and for tests of the engine that need no database. It keeps the contract of workflow.Store.
package memory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// Store is an in-memory workflow.Store. The zero value is empty and ready.
type Store struct {
	mu           sync.Mutex
	cases        map[workflow.CaseID]stored
	heads        map[string]trail.Head
	entries      map[string][]workflow.Recorded
	answers      map[answerKey]answer
	counters     map[string]int64
	holdings     map[workflow.HoldingKey][]workflow.HoldingRow // one claim per case
	documents    map[workflow.CaseID][]workflow.Document
	certificates map[string]workflow.Certificate
	tasks        map[workflow.CaseID][]workflow.Task
	notices      []workflow.Notice
	calls        []workflow.Call // in the order made
	published    []workflow.PublishedItem
	proposals    []workflow.Proposal
	policy       int64
}

// stored keeps a case as a database would: as bytes, so that nobody shares it.
type stored struct {
	state, form []byte
	due         time.Time
}

type answerKey struct{ actor, route, key string }

type answer struct {
	body    [32]byte
	receipt workflow.Receipt
}

// maxRuns bounds how often one write may ask for more.
const maxRuns = 16

// Write runs the change; see workflow.Store.
func (s *Store) Write(ctx context.Context, w workflow.Write) (workflow.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return workflow.Receipt{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.init()
	if w.Key != nil {
		if a, ok := s.answers[answerKey{w.Key.Actor, w.Key.Route, w.Key.Key}]; ok {
			if a.body != w.Key.Body {
				return workflow.Receipt{}, &workflow.Error{Kind: workflow.Invalid, Code: "key_reused"}
			}
			a.receipt.Replayed = true
			return a.receipt, nil
		}
	}
	var wanted workflow.Wanted
	for range maxRuns {
		tx, err := s.load(w, wanted)
		if err != nil {
			return workflow.Receipt{}, err
		}
		err = w.Change(tx)
		if errors.Is(err, workflow.ErrLoad) {
			wanted.Counters = append(wanted.Counters, tx.Wanted.Counters...)
			wanted.Holdings = append(wanted.Holdings, tx.Wanted.Holdings...)
			wanted.Certificates = append(wanted.Certificates, tx.Wanted.Certificates...)
			continue
		}
		if err != nil {
			return workflow.Receipt{}, err
		}
		return s.keep(w, tx)
	}
	return workflow.Receipt{}, errors.New("a change asked for more too often")
}

func (s *Store) init() {
	if s.cases == nil {
		s.cases, s.heads = map[workflow.CaseID]stored{}, map[string]trail.Head{}
		s.entries, s.answers = map[string][]workflow.Recorded{}, map[answerKey]answer{}
		s.counters, s.holdings = map[string]int64{}, map[workflow.HoldingKey][]workflow.HoldingRow{}
		s.documents, s.certificates = map[workflow.CaseID][]workflow.Document{}, map[string]workflow.Certificate{}
		s.tasks = map[workflow.CaseID][]workflow.Task{}
	}
}

func (s *Store) load(w workflow.Write, wanted workflow.Wanted) (*workflow.Tx, error) {
	tx := &workflow.Tx{Policy: s.policy, Counters: map[string]int64{}, Holders: map[workflow.HoldingKey]workflow.HoldingRow{},
		Certificates: map[string]workflow.Certificate{}}
	for _, n := range wanted.Certificates {
		tx.Certificates[n] = s.certificates[n]
	}
	for _, c := range wanted.Counters {
		tx.Counters[c] = s.counters[c]
	}
	for _, h := range wanted.Holdings {
		tx.Holders[h] = workflow.HoldingRow{}
		if claims := s.holdings[h]; len(claims) > 0 {
			tx.Holders[h] = claims[len(claims)-1]
		}
	}
	if _, there := s.cases[w.Case]; w.Create && there {
		return nil, fmt.Errorf("create case %s: it exists", w.Case)
	}
	tx.Head = s.heads[w.Stream]
	if w.Case == "" || w.Create {
		return tx, nil
	}
	c, err := s.read(w.Case)
	tx.Case = c
	return tx, err
}

func (s *Store) read(id workflow.CaseID) (*workflow.Case, error) {
	row, ok := s.cases[id]
	if !ok {
		return nil, &workflow.Error{Kind: workflow.NotFound, Code: "case_not_found"}
	}
	c := &workflow.Case{Form: row.form}
	if err := json.Unmarshal(row.state, &c.State); err != nil {
		return nil, fmt.Errorf("read the state of case %s: %w", id, err)
	}
	c.State.NextDue = row.due
	return c, nil
}

// keep stores the outputs of a change.
func (s *Store) keep(w workflow.Write, tx *workflow.Tx) (workflow.Receipt, error) {
	out := &tx.Out
	for _, r := range out.Entries {
		stream := r.Entry.Stream
		s.entries[stream] = append(s.entries[stream], r)
		s.heads[stream] = trail.Head{Stream: stream, Number: r.Entry.Number, Hash: r.Entry.Hash, RecordedAt: r.Entry.RecordedAt}
	}
	if out.Erase {
		for i := range s.entries["case/"+string(w.Case)] {
			s.entries["case/"+string(w.Case)][i].Payload = nil
		}
		for i := range s.documents[w.Case] {
			s.documents[w.Case][i].Data = nil
		}
	}
	if c := out.Case; c != nil {
		state, err := json.Marshal(c.State)
		if err != nil {
			return workflow.Receipt{}, fmt.Errorf("write the state of case %s: %w", c.State.ID, err)
		}
		s.cases[c.State.ID] = stored{state: state, form: c.Form, due: c.State.NextDue}
		s.keepTasks(c.State.ID, out)
	}
	for _, d := range out.PutDocuments {
		s.keepDocument(d)
	}
	for k, n := range out.Counters {
		s.counters[k] = n
	}
	if out.Settle != nil && out.Settle.Anew {
		s.settle(out.Settle)
	}
	for _, h := range out.Take {
		s.holdings[h.HoldingKey] = append(s.holdings[h.HoldingKey], h)
	}
	if out.Settle != nil && !out.Settle.Anew {
		s.settle(out.Settle)
	}
	for _, c := range out.Certificates {
		s.certificates[c.Number] = c
	}
	for _, o := range out.HandOver {
		for _, claims := range s.holdings {
			for i := range claims {
				if claims[i].Certificate == o.From {
					claims[i].Certificate = o.To
				}
			}
		}
	}
	for k, claims := range s.holdings {
		s.holdings[k] = slices.DeleteFunc(claims, func(h workflow.HoldingRow) bool { return slices.Contains(out.Free, h.Certificate) })
	}
	s.notices = append(s.notices, out.Notices...)
	s.calls = append(s.calls, out.Calls...)
	s.markCalls(out.Marks)
	for _, row := range out.Rows {
		s.keepRow(row)
	}
	if out.PolicyMoved {
		s.policy++
	}
	if out.Refused != nil {
		return workflow.Receipt{}, out.Refused
	}
	if w.Key != nil {
		s.answers[answerKey{w.Key.Actor, w.Key.Route, w.Key.Key}] = answer{w.Key.Body, out.Receipt}
	}
	return out.Receipt, nil
}

func (s *Store) keepTasks(id workflow.CaseID, out *workflow.Output) {
	list := slices.DeleteFunc(s.tasks[id], func(t workflow.Task) bool {
		return slices.Contains(out.CloseTasks, t.Visit) ||
			slices.ContainsFunc(out.PutTasks, func(p workflow.Task) bool { return p.Visit == t.Visit })
	})
	s.tasks[id] = append(list, out.PutTasks...)
}

func (s *Store) keepDocument(d workflow.Document) {
	list := s.documents[d.Case]
	if i := slices.IndexFunc(list, func(o workflow.Document) bool { return o.Seq == d.Seq }); i >= 0 {
		d.Data = list[i].Data
		list[i] = d
		return
	}
	s.documents[d.Case] = append(list, d)
}

func (s *Store) markCalls(marks []workflow.Mark) {
	for _, m := range marks {
		for i := range s.calls {
			k := &s.calls[i]
			if k.Parent != m.Parent || k.Visit != m.Visit {
				continue
			}
			k.CallMarks = k.With(m.CallMarks)
			if k.Filed || k.Dropped {
				k.Form, k.Salt = nil, nil
			}
		}
	}
}

func (s *Store) settle(settle *workflow.Settle) {
	for k, claims := range s.holdings {
		var left []workflow.HoldingRow
		for _, h := range claims {
			switch {
			case h.Case != settle.Case || h.Certificate != "":
				left = append(left, h)
			case settle.Certificate != "" && h.Kept:
				h.Certificate = settle.Certificate
				left = append(left, h)
			}
		}
		s.holdings[k] = left
	}
}
