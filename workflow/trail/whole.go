package trail

import (
	"errors"
	"fmt"
	"iter"
)

// ErrCut is of a stream whose entries are not all there: the last were taken away, or are said to wait although the log
// should have had them long since, or cannot be read.
var ErrCut = errors.New("the entries of the stream are not all there")

// Whole passes on the stored entries of a stream, and ends with ErrCut unless the head that is kept beside them is there and every
// entry that a checkpoint promises to contain has its place. Nobody should sign where a stream ends that is not whole: whoever owns
// the database would have the log's word for what he left of it. The head has to be read before the entries.
func Whole(kept Head, c Checkpoint, records iter.Seq2[Record, error]) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		met, all := kept.Number == 0, true
		for r, err := range records {
			if !yield(r, err) || err != nil {
				return
			}
			e, err := Open(r.Entry)
			if err != nil || !c.Has(r.Position) && c.RecordedAt.Sub(e.RecordedAt) > MergeWithin {
				all = false
			}
			met = met || err == nil && e.Number == kept.Number && e.Hash == kept.Hash
		}
		if !met || !all {
			yield(Record{}, fmt.Errorf("%s: %w", kept.Stream, ErrCut))
		}
	}
}
