package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"shenpi/handlers"
	"shenpi/storage/db"
	"shenpi/workflow"
	"shenpi/workflow/trail"
)

// logBook merges entries into the log and signs it: jobs.Log and handlers.Log.
type logBook struct {
	db    *db.DB
	key   logKey
	keys  *trail.Keys
	clock *officeClock

	mu        sync.Mutex
	at, since time.Time // when the last merge that left nothing behind began, and since when the clock goes on without a jump
}

// openLog makes sure that this key is the log's: its first entry says which key signs, and another one is refused.
func openLog(ctx context.Context, d *db.DB, key logKey, clock *officeClock) (*logBook, error) {
	l := &logBook{db: d, key: key, clock: clock}
	head, err := d.Head(ctx, trail.KeyStream)
	if err != nil {
		return nil, err
	}
	if head.Number == 0 {
		if err := l.introduce(ctx); err != nil {
			return nil, fmt.Errorf("record the signing key: %w", err)
		}
	}
	l.keys, err = trail.OpenKeys(key.public, d.StreamRecords(ctx, trail.KeyStream))
	var finding *trail.Finding
	if errors.As(err, &finding) || err == nil && l.keys.Current() != key.public {
		return nil, errors.New("the signing key in the data folder is not the one of this database: put back the key it was begun with")
	}
	if err != nil {
		return nil, fmt.Errorf("read the keys of the log: %w", err)
	}
	last, ok, err := d.LatestCheckpoint(ctx)
	if err != nil {
		return nil, err
	}
	if now := clock.Now(); ok && now.Before(last.RecordedAt) {
		return nil, fmt.Errorf("the clock says %s and the last checkpoint was signed at %s: set the clock of this machine",
			now.Format(time.RFC3339), last.RecordedAt.Format(time.RFC3339))
	}
	l.at = last.RecordedAt
	return l, nil
}

// introduce writes the first entry of the log's keys.
func (l *logBook) introduce(ctx context.Context) error {
	now := l.clock.Now()
	_, err := l.db.Write(ctx, workflow.Write{Stream: trail.KeyStream, Change: func(tx *workflow.Tx) error {
		if tx.Head.Number > 0 {
			return errKeyKnown
		}
		head := trail.Head{Stream: trail.KeyStream}
		facts, err := trail.SignKeyRotation(head, "", l.key.public, now, l.key.Signer)
		if err != nil {
			return err
		}
		h := trail.Header{Kind: trail.KindKeyRotated, RecordedAt: now, Actor: trail.Actor{Person: "system", System: true}}
		entry, err := trail.Seal(head, h, facts, nil)
		if err != nil {
			return err
		}
		tx.Out.Entries = []workflow.Recorded{{Entry: entry}}
		tx.Out.Receipt = workflow.Receipt{Stream: entry.Stream, Number: entry.Number, Hash: entry.Hash, RecordedAt: entry.RecordedAt, Kind: entry.Kind}
		return nil
	}})
	if errors.Is(err, errKeyKnown) {
		return nil
	}
	return err
}

var errKeyKnown = errors.New("another replica has introduced its key")

// Merge gives waiting entries their positions; see jobs.Log.
func (l *logBook) Merge(ctx context.Context, max int) (int, error) {
	began := l.clock.Now()
	n, err := l.db.Merge(context.WithoutCancel(ctx), max) // a merge is short; whoever stops the jobs waits for it
	if err == nil && n < max {
		l.mu.Lock()
		if began.Sub(l.at) > trail.MergeWithin/2 {
			l.since = began
		}
		l.at = began
		l.mu.Unlock()
	}
	return n, err
}

// settling is how long after a jump of the clock nothing is signed: the other replicas hear of it within a second, and what
// they are writing then takes its time.
const settling = 3 * time.Second

// Checkpoint signs the log if it has grown. It is dated to when the merge began, because every receipt promises that a
// checkpoint contains what was recorded a minute before its date. What was being written when the clock was set forward bears
// an old time and may still come: a moment is let pass after that, as it is when this replica has merged nothing for half a minute.
func (l *logBook) Checkpoint(ctx context.Context) (bool, error) {
	l.mu.Lock()
	at, since := l.at, l.since
	l.mu.Unlock()
	if at.Sub(since) < settling {
		return false, nil
	}
	tree, err := l.db.Tree(ctx)
	if err != nil || tree.Size == 0 {
		return false, err
	}
	last, ok, err := l.db.LatestCheckpoint(ctx)
	if err != nil || ok && (last.Size == tree.Size || at.Before(last.RecordedAt)) {
		return false, err
	}
	note, err := trail.SignCheckpoint(trail.Checkpoint{Origin: l.key.Name(), Tree: tree, RecordedAt: at}, l.key.Signer)
	if err != nil {
		return false, err
	}
	return true, l.db.SaveCheckpoint(ctx, db.Checkpoint{Size: tree.Size, RecordedAt: at, Note: note})
}

// Keys are what checkpoints and receipts are checked with.
func (l *logBook) Keys() *trail.Keys { return l.keys }

// Sign promises that an entry will be in the log.
func (l *logBook) Sign(r workflow.Receipt) ([]byte, error) {
	return trail.SignReceipt(trail.Receipt{
		Origin: l.key.Name(), Stream: r.Stream, Number: r.Number, Hash: r.Hash, RecordedAt: r.RecordedAt,
	}, l.key.Signer)
}

// SignHead gives the log's word on where a stream ended in the log of a checkpoint.
func (l *logBook) SignHead(h trail.Head, c trail.Checkpoint) ([]byte, error) {
	return trail.SignHead(h, c, l.key.Signer)
}

// Tiles reads the tiles of the log.
func (l *logBook) Tiles(ctx context.Context) trail.TileReader { return l.db.Tiles(ctx) }

// LatestCheckpoint gives the last checkpoint signed.
func (l *logBook) LatestCheckpoint(ctx context.Context) (handlers.Checkpoint, bool, error) {
	c, ok, err := l.db.LatestCheckpoint(ctx)
	return handlers.Checkpoint(c), ok, err
}

// EvidenceCheckpoint gives the one to prove against for others.
func (l *logBook) EvidenceCheckpoint(ctx context.Context, least int64) (handlers.Checkpoint, bool, error) {
	c, ok, err := l.db.EvidenceCheckpoint(ctx, least)
	return handlers.Checkpoint(c), ok, err
}

// latest is jobs.Signed.
func (l *logBook) latest(ctx context.Context) (size int64, note []byte, ok bool, err error) {
	c, ok, err := l.db.LatestCheckpoint(ctx)
	return c.Size, c.Note, ok, err
}

// cosigned is jobs.Signed of the checkpoint that is best cosigned.
func (l *logBook) cosigned(ctx context.Context) (size int64, note []byte, ok bool, err error) {
	c, ok, err := l.db.EvidenceCheckpoint(ctx, 0)
	return c.Size, c.Note, ok, err
}

// CheckpointsFrom gives those of at least a size, the smallest or the newest first.
func (l *logBook) CheckpointsFrom(ctx context.Context, least int64, newest bool, limit int) ([]handlers.Checkpoint, error) {
	rows, err := l.db.CheckpointsFrom(ctx, least, newest, limit)
	list := make([]handlers.Checkpoint, len(rows))
	for i, c := range rows {
		list[i] = handlers.Checkpoint(c)
	}
	return list, err
}
