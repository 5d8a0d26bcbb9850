package trail

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"time"
)

// maxFindings is how many findings are spelled out; the others are counted.
const maxFindings = 1000

// Export is a whole log as somebody got hold of it. What is nil is not checked.
type Export struct {
	Records     iter.Seq2[Record, error] // by position without gaps, then those that are not merged yet
	Heads       iter.Seq2[Head, error]   // the stored head of every stream; RecordedAt may be zero
	Tree        *Tree                    // the stored size and root
	Tiles       TileReader               // the stored tiles: they name the altered entry where the root names only a range
	Checkpoints iter.Seq2[[]byte, error] // the log's own, in the order in which they were signed
	Kept        [][]byte                 // checkpoints kept outside, in any order
	Receipts    [][]byte                 // receipts held outside, in any order
}

// Report is the outcome of a verification. Without checkpoints kept outside it cannot tell of a log that was
// rolled back as a whole, or rewritten by whoever holds its key.
type Report struct {
	Entries  int64       `json:"entries"`  // in the log
	Unmerged int64       `json:"unmerged"` // recorded, not yet in the log
	Streams  int         `json:"streams"`
	Erased   int64       `json:"erased"` // entries whose payload was erased
	Tree     Tree        `json:"tree"`   // computed from the entries
	Signed   *Checkpoint `json:"-"`      // the largest checkpoint that the entries agree with
	Cosigned *Checkpoint `json:"-"`      // the largest of them that enough of the witnesses cosigned
	Findings []Finding   `json:"findings"`
	More     int         `json:"more"` // findings that are not spelled out
}

// OK says whether nothing is wrong.
func (r Report) OK() bool { return len(r.Findings) == 0 }

// First names the first bad entry: the findings on single entries come before those on the log, by position.
func (r Report) First() (Finding, bool) {
	if r.OK() {
		return Finding{}, false
	}
	return r.Findings[0], true
}

// Verifier checks whole logs with public keys only.
type Verifier struct {
	Keys      *Keys
	Witnesses *Witnesses // nil: nobody is asked for cosignatures
	Now       time.Time  // by which a checkpoint has waited too long for them
}

// Verify reads the export once, from front to back. Its memory does not grow with the number of entries, only with
// the number of streams: one head each, about 150 bytes. A stream gets one finding on its chain, not all that
// follow from it. The error is one of reading, never of what was read.
func (v Verifier) Verify(x Export) (Report, error) {
	p := &pass{
		keys: v.Keys, index: map[string]int{}, tileAt: map[int]Tile{}, tiles: x.Tiles, newest: never,
	}
	p.witnesses, p.now = v.Witnesses, v.Now
	p.openReceipts(x.Receipts)
	stop, err := p.openCheckpoints(x)
	defer stop()
	if err != nil {
		return Report{}, err
	}
	for r, err := range x.Records {
		if err == nil {
			err = p.record(r)
		}
		if err != nil {
			return Report{}, fmt.Errorf("verify the log at position %d: %w", p.next, err)
		}
	}
	if err := p.finish(x); err != nil {
		return Report{}, err
	}
	return p.report, nil
}

// pass is one reading of an export.
type pass struct {
	keys   *Keys
	report Report
	checker
	index map[string]int // of the stream in links
	links []link
	tree  compact
	next  int64  // the position that must come now
	rec   Record // being checked

	checkpointQueue
	witnessed
	ownSeries, keptSeries series
	newest                int64 // date of the newest checkpoint that agrees, microseconds

	tiles    TileReader
	tileAt   map[int]Tile // the tile of each level that is being compared
	tileBad  bool
	tileNote *Finding // a difference at level 0: the entry or the tile is wrong, the next checkpoint tells

	receipts map[string][]heldReceipt
}

func (p *pass) add(f *Finding) {
	if len(p.report.Findings) == maxFindings {
		p.report.More++
		return
	}
	p.report.Findings = append(p.report.Findings, *f)
}

// here names the entry being checked; only findings pay for it.
func (p *pass) here() place { return p.place(p.rec) }

func (p *pass) finish(x Export) error {
	if err := p.reach(MaxSize); err != nil {
		return err
	}
	p.settleTile(false)
	p.report.Tree, p.report.Streams = p.tree.tree(), len(p.links)
	if x.Tree != nil && (x.Tree.Size != p.tree.size || x.Tree.Size > 0 && x.Tree.Root != p.report.Tree.Root) {
		why := sentence{
			fmt.Sprintf("所记%d条，实有%d条", x.Tree.Size, p.tree.size),
			fmt.Sprintf("it says %d entries, there are %d", x.Tree.Size, p.tree.size)}
		p.add(find(CodeTreeMismatch, place{position: max(p.ownSeries.vouched, p.keptSeries.vouched), until: max(x.Tree.Size, p.tree.size)}, why))
	}
	p.uncosigned()
	p.brokenReceipts()
	p.unrecordedErasures()
	if err := p.heads(x.Heads); err != nil {
		return err
	}
	slices.SortStableFunc(p.report.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(uint64(a.Position), uint64(b.Position)),
			cmp.Compare(a.Stream, b.Stream), cmp.Compare(a.Number, b.Number))
	})
	return nil
}

// rank puts findings on an entry of the log first, then those on a stream, then those on the log. That an erasure is missing
// is one on the stream: what should say it may be the entry that was altered.
func rank(f Finding) int {
	switch {
	case f.Position != None && f.Until == 0 && f.Code != CodeErasureUnrecorded:
		return 0
	case f.Stream != "":
		return 1
	}
	return 2
}
