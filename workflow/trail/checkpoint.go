package trail

import (
	"fmt"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is the log's signed word for a tree: a C2SP tlog-checkpoint with one extension line. RecordedAt must
// be taken before the snapshot of what is merged into it, else it breaks the promise of receipts.
type Checkpoint struct {
	Origin string // name of the log and of its keys
	Tree
	RecordedAt time.Time
}

var checkpointCodes = statementCodes{CodeCheckpointSig, CodeCheckpointForm}

// SignCheckpoint returns the note to publish and to keep outside.
func SignCheckpoint(c Checkpoint, signers ...note.Signer) ([]byte, error) {
	if c.Size < 0 || c.Size > MaxSize || c.Size == 0 && c.Root != emptyRoot {
		return nil, fmt.Errorf("sign checkpoint: impossible tree of size %d", c.Size)
	}
	return sign(c, signers...)
}

// OpenCheckpoint reads a checkpoint that one of the keys signed while it was good; the error is a *Finding.
func OpenCheckpoint(b []byte, keys *Keys) (Checkpoint, error) {
	return openSigned(b, keys, checkpointCodes, func(lines []string) (c Checkpoint, ok bool) {
		if len(lines) != 4 {
			return c, false
		}
		values, ok := fields(lines[2:], lines[2], "recorded_at")
		if !ok {
			return c, false
		}
		c.Origin = lines[0]
		n, okSize := size(lines[1], 0)
		root, err := tlog.ParseHash(lines[2])
		at, okTime := readInstant(values[0])
		c.Tree, c.RecordedAt = Tree{Size: n, Root: root}, at
		return c, okSize && okTime && err == nil && (n > 0 || root == emptyRoot)
	})
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\nrecorded_at %s\n", c.Origin, c.Size, c.Root, formatInstant(c.RecordedAt))
}

func (c Checkpoint) signedBy() (string, time.Time) { return c.Origin, c.RecordedAt }
