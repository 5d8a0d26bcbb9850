package jobs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"
)

// Signed gives the latest checkpoint; ok is false while there is none.
type Signed func(ctx context.Context) (size int64, note []byte, ok bool, err error)

// Keeper keeps a checkpoint where whoever owns the database cannot take it back. It may be called again with the same one, and
// looks then whether it is still there as it was; added says that it was not there at all.
type Keeper interface {
	Keep(ctx context.Context, size int64, note []byte) (added bool, err error)
}

// mirrorEvery is how often the latest checkpoint is put outside: what happened since the last time is what an owner of
// database and key could still rewrite.
const mirrorEvery = time.Minute

// Mirror keeps checkpoints outside: the latest, and whatever other sources give, such as the latest that witnesses cosigned. At
// each turn it looks at what it put there last, also when nothing was signed since: who wants to roll back log and mirror may
// come for the mirror later. It fails, for the log and the metrics, when another one of that size is there, when what it put there is
// gone, and when the log has become smaller.
func Mirror(sources []Signed, keepers ...Keeper) Job {
	m := mirror{sources: sources}
	for _, k := range keepers {
		m.places = append(m.places, place{k, make([]kept, len(sources))})
	}
	return Job{Name: "mirror", Every: mirrorEvery, Run: m.turn}
}

type mirror struct {
	sources []Signed
	places  []place
	largest int64 // checkpoint of the log that there ever was
}

// place is a keeper with what was last kept there of each source.
type place struct {
	Keeper
	last []kept
}

type kept struct {
	size int64
	note []byte // nil: nothing yet
}

func (m *mirror) turn(ctx context.Context) (bool, error) {
	var failed error
	newest := int64(0)
	for i, source := range m.sources {
		size, note, ok, err := source(ctx)
		if err != nil {
			return false, errors.Join(failed, err)
		}
		if !ok {
			continue
		}
		newest = max(newest, size)
		for _, p := range m.places { // one that cannot be reached keeps no other from it
			failed = errors.Join(failed, p.keep(ctx, i, kept{size, note}))
		}
	}
	if newest < m.largest {
		failed = errors.Join(failed, fmt.Errorf("the last checkpoint of the log is of size %d, after one of size %d: the log was rolled back or cut", newest, m.largest))
	}
	m.largest = max(m.largest, newest)
	return false, failed
}

// keep looks at what was last kept of a source and keeps what that gives now.
func (p place) keep(ctx context.Context, source int, now kept) error {
	var failed error
	if last := p.last[source]; last.note != nil {
		failed = p.look(ctx, last)
		if bytes.Equal(last.note, now.note) {
			return failed
		}
	}
	if _, err := p.Keep(ctx, now.size, now.note); err != nil {
		return errors.Join(failed, fmt.Errorf("mirror the checkpoint of size %d: %w", now.size, err))
	}
	p.last[source] = now
	return failed
}

// look finds that what was kept is not there any more, and puts it back.
func (p place) look(ctx context.Context, last kept) error {
	added, err := p.Keep(ctx, last.size, last.note)
	if err == nil && added {
		err = errTakenAway
	}
	if err != nil {
		return fmt.Errorf("look at the checkpoint of size %d in the mirror: %w", last.size, err)
	}
	return nil
}

var errTakenAway = errors.New("it was put there, and somebody has taken it away; it was put back")
