package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"shenpi/handlers"
	"shenpi/jobs"
	"shenpi/storage/db"
	"shenpi/storage/witness"
	"shenpi/workflow/trail"
)

// readWitnesses reads a file that lists witnesses, a line each: the submission prefix and the verifier key. Empty lines and
// those that begin with # say nothing.
func readWitnesses(name string) ([]*witness.Client, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the list of witnesses: %w", err)
	}
	var list []*witness.Client
	var keys []string
	for i, line := range strings.Split(string(text), "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if len(words) != 2 {
			return nil, fmt.Errorf("read the list of witnesses: line %d of %s should be an address and a verifier key", i+1, name)
		}
		c, err := witness.Open(words[0], words[1])
		if err != nil {
			return nil, fmt.Errorf("read the list of witnesses: line %d of %s: %w", i+1, name, err)
		}
		list, keys = append(list, c), append(keys, words[1])
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("read the list of witnesses: there is none in %s", name)
	}
	if _, err := trail.NewWitnesses(0, keys...); err != nil {
		return nil, fmt.Errorf("read the list of witnesses: %w", err)
	}
	return list, nil
}

// openWitnesses reads who cosigns, if anybody does.
func (c *serveCommand) openWitnesses() ([]*witness.Client, error) {
	if c.Witness == "" {
		return nil, nil
	}
	return readWitnesses(c.Witness)
}

// The job finds it in the errors of clients.
var _ jobs.MaybeAhead = (*witness.Error)(nil)

// cosigning is the job that asks them. What they refuse is counted by its reason.
func (s *service) cosigning() jobs.Job {
	failed := func(name string, err error) {
		why := "failed"
		if refused := (*witness.Error)(nil); errors.As(err, &refused) {
			why = string(refused.Why)
		}
		s.api.WitnessFailed(name, why)
	}
	list := make([]jobs.Cosigner, len(s.witnesses))
	for i, w := range s.witnesses {
		list[i] = w
	}
	return jobs.Cosign(s.book, failed, list...)
}

// witnessed says how far each witness has come, for metrics and readiness.
func (s *service) witnessed(ctx context.Context) ([]handlers.Cosigned, error) {
	var list []handlers.Cosigned
	for _, w := range s.witnesses {
		c, err := s.db.LastCosigned(ctx, w.ID())
		if err != nil {
			return nil, err
		}
		list = append(list, handlers.Cosigned{Witness: w.ID(), Size: c.Size, At: c.At})
	}
	return list, nil
}

// Newest is jobs.Witnessed's.
func (l *logBook) Newest(ctx context.Context) (c jobs.SignedCheckpoint, ok bool, err error) {
	stored, ok, err := l.db.LatestCheckpoint(ctx)
	if err != nil || !ok {
		return c, ok, err
	}
	c.Note = stored.Note
	if c.Checkpoint, err = trail.OpenCheckpoint(stored.Note, l.keys); err != nil {
		return c, false, fmt.Errorf("open the last checkpoint: %w", err)
	}
	c.Prove = func(old int64) ([]trail.Hash, error) { return trail.ProveConsistency(c.Tree, l.db.Tiles(ctx), old) }
	return c, true, nil
}

// CosignedUpTo is jobs.Witnessed's.
func (l *logBook) CosignedUpTo(ctx context.Context, witness string) (int64, error) {
	c, err := l.db.LastCosigned(ctx, witness)
	return c.Size, err
}

// SaveCosignature is jobs.Witnessed's.
func (l *logBook) SaveCosignature(ctx context.Context, c jobs.SignedCheckpoint, w trail.Cosignature) error {
	return l.db.SaveCosignature(ctx, db.Checkpoint{Size: c.Size, RecordedAt: c.RecordedAt}, w)
}

// witnessFlags say whose cosignatures are asked for.
type witnessFlags struct {
	Witness []string `help:"Verifier keys of witnesses who have to have cosigned, or files that list them." placeholder:"KEY"`
	Quorum  int      `help:"How many of the witnesses (default: all)." placeholder:"N"`
}

// asked reads them; nil is nobody.
func (f witnessFlags) asked() (*trail.Witnesses, error) {
	var keys []string
	for _, text := range f.Witness {
		content, err := os.ReadFile(text)
		if err != nil { // it is a key
			keys = append(keys, text)
			continue
		}
		for _, line := range strings.Split(string(content), "\n") {
			if words := strings.Fields(line); len(words) > 0 && !strings.HasPrefix(words[0], "#") {
				keys = append(keys, words[len(words)-1])
			}
		}
	}
	if len(keys) == 0 && f.Quorum == 0 {
		return nil, nil
	}
	w, err := trail.NewWitnesses(f.Quorum, keys...)
	if err != nil {
		return nil, misused("--witness: %s", err)
	}
	return w, nil
}
