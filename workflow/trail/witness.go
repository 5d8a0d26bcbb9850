package trail

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// CosignWithin is how long the log may wait for its witnesses. A checkpoint that was signed longer ago, with no cosigned one
// after it, is a finding: they could not be reached, or they refused.
const CosignWithin = 10 * time.Minute

// Witness is the public key of somebody outside who remembers the largest checkpoint of the log and cosigns another one only
// if the log grew from there (C2SP tlog-cosignature, Ed25519). It is a note.Verifier.
type Witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

// algCosignature is the type of a witness's key, beside that of a log's, 0x01.
const algCosignature = 4

// ReadWitness reads a verifier key of the type 0x04.
func ReadWitness(text string) (Witness, error) {
	name, rest, _ := strings.Cut(text, "+")
	hash, encoded, _ := strings.Cut(rest, "+")
	key, err := strict64.DecodeString(encoded)
	if err != nil || name == "" || strings.ContainsAny(name, " \t\r\n") || len(key) != 1+ed25519.PublicKeySize {
		return Witness{}, fmt.Errorf("read the key of a witness: %q is no verifier key", text)
	}
	if key[0] != algCosignature {
		return Witness{}, fmt.Errorf("read the key of the witness %s: its type is 0x%02x, not that of cosignatures, 0x04", name, key[0])
	}
	sum := sha256.Sum256(append([]byte(name+"\n"), key...))
	w := Witness{name, binary.BigEndian.Uint32(sum[:]), key[1:]}
	if fmt.Sprintf("%08x", w.hash) != hash {
		return Witness{}, fmt.Errorf("read the key of the witness %s: its hash is %08x, not %s", name, w.hash, hash)
	}
	return w, nil
}

// Name is how the witness calls itself.
func (w Witness) Name() string { return w.name }

// KeyHash tells its keys apart.
func (w Witness) KeyHash() uint32 { return w.hash }

// ID is the name with the hash of the key, which a new key changes.
func (w Witness) ID() string { return fmt.Sprintf("%s+%08x", w.name, w.hash) }

// Verify is note.Verifier's: the signature is over the time it bears and the text.
func (w Witness) Verify(text, signature []byte) bool {
	at, signature, ok := timestamped(signature)
	return ok && ed25519.Verify(w.key, fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", at, text), signature)
}

func timestamped(b []byte) (at int64, signature []byte, ok bool) {
	if len(b) != 8+ed25519.SignatureSize {
		return 0, nil, false
	}
	seconds := binary.BigEndian.Uint64(b)
	return int64(min(seconds, math.MaxInt64)), b[8:], seconds <= math.MaxInt64
}

// Cosignature is the word of a witness: at that time the checkpoint was the largest it knew of this log, which had only grown.
type Cosignature struct {
	Witness string    `json:"witness"` // its ID
	At      time.Time `json:"at"`      // by the clock of the witness
	Line    string    `json:"-"`       // as it stands under the checkpoint
}

// cosignatures finds those that some of the witnesses put under a note. The error is that of note.Open: a signature of one
// of them that is not good among others; or it is spelled as openNote takes none, so that no note can be read that bears it.
func cosignatures(b []byte, witnesses ...Witness) ([]Cosignature, error) {
	list := make([]note.Verifier, len(witnesses))
	for i, w := range witnesses {
		list[i] = w
	}
	n, err := note.Open(b, note.VerifierList(list...))
	var none *note.UnverifiedNoteError
	if errors.As(err, &none) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	found := make([]Cosignature, len(n.Sigs))
	for i, s := range n.Sigs {
		raw, err := strict64.DecodeString(s.Base64)
		if err != nil {
			return nil, fmt.Errorf("cosignature of %s: %w", s.Name, err)
		}
		at, _, _ := timestamped(raw[4:])
		found[i] = Cosignature{fmt.Sprintf("%s+%08x", s.Name, s.Hash), time.Unix(at, 0).UTC(), "— " + s.Name + " " + s.Base64 + "\n"}
	}
	return found, nil
}

// Cosigned reads what the witness answered when it was asked to cosign a checkpoint: lines to be put under it, of which those
// by other keys do not count.
func (w Witness) Cosigned(checkpoint, lines []byte) (Cosignature, error) {
	text, _, _ := strings.Cut(string(checkpoint), "\n\n")
	found, err := cosignatures([]byte(text+"\n\n"+string(lines)), w)
	if err != nil {
		return Cosignature{}, fmt.Errorf("read what the witness %s answered: %w", w.name, err)
	}
	if len(found) == 0 {
		return Cosignature{}, fmt.Errorf("read what the witness %s answered: there is no cosignature by its key", w.name)
	}
	return found[0], nil
}

// Witnesses are those whose word is asked for, and how many of them have to give it.
type Witnesses struct {
	list   []Witness
	quorum int
}

// NewWitnesses asks for the word of at least quorum of the witnesses, of all when it is 0. A key counts once, whatever name
// it bears.
func NewWitnesses(quorum int, verifierKeys ...string) (*Witnesses, error) {
	w := &Witnesses{quorum: quorum}
	seen := map[string]bool{}
	for _, text := range verifierKeys {
		one, err := ReadWitness(text)
		if err != nil {
			return nil, err
		}
		if seen[string(one.key)] {
			return nil, fmt.Errorf("read the keys of witnesses: that of %s is there twice", one.name)
		}
		seen[string(one.key)] = true
		w.list = append(w.list, one)
	}
	if quorum == 0 {
		w.quorum = len(w.list)
	}
	if w.quorum < 1 || w.quorum > len(w.list) {
		return nil, fmt.Errorf("%d cosignatures are asked for, of %d witnesses", quorum, len(w.list))
	}
	return w, nil
}

// Of reads the cosignatures of a checkpoint. The error is a *Finding: one of them is not good.
func (w *Witnesses) Of(checkpoint []byte) ([]Cosignature, error) {
	found, err := cosignatures(checkpoint, w.list...)
	if err != nil {
		return nil, find(CodeCosignature, nowhere, same(err))
	}
	return found, nil
}

// Check reads the cosignatures of a checkpoint that must have enough of them; the error is a *Finding.
func (w *Witnesses) Check(checkpoint []byte) ([]Cosignature, error) {
	found, err := w.Of(checkpoint)
	if err == nil && len(found) < w.quorum {
		err = find(CodeFewCosignatures, nowhere, sentence{fmt.Sprintf("需%d个，实有%d个", w.quorum, len(found)),
			strconv.Itoa(w.quorum) + " are asked for, it has " + strconv.Itoa(len(found))})
	}
	return found, err
}

// Vouched is a checkpoint with how many witnesses cosigned it.
type Vouched struct {
	Size       int64
	RecordedAt time.Time
	Witnesses  int
}

// BestCosigned chooses what to prove against for others: of the checkpoints of at least a size, and dated no longer before the
// last one than witnesses may take, that which most of them cosigned, the newest of several. They come newest first, those
// that nobody cosigned left out, and no more are read than it needs. ok is false when there is none: then it is the last one.
func BestCosigned(last time.Time, least int64, newestFirst iter.Seq2[Vouched, error]) (best Vouched, ok bool, err error) {
	for c, err := range newestFirst {
		if err != nil {
			return Vouched{}, false, err
		}
		if c.Size < least || last.Sub(c.RecordedAt) > CosignWithin {
			break
		}
		if c.Witnesses > best.Witnesses {
			best = c
		}
	}
	return best, best.Witnesses > 0, nil
}
