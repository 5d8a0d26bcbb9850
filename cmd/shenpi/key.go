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
	if err := ensureKey(name, "shenpi", random); err != nil {
		return logKey{}, fmt.Errorf("make the signing key: %w", err)
	}
	key, others, err := readKey(name)
	if err == nil && len(others) > 0 {
		err = fmt.Errorf("%s should hold the private and the public key, a line each", name)
	}
	if err != nil {
		return logKey{}, fmt.Errorf("read the signing key: %w", err)
	}
	if err := publishKey(filepath.Join(dir, "keys", "checkpoint.pub"), key.public); err != nil {
		return logKey{}, err
	}
	return key, nil
}

// readKey reads a file with a private key and its public key, a line each, and the public keys on the lines behind them.
func readKey(name string) (key logKey, others []string, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return logKey{}, nil, err
	}
	lines := strings.Fields(string(text))
	if len(lines) < 2 {
		return logKey{}, nil, fmt.Errorf("%s should hold the private and the public key, a line each", name)
	}
	signer, err := note.NewSigner(lines[0])
	if err != nil {
		return logKey{}, nil, fmt.Errorf("%s: %w", name, err)
	}
	verifier, err := note.NewVerifier(lines[1])
	if err != nil || verifier.Name() != signer.Name() || verifier.KeyHash() != signer.KeyHash() {
		return logKey{}, nil, fmt.Errorf("%s: its two lines do not belong together", name)
	}
	return logKey{Signer: signer, public: lines[1]}, lines[2:], nil
}

// ensureKey makes a key with a random name that begins with a word, unless there is one.
func ensureKey(name, word string, random io.Reader) error {
	if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	id := make([]byte, 6)
	if _, err := io.ReadFull(random, id); err != nil {
		return err
	}
	err := makeKey(name, word+"-"+hex.EncodeToString(id), random)
	if errors.Is(err, fs.ErrExist) {
		return nil // another process was faster; its key is read
	}
	return err
}

// makeKey writes a new key; fs.ErrExist when there is a file of that name.
func makeKey(name, title string, random io.Reader) error {
	private, public, err := note.GenerateKey(random, title)
	if err != nil {
		return err
	}
	return writeOnce(name, []byte(private+"\n"+public+"\n"))
}

// publishKey puts a public key where whoever verifies looks for it.
func publishKey(name, public string) error {
	err := writeOnce(name, []byte(public+"\n"))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("write the verifier key: %w", err)
	}
	return nil
}
