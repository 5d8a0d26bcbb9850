package db

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"gorm.io/gorm"

	"shenpi/workflow/trail"
)

// LogEntries walks over the log as it is stored, from a position on, in flat memory.
func (d *DB) LogEntries(ctx context.Context, from int64, fn func(trail.Record) error) error {
	for {
		var stored []storedEntry
		err := d.reader(ctx).Table("log_position l").Select(storedEntryColumns).
			Joins("LEFT JOIN entry ON entry.stream = l.stream AND entry.number = l.number").
			Joins("LEFT JOIN entry_payload p ON p.stream = l.stream AND p.number = l.number").
			Joins("LEFT JOIN erasure x ON x.stream = l.stream AND x.number = l.number").
			Where("l.position >= ?", from).Order("l.position").Limit(chunk).Find(&stored).Error
		if err != nil {
			return fmt.Errorf("read the log: %w", err)
		}
		for _, s := range stored {
			if err := fn(s.record()); err != nil {
				return err
			}
			from = s.position() + 1
		}
		if len(stored) < chunk {
			return nil
		}
	}
}

// UnmergedEntries walks over the entries that wait for the merger, by stream and number.
func (d *DB) UnmergedEntries(ctx context.Context, fn func(trail.Record) error) error {
	var last unmergedRow
	for {
		var stored []storedEntry
		err := d.reader(ctx).Table("unmerged u").Select(storedEntryColumns).
			Joins("JOIN entry ON entry.stream = u.stream AND entry.number = u.number").Joins(storedEntryJoins).
			Where("(u.stream, u.number) > (?, ?)", last.Stream, last.Number).Order("u.stream, u.number").Limit(chunk).Find(&stored).Error
		if err != nil {
			return fmt.Errorf("read unmerged entries: %w", err)
		}
		for _, s := range stored {
			if err := fn(s.record()); err != nil {
				return err
			}
			last = unmergedRow{s.Stream, s.Number}
		}
		if len(stored) < chunk {
			return nil
		}
	}
}

// Records are all entries for verification: the log by position, then what waits for the merger.
func (d *DB) Records(ctx context.Context) iter.Seq2[trail.Record, error] {
	return func(yield func(trail.Record, error) bool) {
		give := func(r trail.Record) error {
			if !yield(r, nil) {
				return errStopped
			}
			return nil
		}
		err := d.LogEntries(ctx, 0, give)
		if err == nil {
			err = d.UnmergedEntries(ctx, give)
		}
		if err != nil && !errors.Is(err, errStopped) {
			yield(trail.Record{}, err)
		}
	}
}

var errStopped = errors.New("the reader has enough")

// Heads walks over the head of every stream: first the cases, then the administrative streams.
func (d *DB) Heads(ctx context.Context, fn func(trail.Head) error) error {
	walk := func(page func(last string) ([]headRow, error)) error {
		for last := ""; ; {
			rows, err := page(last)
			if err != nil {
				return fmt.Errorf("read heads: %w", err)
			}
			for _, r := range rows {
				last = r.Stream
				if err := fn(r.head()); err != nil {
					return err
				}
			}
			if len(rows) < chunk {
				return nil
			}
		}
	}
	err := walk(func(last string) (rows []headRow, err error) {
		err = d.reader(ctx).Table("cases").
			Select(caseHead).
			Where("id > ?", strings.TrimPrefix(last, "case/")).Order("id").Limit(chunk).Find(&rows).Error
		return rows, err
	})
	if err != nil {
		return err
	}
	return walk(func(last string) (rows []headRow, err error) {
		err = d.reader(ctx).Where("stream > ? AND number > 0", last).Order("stream").Limit(chunk).Find(&rows).Error
		return rows, err
	})
}

// Head is the head of a stream; Number 0 when it has no entries.
func (d *DB) Head(ctx context.Context, stream string) (trail.Head, error) {
	var r entryRow
	err := d.reader(ctx).Select("stream, number, hash, recorded_at").Where("stream = ?", stream).Order("number DESC").Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return trail.Head{Stream: stream}, nil
	}
	if err != nil {
		return trail.Head{}, fmt.Errorf("read the head of %s: %w", stream, err)
	}
	return headOf(r.Stream, r.Number, r.Hash, r.RecordedAt), nil
}

