package db

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"shenpi/workflow"
	"shenpi/workflow/trail"
)

type entryRow struct {
	Stream      string
	Number      int64
	Hash        []byte
	Bytes       []byte
	CaseID      string
	Kind        string
	Person      string
	RecordedAt  int64
	EffectiveAt int64
	Payload     bool
}

func (entryRow) TableName() string { return "entry" }

type payloadRow struct {
	Stream string
	Number int64
	Salt   []byte
	Body   []byte
}

func (payloadRow) TableName() string { return "entry_payload" }

type unmergedRow struct {
	Stream string
	Number int64
}

func (unmergedRow) TableName() string { return "unmerged" }

type headRow struct {
	Stream     string
	Number     int64
	Hash       []byte
	RecordedAt int64
}

func (headRow) TableName() string { return "stream_head" }

func (r headRow) head() trail.Head { return headOf(r.Stream, r.Number, r.Hash, r.RecordedAt) }

func headOf(stream string, number int64, hash []byte, at int64) trail.Head {
	return trail.Head{Stream: stream, Number: number, Hash: hashOf(hash), RecordedAt: instant(at)}
}

// hashOf takes a stored hash as it is; whether it is one, verification tells.
func hashOf(b []byte) (h trail.Hash) {
	copy(h[:], b)
	return h
}

func newEntryRow(c workflow.CaseID, e trail.Entry) entryRow {
	return entryRow{
		Stream: e.Stream, Number: e.Number, Hash: e.Hash[:], Bytes: e.Bytes, CaseID: string(c), Kind: e.Kind,
		Person: e.Actor.Person, RecordedAt: micros(e.RecordedAt), EffectiveAt: micros(e.EffectiveAt),
		Payload: e.Payload != trail.Hash{},
	}
}

// filled keeps an empty value apart from none, which the column refuses.
func filled(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func (b *batch) flushEntries() error {
	var entries []entryRow
	var payloads []payloadRow
	var unmerged []unmergedRow
	for c, o := range b.outputs {
		for _, e := range o.Entries {
			entries = append(entries, newEntryRow(c, e.Entry))
			unmerged = append(unmerged, unmergedRow{e.Entry.Stream, e.Entry.Number})
			if e.Payload != nil {
				payloads = append(payloads, payloadRow{e.Entry.Stream, e.Entry.Number, filled(e.Payload.Salt), filled(e.Payload.Body)})
			}
		}
	}
	return errors.Join(insert(b.tx, entries), insert(b.tx, payloads), insert(b.tx, unmerged))
}

func (b *batch) flushHeads() error {
	var rows []headRow
	for s, h := range b.now.heads {
		if h != b.base.heads[s] && h.Number > 0 {
			rows = append(rows, headRow{s, h.Number, h.Hash[:], micros(h.RecordedAt)})
		}
	}
	return put(b.tx, rows, []string{"stream"})
}

// storedEntry is an entry with what is kept beside it.
type storedEntry struct {
	Stream     string
	Number     int64
	Hash       []byte
	Bytes      []byte
	RecordedAt int64
	Salt       []byte
	Body       []byte
	Erased     *int64
	Position   *int64
	// Of the case it is of, where a search found it.
	CaseNumber *string
	Item       *string
	Version    *int
}

func (s storedEntry) matter() (of workflow.EntryCase) {
	if s.CaseNumber != nil {
		of = workflow.EntryCase{Number: *s.CaseNumber, Item: *s.Item, Version: *s.Version}
	}
	return of
}

const (
	storedEntryColumns = "entry.stream, entry.number, entry.hash, entry.bytes, entry.recorded_at, p.salt, p.body, " +
		"x.erased_at AS erased, l.position"
	storedEntryJoins = "LEFT JOIN entry_payload p ON p.stream = entry.stream AND p.number = entry.number " +
		"LEFT JOIN erasure x ON x.stream = entry.stream AND x.number = entry.number " +
		"LEFT JOIN log_position l ON l.stream = entry.stream AND l.number = entry.number"
)

func (s storedEntry) payload() *trail.Payload {
	if s.Salt == nil {
		return nil
	}
	return &trail.Payload{Salt: s.Salt, Body: s.Body}
}

func (s storedEntry) position() int64 {
	if s.Position == nil {
		return trail.Unmerged
	}
	return *s.Position
}

func (s storedEntry) row() (workflow.EntryRow, error) {
	e, err := trail.Open(s.Bytes)
	if err != nil {
		return workflow.EntryRow{}, fmt.Errorf("open entry %d of %s: %w", s.Number, s.Stream, err)
	}
	return workflow.EntryRow{Entry: e, Payload: s.payload(), Position: s.position(), Case: s.matter()}, nil
}

// record is the entry for verification, whatever its bytes are.
func (s storedEntry) record() trail.Record {
	return trail.Record{
		Position: s.position(), Entry: s.Bytes, Hash: hashOf(s.Hash), Stream: s.Stream, Number: s.Number,
		Payload: s.payload(), Erased: s.Erased != nil,
	}
}

func openRows(stored []storedEntry) ([]workflow.EntryRow, error) {
	rows := make([]workflow.EntryRow, 0, len(stored))
	for _, s := range stored {
		r, err := s.row()
		if err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// StreamEntries reads entries of a stream in order, beginning with a number.
func (d *DB) StreamEntries(ctx context.Context, stream string, from int64, limit int) ([]workflow.EntryRow, error) {
	stored, err := d.streamEntries(ctx, stream, from, limit)
	if err != nil {
		return nil, fmt.Errorf("read entries of %s: %w", stream, err)
	}
	return openRows(stored)
}

func (d *DB) streamEntries(ctx context.Context, stream string, from int64, limit int) (stored []storedEntry, err error) {
	err = d.reader(ctx).Table("entry").Select(storedEntryColumns).Joins(storedEntryJoins).
		Where("entry.stream = ? AND entry.number >= ?", stream, from).Order("entry.number").Limit(limit).Find(&stored).Error
	return stored, err
}

// chunk is how many rows a walk over everything holds in memory.
const chunk = 500

// StreamRecords walks over the entries of one stream as they are stored, for verification.
func (d *DB) StreamRecords(ctx context.Context, stream string) iter.Seq2[trail.Record, error] {
	return func(yield func(trail.Record, error) bool) {
		for from := int64(1); ; {
			stored, err := d.streamEntries(ctx, stream, from, chunk)
			if err != nil {
				yield(trail.Record{}, err)
				return
			}
			for _, s := range stored {
				if !yield(s.record(), nil) {
					return
				}
				from = s.Number + 1
			}
			if len(stored) < chunk {
				return
			}
		}
	}
}
