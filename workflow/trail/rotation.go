package trail

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// The stream of the keys that sign checkpoints, receipts and heads, and the kind of its entries.
const (
	KeyStream      = "key/checkpoint"
	KindKeyRotated = "key_rotated"
)

// KeyRotation is the facts of an entry of KeyStream: the old key hands over to the new one, and both sign that, so
// that whoever trusts one of them can trust the other. In the first entry From is empty and only To signs.
type KeyRotation struct {
	From string `json:"from"` // verifier keys
	To   string `json:"to"`
	Note string `json:"note"` // the signed note over both, the number and the time of the entry
}

const rotationTitle = "shenpi key rotation v1"

// rotation is what Note signs.
type rotation struct {
	origin, from, to string
	number           int64
	recordedAt       time.Time
}

// SignKeyRotation makes the facts of the entry that follows prev in KeyStream, to be recorded at the given time
// exactly (see Head.Next). The signers are those of from and of to, in any order; only that of to for the first.
func SignKeyRotation(prev Head, from, to string, recordedAt time.Time, signers ...note.Signer) (json.RawMessage, error) {
	v, err := note.NewVerifier(to)
	if err != nil {
		return nil, fmt.Errorf("sign key rotation: new key: %w", err)
	}
	r := rotation{v.Name(), from, to, prev.Number + 1, instant(recordedAt)}
	signed, err := sign(r, signers...)
	if err != nil {
		return nil, fmt.Errorf("sign key rotation: %w", err)
	}
	k := KeyRotation{From: from, To: to, Note: string(signed)}
	if why := k.check(r); why.en != "" {
		return nil, errors.New("sign key rotation: " + why.en)
	}
	return json.Marshal(k)
}

// OpenKeys reads the key history of a log, all entries of KeyStream in order, for somebody who trusts one key of
// it. A key is good from its entry on and until KeyOverlap after that of the next. A history that is not good
// is a *Finding, also one without the trusted key.
func OpenKeys(trusted string, records iter.Seq2[Record, error]) (*Keys, error) {
	var entries []Entry
	_, err := VerifyStream(KeyStream, func(yield func(Record, error) bool) {
		for r, err := range records {
			if e, malformed := Open(r.Entry); err == nil && malformed == nil {
				entries = append(entries, e)
			}
			if !yield(r, err) {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	k, found := &Keys{}, false
	for _, e := range entries {
		facts, why := k.rotate(e)
		if why.en != "" {
			return nil, find(CodeKeyHistory, place{KeyStream, e.Number, None, 0}, why)
		}
		found = found || facts.To == trusted
	}
	if !found {
		why := sentence{"其中没有所信任的密钥", "the trusted key is not in it"}
		return nil, find(CodeKeyHistory, place{KeyStream, int64(len(entries)), None, 0}, why)
	}
	return k, nil
}

// rotate adds the key of an entry, or says why not.
func (k *Keys) rotate(e Entry) (KeyRotation, sentence) {
	var facts KeyRotation
	if e.Kind != KindKeyRotated || json.Unmarshal(e.Facts, &facts) != nil {
		return facts, sentence{"不是密钥更换", "it is not a key rotation"}
	}
	since, last := e.RecordedAt.UnixMicro(), len(k.keys)-1
	switch {
	case last < 0 && facts.From != "":
		return facts, sentence{"首条之前不应有密钥", "there is no key before the first"}
	case last < 0:
		since = never // what the first key signed before its entry was merged
	case facts.From != k.keys[last].text:
		return facts, sentence{"所替换的不是前一密钥", "it does not replace the key before it"}
	}
	if err := k.add(facts.To, since); err != nil {
		return facts, same(err)
	}
	if last >= 0 {
		k.keys[last].until = e.RecordedAt.Add(KeyOverlap).UnixMicro()
	}
	return facts, facts.check(rotation{k.origin, facts.From, facts.To, e.Number, e.RecordedAt})
}

// check says what is wrong with the note: it must say r and be signed by both keys.
func (k KeyRotation) check(r rotation) sentence {
	for _, key := range []string{k.From, k.To} {
		if key == "" && r.number == 1 {
			continue
		}
		v, err := note.NewVerifier(key)
		if err != nil {
			return same(err)
		}
		n, err := openNote([]byte(k.Note), note.VerifierList(v))
		if err != nil {
			return same(err)
		}
		if n.Text != r.text() {
			return sentence{"签名所指不是此条", "what is signed is not this entry"}
		}
	}
	return sentence{}
}

func (r rotation) text() string {
	return rotationTitle + "\norigin " + r.origin + "\nnumber " + strconv.FormatInt(r.number, 10) +
		"\nfrom " + r.from + "\nto " + r.to + "\nrecorded_at " + formatInstant(r.recordedAt) + "\n"
}

func (r rotation) signedBy() (string, time.Time) { return r.origin, r.recordedAt }
