package trail

import (
	"fmt"
	"math"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// KeyOverlap is how long a replaced key stays good after its successor was recorded, so that every replica has
// the time to take up the new one.
const KeyOverlap = time.Hour

// Keys are the public keys of one log, with the time in which each was good. Their name is the log's origin.
type Keys struct {
	origin string
	keys   []logKey
}

type logKey struct {
	text         string // as note.NewVerifier reads it
	verifier     note.Verifier
	since, until int64 // microseconds since 1970, both included
}

// NewKeys trusts the given verifier keys at any time. They all bear the same name, the origin of the log.
func NewKeys(verifierKeys ...string) (*Keys, error) {
	k := &Keys{}
	for _, text := range verifierKeys {
		if err := k.add(text, never); err != nil {
			return nil, err
		}
	}
	if len(k.keys) == 0 {
		return nil, fmt.Errorf("read verifier keys: none given")
	}
	return k, nil
}

// Origin returns the name of the log.
func (k *Keys) Origin() string { return k.origin }

// Current returns the newest verifier key.
func (k *Keys) Current() string { return k.keys[len(k.keys)-1].text }

// Verifier finds a key for note.Open, good or no longer good.
func (k *Keys) Verifier(name string, hash uint32) (note.Verifier, error) {
	for _, o := range k.keys {
		if o.verifier.Name() == name && o.verifier.KeyHash() == hash {
			return o.verifier, nil
		}
	}
	return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
}

func (k *Keys) add(text string, since int64) error {
	v, err := note.NewVerifier(text)
	if err != nil {
		return fmt.Errorf("read verifier key: %w", err)
	}
	if len(k.keys) == 0 {
		k.origin = v.Name()
	}
	if v.Name() != k.origin {
		return fmt.Errorf("read verifier key: it is of %s, not %s", v.Name(), k.origin)
	}
	if _, err := k.Verifier(v.Name(), v.KeyHash()); err == nil {
		return fmt.Errorf("read verifier key: %s+%08x is there twice", v.Name(), v.KeyHash())
	}
	k.keys = append(k.keys, logKey{text: text, verifier: v, since: since, until: math.MaxInt64})
	return nil
}

// openNote reads a note that one of the keys signed. A signature has one spelling, as all else has: note.Open alone takes
// base64 whose last bits are not zero.
func openNote(b []byte, keys note.Verifiers) (*note.Note, error) {
	n, err := note.Open(b, keys)
	if err != nil {
		return nil, err
	}
	for _, s := range slices.Concat(n.Sigs, n.UnverifiedSigs) {
		if _, err := strict64.DecodeString(s.Base64); err != nil {
			return nil, fmt.Errorf("signature of %s: %w", s.Name, err)
		}
	}
	return n, nil
}

// good says whether one of the keys that signed n was good at t.
func (k *Keys) good(n *note.Note, t time.Time) bool {
	at := t.UnixMicro()
	return slices.ContainsFunc(k.keys, func(o logKey) bool {
		return o.since <= at && at <= o.until && slices.ContainsFunc(n.Sigs, func(s note.Signature) bool {
			return s.Hash == o.verifier.KeyHash() && s.Name == o.verifier.Name()
		})
	})
}
