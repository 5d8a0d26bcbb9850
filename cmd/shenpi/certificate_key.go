package main

import (
	"fmt"
	"io"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"

	"shenpi/workflow/credential"
)

// certificateKey signs what certificates say and the lists of their statuses. A key in a hardware token is a note.Signer too.
type certificateKey struct {
	note.Signer
	public []string // its verifier key, then those of keys that signed before it
	keys   *credential.Keys
}

// demoCertificateKey is where a demonstration keeps the key it made to sign certificates.
func demoCertificateKey(data string) string { return filepath.Join(data, "keys", "certificate.key") }

// openCertificateKey reads who signs certificates: the file that is named, else the demonstration's own, made when there is
// none. An office that names none signs none.
func openCertificateKey(name, data string, demo bool, random io.Reader) (*certificateKey, error) {
	if name == "" && demo {
		name = demoCertificateKey(data)
		if err := ensureKey(name, "shenpi-demonstration", random); err != nil {
			return nil, fmt.Errorf("make the key for certificates: %w", err)
		}
	}
	if name == "" {
		return nil, nil
	}
	key, earlier, err := readKey(name)
	if err != nil {
		return nil, fmt.Errorf("read the key for certificates: %w", err)
	}
	k := &certificateKey{Signer: key.Signer, public: append([]string{key.public}, earlier...)}
	if k.keys, err = credential.NewKeys(k.public...); err != nil {
		return nil, fmt.Errorf("read the key for certificates %s: %w", name, err)
	}
	if demo { // who tries verifying finds it where the other public keys are
		return k, publishKey(filepath.Join(data, "keys", "certificate.pub"), key.public)
	}
	return k, nil
}
