package credential

import (
	"fmt"

	"golang.org/x/mod/sumdb/note"
)

// Keys are the public keys somebody trusts to sign certificates and their statuses. A key names who signs.
type Keys struct{ byHash map[uint32]note.Verifier }

// NewKeys reads verifier keys, as `shenpi certificate key` prints them.
func NewKeys(verifierKeys ...string) (*Keys, error) {
	k := &Keys{byHash: map[uint32]note.Verifier{}}
	for _, text := range verifierKeys {
		v, err := note.NewVerifier(text)
		if err != nil {
			return nil, fmt.Errorf("read verifier key: %w", err)
		}
		if _, twice := k.byHash[v.KeyHash()]; twice {
			return nil, fmt.Errorf("read verifier key: %s+%08x is there twice", v.Name(), v.KeyHash())
		}
		k.byHash[v.KeyHash()] = v
	}
	return k, nil
}

// Verifier finds a key for note.Open.
func (k *Keys) Verifier(name string, hash uint32) (note.Verifier, error) {
	if v := k.byHash[hash]; v != nil && v.Name() == name {
		return v, nil
	}
	return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
}
