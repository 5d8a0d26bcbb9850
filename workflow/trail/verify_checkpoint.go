package trail

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
)

// heldCheckpoint is a checkpoint with what its note says besides.
type heldCheckpoint struct {
	Checkpoint
	cosigned bool // by enough of the witnesses
}

// checkpointQueue gives the checkpoints of the log and those kept outside in the order of their sizes, the log's
// own read one at a time.
type checkpointQueue struct {
	pull     func() ([]byte, error, bool)
	own      *heldCheckpoint
	kept     []heldCheckpoint
	nextSize int64      // of the next checkpoint
	last     Checkpoint // of the log's own, the one before
	shrunk   bool
}

func (p *pass) openCheckpoints(x Export) (stop func(), err error) {
	own := x.Checkpoints
	if own == nil {
		own = func(func([]byte, error) bool) {}
	}
	p.pull, stop = iter.Pull2(own)
	for _, b := range x.Kept {
		if c, ok := p.openCheckpoint(b); ok {
			p.kept = append(p.kept, c)
		}
	}
	slices.SortFunc(p.kept, func(a, b heldCheckpoint) int { return cmp.Compare(a.Size, b.Size) })
	return stop, p.pullOwn()
}

func (p *pass) openCheckpoint(b []byte) (heldCheckpoint, bool) {
	c, err := OpenCheckpoint(b, p.keys)
	if f := (*Finding)(nil); errors.As(err, &f) {
		p.add(f)
	}
	return heldCheckpoint{c, err == nil && p.enough(b)}, err == nil
}

// pullOwn reads the log's next checkpoint that is signed and no smaller than the one before.
func (p *pass) pullOwn() error {
	p.own = nil
	for p.own == nil {
		b, err, more := p.pull()
		if err != nil {
			return fmt.Errorf("read checkpoints: %w", err)
		}
		if !more {
			break
		}
		c, ok := p.openCheckpoint(b)
		switch {
		case !ok:
		case c.Size < p.last.Size:
			now := sentence{fmt.Sprintf("其后的检查点仅%d条", c.Size), fmt.Sprintf("one signed after it has %d", c.Size)}
			p.add(find(CodeLogShrunk, place{position: c.Size, until: p.last.Size}, now))
		default:
			if c.RecordedAt.Before(p.last.RecordedAt) {
				p.add(find(CodeCheckpointTime, place{position: None, until: c.Size}, same(formatInstant(c.RecordedAt))))
			}
			p.own, p.last = &c, c.Checkpoint
		}
	}
	p.plan()
	return nil
}

// plan says at which size the next checkpoint is due.
func (p *pass) plan() {
	p.nextSize = math.MaxInt64
	if p.own != nil {
		p.nextSize = p.own.Size
	}
	if len(p.kept) > 0 {
		p.nextSize = min(p.nextSize, p.kept[0].Size)
	}
}

// reach compares all checkpoints up to a size: either the tree has that size now, or the log has ended.
func (p *pass) reach(size int64) error {
	for p.nextSize <= size {
		if p.own != nil && p.own.Size == p.nextSize {
			p.compare(*p.own, &p.ownSeries, CodeRootMismatch)
			if err := p.pullOwn(); err != nil {
				return err
			}
			continue
		}
		p.compare(p.kept[0], &p.keptSeries, CodeForked)
		p.kept = p.kept[1:]
		p.plan()
	}
	return nil
}

// series is what became of the checkpoints of one source so far.
type series struct {
	vouched int64 // entries in the largest that agrees
	bad     bool  // the last one disagreed
}

// compare holds a checkpoint against the entries. Of several in a row that disagree only the first is a finding.
func (p *pass) compare(c heldCheckpoint, s *series, code Code) {
	when := formatInstant(c.RecordedAt)
	switch {
	case c.Size > p.tree.size:
		if !p.shrunk {
			now := sentence{fmt.Sprintf("现仅%d条", p.tree.size), fmt.Sprintf("now it has %d", p.tree.size)}
			p.add(find(CodeLogShrunk, place{position: p.tree.size, until: c.Size}, now))
		}
		p.shrunk = true
	case c.Root == p.tree.root():
		*s = series{vouched: c.Size}
		p.newest = max(p.newest, c.RecordedAt.UnixMicro())
		p.report.Signed = &c.Checkpoint
		p.vouch(c)
		p.settleTile(true)
	case !s.bad:
		s.bad = true
		p.settleTile(false)
		p.add(find(code, place{position: max(s.vouched, p.cosignedSize()), until: c.Size}, sentence{when + "的检查点", "the checkpoint of " + when}))
	}
}
