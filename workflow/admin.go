package workflow

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"shenpi/workflow/calendar"
	"shenpi/workflow/trail"
)

// AdminInput changes something that is not a case: an item, a person, an appointment, a calendar year, a certificate of
// before. Every such thing has a stream of its own on the trail.
type AdminInput struct {
	Key     *Key
	Stream  string // item/<key>, person/<id>, calendar/<year>, certificate/<number>, unit/<id>
	Kind    string // published, appointed, loaded ...
	Role    string // the role the actor acts in
	Facts   any    // without personal data
	Payload any    // personal data; nil when there is none
	Rows    []any  // what the database shows of it: see Output.Rows
	// Policy says that who may do what changes by it.
	Policy bool
	// Certificates are registered by it.
	Certificates []Certificate
	// Check refuses; it sees how many entries the stream has.
	Check func(head trail.Head) error
}

// Administer records one act of administration with its rows, in one transaction.
func (e *Engine) Administer(ctx context.Context, actor Actor, in AdminInput) (Receipt, error) {
	s, err := e.seed()
	if err != nil {
		return Receipt{}, err
	}
	now := e.now()
	facts, err := marshal(in.Facts)
	if err != nil {
		return Receipt{}, err
	}
	w := Write{Stream: in.Stream, Key: in.Key, Change: func(tx *Tx) error {
		if tx.Policy != e.Office.Revision() {
			return ErrPolicyMoved
		}
		if err := numbered(tx, in.Certificates); err != nil {
			return err
		}
		if in.Check != nil {
			if err := in.Check(tx.Head); err != nil {
				return err
			}
		}
		h := trail.Header{Stream: in.Stream, Kind: in.Kind, RecordedAt: now, EffectiveAt: now,
			Actor: trail.Actor{Person: actor.Person, Roles: roles(in.Role), System: actor.system}}
		var p *trail.Payload
		if in.Payload != nil {
			body, err := marshal(in.Payload)
			if err != nil {
				return err
			}
			p = &trail.Payload{Salt: s.derive("salt", 0)[:16], Body: body}
		}
		entry, err := sealAdmin(tx.Head, h, facts, p)
		if err != nil {
			return err
		}
		tx.Out.Entries = []Recorded{{Entry: entry, Payload: p}}
		tx.Out.Rows, tx.Out.PolicyMoved, tx.Out.Certificates = in.Rows, in.Policy, caughtUp(in.Certificates, calendar.DateOf(now))
		tx.Out.Receipt = Receipt{Stream: in.Stream, Number: entry.Number, Hash: entry.Hash, RecordedAt: entry.RecordedAt, Kind: in.Kind,
			Registered: len(in.Certificates) > 0}
		return nil
	}}
	r, err := e.write(ctx, w)
	if err == nil && in.Policy {
		if err := e.Office.Reload(ctx); err != nil {
			return r, fmt.Errorf("reload the appointments: %w", err)
		}
	}
	return r, err
}

// sealAdmin seals an entry of an administrative stream, never earlier than the one before.
func sealAdmin(head trail.Head, h trail.Header, facts []byte, p *trail.Payload) (trail.Entry, error) {
	if h.RecordedAt.Before(head.RecordedAt) {
		if h.EffectiveAt.Equal(h.RecordedAt) {
			h.EffectiveAt = head.RecordedAt
		}
		h.RecordedAt = head.RecordedAt
	}
	head.Stream = h.Stream
	entry, err := trail.Seal(head, h, facts, p)
	if err != nil {
		return entry, fmt.Errorf("seal entry %s of %s: %w", h.Kind, h.Stream, err)
	}
	return entry, nil
}

// caughtUp: of certificates registered from before nothing is told that had fallen due before they were.
func caughtUp(list []Certificate, on calendar.Date) []Certificate {
	list = slices.Clone(list)
	for i := range list {
		if list[i].CaughtUp.IsZero() {
			list[i].CaughtUp = on
		}
	}
	return list
}

// numbered moves the counters of certificates past the numbers registered from before, so that none is given again.
func numbered(tx *Tx, list []Certificate) error {
	for _, c := range list {
		n, err := strconv.ParseInt(trailingDigits.FindString(c.Number), 10, 64)
		if err != nil {
			continue // its number follows no pattern of ours
		}
		name := certificateCounter(c.Kind, c.Grade, c.GrantedOn.Year())
		last, err := tx.Next(name)
		if err != nil {
			return err
		}
		tx.Counters[name] = max(last-1, n)
		tx.Out.Counters[name] = tx.Counters[name]
	}
	return nil
}

var trailingDigits = regexp.MustCompile(`\d{1,18}$`)

func roles(role string) []string {
	if role == "" {
		return nil
	}
	return []string{role}
}
