package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// logKey signs checkpoints and receipts. Its name is the origin of the log.
type logKey struct {
	note.Signer
	public string // verifier key: all that is needed to check what was signed
}

// openKey reads the signing key of a data folder, and makes one, readable by its owner only, when there is none. The
// public key is put beside it for whoever verifies.
func openKey(dir string, random io.Reader) (logKey, error) {
	name := filepath.Join(dir, "keys", "checkpoint.key")
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeKey(dir, name, random); err != nil {
			return logKey{}, fmt.Errorf("make the signing key: %w", err)
		}
		text, err = os.ReadFile(name)
	}
	if err != nil {
		return logKey{}, fmt.Errorf("read the signing key: %w", err)
	}
	lines := strings.Fields(string(text))
	if len(lines) != 2 {
		return logKey{}, fmt.Errorf("read the signing key: %s should hold the private and the public key, a line each", name)
	}
	signer, err := note.NewSigner(lines[0])
	if err != nil {
		return logKey{}, fmt.Errorf("read the signing key %s: %w", name, err)
	}
	verifier, err := note.NewVerifier(lines[1])
	if err != nil || verifier.Name() != signer.Name() || verifier.KeyHash() != signer.KeyHash() {
		return logKey{}, fmt.Errorf("read the signing key %s: its two lines do not belong together", name)
	}
	err = writeOnce(filepath.Join(dir, "keys", "checkpoint.pub"), []byte(lines[1]+"\n"))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return logKey{}, fmt.Errorf("write the verifier key: %w", err)
	}
	return logKey{Signer: signer, public: lines[1]}, nil
}

func makeKey(dir, name string, random io.Reader) error {
	id := make([]byte, 6)
	if _, err := io.ReadFull(random, id); err != nil {
		return err
	}
	private, public, err := note.GenerateKey(random, "shenpi-"+hex.EncodeToString(id))
	if err != nil {
		return err
	}
	err = writeOnce(name, []byte(private+"\n"+public+"\n"))
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was faster; its key is read
	}
	return err
}
