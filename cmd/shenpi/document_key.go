package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"time"

	"shenpi/documents/cms"
)

// demoDocumentKey is where a demonstration keeps the key it made to sign documents.
func demoDocumentKey(data string) string { return filepath.Join(data, "keys", "document.pem") }

// openDocumentKey reads who signs documents: the file that is named, else the demonstration's own, made when there is none.
// An office that names none signs none.
func openDocumentKey(name, data string, demo bool, random io.Reader) (*cms.Identity, error) {
	if name == "" && demo {
		name = demoDocumentKey(data)
		if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
			if err := makeDocumentKey(name, random); err != nil && !errors.Is(err, fs.ErrExist) { // another process was faster
				return nil, fmt.Errorf("make the key for documents: %w", err)
			}
		}
	}
	if name == "" {
		return nil, nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read the key for documents: %w", err)
	}
	i, err := parseDocumentKey(b)
	if err != nil {
		return nil, fmt.Errorf("read the key for documents %s: %w", name, err)
	}
	return i, nil
}

// parseDocumentKey reads a private key in PKCS #8 and the certificates of it, the signer's own first, in PEM.
func parseDocumentKey(b []byte) (*cms.Identity, error) {
	var i cms.Identity
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "PRIVATE KEY":
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return nil, err
			}
			signer, ok := key.(crypto.Signer)
			if !ok || i.Key != nil {
				return nil, errors.New("it should hold one private key that signs")
			}
			i.Key = signer
		case "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, err
			}
			i.Chain = append(i.Chain, c)
		default:
			return nil, fmt.Errorf("it holds a %s; a PRIVATE KEY (PKCS #8) and CERTIFICATEs belong there", block.Type)
		}
	}
	if i.Key == nil {
		return nil, errors.New("it holds no private key")
	}
	return &i, i.Check()
}

// demoSigner names the signer of a demonstration in whatever program shows its documents.
var demoSigner = pkix.Name{CommonName: "示例省信息产业厅（示例，无法律效力）", Organization: []string{"Shenpi demonstration"}}

// makeDocumentKey makes a key with a certificate that it signs itself. It is good in every year the clock of a demonstration
// can be moved to.
func makeDocumentKey(name string, random io.Reader) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), random)
	if err != nil {
		return err
	}
	serial := make([]byte, 16)
	if _, err := io.ReadFull(random, serial); err != nil {
		return err
	}
	serial[0] &= 0x7f
	own := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial), Subject: demoSigner, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	certificate, err := x509.CreateCertificate(random, own, own, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	b := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	return writeOnce(name, append(b, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})...))
}

// A key for documents is told to end so long before, and looked at so often.
const (
	keyEndsSoon   = 30 * 24 * time.Hour
	watchKeyEvery = 24 * time.Hour
)

// keyState says until when documents are signed, and how much that matters.
func keyState(i *cms.Identity, now time.Time) (slog.Level, string) {
	who, ends := i.Chain[0].Subject.CommonName, i.Ends().UTC().Format("2006-01-02 15:04 UTC")
	if err := i.InForce(now); err != nil {
		return slog.LevelError, "documents cannot be signed and wait: " + err.Error() + "; start with a --document-key that is good"
	}
	if i.Ends().Sub(now) < keyEndsSoon {
		return slog.LevelWarn, fmt.Sprintf("the key of documents ends soon: its certificate of %q is good until %s, and then documents wait", who, ends)
	}
	return slog.LevelInfo, fmt.Sprintf("documents are signed by %q, until %s", who, ends)
}

// watchDocumentKey tells every day what matters about the key of documents.
func (s *service) watchDocumentKey(ctx context.Context) (bool, error) {
	if level, state := keyState(s.signer, s.now()); level > slog.LevelInfo {
		s.log.Log(ctx, level, state)
	}
	return false, nil
}
