package trail

import (
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// MergeWithin is what a receipt promises: every checkpoint dated more than this after the entry contains it.
const MergeWithin = 60 * time.Second

// Receipt is the log's signed promise to whoever sent a command: the entry exists and will stay.
type Receipt struct {
	Origin     string
	Stream     string
	Number     int64
	Hash       Hash
	RecordedAt time.Time // of the entry
}

const receiptTitle = "shenpi receipt v1"

var receiptCodes = statementCodes{CodeReceiptSig, CodeReceiptForm}

// SignReceipt signs the promise for an entry that is committed.
func SignReceipt(r Receipt, signer note.Signer) ([]byte, error) {
	if !isID(r.Stream) || r.Number < 1 || r.Number > MaxSize || r.Hash == (Hash{}) {
		return nil, fmt.Errorf("sign receipt: it names no entry: %q %d", r.Stream, r.Number)
	}
	return sign(r, signer)
}

// OpenReceipt reads a receipt that one of the keys signed while it was good; the error is a *Finding.
func OpenReceipt(b []byte, keys *Keys) (Receipt, error) {
	return openSigned(b, keys, receiptCodes, func(lines []string) (r Receipt, ok bool) {
		v, ok := fields(lines, receiptTitle, "origin", "stream", "number", "hash", "recorded_at")
		if !ok {
			return r, false
		}
		number, okNumber := size(v[2], 1)
		hash, err := tlog.ParseHash(v[3])
		at, okTime := readInstant(v[4])
		r = Receipt{Origin: v[0], Stream: v[1], Number: number, Hash: hash, RecordedAt: at}
		return r, isID(r.Stream) && okNumber && okTime && err == nil
	})
}

// CheckReceipt says whether the log kept the promise of r in c. A nil p is a log that has no proof to show. The
// error is a *Finding: not included (a wrong proof), not merged in time (none, and the time was up), or not yet
// due (none, and c is too early to tell).
func CheckReceipt(r Receipt, c Checkpoint, p *Inclusion) error {
	at := place{stream: r.Stream, number: r.Number, position: None}
	switch {
	case r.Origin != c.Origin:
		return find(CodeNotIncluded, at, sentence{"检查点属于另一日志", "the checkpoint is of another log"})
	case p == nil && c.RecordedAt.Sub(r.RecordedAt) > MergeWithin:
		return find(CodeNotMergedInTime, at, same(formatInstant(c.RecordedAt)))
	case p == nil:
		return find(CodeNotYetDue, at, sentence{})
	}
	if CheckInclusion(c.Tree, r.Hash, *p) != nil {
		at.position = p.Position
		return find(CodeNotIncluded, at, sentence{"证明路径不成立", "the proof does not lead to the signed root"})
	}
	return nil
}

func (r Receipt) text() string {
	return fmt.Sprintf("%s\norigin %s\nstream %s\nnumber %d\nhash %s\nrecorded_at %s\n",
		receiptTitle, r.Origin, r.Stream, r.Number, r.Hash, formatInstant(r.RecordedAt))
}

func (r Receipt) signedBy() (string, time.Time) { return r.Origin, r.RecordedAt }
