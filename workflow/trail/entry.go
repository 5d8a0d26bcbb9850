// Package trail keeps the record that cannot be rewritten unnoticed: entries chained per stream, one Merkle
// log over all of them, signed checkpoints, receipts, and their verification by somebody who trusts nobody.
// It does no I/O and knows neither the time nor a random source.
// Read entry.go, stream.go, tile.go, checkpoint.go, verify.go in this order.
package trail

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is SHA-256, written in standard base64 wherever it is text.
type Hash = tlog.Hash

// Version is the entry format that Seal writes. Open reads every version there ever was.
const Version = 1

// MaxEntry is the length in bytes above which an entry is refused: facts are small, the rest is payload.
const MaxEntry = 1 << 20

// Actor says who acted: ids only, no personal data. All fields are empty when it is not known who tried.
type Actor struct {
	Person   string   `json:"person"`
	Roles    []string `json:"roles"`
	Unit     string   `json:"unit"`
	OnBehalf string   `json:"on_behalf"` // the person whose mandate was used
	System   bool     `json:"system"`    // the engine itself, catching up what had fallen due
}

// Applies reports whether somebody acted for an enterprise, which has no place in the office.
func (a Actor) Applies() bool { return a.Unit == "" && a.OnBehalf != "" }

// Header is what every entry says in the clear besides its facts. Its strings are ids: at most 256 bytes of
// UTF-8 without spaces, control characters, quotes and backslashes.
type Header struct {
	Version     int
	Stream      string // "case/<id>", "item/<key>", "appointment/<person>", "key/checkpoint", ...
	Number      int64  // 1-based in its stream, no gaps
	Prev        Hash   // of the entry before in the stream; zero for the first
	Kind        string
	RecordedAt  time.Time // UTC, microseconds, never earlier than the entry before in the stream
	EffectiveAt time.Time // when it fell due: RecordedAt, or earlier when the engine caught up
	Actor       Actor
	Payload     Hash // of the salted payload; zero when there is none
}

// Entry is one record. Bytes are what is stored and hashed; they are never written anew.
type Entry struct {
	Header
	Facts json.RawMessage
	Bytes []byte
	Hash  Hash // tlog.RecordHash(Bytes): the link of the chain and the leaf of the Merkle log
}

// Head is the last entry of a stream; its zero value with a Stream is a stream without entries.
type Head struct {
	Stream     string
	Number     int64
	Hash       Hash
	RecordedAt time.Time
}

// Head returns the head of the stream once e is in it.
func (e Entry) Head() Head {
	return Head{Stream: e.Stream, Number: e.Number, Hash: e.Hash, RecordedAt: e.RecordedAt}
}

// Next returns the instant the next entry of the stream bears when it is t now: cut to microseconds as the
// databases cut it, and never before the head, since the clocks of two replicas differ a little.
func (h Head) Next(t time.Time) time.Time {
	t = instant(t)
	if t.Before(h.RecordedAt) {
		return h.RecordedAt
	}
	return t
}

// ErrTimeBackwards is Seal's refusal of an entry recorded before the head of its stream; see Head.Next.
var ErrTimeBackwards = errors.New("recorded earlier than the entry before")

// Seal writes the entry that follows prev. It fills in Version, Number, Prev and Payload, the stream when h names
// none, and EffectiveAt when it is zero; times are cut to microseconds. Facts are a JSON object (nil: an empty one)
// of integers, strings, booleans, arrays and objects: a fraction or a null is refused, as two programs read them
// differently. A nil p is an entry without payload.
func Seal(prev Head, h Header, facts json.RawMessage, p *Payload) (Entry, error) {
	if h.Stream == "" {
		h.Stream = prev.Stream
	}
	if prev.Stream != "" && prev.Stream != h.Stream {
		return Entry{}, fmt.Errorf("seal entry of %s: the head is of %s", h.Stream, prev.Stream)
	}
	h.Version, h.Number, h.Prev, h.Payload = Version, prev.Number+1, prev.Hash, Hash{}
	if p != nil {
		if err := p.check(); err != nil {
			return Entry{}, fmt.Errorf("seal entry %d of %s: %w", h.Number, h.Stream, err)
		}
		h.Payload = p.Hash()
	}
	h.RecordedAt = instant(h.RecordedAt)
	if h.EffectiveAt.IsZero() {
		h.EffectiveAt = h.RecordedAt
	}
	h.EffectiveAt = instant(h.EffectiveAt)
	if h.RecordedAt.Before(prev.RecordedAt) {
		return Entry{}, fmt.Errorf("seal entry %d of %s: %w", h.Number, h.Stream, ErrTimeBackwards)
	}
	var compact bytes.Buffer
	if facts == nil {
		facts = json.RawMessage(`{}`)
	}
	if err := json.Compact(&compact, facts); err != nil {
		return Entry{}, fmt.Errorf("seal entry %d of %s: facts: %w", h.Number, h.Stream, err)
	}
	// Reading back what was written keeps one rule for both directions.
	e, err := Open(appendEntry(nil, h, compact.Bytes()))
	if err != nil {
		return Entry{}, fmt.Errorf("seal entry %d of %s: %w", h.Number, h.Stream, err)
	}
	return e, nil
}

// Open reads stored bytes strictly: exactly what Seal wrote and nothing else. The error is a *FormatError.
// The entry does not share memory with b.
func Open(b []byte) (Entry, error) {
	var s scanner
	b = bytes.Clone(b)
	if err := s.scan(b); err != nil {
		return Entry{}, err
	}
	e := Entry{Facts: s.facts, Bytes: b, Hash: tlog.RecordHash(b)}
	e.Header = Header{
		Version: Version, Stream: string(s.stream), Number: s.number, Prev: s.prev, Kind: string(s.kind),
		RecordedAt: time.UnixMicro(s.recordedAt).UTC(), EffectiveAt: time.UnixMicro(s.effectiveAt).UTC(),
		Actor: Actor{
			Person: string(s.person), Roles: make([]string, len(s.roles)), Unit: string(s.unit),
			OnBehalf: string(s.onBehalf), System: s.system,
		},
		Payload: s.payload,
	}
	for i, role := range s.roles {
		e.Actor.Roles[i] = string(role)
	}
	return e, nil
}