// KeptHead is the head of a stream as it is kept beside the entries; Number 0 when it has none.
func (d *DB) KeptHead(ctx context.Context, stream string) (trail.Head, error) {
	q := d.reader(ctx).Where("stream = ?", stream)
	if id, ok := strings.CutPrefix(stream, caseStream("")); ok {
		q = d.reader(ctx).Table("cases").Select(caseHead).Where("id = ?", id)
	}
	var rows []headRow
	if err := q.Limit(1).Find(&rows).Error; err != nil {
		return trail.Head{}, fmt.Errorf("read the head kept of %s: %w", stream, err)
	}
	if len(rows) == 0 {
		return trail.Head{Stream: stream}, nil
	}
	return rows[0].head(), nil
}

// caseHead is a row of cases as the head of its stream.
const caseHead = "'case/' || id AS stream, revision AS number, head_hash AS hash, head_at AS recorded_at"

// Checkpoint is a signed checkpoint as stored; its note bears the cosignatures that were given for it.
type Checkpoint struct {
	Size       int64
	RecordedAt time.Time
	Note       []byte
}

type checkpointRow struct {
	ID         int64 `gorm:"primaryKey"`
	Size       int64
	RecordedAt int64
	Note       []byte
}

func (checkpointRow) TableName() string { return "checkpoint" }

func (r checkpointRow) checkpoint() Checkpoint {
	return Checkpoint{Size: r.Size, RecordedAt: instant(r.RecordedAt), Note: r.Note}
}

// SaveCheckpoint keeps a signed checkpoint; one that is smaller or older than the last is refused. One of the same size is let
// go: another replica signed the same tree meanwhile, and outside nobody is to see two notes of one size.
func (d *DB) SaveCheckpoint(ctx context.Context, c Checkpoint) error {
	err := d.update(ctx, func(tx *gorm.DB) error {
		if d.kind == postgresKind {
			if err := tx.Exec("SELECT pg_advisory_xact_lock(?)", int64(mergeLock)).Error; err != nil {
				return err
			}
		}
		last, ok, err := latestCheckpoint(tx)
		if err != nil || ok && c.Size == last.Size {
			return err
		}
		if c.Size < last.Size || c.RecordedAt.Before(last.RecordedAt) {
			return fmt.Errorf("it is of size %d and the last one of size %d, or it is older", c.Size, last.Size)
		}
		return tx.Create(&checkpointRow{Size: c.Size, RecordedAt: micros(c.RecordedAt), Note: c.Note}).Error
	})
	if err != nil {
		return fmt.Errorf("store checkpoint: %w", err)
	}
	return nil
}

// LatestCheckpoint reads the last checkpoint with its cosignatures; ok is false while there is none.
func (d *DB) LatestCheckpoint(ctx context.Context) (c Checkpoint, ok bool, err error) {
	c, ok, err = latestCheckpoint(d.reader(ctx))
	if err != nil || !ok {
		return c, ok, err
	}
	all := []Checkpoint{c}
	err = cosign(d.reader(ctx), all)
	return all[0], true, err
}

func latestCheckpoint(tx *gorm.DB) (c Checkpoint, ok bool, err error) {
	var r checkpointRow
	err = tx.Order("id DESC").Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Checkpoint{}, false, nil
	}
	if err != nil {
		return Checkpoint{}, false, fmt.Errorf("read the last checkpoint: %w", err)
	}
	return r.checkpoint(), true, nil
}

// CheckpointsFrom gives checkpoints of at least a size with their cosignatures, the smallest or the newest first.
func (d *DB) CheckpointsFrom(ctx context.Context, least int64, newest bool, limit int) ([]Checkpoint, error) {
	order := "size"
	if newest {
		order = "size DESC"
	}
	var rows []checkpointRow
	if err := d.reader(ctx).Where("size >= ?", least).Order(order).Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read checkpoints: %w", err)
	}
	list := make([]Checkpoint, len(rows))
	for i, r := range rows {
		list[i] = r.checkpoint()
	}
	return list, cosign(d.reader(ctx), list)
}

// Checkpoints are all checkpoints, with their cosignatures, in the order in which they were signed.
func (d *DB) Checkpoints(ctx context.Context) iter.Seq2[Checkpoint, error] {
	return func(yield func(Checkpoint, error) bool) {
		for last := int64(0); ; {
			var rows []checkpointRow
			if err := d.reader(ctx).Where("id > ?", last).Order("id").Limit(chunk).Find(&rows).Error; err != nil {
				yield(Checkpoint{}, fmt.Errorf("read checkpoints: %w", err))
				return
			}
			page := make([]Checkpoint, len(rows))
			for i, r := range rows {
				page[i], last = r.checkpoint(), r.ID
			}
			if err := cosign(d.reader(ctx), page); err != nil {
				yield(Checkpoint{}, err)
				return
			}
			for _, c := range page {
				if !yield(c, nil) {
					return
				}
			}
			if len(rows) < chunk {
				return
			}
		}
	}
}
