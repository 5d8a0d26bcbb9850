package trail

import (
	"fmt"
	"regexp"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A pack is evidence that somebody without our database can check: a zip whose members are stored and not compressed,
// so that it is never larger unpacked than it is. Its members:
//
//	checkpoint.txt        the signed checkpoint that everything is proved against
//	streams/000001.jsonl  a stream, two lines an entry: its stored bytes, and a packRow; the first stream is that of the keys
//	streams/000001.head   the signed head of that stream in the tree of the checkpoint
//	consistency.json      proofs that the log of the checkpoint grew from earlier ones, by their sizes
//	files/<sha256>        the attachments and documents that the entries name; of an erased case the documents
//	manifest.json         a packManifest, which names every other member save pack.txt
//	pack.txt              the log's signed word for the manifest
//
// Other members belong to whoever makes the pack: definitions, calendars, sheets.
const (
	packCheckpoint  = "checkpoint.txt"
	packConsistency = "consistency.json"
	packManifestAt  = "manifest.json"
	packSignature   = "pack.txt"
	packFiles       = "files/"
	packKeys        = "streams/000001" // without .jsonl and .head
)

// packVersion is the form of packs that PackWriter writes.
const packVersion = 1

// packRow is what stands beside an entry.
type packRow struct {
	Position int64  `json:"position"`
	Proof    []Hash `json:"proof"` // of inclusion, from the leaf up
	Salt     []byte `json:"salt,omitempty"`
	Body     []byte `json:"body,omitempty"`
	Erased   bool   `json:"erased,omitempty"`
}

// packManifest names what is in a pack.
type packManifest struct {
	Version int          `json:"version"`
	Subject string       `json:"subject"` // what the pack was asked for
	Streams []packStream `json:"streams"`
	Absent  []string     `json:"absent"` // files, by SHA-256, that entries before an erasure name, and that nothing else in the pack brings along
	Members []packMember `json:"members"`
}

type packStream struct {
	Stream  string `json:"stream"`
	Entries int64  `json:"entries"`
	Member  string `json:"member"` // without .jsonl and .head
}

type packMember struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// packName is how members are called: nothing that any file system takes for a way out of a folder.
var packName = regexp.MustCompile(`^[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*$`)

const maxPackName = 200

func isPackName(name string) bool { return len(name) <= maxPackName && packName.MatchString(name) }

// SignedPack is the log's signed word on what it put into a pack: without it a pack that leaves out a whole stream would
// verify.
type SignedPack struct {
	Origin     string
	Manifest   Hash  // SHA-256 of its bytes
	Size       int64 // of the tree that everything is proved against
	RecordedAt time.Time
}

const signedPackTitle = "shenpi pack v1"

var signedPackCodes = statementCodes{CodePackSig, CodePackForm}

func openSignedPack(b []byte, keys *Keys) (SignedPack, error) {
	return openSigned(b, keys, signedPackCodes, func(lines []string) (s SignedPack, ok bool) {
		v, ok := fields(lines, signedPackTitle, "origin", "manifest", "size", "recorded_at")
		if !ok {
			return s, false
		}
		hash, err := tlog.ParseHash(v[1])
		n, okSize := size(v[2], 0)
		at, okTime := readInstant(v[3])
		return SignedPack{Origin: v[0], Manifest: hash, Size: n, RecordedAt: at}, okSize && okTime && err == nil
	})
}

func signPack(s SignedPack, signer note.Signer) ([]byte, error) { return sign(s, signer) }

func (s SignedPack) text() string {
	return fmt.Sprintf("%s\norigin %s\nmanifest %s\nsize %d\nrecorded_at %s\n", signedPackTitle,
		s.Origin, s.Manifest, s.Size, formatInstant(s.RecordedAt))
}

func (s SignedPack) signedBy() (string, time.Time) { return s.Origin, s.RecordedAt }

// consistencies are the proofs of growth by the size they lead from, in decimal.
type consistencies map[string][]Hash
