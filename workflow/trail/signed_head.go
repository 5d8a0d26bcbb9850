package trail

import (
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// SignedHead is the log's signed word on where a stream ended in a tree. A pack of one case carries it, because
// without it a pack that leaves out the last entries would verify.
type SignedHead struct {
	Origin     string
	Stream     string
	Number     int64 // entries of the stream that are in the tree; 0 when none is
	Hash       Hash  // of the last of them
	Size       int64 // of the tree
	RecordedAt time.Time
}

const signedHeadTitle = "shenpi head v1"

var signedHeadCodes = statementCodes{CodeSignedHeadSig, CodeSignedHeadForm}

// SignHead signs the head that the stream had in the tree of c; entries not merged at that size do not count.
func SignHead(h Head, c Checkpoint, signer note.Signer) ([]byte, error) {
	s := SignedHead{c.Origin, h.Stream, h.Number, h.Hash, c.Size, c.RecordedAt}
	if !s.sound() {
		return nil, fmt.Errorf("sign head of %q: impossible number %d in a tree of size %d", h.Stream, h.Number, c.Size)
	}
	return sign(s, signer)
}

// OpenSignedHead reads a head that one of the keys signed while it was good; the error is a *Finding.
func OpenSignedHead(b []byte, keys *Keys) (SignedHead, error) {
	return openSigned(b, keys, signedHeadCodes, func(lines []string) (s SignedHead, ok bool) {
		v, ok := fields(lines, signedHeadTitle, "origin", "stream", "number", "hash", "size", "recorded_at")
		if !ok {
			return s, false
		}
		number, okNumber := size(v[2], 0)
		hash, err := tlog.ParseHash(v[3])
		n, okSize := size(v[4], 0)
		at, okTime := readInstant(v[5])
		s = SignedHead{Origin: v[0], Stream: v[1], Number: number, Hash: hash, Size: n, RecordedAt: at}
		return s, okNumber && okSize && okTime && err == nil && s.sound()
	})
}

// CheckHead says whether the entries of a stream, which VerifyStream found good up to last, are all that the
// stream had in the tree of c: none is missing at the end and none was added. The error is a *Finding.
func CheckHead(s SignedHead, c Checkpoint, last Head) error {
	at := place{stream: s.Stream, number: s.Number, position: None}
	switch {
	case s.Origin != c.Origin || s.Size != c.Size || !s.RecordedAt.Equal(c.RecordedAt):
		return find(CodeSignedHeadMismatch, at, sentence{"它属于另一检查点", "it is of another checkpoint"})
	case s.Stream != last.Stream:
		return find(CodeSignedHeadMismatch, at, sentence{"给出的是“" + last.Stream + "”", "what is shown is " + last.Stream})
	case s.Number != last.Number:
		return find(CodeSignedHeadMismatch, at, sentence{
			fmt.Sprintf("给出了%d条", last.Number), fmt.Sprintf("%d entries are shown", last.Number)})
	case s.Hash != last.Hash:
		return find(CodeSignedHeadMismatch, at, sentence{"最后一条不同", "the last entry is another one"})
	}
	return nil
}

func (s SignedHead) sound() bool {
	return isID(s.Stream) && s.Number >= 0 && s.Number <= s.Size && s.Size <= MaxSize && (s.Number == 0) == (s.Hash == Hash{})
}

func (s SignedHead) text() string {
	return fmt.Sprintf("%s\norigin %s\nstream %s\nnumber %d\nhash %s\nsize %d\nrecorded_at %s\n", signedHeadTitle,
		s.Origin, s.Stream, s.Number, s.Hash, s.Size, formatInstant(s.RecordedAt))
}

func (s SignedHead) signedBy() (string, time.Time) { return s.Origin, s.RecordedAt }
